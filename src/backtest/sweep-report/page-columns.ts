/**
 * A sweep as columns of its page, one number a trial: what a table sorts, a heatmap bins and a line runs through.
 *
 * A listed value is its place in the list, a drawn one is itself, a total is itself. The words of a
 * listed value stand in the column's `texts`.
 */
import { countText } from '../report/index.ts'
import { type AxisValue, type SweepRecord, TRIAL_METRICS } from '../sweep/index.ts'
import { type Deflation, deflatedTrial } from '../validation/index.ts'

export type ColumnScale = 'list' | 'linear' | 'log'
export type ColumnFormat = 'money' | 'count' | 'share' | 'bps' | 'ratio' | 'chance' | 'plain'

/** What a page needs to know of a column besides its numbers. */
export interface ColumnFacts {
  /** As the configuration, the result files and the record call it. */
  readonly key: string
  /** As a reader calls it. */
  readonly name: string
  readonly role: 'axis' | 'metric' | 'fact'
  readonly scale: ColumnScale
  readonly format: ColumnFormat
  /** Of a list, in order; empty otherwise. */
  readonly texts: readonly string[]
  /** Every text is a number. */
  readonly isNumeric: boolean
  readonly isLowerBetter: boolean
  /** Ends of what values were drawn from, or can be; null where only the values tell. */
  readonly range: readonly [number, number] | null
}

export interface PageColumn extends ColumnFacts {
  readonly numbers: Float64Array
}

/** The deflated value of a trial's Sharpe ratio: a share of certainty from 0 to 1. */
export const DEFLATED_KEY = 'deflatedSharpe'

const METRIC_FACTS: Readonly<Record<string, readonly [string, ColumnFormat]>> = {
  pnlAfterFees: ['Profit after fees', 'money'],
  pnlBeforeFees: ['Profit before fees', 'money'],
  fees: ['Fees', 'money'],
  maxDrawdown: ['Largest drawdown', 'money'],
  fills: ['Fills', 'count'],
  tradedValue: ['Value traded', 'money'],
  orderToTradeRatio: ['Orders per trade', 'ratio'],
  fillRatio: ['Fill ratio', 'share'],
  returnOverTrade: ['Return over value traded, bps', 'bps'],
  sharpe: ['Sharpe per slice', 'ratio'],
}

const LOWER_IS_BETTER = new Set(['fees', 'maxDrawdown', 'orderToTradeRatio'])

/** Axes in their order, then totals with the deflated value beside the Sharpe ratio, then the share. */
export function pageColumns(record: SweepRecord, deflation: Deflation): PageColumn[] {
  const { trials, axes } = record
  return [
    ...axes.map((_, k) => axisColumn(record, k)),
    ...TRIAL_METRICS.flatMap((key) => {
      const [name = key, format = 'plain'] = METRIC_FACTS[key] ?? []
      const isLowerBetter =
        key === record.objective ? record.isObjectiveMinimised : LOWER_IS_BETTER.has(key)
      const numbers = Float64Array.from(trials, (trial) => trial.metrics[key])
      const metric = {
        ...PLAIN,
        key,
        name,
        format,
        role: 'metric',
        isLowerBetter,
        numbers,
      } as const
      return key === 'sharpe' ? [metric, deflatedColumn(record, deflation)] : [metric]
    }),
    {
      ...PLAIN,
      key: 'dataShare',
      name: 'Share of data seen',
      role: 'fact',
      format: 'share',
      numbers: Float64Array.from(trials, ({ dataShare }) => dataShare),
    },
  ]
}

const PLAIN = {
  scale: 'linear',
  texts: [],
  isNumeric: true,
  isLowerBetter: false,
  range: null,
} as const

function deflatedColumn({ trials }: SweepRecord, deflation: Deflation): PageColumn {
  // The number of trials belongs to the value, wherever it stands.
  const name = `Deflated Sharpe, of ${countText(trials.length)}`
  const numbers = Float64Array.from(trials, (trial) => deflatedTrial(trial, deflation).deflated)
  return {
    ...PLAIN,
    key: DEFLATED_KEY,
    name,
    role: 'metric',
    format: 'chance',
    range: [0, 1],
    numbers,
  }
}

function axisColumn({ axes, trials }: SweepRecord, k: number): PageColumn {
  const { key, values, range, isLogarithmic } = axes[k]!
  const own = trials.map((trial) => trial.values[k])
  const axis = { ...PLAIN, key, name: key, role: 'axis', format: 'plain' } as const
  if (range !== null && own.every((value) => typeof value === 'number')) {
    const scale = isLogarithmic && range.from > 0 ? 'log' : 'linear'
    return { ...axis, scale, range: [range.from, range.to], numbers: Float64Array.from(own) }
  }
  const places = new Map<string, number>()
  const listed: AxisValue[] = []
  const placeOf = (value: AxisValue): number => {
    const identity = `${typeof value} ${value}`
    const known = places.get(identity)
    if (known !== undefined) return known
    places.set(identity, listed.length)
    return listed.push(value) - 1
  }
  for (const value of values) placeOf(value)
  const numbers = Float64Array.from(own, (value) =>
    value === undefined ? Number.NaN : placeOf(value),
  )
  const isNumeric = listed.every((value) => typeof value === 'number')
  return { ...axis, scale: 'list', texts: listed.map(String), isNumeric, numbers }
}
