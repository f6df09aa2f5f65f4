/** Sampling and running statistics of equity, against the plain formulae over all samples. */
import { expect, test } from 'vitest'
import { NEVER, nanos, RandomStream } from '../core/index.ts'
import { EquityRecorder, type EquitySample, type Sampling } from './equity-recorder.ts'

class Account {
  equity = 100
  position = 0
  price = 1
  readonly limitLots = 2
  readonly parts = [this]
  get equityBeforeFees(): number {
    return this.equity + 1
  }
}

function recorder(sampling: Sampling, account = new Account()) {
  const samples: EquitySample[] = []
  const equity = new EquityRecorder({
    valued: account,
    sampling,
    onSample: (sample) => void samples.push(sample),
  })
  return { equity, samples, account }
}

test('sampling by message takes one sample an instant, at its end', () => {
  const { equity, samples, account } = recorder('message')
  expect(equity.dueNanos).toBe(NEVER)
  equity.onLocalMarket(nanos(10))
  account.equity = 105
  expect(equity.dueNanos).toBe(10)
  equity.sample(20)
  expect(equity.dueNanos).toBe(NEVER)
  equity.onLocalMarket(nanos(20))
  equity.finish(nanos(25))
  expect(samples.map(({ atNanos, equity: value }) => [atNanos, value])).toEqual([
    [10, 105],
    [25, 105],
  ])
})

test('sampling by interval keeps to a grid that starts at the first market record', () => {
  const { equity, samples } = recorder(100)
  equity.onLocalMarket(nanos(7))
  for (let next = 20; next < 500; next += 20) while (equity.dueNanos < next) equity.sample(next)
  expect(samples.map((sample) => sample.atNanos)).toEqual([7, 107, 207, 307, 407])
})

test('a jump over more grid points than anybody wants is skipped and counted', () => {
  const { equity, samples } = recorder(1)
  equity.onLocalMarket(nanos(0))
  while (equity.dueNanos < 1e12) equity.sample(1e12)
  expect(samples.length).toBeLessThan(10)
  expect(equity.skippedSamples + samples.length).toBe(1e12)
})

test('a position without a price is not sampled', () => {
  const { equity, samples, account } = recorder('message')
  account.equity = Number.NaN
  equity.onLocalMarket(nanos(1))
  equity.sample(2)
  expect(samples).toEqual([])
})

for (const seed of [1, 2, 3]) {
  test(`running statistics are those of all samples (seed ${seed})`, () => {
    const random = RandomStream.named(seed, 'equity')
    const { equity, samples, account } = recorder('message')
    const positions: number[] = []
    account.equity = 1e6
    for (let at = 1; at <= 2000; at++) {
      account.equity += random.normal() * 3 + 0.05
      account.position = random.integer(-3, 3)
      positions.push(account.position)
      equity.onLocalMarket(nanos(at * 1000))
      equity.sample(at * 1000 + 1)
    }
    const values = samples.map((sample) => sample.equity)
    const changes = values.slice(1).map((value, k) => value - values[k]!)
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length
    const variance =
      changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (changes.length - 1)
    const downside = changes.reduce((sum, change) => sum + Math.min(0, change) ** 2, 0)
    let peak = Number.NEGATIVE_INFINITY
    let drawdown = 0
    for (const value of values) {
      peak = Math.max(peak, value)
      drawdown = Math.max(drawdown, peak - value)
    }
    expect(equity.sharpePerSample).toBeCloseTo(mean / Math.sqrt(variance), 9)
    expect(equity.sortinoPerSample).toBeCloseTo(mean / Math.sqrt(downside / changes.length), 9)
    expect(equity.drawdownMax).toBeCloseTo(drawdown, 9)
    expect(equity.intervalNanos).toBeCloseTo(1000, 9)
    const absolute = positions.map(Math.abs)
    const held = equity.inventories[0]!
    expect(held.meanAbsoluteLots).toBeCloseTo(
      absolute.reduce((sum, size) => sum + size, 0) / absolute.length,
      9,
    )
    expect(held.shareAtLimit).toBeCloseTo(
      absolute.filter((size) => size >= 2).length / absolute.length,
      12,
    )
    expect([held.lowestLots, held.highestLots]).toEqual([-3, 3])
  })
}

test('without variation there is no ratio', () => {
  const { equity } = recorder('message')
  for (let at = 1; at < 5; at++) {
    equity.onLocalMarket(nanos(at))
    equity.sample(at + 1)
  }
  expect(equity.sharpePerSample).toBeNaN()
  expect(equity.sortinoPerSample).toBeNaN()
})

for (const interval of [0, -1, Number.NaN]) {
  test(`an interval of ${interval} would never come to an end, and is refused`, () => {
    expect(() => recorder(interval)).toThrow(RangeError)
  })
}
