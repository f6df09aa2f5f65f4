/** The numbers of a run in tables, grouped, each with its unit. */
import type { MarketAnalytics, SpreadSummary } from '../analytics/index.ts'
import type { SampledRatio } from '../summary.ts'
import { type Html, html } from './html.ts'
import { bpsText, countText, fixedText, moneyText, percentText, spanText } from './number-text.ts'
import type { RunRecord } from './run-record.ts'
import { instantText } from './time-axis.ts'

export interface Metric {
  readonly name: string
  readonly value: number
  readonly text: string
  /** A difference of two such values, with its unit. */
  readonly format: (value: number) => string
}

export interface MetricGroup {
  readonly title: string
  readonly metrics: readonly Metric[]
}

const as =
  (format: (value: number) => string) =>
  (name: string, value: number, unit = ''): Metric => {
    const text = (each: number) => (unit === '' ? format(each) : `${format(each)} ${unit}`)
    return { name, value, text: text(value), format: text }
  }
const money = as(moneyText)
const count = as(countText)
const share = as(percentText)
const bps = as(bpsText)
const span = as(spanText)
const ratio = as((value) => fixedText(value, 2))

/** What two runs are compared by, and what a report lists. */
export function metricGroups({ summary }: RunRecord): MetricGroup[] {
  const { analytics } = summary
  const { account } = analytics
  const groups: MetricGroup[] = [
    {
      title: 'Result',
      metrics: [
        money('profit after fees', summary.pnlAfterFees),
        money('profit before fees', summary.pnlBeforeFees),
        money('fees paid', summary.fees),
        money('funding paid', summary.funding),
        money('final equity', summary.finalEquity),
        count('final position', summary.finalInventory, 'lots'),
        bps('return over value traded', account.returnOverTradeBps, 'bps'),
        ratio('return over drawdown', account.returnOverDrawdown),
      ],
    },
    {
      title: 'Risk and return',
      metrics: riskMetrics(summary.sharpe, summary.sortino, account),
    },
    {
      title: 'Activity',
      metrics: [
        count('fills', summary.fills),
        count('as maker', summary.makerFills),
        count('traded', summary.tradedLots, 'lots'),
        money('value traded', summary.tradedValue),
        ratio('turnover per day', account.turnoverPerDay, '× capital'),
        count('fills per day', Math.round(account.fillsPerDay)),
        money('largest position value', account.positionValueMax),
        money('mean position value', account.positionValueMean),
        ratio('largest leverage', account.leverageMax, '×'),
      ],
    },
    {
      title: 'Orders',
      metrics: [
        count('entered', summary.ordersEntered),
        count('replaces', summary.replaces),
        count('cancels', summary.cancels),
        count('requests that came too late', summary.lateRequests),
        count('expired', summary.expired),
        count('rejected by the venue', summary.rejectedByVenue),
        share('fill ratio, lots', summary.fillRatio),
        ratio('order-to-trade ratio', summary.orderToTradeRatio),
      ],
    },
  ]
  return [
    ...groups,
    ...analytics.markets.map((market, k) => marketGroup(market, marketLabel(analytics.markets, k))),
  ]
}

function riskMetrics(
  sharpe: SampledRatio,
  sortino: SampledRatio,
  { drawdown, ratios, calmar, daily }: RunRecord['summary']['analytics']['account'],
): Metric[] {
  const at = spanText(sharpe.intervalNanos)
  return [
    money('largest drawdown', drawdown.depth),
    span('longest drawdown', drawdown.longestNanos),
    share('time below a peak', drawdown.underwaterShare),
    ratio(`Sharpe, ${at} samples, per year`, sharpe.annualised),
    ratio(`Sortino, ${at} samples, per year`, sortino.annualised),
    ...ratios
      .filter(({ intervalNanos }) => intervalNanos !== sharpe.intervalNanos)
      .map((each) =>
        ratio(`Sharpe, ${spanText(each.intervalNanos)} samples, per year`, each.sharpe),
      ),
    ratio('Calmar, per year', calmar),
    ...(daily === null
      ? []
      : [
          share(`annual return, ${daily.days} days`, daily.annualReturn),
          ratio('Sharpe of daily returns', daily.sharpe),
          ratio('Calmar of daily returns', daily.calmar),
        ]),
  ]
}

/** Two venues may trade the same symbol: where there are several markets each bears its number. */
export function marketLabel(markets: readonly { readonly symbol: string }[], k: number): string {
  const symbol = markets[k]?.symbol ?? ''
  return markets.length === 1 ? symbol : `${symbol} (market ${k + 1})`
}

function marketGroup(market: MarketAnalytics, label: string): MetricGroup {
  const { pnl, fillRatio, queue, orderToTrade, volume, inventory, latency, shortfall } = market
  return {
    title: `Execution in ${label}`,
    metrics: [
      money('spread capture', pnl.spread),
      money('inventory', pnl.inventory),
      money(`adverse selection, ${spanText(pnl.adverseNanos)}`, pnl.adverseSelection),
      money('shortfall against the decision, before fees', shortfall.total),
      money('of it delay', shortfall.delay),
      money('of it trading', shortfall.trading),
      money('of it opportunity', shortfall.opportunity),
      share('fill ratio, orders', fillRatio.orders),
      ratio('order-to-trade ratio by volume', orderToTrade.byVolume),
      span('time in queue until filled, median', queue.filledAfter.p50),
      count('queue ahead at entry, median', queue.aheadAtEntry.p50, 'lots'),
      count('queue ahead at entry of fills, median', queue.filledAheadAtEntry.p50, 'lots'),
      span('entry latency, p99', latency.entry.p99),
      span('response latency, p99', latency.response.p99),
      ratio('mean inventory over time', inventory.meanAbsoluteLots, 'lots'),
      share('time at the limit', inventory.shareAtLimit),
      share('taken of displayed', volume.takenShare),
      share('passive fills of reached volume', volume.passiveShare),
      share("of the market's volume", volume.marketShare),
    ],
  }
}

export function metricTables(record: RunRecord): Html {
  return html`<div class="tables">${metricGroups(record).map(
    ({ title, metrics }) =>
      html`<div class="panel"><table><caption>${title}</caption><tbody>${metrics.map(
        ({ name, text }) => html`<tr><th>${name}</th><td>${text}</td></tr>`,
      )}</tbody></table></div>`,
  )}</div>`
}

/** Markouts and spreads of a market, horizon by horizon. */
export function horizonTable({ markouts, spreads, unpricedFills }: MarketAnalytics): Html {
  const spreadOf = (role: SpreadSummary['role'], horizonNanos: number) =>
    spreads.find((each) => each.role === role && each.horizonNanos === horizonNanos)
  const note =
    unpricedFills === 0
      ? undefined
      : html`<p class="note">${countText(unpricedFills)} fills met a market without two sides and are in no mean.</p>`
  return html`<div class="panel scroll"><table><caption>Markouts and spreads <span class="unit">bps of the mid, weighted by lots</span></caption>
<thead><tr><th>after</th><th>fills</th><th>beyond the data</th><th>markout</th><th>± 95 %</th><th>in ticks</th><th>bought</th><th>sold</th><th>maker: effective</th><th>realised</th><th>impact</th><th>taker: effective</th><th>realised</th><th>impact</th></tr></thead>
<tbody>${markouts.map(({ horizonNanos, dropped, groups }) => {
    const { all, buy, sell } = groups
    const maker = spreadOf('maker', horizonNanos)
    const taker = spreadOf('taker', horizonNanos)
    const cells = [
      countText(all.fills),
      countText(dropped),
      bpsText(all.bps),
      bpsText(all.bpsHalf),
      fixedText(all.ticks, 2),
      bpsText(buy.bps),
      bpsText(sell.bps),
      ...[maker, taker].flatMap((spread) => [
        bpsText(spread?.effectiveBps ?? Number.NaN),
        bpsText(spread?.realisedBps ?? Number.NaN),
        bpsText(spread?.impactBps ?? Number.NaN),
      ]),
    ]
    const when = horizonNanos === 0 ? 'fill' : spanText(horizonNanos)
    return html`<tr><td>${when}</td>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`
  })}</tbody></table>${note}</div>`
}

export function drawdownNote({ summary, epochNanos }: RunRecord): string {
  const { drawdown } = summary.analytics.account
  if (drawdown.depth === 0) return 'Equity was never below an earlier peak.'
  const at = (nanos: number) => instantText(nanos, BigInt(epochNanos))
  const recovered = Number.isNaN(drawdown.recoveredNanos)
    ? 'not recovered by the end'
    : `recovered ${at(drawdown.recoveredNanos)}`
  return `Largest drawdown ${moneyText(drawdown.depth)}: from ${at(drawdown.peakNanos)} to ${at(drawdown.troughNanos)}, ${recovered}.`
}
