/** The recorders against series whose numbers are known, and against the slow way. */
import { expect, test } from 'vitest'
import {
  BUY,
  lots,
  nanos,
  RandomStream,
  SELL,
  type Side,
  seconds,
  ticks,
} from '../../core/index.ts'
import { expectedReturnCorrelation, rollHalfSpread } from '../microstructure/index.ts'
import { DayProfile } from './day-profile.ts'
import {
  Autocorrelation,
  judgeFacts,
  lineThrough,
  type MarketStatistics,
  RunningCovariance,
  StylisedFacts,
  TailCounts,
  WindowRecord,
} from './index.ts'
import { TouchRecord } from './touch-record.ts'

const random = (name: string) => RandomStream.named(8, name)
/** Moves the touch of one lot a side to a mid of `ticks + 1/2`. */
const touchAt = (facts: StylisedFacts, atSeconds: number, bid: number, spread = 1) =>
  facts.touch(seconds(atSeconds), ticks(bid), lots(1), ticks(bid + spread), lots(1))

test('autocorrelations are those of the definition', () => {
  const stream = random('series')
  const series: number[] = []
  let value = 0
  for (let k = 0; k < 3_000; k++) series.push((value = 0.6 * value + stream.normal()))
  const recorder = new Autocorrelation(5)
  for (const sample of series) recorder.add(sample)
  const mean = series.reduce((sum, sample) => sum + sample, 0) / series.length
  const variance = series.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / series.length
  for (let lag = 1; lag <= 5; lag++) {
    let sum = 0
    for (let k = lag; k < series.length; k++) sum += (series[k]! - mean) * (series[k - lag]! - mean)
    expect(recorder.at(lag)).toBeCloseTo(sum / (series.length - lag) / variance, 2)
  }
  expect(recorder.at(1)).toBeCloseTo(0.6, 1)
})

test('a series that alternates has autocorrelations of -1 and 1, a flat one has none', () => {
  const alternating = new Autocorrelation(2)
  const flat = new Autocorrelation(2)
  for (let k = 0; k < 1_000; k++) {
    alternating.add(k % 2 === 0 ? 1 : -1)
    flat.add(0.1)
  }
  expect(alternating.at(1)).toBeCloseTo(-1, 2)
  expect(alternating.at(2)).toBeCloseTo(1, 2)
  expect(flat.at(1)).toBeNaN()
  expect(new Autocorrelation(3).at(3)).toBeNaN()
})

test('a line goes through its points, heavy ones first', () => {
  const { slope, intercept } = lineThrough([1, 2, 3], [5, 7, 9])
  expect([slope, intercept]).toEqual([2, 3])
  expect(lineThrough([1, 2, 3], [5, 7, 100], [1, 1, 0]).slope).toBeCloseTo(2, 12)
  expect(lineThrough([1, 1], [2, 3]).slope).toBeNaN()
})

test('covariances need no second pass, and no small mean', () => {
  const pairs = new RunningCovariance()
  for (const [x, y] of [
    [1e9 + 1, 3],
    [1e9 + 2, 5],
    [1e9 + 3, 7],
  ] as const) {
    pairs.add(x, y)
  }
  expect(pairs.slope).toBeCloseTo(2, 9)
  expect(pairs.determination).toBeCloseTo(1, 9)
  expect(pairs.meanX).toBe(1e9 + 2)
  expect(pairs.varianceX).toBeCloseTo(2 / 3, 9)
  expect(new RunningCovariance().correlation).toBeNaN()
})

test('the tail index of a Pareto sample is its exponent', () => {
  const stream = random('pareto')
  for (const exponent of [2, 3, 4]) {
    const counts = new TailCounts()
    for (let k = 0; k < 100_000; k++) {
      counts.add(Math.floor(200 * (1 - stream.uniform()) ** (-1 / exponent)))
    }
    expect(counts.clamped / counts.total).toBeLessThan(1e-3)
    expect(Math.abs(counts.tailIndex(0.05) - exponent)).toBeLessThan(0.2)
  }
})

test('a tail that is one value has no index', () => {
  const counts = new TailCounts()
  for (let k = 0; k < 100; k++) counts.add(k < 50 ? 0 : 3)
  expect(counts.quantile(0.05)).toBe(3)
  expect(counts.tailIndex(0.05)).toBeNaN()
  expect(counts.quantile(0.9)).toBe(0)
})

test('an independent walk of the mid is flat in the signature and has no memory', () => {
  const facts = new StylisedFacts({ startNanos: nanos(0) })
  const stream = random('walk')
  let bid = 0
  let time = 0
  for (let k = 0; k < 200_000; k++) {
    time += stream.exponential() / 10
    touchAt(facts, time, (bid += stream.uniform() < 0.5 ? 1 : -1))
  }
  facts.finish(seconds(time))
  const { scales, moveAutocorrelation, reversalShare, meanSpreadTicks } = facts.statistics()
  for (const { signature, changes } of scales) {
    expect(Math.abs(signature / 10 - 1)).toBeLessThan(5 / Math.sqrt(changes) + 0.02)
  }
  expect(Math.abs(moveAutocorrelation)).toBeLessThan(0.01)
  expect(reversalShare).toBeCloseTo(0.5, 2)
  expect(meanSpreadTicks).toBe(1)
  // The sum of n moves at Poisson instants: excess kurtosis 1 / n at a span with n moves.
  expect(scales[0]!.excessKurtosis).toBeCloseTo(1, 0.5)
})

test('a mid that only bounces has the correlation of noise', () => {
  const facts = new StylisedFacts({ startNanos: nanos(0) })
  const stream = random('bounce')
  for (let k = 0; k < 40_000; k++) touchAt(facts, k / 10 + 0.05, stream.uniform() < 0.5 ? 0 : 1)
  facts.finish(seconds(4_000))
  const { scales, moveAutocorrelation } = facts.statistics()
  const still = expectedReturnCorrelation({ volatility: 0, noise: 1 }, 1)
  expect(still).toBe(-0.5)
  expect(scales[0]!.autocorrelation).toBeCloseTo(still, 1)
  expect(moveAutocorrelation).toBeCloseTo(-1, 1)
  const covariance = scales[0]!.autocorrelation * scales[0]!.signature * 0.1
  // Half the distance between the two mids is Roll's half spread.
  expect(rollHalfSpread(covariance)).toBeCloseTo(0.5, 1)
})

test('spreads are weighted by their time, and a lost side has none', () => {
  const facts = new StylisedFacts({ startNanos: seconds(10) })
  touchAt(facts, 0, 100, 9)
  touchAt(facts, 10, 100, 1)
  touchAt(facts, 13, 100, 2)
  facts.loseTouch(seconds(14))
  touchAt(facts, 20, 100, 2)
  facts.finish(seconds(24))
  const { spreadShares, meanSpreadTicks, oneSidedShare, seconds: watched } = facts.statistics()
  expect(spreadShares.slice(0, 3)).toEqual([3 / 8, 5 / 8, 0])
  expect(meanSpreadTicks).toBe(13 / 8)
  expect(oneSidedShare).toBeCloseTo(6 / 14, 12)
  expect(watched).toBe(14)
})

test('executions of one instant and side are one market order', () => {
  const facts = new StylisedFacts({ startNanos: nanos(0) })
  touchAt(facts, 0, 100)
  const trade = (at: number, side: Side, size: number) => facts.trade(seconds(at), side, lots(size))
  trade(1, BUY, 2)
  trade(1, BUY, 3)
  trade(1, SELL, 1)
  trade(3, SELL, 1)
  const { marketOrders, executions, tradedLots } = facts.statistics()
  expect([marketOrders, executions, tradedLots]).toEqual([3, 4, 7])
})

for (const side of [BUY, SELL] as const) {
  test(`the response to market orders of side ${side} is the move in their direction`, () => {
    const facts = new StylisedFacts({ startNanos: nanos(0) })
    touchAt(facts, 0, 100)
    for (let k = 1; k <= 200; k++) {
      facts.trade(seconds(k), side, lots(1))
      touchAt(facts, k + 0.5, 100 + side * 3 * k)
    }
    const { responses, signAutocorrelations } = facts.statistics()
    expect(responses.map(({ moveTicks }) => moveTicks)).toEqual([3, 6, 15, 30, 60, 150, 300])
    // One side alone does not vary, so it has no correlation.
    expect(signAutocorrelations[0]).toBeNaN()
  })

  test(`lots that join side ${side} and leave again explain nothing`, () => {
    const facts = new StylisedFacts({ startNanos: nanos(0) })
    const stream = random('flow')
    let bid = 1_000
    for (let k = 0; k < 300; k++) {
      const move = stream.integer(1, 5)
      touchAt(facts, 10 * k + 1, bid)
      const [bidLots, askLots] = side === BUY ? [1 + move, 1] : [1, 1 + move]
      const time = seconds(10 * k + 2)
      facts.touch(time, ticks(bid), lots(bidLots), ticks(bid + 1), lots(askLots))
      touchAt(facts, 10 * k + 3, bid)
      touchAt(facts, 10 * k + 5, (bid += side * move))
    }
    facts.finish(seconds(3_000))
    const { windows, flowDetermination } = facts.statistics()
    expect(windows).toBe(299)
    // What joined and left again cancels out: only the move itself is flow, and always the same.
    expect(flowDetermination).toBeNaN()
  })

  test(`flow counts what is added and taken on side ${side}`, () => {
    const record = new TouchRecord()
    const touch = (bid: number, bidLots: number, ask: number, askLots: number) =>
      side === BUY
        ? record.touch(0, bid, bidLots, ask, askLots)
        : record.touch(0, -ask, askLots, -bid, bidLots)
    touch(100, 5, 102, 7)
    touch(100, 8, 102, 7)
    expect(record.takeFlow()).toBe(side * 3)
    touch(101, 2, 102, 7)
    expect(record.takeFlow()).toBe(side * 2)
    touch(100, 8, 102, 7)
    expect(record.takeFlow()).toBe(side * -2)
    touch(100, 8, 102, 3)
    expect(record.takeFlow()).toBe(side * 4)
    touch(100, 8, 103, 9)
    expect(record.takeFlow()).toBe(side * 3)
    expect(record.takeFlow()).toBe(0)
  })
}

test('impact that grows with the root of net volume has exponent one half', () => {
  const windows = new WindowRecord()
  const stream = random('impact')
  let halfTicks = 0
  windows.close(halfTicks, 0)
  for (let k = 0; k < 5_000; k++) {
    const size = stream.integer(1, 1_000)
    const side = stream.uniform() < 0.5 ? BUY : SELL
    windows.trade(side, size)
    halfTicks += side * 2 * Math.sqrt(size)
    windows.close(halfTicks, side * size)
  }
  expect(windows.impactExponent()).toBeCloseTo(0.5, 1)
  expect(windows.flowAndMove.correlation).toBeGreaterThan(0.9)
  expect(windows.volumeAndMove.correlation).toBeGreaterThan(0.9)
})

test('a day that is busy at its ends curves up, a busy noon curves down', () => {
  for (const [sign, volume] of [
    [1, (share: number) => 1 + 10 * (share - 0.5) ** 2],
    [-1, (share: number) => 3 - 10 * (share - 0.5) ** 2],
  ] as const) {
    const day = new DayProfile(0, 1_000)
    for (let k = 0; k < 1_000; k++) day.trade(k, volume(k / 1_000))
    expect(Math.sign(day.curvature())).toBe(sign)
    expect(day.shares().reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  }
})

test('memory of sign with an exponent of one half is found and passes', () => {
  // Runs whose lengths have a heavy tail: order splitting, F. Lillo, S. Mike, J. D. Farmer.
  const facts = new StylisedFacts({ startNanos: nanos(0) })
  touchAt(facts, 0, 100)
  const stream = random('splitting')
  let left = 0
  let side: Side = BUY
  for (let k = 1; k <= 100_000; k++) {
    if (left === 0) {
      left = Math.min(5_000, Math.floor((1 - stream.uniform()) ** (-1 / 1.5)))
      side = stream.uniform() < 0.5 ? BUY : SELL
    }
    left--
    facts.trade(seconds(k), side, lots(1))
  }
  expect(verdictOf(facts.statistics(), 'signs of market orders remember')).toBe('pass')
})

test('what cannot be measured is unclear, and an empty market passes nothing', () => {
  const facts = new StylisedFacts({ startNanos: nanos(0) })
  facts.finish(seconds(100))
  const verdicts = judgeFacts(facts.statistics()).map(({ verdict }) => verdict)
  expect(verdicts).not.toContain('pass')
  expect(verdicts).toContain('unclear')
})

test('bands are closed where they say', () => {
  const facts = new StylisedFacts({ startNanos: nanos(0) })
  const base: MarketStatistics = {
    ...facts.statistics(),
    marketOrders: 10_000,
    midMoves: 10_000,
    windows: 10_000,
    seconds: 10_000,
  }
  const cases: readonly [string, Partial<MarketStatistics>, string][] = [
    ['moves of a tick bounce', { moveAutocorrelation: -0.1 }, 'pass'],
    ['moves of a tick bounce', { moveAutocorrelation: 0.1 }, 'fail'],
    ['moves of a tick bounce', { moveAutocorrelation: -0.6 }, 'fail'],
    ['tail index', { tail: { index: 3, seconds: 1, changes: 1_000 } }, 'pass'],
    ['tail index', { tail: { index: 6, seconds: 1, changes: 1_000 } }, 'fail'],
    ['tail index', { tail: { index: 3, seconds: 1, changes: 10 } }, 'unclear'],
    ['impact of net volume is concave (10 s)', { impactExponent: 0.5 }, 'pass'],
    ['impact of net volume is concave (10 s)', { impactExponent: 1 }, 'fail'],
    ['market orders come in bursts', { waitVariation: 1.01 }, 'fail'],
    ['market orders come in bursts', { waitVariation: 1.2 }, 'pass'],
    ['flow at the touch explains moves (10 s)', { flowDetermination: 0.31 }, 'pass'],
    ['depth has a hump behind the best', { depthLots: [1, 2, 3, 2, 1] }, 'pass'],
    ['depth has a hump behind the best', { depthLots: [3, 2, 1, 0, 0] }, 'fail'],
    ['depth has a hump behind the best', { depthLots: [1, 2, 3], seconds: 99 }, 'unclear'],
    ['spreads fall off geometrically', { spreadShares: [0.7, 0.2, 0.1] }, 'pass'],
    ['spreads fall off geometrically', { spreadShares: [0.7, 0.2], seconds: 99 }, 'unclear'],
    ['spreads fall off geometrically', { spreadShares: [0.7, 0.1, 0.2] }, 'fail'],
    ['spreads fall off geometrically', { spreadShares: [1, 0, 0] }, 'fail'],
    ['a day is busy at its ends', { day: { shares: [], curvature: 0.5 } }, 'pass'],
  ]
  for (const [name, change, verdict] of cases) {
    const statistics = { ...base, meanSpreadTicks: 1.4, ...change }
    expect([name, verdictOf(statistics, name)]).toEqual([name, verdict])
  }
})

const verdictOf = (statistics: MarketStatistics, name: string) =>
  judgeFacts(statistics).find((fact) => fact.name === name)?.verdict
