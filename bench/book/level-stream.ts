/**
 * A synthetic stream of level changes whose touch moves as often as a real one's.
 *
 * A stream whose best prices never move flatters every book: about a tenth of the changes here make
 * or break a best price, and the notes of a result print the measured share.
 */
import { ReferenceBook } from '../../src/book/index.ts'
import {
  BUY,
  Instrument,
  lots,
  NO_PRICE,
  RandomStream,
  SELL,
  type Side,
  ticks,
} from '../../src/core/index.ts'

export const BENCH_INSTRUMENT = new Instrument({ symbol: 'BENCH', tick: '0.1', lot: '0.001' })

/** Changes as columns, so that reading them costs little. */
export class LevelStream {
  readonly name: string
  /** Changes that are filled in; the columns may be longer. */
  length: number
  readonly sides: Int8Array
  readonly prices: Int32Array
  readonly sizes: Int32Array
  /** Changes after which the best price of either side differs. */
  touchMoves = 0

  constructor(name: string, length: number) {
    this.name = name
    this.length = length
    this.sides = new Int8Array(length)
    this.prices = new Int32Array(length)
    this.sizes = new Int32Array(length)
  }

  get touchMoveShare(): number {
    return this.touchMoves / this.length
  }
}

const LEVELS_A_SIDE = 500

export function syntheticStream(length: number, seed: number): LevelStream {
  const stream = new LevelStream(`synthetic, seed ${seed}`, length)
  const random = RandomStream.named(seed, 'level stream')
  const book = new ReferenceBook({ instrument: BENCH_INSTRUMENT })
  for (let i = 0; i < length; i++) {
    const side: Side = (random.nextUint32() & 1) === 0 ? BUY : SELL
    const other: Side = side === BUY ? SELL : BUY
    const best = book.best(side)
    const from = best === NO_PRICE ? -side * 5 : best
    const level = drawnLevel(random, i < 4 * LEVELS_A_SIDE)
    let price = from - side * level.behindTicks
    let size = level.sizeLots
    // Nobody crosses: what would trade takes from the other side's best instead.
    const opposed = book.best(other)
    if (opposed !== NO_PRICE && size > 0 && side * (price - opposed) >= 0) price = opposed - side
    if (book.levelCount(side) < 5) size = Math.max(1, size)
    book.set(side, ticks(price), lots(size))
    if (book.best(side) !== best) stream.touchMoves++
    stream.sides[i] = side
    stream.prices[i] = price
    stream.sizes[i] = size
  }
  return stream
}

/** How far behind the best a change falls, and what it leaves. Near levels change most. */
function drawnLevel(
  random: RandomStream,
  isFilling: boolean,
): { behindTicks: number; sizeLots: number } {
  const sizeLots = random.integer(1, 5_000)
  if (isFilling) return { behindTicks: random.integer(0, LEVELS_A_SIDE), sizeLots }
  const event = random.integer(1, 100)
  if (event <= 5) return { behindTicks: -random.integer(1, 3), sizeLots }
  if (event <= 10) return { behindTicks: 0, sizeLots: 0 }
  const reach = random.integer(1, 10) <= 8 ? 25 : LEVELS_A_SIDE
  return { behindTicks: random.integer(1, reach), sizeLots: event <= 35 ? 0 : sizeLots }
}
