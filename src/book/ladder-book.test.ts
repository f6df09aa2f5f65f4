/** The ladder under the suite of all books, and step by step against its slow twin. */
import { expect, test } from 'vitest'
import { lots, SIDES, ticks } from '../core/index.ts'
import { bookSuite, TEST_INSTRUMENT } from './book.suite.ts'
import { expectSameTouch, RandomLevels } from './book-fuzz.suite.ts'
import { fuzz } from './fuzz.suite.ts'
import { LadderBook } from './ladder-book.ts'
import { BAND_TICKS_MIN } from './ladder-side.ts'
import { ReferenceBook } from './reference-book.ts'

const instrument = TEST_INSTRUMENT

bookSuite('LadderBook', (traded) => new LadderBook({ instrument: traded }))
bookSuite(
  'LadderBook with the narrowest band',
  (traded) => new LadderBook({ instrument: traded, bandTicks: BAND_TICKS_MIN }),
)

for (const bandTicks of [64, 1_024, 16_384]) {
  test(`ladder of ${bandTicks} ticks equals its twin through 100,000 random changes`, () => {
    fuzz(`ladder of ${bandTicks} ticks`, 10, (random) => {
      const ladder = new LadderBook({ instrument, bandTicks })
      const twin = new ReferenceBook({ instrument })
      const market = new RandomLevels(random)
      for (let step = 1; step <= 10_000; step++) {
        market.change([twin, ladder])
        expectSameTouch(ladder, twin)
        if (step % 1_000 !== 0) continue
        ladder.checkInvariants()
        twin.checkInvariants()
        expect(ladder.stateHash()).toBe(twin.stateHash())
        for (const side of SIDES) expect(ladder.totalLots(side)).toBe(twin.totalLots(side))
      }
    })
  })
}

test('a trend through many bands keeps the touch in the dense band', () => {
  for (const side of SIDES) {
    for (const drift of [1, -1]) {
      const ladder = new LadderBook({ instrument, bandTicks: 256 })
      for (let step = 0; step < 5_000; step++) {
        const price = drift * step * 3
        ladder.set(side, ticks(price), lots(1))
        ladder.set(side, ticks(price - drift * 60), lots(0))
        expect(ladder.levelCount(side)).toBe(Math.min(step + 1, 20))
      }
      expect(ladder.best(side)).toBe(drift * 4_999 * 3 - (drift === side ? 0 : drift * 57))
      ladder.checkInvariants()
    }
  }
})

test('a million levels a thousand ticks apart stay small and quick', () => {
  const ladder = new LadderBook({ instrument })
  for (const side of SIDES) {
    for (let level = 0; level < 500_000; level++) {
      const price = ticks(Math.imul(level, 0x9e3779b1) >> 1)
      ladder.set(side, price, lots(1))
    }
    expect(ladder.levelCount(side)).toBe(500_000)
  }
  ladder.checkInvariants()
})

test('a feed that throws a deep book to and fro does not pay for a move at every change', () => {
  const ladder = new LadderBook({ instrument })
  for (const side of SIDES) {
    for (let level = 0; level < 8_000; level++) ladder.set(side, ticks(-side * level), lots(1))
    const far = ticks(side * 1_000_000_000)
    for (let step = 0; step < 20_000; step++) {
      ladder.set(side, far, lots(1))
      ladder.set(side, far, lots(0))
    }
    expect(ladder.best(side)).toBe(0)
  }
  ladder.checkInvariants()
})

test('a band is a power of two within bounds', () => {
  for (const bandTicks of [0, 32, 100, 1.5, Number.NaN, -64, 1 << 21, 2 ** 32 + 64]) {
    expect(() => new LadderBook({ instrument, bandTicks })).toThrow(RangeError)
  }
})
