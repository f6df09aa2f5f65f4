/** A run's summary for people: grouped, aligned, every number with its unit. */
import type { BacktestRun, RunSummary, SampledRatio } from '../backtest/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import type { SessionIncidents } from '../web/index.ts'
import { analyticsRows } from './analytics-text.ts'
import { grouped, money } from './number-text.ts'
import { marketNames } from './result-files.ts'
import { fillRatioText, profitRows, type Row, refusalRows, rowsOf } from './summary-rows.ts'
import type { Terminal } from './terminal.ts'
import { instantText, spanText } from './time-text.ts'

/** Annualised ratios of samples closer than this say more about the root than about the strategy. */
const ANNUALISE_FROM_NANOS = 1e9

/** @param incidents of a live session; a backtest without people has none to count. */
export function summaryText(
  run: BacktestRun,
  terminal: Terminal,
  incidents?: SessionIncidents,
): string {
  const summary = run.summary()
  const info = run.feedInfo
  const row = rowsOf(terminal)
  const lots = (count: number) => `${grouped(count, 2)} lots`

  return [
    terminal.bold(`${summary.strategy} on ${summary.symbol}`),
    row('data', summary.feed),
    row(
      'time',
      `${instantText(summary.firstNanos, info)}  to  ${instantText(summary.lastNanos, info)}`,
    ),
    row('records', grouped(summary.records, 0)),
    ...summary.warnings.map((warning) => row('warning', terminal.yellow(warning))),
    '',
    ...profitRows(summary, row, terminal),
    row('Sharpe', ratioText(summary.sharpe)),
    row('Sortino', ratioText(summary.sortino)),
    ...participantRows(run, summary, row),
    '',
    row('fills', `${grouped(summary.fills, 0)}  (${grouped(summary.makerFills, 0)} as maker)`),
    row('traded', `${lots(summary.tradedLots)}, value ${money(summary.tradedValue)}`),
    row('orders', ordersText(summary)),
    row('fill ratio', fillRatioText(summary.fillRatio)),
    row('order-to-trade ratio', summary.orderToTradeRatio.toFixed(2)),
    ...inventoryRows(summary, row),
    ...refusalRows(summary, info, row, terminal),
    ...throttleRows(summary, row, terminal, { info, hasPeople: incidents !== undefined }),
    ...(incidents === undefined ? [] : [row('alerts, trips', incidentsText(incidents))]),
    ...dataRows(summary, row, terminal),
    ...analyticsRows(summary, row, terminal),
    '',
    row('run hash', summary.runHash),
    '',
  ].join('\n')
}

/** What each strategy came to, where several have an account of their own. */
function participantRows({ markets }: BacktestRun, summary: RunSummary, row: Row): string[] {
  return markets.flatMap(({ options: { participant } }, k) => {
    if (participant === undefined) return []
    const { pnlAfterFees, fees, fills, tradedLots } = summary.markets[k]!
    const traded = `${grouped(fills, 0)} fills, ${grouped(tradedLots, 2)} lots`
    return [
      row(`of it ${participant.name}`, `${money(pnlAfterFees)}  (fees ${money(fees)}, ${traded})`),
    ]
  })
}

/** One row a market, named when there are several. */
function inventoryRows({ markets }: RunSummary, row: Row): string[] {
  const names = marketNames(markets.map(({ symbol }) => symbol))
  return markets.map(({ finalInventory, inventory }, index) => {
    const { meanAbsoluteLots, lowestLots, highestLots, shareAtLimit, limitLots } = inventory
    const text =
      `${grouped(finalInventory, 2)} lots at the end, mean |q| ${meanAbsoluteLots.toFixed(2)}, ` +
      `${grouped(lowestLots, 0)} to ${grouped(highestLots, 0)}, ` +
      `${(shareAtLimit * 100).toFixed(1)} % of time at the limit of ${grouped(limitLots, 0)}`
    return row('inventory', markets.length > 1 ? `${names[index]}: ${text}` : text)
  })
}

function ordersText(summary: RunSummary): string {
  const parts = [`${grouped(summary.ordersEntered, 0)} entered`]
  if (summary.replaces > 0) parts.push(`${grouped(summary.replaces, 0)} replaces`)
  if (summary.cancels > 0) parts.push(`${grouped(summary.cancels, 0)} cancels`)
  if (summary.lateRequests > 0) parts.push(`${grouped(summary.lateRequests, 0)} too late`)
  if (summary.expired > 0) parts.push(`${grouped(summary.expired, 0)} expired`)
  if (summary.rejectedByVenue > 0)
    parts.push(`${grouped(summary.rejectedByVenue, 0)} rejected by the venue`)
  return parts.join(', ')
}

/** What repeated executions have disabled, and what that kept from leaving. */
function throttleRows(
  { throttle }: RunSummary,
  row: Row,
  terminal: Terminal,
  { info, hasPeople }: { info: FeedInfo; hasPeople: boolean },
): string[] {
  if (throttle === null) return []
  const { limit, trips, sinceNanos, isDisabled, refusals } = throttle
  const when = `${limit}, ${instantText(sinceNanos, info)}`
  const refused = `${grouped(refusals, 0)} ${refusals === 1 ? 'order' : 'orders'} refused`
  if (!isDisabled) {
    const times = trips === 1 ? 'once' : `${grouped(trips, 0)} times`
    const text = `tripped ${times} and re-armed; last by ${when}; ${refused}`
    return [row('execution throttle', terminal.yellow(text))]
  }
  const nobody = hasPeople ? 'not re-armed' : 'nobody was there to re-arm it'
  const rest = 'its quotes were not sent'
  return [
    row('EXECUTION THROTTLE', terminal.red(`${when}: strategy disabled, ${nobody}`)),
    row('', terminal.red(`${refused}; ${rest}`)),
  ]
}

function incidentsText({ alerts, trips }: SessionIncidents): string {
  const raised = `${grouped(alerts, 0)} ${alerts === 1 ? 'alert' : 'alerts'}`
  if (trips === 0) return `${raised}, kill switch not tripped`
  return `${raised}, kill switch tripped ${trips === 1 ? 'once' : `${grouped(trips, 0)} times`}`
}

function dataRows({ data }: RunSummary, row: Row, terminal: Terminal): string[] {
  const rows: string[] = []
  if (data.gaps > 0)
    rows.push(
      row('data: gaps', terminal.yellow(`${data.gaps}: the book after a gap is not to be trusted`)),
    )
  if (data.clockShiftNanos !== 0)
    rows.push(row('data: clock', `local times moved by ${spanText(data.clockShiftNanos)}`))
  for (const [notice, count] of Object.entries(data.notices)) {
    rows.push(row('data: notice', `${grouped(count, 0)}  ${notice}`))
  }
  return rows
}

function ratioText(ratio: SampledRatio): string {
  if (Number.isNaN(ratio.perSample)) return '– (no variation)'
  const basis = `${ratio.perSample.toFixed(5)} per sample of ${spanText(ratio.intervalNanos)}`
  if (!(ratio.intervalNanos >= ANNUALISE_FROM_NANOS)) return basis
  return `${ratio.annualised.toFixed(2)} a year of 365 days  (${basis})`
}
