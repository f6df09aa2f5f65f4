/** A queue model by the name that a configuration gives it. */
import {
  ConservativeQueue,
  FifoQueue,
  logQueue1,
  logQueue2,
  OptimisticQueue,
  ProRataQueue,
  powerQueue1,
  powerQueue2,
  powerQueue3,
  type QueueModel,
} from '../../exchange/index.ts'

/** What `queue` says in a configuration. */
export type QueueName =
  | 'conservative'
  | 'optimistic'
  | 'log-1'
  | 'log-2'
  | 'fifo'
  | 'pro-rata'
  | { readonly model: 'power-1' | 'power-2' | 'power-3'; readonly n: number }

/** `unit`: of the sizes that probability models count in. */
export function queueModel(queue: QueueName, unit: number): QueueModel {
  if (queue === 'conservative') return new ConservativeQueue()
  if (queue === 'optimistic') return new OptimisticQueue()
  if (queue === 'fifo') return new FifoQueue()
  if (queue === 'pro-rata') return new ProRataQueue()
  if (queue === 'log-1') return logQueue1(unit)
  if (queue === 'log-2') return logQueue2(unit)
  if (queue.model === 'power-1') return powerQueue1(queue.n)
  return queue.model === 'power-2' ? powerQueue2(queue.n) : powerQueue3(queue.n)
}
