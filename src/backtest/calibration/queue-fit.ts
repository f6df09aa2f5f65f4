/**
 * Which queue model, and which n, comes nearest to what queues truly did?
 *
 * The loss of a model on one hypothetical order is the mean square of (lots ahead by the model - lots
 * truly ahead) over the order's life, in units of the lots ahead at its placement; over many orders,
 * the mean of it. A model that knew only what a feed of levels tells could do no better than the mean
 * of what is true, and that is where this loss is lowest, so the fit finds the right n where there is
 * one.
 *
 * How sure is it? The orders are drawn again with replacement, 200 times, and n fitted to each draw:
 * the middle 95 % of those are the interval.
 */
import { exp, InputError, RandomStream } from '../../core/index.ts'
import type { QueueModel } from '../../exchange/index.ts'
import { minimise } from './golden-section.ts'
import { quantile } from './latency-fit.ts'
import type { LevelTrace } from './level-trace.ts'
import {
  FIXED_FAMILIES,
  fixedModel,
  LN_N_GRID,
  LN_N_TOLERANCE,
  POWER_FAMILIES,
  type PowerFamily,
  powerModel,
  type QueueFamily,
} from './queue-models.ts'

export const PLACEMENTS_MIN = 200
const REDRAWS = 200
/** Fewer lots than this ahead, and an order is as good as first: trades are whole lots. */
const FIRST_BELOW_LOTS = 0.5

export interface QueueFit {
  readonly family: QueueFamily
  /** NaN for families without one. */
  readonly n: number
  /** The middle 95 % of n over redrawn orders; NaN for families without an n. */
  readonly nLow: number
  readonly nHigh: number
  /** The best n was an end of what was searched: take it as "at least" or "at most". */
  readonly isAtEdge: boolean
  /** Root of the mean square error, as a share of the lots ahead at placement. */
  readonly loss: number
  /** Over n, for a plot; empty for families without one. */
  readonly curve: readonly { readonly n: number; readonly loss: number }[]
  readonly waits: QueueWaits
}

/** How long orders waited until nobody stood ahead: truly, and by the model. */
export interface QueueWaits {
  /** Shares of the orders that came so far while they were watched. */
  readonly trueShare: number
  readonly modelShare: number
  /** Means over all orders, those that never came so far counted until they were left. */
  readonly trueNanos: number
  readonly modelNanos: number
  /** The same in lots that traded at the price. */
  readonly trueLots: number
  readonly modelLots: number
  /** Mean of how far the model was off, in lots that traded, whichever way. */
  readonly lotsApart: number
}

export interface QueueFits {
  /** Hypothetical orders that told something: with lots ahead of them that were withdrawn or not. */
  readonly placements: number
  /** By loss, best first. */
  readonly fits: readonly QueueFit[]
}

export interface QueueFitOptions {
  readonly lotStep: number
  readonly seed: number | string
}

/** @throws InputError for fewer than 200 orders that tell something. */
export function fitQueue(traces: readonly LevelTrace[], options: QueueFitOptions): QueueFits {
  const telling = traces.filter(tellsSomething)
  if (telling.length < PLACEMENTS_MIN) {
    throw new InputError(
      `${telling.length} of ${traces.length} hypothetical orders saw lots withdrawn from their ` +
        'queue, too few to fit a queue model to',
      {},
      `At least ${PLACEMENTS_MIN} are needed: give a longer recording of single orders, or place more orders.`,
    )
  }
  const fits = [
    ...POWER_FAMILIES.map((family) => powerFit(family, telling, options)),
    ...FIXED_FAMILIES.map((family) => fixedFit(family, telling, options)),
  ]
  fits.sort((a, b) => a.loss - b.loss)
  return { placements: telling.length, fits }
}

/** Lots left the queue without a trade while others stood there: models differ in nothing else. */
function tellsSomething(trace: LevelTrace): boolean {
  if (trace.shownLots <= 0) return false
  let ahead = Number.NaN
  let hasDiffered = false
  const never = fixedModel('conservative', 1)
  trace.replay(never, (model, step) => {
    ahead = trace.trulyAheadAt(step)
    if (Math.max(0, model) !== ahead) hasDiffered = true
    return !hasDiffered
  })
  return hasDiffered
}

/** Mean square error over a trace, relative to the lots ahead at its start. */
export function lossOn(trace: LevelTrace, model: QueueModel): number {
  let sum = 0
  trace.replay(model, (ahead, step) => {
    const miss = (Math.max(0, ahead) - trace.trulyAheadAt(step)) / trace.shownLots
    sum += miss * miss
    return true
  })
  return sum / trace.steps
}

function powerFit(
  family: PowerFamily,
  traces: readonly LevelTrace[],
  { seed }: QueueFitOptions,
): QueueFit {
  const lossesAt = (lnN: number) => {
    const model = powerModel(family, exp(lnN))
    return Float64Array.from(traces, (trace) => lossOn(trace, model))
  }
  const grid = LN_N_GRID.map(lossesAt)
  const known = new Map(LN_N_GRID.map((lnN, k) => [lnN, mean(grid[k]!)]))
  const best = minimise((lnN) => known.get(lnN) ?? mean(lossesAt(lnN)), LN_N_GRID, LN_N_TOLERANCE)
  const n = exp(best.at)
  const drawn = redrawn(grid, RandomStream.named(seed, `calibration/redraw/${family}`))
  return {
    family,
    n,
    nLow: exp(quantile(drawn, 0.025)),
    nHigh: exp(quantile(drawn, 0.975)),
    isAtEdge: best.isAtEdge,
    loss: Math.sqrt(best.value),
    curve: LN_N_GRID.map((lnN, k) => ({ n: exp(lnN), loss: Math.sqrt(mean(grid[k]!)) })),
    waits: waitsOf(traces, powerModel(family, n)),
  }
}

function fixedFit(
  family: (typeof FIXED_FAMILIES)[number],
  traces: readonly LevelTrace[],
  { lotStep }: QueueFitOptions,
): QueueFit {
  const model = fixedModel(family, lotStep)
  const losses = Float64Array.from(traces, (trace) => lossOn(trace, model))
  return {
    family,
    n: Number.NaN,
    nLow: Number.NaN,
    nHigh: Number.NaN,
    isAtEdge: false,
    loss: Math.sqrt(mean(losses)),
    curve: [],
    waits: waitsOf(traces, model),
  }
}

/** ln n that fits each of many draws of as many orders, ascending. */
function redrawn(grid: readonly Float64Array[], stream: RandomStream): Float64Array {
  const count = grid[0]!.length
  const found = new Float64Array(REDRAWS)
  const times = new Float64Array(count)
  for (let draw = 0; draw < REDRAWS; draw++) {
    times.fill(0)
    for (let k = 0; k < count; k++) times[stream.integer(0, count - 1)]!++
    found[draw] = valleyOf(
      grid.map((losses) => losses.reduce((sum, loss, k) => sum + loss * times[k]!, 0)),
    )
  }
  return found.sort()
}

/** Where a curve on the grid is lowest: the bottom of the parabola through its lowest three points. */
function valleyOf(values: readonly number[]): number {
  let lowest = 0
  for (const [k, value] of values.entries()) if (value < values[lowest]!) lowest = k
  const at = LN_N_GRID[lowest]!
  const left = values[lowest - 1]
  const right = values[lowest + 1]
  if (left === undefined || right === undefined) return at
  const bend = left - 2 * values[lowest]! + right
  const step = LN_N_GRID[1]! - LN_N_GRID[0]!
  return bend > 0 ? at + (step * (left - right)) / (2 * bend) : at
}

/** When nobody stood ahead any more, in time and in lots traded, truly and by the model. */
export function waitsOf(traces: readonly LevelTrace[], model: QueueModel): QueueWaits {
  const sum = { trueShare: 0, modelShare: 0, trueNanos: 0, modelNanos: 0 }
  const lots = { trueLots: 0, modelLots: 0, lotsApart: 0 }
  for (const trace of traces) {
    const { truly, byModel } = goneIn(trace, model)
    sum.trueShare += truly.isGone ? 1 : 0
    sum.modelShare += byModel.isGone ? 1 : 0
    sum.trueNanos += truly.nanos
    sum.modelNanos += byModel.nanos
    lots.trueLots += truly.lots
    lots.modelLots += byModel.lots
    lots.lotsApart += Math.abs(truly.lots - byModel.lots)
  }
  const means = Object.entries({ ...sum, ...lots }).map(([name, total]) => [
    name,
    total / traces.length,
  ])
  return Object.fromEntries(means) as unknown as QueueWaits
}

interface Gone {
  isGone: boolean
  nanos: number
  lots: number
}

function goneIn(trace: LevelTrace, model: QueueModel): { truly: Gone; byModel: Gone } {
  const truly: Gone = { isGone: false, nanos: 0, lots: 0 }
  const byModel: Gone = { isGone: false, nanos: 0, lots: 0 }
  let traded = 0
  trace.replay(model, (ahead, step) => {
    traded += trace.tradedAt(step)
    const nanos = trace.nanosAt(step)
    note(truly, trace.trulyAheadAt(step), nanos, traded)
    note(byModel, ahead, nanos, traded)
    return !(truly.isGone && byModel.isGone)
  })
  return { truly, byModel }
}

function note(gone: Gone, ahead: number, nanos: number, lots: number): void {
  if (gone.isGone) return
  gone.nanos = nanos
  gone.lots = lots
  gone.isGone = ahead < FIRST_BELOW_LOTS
}

function mean(values: Float64Array): number {
  let sum = 0
  for (let k = 0; k < values.length; k++) sum += values[k]!
  return sum / values.length
}
