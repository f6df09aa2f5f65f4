/** Closed forms against sums, draws and each other. */
import { expect, test } from 'vitest'
import { InputError, RandomStream } from '../../core/index.ts'
import {
  BandedSystem,
  checkedQueueReactive,
  checkedRates,
  defaultQueueReactive,
  drawFromLaw,
  drawNoisyPricesInto,
  estimatedRates,
  expectedRealisedVariance,
  expectedReturnCorrelation,
  expectedReturnCovariance,
  invariantLaw,
  publishedRates,
  queueLaw,
  rollHalfSpread,
  santaFeScales,
} from './index.ts'

test('published rates go on beyond the published distances', () => {
  const rates = publishedRates(30)
  expect(rates.arrivalsPerSecond.slice(0, 5)).toEqual([1.85, 1.51, 1.09, 0.88, 0.77])
  expect(rates.arrivalsPerSecond[5]).toBeCloseTo(1.92 / 6 ** 0.52, 12)
  expect(rates.cancelsPerSecond.slice(4)).toEqual(Array.from({ length: 26 }, () => 0.47))
  expect(() => publishedRates(0)).toThrow(InputError)
  expect(() => checkedRates({ ...rates, marketOrdersPerSecond: Number.NaN })).toThrow(InputError)
})

test('rates are what the counts of a record say', () => {
  const counts = [{ limitOrders: 370, cancels: 213, meanOrders: 1.5 }]
  const rates = estimatedRates(counts, 188, 100)
  expect(rates.arrivalsPerSecond).toEqual([1.85])
  expect(rates.cancelsPerSecond[0]).toBeCloseTo(0.71, 12)
  expect(rates.marketOrdersPerSecond).toBe(0.94)
})

test('a banded system is solved', () => {
  // 2x + y = 4, x + 3y + z = 10, y + 2z = 8 has x = 1, y = 2, z = 3.
  const system = new BandedSystem(3, 1)
  const rows = [
    [2, 1, 0],
    [1, 3, 1],
    [0, 1, 2],
  ]
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      if (value !== 0) system.add(r, c, value)
    })
  })
  ;[4, 10, 8].forEach((value, r) => {
    system.addRight(r, value)
  })
  const solution = system.solve()
  for (const [k, expected] of [1, 2, 3].entries()) expect(solution[k]).toBeCloseTo(expected, 12)
})

test('the invariant law balances births and deaths', () => {
  const births = [2, 1.5, 1, 0.5, 0]
  const deaths = [0, 1, 1.2, 1.4, 1.6]
  const law = invariantLaw(births, deaths)
  expect(law.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  for (let length = 1; length < law.length; length++) {
    expect(law[length - 1]! * births[length - 1]!).toBeCloseTo(law[length]! * deaths[length]!, 12)
  }
})

test('draws from a law have its shares', () => {
  const law = invariantLaw([1, 1, 1, 0], [0, 1, 2, 3])
  const random = RandomStream.named(3, 'law')
  const counts = new Float64Array(law.length)
  const draws = 40_000
  for (let k = 0; k < draws; k++) counts[drawFromLaw(law, random.uniform())]!++
  for (let length = 0; length < law.length; length++) {
    const share = law[length]!
    const error = Math.sqrt((share * (1 - share)) / draws)
    expect(Math.abs(counts[length]! / draws - share)).toBeLessThan(4 * error)
  }
})

test('the first default queue is most often three to six units long', () => {
  for (const model of [1, 2, 3] as const) {
    const law = queueLaw(defaultQueueReactive(model).queues[0]!)
    const mode = law.indexOf(Math.max(...law))
    expect(mode).toBeGreaterThanOrEqual(3)
    expect(mode).toBeLessThanOrEqual(6)
  }
})

test('a queue that could never shrink is refused', () => {
  const model = defaultQueueReactive(1)
  const stuck = { arrivals: [1, 1], cancels: [0, 0], trades: [0, 0] }
  expect(() => checkedQueueReactive({ ...model, queues: [stuck, stuck] })).toThrow(InputError)
  expect(() => checkedQueueReactive({ ...model, redrawProbability: 2 })).toThrow(InputError)
})

test('Santa Fe scales follow from the dimensions', () => {
  const rates = {
    limitOrdersPerTickSecond: 1,
    marketOrdersPerSecond: 10,
    cancelsPerSecond: 0.2,
    orderLots: 1,
  }
  const scales = santaFeScales(rates)
  expect(scales.priceTicks).toBe(5)
  expect(scales.sizeLots).toBe(25)
  expect(scales.timeSeconds).toBe(5)
  expect(scales.granularity).toBeCloseTo(0.04, 12)
  expect(scales.spreadTicks).toBeCloseTo(3.79, 2)
  const faster = santaFeScales({ ...rates, marketOrdersPerSecond: 20 })
  expect(faster.diffusionScale / scales.diffusionScale).toBeCloseTo(2 ** 2.5, 10)
})

test('a noisy price has the variance, the bounce and the half spread of the closed forms', () => {
  const price = { volatility: 0.0004, noise: 0.0003 }
  const steps = 200_000
  const prices = new Float64Array(steps + 1)
  drawNoisyPricesInto(prices, price, 1, RandomStream.named(9, 'noise'))
  let variance = 0
  let covariance = 0
  let before = 0
  for (let k = 1; k <= steps; k++) {
    const change = prices[k]! - prices[k - 1]!
    variance += change * change
    covariance += (change * before) / steps
    before = change
  }
  expect(variance / expectedRealisedVariance(price, steps, steps)).toBeCloseTo(1, 1.9)
  expect(covariance / expectedReturnCovariance(price)).toBeCloseTo(1, 1.4)
  const correlation = (covariance * steps) / variance
  expect(Math.abs(correlation - expectedReturnCorrelation(price, 1))).toBeLessThan(0.01)
  expect(rollHalfSpread(covariance) / price.noise).toBeCloseTo(1, 1.4)
})

test('a bounce between bid and ask has the half spread of Roll', () => {
  // Trades hit bid or ask of a still price by a fair coin.
  const random = RandomStream.named(4, 'coin')
  const half = 0.5
  let covariance = 0
  let before = 0
  let at = half
  const trades = 100_000
  for (let k = 0; k < trades; k++) {
    const next = random.uniform() < 0.5 ? half : -half
    covariance += ((next - at) * before) / trades
    before = next - at
    at = next
  }
  expect(rollHalfSpread(covariance)).toBeCloseTo(half, 1.5)
  expect(rollHalfSpread(1)).toBe(0)
})
