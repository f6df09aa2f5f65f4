/** What every book of price levels does, whatever it is made of. */
import { describe, expect, test } from 'vitest'
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  I_PRICE,
  I_SIZE,
  Instrument,
  lots,
  NO_PRICE,
  NO_SIDE,
  nanos,
  packMeta,
  SELL,
  SIDES,
  type Side,
  sideName,
  TICK,
  type Ticks,
  TRADE,
  ticks,
} from '../core/index.ts'
import type { OrderBook } from './book.ts'
import { draw, drawn, fill } from './drawn-book.suite.ts'

export const TEST_INSTRUMENT = new Instrument({ symbol: 'TEST', tick: '0.1', lot: '1' })

/** `by` ticks better than 100 for the side. */
const better = (side: Side, by: number): Ticks => ticks(100 + side * by)

export function bookSuite(name: string, make: (instrument: Instrument) => OrderBook): void {
  const empty = () => make(TEST_INSTRUMENT)
  describe(name, () => {
    describeLevels(empty)
    describeTouch(empty)
    describeExtremes(empty)
    describeState(empty)
    describeEvents(empty)
  })
}

function describeLevels(empty: () => OrderBook): void {
  for (const side of SIDES) {
    const where = side === BUY ? 'bids' : 'asks'

    test(`${where}: an empty side has no price, no size and no level`, () => {
      const book = empty()
      expect(book.best(side)).toBe(NO_PRICE)
      expect(book.bestSize(side)).toBe(0)
      expect(book.sizeAt(side, ticks(100))).toBe(0)
      expect(book.nextBehind(side, ticks(100))).toBe(NO_PRICE)
      expect(book.levelCount(side)).toBe(0)
      expect(book.totalLots(side)).toBe(0)
      expect(book.bestPrice(side)).toBeNaN()
    })

    test(`${where}: a better price becomes the best, a worse one does not`, () => {
      const book = empty()
      book.set(side, ticks(100), lots(5))
      book.set(side, better(side, 2), lots(1))
      book.set(side, better(side, -3), lots(9))
      expect(book.best(side)).toBe(better(side, 2))
      expect(book.bestSize(side)).toBe(1)
    })

    test(`${where}: emptying the best uncovers the next level behind`, () => {
      const book = empty()
      book.set(side, better(side, -40), lots(4))
      book.set(side, ticks(100), lots(5))
      book.set(side, better(side, 7), lots(1))
      book.set(side, better(side, 7), lots(0))
      expect(book.best(side)).toBe(100)
      book.set(side, ticks(100), lots(0))
      expect(book.best(side)).toBe(better(side, -40))
      book.set(side, better(side, -40), lots(0))
      expect(book.best(side)).toBe(NO_PRICE)
    })

    test(`${where}: a level holds what was said last`, () => {
      const book = empty()
      expect(book.set(side, ticks(100), lots(5))).toBe(0)
      expect(book.set(side, ticks(100), lots(2))).toBe(5)
      expect(book.sizeAt(side, ticks(100))).toBe(2)
      expect(book.totalLots(side)).toBe(2)
      expect(book.levelCount(side)).toBe(1)
    })

    test(`${where}: removing what is not there changes nothing`, () => {
      const book = empty()
      book.set(side, ticks(100), lots(5))
      book.set(side, better(side, 1), lots(0))
      book.set(side, better(side, -1), lots(0))
      expect(book.levelCount(side)).toBe(1)
      expect(book.best(side)).toBe(100)
    })

    test(`${where}: the levels behind are strictly behind, also from a price without lots`, () => {
      const book = empty()
      for (const by of [0, -1, -5, -90]) book.set(side, better(side, by), lots(1))
      expect(book.nextBehind(side, better(side, 3))).toBe(better(side, 0))
      expect(book.nextBehind(side, better(side, 0))).toBe(better(side, -1))
      expect(book.nextBehind(side, better(side, -3))).toBe(better(side, -5))
      expect(book.nextBehind(side, better(side, -5))).toBe(better(side, -90))
      expect(book.nextBehind(side, better(side, -90))).toBe(NO_PRICE)
    })

    test(`${where}: levelsInto copies price and size, best first, as many as asked`, () => {
      const book = empty()
      for (const by of [-5, 0, -1]) book.set(side, better(side, by), lots(10 - by))
      const out = new Float64Array(6)
      expect(book.levelsInto(side, out, 2)).toBe(2)
      expect([...out]).toEqual([better(side, 0), 10, better(side, -1), 11, 0, 0])
      expect(book.levelsInto(side, out, 3)).toBe(3)
      expect([...out.subarray(4)]).toEqual([better(side, -5), 15])
    })

    test(`${where}: clearing empties this side only`, () => {
      const book = fill(empty(), DRAWING)
      book.clear(side)
      expect(book.levelCount(side)).toBe(0)
      expect(book.best(side)).toBe(NO_PRICE)
      expect(book.totalLots(side)).toBe(0)
      expect(book.levelCount(side === BUY ? SELL : BUY)).toBe(2)
      book.checkInvariants()
    })
  }
}

const DRAWING = `
   7 | 103 |
   5 | 101 |
     | 100 | 3
     |  98 | 8
`

function describeTouch(empty: () => OrderBook): void {
  test('a book reads as it was drawn', () => {
    const book = fill(empty(), DRAWING)
    expect(draw(book)).toBe(drawn(DRAWING))
    expect(book.totalLots(BUY)).toBe(11)
    expect(book.totalLots(SELL)).toBe(12)
    book.checkInvariants()
  })

  test('mid, spread and micro price follow from the touch', () => {
    const book = fill(empty(), DRAWING)
    expect(book.isTwoSided).toBe(true)
    expect(book.spreadTicks).toBe(1)
    expect(book.midTicks).toBe(100.5)
    expect(book.microTicks).toBe((100 * 5 + 101 * 3) / 8)
    expect(book.bestPrice(BUY)).toBe(10)
    expect(book.bestPrice(SELL)).toBe(10.1)
    expect(book.midPrice).toBe((10 + 10.1) / 2)
  })

  test('a one-sided book has no mid', () => {
    for (const side of SIDES) {
      const book = empty()
      book.set(side, ticks(100), lots(5))
      expect(book.isTwoSided).toBe(false)
      expect(book.isCrossed).toBe(false)
      expect(book.isLocked).toBe(false)
      expect(book.midTicks).toBeNaN()
      expect(book.microTicks).toBeNaN()
      expect(book.midPrice).toBeNaN()
    }
  })

  test('a crossed book is believed and says so', () => {
    const crossed = `
         | 102 | 4
       5 | 101 | 1
       6 | 100 |
    `
    const book = fill(empty(), crossed)
    expect(draw(book)).toBe(drawn(crossed))
    expect(book.isCrossed).toBe(true)
    expect(book.isLocked).toBe(false)
    expect(book.spreadTicks).toBe(-2)
    book.checkInvariants()
  })

  test('a locked book says so', () => {
    const book = fill(empty(), '5 | 101 | 1')
    expect(book.isLocked).toBe(true)
    expect(book.isCrossed).toBe(false)
  })
}

const HIGHEST = 0x7fff_ffff

function describeExtremes(empty: () => OrderBook): void {
  test('negative prices are prices', () => {
    const negative = `
       5 |   1 |
       2 |  -3 |
         |  -4 | 7
         | -90 | 1
    `
    const book = fill(empty(), negative)
    expect(draw(book)).toBe(drawn(negative))
    expect(book.spreadTicks).toBe(1)
    expect(book.midTicks).toBe(-3.5)
  })

  test('prices at both ends of int32 live in one book', () => {
    for (const side of SIDES) {
      const book = empty()
      for (const price of [0, HIGHEST, -HIGHEST, HIGHEST - 1, 1 - HIGHEST]) {
        book.set(side, ticks(price), lots(HIGHEST))
        book.checkInvariants()
      }
      expect(book.best(side)).toBe(side * HIGHEST)
      expect(book.totalLots(side)).toBe(5 * HIGHEST)
      expect(book.nextBehind(side, ticks(side * HIGHEST))).toBe(side * (HIGHEST - 1))
      expect(book.nextBehind(side, ticks(side * (1 - HIGHEST)))).toBe(-side * HIGHEST)
      book.set(side, ticks(side * HIGHEST), lots(0))
      book.set(side, ticks(side * (HIGHEST - 1)), lots(0))
      expect(book.best(side)).toBe(0)
      book.checkInvariants()
    }
  })

  test('a thin book whose price jumps a billion ticks with every change stays right', () => {
    for (const side of SIDES) {
      const book = empty()
      let price = ticks(0)
      for (let step = 0; step < 2_000; step++) {
        const next = ticks(step % 2 === 0 ? 1_000_000_000 - step : step - 1_000_000_000)
        book.set(side, next, lots(1))
        book.set(side, price, lots(0))
        expect(book.best(side)).toBe(next)
        expect(book.levelCount(side)).toBe(1)
        price = next
      }
      book.checkInvariants()
    }
  })

  test('a level without a price or with less than nothing is a bug, and stops', () => {
    for (const side of SIDES) {
      expect(() => empty().set(side, NO_PRICE, lots(1))).toThrow('a level has a price')
      expect(() => empty().set(side, ticks(1), lots(-1))).toThrow('never holds less than nothing')
    }
  })
}

function describeState(empty: () => OrderBook): void {
  test('the state hash forgets history and sees every level', () => {
    const book = fill(empty(), DRAWING)
    const before = book.stateHash()
    for (const side of SIDES) {
      for (const price of [100, 101, 98, 103, 5_000_000, -5_000_000]) {
        const size = book.sizeAt(side, ticks(price))
        book.set(side, ticks(price), lots(size + 1))
        expect(book.stateHash(), `${sideName(side)} ${price}`).not.toBe(before)
        book.set(side, ticks(price), size)
        expect(book.stateHash(), `${sideName(side)} ${price}`).toBe(before)
      }
    }
    expect(before).toMatch(/^[0-9a-f]{16}$/)
  })

  test('the same levels on the other side are another state', () => {
    const bids = empty()
    const asks = empty()
    bids.set(BUY, ticks(100), lots(1))
    asks.set(SELL, ticks(100), lots(1))
    expect(bids.stateHash()).not.toBe(asks.stateHash())
    expect(empty().stateHash()).not.toBe(bids.stateHash())
  })
}

function describeEvents(empty: () => OrderBook): void {
  const record = (tape: EventTape, kind: number, side: number, price = 0, size = 0): number => {
    const at = tape.append(packMeta(kind, side, 0), 0, nanos(0), nanos(0))
    tape.i32[at * EVENT_I32 + I_PRICE] = price
    tape.i32[at * EVENT_I32 + I_SIZE] = size
    return at
  }

  test('depth records set levels, and clear one side or both', () => {
    const book = fill(empty(), DRAWING)
    const tape = new EventTape(8)
    book.apply(tape, record(tape, DEPTH_LEVEL, SELL, 102, 6))
    book.apply(tape, record(tape, DEPTH_LEVEL, BUY, 100, 0))
    book.apply(tape, record(tape, TRADE, BUY, 101, 5))
    const after = `
       7 | 103 |
       6 | 102 |
       5 | 101 |
         |  98 | 8
    `
    expect(draw(book)).toBe(drawn(after))
    book.apply(tape, record(tape, DEPTH_CLEAR, SELL))
    expect(draw(book)).toBe('| 98 | 8')
    book.apply(tape, record(tape, DEPTH_LEVEL, SELL, 102, 6))
    book.apply(tape, record(tape, DEPTH_CLEAR, NO_SIDE))
    expect(draw(book)).toBe('')
  })

  test('a clear that tells how far it reaches leaves what lies behind', () => {
    for (const side of SIDES) {
      const book = empty()
      for (const by of [0, -1, -2, -9]) book.set(side, better(side, by), lots(1))
      book.set(side === BUY ? SELL : BUY, better(side, 5), lots(1))
      const tape = new EventTape(1)
      const at = record(tape, DEPTH_CLEAR, side, better(side, -2))
      tape.f64[at * EVENT_F64 + F_A] = 1
      book.apply(tape, at)
      expect(book.best(side)).toBe(better(side, -9))
      expect(book.levelCount(BUY) + book.levelCount(SELL)).toBe(2)
    }
  })

  test('a row of a price series becomes the whole book, rounded to ticks', () => {
    const book = fill(empty(), DRAWING)
    const tape = new EventTape(1)
    const at = record(tape, TICK, NO_SIDE, 100, 42)
    tape.f64[at * EVENT_F64 + F_A] = 9.96
    tape.f64[at * EVENT_F64 + F_B] = 10.04
    book.apply(tape, at)
    expect(draw(book)).toBe('42 | 100 | 42')
    book.checkInvariants()
  })

  test('a quote without a size counts as one lot, and no number as no level', () => {
    const book = empty()
    book.setQuote(10, Number.NaN, lots(0))
    expect(draw(book)).toBe('| 100 | 1')
  })

  test('a quote beyond 2147483647 ticks is told to the user', () => {
    expect(() => empty().setQuote(1e12, 1e12, lots(1))).toThrow('Choose a larger tick')
  })
}
