/** Fill intensities: arrivals whose law is known give it again, side by side; drawn ones by hand. */
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  InputError,
  Instrument,
  ORDER_ADD,
  RandomStream,
  SELL,
  SIDES,
  type Side,
  TRADE,
} from '../../core/index.ts'
import { type DrawnRecord, tapeOf } from '../series-feed.suite.ts'
import { fitIntensity } from './intensity-fit.ts'
import { IntensitySampler } from './intensity-sampler.ts'

const instrument = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })
const MID = 1000

const level = (at: number, side: Side, price: number, size = 1): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side,
  at,
  price,
  size,
})
const book = (at = 0): DrawnRecord[] => [level(at, BUY, MID - 1), level(at, SELL, MID + 1)]

function sampled(records: readonly DrawnRecord[], seconds: number): IntensitySampler {
  const sampler = new IntensitySampler(instrument, false)
  sampler.push(tapeOf([...book(), ...records, level(seconds * 1e9, BUY, MID - 1)]))
  return sampler
}

/** Arrivals of each side in a Poisson stream of rate A whose reach beyond the mid is exponential. */
function arrivals(
  laws: ReadonlyMap<Side, { a: number; k: number }>,
  seconds: number,
  seed: number,
) {
  const records: DrawnRecord[] = []
  for (const [side, { a, k }] of laws) {
    const stream = RandomStream.named(seed, `arrivals/${side}`)
    let at = 0.2
    for (;;) {
      at -= Math.log(1 - stream.uniform()) / a
      if (at >= seconds) break
      const reach = -Math.log(1 - stream.uniform()) / k
      // Beyond a quote at i + 1/2 ticks with probability e^(-k (i + 1/2)).
      const price = MID + side * Math.max(0, Math.ceil(reach - 0.5))
      records.push({ kind: TRADE, side, at: Math.round(at * 1e9), size: 1, price })
    }
  }
  return records.sort((x, y) => x.at - y.at)
}

test('both sides give A and k within their errors, and are told apart', () => {
  const laws = new Map<Side, { a: number; k: number }>([
    [BUY, { a: 4, k: 0.15 }],
    [SELL, { a: 2, k: 0.3 }],
  ])
  let far = 0
  for (let seed = 1; seed <= 8; seed++) {
    const { asks, bids } = fitIntensity(sampled(arrivals(laws, 900, seed), 900))
    // A buyer hits asks.
    for (const [estimate, { a, k }] of [
      [asks, laws.get(BUY)!],
      [bids, laws.get(SELL)!],
    ] as const) {
      for (const errors of [
        (estimate.a - a) / estimate.aError,
        (estimate.k - k) / estimate.kError,
      ]) {
        expect(Math.abs(errors)).toBeLessThan(4.5)
        if (Math.abs(errors) > 2) far++
      }
    }
  }
  expect(far).toBeLessThanOrEqual(7)
})

test('both sides alike: pooling halves the variance, and the published line is nearly twice one quote', () => {
  const law = { a: 1, k: 0.2 }
  const laws = new Map<Side, { a: number; k: number }>(SIDES.map((side) => [side, law]))
  const fits = fitIntensity(sampled(arrivals(laws, 3600, 3), 3600))
  expect(fits.likelihood.aError / fits.bids.aError).toBeCloseTo(Math.SQRT1_2, 1)
  expect(fits.leastSquares.k).toBeCloseTo(0.2, 1)
  expect(fits.leastSquares.a).toBeGreaterThan(1.5)
  expect(fits.leastSquares.a).toBeLessThan(2.2)
  const [near] = fits.rates
  expect(near?.measured).toBeCloseTo(near!.fitted, 1)
})

test('trades of one aggressor at one instant are one arrival, as far as the farthest', () => {
  const trade = (at: number, side: Side, price: number): DrawnRecord => ({
    kind: TRADE,
    side,
    at,
    price,
    size: 1,
  })
  const { arrivals: found } = sampled(
    [
      trade(150e6, BUY, MID + 1),
      trade(150e6, BUY, MID + 4),
      trade(150e6, SELL, MID - 1),
      trade(170e6, BUY, MID + 2),
      trade(250e6, SELL, MID - 3),
    ],
    1,
  )
  expect(found.depths).toEqual([4, 1, 2, 3])
  expect(found.sides).toEqual([BUY, SELL, BUY, SELL])
  expect(found.intervals).toEqual([1, 1, 1, 2])
  expect(found.seconds.map((seconds) => Math.round(seconds * 1000))).toEqual([50, 50, 70, 50])
})

test('a quote is measured from the mid of the beginning of its interval', () => {
  const gone = [level(120e6, BUY, MID - 1, 0), level(120e6, SELL, MID + 1, 0)]
  const moved = [...gone, level(120e6, BUY, MID + 9), level(120e6, SELL, MID + 11)]
  const trade = { kind: TRADE, side: BUY, price: MID + 11, size: 1 }
  const sampler = sampled([...moved, { ...trade, at: 150e6 }, { ...trade, at: 250e6 }], 1)
  expect(sampler.arrivals.depths).toEqual([11, 1])
  expect(sampler.intervals).toBe(9)
})

test('sigma is the deviation of the mid, scaled to a second', () => {
  const records: DrawnRecord[] = []
  for (let k = 1; k <= 100; k++) {
    // Up two, down two: every interval's change is 2 or -2 ticks.
    const mid = MID + (k % 2 === 0 ? 0 : 2)
    records.push(level(k * 100e6 - 5e6, BUY, mid - 1), level(k * 100e6 - 5e6, SELL, mid + 1))
    const old = mid === MID ? MID + 2 : MID
    records.push(level(k * 100e6 - 4e6, BUY, old - 1, 0), level(k * 100e6 - 4e6, SELL, old + 1, 0))
  }
  const sampler = sampled(records, 10)
  expect(sampler.sigmaTicks).toBeCloseTo(2 * Math.sqrt(10), 1)
})

test('prices on a coarser grid than the tick set the distances', () => {
  const sampler = new IntensitySampler(instrument, true)
  const order = (k: number, side: Side, price: number) => ({
    kind: ORDER_ADD,
    side,
    at: k,
    price,
    size: 1,
    order: k + 1,
  })
  sampler.push(tapeOf([order(0, BUY, 900), order(1, SELL, 1500), order(2, SELL, 1250)]))
  expect(sampler.gridTicks).toBe(50)
})

test('an hour without a record is a night, not a quiet market', () => {
  const sampler = new IntensitySampler(instrument, false)
  sampler.push(
    tapeOf([...book(), level(1e9, BUY, 998), level(5000e9, BUY, 998), level(5001e9, BUY, 998)]),
  )
  expect(sampler.seconds).toBeCloseTo(1.9, 6)
})

test('too few trades are refused with how many it takes', () => {
  expect(() => fitIntensity(sampled([], 10))).toThrow(InputError)
  expect(() => fitIntensity(sampled([], 10))).toThrow(
    'At least 200 trades at 3 or more distances are needed',
  )
})
