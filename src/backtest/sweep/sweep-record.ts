/**
 * Everything about a sweep that a table, a report or a validation needs, as plain data.
 *
 * A sweep is one configuration run many times with other values of some of its keys. Each of those
 * runs is a trial. A trial keeps its profit over equal slices of the data's time beside its totals:
 * that one small row of numbers gives its equity curve, its Sharpe ratio with skewness and kurtosis,
 * and its column of the matrix from which the probability of overfitting is computed.
 */
import type { ConfigurationEntry, DataRecord } from '../report/index.ts'

/** A value that a key of a configuration can take in a sweep. */
export type AxisValue = number | string | boolean

/** One key that varies, such as `params.threshold` or `latency.entry`. */
export interface SweepAxis {
  readonly key: string
  /** The values tried, in order, when they were listed; empty where they were drawn from a range. */
  readonly values: readonly AxisValue[]
  /** Lowest and highest of a drawn range, null for listed values. */
  readonly range: { readonly from: number; readonly to: number } | null
  readonly isLogarithmic: boolean
}

export const SWEEP_SAMPLINGS = ['grid', 'random', 'latin-hypercube', 'sobol'] as const
export type SweepSampling = (typeof SWEEP_SAMPLINGS)[number]
export const SWEEP_ENGINES = ['event', 'vectorised', 'accelerated'] as const
export type SweepEngine = (typeof SWEEP_ENGINES)[number]

/** Totals of a trial, by name; NaN where there is nothing to say. Money is in settlement currency. */
export const TRIAL_METRICS = [
  'pnlAfterFees',
  'pnlBeforeFees',
  'fees',
  'maxDrawdown',
  'fills',
  'tradedValue',
  'orderToTradeRatio',
  'fillRatio',
  'returnOverTrade',
  'sharpe',
] as const
export type TrialMetric = (typeof TRIAL_METRICS)[number]

export interface Trial {
  /** Place in the sweep's order, from 0: the same whatever the number of workers. */
  readonly index: number
  /** One for each axis, in the order of the axes. */
  readonly values: readonly AxisValue[]
  /** `halted`: ended early by successive halving. `failed`: see `problem`. */
  readonly status: 'done' | 'halted' | 'failed'
  readonly problem: string | null
  /** Share of the data that it saw, from 0 to 1. */
  readonly dataShare: number
  /** `sharpe` is per slice, never annualised. */
  readonly metrics: Readonly<Record<TrialMetric, number>>
  /** Profit after fees over each equal slice of the data's time; slices it did not see are NaN. */
  readonly slicePnl: readonly number[]
  readonly runHash: string
}

export interface SweepRecord {
  /** Version of tick-to-trade that made the sweep. */
  readonly product: string
  readonly command: string
  readonly strategy: string
  readonly configuration: readonly ConfigurationEntry[]
  readonly data: readonly DataRecord[]
  /** Unix nanoseconds that all times count from, as decimal text; `0` when no date is known. */
  readonly epochNanos: string
  readonly firstNanos: number
  readonly lastNanos: number
  readonly engine: SweepEngine
  readonly sampling: SweepSampling
  readonly seed: number | string
  readonly objective: TrialMetric
  readonly isObjectiveMinimised: boolean
  readonly axes: readonly SweepAxis[]
  /** Of `slicePnl` in each trial. */
  readonly slices: number
  /** What a user should know before believing it, such as costs switched off. */
  readonly warnings: readonly string[]
  readonly trials: readonly Trial[]
}
