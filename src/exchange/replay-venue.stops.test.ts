/** Stop orders: what wakes them, and what they are when they wake. Both sides. */
import { expect, test } from 'vitest'
import { GTD, GTX, NO_PRICE, opposite, SIDES, STOP, STOP_LIMIT, sideName } from '../core/index.ts'
import {
  MIRRORED_BOOK,
  RecordingVenue,
  type RecordingVenueOptions,
} from './recording-venue.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  /** Ticks from the middle in the direction in which a stop of this side wakes. */
  const at = (ticks: number): number => 100 + side * ticks
  const venueOf = (options: RecordingVenueOptions = {}) =>
    new RecordingVenue(MIRRORED_BOOK, options)
  const taker = (size: number, price: number, leaves: number, id = 1) =>
    `${id} ${name} ${size}@${price} leaves ${leaves}, taker`
  const stop = { side, size: 7, type: STOP } as const
  const stopLimit = { side, size: 8, type: STOP_LIMIT } as const

  test(`${name}: a stop waits until the market trades at its price, then takes like a market order`, () => {
    const venue = venueOf()
    expect(venue.submit({ ...stop, stopPrice: at(2) })).toEqual(['accepted 1'])
    expect(venue.trade(side, at(1), 50)).toEqual([])
    expect(venue.depth(far, at(1), 4)).toEqual([])
    expect(venue.trade(far, at(2), 1)).toEqual([taker(4, at(1), 3), taker(3, at(2), 0)])
    expect(venue.trade(side, at(2), 1)).toEqual([])
    expect(venue.venue.resting(side).count).toBe(0)
  })

  test(`${name}: a trade beyond its price wakes it too, one without an aggressor and a hidden one as well`, () => {
    for (const wake of [
      (venue: RecordingVenue) => venue.trade(side, at(9), 1),
      (venue: RecordingVenue) => venue.trade(0, at(2), 1),
      (venue: RecordingVenue) => venue.hiddenTrade(side, at(2), 1),
    ]) {
      const venue = venueOf()
      venue.submit({ ...stop, size: 5, stopPrice: at(2) })
      expect(wake(venue)).toEqual([taker(5, at(1), 0)])
    }
  })

  test(`${name}: a stop takes what is shown and lapses with the rest`, () => {
    const venue = venueOf()
    venue.submit({ ...stop, size: 40, stopPrice: at(1) })
    expect(venue.trade(side, at(1), 1)).toEqual([
      taker(5, at(1), 35),
      taker(10, at(2), 25),
      taker(20, at(3), 5),
      'expired 1 5: nothing to trade with',
    ])
  })

  test(`${name}: a stop-limit takes within its limit, and rests`, () => {
    const venue = venueOf()
    venue.submit({ ...stopLimit, price: at(1), stopPrice: at(1) })
    expect(venue.trade(side, at(1), 1)).toEqual([taker(5, at(1), 3)])
    expect(venue.ahead(side)).toEqual([0])
    expect(venue.depth(far, at(1), 0)).toEqual([])
    expect(venue.depth(far, at(1), 4)).toEqual([`1 ${name} 3@${at(1)} leaves 0, best crossed`])
  })

  test(`${name}: a stop-limit whose limit is out of reach joins the queue at it when it wakes`, () => {
    const venue = venueOf()
    venue.submit({ ...stopLimit, price: at(-1), stopPrice: at(1) })
    venue.depth(side, at(-1), 9)
    expect(venue.trade(side, at(1), 1)).toEqual([])
    expect(venue.ahead(side)).toEqual([9])
    // The trade that woke it was over when it came to rest.
    expect(venue.trade(far, at(-1), 10)).toEqual([
      `1 ${name} 1@${at(-1)} leaves 7, queue exhausted`,
    ])
  })

  test(`${name}: a post-only stop-limit that would take lapses when it wakes`, () => {
    const venue = venueOf()
    venue.submit({ ...stopLimit, price: at(1), stopPrice: at(1), timeInForce: GTX })
    expect(venue.trade(side, at(1), 1)).toEqual(['expired 1 8: post-only order would have taken'])
  })

  test(`${name}: those that one trade reaches wake in the order in which they came`, () => {
    const venue = venueOf()
    venue.submit({ ...stop, size: 1, stopPrice: at(3) })
    venue.submit({ ...stop, size: 2, stopPrice: at(2) })
    venue.submit({ ...stop, size: 3, stopPrice: at(1) })
    expect(venue.trade(side, at(2), 1)).toEqual([taker(2, at(1), 0, 2), taker(3, at(1), 0, 3)])
    expect(venue.trade(side, at(3), 1)).toEqual([taker(1, at(1), 0, 1)])
  })

  test(`${name}: a stop that the last trade has reached already does not wait`, () => {
    const venue = venueOf()
    venue.trade(side, at(2), 1)
    expect(venue.submit({ ...stop, size: 5, stopPrice: at(2) })).toEqual([
      'accepted 1',
      taker(5, at(1), 0),
    ])
    expect(venue.submit({ ...stopLimit, price: at(0), stopPrice: at(1) })).toEqual(['accepted 2'])
    expect(venue.venue.resting(side).at(0)).toMatchObject({ id: 2, price: at(0) })
    expect(venue.submit({ ...stop, stopPrice: at(3) })).toEqual(['accepted 3'])
    expect(venue.trade(side, at(3), 1)).toEqual([taker(5, at(1), 2, 3), taker(2, at(2), 0, 3)])
  })

  test(`${name}: a waiting stop can be withdrawn and replaced, and keeps waiting`, () => {
    const venue = venueOf()
    venue.submit({ ...stopLimit, price: at(1), stopPrice: at(2) })
    expect(venue.replace(1, side, at(0), 3)).toEqual([`replaced 1 3@${at(0)}`])
    expect(venue.venue.resting(side).count).toBe(0)
    expect(venue.trade(side, at(2), 1)).toEqual([])
    expect(venue.venue.resting(side).at(0)).toMatchObject({ price: at(0), leaves: 3 })

    venue.submit({ ...stop, stopPrice: at(4) })
    expect(venue.replace(2, side, NO_PRICE, 5)[0]).toContain('replaced 2 5')
    expect(venue.cancel(2, side)).toEqual(['canceled 2 5'])
    expect(venue.trade(side, at(9), 1)).toEqual([])
  })

  test(`${name}: a waiting stop holds its id, and lapses when its time is over`, () => {
    const venue = venueOf()
    venue.submit({ ...stopLimit, price: at(0), stopPrice: at(2), timeInForce: GTD, expiresAt: 100 })
    expect(venue.enter(side, at(-1), 1, GTX, 1)).toEqual(['rejected 1: order id in use'])
    venue.now = 100
    expect(venue.trade(side, at(2), 1)).toEqual(['expired 1 8: its time was over'])
  })

  test(`${name}: a stop without its price, and a price where none belongs, are malformed`, () => {
    const venue = venueOf()
    for (const order of [
      stop,
      { ...stopLimit, price: at(1) },
      { ...stopLimit, stopPrice: at(1) },
      { side, size: 1, price: at(-1), stopPrice: at(1) },
    ]) {
      expect(venue.submit({ ...order, id: 9 })).toEqual(['rejected 9: malformed order'])
    }
    // What a refused order came with is forgotten.
    expect(venue.enter(side, at(-1), 1)).toEqual(['accepted 1'])
  })

  test(`${name}: the rows of a series that trades wake by their last price, not by their quotes`, () => {
    const series = {
      instrument: { tick: '0.1', isContinuous: true },
      liquidity: 'unlimited',
    } as const
    const venue = new RecordingVenue('', series)
    const row = (middle: number, size: number, last = middle): string[] =>
      venue.tick(middle - 0.25, middle + 0.25, size, last)
    row(100, 1)
    venue.submit({ ...stop, stopPrice: 1_000 + side * 5 })
    expect(row(100 + side, 1, 100)).toEqual([])
    expect(row(100, 1, 100 + side * 0.5)).toHaveLength(1)
    expect(venue.sink.fills[0]?.price).toBe(100 + side * 0.25)
  })

  test(`${name}: in a series of quotes alone the other side's quote wakes`, () => {
    const series = {
      instrument: { tick: '0.05', isContinuous: true },
      liquidity: 'unlimited',
    } as const
    const venue = new RecordingVenue('', series)
    const quote = (middle: number): string[] => venue.tick(middle - 0.25, middle + 0.25, 0)
    quote(100)
    expect(venue.submit({ ...stop, stopPrice: 2_000 + side * 20 })).toEqual(['accepted 1'])
    expect(venue.submit({ ...stop, size: 1, stopPrice: 2_000 + side * 10 })).toEqual(['accepted 2'])
    expect(quote(100 + side * 0.2)).toEqual([])
    expect(quote(100 + side * 0.25)).toHaveLength(1)
    expect(venue.sink.fills[0]).toMatchObject({ orderId: 2, price: 100 + side * 0.5 })
    expect(quote(100 + side * 0.75)).toHaveLength(1)
    expect(venue.sink.fills[1]).toMatchObject({ orderId: 1, price: 100 + side })
  })
}
