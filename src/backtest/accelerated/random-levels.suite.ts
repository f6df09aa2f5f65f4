/**
 * Random markets of price levels on a coarse clock, so that ties are frequent: trades at and through
 * the touch, some hidden, some without a taker, snapshots, and records that overtake each other.
 */
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  FLAG_HIDDEN,
  FLAG_LAST,
  lots,
  NO_SIDE,
  RandomStream,
  SELL,
  SIDES,
  TRADE,
  ticks,
} from '../../core/index.ts'
import type { Feed } from '../../market-data/index.ts'
import { defineStrategy } from '../../strategy/index.ts'
import { type DrawnRecord, feedOf } from '../series-feed.suite.ts'

/** Times are multiples of this many nanoseconds. */
export const TICK_OF_TIME = 10

export function randomLevels(seed: number, messages: number): DrawnRecord[] {
  const random = RandomStream.named(seed, 'levels')
  const records: DrawnRecord[] = []
  let mid = 100
  let at = 1_000
  // Half of the markets have books whose messages overtake each other, and trades told too late.
  const isDisorderly = random.integer(0, 1) === 0
  // A recorder that is behind the exchange now and then.
  const skew = random.integer(-40, 40)
  const latency = () => TICK_OF_TIME * (skew + random.integer(0, 12))
  let depthLocal = 0
  const message = (
    drawn: readonly Omit<DrawnRecord, 'at' | 'local'>[],
    local: number,
    at: number,
  ) => {
    for (const [k, record] of drawn.entries()) {
      const flags = (record.flags ?? 0) | (k === drawn.length - 1 ? FLAG_LAST : 0)
      records.push({ ...record, flags, at, local })
    }
  }
  for (let k = 0; k < messages; k++) {
    at += TICK_OF_TIME * random.integer(0, 4)
    if (k > 0 && random.integer(0, 1) === 0) {
      const side = [BUY, SELL, NO_SIDE][random.integer(0, 2)]!
      const price = mid + side * random.integer(-1, 4)
      const flags = random.integer(0, 9) === 0 ? FLAG_HIDDEN : 0
      const late = isDisorderly ? TICK_OF_TIME * random.integer(0, 5) : 0
      const size = random.integer(1, 9)
      message([{ kind: TRADE, side, price, size, flags }], at + latency(), at - late)
      continue
    }
    mid += random.integer(-2, 2)
    depthLocal = isDisorderly ? at + latency() : Math.max(depthLocal, at + latency())
    const isSnapshot = random.integer(0, 19) === 0
    const drawn: Omit<DrawnRecord, 'at' | 'local'>[] = []
    if (isSnapshot) drawn.push({ kind: DEPTH_CLEAR, side: 0, price: 0, size: 0, flags: 0 })
    for (const side of SIDES) {
      const isEmptied = random.integer(0, 29) === 0
      for (let price = mid - 6; price <= mid + 6; price++) {
        const isOwn = side * (mid - price) > 0
        const size = isOwn && !isEmptied ? random.integer(0, 5) : 0
        drawn.push({ kind: DEPTH_LEVEL, side, price, size, flags: 0 })
      }
    }
    message(drawn, depthLocal, at)
  }
  return records
}

export const randomFeed = (seed: number, messages: number): Feed =>
  feedOf(randomLevels(seed, messages), { batchRecords: 50 })

/** Wants whatever the dice say, at each of its steps; sometimes it says nothing. */
export const diceQuoter = defineStrategy<
  { seed: number; stepNanos: number },
  { dice: RandomStream; heard: number }
>({
  name: 'dice-quoter',
  params: { seed: 1, stepNanos: 70 },
  timerNanos: (params) => params.stepNanos,
  setup: ({ params }) => ({ dice: RandomStream.named(params.seed, 'dice quotes'), heard: 0 }),
  onFill(fill, { state, quotes }) {
    state.heard += fill.size
    if (state.heard % 3 === 0) quotes.clear(fill.side)
  },
  onTimer({ state: { dice, heard }, book, quotes, position }) {
    for (const side of SIDES) {
      const what = dice.integer(0, 5)
      if (what === 0) quotes.clear(side)
      if (what < 3 || !book.isTwoSided) continue
      const distance = dice.integer(-2, 3) + (side * position > 4 ? 2 : 0)
      const price = ticks(book.best(side) - side * distance)
      quotes.set(side, price, lots(dice.integer(0, 3) + (heard % 2)))
    }
  },
})
