/**
 * A sweep from a program: the same backtest with lists of parameters.
 *
 * ```ts
 * const { trials } = await sweep({ ...options, params: { halfSpreadTicks: [1, 1.5, 2], sizeLots: 1 } })
 * deflationOf(trials).luckySharpe     // what luck alone gives the best of them
 * ```
 *
 * Runs on the event engine, one trial after the other over data that are decoded once; `t2t sweep` does
 * so in threads, varies other keys too, and can be interrupted.
 */
import { type BacktestOptions, BacktestRun, type RunOptions, surveyMarkets } from '../backtest.ts'
import type { MarketOptions } from '../market.ts'
import type { AxisRange, SweepDesign } from './sweep-design.ts'
import { planSweep } from './sweep-plan.ts'
import type { AxisValue, SweepAxis, Trial } from './sweep-record.ts'
import { failedOutcome, measuredRun, trialOf } from './trial-outcome.ts'

export type SweepOptions = Omit<RunOptions, 'params' | 'slices'> &
  (MarketOptions | { readonly markets: readonly MarketOptions[] }) & {
    /** Single values stay as they are; lists and ranges vary. */
    readonly params: Readonly<Record<string, AxisValue | readonly AxisValue[] | AxisRange>>
    /** How the values are combined; every combination by default. */
    readonly search?: Pick<SweepDesign, 'sampling' | 'trials' | 'seed' | 'slices'>
  }

export interface SweepResult {
  readonly axes: readonly SweepAxis[]
  readonly trials: readonly Trial[]
}

/** @throws InputError for a design that is none, and for data that cannot be read. */
export async function sweep(
  options: SweepOptions,
  onTrial?: (trial: Trial) => void | Promise<void>,
): Promise<SweepResult> {
  const fixed: Record<string, AxisValue> = {}
  const parameters: Record<string, readonly AxisValue[] | AxisRange> = {}
  for (const [name, asked] of Object.entries(options.params)) {
    if (typeof asked === 'object') parameters[name] = asked
    else fixed[name] = asked
  }
  const { axes, trials: planned, slices } = planSweep({ ...options.search, parameters })
  const run: BacktestOptions = { ...options, params: fixed, slices }
  const surveyed = await surveyMarkets(run)
  const trials: Trial[] = []
  for (const [index, values] of planned.entries()) {
    const varied = Object.fromEntries(axes.map(({ key }, k) => [key, values[k]!]))
    const about = { index, round: 0, values }
    let trial: Trial
    try {
      const one = new BacktestRun({ ...run, params: { ...fixed, ...varied } }, ...surveyed)
      await one.toEnd()
      trial = trialOf({ ...about, problem: null, ...measuredRun(one, slices) }, slices)
    } catch (error) {
      trial = trialOf(failedOutcome(about, String(error)), slices)
    }
    trials.push(trial)
    await onTrial?.(trial)
  }
  return { axes, trials }
}
