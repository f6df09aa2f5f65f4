/** Trades shared by size: exact shares, whole lots, and never more than the trade. Both sides. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { opposite, SIDES, sideName } from '../core/index.ts'
import { ProRataQueue } from './pro-rata-queue.ts'
import { RecordingVenue } from './recording-venue.suite.ts'

const BOOK = `
  30 | 102 |
  15 | 101 |
     |  99 | 15
     |  98 | 30
`

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const at = (ticks: number): number => 100 + side * ticks
  const venueOf = (): RecordingVenue => new RecordingVenue(BOOK, { queueModel: new ProRataQueue() })
  const fill = (id: number, size: number, leaves: number, price = at(-1)) =>
    `${id} ${name} ${size}@${price} leaves ${leaves}, queue exhausted`

  test(`${name}: an order gets its share of each trade at once, whoever came before`, () => {
    const venue = venueOf()
    venue.enter(side, at(-1), 5)
    // Five of twenty: a quarter of eight.
    expect(venue.trade(far, at(-1), 8)).toEqual([fill(1, 2, 3)])
    // Three of eighteen: a sixth of twelve.
    expect(venue.trade(far, at(-1), 12)).toEqual([fill(1, 2, 1)])
  })

  test(`${name}: parts of a lot are carried until they are whole`, () => {
    const venue = venueOf()
    venue.enter(side, at(-1), 5)
    // A quarter of one each time.
    for (const lines of [[], [], [], [fill(1, 1, 4)]]) {
      expect(venue.trade(far, at(-1), 1)).toEqual(lines)
    }
  })

  test(`${name}: the share follows what the level shows now`, () => {
    const venue = venueOf()
    venue.enter(side, at(-1), 5)
    venue.depth(side, at(-1), 5)
    expect(venue.trade(far, at(-1), 4)).toEqual([fill(1, 2, 3)])
    venue.depth(side, at(-1), 0)
    expect(venue.trade(far, at(-1), 2)).toEqual([fill(1, 2, 1)])
  })

  test(`${name}: own orders at one price share with each other, the larger the more`, () => {
    const venue = venueOf()
    venue.enter(side, at(0), 6)
    venue.enter(side, at(0), 3)
    expect(venue.trade(far, at(0), 6)).toEqual([fill(1, 4, 2, at(0)), fill(2, 2, 1, at(0))])
  })

  test(`${name}: own orders and the market's share one trade`, () => {
    const venue = venueOf()
    venue.enter(side, at(-1), 10)
    venue.enter(side, at(-1), 5)
    // Thirty lots stand at the price, ten of them the first's and five the second's.
    expect(venue.trade(far, at(-1), 12)).toEqual([fill(1, 4, 6), fill(2, 2, 3)])
  })

  test(`${name}: a trade past the price, and other prices, are as for everybody`, () => {
    const venue = venueOf()
    venue.enter(side, at(-1), 5)
    venue.enter(side, at(-2), 10)
    expect(venue.trade(far, at(-2), 9)).toEqual([
      `1 ${name} 5@${at(-1)} leaves 0, traded through`,
      // Four are left for forty, ten of them ours.
      fill(2, 1, 9, at(-2)),
    ])
  })
}

test('property: own orders together never get more of a trade than there is', () => {
  const size = fc.integer({ min: 1, max: 50 })
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.array(size, { minLength: 1, maxLength: 5 }),
      fc.array(size, { minLength: 1, maxLength: 20 }),
      (displayed, orders, trades) => {
        const venue = new RecordingVenue('', { queueModel: new ProRataQueue() })
        if (displayed > 0) venue.depth(1, 100, displayed)
        for (const own of orders) venue.enter(1, 100, own)
        let traded = 0
        for (const lots of trades) {
          traded += lots
          venue.trade(-1, 100, lots)
          const filled = venue.sink.fills.reduce((sum, fill) => sum + fill.size, 0)
          expect(filled).toBeLessThanOrEqual(traded)
        }
      },
    ),
    { numRuns: 300 },
  )
})
