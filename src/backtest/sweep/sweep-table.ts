/** The results of a sweep as a table: one row a trial, in the order of the sweep. */
import { deflatedTrial, deflationOf } from '../validation/index.ts'
import { type AxisValue, type SweepRecord, TRIAL_METRICS, type Trial } from './sweep-record.ts'

export type Cell = number | string | boolean | null

export interface TableColumn {
  readonly name: string
  /** Numbers that are none are null, and so is what there is nothing to say about. */
  readonly cell: (trial: Trial) => Cell
  /** Holds text, also where there is none. */
  readonly isText?: boolean
}

/**
 * Trial, axes, how it ended, metrics. What a number is of stands in its name. A Sharpe ratio stands
 * beside what is left of it when luck is taken away, and the number of trials that it is one of.
 */
export function sweepColumns(record: Pick<SweepRecord, 'axes' | 'trials'>): TableColumn[] {
  const deflation = deflationOf(record.trials)
  return [
    { name: 'trial', cell: ({ index }) => index },
    ...record.axes.map(({ key }, axis) => ({
      name: key,
      cell: ({ values }: Trial): AxisValue | null => values[axis] ?? null,
    })),
    { name: 'status', isText: true, cell: ({ status }) => status },
    { name: 'data_share', cell: ({ dataShare }) => dataShare },
    ...TRIAL_METRICS.map((metric) => ({
      name: metric === 'sharpe' ? 'sharpe_per_slice' : snakeCase(metric),
      cell: ({ metrics }: Trial) => told(metrics[metric]),
    })),
    {
      name: 'deflated_sharpe',
      cell: (trial) => told(deflatedTrial(trial, deflation).deflated),
    },
    { name: 'trials', cell: () => deflation.trials },
    { name: 'run_hash', isText: true, cell: ({ runHash }) => runHash },
    { name: 'problem', isText: true, cell: ({ problem }) => problem },
  ]
}

/** The lines of a CSV file, each with its end: RFC 4180 quoting, empty where there is nothing. */
export function* csvLines(
  columns: readonly TableColumn[],
  trials: Iterable<Trial>,
): Generator<string> {
  yield `${columns.map(({ name }) => quoted(name)).join(',')}\n`
  for (const trial of trials) {
    const cells = columns.map(({ cell }) => cell(trial))
    yield `${cells.map((cell) => (cell === null ? '' : quoted(String(cell)))).join(',')}\n`
  }
}

const told = (value: number): number | null => (Number.isNaN(value) ? null : value)

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Profit by slice of every trial, one row each. */
export function sliceColumns({ slices }: Pick<SweepRecord, 'slices'>): TableColumn[] {
  return [
    { name: 'trial', cell: ({ index }) => index },
    ...Array.from({ length: slices }, (_, slice) => ({
      name: `slice_${slice + 1}`,
      cell: ({ slicePnl }: Trial) => told(slicePnl[slice] ?? Number.NaN),
    })),
  ]
}
