/** The summary of a vectorised run, for people. */
import type { VectorisedRun } from '../backtest/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { grouped, money } from './number-text.ts'
import { short } from './progress.ts'
import { fillRatioText, profitRows, refusalRows, rowsOf } from './summary-rows.ts'
import type { Terminal } from './terminal.ts'
import { instantText } from './time-text.ts'
import type { Pace } from './vectorised-backtest.ts'

export function vectorisedText(
  run: VectorisedRun,
  { feedInfo, pace }: { readonly feedInfo: FeedInfo; readonly pace: Pace },
  terminal: Terminal,
): string {
  const { totals } = run
  const row = rowsOf(terminal)
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
    ...profitRows(totals, row, terminal),
    row('Sharpe', ratioText(totals.sharpePerSample)),
    row('Sortino', ratioText(totals.sortinoPerSample)),
    '',
    row('fills', grouped(totals.fills, 0)),
    row('traded', `${grouped(totals.tradedLots, 2)} lots, value ${money(totals.tradedValue)}`),
    row('orders', `${grouped(totals.ordersEntered, 0)} entered`),
    row('fill ratio', fillRatioText(totals.fillRatio)),
    row('inventory', `${grouped(totals.finalInventory, 2)} lots at the end`),
    ...refusalRows(totals, feedInfo, row, terminal),
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
