/** The account through time: equity with and without fees, and how far it was below its peak. */
import { rangeOf } from './curve-path.ts'
import { type LaidRun, type LaidRuns, placed } from './laid-over.ts'
import type { ChartLine, TimeChart } from './time-chart.ts'

export function accountCharts({ first, second, time }: LaidRuns): TimeChart[] {
  const equity = [
    line('before fees', 'gross', first, first.record.curves.equityBeforeFees),
    line('equity', 'equity', first, first.record.curves.equity),
    ...overlay(second, (run) => run.record.curves.equity),
  ]
  const drawdown = [
    { ...line('drawdown', 'drawdown', first, first.record.curves.drawdown), isArea: true },
    ...overlay(second, (run) => run.record.curves.drawdown),
  ]
  const [lowest] = range(drawdown)
  return [
    {
      id: 'equity',
      title: 'Equity',
      unit: 'settlement currency',
      size: 'large',
      time,
      lines: equity,
      range: range(equity),
    },
    {
      id: 'drawdown',
      title: 'Drawdown',
      unit: 'below the highest equity before',
      size: 'small',
      time,
      lines: drawdown,
      range: [lowest, 0],
    },
  ]
}

export function line(
  name: string,
  kind: string,
  run: LaidRun,
  curve: Parameters<typeof placed>[1],
): ChartLine {
  // What was last known holds until something else is.
  return { name, kind, style: 'step', curve: placed(run, curve) }
}

export const range = (lines: readonly ChartLine[]): [number, number] =>
  rangeOf(lines.map(({ curve }) => curve))

function overlay(
  second: LaidRun | undefined,
  pick: (run: LaidRun) => Parameters<typeof placed>[1],
): ChartLine[] {
  return second === undefined ? [] : [line('second run', 'other', second, pick(second))]
}
