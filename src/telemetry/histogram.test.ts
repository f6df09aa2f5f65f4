import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Histogram } from './histogram.ts'

/** The slow twin: keeps every value and sorts. */
class SortedValues {
  readonly #values: number[] = []

  add(value: number, times: number): void {
    for (let k = 0; k < times; k++) this.#values.push(value)
  }
  get sorted(): readonly number[] {
    return [...this.#values].sort((a, b) => a - b)
  }
  quantile(share: number): number {
    return this.sorted[Math.max(0, Math.ceil(share * this.#values.length) - 1)]!
  }
}

const SHARES = [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1]
const value = fc.oneof(
  fc.nat(200),
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(0, 63, 64, 127, 128, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
)
const counted = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 5 })), { minLength: 1 })

const both = (values: readonly (readonly [number, number])[]) => {
  const histogram = new Histogram()
  const twin = new SortedValues()
  for (const [each, times] of values) {
    histogram.add(each, times)
    twin.add(each, times)
  }
  return { histogram, twin }
}

test('a quantile is never below the true one and at most 1/64 above it', () => {
  fc.assert(
    fc.property(counted, (values) => {
      const { histogram, twin } = both(values)
      for (const share of SHARES) {
        const exact = twin.quantile(share)
        expect(histogram.quantile(share)).toBeGreaterThanOrEqual(exact)
        expect(histogram.quantile(share)).toBeLessThanOrEqual(exact + exact / 64)
      }
    }),
  )
})

test('count, lowest and highest are exact; so are all values below 64', () => {
  fc.assert(
    fc.property(counted, (values) => {
      const { histogram, twin } = both(values)
      const { sorted } = twin
      expect(histogram.count).toBe(sorted.length)
      expect([histogram.lowest, histogram.highest]).toEqual([sorted[0], sorted.at(-1)])
      expect([histogram.quantile(0), histogram.quantile(1)]).toEqual([sorted[0], sorted.at(-1)])
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.nat(63), { minLength: 1 }), (values) => {
      const { histogram, twin } = both(values.map((each) => [each, 1]))
      for (const share of SHARES) expect(histogram.quantile(share)).toBe(twin.quantile(share))
      expect(histogram.mean).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 9)
    }),
  )
})

test('merged histograms are the histogram of both inputs', () => {
  fc.assert(
    fc.property(counted, counted, (left, right) => {
      const merged = both(left).histogram
      merged.merge(both(right).histogram)
      const whole = both([...left, ...right]).histogram
      expect(merged.bars(10_000)).toEqual(whole.bars(10_000))
      expect(SHARES.map((share) => merged.quantile(share))).toEqual(
        SHARES.map((share) => whole.quantile(share)),
      )
      expect(merged.count).toBe(whole.count)
    }),
  )
})

test('bars hold every value between their edges, side by side, and no more than asked for', () => {
  fc.assert(
    fc.property(counted, fc.integer({ min: 1, max: 60 }), (values, barsMax) => {
      const { histogram, twin } = both(values)
      const bars = histogram.bars(barsMax)
      expect(bars.length).toBeLessThanOrEqual(barsMax)
      for (const [k, bar] of bars.entries()) {
        if (k > 0) expect(bar.from).toBe(bars[k - 1]!.to + 1)
        const inside = twin.sorted.filter((each) => each >= bar.from && each <= bar.to)
        expect(bar.count).toBe(inside.length)
      }
      expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(histogram.count)
    }),
  )
})

test('an empty histogram has no numbers and no bars', () => {
  const empty = new Histogram()
  expect(empty.count).toBe(0)
  expect([empty.mean, empty.lowest, empty.highest, empty.quantile(0.5)]).toEqual(
    Array.from({ length: 4 }, () => Number.NaN),
  )
  expect(empty.bars(10)).toEqual([])
  empty.merge(new Histogram())
  expect(empty.lowest).toBeNaN()
})

test('what is no count from 0 to 2^53 is refused', () => {
  const histogram = new Histogram()
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(() => histogram.add(wrong)).toThrow()
  }
  expect(() => histogram.quantile(1.1)).toThrow()
})
