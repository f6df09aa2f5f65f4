/**
 * The plan of a sweep: all its trials in their order, before any of them runs.
 *
 * ```ts
 * const plan = planSweep({ parameters: { 'params.threshold': [1, 2], 'latency.entry': ['1ms', '5ms'] } })
 * plan.trials    // [[1, '1ms'], [1, '5ms'], [2, '1ms'], [2, '5ms']]
 * ```
 *
 * The order of a grid is that of nested loops, the last key fastest. No combination is there twice: one
 * that is drawn again is passed over.
 */
import { type Rounds, roundsOf } from './halving.ts'
import { sampledPlaces } from './sampled-places.ts'
import { axisOf, valueAt } from './sweep-axis.ts'
import { checkDesign, SLICES_DEFAULT, type SweepDesign } from './sweep-design.ts'
import type {
  AxisValue,
  SweepAxis,
  SweepEngine,
  SweepSampling,
  TrialMetric,
} from './sweep-record.ts'

export interface SweepPlan {
  readonly axes: readonly SweepAxis[]
  /** The values of each trial, in the order of the axes. */
  readonly trials: readonly (readonly AxisValue[])[]
  readonly rounds: Rounds
  readonly sampling: SweepSampling
  readonly seed: number | string
  readonly objective: TrialMetric
  readonly isObjectiveMinimised: boolean
  readonly slices: number
  readonly engine: SweepEngine
  readonly intervalNanos: number | undefined
}

/** Draws in a row that bring nothing new before a small space counts as used up. */
const DRAWS_IN_VAIN_MAX = 100_000

/** @throws InputError with everything that is wrong with the design. */
export function planSweep(design: SweepDesign): SweepPlan {
  checkDesign(design)
  const { sampling = 'grid', seed = 1, slices = SLICES_DEFAULT } = design
  const axes = Object.entries(design.parameters).map(([key, asked]) => axisOf(key, asked))
  return {
    axes,
    trials: sampling === 'grid' ? gridOf(axes) : drawn(axes, { ...design, sampling, seed }),
    rounds: roundsOf(design.halving, slices),
    sampling,
    seed,
    objective: design.objective ?? 'sharpe',
    isObjectiveMinimised: design.minimise ?? false,
    slices,
    engine: design.engine ?? 'event',
    intervalNanos: design.interval,
  }
}

function gridOf(axes: readonly SweepAxis[]): AxisValue[][] {
  let rows: AxisValue[][] = [[]]
  for (const { values } of axes) {
    rows = rows.flatMap((row) => values.map((value) => [...row, value]))
  }
  return rows
}

function drawn(
  axes: readonly SweepAxis[],
  options: {
    readonly sampling: Exclude<SweepSampling, 'grid'>
    readonly trials?: number | undefined
    readonly seed: number | string
  },
): AxisValue[][] {
  const { sampling, trials = 0, seed } = options
  const rows: AxisValue[][] = []
  const known = new Set<string>()
  let inVain = 0
  for (const place of sampledPlaces({ sampling, axes: axes.length, trials, seed })) {
    const row = axes.map((axis, k) => valueAt(axis, place[k]!))
    const name = JSON.stringify(row)
    inVain = known.has(name) ? inVain + 1 : 0
    if (!known.has(name)) rows.push(row)
    known.add(name)
    if (rows.length === trials || inVain > DRAWS_IN_VAIN_MAX) break
  }
  return rows
}
