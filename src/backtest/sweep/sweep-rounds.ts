/**
 * The course of a sweep: round after round, each over the trials that are still in, without doing again
 * what was done before.
 */
import { survivors } from './halving.ts'
import type { SweepPlan } from './sweep-plan.ts'
import type { AxisValue } from './sweep-record.ts'
import type { TrialOutcome } from './trial-outcome.ts'

/** One run of one trial. */
export interface TrialTask {
  readonly index: number
  readonly round: number
  readonly values: readonly AxisValue[]
}

/** Runs tasks and hands over their outcomes in any order. */
export type RunTasks = (
  tasks: readonly TrialTask[],
  onOutcome: (outcome: TrialOutcome) => void,
) => Promise<void>

/** Resolves to all outcomes, or to undefined when not every task was run: it was interrupted. */
export async function runRounds(
  plan: SweepPlan,
  known: readonly TrialOutcome[],
  run: RunTasks,
): Promise<readonly TrialOutcome[] | undefined> {
  const { trials, rounds, objective, isObjectiveMinimised } = plan
  const all: TrialOutcome[] = []
  let indices: readonly number[] = trials.map((_, index) => index)
  for (let round = 0; round < rounds.slicesSeen.length; round++) {
    const outcomes = new Map<number, TrialOutcome>()
    for (const outcome of known) if (outcome.round === round) outcomes.set(outcome.index, outcome)
    const tasks = indices
      .filter((index) => !outcomes.has(index))
      .map((index) => ({ index, round, values: trials[index]! }))
    await run(tasks, (outcome) => outcomes.set(outcome.index, outcome))
    const ended = indices.map((index) => outcomes.get(index)).filter((one) => one !== undefined)
    if (ended.length < indices.length) return undefined
    all.push(...ended)
    indices = survivors(ended, rounds, {
      metric: objective,
      isMinimised: isObjectiveMinimised,
    })
  }
  return all
}
