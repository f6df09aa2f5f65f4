/**
 * First in, first out on recorded orders: nothing to guess.
 *
 * Where the feed tells single orders the venue knows who stands ahead (`FifoPlace`) and sets the lots
 * itself; on a feed that tells levels only this is the conservative model.
 */
import { ConservativeQueue } from './queue-model.ts'

export class FifoQueue extends ConservativeQueue {
  override readonly name: string = 'fifo'
}
