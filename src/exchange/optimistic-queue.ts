/**
 * The optimistic model: the order is the first of the market at its price as soon as it rests.
 *
 * No queue model can fill a resting order sooner, so it is the upper edge of what the guess about the
 * queue is worth; `ConservativeQueue` is the lower. Earlier own orders at the price still go first:
 * they are known, not guessed.
 */
import type { Lots } from '../core/index.ts'
import { ConservativeQueue, type QueuePlace } from './queue-model.ts'

export class OptimisticQueue extends ConservativeQueue {
  override readonly name: string = 'optimistic'

  override enter(place: QueuePlace, _displayed: Lots, own: Lots): void {
    place.ahead = own
    place.traded = 0
  }

  /** The level's other lots are behind: what they do moves nobody. */
  override depth(_place: QueuePlace, _before: number, _after: number): void {}
}
