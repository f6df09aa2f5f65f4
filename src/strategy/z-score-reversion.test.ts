/** z-score-reversion: the rules, one by one, on series small enough to check by hand. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lots, SIDES, sideName } from '../core/index.ts'
import { exactMoments } from '../models/exact-moments.suite.ts'
import { builtInStrategies } from './built-in-strategies.ts'
import { FakeRun } from './fake-context.suite.ts'
import { zScoreReversion } from './z-score-reversion.ts'

/** Nine equal prices and one apart: z is 3 in the direction of the last. */
const away = (side: number): number[] => [...Array.from({ length: 9 }, () => 100), 100 - side]
const traded = (run: FakeRun, prices: readonly number[]): string[] => {
  for (const price of prices) run.trade(price)
  return run.orders.sent
}
const tenWide = (overrides = {}) =>
  new FakeRun(zScoreReversion, { lookbackWindow: 10, ...overrides })

for (const side of SIDES) {
  const name = sideName(side)

  test(`${name}: goes against a move of three deviations with floor(2 |z|) lots`, () => {
    // z of one sample in ten apart is 3 exactly, but for the last digit.
    const sent = traded(tenWide(), away(side))
    expect(sent).toHaveLength(1)
    expect([`market ${name} 5`, `market ${name} 6`]).toContain(sent[0])
  })

  test(`${name}: asks for nothing while trading is halted, and watches on`, () => {
    const run = tenWide()
    run.isHalted = true
    expect(traded(run, away(side))).toEqual([])
    run.isHalted = false
    expect(traded(run, [100 - side])).toHaveLength(1)
  })

  test(`${name}: sizing 'fixed' is one lot`, () => {
    expect(traded(tenWide({ sizing: 'fixed' }), away(side))).toEqual([`market ${name} 1`])
  })

  test(`${name}: clipped, a trade ends at the limit; unclipped, it may overshoot once`, () => {
    for (const [clipToLimit, size] of [
      [true, 2],
      [false, 4],
    ] as const) {
      const run = tenWide({ clipToLimit, inventoryLimitLots: 10, threshold: 2 })
      run.position = lots(side * 8)
      // Two of ten apart: z = 2 and a little with the last sample a little farther.
      const series = [...Array.from({ length: 8 }, () => 100), 100 - side, 100 - side * 1.05]
      expect(traded(run, series)).toEqual([`market ${name} ${size}`])
    }
  })

  test(`${name}: at the limit it only goes back`, () => {
    const run = tenWide()
    run.position = lots(side * 10)
    expect(traded(run, away(side))).toEqual([])
    const back = tenWide()
    back.position = lots(-side * 10)
    expect(traded(back, away(side))).toHaveLength(1)
  })

  test(`${name}: a score at the threshold is not beyond it`, () => {
    // Window 2: z is 1 or -1 exactly, whatever the prices.
    const run = new FakeRun(zScoreReversion, { lookbackWindow: 2, threshold: 1 })
    expect(traded(run, [100, 100 - side])).toEqual([])
    const below = new FakeRun(zScoreReversion, { lookbackWindow: 2, threshold: 0.999 })
    expect(traded(below, [100, 100 - side])).toEqual([`market ${name} 2`])
  })

  test(`${name}: a score too small for a whole lot trades nothing`, () => {
    const run = tenWide({ threshold: 0 })
    // Five and five apart, then back to almost the middle: |z| far below 1/2.
    const series = [101, 99, 101, 99, 101, 99, 101, 99, 100, 100 - side * 0.1]
    expect(traded(run, series)).toEqual([])
  })
}

test('says nothing before the window is full, and nothing in a flat one', () => {
  expect(traded(tenWide(), [100, 90, 100, 90, 100, 90, 100, 90, 10])).toEqual([])
  expect(
    traded(
      tenWide(),
      Array.from({ length: 50 }, () => 0.1),
    ),
  ).toEqual([])
})

test('where there are trades it samples them, where there are none the mid', () => {
  const book = (price: number) => `1 | ${price + 1} |\n | ${price - 1} | 1`
  const levels = [...Array.from({ length: 9 }, () => 100), 50]
  for (const [priceSource, hasTrades, fromTrades] of [
    ['auto', true, true],
    ['auto', false, false],
    ['last', false, true],
    ['mid', true, false],
  ] as const) {
    const byTrade = tenWide({ priceSource })
    byTrade.hasTrades = hasTrades
    expect(traded(byTrade, away(1)).length).toBe(fromTrades ? 1 : 0)
    const byBook = tenWide({ priceSource })
    byBook.hasTrades = hasTrades
    for (const level of levels) byBook.see(book(level))
    expect(byBook.orders.sent.length).toBe(fromTrades ? 0 : 1)
  }
})

test('a one-sided book has no mid to sample', () => {
  const run = tenWide({ priceSource: 'mid', lookbackWindow: 2 })
  run.see('1 | 101 | \n | 99 | 1')
  run.see('1 | 50 |')
  run.see('')
  expect(run.orders.sent).toEqual([])
  run.see('1 | 91 | \n | 89 | 1')
  expect(Number((run.state as { z: number }).z)).toBe(-1)
})

test('a new window length starts a new window', () => {
  const run = tenWide({ lookbackWindow: 2, threshold: 0.5 })
  expect(traded(run, [100, 99])).toHaveLength(1)
  run.params = { ...run.params, lookbackWindow: 3 }
  expect(traded(run, [50, 60])).toHaveLength(1)
  expect(traded(run, [10])).toHaveLength(2)
})

test('property: every decision is the rule, computed exactly', () => {
  const price = fc.integer({ min: 9_000, max: 11_000 }).map((cents) => cents / 64)
  fc.assert(
    fc.property(fc.array(price, { minLength: 6, maxLength: 60 }), (prices) => {
      const run = tenWide({ lookbackWindow: 5, inventoryLimitLots: 7 })
      const window: number[] = []
      for (const sample of prices) {
        window.push(sample)
        if (window.length > 5) window.shift()
        run.orders.sent.length = 0
        run.trade(sample)
        const { z } = exactMoments(window)
        // Nearer to a decision than rounding can tell: either answer is right.
        if (Math.abs(Math.abs(z) - 1.5) < 1e-9 || Math.abs((2 * z) % 1) < 1e-9) return
        const side = z < -1.5 ? 1 : z > 1.5 ? -1 : 0
        const size = Math.min(Math.floor(2 * Math.abs(z)), 7 - side * run.position)
        const isFull = window.length === 5
        if (!isFull || side === 0 || size <= 0) expect(run.orders.sent).toEqual([])
        else {
          expect(run.orders.sent).toEqual([`market ${side > 0 ? 'BUY' : 'SELL'} ${size}`])
          run.position = lots(run.position + side * size)
        }
      }
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('its defaults are possible, and impossible parameters are all named', () => {
  const { params, validate } = zScoreReversion
  expect(validate?.(params)).toEqual([])
  for (const lookbackWindow of [1, 2.5, 0, -5, Number.NaN, 1_000_001, Number.POSITIVE_INFINITY]) {
    expect(validate?.({ ...params, lookbackWindow })).toHaveLength(1)
  }
  const problems = validate?.({
    ...params,
    threshold: -1,
    inventoryLimitLots: 0,
    sizing: 'huge',
    priceSource: 'bid',
  })
  expect(problems).toHaveLength(4)
  expect(validate?.({ ...params, threshold: Number.NaN })).toHaveLength(1)
})

test('the built-in strategies are found by their names', () => {
  expect([...builtInStrategies.keys()].sort()).toEqual([
    'skew-quoter',
    'spread-threshold',
    'touch-quoter',
    'z-score-reversion',
  ])
  for (const [name, strategy] of builtInStrategies) {
    expect(strategy.name).toBe(name)
    expect(strategy.description).not.toBe('')
    expect(strategy.validate?.(strategy.params)).toEqual([])
  }
})
