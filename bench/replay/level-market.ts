/**
 * A synthetic market of price levels: messages of a few changes with a latency of their own, and a
 * trade against the touch now and then, so that orders queue and fill as in a recorded one.
 */

import { ReferenceBook } from '../../src/book/index.ts'
import {
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  I_META,
  I_PRICE,
  I_SIZE,
  lots,
  NO_PRICE,
  opposite,
  packMeta,
  RandomStream,
  type Side,
  TRADE,
  ticks,
} from '../../src/core/index.ts'
import type { Feed } from '../../src/market-data/index.ts'
import { BENCH_INSTRUMENT, syntheticStream } from '../book/level-stream.ts'

const CHANGES_PER_MESSAGE_MAX = 12
const GAP_NANOS_MAX = 5_000_000
const LATENCY_NANOS_MIN = 200_000
const LATENCY_NANOS_MAX = 9_000_000
/** The stream walks about zero; prices do not. */
const MIDDLE_TICKS = 100_000

export interface LevelMarket {
  readonly feed: Feed
  /** Share of the level changes that move a best price. */
  readonly touchMoveShare: number
}

export function levelMarket(changes: number, seed: number): LevelMarket {
  const stream = syntheticStream(changes, seed)
  const random = RandomStream.named(seed, 'level market')
  const tape = new EventTape(changes * 2)
  const book = new ReferenceBook({ instrument: BENCH_INSTRUMENT })
  let now = 1_000_000_000
  for (let change = 0; change < changes; ) {
    now += random.integer(1, GAP_NANOS_MAX)
    const arrival = now + random.integer(LATENCY_NANOS_MIN, LATENCY_NANOS_MAX)
    const size = random.integer(1, CHANGES_PER_MESSAGE_MAX)
    for (const end = Math.min(changes, change + size); change < end; change++) {
      const side = stream.sides[change]! as Side
      const price = MIDDLE_TICKS + stream.prices[change]!
      append(tape, DEPTH_LEVEL, side, price, stream.sizes[change]!, now, arrival)
      book.set(side, ticks(price), lots(stream.sizes[change]!))
    }
    endMessage(tape)
    if (random.integer(1, 3) === 1) trade(tape, book, random, now, arrival)
  }
  const info = {
    name: `synthetic levels, seed ${seed}`,
    epochNanos: 0n,
    instruments: [BENCH_INSTRUMENT],
    isOrderLevel: false,
    hasLocalTime: true,
    timeUnit: 'ns',
  } as const
  const feed: Feed = { info, open: () => [tape], bytesRead: 0, notices: new Map() }
  return { feed, touchMoveShare: stream.touchMoveShare }
}

function append(
  tape: EventTape,
  kind: number,
  side: Side,
  price: number,
  size: number,
  exchange: number,
  local: number,
): void {
  const at = tape.append(packMeta(kind, side, 0), 0, exchange, local)
  tape.i32[at * EVENT_I32 + I_PRICE] = price
  tape.i32[at * EVENT_I32 + I_SIZE] = size
  tape.f64[at * EVENT_F64 + F_SEQUENCE] = at
}

function endMessage(tape: EventTape): void {
  tape.i32[(tape.length - 1) * EVENT_I32 + I_META]! |= FLAG_LAST << 16
}

/** Somebody takes a part of the touch; the next changes will show it, or not. */
function trade(
  tape: EventTape,
  book: ReferenceBook,
  random: RandomStream,
  exchange: number,
  local: number,
): void {
  const aggressor: Side = random.integer(0, 1) === 0 ? 1 : -1
  const price = book.best(opposite(aggressor))
  if (price === NO_PRICE) return
  append(tape, TRADE, aggressor, price, random.integer(1, 2_000), exchange, local)
  tape.f64[(tape.length - 1) * EVENT_F64 + F_ORDER] = tape.length
  endMessage(tape)
}
