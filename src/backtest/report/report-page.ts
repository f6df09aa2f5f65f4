/**
 * The report of a run: one page that needs nothing but itself.
 *
 * No request leaves it (its policy forbids any), it reads in light and dark, on a telephone and on
 * paper, and the same run gives the same page to the byte. A second run can be laid over the first.
 */
import { accountCharts } from './account-section.ts'
import { bandTable } from './band-table.ts'
import { compareRecords } from './comparison.ts'
import { comparisonSection } from './comparison-section.ts'
import { HOVER_SCRIPT } from './hover-script.ts'
import { Html, html, scriptJson } from './html.ts'
import { impactTable } from './impact-table.ts'
import { type LaidRuns, laidOver } from './laid-over.ts'
import { executionPanels, marketCharts } from './market-section.ts'
import { drawdownNote, horizonTable, marketLabel, metricTables } from './metric-tables.ts'
import { bpsText, countText, fixedText, moneyText, percentText, spanText } from './number-text.ts'
import { configurationTable, dataTable, warningsOf } from './run-details.ts'
import type { RunRecord } from './run-record.ts'
import { STYLES } from './styles.ts'
import { instantText } from './time-axis.ts'
import { hoverSeries, MARK_SHAPES, type TimeChart, timeChart } from './time-chart.ts'
import { wholePage } from './whole-page.ts'

const MILLION = 1_000_000n

export function reportPage(record: RunRecord, other?: RunRecord): string {
  const runs = laidOver(record, other)
  const account = accountCharts(runs)
  const markets = record.data.map((_, k) => marketCharts(runs, k))
  const charts = [...account, ...markets.flat()]
  const { summary } = record
  const title = `${summary.strategy} on ${summary.symbol}${other === undefined ? '' : ': two runs'}`
  const body = html`${MARK_SHAPES}
${pageHead(record, other, runs)}
${numbers(record, other)}
${warnings(record)}
${other === undefined ? undefined : comparisonSection(compareRecords(record, other), record)}
${bandTable(record.band)}
${impactTable(record.impact)}
<h2>Account</h2>
${account.map(timeChart)}
<p class="note">${drawdownNote(record)}</p>
${markets.map((own, k) => marketPart(record, other, k, own))}
<h2>Metrics</h2>
${metricTables(record)}
<h2>How to check it</h2>
<div class="tables wide">${dataTable(record)}${configurationTable(record)}</div>
<h2>Run it again</h2>
<pre><code>${record.command}</code></pre>
<footer>A simulation. Past prices, guessed queues and assumed latencies; no investment advice.</footer>
<script type="application/json" id="series">${scriptJson(hoverData(charts, runs))}</script>
<script>${new Html(HOVER_SCRIPT)}</script>`
  return wholePage(title, STYLES, body)
}

function pageHead(record: RunRecord, other: RunRecord | undefined, { isAligned }: LaidRuns): Html {
  const { summary, epochNanos } = record
  const epoch = BigInt(epochNanos)
  const from = instantText(summary.firstNanos, epoch)
  const to = instantText(summary.lastNanos, epoch)
  const second =
    other === undefined
      ? undefined
      : html`<p class="lead">Second run, dashed: <strong class="other">${other.summary.strategy} on ${other.summary.symbol}</strong>, ${other.summary.feed}, <span class="code">${other.summary.runHash}</span>${isAligned ? '; it happened at another time and begins together with the first here' : ''}</p>`
  return html`<header><h1>${summary.strategy} on ${summary.symbol}</h1>
<p class="lead">${summary.feed}</p>
<p class="lead">${from} to ${to} (${spanText(summary.lastNanos - summary.firstNanos)}), run <span class="code">${summary.runHash}</span></p>${second}</header>`
}

/** The first numbers that anybody looks at. */
interface Headline {
  readonly name: string
  readonly value: string
  readonly more: string
  /** Colours the value as a gain or a loss. */
  readonly sign?: number
}

/** With a second run its numbers stand in place of the explanations. */
function numbers(record: RunRecord, other: RunRecord | undefined): Html {
  const second = other === undefined ? undefined : headlines(other)
  const colour = (value: number) => (value < 0 ? 'loss-text' : value > 0 ? 'gain-text' : '')
  return html`<dl class="numbers">${headlines(record).map(({ name, value, more, sign }, k) => {
    const below =
      second === undefined
        ? more
        : html`<span class="other">second run ${second[k]?.value ?? ''}</span>`
    return html`<div><dt>${name}</dt><dd><span class="${colour(sign ?? 0)}">${value}</span><small>${below}</small></dd></div>`
  })}</dl>`
}

function headlines({ summary }: RunRecord): Headline[] {
  const { analytics, sharpe } = summary
  const { account } = analytics
  const [market] = analytics.markets
  const afterSecond = market?.markouts.find(({ horizonNanos }) => horizonNanos === 1e9)?.groups.all
  return [
    {
      name: 'Profit after fees',
      value: moneyText(summary.pnlAfterFees),
      more: `${moneyText(summary.pnlBeforeFees)} before fees`,
      sign: summary.pnlAfterFees,
    },
    {
      name: 'Largest drawdown',
      value: moneyText(account.drawdown.depth),
      more: `${percentText(account.drawdown.underwaterShare)} of time below a peak`,
    },
    {
      name: 'Return over value traded',
      value: `${bpsText(account.returnOverTradeBps)} bps`,
      more: `of ${moneyText(summary.tradedValue)}`,
    },
    {
      name: 'Sharpe per sample',
      value: fixedText(sharpe.perSample, 4),
      more: `${countText(sharpe.samples)} samples of ${spanText(sharpe.intervalNanos)}`,
    },
    {
      name: 'Fills',
      value: countText(summary.fills),
      more: `${countText(summary.makerFills)} as maker, ${countText(summary.tradedLots)} lots`,
    },
    {
      name: 'Fill ratio',
      value: percentText(summary.fillRatio),
      more: `of ordered lots, OTR ${fixedText(summary.orderToTradeRatio, 2)}`,
    },
    {
      name: 'Captured at the fill',
      value: `${bpsText(market?.markouts[0]?.groups.all.bps ?? Number.NaN)} bps`,
      more: 'half spread against the mid',
    },
    {
      name: 'Markout after 1 s',
      value: `${bpsText(afterSecond?.bps ?? Number.NaN)} bps`,
      more: `± ${bpsText(afterSecond?.bpsHalf ?? Number.NaN)}, ${countText(afterSecond?.fills ?? 0)} fills`,
    },
  ]
}

function warnings(record: RunRecord): Html | undefined {
  const all = warningsOf(record)
  if (all.length === 0) return undefined
  return html`<ul class="warnings">${all.map((warning) => html`<li>${warning}</li>`)}</ul>`
}

function marketPart(
  record: RunRecord,
  other: RunRecord | undefined,
  market: number,
  charts: readonly TimeChart[],
): Html {
  const analytics = record.summary.analytics.markets[market]!
  const label = marketLabel(record.data, market)
  return html`<h2>${label}</h2>
${charts.map(timeChart)}
<h2>Execution${record.data.length > 1 ? ` in ${label}` : ''}</h2>
${executionPanels(analytics, other?.summary.analytics.markets[market])}
<div style="margin-top:10px">${horizonTable(analytics)}</div>`
}

function hoverData(charts: readonly TimeChart[], { time }: LaidRuns): unknown {
  return {
    from: time.fromNanos,
    to: time.toNanos,
    epochMillis: Number(time.epochNanos / MILLION),
    series: charts.flatMap(hoverSeries),
  }
}
