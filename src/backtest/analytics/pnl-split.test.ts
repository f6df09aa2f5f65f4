import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Instrument, type InstrumentOptions } from '../../core/index.ts'
import { PnlSplit } from './pnl-split.ts'

const instrument = (options: Partial<InstrumentOptions> = {}) =>
  new Instrument({ symbol: 'TEST', tick: '0.1', lot: '0.001', ...options })

const trades = (price: fc.Arbitrary<number>) =>
  fc.array(
    fc.record({
      side: fc.constantFrom(1, -1),
      lots: fc.integer({ min: 1, max: 100_000 }),
      price,
      reference: price,
    }),
    { minLength: 1, maxLength: 80 },
  )

const halfTicks = fc.integer({ min: 1, max: 2_000_000 }).map((count) => count / 2)

test('on a grid the parts are the whole, digit by digit', () => {
  fc.assert(
    fc.property(trades(halfTicks), halfTicks, (list, last) => {
      const split = new PnlSplit(instrument(), true)
      let cash = 0
      let position = 0
      for (const { side, lots, price, reference } of list) {
        split.fill(side, lots, price, reference)
        cash -= side * lots * price
        position += side * lots
      }
      split.finish(last)
      expect(split.isExact).toBe(true)
      expect(split.spread + split.inventory).toBe(cash + position * last)
      expect(split.position).toBe(position)
    }),
  )
})

test('off the grid and for inverse contracts the parts are the whole to the last digits', () => {
  const anywhere = fc.double({ min: 0.5, max: 1e6, noNaN: true })
  for (const contract of ['linear', 'inverse'] as const) {
    const made = instrument({ contract, contractSize: 100, isContinuous: true })
    fc.assert(
      fc.property(trades(anywhere), anywhere, (list, last) => {
        const split = new PnlSplit(made, false)
        const worth = (ticks: number) => (contract === 'linear' ? ticks : -1 / (ticks * 0.1))
        let cash = 0
        let position = 0
        let gross = 0
        for (const { side, lots, price, reference } of list) {
          split.fill(side, lots, price, reference)
          cash -= side * lots * worth(price)
          position += side * lots
          gross += lots * Math.abs(worth(price))
        }
        split.finish(last)
        expect(split.isExact).toBe(false)
        const miss = split.spread + split.inventory - (cash + position * worth(last))
        expect(Math.abs(miss)).toBeLessThanOrEqual(1e-9 * (gross + 1))
      }),
    )
  }
})

test('a run that trades at its first price only, while the market moves, is the sum of its parts', () => {
  const split = new PnlSplit(instrument({ isContinuous: true }), false)
  for (const reference of [0.5, 1.500000000000001]) split.fill(1, 1, 0.5, reference)
  split.finish(0.500000000000001)
  expect(split.sum).toBeCloseTo(split.total, 12)
})

test('money is ticks times lots of a linear contract, and the asset itself of an inverse one', () => {
  const linear = new PnlSplit(instrument(), true)
  linear.fill(1, 2000, 600, 605)
  linear.finish(610)
  expect(linear.moneyOf(linear.spread)).toBeCloseTo(2 * 0.5, 12)
  expect(linear.moneyOf(linear.inventory)).toBeCloseTo(2 * 0.5, 12)

  const inverse = new PnlSplit(
    instrument({ contract: 'inverse', lot: '1', contractSize: 100 }),
    true,
  )
  inverse.fill(1, 10, 500, 500)
  inverse.finish(1000)
  // Bought 1,000 dollars' worth at 50 and valued at 100: 20 coins less 10.
  expect(inverse.moneyOf(inverse.total)).toBeCloseTo(10, 12)
})

test('without a price at the end the last known one stands', () => {
  const split = new PnlSplit(instrument(), true)
  split.fill(1, 10, 100, 101)
  split.finish(Number.NaN)
  expect([split.spread, split.inventory, split.total]).toEqual([10, 0, 10])
  const flat = new PnlSplit(instrument(), true)
  flat.finish(Number.NaN)
  expect([flat.sum, flat.total]).toEqual([0, 0])
})

test('sums too large for whole half ticks say that they are not exact', () => {
  const split = new PnlSplit(instrument(), true)
  split.fill(1, 1, 100, 100)
  for (let k = 0; k < 8; k++) split.fill(1, 2 ** 31, 2 ** 22, 2 ** 22)
  split.finish(2 ** 21)
  expect(split.isExact).toBe(false)
})
