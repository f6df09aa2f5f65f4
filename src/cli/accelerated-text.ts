/** The summary of an accelerated run, for people. */
import type { AcceleratedRun, PreparedMarket } from '../backtest/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import type { AcceleratedPace } from './accelerated-backtest.ts'
import { grouped, money } from './number-text.ts'
import { fillRatioText, profitRows, refusalRows, rowsOf } from './summary-rows.ts'
import type { Terminal } from './terminal.ts'
import { instantText, spanText } from './time-text.ts'

export interface AcceleratedFacts {
  readonly prepared: PreparedMarket
  readonly feedInfo: FeedInfo
  readonly pace: AcceleratedPace
  readonly warnings: readonly string[]
}

export function acceleratedText(
  run: AcceleratedRun,
  { prepared, feedInfo, pace, warnings }: AcceleratedFacts,
  terminal: Terminal,
): string {
  const { metrics } = run
  const row = rowsOf(terminal)
  const { firstNanos, lastNanos } = prepared
  const requests = `${grouped(run.ordersEntered, 0)} entered, ${grouped(run.replaces, 0)} replaced, ${grouped(run.cancels, 0)} cancelled`
  return [
    terminal.bold(`${run.strategy} on ${prepared.instrument.symbol}, accelerated`),
    row('data', prepared.name),
    row('time', `${instantText(firstNanos, feedInfo)}  to  ${instantText(lastNanos, feedInfo)}`),
    row('records', grouped(prepared.records, 0)),
    ...warnings.map((warning) => row('warning', terminal.yellow(warning))),
    row('grid', `${grouped(run.rows, 0)} rows of ${spanText(run.intervalNanos)}`),
    row('looks', looksText(run)),
    row('made ready, run', `${pace.prepareSeconds.toFixed(2)} s, ${pace.runSeconds.toFixed(4)} s`),
    '',
    ...profitRows({ ...metrics, finalEquity: run.finalEquity }, row, terminal),
    '',
    row('fills', grouped(metrics.fills, 0)),
    row('traded', `${grouped(run.tradedLots, 2)} lots, value ${money(metrics.tradedValue)}`),
    row('orders', requests),
    row('refused by the venue', grouped(run.rejectedByVenue, 0)),
    row('fill ratio', fillRatioText(metrics.fillRatio)),
    row('order-to-trade ratio', metrics.orderToTradeRatio.toFixed(2)),
    row('inventory', `${grouped(run.finalInventory, 2)} lots at the end`),
    ...refusalRows(run, feedInfo, row, terminal),
    ...run.warnings.map((warning) => row('warning', terminal.yellow(warning))),
    '',
    row('run hash', run.runHash),
    `  ${terminal.dim('no queues, no partial fills: t2t compare-engines says what that hides')}`,
    '',
  ].join('\n')
}

function looksText({ rows, rowsSeen }: AcceleratedRun): string {
  const missed = rows - rowsSeen
  return missed === 0
    ? 'at every row'
    : `all but ${grouped(missed, 0)}, when requests were on their way`
}
