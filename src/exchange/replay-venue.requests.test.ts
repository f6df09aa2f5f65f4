/** Cancels, replaces, refusals and halts: every request has an answer. Both sides. */
import { expect, test } from 'vitest'
import { GTX, NO_PRICE, opposite, SIDES, sideName } from '../core/index.ts'
import { RecordingVenue } from './recording-venue.suite.ts'

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
  const resting = (price: number, size: number): RecordingVenue => {
    const venue = new RecordingVenue(BOOK)
    venue.enter(side, price, size)
    return venue
  }

  test(`${name}: a cancel gives back what is left`, () => {
    const venue = resting(at(-1), 7)
    venue.trade(far, at(-1), 8)
    expect(venue.cancel(1, side)).toEqual(['canceled 1 4'])
    expect(venue.venue.resting(side).count).toBe(0)
    expect(venue.trade(far, at(-2), 100)).toEqual([])
  })

  test(`${name}: what is not there cannot be cancelled or replaced`, () => {
    const venue = resting(at(-1), 7)
    expect(venue.cancel(99, side)).toEqual(['request rejected 99: unknown order'])
    expect(venue.replace(99, side, at(-1), 3)).toEqual(['request rejected 99: unknown order'])
    venue.trade(far, at(-2), 1)
    expect(venue.cancel(1, side)).toEqual(['request rejected 1: unknown order'])
    expect(venue.replace(1, side, at(-1), 3)).toEqual(['request rejected 1: unknown order'])
  })

  test(`${name}: the same price and fewer lots keep the place`, () => {
    const venue = resting(at(-1), 7)
    expect(venue.replace(1, side, at(-1), 4)).toEqual([`replaced 1 4@${at(-1)}`])
    expect(venue.ahead(side)).toEqual([5])
    venue.depth(side, at(-1), 50)
    expect(venue.replace(1, side, at(-1), 4)).toEqual([`replaced 1 4@${at(-1)}`])
    expect(venue.ahead(side)).toEqual([5])
  })

  test(`${name}: more lots, or another price, lose the place`, () => {
    const venue = resting(at(-1), 7)
    venue.depth(side, at(-1), 50)
    expect(venue.replace(1, side, at(-1), 8)).toEqual([`replaced 1 8@${at(-1)}`])
    expect(venue.ahead(side)).toEqual([50])
    expect(venue.replace(1, side, at(-2), 8)).toEqual([`replaced 1 8@${at(-2)}`])
    expect(venue.ahead(side)).toEqual([10])
    venue.replace(1, side, at(-1), 8)
    expect(venue.ahead(side)).toEqual([50])
  })

  test(`${name}: a replace puts the order behind its own that were there before`, () => {
    const venue = resting(at(-1), 7)
    venue.enter(side, at(-1), 2)
    venue.replace(1, side, at(-1), 9)
    const orders = venue.venue.resting(side)
    expect([orders.at(0).id, orders.at(1).id]).toEqual([2, 1])
    expect(venue.ahead(side)).toEqual([5, 7])
  })

  test(`${name}: a size counts what has filled already`, () => {
    const venue = resting(at(-1), 7)
    venue.trade(far, at(-1), 8)
    expect(venue.replace(1, side, at(-1), 5)).toEqual([`replaced 1 5@${at(-1)}`])
    expect(venue.trade(far, at(-1), 9)).toEqual([`1 ${name} 2@${at(-1)} leaves 0, queue exhausted`])
  })

  test(`${name}: a size at or below what has filled is a withdrawal`, () => {
    for (const size of [3, 2, 0, -4]) {
      const venue = resting(at(-1), 7)
      venue.trade(far, at(-1), 8)
      expect(venue.replace(1, side, at(-1), size)).toEqual(['canceled 1 4'])
      expect(venue.venue.resting(side).count).toBe(0)
    }
  })

  test(`${name}: replaced to a price that crosses, GTC takes and rests, post-only lapses`, () => {
    const venue = resting(at(-1), 7)
    expect(venue.replace(1, side, at(1), 7)).toEqual([
      `replaced 1 7@${at(1)}`,
      `1 ${name} 5@${at(1)} leaves 2, taker`,
    ])
    expect(venue.ahead(side)).toEqual([0])

    const maker = new RecordingVenue(BOOK)
    maker.enter(side, at(-1), 7, GTX)
    expect(maker.replace(1, side, at(1), 7)).toEqual([
      `replaced 1 7@${at(1)}`,
      'expired 1 7: post-only order would have taken',
    ])
    expect(maker.venue.resting(side).count).toBe(0)
  })

  test(`${name}: an order replaced after a fill takes with what is left only`, () => {
    const venue = resting(at(-1), 7)
    venue.trade(far, at(-1), 8)
    expect(venue.replace(1, side, at(2), 10)).toEqual([
      `replaced 1 10@${at(2)}`,
      `1 ${name} 5@${at(1)} leaves 2, taker`,
      `1 ${name} 2@${at(2)} leaves 0, taker`,
    ])
  })

  test(`${name}: an id at work is refused on either side, and free again afterwards`, () => {
    const venue = resting(at(-1), 7)
    expect(venue.enter(side, at(-1), 1, GTX, 1)).toEqual(['rejected 1: order id in use'])
    expect(venue.enter(far, at(1), 1, GTX, 1)).toEqual(['rejected 1: order id in use'])
    expect(venue.venue.resting(side).at(0).size).toBe(7)
    venue.cancel(1, side)
    expect(venue.enter(side, at(-1), 1, GTX, 1)).toEqual(['accepted 1'])
  })

  test(`${name}: an order of no size, or a limit order without a price, is malformed`, () => {
    const venue = new RecordingVenue(BOOK)
    for (const size of [0, -1]) {
      expect(venue.enter(side, at(-1), size, GTX, 9)).toEqual(['rejected 9: malformed order'])
      expect(venue.market(side, size)[0]).toContain('malformed order')
    }
    expect(venue.enter(side, NO_PRICE, 1, GTX, 9)).toEqual(['rejected 9: malformed order'])
    venue.enter(side, at(-1), 7, GTX, 9)
    expect(venue.replace(9, side, NO_PRICE, 7)).toEqual(['request rejected 9: malformed order'])
    expect(venue.ahead(side)).toEqual([5])
  })

  test(`${name}: while trading is halted orders are refused, and withdrawals pass`, () => {
    const venue = resting(at(-1), 7)
    venue.halt(true)
    const halted = 'trading is halted at the venue'
    expect(venue.enter(side, at(-1), 1)).toEqual([`rejected 2: ${halted}`])
    expect(venue.market(side, 1)).toEqual([`rejected 3: ${halted}`])
    expect(venue.replace(1, side, at(-1), 3)).toEqual([`request rejected 1: ${halted}`])
    expect(venue.cancel(1, side)).toEqual(['canceled 1 7'])
    venue.halt(false)
    expect(venue.enter(side, at(-1), 1)).toEqual(['accepted 4'])
  })

  test(`${name}: a new order remembers nothing of the one before it`, () => {
    const venue = new RecordingVenue(BOOK)
    venue.enter(side, at(1), 3)
    expect(venue.enter(side, at(1), 4)).toEqual([
      'accepted 2',
      `2 ${name} 4@${at(1)} leaves 0, taker`,
    ])
    venue.enter(side, at(-1), 5)
    venue.enter(side, at(1), 5)
    expect(venue.venue.resting(side).at(0)).toMatchObject({ id: 3, leaves: 5, filled: 0 })
  })
}
