/** Columns against their slow twin: values, conventions, stability, and no look into the future. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { exactMoments } from '../exact-moments.suite.ts'
import * as columns from './index.ts'
import {
  absolute,
  add,
  against,
  BLOCK_SAMPLES,
  beyond,
  type Column,
  ColumnProgram,
  cross,
  diff,
  div,
  eq,
  ewma,
  ge,
  gt,
  lag,
  le,
  lt,
  mul,
  negated,
  PRICE,
  rollingMax,
  rollingMean,
  rollingMin,
  rollingStd,
  rollingSum,
  sub,
  where,
  wholeMultiples,
  zscore,
} from './index.ts'
import { plainColumn } from './plain-columns.suite.ts'

const sourcesOf = (prices: readonly number[]) => ({
  price: prices,
  bid: prices.map((price) => price - 0.5),
  ask: prices.map((price) => price + 0.5),
  volume: prices.map((_, k) => k % 3),
})

/** The values of a column, computed in blocks of these lengths, over and over. */
function valuesOf(
  column: Column,
  prices: readonly number[],
  cuts: readonly number[] = [BLOCK_SAMPLES],
): number[] {
  const { price, bid, ask, volume } = sourcesOf(prices)
  const sources = {
    price: Float64Array.from(price),
    bid: Float64Array.from(bid),
    ask: Float64Array.from(ask),
    volume: Int32Array.from(volume),
  }
  const program = new ColumnProgram([column])
  const values: number[] = []
  for (let from = 0, block = 0; from < prices.length; block++) {
    const length = Math.min(cuts[block % cuts.length]!, prices.length - from)
    program.run(sources, from, length)
    values.push(...program.step(column).values.subarray(0, length))
    from += length
  }
  return values
}

function expectClose(
  found: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(found.length).toBe(expected.length)
  for (const [k, value] of expected.entries()) {
    const isSame = Object.is(found[k], value) || found[k] === value
    const error = isSame ? 0 : Math.abs(found[k]! - value) / Math.max(1, Math.abs(value))
    if (!(error <= tolerance)) expect({ k, found: found[k] }).toEqual({ k, found: value })
  }
}

const GOLDEN_X = [1, 2, 3, 4, Number.NaN, 6, 1e9 + 1, 1e9 + 2, 1e9 + 4, 1e9 + 4, 1e9 + 4]
/** Mean, deviation by ddof 0 and 1, score; windows of three, one valid sample is enough. */
const GOLDEN: readonly (readonly [number, number, number, number])[] = [
  [1, 0, Number.NaN, Number.NaN],
  [1.5, 0.5, Math.SQRT1_2, 1],
  [2, 0.816496580927726, 1, 1.224744871391589],
  [3, 0.816496580927726, 1, 1.224744871391589],
  [3.5, 0.5, Math.SQRT1_2, Number.NaN],
  [5, 1, Math.SQRT2, 1],
  [500000003.5, 499999997.5, 707106777.6510136, 1],
  [666666669.6666666, 471404518.6697113, 577350266.5915495, 0.7071067822472079],
  [1000000002.3333334, 1.2472191289246477, 1.5275252316519474, 1.3363061777020986],
  [1000000003.3333334, 0.9428090415820642, 1.1547005383792526, 0.7071067390396983],
  [1000000004, 0, 0, Number.NaN],
]

test('the golden table of rolling moments', () => {
  const window = { windowSamples: 3, samplesMin: 1 }
  for (const cuts of [[BLOCK_SAMPLES], [1], [2, 3]]) {
    const of = (column: Column) => valuesOf(column, GOLDEN_X, cuts)
    const mean = of(rollingMean(PRICE, window))
    const population = of(rollingStd(PRICE, window))
    const sample = of(rollingStd(PRICE, { ...window, ddof: 1 }))
    const score = of(zscore(PRICE, window))
    GOLDEN.forEach(([m, s0, s1, z], k) => {
      const tolerance = k < 8 ? 1e-12 : 1e-6
      expectClose([mean[k]!, population[k]!, sample[k]!, score[k]!], [m, s0, s1, z], tolerance)
    })
    expect(population[10]).toBe(0)
    expect(sample[10]).toBe(0)
    expect(mean[10]).toBe(1e9 + 4)
  }
})

const WINDOWS = fc
  .record({
    windowSamples: fc.integer({ min: 1, max: 9 }),
    fullness: fc.integer({ min: 1, max: 9 }),
    isLagged: fc.boolean(),
    ddof: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ windowSamples, fullness, ...rest }) => ({
    windowSamples,
    samplesMin: Math.min(fullness, windowSamples),
    ...rest,
  }))

/** Any column of up to a few operations. */
const COLUMN: fc.Arbitrary<Column> = fc.letrec<{ column: Column }>((tie) => ({
  column: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(columns.PRICE, columns.BID, columns.ASK, columns.VOLUME),
    fc.integer({ min: -3, max: 3 }).map((value) => columns.constant(value)),
    fc
      .tuple(tie('column'), fc.constantFrom(absolute, columns.floor, columns.not, negated))
      .map(([input, operation]) => operation(input)),
    fc
      .tuple(
        tie('column'),
        tie('column'),
        fc.constantFrom(add, sub, mul, div, columns.lesser, columns.greater),
      )
      .map(([left, right, operation]) => operation(left, right)),
    fc
      .tuple(
        tie('column'),
        tie('column'),
        fc.constantFrom(lt, le, gt, ge, eq, columns.and, columns.or, cross),
      )
      .map(([left, right, operation]) => operation(left, right)),
    fc
      .tuple(tie('column'), tie('column'), tie('column'))
      .map(([condition, yes, no]) => where(condition, yes, no)),
    fc.tuple(tie('column'), fc.integer({ min: 1, max: 5 })).map(([input, k]) => lag(input, k)),
    fc.tuple(tie('column'), fc.integer({ min: 1, max: 5 })).map(([input, k]) => diff(input, k)),
    fc
      .tuple(
        fc.constantFrom<Column>(PRICE, columns.VOLUME, lag(PRICE), diff(PRICE)),
        WINDOWS,
        fc.constantFrom(rollingMean, rollingSum, rollingMin, rollingMax, rollingStd, zscore),
      )
      .map(([input, window, operation]) => operation(input, window)),
    fc
      .tuple(
        fc.constantFrom<Column>(PRICE, lag(PRICE)),
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
      )
      .map(([input, isAdjusted, samplesMin]) =>
        ewma(input, { spanSamples: 4, isAdjusted, samplesMin }),
      ),
  ),
})).column

/** Whole eighths, so that sums are exact and comparisons of derived columns have one answer. */
const PRICES = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -40, max: 40 }).map((count) => count / 8) },
    { weight: 3, arbitrary: fc.constant(1.25) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
  { minLength: 1, maxLength: 60 },
)

test('property: any column agrees with its twin, however the series is cut', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(COLUMN, PRICES, cuts, (column, prices, lengths) => {
      const found = valuesOf(column, prices, lengths)
      // How the series is cut changes nothing at all.
      expect(found).toEqual(valuesOf(column, prices))
      if (decidesByRounding(column)) return
      expectClose(found, plainColumn(column, sourcesOf(prices)), 1e-9)
    }),
    { numRuns: 1500, seed: 20_240_808 },
  )
})

/** What a step or a jump makes of a last digit cannot be compared with a tolerance. */
function decidesByRounding(column: Column, isBelowDecision = false): boolean {
  const isInexact = column.kind === 'moment' || column.kind === 'ewma'
  if (isInexact && isBelowDecision) return true
  const decides =
    (column.kind === 'binary' && !['add', 'sub', 'mul'].includes(column.name)) ||
    (column.kind === 'unary' && ['floor', 'not'].includes(column.name)) ||
    ['where', 'cross'].includes(column.kind)
  const inputs = Object.values(column).filter((term): term is Column => typeof term === 'object')
  return inputs.some((input) => decidesByRounding(input, isBelowDecision || decides))
}

test('property: later samples never change what was said of earlier ones', () => {
  fc.assert(
    fc.property(COLUMN, PRICES, PRICES, (column, prices, future) => {
      const before = valuesOf(column, prices)
      expect(valuesOf(column, [...prices, ...future]).slice(0, prices.length)).toEqual(before)
    }),
    { numRuns: 500, seed: 7 },
  )
})

test('property: decisions by a z-score are exact, on boundaries too', () => {
  const steps = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 4, maxLength: 60 })
  const decisions = (z: Column, boundary: number): Column[] => [
    beyond(z, boundary),
    wholeMultiples(z, 2),
    against(z, boundary),
  ]
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 2, max: 6 }),
      fc.constantFrom(0.5, 1, 1.5, 2),
      (series, windowSamples, boundary) => {
        const prices = series.map((step) => 100 + step * 0.1)
        const z = zscore(PRICE, { windowSamples })
        for (const column of decisions(z, boundary)) {
          expect(valuesOf(column, prices)).toEqual(plainColumn(column, sourcesOf(prices)))
        }
        const of = (column: Column) => valuesOf(column, prices)
        const sides = of(beyond(z, boundary))
        expect(of(gt(z, boundary))).toEqual(sides.map((side) => Number(side > 0)))
        expect(of(lt(z, -boundary))).toEqual(sides.map((side) => Number(side < 0)))
        const scores = of(z)
        const isIn = (k: number) => Number(!Number.isNaN(scores[k]!))
        expect(of(le(z, boundary))).toEqual(sides.map((side, k) => isIn(k) * Number(side <= 0)))
        expect(of(ge(z, -boundary))).toEqual(sides.map((side, k) => isIn(k) * Number(side >= 0)))
        const equal = of(eq(z, boundary))
        const both = of(columns.and(le(z, boundary), ge(z, boundary)))
        expect(equal).toEqual(both)
      },
    ),
    { numRuns: 500, seed: 3 },
  )
})

test('a price of 1e5 that moves by a millionth keeps nine digits, in every window', () => {
  const random = RandomStream.named(1, 'walk')
  const prices: number[] = []
  for (let k = 0, price = 1e5; k < 20_000; k++) prices.push((price *= 1 + 1e-6 * random.normal()))
  for (const windowSamples of [2, 20, 50, 2000]) {
    const means = valuesOf(rollingMean(PRICE, { windowSamples }), prices)
    const deviations = valuesOf(rollingStd(PRICE, { windowSamples }), prices)
    const scores = valuesOf(zscore(PRICE, { windowSamples }), prices)
    for (let k = windowSamples - 1; k < prices.length; k += windowSamples > 100 ? 997 : 37) {
      const exact = exactMoments(prices.slice(k + 1 - windowSamples, k + 1))
      expect(Math.abs(means[k]! / exact.mean - 1)).toBeLessThan(1e-15)
      expect(Math.abs(deviations[k]! / exact.deviation - 1)).toBeLessThan(1e-10)
      expect(Math.abs(scores[k]! - exact.z)).toBeLessThan(1e-9 * Math.max(1, Math.abs(exact.z)))
    }
  }
})

test('a jump of a million into a window and out again leaves no trace', () => {
  const random = RandomStream.named(2, 'walk')
  const prices = Array.from({ length: 3000 }, () => 100 + 1e-3 * random.normal())
  for (const at of [100, 700, 701, 1023, 1024, 2000]) prices[at]! += 1e6
  const deviations = valuesOf(rollingStd(PRICE, { windowSamples: 30 }), prices)
  const alone = valuesOf(zscore(PRICE, { windowSamples: 30 }), prices)
  for (let k = 29; k < prices.length; k++) {
    const exact = exactMoments(prices.slice(k - 29, k + 1))
    expect(Math.abs(deviations[k]! / exact.deviation - 1)).toBeLessThan(1e-9)
    expect(Math.abs(alone[k]! - exact.z)).toBeLessThan(1e-9 * Math.max(1, Math.abs(exact.z)))
  }
})

test('a window of equal samples has no deviation at all, and no score', () => {
  for (const price of [0.1, 1e5 + 0.3, -7]) {
    const prices = [1, 2, ...Array.from({ length: 3000 }, () => price)]
    for (const windowSamples of [2, 10, 1500]) {
      const deviations = valuesOf(rollingStd(PRICE, { windowSamples }), prices).slice(
        windowSamples + 2,
      )
      const scores = valuesOf(zscore(PRICE, { windowSamples }), prices).slice(windowSamples + 2)
      expect(new Set(deviations)).toEqual(new Set([0]))
      expect(new Set(scores)).toEqual(new Set([Number.NaN]))
    }
  }
})

test('averages by weight, span and half-life', () => {
  const prices = [4, 8, 8, 0]
  expect(valuesOf(ewma(PRICE, { weight: 0.5 }), prices)).toEqual([4, 6, 7, 3.5])
  expect(valuesOf(ewma(PRICE, { spanSamples: 3 }), prices)).toEqual([4, 6, 7, 3.5])
  expectClose(valuesOf(ewma(PRICE, { halfLifeSamples: 1 }), prices), [4, 6, 7, 3.5], 1e-15)
  const adjusted = valuesOf(ewma(PRICE, { weight: 0.5, isAdjusted: true }), prices)
  expectClose(adjusted, [4, 20 / 3, 52 / 7, 52 / 15], 1e-14)
})

test('what columns have in common is computed once, and values on demand need no pass', () => {
  const z = () => zscore(PRICE, { windowSamples: 3 })
  const size = wholeMultiples(z(), 2)
  const score = z()
  const program = new ColumnProgram([score], [size])
  expect(program.step(score)).not.toBe(program.step(size))
  const price = Float64Array.from([1, 2, 4])
  program.run({ price, bid: price, ask: price, volume: price }, 0, 3)
  expect(program.step(score).values[2]).toBeCloseTo(1.3363, 4)
  expect(program.step(size).valueAt(2)).toBe(2)
  expect(program.step(size).values[2]).toBe(0)
})

test('windows, lags, weights and boundaries that are none are refused', () => {
  const wrong: readonly (() => Column)[] = [
    () => rollingMean(PRICE, { windowSamples: 0 }),
    () => rollingStd(PRICE, { windowSamples: 2.5 }),
    () => rollingMin(PRICE, { windowSamples: 3, samplesMin: 4 }),
    () => rollingSum(PRICE, { windowSamples: 3, samplesMin: 0 }),
    () => zscore(PRICE, { windowSamples: 1e9 }),
    () => zscore(PRICE, { windowSamples: 5, ddof: -1 }),
    () => lag(PRICE, 0),
    () => ewma(PRICE, {}),
    () => ewma(PRICE, { weight: 0.5, spanSamples: 3 }),
    () => ewma(PRICE, { weight: 0 }),
    () => ewma(PRICE, { spanSamples: Number.NaN }),
    () => ewma(PRICE, { halfLifeSamples: -1 }),
    () => beyond(zscore(PRICE, { windowSamples: 5 }), Number.NaN),
    () => wholeMultiples(PRICE, 0),
  ]
  for (const make of wrong) expect(make).toThrow(RangeError)
  expect(() => new ColumnProgram([beyond(PRICE, 1)])).toThrow(/zscore/)
  for (const found of ['price', null, undefined, {}, { kind: 'wish' }, lag('x' as never)]) {
    expect(() => new ColumnProgram([found as never])).toThrow(/no column/)
  }
})
