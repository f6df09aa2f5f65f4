/** When a resting order fills, and when it does not: one cause a test, both sides. */
import { expect, test } from 'vitest'
import { BUY, opposite, SELL, SIDES, sideName } from '../core/index.ts'
import { MIRRORED_BOOK, RecordingVenue } from './recording-venue.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  /** Ticks from the middle towards the other side: -1 is the own touch, +1 the other one. */
  const at = (ticks: number): number => 100 + side * ticks
  const resting = (...orders: (readonly [price: number, size: number])[]): RecordingVenue => {
    const venue = new RecordingVenue(MIRRORED_BOOK)
    for (const [k, [price, size]] of orders.entries()) {
      expect(venue.enter(side, price, size)).toEqual([`accepted ${k + 1}`])
    }
    return venue
  }

  test(`${name}: a trade past its price fills it whole, at its own price, as maker`, () => {
    const venue = resting([at(-1), 7])
    venue.now = 55
    expect(venue.trade(far, at(-2), 1)).toEqual([`1 ${name} 7@${at(-1)} leaves 0, traded through`])
    expect(venue.sink.fills[0]).toMatchObject({ at: 55, price: at(-1), size: 7 })
    expect(venue.venue.resting(side).count).toBe(0)
  })

  test(`${name}: trades at its price use up the queue ahead, then fill it part by part`, () => {
    const venue = resting([at(-1), 7])
    expect(venue.trade(far, at(-1), 3)).toEqual([])
    expect(venue.trade(far, at(-1), 4)).toEqual([`1 ${name} 2@${at(-1)} leaves 5, queue exhausted`])
    expect(venue.trade(far, at(-1), 4)).toEqual([`1 ${name} 4@${at(-1)} leaves 1, queue exhausted`])
    expect(venue.trade(far, at(-1), 4)).toEqual([`1 ${name} 1@${at(-1)} leaves 0, queue exhausted`])
    expect(venue.trade(far, at(-1), 4)).toEqual([])
  })

  test(`${name}: a trade that ends exactly at its turn fills nothing`, () => {
    const venue = resting([at(-1), 7])
    expect(venue.trade(far, at(-1), 5)).toEqual([])
    expect(venue.ahead(side)).toEqual([0])
  })

  test(`${name}: inside the spread it is first, and a trade fills it at its own better price`, () => {
    const venue = resting([at(0), 3])
    expect(venue.trade(far, at(0), 2)).toEqual([`1 ${name} 2@100 leaves 1, queue exhausted`])
    expect(venue.trade(far, at(-1), 1)).toEqual([`1 ${name} 1@100 leaves 0, traded through`])
  })

  test(`${name}: trades that do not reach it, and trades of its own side, do nothing`, () => {
    const venue = resting([at(-2), 3])
    expect(venue.trade(far, at(-1), 100)).toEqual([])
    for (const price of [-4, -3, -2, -1, 0, 1]) {
      expect(venue.trade(side, at(price), 100)).toEqual([])
    }
  })

  test(`${name}: a hidden trade says nothing about the queue`, () => {
    const venue = resting([at(-1), 3])
    for (const price of [-3, -1]) expect(venue.hiddenTrade(far, at(price), 100)).toEqual([])
    expect(venue.ahead(side)).toEqual([5])
  })

  test(`${name}: a trade whose aggressor nobody knows could have been the one`, () => {
    expect(resting([at(-1), 3]).trade(0, at(-1), 6)).toEqual([
      `1 ${name} 1@${at(-1)} leaves 2, queue exhausted`,
    ])
    expect(resting([at(-1), 3]).trade(0, at(-2), 1)).toEqual([
      `1 ${name} 3@${at(-1)} leaves 0, traded through`,
    ])
  })

  test(`${name}: a trade without an aggressor is told to each side once`, () => {
    const venue = resting([at(-1), 3])
    venue.enter(far, at(1), 3)
    expect(venue.trade(0, at(-1), 6)).toHaveLength(1)
    // Eleven lots went past the four that were still ahead: the far order at its own price is next.
    expect(venue.trade(0, at(1), 6)).toEqual([
      `2 ${sideName(far)} 1@${at(1)} leaves 2, queue exhausted`,
    ])
  })

  test(`${name}: the other side's best arriving at its price fills it whole`, () => {
    const venue = resting([at(0), 9])
    expect(venue.depth(far, at(0), 1)).toEqual([`1 ${name} 9@100 leaves 0, best crossed`])
  })

  test(`${name}: the other side's best running past fills all it passes, best price first`, () => {
    const venue = resting([at(-2), 1], [at(0), 2], [at(-1), 3], [at(-3), 4])
    expect(venue.depth(far, at(-2), 1)).toEqual([
      `2 ${name} 2@${at(0)} leaves 0, best crossed`,
      `3 ${name} 3@${at(-1)} leaves 0, best crossed`,
      `1 ${name} 1@${at(-2)} leaves 0, best crossed`,
    ])
  })

  test(`${name}: a crossing inside a message is no crossing until the message ends`, () => {
    const venue = resting([at(0), 2])
    expect(venue.depth(far, at(0), 1, 0)).toEqual([])
    expect(venue.depth(far, at(0), 0)).toEqual([])
    expect(venue.depth(far, at(0), 1, 0)).toEqual([])
    expect(venue.depth(side, at(-1), 9)).toHaveLength(1)
  })

  test(`${name}: a snapshot that crosses it fills it at its end`, () => {
    const venue = resting([at(0), 2])
    venue.clear(0)
    venue.depth(far, at(-1), 4, 0)
    expect(venue.depth(side, at(-2), 4)).toEqual([`1 ${name} 2@100 leaves 0, best crossed`])
  })

  test(`${name}: one trade is one budget, spent on the better own price first`, () => {
    const venue = resting([at(-1), 10], [at(0), 4])
    // Four of ten go to the better order, six are left for five displayed and one of ours.
    expect(venue.trade(far, at(-1), 10)).toEqual([
      `2 ${name} 4@${at(0)} leaves 0, traded through`,
      `1 ${name} 1@${at(-1)} leaves 9, queue exhausted`,
    ])
  })

  test(`${name}: a budget that is used up reaches nobody behind`, () => {
    const venue = resting([at(-1), 3], [at(0), 4])
    expect(venue.trade(far, at(-2), 4)).toEqual([`2 ${name} 4@${at(0)} leaves 0, traded through`])
    expect(venue.trade(far, at(-2), 4)).toEqual([`1 ${name} 3@${at(-1)} leaves 0, traded through`])
  })

  test(`${name}: one aggressor passes through several own prices while its size lasts`, () => {
    const venue = resting([at(-2), 3], [at(0), 4], [at(-1), 5])
    expect(venue.trade(far, at(-3), 100)).toEqual([
      `2 ${name} 4@${at(0)} leaves 0, traded through`,
      `3 ${name} 5@${at(-1)} leaves 0, traded through`,
      `1 ${name} 3@${at(-2)} leaves 0, traded through`,
    ])
  })

  test(`${name}: two own orders at one price queue behind each other`, () => {
    const venue = resting([at(-1), 2], [at(-1), 3])
    expect(venue.ahead(side)).toEqual([5, 7])
    expect(venue.trade(far, at(-1), 6)).toEqual([`1 ${name} 1@${at(-1)} leaves 1, queue exhausted`])
    expect(venue.ahead(side)).toEqual([0, 1])
    expect(venue.trade(far, at(-1), 3)).toEqual([
      `1 ${name} 1@${at(-1)} leaves 0, queue exhausted`,
      `2 ${name} 2@${at(-1)} leaves 1, queue exhausted`,
    ])
  })

  test(`${name}: nothing that the market does can fill more than once`, () => {
    const venue = resting([at(-1), 3])
    venue.trade(far, at(-2), 1)
    for (const price of [-3, -2, -1]) expect(venue.trade(far, at(price), 100)).toEqual([])
    expect(venue.depth(far, at(-2), 5)).toEqual([])
  })
}

test('own orders of both sides fill from the same crossed message', () => {
  const venue = new RecordingVenue(MIRRORED_BOOK)
  venue.enter(BUY, 99, 1)
  venue.enter(SELL, 101, 1)
  venue.depth(BUY, 101, 1, 0)
  expect(venue.depth(SELL, 99, 1)).toEqual([
    '1 BUY 1@99 leaves 0, best crossed',
    '2 SELL 1@101 leaves 0, best crossed',
  ])
})
