/**
 * How far an own order stands from the front of its price's queue.
 *
 * A recorded market shows sizes, not queues: who cancelled ahead of us and who behind is a guess, and
 * the guess decides passive fills. A model keeps the lots ahead of one resting order.
 */
import { type Lots, lots } from '../core/index.ts'

/** State of one order's place. Models may count in fractions of a lot. */
export interface QueuePlace {
  /** Lots ahead of it; below zero, lots of trades that reached it. */
  ahead: number
  /** Lots traded at its price since the level last changed. */
  traded: number
  /** What is left of the order itself. */
  readonly leaves: Lots
}

export interface QueueModel {
  readonly name: string
  /**
   * The order came to rest behind `displayed` lots; `own` of them belong to earlier own orders at
   * the price, and about those there is nothing to guess.
   */
  enter(place: QueuePlace, displayed: Lots, own: Lots): void
  /** Only where trades are shared by size: the order's lots and those of all others as one begins. */
  share?(place: QueuePlace, own: number, others: number): void
  /** `size` lots traded at the order's price. */
  trade(place: QueuePlace, size: number): void
  /** The level at the order's price changed from `before` to `after` displayed lots. */
  depth(place: QueuePlace, before: number, after: number): void
  /** Whole lots that the order may fill now, taken once. */
  takeFillable(place: QueuePlace): number
}

/**
 * The conservative model: whoever cancels was behind us. Only trades at our price bring us forward,
 * and a level that shrinks below our place caps it.
 */
export class ConservativeQueue implements QueueModel {
  readonly name: string = 'conservative'

  enter(place: QueuePlace, displayed: Lots, _own: Lots): void {
    place.ahead = displayed
    place.traded = 0
  }
  trade(place: QueuePlace, size: number): void {
    place.ahead -= size
  }
  depth(place: QueuePlace, _before: number, after: number): void {
    if (after < place.ahead) place.ahead = after
  }
  takeFillable(place: QueuePlace): number {
    return takeFillable(place)
  }
}

/**
 * Lots of trades that went past everything ahead: what the order may fill. Resets them to none.
 * A model that counts in fractions must have let half a lot pass before one counts.
 */
export function takeFillable(place: QueuePlace): Lots {
  const fillable = Math.round(-place.ahead)
  if (!(fillable > 0)) return lots(0)
  place.ahead = 0
  return lots(fillable)
}
