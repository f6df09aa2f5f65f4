/**
 * Successive halving: most of a search goes to trials that a short look would have dismissed.
 *
 * All trials run over a first share of the data. The better ones go on to the next round, which sees more
 * of the data by the factor by which the trials became fewer, until the last round sees everything.
 * K. Jamieson and A. Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter
 * Optimization, AISTATS 2016.
 */
import type { Halving } from './sweep-design.ts'
import type { TrialMetric } from './sweep-record.ts'
import type { TrialOutcome } from './trial-outcome.ts'

export interface Rounds {
  /** Slices of the data that each round sees; the last sees all. */
  readonly slicesSeen: readonly number[]
  /** Share of a round's trials that goes on. */
  readonly keep: number
}

/** What a product of shares may be off, in whole slices or trials. */
const ROUNDING = 1e-9
/** A round that would see nearly everything sees everything. */
const NEARLY_ALL = 0.75

export function roundsOf(halving: Halving | undefined, slices: number): Rounds {
  if (halving === undefined) return { slicesSeen: [slices], keep: 1 }
  const slicesSeen: number[] = []
  for (let share = halving.start; share < NEARLY_ALL; share /= halving.keep) {
    const seen = Math.ceil(share * slices - ROUNDING)
    if (seen > (slicesSeen.at(-1) ?? 0)) slicesSeen.push(seen)
  }
  slicesSeen.push(slices)
  return { slicesSeen, keep: halving.keep }
}

/**
 * The trials that go on, in the order of the sweep. What failed or has no objective does not; at least
 * one of the others does. Of equals the first goes on.
 */
export function survivors(
  outcomes: readonly TrialOutcome[],
  { keep }: Rounds,
  objective: { readonly metric: TrialMetric; readonly isMinimised: boolean },
): number[] {
  const sign = objective.isMinimised ? -1 : 1
  const ranked = outcomes
    .filter(({ problem, metrics }) => problem === null && !Number.isNaN(metrics[objective.metric]))
    .map(({ index, metrics }) => ({ index, worth: sign * metrics[objective.metric] }))
    .sort((a, b) => b.worth - a.worth || a.index - b.index)
  const count = Math.max(1, Math.ceil(outcomes.length * keep - ROUNDING))
  return ranked
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b)
}

/** How much running a plan is, in runs over all of the data. */
export function workOf(rounds: Rounds, trials: number): number {
  const slices = rounds.slicesSeen.at(-1)!
  let runners = trials
  let work = 0
  for (const seen of rounds.slicesSeen) {
    work += (runners * seen) / slices
    runners = Math.max(1, Math.ceil(runners * rounds.keep - ROUNDING))
  }
  return work
}
