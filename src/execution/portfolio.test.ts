/** Position, cash and fees: identities that hold after any fills, in linear and inverse contracts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Instrument, lots, SIDES, type Side, sideName } from '../core/index.ts'
import { Portfolio } from './portfolio.ts'

const linear = new Instrument({ symbol: 'L', tick: '0.1', lot: '0.01', contractSize: 10 })
const inverse = new Instrument({
  symbol: 'I',
  tick: '0.5',
  lot: '1',
  contract: 'inverse',
  contractSize: 100,
})

for (const side of SIDES) {
  test(`${sideName(side)}: a linear trip earns the move times the size, in quote currency`, () => {
    const portfolio = new Portfolio({ instrument: linear, cash: 1_000 })
    portfolio.fill(side, lots(200), 50, 1.5, true)
    expect(portfolio.position).toBe(side * 200)
    expect(portfolio.cash).toBe(1_000 - side * 2 * 50 * 10)
    expect(portfolio.equity(50)).toBe(1_000 - 1.5)
    expect(portfolio.equityBeforeFees(50 + side)).toBe(1_020)
    portfolio.fill(side === 1 ? -1 : 1, lots(200), 50 + side, -0.5, false)
    expect(portfolio.position).toBe(0)
    expect(portfolio.cash).toBe(1_020)
    expect(portfolio.fees).toBe(1)
    expect(portfolio.equity(Number.NaN)).toBe(1_019)
  })

  test(`${sideName(side)}: an inverse trip earns the difference of reciprocals, in the underlying`, () => {
    const portfolio = new Portfolio({ instrument: inverse, cash: 1 })
    portfolio.fill(side, lots(8), 400, 0, true)
    expect(portfolio.cash).toBe(1 + side * 2)
    expect(portfolio.equityBeforeFees(400)).toBe(1)
    // 800 contracts of one: bought at 400 they cost 2, at 500 they are worth 1.6 in the underlying.
    expect(portfolio.equityBeforeFees(500)).toBeCloseTo(1 + side * 0.4, 15)
    portfolio.fill(side === 1 ? -1 : 1, lots(8), 500, 0, false)
    expect(portfolio.cash).toBeCloseTo(1 + side * 0.4, 15)
    expect(portfolio.tradedValue).toBeCloseTo(3.6, 15)
  })
}

test('a position without a price has no equity, a flat account needs none', () => {
  const portfolio = new Portfolio({ instrument: linear, cash: 5 })
  expect(portfolio.equity(Number.NaN)).toBe(5)
  portfolio.fill(1, lots(1), 10, 0, true)
  expect(portfolio.equity(Number.NaN)).toBeNaN()
})

test('the float position is the plain sum that some engines keep', () => {
  const portfolio = new Portfolio({
    instrument: new Instrument({ symbol: 'BTC', tick: '0.1', lot: '0.001' }),
    cash: 0,
  })
  for (let k = 0; k < 10; k++) portfolio.fill(1, lots(10), 1, 0, true)
  expect(portfolio.position).toBe(100)
  expect(portfolio.positionFloat).toBe(0.09999999999999999)
})

test('property: position, cash, fees and counts are sums over the fills', () => {
  const fill = fc.record({
    side: fc.constantFrom<Side>(1, -1),
    size: fc.integer({ min: 1, max: 1_000 }),
    priceTicks: fc.integer({ min: 1, max: 100_000 }),
    fee: fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8),
    isMaker: fc.boolean(),
  })
  for (const instrument of [linear, inverse]) {
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 100 }), (fills) => {
        const portfolio = new Portfolio({ instrument, cash: 100 })
        const valueAt = (size: number, price: number): number => {
          const quantity = instrument.quantity(lots(size)) * instrument.contractSize
          return instrument.contract === 'linear' ? quantity * price : -quantity / price
        }
        let cash = 100
        let position = 0
        for (const { side, size, priceTicks, fee, isMaker } of fills) {
          const price = instrument.price(priceTicks as never)
          portfolio.fill(side, lots(size), price, fee, isMaker)
          cash -= side * valueAt(size, price)
          position += side * size
        }
        const sum = (of: (one: (typeof fills)[number]) => number) =>
          fills.reduce((total, one) => total + of(one), 0)
        expect(portfolio.position + 0).toBe(position + 0)
        expect(portfolio.cash).toBeCloseTo(cash, 6)
        expect(portfolio.fees).toBe(sum((one) => one.fee))
        expect(portfolio.fills).toBe(fills.length)
        expect(portfolio.makerFills).toBe(sum((one) => Number(one.isMaker)))
        expect(portfolio.tradedLots).toBe(sum((one) => one.size))
        // What is held is worth what selling it at that price would bring.
        const equity = portfolio.equity(40)
        const held = portfolio.position
        if (held !== 0) {
          portfolio.fill(held > 0 ? -1 : 1, lots(Math.abs(held)), 40, 0, true)
          expect(portfolio.cash - portfolio.fees).toBeCloseTo(equity, 6)
        }
      }),
      { numRuns: 200, seed: 9 },
    )
  }
})

test('an execution without a size is a bug, and stops', () => {
  const portfolio = new Portfolio({ instrument: linear, cash: 0 })
  expect(() => portfolio.fill(1, lots(0), 1, 0, true)).toThrow('an execution has a size')
})

test('a fill is worth its exact quantity, or its float64 one where the portfolio counts in floats', () => {
  const instrument = new Instrument({ symbol: 'F', tick: '0.01', lot: '0.000001' })
  const float = 10 * 0.000001
  expect(float).not.toBe(0.00001)
  for (const countsInFloats of [false, true]) {
    const portfolio = new Portfolio({ instrument, cash: 0, countsInFloats })
    portfolio.fill(1, lots(10), 3, 0, true, float)
    expect(portfolio.cash).toBe(-3 * (countsInFloats ? float : 0.00001))
    expect(portfolio.positionFloat).toBe(float)
  }
})
