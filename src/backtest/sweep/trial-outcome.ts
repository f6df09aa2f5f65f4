/**
 * What one run of a trial came to, and how it becomes a row of the sweep.
 *
 * With successive halving a trial is run several times, each time over more of the data; the outcome
 * of the last of those rounds is what the sweep tells of it.
 */
import type { BacktestRun } from '../backtest.ts'
import { momentsOf } from '../validation/index.ts'
import { type AxisValue, TRIAL_METRICS, type Trial, type TrialMetric } from './sweep-record.ts'

export type TrialMetrics = Readonly<Record<TrialMetric, number>>

export interface TrialOutcome {
  /** Place of the trial in the sweep, from 0. */
  readonly index: number
  /** Of successive halving, from 0. */
  readonly round: number
  readonly values: readonly AxisValue[]
  /** Why it failed; null when it did not. */
  readonly problem: string | null
  readonly metrics: TrialMetrics
  /** Of the slices that it saw. */
  readonly slicePnl: readonly number[]
  readonly runHash: string
}

/** What a run tells of itself. */
export type TrialResult = Pick<TrialOutcome, 'metrics' | 'slicePnl' | 'runHash'>

/** A finished run that kept its profit by slice. */
export function measuredRun(run: BacktestRun, slicesSeen: number): TrialResult {
  const summary = run.summary()
  const slicePnl = run.slices === undefined ? [] : run.slices.pnl(slicesSeen)
  const { pnlAfterFees, pnlBeforeFees, fees, maxDrawdown, fills, tradedValue } = summary
  const { orderToTradeRatio, fillRatio, runHash } = summary
  return plainResult({
    slicePnl,
    runHash,
    metrics: {
      pnlAfterFees,
      pnlBeforeFees,
      fees,
      maxDrawdown,
      fills,
      tradedValue,
      orderToTradeRatio,
      fillRatio,
      returnOverTrade: tradedValue === 0 ? Number.NaN : pnlAfterFees / tradedValue,
      sharpe: sharpeOf(slicePnl),
    },
  })
}

/** A result as a file gives it back, so that it does not matter whether it was in one. */
export function plainResult({ metrics, slicePnl, runHash }: TrialResult): TrialResult {
  const profits = slicePnl.map(plain)
  const named = { ...metrics, sharpe: sharpeOf(profits) }
  const plainly = TRIAL_METRICS.map((name) => [name, plain(named[name])])
  return {
    metrics: Object.fromEntries(plainly) as Record<TrialMetric, number>,
    slicePnl: profits,
    runHash,
  }
}

/** A trial that came to nothing. */
export function failedOutcome(
  trial: Pick<TrialOutcome, 'index' | 'round' | 'values'>,
  problem: string,
): TrialOutcome {
  const { index, round, values } = trial
  return { index, round, values, problem, metrics: NO_METRICS, slicePnl: [], runHash: '' }
}

/** Mean over deviation (ddof 1); NaN without variation. */
export const sharpeOf = (slicePnl: readonly number[]): number => momentsOf(slicePnl).sharpe

/** The row of a sweep of so many slices that the last outcome of a trial makes. */
export function trialOf(outcome: TrialOutcome, slices: number): Trial {
  const { index, values, problem, metrics, runHash } = outcome
  const seen = outcome.slicePnl.length
  const unseen = new Array<number>(Math.max(0, slices - seen)).fill(Number.NaN)
  const status = problem !== null ? 'failed' : seen < slices ? 'halted' : 'done'
  return {
    index,
    values,
    status,
    problem,
    dataShare: seen / slices,
    metrics,
    slicePnl: [...outcome.slicePnl, ...unseen],
    runHash,
  }
}

/** The last outcome of each trial, in the order of the sweep. */
export function trialsOf(outcomes: Iterable<TrialOutcome>, slices: number): Trial[] {
  const last = new Map<number, TrialOutcome>()
  for (const outcome of outcomes) {
    const known = last.get(outcome.index)
    if (known === undefined || outcome.round >= known.round) last.set(outcome.index, outcome)
  }
  return [...last.values()]
    .sort((a, b) => a.index - b.index)
    .map((outcome) => trialOf(outcome, slices))
}

const NO_METRICS: TrialMetrics = {
  pnlAfterFees: Number.NaN,
  pnlBeforeFees: Number.NaN,
  fees: Number.NaN,
  maxDrawdown: Number.NaN,
  fills: Number.NaN,
  tradedValue: Number.NaN,
  orderToTradeRatio: Number.NaN,
  fillRatio: Number.NaN,
  returnOverTrade: Number.NaN,
  sharpe: Number.NaN,
}

/** What text can hold: an infinity is nothing to say either, and nothing is without a sign. */
const plain = (value: number): number => (Number.isFinite(value) ? value + 0 : Number.NaN)
