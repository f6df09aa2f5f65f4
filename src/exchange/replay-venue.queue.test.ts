/** The place in the queue: where an order comes to rest, and what moves it on. */
import { expect, test } from 'vitest'
import { FLAG_LAST, opposite, SIDES, sideName } from '../core/index.ts'
import { powerQueue1, powerQueue2 } from './probability-queue.ts'
import { MIRRORED_BOOK, RecordingVenue } from './recording-venue.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const at = (ticks: number): number => 100 + side * ticks
  const restingAt = (...prices: number[]): RecordingVenue => {
    const venue = new RecordingVenue(MIRRORED_BOOK)
    for (const price of prices) venue.enter(side, price, 3)
    return venue
  }

  test(`${name}: an order enters behind what its level displays`, () => {
    expect(restingAt(at(-1)).ahead(side)).toEqual([5])
    expect(restingAt(at(-3)).ahead(side)).toEqual([20])
    expect(restingAt(at(0)).ahead(side)).toEqual([0])
    expect(restingAt(at(-1)).venue.resting(side).at(0).aheadAtEntry).toBe(5)
  })

  test(`${name}: a level that shrinks below its place caps it, one that grows does not push it back`, () => {
    const venue = restingAt(at(-2))
    for (const [size, ahead] of [
      [40, 10],
      [11, 10],
      [7, 7],
      [30, 7],
      [6, 6],
      [0, 0],
      [50, 0],
    ] as const) {
      venue.depth(side, at(-2), size)
      expect(venue.ahead(side)).toEqual([ahead])
    }
  })

  test(`${name}: other levels and the other side do not move it`, () => {
    const venue = restingAt(at(-2))
    venue.depth(side, at(-1), 1)
    venue.depth(side, at(-3), 0)
    venue.depth(far, at(2), 0)
    expect(venue.ahead(side)).toEqual([10])
  })

  test(`${name}: a trade and the depth row that tells of it count once`, () => {
    const venue = restingAt(at(-1))
    venue.trade(far, at(-1), 2)
    venue.depth(side, at(-1), 3)
    expect(venue.ahead(side)).toEqual([3])
    venue.trade(far, at(-1), 3)
    venue.depth(side, at(-1), 0)
    expect(venue.ahead(side)).toEqual([0])
  })

  test(`${name}: a snapshot caps its place by the level's new size and never makes it first`, () => {
    const venue = restingAt(at(-2))
    venue.clear(side)
    venue.depth(side, at(-1), 5, 0)
    venue.depth(side, at(-2), 8)
    expect(venue.ahead(side)).toEqual([8])
    venue.clear(0)
    venue.depth(far, at(1), 5, 0)
    venue.depth(side, at(-2), 30)
    expect(venue.ahead(side)).toEqual([8])
  })

  test(`${name}: a level that the snapshot does not hold has nobody left in it`, () => {
    const venue = restingAt(at(-2))
    venue.clear(side)
    expect(venue.ahead(side)).toEqual([10])
    venue.depth(side, at(-1), 5)
    expect(venue.ahead(side)).toEqual([0])
  })

  test(`${name}: the second own order stands behind the first, whatever the level does`, () => {
    const venue = restingAt(at(-2), at(-2))
    expect(venue.ahead(side)).toEqual([10, 13])
    venue.depth(side, at(-2), 4)
    expect(venue.ahead(side)).toEqual([4, 7])
    venue.depth(side, at(-2), 0)
    expect(venue.ahead(side)).toEqual([0, 3])
  })

  test(`${name}: an own order that is withdrawn lets the one behind it move up`, () => {
    const venue = restingAt(at(-2), at(-2), at(-1), at(-2))
    expect(venue.ahead(side)).toEqual([5, 10, 13, 16])
    expect(venue.cancel(2, side)).toEqual(['canceled 2 3'])
    expect(venue.ahead(side)).toEqual([5, 10, 13])
    venue.cancel(1, side)
    expect(venue.ahead(side)).toEqual([5, 10])
  })

  test(`${name}: an own order that gives up lots in place lets the one behind it move up by them`, () => {
    const venue = restingAt(at(-2), at(-2))
    venue.replace(1, side, at(-2), 1)
    expect(venue.ahead(side)).toEqual([10, 11])
  })

  test(`${name}: an own order that a trade went through no longer stands before the next`, () => {
    const venue = restingAt(at(-1), at(-1))
    expect(venue.ahead(side)).toEqual([5, 8])
    expect(venue.trade(far, at(-2), 1)).toEqual([`1 ${name} 3@${at(-1)} leaves 0, traded through`])
    expect(venue.ahead(side)).toEqual([5])
  })

  test(`${name}: nobody stands before the rest of an order that has swept its own price`, () => {
    const venue = new RecordingVenue(MIRRORED_BOOK)
    expect(venue.enter(side, at(1), 8)).toEqual([
      'accepted 1',
      `1 ${name} 5@${at(1)} leaves 3, taker`,
    ])
    expect(venue.ahead(side)).toEqual([0])
    // A second one does not get past it.
    venue.enter(side, at(1), 6)
    expect(venue.ahead(side)).toEqual([0, 3])
  })

  test(`${name}: the level that an order has swept does not trade with its rest again`, () => {
    const venue = new RecordingVenue(MIRRORED_BOOK)
    venue.enter(side, at(1), 8)
    // The recording still shows the five lots that the order took.
    expect(venue.depth(side, at(-1), 6)).toEqual([])
    expect(venue.depth(far, at(2), 11)).toEqual([])
    expect(venue.depth(far, at(1), 4)).toEqual([])
    // Gone and come back, or come nearer: somebody new would have met the rest.
    expect(venue.depth(far, at(1), 0)).toEqual([])
    expect(venue.depth(far, at(1), 4)).toEqual([`1 ${name} 3@${at(1)} leaves 0, best crossed`])
  })

  test(`${name}: a guess about cancellations never fills more than has traded`, () => {
    const venue = new RecordingVenue(MIRRORED_BOOK, { queueModel: powerQueue2(2) })
    venue.enter(side, at(-3), 9)
    venue.depth(side, at(-3), 40)
    // Of forty lots, twenty ahead, all leave: the model takes fifteen of them too many from the front.
    venue.depth(side, at(-3), 0)
    expect(venue.ahead(side)).toEqual([0])
    expect(venue.trade(far, at(-3), 2)).toEqual([`1 ${name} 2@${at(-3)} leaves 7, queue exhausted`])
    expect(venue.trade(far, at(-3), 2)).toEqual([`1 ${name} 2@${at(-3)} leaves 5, queue exhausted`])
  })

  test(`${name}: what rests is not in the book that others see`, () => {
    const venue = restingAt(at(0))
    expect(venue.book.best(side)).toBe(at(-1))
    expect(venue.enter(far, at(0), 1)).toEqual(['accepted 2'])
  })

  test(`${name}: orders that come while the market stands still are judged by the next message only`, () => {
    const venue = restingAt()
    venue.depth(far, at(1), 6)
    venue.enter(side, at(-1), 3)
    expect(venue.trade(side, at(1), 2)).toEqual([])
    expect(venue.depth(far, at(1), 7, FLAG_LAST)).toEqual([])
    expect(venue.ahead(side)).toEqual([5])
  })
}

for (const side of SIDES) {
  const name = sideName(side)
  const price = 100 - side

  test(`${name}: a guess never falls below what is known, nobody or our own orders ahead`, () => {
    // Half a root: 80 lots gone, and the formula takes 14.6 of them from the 5 that stood ahead.
    const venue = new RecordingVenue(MIRRORED_BOOK, { queueModel: powerQueue1(0.5) })
    venue.enter(side, price, 3)
    venue.depth(side, price, 105)
    venue.enter(side, price, 3)
    venue.depth(side, price, 25)
    expect(venue.ahead(side)[0]).toBe(0)
    venue.depth(side, price, 0)
    expect(venue.ahead(side)).toEqual([0, 3])
    // A fractional power of a negative estimate would be no number, and we the last in the queue.
    venue.depth(side, price, 50)
    venue.depth(side, price, 49)
    expect(venue.ahead(side)).toEqual([0, 3])
  })
}
