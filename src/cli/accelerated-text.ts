/** The summary of an accelerated run, for people. */
import type { AcceleratedRun, PreparedMarket } from '../backtest/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import type { AcceleratedPace } from './accelerated-backtest.ts'
import { grouped, money } from './summary-text.ts'
import type { Terminal } from './terminal.ts'
import { instantText, spanText } from './time-text.ts'

const LABEL_WIDTH = 22

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
  const { metrics, killSwitch } = run
  const row = (label: string, value: string) =>
    `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${value}`
  const coloured = (value: number, text: string) =>
    value < 0 ? terminal.red(text) : value > 0 ? terminal.green(text) : text
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
    row('PnL after fees', coloured(metrics.pnlAfterFees, money(metrics.pnlAfterFees))),
    row('PnL before fees', money(metrics.pnlBeforeFees)),
    row('fees', money(metrics.fees)),
    row('final equity', money(run.finalEquity)),
    row('max drawdown', money(metrics.maxDrawdown)),
    '',
    row('fills', grouped(metrics.fills, 0)),
    row('traded', `${grouped(run.tradedLots, 2)} lots, value ${money(metrics.tradedValue)}`),
    row('orders', requests),
    row('refused by the venue', grouped(run.rejectedByVenue, 0)),
    row('fill ratio', percentText(metrics.fillRatio)),
    row('order-to-trade ratio', metrics.orderToTradeRatio.toFixed(2)),
    row('inventory', `${grouped(run.finalInventory, 2)} lots at the end`),
    ...Object.entries(run.refusals).map(([reason, count]) =>
      row('refused by risk', terminal.yellow(`${grouped(count, 0)}  ${reason}`)),
    ),
    ...(killSwitch === null
      ? []
      : [
          row(
            'KILL SWITCH',
            terminal.red(`${killSwitch.reason}, ${instantText(killSwitch.atNanos, feedInfo)}`),
          ),
        ]),
    ...run.warnings.map((warning) => row('warning', terminal.yellow(warning))),
    '',
    row('run hash', run.runHash),
    `  ${terminal.dim('no queues, no partial fills: t2t compare-engines says what that hides')}`,
    '',
  ].join('\n')
}

const percentText = (ratio: number): string =>
  Number.isNaN(ratio) ? '–' : `${(ratio * 100).toFixed(1)} % of ordered lots`

function looksText({ rows, rowsSeen }: AcceleratedRun): string {
  const missed = rows - rowsSeen
  return missed === 0
    ? 'at every row'
    : `all but ${grouped(missed, 0)}, when requests were on their way`
}
