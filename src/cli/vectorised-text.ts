/** The summary of a vectorised run, for people. */
import type { VectorisedRun } from '../backtest/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { short } from './progress.ts'
import { grouped, money } from './summary-text.ts'
import type { Terminal } from './terminal.ts'
import { instantText } from './time-text.ts'
import type { Pace } from './vectorised-backtest.ts'

const LABEL_WIDTH = 22

export function vectorisedText(
  run: VectorisedRun,
  { feedInfo, pace }: { readonly feedInfo: FeedInfo; readonly pace: Pace },
  terminal: Terminal,
): string {
  const { totals } = run
  const row = (label: string, value: string) =>
    `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${value}`
  const coloured = (value: number, text: string) =>
    value < 0 ? terminal.red(text) : value > 0 ? terminal.green(text) : text
  const percent = Number.isNaN(totals.fillRatio)
    ? '–'
    : `${(totals.fillRatio * 100).toFixed(1)} % of ordered lots`
  const { killSwitch } = totals
  return [
    terminal.bold(`${run.strategy} on ${feedInfo.instruments[0]!.symbol}, vectorised`),
    row('data', feedInfo.name),
    row(
      'time',
      `${instantText(totals.firstNanos, feedInfo)}  to  ${instantText(totals.lastNanos, feedInfo)}`,
    ),
    row('ticks', grouped(totals.rows, 0)),
    row('from file to result', paceText(pace)),
    '',
    row('PnL after fees', coloured(totals.pnlAfterFees, money(totals.pnlAfterFees))),
    row('PnL before fees', money(totals.pnlBeforeFees)),
    row('fees', money(totals.fees)),
    row('final equity', money(totals.finalEquity)),
    row('max drawdown', money(totals.maxDrawdown)),
    row('Sharpe', ratioText(totals.sharpePerSample)),
    row('Sortino', ratioText(totals.sortinoPerSample)),
    '',
    row('fills', grouped(totals.fills, 0)),
    row('traded', `${grouped(totals.tradedLots, 2)} lots, value ${money(totals.tradedValue)}`),
    row('orders', `${grouped(totals.ordersEntered, 0)} entered`),
    row('fill ratio', percent),
    row('inventory', `${grouped(totals.finalInventory, 2)} lots at the end`),
    ...Object.entries(totals.refusals).map(([reason, count]) =>
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
    '',
  ].join('\n')
}

const paceText = ({ seconds, ticksPerSecond }: Pace): string =>
  `${seconds.toFixed(2)} s, ${short(ticksPerSecond)} ticks/s`

const ratioText = (ratio: number): string =>
  Number.isNaN(ratio) ? '– (no variation)' : `${ratio.toFixed(5)} per tick`
