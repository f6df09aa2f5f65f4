/**
 * Which queue model, and which n, makes the fills of recorded own orders likeliest?
 *
 * A model keeps the lots ahead of an order, and a venue fills the order once half a lot has traded past
 * it: with z = -(lots ahead + 1/2) / (lots at entry + own lots), at the first trade that brings z
 * beyond a threshold around 0. The threshold of an order
 * is logistic with a scale s that is fitted too: a model that knew everything would have s = 0. An
 * order that filled at a trade had its threshold between the z before and the z after it, one that was
 * withdrawn had it beyond the last z; orders through whose price the market went, or came, fill in any
 * model and say nothing past that moment.
 *
 * Standard errors come from the bend of the likelihood at its top.
 */
import { exp, InputError, log } from '../../core/index.ts'
import type { QueueModel } from '../../exchange/index.ts'
import { minimise } from './golden-section.ts'
import type { TracedOrder } from './own-order.ts'
import {
  FIXED_FAMILIES,
  type FixedFamily,
  fixedModel,
  LN_N_GRID,
  LN_N_TOLERANCE,
  POWER_FAMILIES,
  type PowerFamily,
  powerModel,
  type QueueFamily,
} from './queue-models.ts'

export const OWN_ORDERS_MIN = 100
export const OWN_FILLS_MIN = 20

export interface OwnOrderFit {
  readonly family: QueueFamily
  /** NaN for families without one. */
  readonly n: number
  readonly nError: number
  /** Spread of the threshold, as a share of what stood ahead and the order itself. */
  readonly scale: number
  readonly logLikelihood: number
  /** Akaike's criterion: lower is better. */
  readonly aic: number
  readonly isAtEdge: boolean
}

export interface OwnOrderFits {
  /** Orders that waited behind something while their price traded. */
  readonly orders: number
  readonly fills: number
  /** By Akaike's criterion, best first. */
  readonly fits: readonly OwnOrderFit[]
}

/** ln s is searched on this grid. */
const LN_SCALE_GRID: readonly number[] = Array.from({ length: 12 }, (_, k) => -7 + 0.8 * k)
const LN_SCALE_TOLERANCE = 1e-3
/** What even an impossible outcome is given: a wrong clock must not decide everything. */
const LIKELIHOOD_MIN = 1e-9
const HALF_A_LOT = 0.5
/** Step in ln n for the bend of the likelihood. */
const BEND_STEP = 0.02

/** @throws InputError for fewer than 100 orders that tell something, or 20 of either outcome. */
export function fitOwnOrders(traced: readonly TracedOrder[], lotStep: number): OwnOrderFits {
  const telling = traced.filter(hasTraded)
  const fills = telling.filter(isQueueFill).length
  if (
    telling.length < OWN_ORDERS_MIN ||
    fills < OWN_FILLS_MIN ||
    telling.length - fills < OWN_FILLS_MIN
  ) {
    throw new InputError(
      `of ${traced.length} own orders ${telling.length} waited in a queue that traded, and ${fills} ` +
        'of them filled there: too few to fit a queue model to',
      {},
      `At least ${OWN_ORDERS_MIN} are needed, ${OWN_FILLS_MIN} that filled and ${OWN_FILLS_MIN} that did not.`,
    )
  }
  const fits = [
    ...POWER_FAMILIES.map((family) => powerFit(family, telling)),
    ...FIXED_FAMILIES.map((family) => fixedFit(family, telling, lotStep)),
  ]
  fits.sort((a, b) => a.aic - b.aic)
  return { orders: telling.length, fills, fits }
}

function hasTraded({ trace }: TracedOrder): boolean {
  for (let step = 0; step < trace.steps; step++) {
    if (trace.isTrade(step)) return trace.shownLots > 0
  }
  return false
}

/** Filled while its price traded, not because the market went through it. */
const isQueueFill = ({ order, trace }: TracedOrder): boolean =>
  order.isFilled && trace.end !== 'passed'

function powerFit(family: PowerFamily, traced: readonly TracedOrder[]): OwnOrderFit {
  const at = (lnN: number) => likelihoodOf(traced, powerModel(family, exp(lnN)))
  const best = minimise((lnN) => -at(lnN).logLikelihood, LN_N_GRID, LN_N_TOLERANCE)
  const n = exp(best.at)
  const top = at(best.at)
  const bend =
    at(best.at - BEND_STEP).logLikelihood +
    at(best.at + BEND_STEP).logLikelihood -
    2 * top.logLikelihood
  // d ln n = dn / n
  const nError = bend < 0 ? n * (BEND_STEP / Math.sqrt(-bend)) : Number.NaN
  return { family, n, nError, ...top, aic: 4 - 2 * top.logLikelihood, isAtEdge: best.isAtEdge }
}

function fixedFit(
  family: FixedFamily,
  traced: readonly TracedOrder[],
  lotStep: number,
): OwnOrderFit {
  const top = likelihoodOf(traced, fixedModel(family, lotStep))
  const aic = 2 - 2 * top.logLikelihood
  return { family, n: Number.NaN, nError: Number.NaN, ...top, aic, isAtEdge: false }
}

/** Of a model, with the scale of the threshold that suits it best. */
function likelihoodOf(
  traced: readonly TracedOrder[],
  model: QueueModel,
): { readonly scale: number; readonly logLikelihood: number } {
  const passages = traced.map((one) => passageOf(one, model))
  const best = minimise(
    (lnScale) => {
      const scale = exp(lnScale)
      let sum = 0
      for (const passage of passages) sum -= logLikelihood(passage, scale)
      return sum
    },
    LN_SCALE_GRID,
    LN_SCALE_TOLERANCE,
  )
  return { scale: exp(best.at), logLikelihood: -best.value }
}

/** How far past its queue a model saw an order, as shares of what stood ahead and the order. */
interface Passage {
  readonly atEntry: number
  /** Before the trades of its last instant; those of one instant have no order that we could tell. */
  readonly before: number
  readonly after: number
  readonly isFilled: boolean
}

function passageOf({ order, trace }: TracedOrder, model: QueueModel): Passage {
  const unit = trace.shownLots + order.sizeLots
  const past = (ahead: number) => -(ahead + HALF_A_LOT) / unit
  const atEntry = past(trace.shownLots)
  let before = atEntry
  let after = atEntry
  let lastNanos = Number.NaN
  trace.replay(model, (ahead, step) => {
    if (!trace.isTrade(step)) return true
    if (trace.nanosAt(step) !== lastNanos) before = after
    lastNanos = trace.nanosAt(step)
    after = Math.max(after, past(ahead))
    return true
  })
  return { atEntry, before, after, isFilled: isQueueFill({ order, trace }) }
}

function logLikelihood({ atEntry, before, after, isFilled }: Passage, scale: number): number {
  const beyond = (z: number) => 1 / (1 + exp(z / scale))
  const alive = beyond(atEntry)
  const chance = isFilled ? beyond(before) - beyond(after) : beyond(after)
  return log(Math.max(LIKELIHOOD_MIN, chance / alive))
}
