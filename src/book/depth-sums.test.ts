/** Depth within a share of the mid, on a drawn book and against a sum over all of its levels. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUY, Instrument, lots, NO_PRICE, SIDES, ticks } from '../core/index.ts'
import { DepthSums } from './depth-sums.ts'
import { fill } from './drawn-book.suite.ts'
import { ReferenceBook } from './reference-book.ts'

const instrument = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })

test('levels count up to the limit, the limit included, weighted by their distance', () => {
  const book = fill(
    new ReferenceBook({ instrument }),
    `
      7 | 1100 |
      2 | 1011 |
      4 | 1010 |
        | 1000 |
        |  990 | 6
        |  989 | 1
        |  900 | 8
    `,
  )
  const near = new DepthSums().measure(book, 0.01)
  expect(near).toMatchObject({
    midTicks: 1000,
    bidLots: 6,
    askLots: 4,
    bidMoment: 60,
    askMoment: 40,
  })
  expect(near.effectiveBidTicks).toBe(990)
  expect(near.effectiveAskTicks).toBe(1010)
  expect(near.vampTicks).toBe((1000 * 10 - 40 + 60) / 10)
  expect(near.effectiveVampTicks).toBe((990 * 4 + 1010 * 6) / 10)
  expect(near.imbalanceLots).toBe(2)
  const far = new DepthSums().measure(book, 0.1)
  expect(far).toMatchObject({ bidLots: 15, askLots: 13 })
})

test('while a side is empty there is nothing to say', () => {
  for (const side of SIDES) {
    const book = new ReferenceBook({ instrument })
    book.set(side, ticks(100), lots(3))
    const sums = new DepthSums().measure(book, 0.5)
    const { midTicks, vampTicks, effectiveVampTicks, imbalanceLots } = sums
    for (const value of [midTicks, vampTicks, effectiveVampTicks, imbalanceLots]) {
      expect(value).toBeNaN()
    }
  }
})

test('the sums are those of all levels whose price is inside', () => {
  const levels = fc.array(
    fc.record({ distance: fc.integer({ min: 1, max: 60 }), size: fc.integer({ min: 1, max: 50 }) }),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(
      levels,
      levels,
      fc.double({ min: 0.001, max: 0.2, noNaN: true }),
      (bids, asks, range) => {
        const book = new ReferenceBook({ instrument })
        for (const { distance, size } of bids) book.set(BUY, ticks(500 - distance), lots(size))
        for (const { distance, size } of asks) book.set(-1, ticks(500 + distance), lots(size))
        const sums = new DepthSums().measure(book, range)
        const mid = book.midTicks
        for (const side of SIDES) {
          let all = 0
          let moment = 0
          for (let at = book.best(side); at !== NO_PRICE; at = book.nextBehind(side, at)) {
            const isInside = side === BUY ? at >= mid * (1 - range) : at <= mid * (1 + range)
            if (!isInside) continue
            all += book.sizeAt(side, at)
            moment += book.sizeAt(side, at) * Math.abs(mid - at)
          }
          expect(side === BUY ? sums.bidLots : sums.askLots).toBe(all)
          expect(side === BUY ? sums.bidMoment : sums.askMoment).toBe(moment)
        }
      },
    ),
  )
})
