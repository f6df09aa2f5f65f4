/** Own orders where a feed of a few levels cannot see: their place, before and after. */
import { describe, expect, test } from 'vitest'
import { FLAG_LAST, FLAG_UNSEEN, opposite, SIDES, sideName } from '../core/index.ts'
import { OptimisticQueue } from './optimistic-queue.ts'
import { ConservativeQueue } from './queue-model.ts'
import { RecordingVenue, type RecordingVenueOptions } from './recording-venue.suite.ts'

/** A feed of two levels a side. */
const BOOK = `
   9 | 102 |
   5 | 101 |
     |  99 | 5
     |  98 | 9
`
const UNSEEN = FLAG_LAST | FLAG_UNSEEN

const MODELS: readonly [string, RecordingVenueOptions][] = [
  ['conservative', { queueModel: new ConservativeQueue() }],
  ['fifo', { isOrderLevel: true }],
]

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const at = (ticks: number): number => 100 + side * ticks

  describe.each(MODELS)(`${name}, %s`, (model, options) => {
    const venueWith = () => new RecordingVenue(BOOK, { ...options, showsSomeLevels: true })
    /** A better level comes, and the last is pushed out of sight. */
    const push = (venue: RecordingVenue) => {
      venue.depth(side, at(0), 3, 0)
      return venue.depth(side, at(-2), 0, UNSEEN)
    }
    /** The better level goes, and the last is seen again. */
    const pull = (venue: RecordingVenue, size: number) => {
      venue.depth(side, at(0), 0, 0)
      return venue.depth(side, at(-2), size)
    }

    test('a level out of sight has not gone: the order keeps its place', () => {
      const venue = venueWith()
      venue.enter(side, at(-2), 3)
      expect(venue.ahead(side)).toEqual([9])
      push(venue)
      expect([venue.ahead(side), venue.book.sizeAt(side, at(-2) as never)]).toEqual([[9], 0])
      pull(venue, 20)
      expect(venue.ahead(side)).toEqual([9])
    })

    test('seen again with less, no more than that stands ahead', () => {
      const venue = venueWith()
      venue.enter(side, at(-2), 3)
      push(venue)
      pull(venue, 4)
      expect(venue.ahead(side)).toEqual([4])
    })

    test('a level that is gone, not out of sight, has nobody left', () => {
      const venue = venueWith()
      venue.enter(side, at(-2), 3)
      venue.depth(side, at(-2), 0, 0)
      venue.depth(side, at(-3), 7)
      expect(venue.ahead(side)).toEqual([0])
    })

    test('a level behind it in sight shows that its own is empty', () => {
      const venue = venueWith()
      venue.enter(side, at(-2), 3)
      push(venue)
      venue.depth(side, at(0), 0, 0)
      venue.depth(side, at(-3), 7)
      expect(venue.ahead(side)).toEqual([0])
    })

    test('an order that comes to rest out of sight is behind all that is first seen there', () => {
      const venue = venueWith()
      venue.enter(side, at(-3), 3)
      const order = venue.venue.resting(side).at(0)
      expect([order.ahead, order.aheadAtEntry]).toEqual([Number.POSITIVE_INFINITY, Number.NaN])
      venue.depth(side, at(-1), 0, 0)
      venue.depth(side, at(-3), 30)
      expect(venue.ahead(side)).toEqual([30])
      venue.depth(side, at(-3), 12)
      venue.depth(side, at(-3), 40)
      expect(venue.ahead(side)).toEqual([12])
    })

    test('out of sight it trades when the market goes through it or comes to it', () => {
      for (const comes of [-3, -4]) {
        const venue = venueWith()
        venue.enter(side, at(-3), 3)
        const isThrough = comes < -3
        venue.depth(side, at(-1), 0, 0)
        venue.depth(side, at(-2), 0, 0)
        const said = isThrough
          ? model === 'fifo'
            ? venue.execute(77, side, at(comes), 5)
            : venue.trade(far, at(comes), 5)
          : venue.depth(far, at(comes), 5)
        const cause = isThrough ? 'traded through' : 'best crossed'
        expect(said).toEqual([`1 ${name} 3@${at(-3)} leaves 0, ${cause}`])
        expect(venue.venue.resting(side).count).toBe(0)
      }
    })

    test('inside the spread, and behind a level in sight, nobody stands ahead', () => {
      const venue = venueWith()
      venue.depth(side, at(-2), 0, 0)
      venue.depth(side, at(-3), 7)
      venue.enter(side, at(0), 3)
      venue.enter(side, at(-2), 3)
      expect(venue.ahead(side)).toEqual([0, 0])
    })

    test('a feed that shows every level has nothing out of sight', () => {
      const venue = new RecordingVenue(BOOK, options)
      venue.enter(side, at(-3), 3)
      expect(venue.ahead(side)).toEqual([0])
    })

    test('the second own order at the price stays behind the first', () => {
      const venue = venueWith()
      venue.enter(side, at(-3), 3)
      venue.enter(side, at(-3), 3)
      venue.depth(side, at(-1), 0, 0)
      venue.depth(side, at(-3), 10)
      // Among single orders the venue serves own orders in their order, and counts the market's only.
      expect(venue.ahead(side)).toEqual([10, model === 'fifo' ? 10 : 13])
    })
  })

  test(`${name}: the optimistic model is first at once, as soon as anything is seen`, () => {
    const venue = new RecordingVenue(BOOK, {
      queueModel: new OptimisticQueue(),
      showsSomeLevels: true,
    })
    venue.enter(side, at(-3), 3)
    venue.depth(side, at(-1), 0, 0)
    venue.depth(side, at(-3), 10)
    expect(venue.ahead(side)).toEqual([0])
  })

  test(`${name}: among single orders, those ahead are a number once they were out of sight`, () => {
    const venue = new RecordingVenue(BOOK, { isOrderLevel: true, showsSomeLevels: true })
    venue.add(70, side, at(-2), 6)
    venue.enter(side, at(-2), 3)
    venue.add(71, side, at(-2), 8)
    expect(venue.ahead(side)).toEqual([15])
    venue.add(72, side, at(0), 3, 0)
    venue.depth(side, at(-2), 0, UNSEEN)
    // Whoever left meanwhile was behind, the cautious guess.
    venue.delete(72, side, at(0), 3)
    venue.depth(side, at(-2), 17)
    expect(venue.ahead(side)).toEqual([15])
    // 70 is one of the nameless now: what it gives up moves nobody before the lots behind are gone.
    venue.delete(70, side, at(-2), 6)
    expect(venue.ahead(side)).toEqual([11])
    venue.execute(5, side, at(-2), 11)
    expect(venue.ahead(side)).toEqual([0])
    venue.add(73, side, at(-2), 4)
    expect(venue.execute(73, side, at(-2), 2)).toEqual([
      `1 ${name} 2@${at(-2)} leaves 1, queue exhausted`,
    ])
  })

  test(`${name}: a newcomer at an empty price out of sight is behind`, () => {
    const venue = new RecordingVenue(BOOK, { isOrderLevel: true, showsSomeLevels: true })
    venue.enter(side, at(-3), 3)
    venue.add(70, side, at(-3), 6)
    expect(venue.ahead(side)).toEqual([0])
  })
}
