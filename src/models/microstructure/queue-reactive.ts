/**
 * Queues that react to their own length: W. Huang, C.-A. Lehalle and M. Rosenbaum, Simulating and
 * Analyzing Order Book Data: The Queue-Reactive Model, JASA 110(509), 2015.
 *
 * Around a reference price stand K queues a side. Lengths count units of a typical order. Every
 * intensity is a function of the length of its own queue (model I); those of the second queue also
 * of whether the first is empty, short or long (model II). In model III the reference price itself
 * moves: when a change at the front moves the mid, with probability `moveProbability` the reference
 * follows by a tick, and with `redrawProbability` all queues are then drawn anew from their
 * invariant law, which is how news enters.
 *
 * ```
 *   q-3   q-2   q-1  |  q1   q2   q3
 *   ------------- reference price ------>
 * ```
 */
import { exp, InputError } from '../../core/index.ts'
import { invariantLaw } from './birth-death.ts'

/** Intensities of one queue by its length, per second; element `n` is length `n`. */
export interface QueueIntensities {
  readonly arrivals: readonly number[]
  readonly cancels: readonly number[]
  readonly trades: readonly number[]
}

/** How the first queue of the same side stands: what intensities of the second look at. */
export const FIRST_EMPTY = 0
export const FIRST_SHORT = 1
export const FIRST_LONG = 2

export interface QueueReactiveModel {
  /** The queues from the reference price outwards. */
  readonly queues: readonly QueueIntensities[]
  /** Model II: those of the second queue while the first is empty, short, long. */
  readonly secondByFirst?: readonly [QueueIntensities, QueueIntensities, QueueIntensities]
  /** A first queue of at least this many units is long. */
  readonly longUnits: number
  /** Model III: chance that the reference price follows a move of the mid; 0 without. */
  readonly moveProbability: number
  /** Model III: chance, given such a move, that every queue is drawn anew. */
  readonly redrawProbability: number
}

/** Lengths that intensities are given for: 0 to this; nothing arrives at a queue that long. */
export const QUEUE_UNITS_MAX = 60

const byLength = (rate: (units: number) => number): number[] =>
  Array.from({ length: QUEUE_UNITS_MAX + 1 }, (_, units) => rate(units))

/** Cancellations grow with a queue up to this length, then no more. */
const SATURATION = 10

/**
 * Intensities of this project's own choice, of the shapes that the paper shows, not its numbers:
 * arrivals flat, then falling slightly; cancels growing, then flat; trades more often where the
 * queue is short. The first queue is most often 3 to 6 units long.
 */
function defaultQueue(arrivals: number, cancelsPerUnit: number, trades: number): QueueIntensities {
  return {
    arrivals: byLength((units) => arrivals * (1 - 0.15 * Math.min(1, units / 30))),
    cancels: byLength((units) => cancelsPerUnit * Math.min(units, SATURATION)),
    trades: byLength((units) => (units === 0 ? 0 : trades * (0.5 * exp(-0.2 * units) + 0.1))),
  }
}

/** Of model III, also of this project's own choice: its signature plot falls to a plateau. */
export const MOVE_PROBABILITY = 0.3
export const REDRAW_PROBABILITY = 0.3

/** The default queues as model I, II or III. */
export function defaultQueueReactive(model: 1 | 2 | 3): QueueReactiveModel {
  const queues = [
    defaultQueue(1.15, 0.17, 1),
    defaultQueue(0.7, 0.15, 0.2),
    defaultQueue(0.6, 0.12, 0),
    defaultQueue(0.5, 0.1, 0),
    defaultQueue(0.5, 0.1, 0),
  ]
  const secondByFirst = [
    // With nobody in front the second queue is the best: it is joined and taken like one.
    defaultQueue(1.0, 0.15, 1),
    defaultQueue(0.8, 0.13, 0.2),
    defaultQueue(0.75, 0.12, 0),
  ] as const
  return checkedQueueReactive({
    queues,
    ...(model >= 2 ? { secondByFirst } : {}),
    longUnits: 4,
    moveProbability: model === 3 ? MOVE_PROBABILITY : 0,
    redrawProbability: model === 3 ? REDRAW_PROBABILITY : 0,
  })
}

/** The shares of time of each length of a queue that sees itself alone. */
export function queueLaw({ arrivals, cancels, trades }: QueueIntensities): Float64Array {
  return invariantLaw(
    arrivals,
    cancels.map((cancel, units) => cancel + trades[units]!),
  )
}

/** @throws InputError for intensities that no queue can have. */
export function checkedQueueReactive(model: QueueReactiveModel): QueueReactiveModel {
  const { queues, secondByFirst, moveProbability, redrawProbability } = model
  const isProbability = (share: number) => share >= 0 && share <= 1
  const isSound =
    queues.length >= 2 &&
    [...queues, ...(secondByFirst ?? [])].every(isSoundQueue) &&
    isProbability(moveProbability) &&
    isProbability(redrawProbability) &&
    model.longUnits >= 1
  if (isSound) return model
  throw new InputError(
    'not the intensities of a queue-reactive model',
    {},
    'Two queues at least, as many lengths in every list, rates of at least zero, and a queue ' +
      'that is not empty must be able to shrink.',
  )
}

function isSoundQueue({ arrivals, cancels, trades }: QueueIntensities): boolean {
  const lengths = arrivals.length
  const isRate = (rate: number) => Number.isFinite(rate) && rate >= 0
  return (
    lengths >= 2 &&
    cancels.length === lengths &&
    trades.length === lengths &&
    [...arrivals, ...cancels, ...trades].every(isRate) &&
    cancels.every((cancel, units) => units === 0 || cancel + trades[units]! > 0)
  )
}
