/**
 * Pro-rata allocation: a trade at a price is shared by size, not by time.
 *
 * An order of l lots at a level that shows d others gets q x l / (l + d) of a trade of q lots. Whole
 * lots only: what is left over after rounding down is carried to the next trade, so that small orders
 * are not starved and nobody gets more than the share.
 */
import type { Lots } from '../core/index.ts'
import type { QueueModel, QueuePlace } from './queue-model.ts'

export class ProRataQueue implements QueueModel {
  readonly name = 'pro-rata'

  /** `ahead` holds what has been allocated, negative; `traded` holds the level's other lots. */
  enter(place: QueuePlace, displayed: Lots): void {
    place.ahead = 0
    place.traded = displayed
  }

  trade(place: QueuePlace, size: number): void {
    const own = place.leaves
    place.ahead -= (size * own) / (own + place.traded)
  }

  depth(place: QueuePlace, _before: number, after: number): void {
    place.traded = after
  }

  /** Whole lots of the allocation; the fraction stays. */
  takeFillable(place: QueuePlace): number {
    const whole = Math.floor(-place.ahead)
    if (!(whole > 0)) return 0
    place.ahead += whole
    return whole
  }
}
