/** Orders that take: level by level, and what becomes of what is left. Both sides. */
import { expect, test } from 'vitest'
import { FOK, GTC, GTX, IOC, opposite, SIDES, sideName } from '../core/index.ts'
import type { FeeSchedule } from './fees.ts'
import {
  MIRRORED_BOOK,
  RecordingVenue,
  type RecordingVenueOptions,
} from './recording-venue.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const at = (ticks: number): number => 100 + side * ticks
  const venueOf = (options: RecordingVenueOptions = {}, book = MIRRORED_BOOK) =>
    new RecordingVenue(book, options)
  const taker = (size: number, price: number, leaves: number, id = 1) =>
    `${id} ${name} ${size}@${price} leaves ${leaves}, taker`

  test(`${name}: a limit order takes what stands within its limit, a level an execution`, () => {
    expect(venueOf().enter(side, at(2), 12)).toEqual([
      'accepted 1',
      taker(5, at(1), 7),
      taker(7, at(2), 0),
    ])
  })

  test(`${name}: GTC rests with what its limit did not reach`, () => {
    const venue = venueOf()
    expect(venue.enter(side, at(2), 20)).toEqual([
      'accepted 1',
      taker(5, at(1), 15),
      taker(10, at(2), 5),
    ])
    expect(venue.venue.resting(side).at(0)).toMatchObject({ price: at(2), leaves: 5, ahead: 0 })
  })

  test(`${name}: IOC lapses with what its limit did not reach`, () => {
    expect(venueOf().enter(side, at(1), 9, IOC)).toEqual([
      'accepted 1',
      taker(5, at(1), 4),
      'expired 1 4: rest of an immediate order',
    ])
    expect(venueOf().enter(side, at(0), 9, IOC)).toEqual([
      'accepted 1',
      'expired 1 9: rest of an immediate order',
    ])
  })

  test(`${name}: FOK is all or nothing, to the lot`, () => {
    expect(venueOf().enter(side, at(2), 15, FOK)).toEqual([
      'accepted 1',
      taker(5, at(1), 10),
      taker(10, at(2), 0),
    ])
    for (const [price, size] of [
      [at(2), 16],
      [at(1), 6],
      [at(0), 1],
    ] as const) {
      expect(venueOf().enter(side, price, size, FOK)).toEqual([
        'accepted 1',
        `expired 1 ${size}: fill-or-kill order could not fill at once`,
      ])
    }
  })

  test(`${name}: GTX never takes, not even exactly at the other touch`, () => {
    for (const price of [at(1), at(2), at(5)]) {
      const venue = venueOf()
      expect(venue.enter(side, price, 3, GTX)).toEqual([
        'accepted 1',
        'expired 1 3: post-only order would have taken',
      ])
      expect(venue.venue.resting(side).count).toBe(0)
    }
    const venue = venueOf()
    expect(venue.enter(side, at(0), 3, GTX)).toEqual(['accepted 1'])
    expect(venue.venue.resting(side).count).toBe(1)
  })

  test(`${name}: a market order takes whatever is shown, and lapses with the rest`, () => {
    expect(venueOf().market(side, 40)).toEqual([
      'accepted 1',
      taker(5, at(1), 35),
      taker(10, at(2), 25),
      taker(20, at(3), 5),
      'expired 1 5: nothing to trade with',
    ])
    expect(venueOf().market(side, 3)).toEqual(['accepted 1', taker(3, at(1), 0)])
  })

  test(`${name}: against an empty side a market order lapses, a limit order rests`, () => {
    for (const liquidity of ['displayed', 'unlimited'] as const) {
      const venue = venueOf({ liquidity }, '')
      expect(venue.market(side, 3)).toEqual(['accepted 1', 'expired 1 3: nothing to trade with'])
      expect(venue.enter(side, at(9), 3)).toEqual(['accepted 2'])
      expect(venue.enter(side, at(9), 3, IOC)).toHaveLength(2)
      expect(venue.enter(side, at(9), 3, FOK)).toHaveLength(2)
    }
  })

  test(`${name}: the recorded book does not shrink for what is taken`, () => {
    const venue = venueOf()
    for (const id of [1, 2, 3]) {
      expect(venue.enter(side, at(1), 5)).toEqual([`accepted ${id}`, taker(5, at(1), 0, id)])
    }
    expect(venue.book.sizeAt(far, at(1) as never)).toBe(5)
  })

  test(`${name}: with unlimited liquidity the touch holds any size, at one price`, () => {
    const venue = venueOf({ liquidity: 'unlimited' })
    expect(venue.market(side, 1_000)).toEqual(['accepted 1', taker(1_000, at(1), 0)])
    expect(venue.enter(side, at(2), 1_000, FOK)).toEqual(['accepted 2', taker(1_000, at(1), 0, 2)])
    expect(venue.enter(side, at(0), 1_000, FOK)).toHaveLength(2)
  })

  test(`${name}: slippage worsens each execution, but never beyond the limit`, () => {
    const venue = venueOf({ slippageTicks: 3 })
    expect(venue.market(side, 12)).toEqual(['accepted 1', taker(5, at(4), 7), taker(7, at(5), 0)])
    expect(venue.enter(side, at(3), 12)).toEqual([
      'accepted 2',
      taker(5, at(3), 7, 2),
      taker(7, at(3), 0, 2),
    ])
    expect(venue.enter(side, at(1), 2)).toEqual(['accepted 3', taker(2, at(1), 0, 3)])
  })

  test(`${name}: a taker pays the taker's rate, a maker gets the maker's`, () => {
    const fees: FeeSchedule = { makerRate: -0.001, takerRate: 0.002 }
    const venue = venueOf({ fees })
    venue.enter(side, at(1), 2)
    venue.enter(side, at(-1), 3)
    venue.trade(far, at(-2), 9)
    expect(venue.sink.fills.map((fill) => fill.fee)).toEqual([
      0.002 * (at(1) * 2),
      -0.001 * (at(-1) * 3),
    ])
  })

  test(`${name}: an inverse contract pays its fee in the underlying`, () => {
    const fees: FeeSchedule = { makerRate: 0.25, takerRate: 0.5 }
    const instrument = { contract: 'inverse', contractSize: 100 } as const
    const venue = venueOf({ fees, instrument })
    venue.enter(side, at(1), 2)
    venue.trade(far, at(-2), 1)
    expect(venue.sink.fills.map((fill) => fill.fee)).toEqual([0.5 * (200 / at(1))])
  })
}

test('a continuous quote trades at its exact digits', () => {
  const options = {
    liquidity: 'unlimited',
    instrument: { tick: '0.01', isContinuous: true },
  } as const
  const venue = new RecordingVenue('', options)
  venue.tick(99.12345, 100.98765)
  venue.market(1, 7)
  venue.market(-1, 7)
  venue.enter(1, 10_099, 1)
  venue.enter(-1, 9_912, 1)
  const prices = venue.sink.fills.map((fill) => fill.price)
  expect(prices).toEqual([100.98765, 99.12345, 100.98765, 99.12345])
})

test('a continuous quote that rounds to a limit never trades beyond it', () => {
  const options = {
    liquidity: 'unlimited',
    instrument: { tick: '0.01', isContinuous: true },
  } as const
  const venue = new RecordingVenue('', options)
  venue.tick(99.996, 100.004)
  venue.enter(1, 10_000, 1)
  venue.enter(-1, 10_000, 1)
  expect(venue.sink.fills.map((fill) => fill.price)).toEqual([100, 100])
})

test('slippage moves a continuous quote by whole ticks', () => {
  const instrument = { tick: '0.5', isContinuous: true } as const
  const venue = new RecordingVenue('', { liquidity: 'unlimited', slippageTicks: 2, instrument })
  venue.tick(99.25, 100.125)
  venue.market(1, 1)
  venue.market(-1, 1)
  expect(venue.sink.fills.map((fill) => fill.price)).toEqual([101.125, 98.25])
})

test('a row of a price series fills what its quotes have reached', () => {
  const instrument = { tick: '0.01', isContinuous: true } as const
  const venue = new RecordingVenue('', { liquidity: 'unlimited', instrument })
  venue.tick(99.9, 100.1)
  expect(venue.enter(1, 9_950, 2, GTC)).toEqual(['accepted 1'])
  expect(venue.enter(-1, 10_050, 2, GTC)).toEqual(['accepted 2'])
  expect(venue.tick(99.6, 99.8)).toEqual([])
  expect(venue.tick(99.4, 99.5)).toEqual(['1 BUY 2@9950 leaves 0, best crossed'])
  expect(venue.tick(100.6, 100.8)).toEqual(['2 SELL 2@10050 leaves 0, best crossed'])
  expect(venue.sink.fills.map((fill) => fill.price)).toEqual([99.5, 100.5])
})
