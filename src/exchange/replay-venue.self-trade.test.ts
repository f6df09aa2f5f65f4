/** What happens when own orders of both sides would meet: every mode, both sides. */
import { expect, test } from 'vitest'
import { opposite, SIDES, sideName } from '../core/index.ts'
import { RecordingVenue } from './recording-venue.suite.ts'
import { SELF_TRADE_MODES, type SelfTradePrevention } from './self-trade.ts'

const BOOK = `
  10 | 102 |
   5 | 101 |
     |  99 | 5
     |  98 | 10
`

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const at = (ticks: number): number => 100 + side * ticks
  const own = 'would have traded with an order of the same owner'
  /** A venue at which one order of the far side rests at its touch. */
  const resting = (mode: SelfTradePrevention, size: number, price = at(1)): RecordingVenue => {
    const venue = new RecordingVenue(BOOK, { selfTradePrevention: mode })
    expect(venue.enter(far, price, size)).toEqual(['accepted 1'])
    return venue
  }
  const left = (venue: RecordingVenue): number[] => {
    const orders = venue.venue.resting(far)
    return Array.from({ length: orders.count }, (_, k) => orders.at(k).leaves)
  }
  const taker = (size: number, leaves = 0) => `2 ${name} ${size}@${at(1)} leaves ${leaves}, taker`

  for (const [mode, lines, remain] of [
    ['allow', [taker(4)], [3]],
    ['cancel-newest', [`expired 2 4: ${own}`], [3]],
    ['cancel-oldest', [`expired 1 3: ${own}`, taker(4)], []],
    ['cancel-both', [`expired 1 3: ${own}`, `expired 2 4: ${own}`], []],
    ['decrement', [`expired 1 3: ${own}`, `replaced 2 1@${at(1)}: ${own}`, taker(1)], []],
  ] as const) {
    test(`${name}, ${mode}: a limit order that crosses would meet a smaller one`, () => {
      const venue = resting(mode, 3)
      expect(venue.enter(side, at(1), 4)).toEqual(['accepted 2', ...lines])
      expect(left(venue)).toEqual(remain)
      expect(venue.venue.resting(side).count).toBe(0)
    })
  }

  for (const [mode, lines, remain] of [
    ['allow', [taker(4)], [6]],
    ['cancel-newest', [`expired 2 4: ${own}`], [6]],
    ['cancel-oldest', [`expired 1 6: ${own}`, taker(4)], []],
    ['cancel-both', [`expired 1 6: ${own}`, `expired 2 4: ${own}`], []],
    ['decrement', [`replaced 1 2@${at(1)}: ${own}`, `expired 2 4: ${own}`], [2]],
  ] as const) {
    test(`${name}, ${mode}: a market order would meet a larger one`, () => {
      const venue = resting(mode, 6)
      expect(venue.market(side, 4)).toEqual(['accepted 2', ...lines])
      expect(left(venue)).toEqual(remain)
    })
  }

  test(`${name}, decrement: of two of one size neither is left`, () => {
    const venue = resting('decrement', 4)
    expect(venue.enter(side, at(1), 4)).toEqual([
      'accepted 2',
      `expired 1 4: ${own}`,
      `expired 2 4: ${own}`,
    ])
    expect(left(venue)).toEqual([])
  })

  test(`${name}, decrement: one after the other, best price first, until nothing is left of it`, () => {
    const venue = resting('decrement', 3, at(2))
    venue.enter(far, at(1), 2)
    venue.enter(far, at(2), 9)
    expect(venue.enter(side, at(2), 7)).toEqual([
      'accepted 4',
      `expired 2 2: ${own}`,
      `expired 1 3: ${own}`,
      `replaced 3 7@${at(2)}: ${own}`,
      `expired 4 7: ${own}`,
    ])
    expect(left(venue)).toEqual([7])
  })

  test(`${name}, cancel-oldest: all that it would meet go, best price first, and no others`, () => {
    const venue = resting('cancel-oldest', 3, at(2))
    venue.enter(far, at(1), 2)
    venue.enter(far, at(3), 9)
    expect(venue.enter(side, at(2), 6)).toEqual([
      'accepted 4',
      `expired 2 2: ${own}`,
      `expired 1 3: ${own}`,
      `4 ${name} 5@${at(1)} leaves 1, taker`,
      `4 ${name} 1@${at(2)} leaves 0, taker`,
    ])
    expect(left(venue)).toEqual([9])
  })

  test(`${name}: orders that would not meet leave each other alone, in every mode`, () => {
    for (const mode of SELF_TRADE_MODES) {
      const venue = resting(mode, 3, at(2))
      expect(venue.enter(side, at(1), 4)).toEqual(['accepted 2', taker(4)])
      // Five are shown before the own order's price: no more is needed.
      expect(venue.market(side, 5)).toEqual(['accepted 3', `3 ${name} 5@${at(1)} leaves 0, taker`])
      expect(left(venue)).toEqual([3])
      // One more would come to it.
      if (mode === 'cancel-newest') {
        expect(venue.market(side, 6)).toEqual(['accepted 4', `expired 4 6: ${own}`])
      }
    }
  })

  test(`${name}: own orders inside the spread meet where the market shows nothing`, () => {
    const allowed = resting('allow', 3, at(0))
    expect(allowed.enter(side, at(0), 4)).toEqual(['accepted 2'])
    expect(allowed.venue.resting(side).count).toBe(1)
    const refused = resting('cancel-newest', 3, at(0))
    expect(refused.enter(side, at(0), 4)).toEqual(['accepted 2', `expired 2 4: ${own}`])
    const replaced = resting('cancel-oldest', 3, at(0))
    expect(replaced.enter(side, at(0), 4)).toEqual(['accepted 2', `expired 1 3: ${own}`])
    expect(replaced.venue.resting(side).at(0)).toMatchObject({ id: 2, leaves: 4 })
  })

  test(`${name}: an order that is replaced into an own order is judged as if it came`, () => {
    const venue = resting('cancel-newest', 3)
    venue.enter(side, at(-1), 4)
    expect(venue.replace(2, side, at(1), 4)).toEqual([
      `replaced 2 4@${at(1)}`,
      `expired 2 4: ${own}`,
    ])
    expect(left(venue)).toEqual([3])
  })
}
