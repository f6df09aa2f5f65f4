/**
 * A market of single orders whose cancellations follow a law that is known: for tests of what finds
 * it again.
 */
import {
  BUY,
  type EventTape,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  RandomStream,
  SELL,
  type Side,
} from '../../core/index.ts'
import type { DrawnRecord } from '../series-feed.suite.ts'
import { tapeOf } from '../series-feed.suite.ts'
import type { PowerFamily } from './queue-models.ts'

/** Where in the queue the share `u` of cancellations lies: 0 at the front, 1 at the back. */
const QUANTILES: { readonly [Family in PowerFamily]: (u: number, n: number) => number } = {
  // P(ahead of x) = x^n / (x^n + (1 - x)^n)
  'power-1': (u, n) => {
    const ratio = (u / (1 - u)) ** (1 / n)
    return ratio / (1 + ratio)
  },
  // P(ahead of x) = 1 - (1 - x)^n
  'power-2': (u, n) => 1 - (1 - u) ** (1 / n),
  // P(ahead of x) = x^n
  'power-3': (u, n) => u ** (1 / n),
}

export interface FlowLaw {
  readonly family: PowerFamily
  readonly n: number
  readonly seed: number
  readonly events: number
}

const LEVEL_LOTS_MIN = 15
const LEVEL_LOTS_MAX = 90

/** One lot an order, one event a millisecond, a bid at 99 and an ask at 101 that never go away. */
export function orderFlow({ family, n, seed, events }: FlowLaw): EventTape {
  const stream = RandomStream.named(seed, `flow/${family}`)
  const queues = new Map<Side, number[]>([
    [BUY, []],
    [SELL, []],
  ])
  const records: DrawnRecord[] = []
  let id = 0
  for (let k = 0; k < events; k++) {
    const side: Side = k % 2 === 0 ? BUY : SELL
    const price = side === BUY ? 99 : 101
    const queue = queues.get(side)!
    const kind = stream.uniform()
    const at = k * 1e6
    if (queue.length < LEVEL_LOTS_MIN || (kind < 0.5 && queue.length < LEVEL_LOTS_MAX)) {
      queue.push(++id)
      records.push({ kind: ORDER_ADD, side, at, price, size: 1, order: id })
    } else if (kind < 0.65) {
      const front = queue.shift()!
      records.push({ kind: ORDER_EXECUTE, side, at, price, size: 1, order: front })
    } else {
      const place = QUANTILES[family](stream.uniform(), n)
      const [gone = 0] = queue.splice(
        Math.min(queue.length - 1, Math.floor(place * queue.length)),
        1,
      )
      records.push({ kind: ORDER_DELETE, side, at, price, size: 1, order: gone })
    }
  }
  return tapeOf(records)
}
