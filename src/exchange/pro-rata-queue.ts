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

  /** `ahead` holds what has been allocated, negative; `traded` the order's part of a trade. */
  enter(place: QueuePlace, displayed: Lots): void {
    place.ahead = 0
    this.share(place, place.leaves, displayed)
  }

  share(place: QueuePlace, own: number, others: number): void {
    place.traded = own / (own + others)
  }

  trade(place: QueuePlace, size: number): void {
    place.ahead -= size * place.traded
  }

  /** What the level shows counts when a trade begins. */
  depth(_place: QueuePlace, _before: number, _after: number): void {}

  /** Whole lots of the allocation; the fraction stays. */
  takeFillable(place: QueuePlace): number {
    const whole = Math.floor(-place.ahead)
    if (!(whole > 0)) return 0
    place.ahead += whole
    return whole
  }
}
