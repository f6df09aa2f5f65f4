/** Orders with terms: icebergs, orders with an expiry, reduce-only. Both sides. */
import { expect, test } from 'vitest'
import { GTC, GTD, opposite, SIDES, sideName } from '../core/index.ts'
import {
  MIRRORED_BOOK,
  RecordingVenue,
  type RecordingVenueOptions,
} from './recording-venue.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const farName = sideName(far)
  const at = (ticks: number): number => 100 + side * ticks
  const venueOf = (options: RecordingVenueOptions = {}) =>
    new RecordingVenue(MIRRORED_BOOK, options)
  const shown = (venue: RecordingVenue): number[] => {
    const orders = venue.venue.resting(side)
    return Array.from({ length: orders.count }, (_, k) => orders.at(k).shown)
  }

  // ---- icebergs

  const iceberg = { side, size: 7, price: at(-1), displaySize: 3 } as const

  test(`${name}: an iceberg trades no more at a time than it shows`, () => {
    const venue = venueOf()
    expect(venue.submit(iceberg)).toEqual(['accepted 1'])
    expect([venue.ahead(side), shown(venue)]).toEqual([[5], [3]])
    expect(venue.trade(far, at(-1), 6)).toEqual([`1 ${name} 1@${at(-1)} leaves 6, queue exhausted`])
    expect([venue.ahead(side), shown(venue)]).toEqual([[0], [2]])
    // Twenty would reach far beyond, but only two are shown.
    expect(venue.trade(far, at(-1), 20)).toEqual([
      `1 ${name} 2@${at(-1)} leaves 4, queue exhausted`,
    ])
  })

  test(`${name}: its next part stands at the back of the queue that is there then`, () => {
    const venue = venueOf()
    venue.submit(iceberg)
    venue.depth(side, at(-1), 11)
    venue.trade(far, at(-1), 8)
    expect([venue.ahead(side), shown(venue)]).toEqual([[11], [3]])
    venue.trade(far, at(-1), 14)
    expect([venue.ahead(side), shown(venue)]).toEqual([[11], [1]])
    expect(venue.trade(far, at(-1), 30)).toEqual([
      `1 ${name} 1@${at(-1)} leaves 0, queue exhausted`,
    ])
  })

  test(`${name}: an own order behind it moves up past the parts that are hidden`, () => {
    const venue = venueOf()
    venue.submit(iceberg)
    venue.enter(side, at(-1), 2)
    // Five of the market, and the three that the first shows.
    expect(venue.ahead(side)).toEqual([5, 8])
    expect(venue.trade(far, at(-1), 9)).toEqual([
      `1 ${name} 3@${at(-1)} leaves 4, queue exhausted`,
      `2 ${name} 1@${at(-1)} leaves 1, queue exhausted`,
    ])
    const orders = venue.venue.resting(side)
    expect([orders.at(0).id, orders.at(1).id]).toEqual([2, 1])
    expect(venue.ahead(side)).toEqual([0, 7])
  })

  test(`${name}: a trade that goes past it, and a best price that comes to it, take the hidden lots too`, () => {
    const passed = venueOf()
    passed.submit(iceberg)
    expect(passed.trade(far, at(-2), 1)).toEqual([`1 ${name} 7@${at(-1)} leaves 0, traded through`])
    const crossed = venueOf()
    crossed.submit({ ...iceberg, price: at(0) })
    expect(crossed.depth(far, at(0), 1)).toEqual([`1 ${name} 7@${at(0)} leaves 0, best crossed`])
  })

  test(`${name}: an iceberg that crosses takes with all its lots, and shows a part of the rest`, () => {
    const venue = venueOf()
    expect(venue.submit({ ...iceberg, size: 12, price: at(1) })).toEqual([
      'accepted 1',
      `1 ${name} 5@${at(1)} leaves 7, taker`,
    ])
    expect([venue.ahead(side), shown(venue)]).toEqual([[0], [3]])
  })

  test(`${name}: made smaller in place it shows no more than is left`, () => {
    const venue = venueOf()
    venue.submit(iceberg)
    expect(venue.replace(1, side, at(-1), 4)).toEqual([`replaced 1 4@${at(-1)}`])
    expect([venue.ahead(side), shown(venue)]).toEqual([[5], [3]])
    venue.replace(1, side, at(-1), 2)
    expect([venue.ahead(side), shown(venue)]).toEqual([[5], [2]])
    expect(venue.cancel(1, side)).toEqual(['canceled 1 2'])
  })

  test(`${name}: more to show than there is, or less than nothing, is malformed`, () => {
    const venue = venueOf()
    for (const displaySize of [8, -1]) {
      expect(venue.submit({ ...iceberg, displaySize, id: 9 })).toEqual([
        'rejected 9: malformed order',
      ])
    }
    expect(venue.submit({ ...iceberg, displaySize: 7 })).toEqual(['accepted 1'])
    expect(shown(venue)).toEqual([7])
  })

  // ---- good till date

  const dated = { side, size: 3, price: at(-1), timeInForce: GTD, expiresAt: 100 } as const
  const isOver = 'expired 1 3: its time was over'

  test(`${name}: an order lapses with the first event at its expiry, before that event`, () => {
    for (const [now, lines] of [
      [99, [`1 ${name} 3@${at(-1)} leaves 0, traded through`]],
      [100, [isOver]],
      [5_000, [isOver]],
    ] as const) {
      const venue = venueOf()
      venue.submit(dated)
      venue.now = now
      expect(venue.trade(far, at(-2), 1)).toEqual(lines)
    }
  })

  test(`${name}: it lapses before a request that comes at its expiry`, () => {
    const venue = venueOf()
    venue.submit(dated)
    venue.now = 100
    expect(venue.cancel(1, side)).toEqual([isOver, 'request rejected 1: unknown order'])
  })

  test(`${name}: an order that comes after its expiry lapses at once, and takes nothing`, () => {
    const venue = venueOf()
    venue.now = 100
    expect(venue.submit({ ...dated, price: at(1) })).toEqual(['accepted 1', isOver])
    expect(venue.submit({ ...dated, price: at(1), expiresAt: 101 })).toEqual([
      'accepted 2',
      `2 ${name} 3@${at(1)} leaves 0, taker`,
    ])
  })

  test(`${name}: each order has its own expiry, and one that has gone has none`, () => {
    const venue = venueOf()
    venue.submit({ ...dated, expiresAt: 300 })
    venue.submit({ ...dated, expiresAt: 200 })
    venue.submit({ ...dated, expiresAt: 100 })
    venue.enter(side, at(-2), 1, GTC)
    venue.cancel(3, side)
    venue.now = 150
    expect(venue.depth(far, at(3), 21)).toEqual([])
    venue.now = 200
    expect(venue.depth(far, at(3), 22)).toEqual(['expired 2 3: its time was over'])
    venue.now = 400
    expect(venue.depth(far, at(3), 23)).toEqual([isOver])
    venue.now = 9_999
    expect(venue.depth(far, at(3), 24)).toEqual([])
    expect(venue.venue.resting(side).count).toBe(1)
  })

  test(`${name}: an expiry outlives a replace, and those behind move up when it comes`, () => {
    const venue = venueOf()
    venue.submit(dated)
    venue.enter(side, at(-2), 2)
    expect(venue.replace(1, side, at(-2), 4)).toEqual([`replaced 1 4@${at(-2)}`])
    venue.enter(side, at(-2), 1)
    expect(venue.ahead(side)).toEqual([10, 12, 16])
    venue.now = 100
    expect(venue.depth(far, at(3), 21)).toEqual(['expired 1 4: its time was over'])
    expect(venue.ahead(side)).toEqual([10, 12])
  })

  // ---- reduce-only

  const reducing = { side, isReduceOnly: true } as const
  const useless = 'reduce-only order would not reduce the position'
  /** A venue at which the other side holds a position of so many lots, made by order 1. */
  const holding = (size: number, drawing = MIRRORED_BOOK): RecordingVenue => {
    const venue = new RecordingVenue(drawing)
    venue.market(far, size)
    return venue
  }

  test(`${name}: without a position to reduce, a reduce-only order is refused`, () => {
    const order = { ...reducing, size: 3, price: at(-1) }
    expect(venueOf().submit(order)).toEqual([`rejected 1: ${useless}`])
    const same = venueOf()
    same.market(side, 3)
    expect(same.submit(order)).toEqual([`rejected 2: ${useless}`])
    expect(holding(3).submit(order)).toEqual(['accepted 2'])
  })

  test(`${name}: it takes no more than the position, and lapses with the rest`, () => {
    const venue = holding(3)
    expect(venue.submit({ ...reducing, size: 8, price: at(2) })).toEqual([
      'accepted 2',
      `2 ${name} 3@${at(1)} leaves 5, taker`,
      `expired 2 5: ${useless}`,
    ])
    expect(holding(7).submit({ ...reducing, size: 9, price: at(2) })).toEqual([
      'accepted 2',
      `2 ${name} 5@${at(1)} leaves 4, taker`,
      `2 ${name} 2@${at(2)} leaves 2, taker`,
      `expired 2 2: ${useless}`,
    ])
  })

  test(`${name}: it rests with its whole size, and fills as far as the position goes`, () => {
    const venue = holding(2)
    expect(venue.submit({ ...reducing, size: 5, price: at(-1) })).toEqual(['accepted 2'])
    expect(venue.trade(far, at(-2), 1)).toEqual([
      `2 ${name} 2@${at(-1)} leaves 3, traded through`,
      `expired 2 3: ${useless}`,
    ])
  })

  test(`${name}: it lapses instead of trading when there is nothing to reduce any more`, () => {
    const venue = holding(4)
    venue.submit({ ...reducing, size: 5, price: at(-1) })
    venue.enter(side, at(-1), 2)
    // The position closes by other means.
    venue.market(side, 4)
    // What lapses takes no share: the trade passes through the next.
    expect(venue.trade(far, at(-2), 1)).toEqual([
      `expired 2 5: ${useless}`,
      `3 ${name} 2@${at(-1)} leaves 0, traded through`,
    ])
  })

  test(`${name}: who stood behind one that is cut off moves up by what it showed, and no further`, () => {
    const venue = holding(2)
    venue.submit({ ...reducing, size: 5, price: at(-2) })
    venue.enter(side, at(-2), 4)
    expect(venue.ahead(side)).toEqual([10, 15])
    expect(venue.trade(far, at(-3), 2)).toEqual([
      `2 ${name} 2@${at(-2)} leaves 3, traded through`,
      `expired 2 3: ${useless}`,
    ])
    expect(venue.ahead(side)).toEqual([10])
  })

  test(`${name}: a reduce-only market order closes and lapses`, () => {
    const venue = holding(3)
    expect(venue.submit({ ...reducing, size: 9, type: 1 })).toEqual([
      'accepted 2',
      `2 ${name} 3@${at(1)} leaves 6, taker`,
      `expired 2 6: ${useless}`,
    ])
    expect(farName).not.toBe(name)
  })
}
