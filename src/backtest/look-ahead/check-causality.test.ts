import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import {
  ASK,
  add,
  BID,
  BLOCK_SAMPLES,
  cross,
  diff,
  ewma,
  gt,
  lag,
  mul,
  PRICE,
  RollingZScore,
  rollingMax,
  rollingMean,
  rollingMin,
  rollingStd,
  rollingSum,
  sub,
  VOLUME,
  where,
  zscore,
} from '../../models/index.ts'
import { type ColumnFunction, checkCausality } from './check-causality.ts'
import { programmed } from './programmed.ts'
import { streamed } from './streamed.ts'

function walk(rows: number, seed = 1): Float64Array {
  const random = RandomStream.named(seed, 'walk')
  let price = 100
  return Float64Array.from({ length: rows }, () => (price += random.normal()))
}

const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length

const LEAKS: Readonly<Record<string, { compute: ColumnFunction; rowsAhead: number }>> = {
  'peeks one row': {
    compute: ({ price }) => price!.map((value, k) => (price![k + 1] ?? value) - value),
    rowsAhead: 1,
  },
  'is a centred moving average of seven': {
    compute: ({ price }) => price!.map((_, k) => mean(price!.slice(Math.max(0, k - 3), k + 4))),
    rowsAhead: 3,
  },
  'standardises by the whole sample': {
    compute: ({ price }) => {
      const centre = mean(price!)
      const deviation = Math.sqrt(mean(price!.map((x) => (x - centre) * (x - centre))))
      return price!.map((x) => (x - centre) / deviation)
    },
    rowsAhead: 100,
  },
  'fills holes backwards': {
    compute: ({ price }) => {
      const filled = price!.map((x, k) => (k % 5 === 0 ? x : Number.NaN))
      for (let k = filled.length - 2; k >= 0; k--) {
        if (Number.isNaN(filled[k]!)) filled[k] = filled[k + 1]!
      }
      return { filled }
    },
    rowsAhead: 4,
  },
  'knows how many rows there are': {
    compute: ({ price }) => price!.map((_, k) => k / price!.length),
    rowsAhead: 100,
  },
}

for (const [fault, { compute, rowsAhead }] of Object.entries(LEAKS)) {
  test(`caught: a function that ${fault}`, () => {
    for (const seed of [1, 2, 3]) {
      const report = checkCausality(compute, { price: walk(400, seed) }, { seed, cuts: 40 })
      expect([report.isCausal, report.isRepeatable]).toEqual([false, true])
      const { row, cutRow, was, became } = report.first!
      expect(cutRow - row).toBeGreaterThanOrEqual(rowsAhead)
      if (rowsAhead < 100) expect(cutRow - row).toBe(rowsAhead)
      expect(was).not.toBe(became)
    }
  })
}

const score = (window: number) =>
  streamed(() => {
    const model = new RollingZScore(window)
    return ({ price }) => {
      model.push(price!)
      return { z: model.z, mean: model.mean, deviation: model.deviation }
    }
  })

test('causal functions and streaming models pass, whatever the data and the cuts', () => {
  const causal: ColumnFunction[] = [
    score(2),
    score(20),
    ({ price }) => price!.map((value, k) => value - (price![k - 1] ?? Number.NaN)),
    ({ price }) => {
      let sum = 0
      return price!.map((value) => (sum += value))
    },
    ({ price, size }) => ({ weighted: price!.map((value, k) => value * size![k]!) }),
  ]
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.integer({ min: 2, max: 300 }),
      fc.constantFrom(...causal),
      (seed, rows, compute) => {
        const price = walk(rows, seed)
        const report = checkCausality(compute, { price, size: walk(rows, seed + 1) }, { seed })
        expect(report.changes).toEqual([])
        expect(report.isCausal).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

test('columns that are kept are the same in every future, as far as there are rows', () => {
  const time = Float64Array.from({ length: 50 }, (_, k) => k)
  const seen: number[][] = []
  const compute: ColumnFunction = (columns) => {
    seen.push([...columns.time!])
    return columns.price!
  }
  checkCausality(compute, { time, price: walk(50) }, { keep: ['time'] })
  for (const times of seen) expect(times).toEqual([...time.slice(0, times.length)])
})

test('a function that answers differently each time is no causal one', () => {
  let calls = 0
  const report = checkCausality(({ price }) => price!.map((x) => x + calls++), { price: walk(9) })
  expect([report.isRepeatable, report.isCausal]).toEqual([false, false])
})

test('rounding that depends on the length may be let through', () => {
  const compute: ColumnFunction = ({ price }) => price!.map((x) => x + 1e-13 * price!.length)
  expect(checkCausality(compute, { price: walk(100) }).isCausal).toBe(false)
  const tolerant = checkCausality(compute, { price: walk(100) }, { relativeTolerance: 1e-9 })
  expect(tolerant.isCausal).toBe(true)
})

test('columns that do not fit, and results that do not, are told', () => {
  const same: ColumnFunction = ({ price }) => price!
  expect(() => checkCausality(same, { price: walk(1) })).toThrow('too few')
  expect(() => checkCausality(same, {})).toThrow('too few')
  expect(() => checkCausality(same, { price: walk(9), size: walk(8) })).toThrow('different lengths')
  expect(() => checkCausality(({ price }) => price!.slice(1), { price: walk(9) })).toThrow(
    'column output of the result has 8 rows, the input has 9',
  )
  for (const cuts of [0, -1, 1.5, Number.NaN]) {
    expect(() => checkCausality(same, { price: walk(9) }, { cuts })).toThrow('at least 1')
  }
})

test('the whole vocabulary of columns is causal, over the borders of blocks', () => {
  const window = { windowSamples: 30 }
  const mid = mul(add(BID, ASK), 0.5)
  const z = zscore(PRICE, window)
  const signal = programmed({
    mean: rollingMean(mid, window),
    deviation: rollingStd(PRICE, window),
    sum: rollingSum(VOLUME, window),
    lowest: rollingMin(PRICE, window),
    highest: rollingMax(PRICE, window),
    smooth: ewma(PRICE, { spanSamples: 20 }),
    lagged: lag(PRICE, 7),
    move: diff(PRICE, 3),
    crossed: cross(PRICE, rollingMean(PRICE, window)),
    z,
    position: where(gt(z, 1), -1, where(gt(-1, z), 1, sub(PRICE, PRICE))),
  })
  const rows = 2 * BLOCK_SAMPLES + 100
  const price = walk(rows)
  const quotes = { bid: price.map((x) => x - 0.5), ask: price.map((x) => x + 0.5) }
  const report = checkCausality(signal, { price, ...quotes, volume: walk(rows, 2) }, { cuts: 24 })
  expect(report.changes).toEqual([])
  expect(report.isCausal).toBe(true)
})
