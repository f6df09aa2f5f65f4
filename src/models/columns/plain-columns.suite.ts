/** The slow twin of column programs: every value from the whole series so far, every window in two passes. */
import { compareExactly } from '../exact-score.ts'
import type { BinaryName, Column, SourceName, UnaryName, Window } from './column.ts'

export type PlainSources = Readonly<Record<SourceName, readonly number[]>>

export function plainColumn(column: Column, sources: PlainSources): number[] {
  const of = (input: Column) => plainColumn(input, sources)
  const samples = sources.price.length
  const each = (value: (index: number) => number) =>
    Array.from({ length: samples }, (_, k) => value(k))
  switch (column.kind) {
    case 'source':
      return [...sources[column.name]]
    case 'constant':
      return each(() => column.value)
    case 'unary': {
      const input = of(column.input)
      return each((k) => UNARY[column.name](input[k]!))
    }
    case 'binary': {
      const [left, right] = [of(column.left), of(column.right)]
      return each((k) => BINARY[column.name](left[k]!, right[k]!))
    }
    case 'where': {
      const [condition, yes, no] = [of(column.condition), of(column.whenTrue), of(column.otherwise)]
      return each((k) => (holds(condition[k]!) ? yes[k]! : no[k]!))
    }
    case 'moment': {
      const input = of(column.input)
      return each((k) => plainMoment(column.name, windowAt(input, k, column), input[k]!, column))
    }
    case 'extreme': {
      const input = of(column.input)
      const choose = column.name === 'highest' ? Math.max : Math.min
      return each((k) => {
        const window = windowAt(input, k, column)
        return window.length < column.samplesMin ? Number.NaN : choose(...window)
      })
    }
    case 'ewma':
      return plainEwma(of(column.input), column)
    case 'lag': {
      const input = of(column.input)
      return each((k) => input[k - column.samples] ?? Number.NaN)
    }
    case 'cross': {
      const [left, right] = [of(column.left), of(column.right)]
      return each((k) => plainCross(left.slice(0, k + 1), right.slice(0, k + 1)))
    }
    case 'beyond': {
      const scores = of(column.score)
      return each((k) => {
        const isBeyond = plainCompare(column.score, sources, k, column.boundary) > 0
        return isBeyond ? column.direction * Math.sign(scores[k]!) : 0
      })
    }
    case 'multiples': {
      const scores = of(column.score)
      return each((k) => {
        if (Number.isNaN(scores[k]!)) return Number.NaN
        const nearest = Math.round(column.perUnit * Math.abs(scores[k]!))
        const sign = plainCompare(column.score, sources, k, nearest / column.perUnit)
        return sign >= 0 ? nearest : nearest - 1
      })
    }
  }
}

const holds = (value: number): boolean => value !== 0 && !Number.isNaN(value)

const UNARY: Readonly<Record<UnaryName, (x: number) => number>> = {
  negated: (x) => 0 - x,
  absolute: (x) => Math.abs(x),
  floor: (x) => Math.floor(x),
  not: (x) => (holds(x) ? 0 : 1),
}

const BINARY: Readonly<Record<BinaryName, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  lesser: (x, y) => (Number.isNaN(x + y) ? Number.NaN : x < y ? x : y),
  greater: (x, y) => (Number.isNaN(x + y) ? Number.NaN : x > y ? x : y),
  lt: (x, y) => (x < y ? 1 : 0),
  le: (x, y) => (x <= y ? 1 : 0),
  gt: (x, y) => (x > y ? 1 : 0),
  ge: (x, y) => (x >= y ? 1 : 0),
  eq: (x, y) => (x === y ? 1 : 0),
  and: (x, y) => (holds(x) && holds(y) ? 1 : 0),
  or: (x, y) => (holds(x) || holds(y) ? 1 : 0),
}

/** The valid samples of the window that ends at an index, or before it. */
function windowAt(input: readonly number[], index: number, window: Window): number[] {
  const end = index + (window.isLagged ? 0 : 1)
  return input
    .slice(Math.max(0, end - window.windowSamples), end)
    .filter((sample) => !Number.isNaN(sample))
}

function plainMoment(
  name: 'mean' | 'deviation' | 'sum' | 'zscore',
  window: readonly number[],
  newest: number,
  { samplesMin, ddof }: Window,
): number {
  const count = window.length
  if (count < samplesMin) return Number.NaN
  const first = window[0]!
  const mean = window.reduce((sum, x) => sum + (x - first), 0) / count
  if (name === 'mean') return first + mean
  if (name === 'sum') return first * count + mean * count
  if (count <= ddof) return Number.NaN
  const isFlat = window.every((x) => x === first)
  const squares = window.reduce((sum, x) => sum + (x - first - mean) * (x - first - mean), 0)
  const deviation = isFlat ? 0 : Math.sqrt(squares / (count - ddof))
  if (name === 'deviation') return deviation
  return deviation === 0 ? Number.NaN : (newest - first - mean) / deviation
}

function plainEwma(
  input: readonly number[],
  { weight, isAdjusted, samplesMin }: Extract<Column, { kind: 'ewma' }>,
): number[] {
  return input.map((_, index) => {
    const valid = input.slice(0, index + 1).filter((sample) => !Number.isNaN(sample))
    if (valid.length < samplesMin || valid.length === 0) return Number.NaN
    let sum = 0
    let weights = 0
    valid.forEach((sample, age) => {
      const back = valid.length - 1 - age
      const isFirst = age === 0 && !isAdjusted
      const share = (isFirst ? 1 : isAdjusted ? 1 : weight) * (1 - weight) ** back
      sum += share * sample
      weights += share
    })
    return sum / weights
  })
}

/** Who stood above at the last two samples where somebody did. */
function plainCross(left: readonly number[], right: readonly number[]): number {
  const stands = left.map((x, k) => (x > right[k]! ? 1 : x < right[k]! ? -1 : 0))
  const now = stands.at(-1)!
  const before = stands.slice(0, -1).findLast((side) => side !== 0) ?? 0
  return now !== 0 && before === -now ? now : 0
}

function plainCompare(
  score: Column,
  sources: PlainSources,
  index: number,
  boundary: number,
): number {
  if (score.kind !== 'moment') throw new Error('a score is a moment')
  const input = plainColumn(score.input, sources)
  const z = plainColumn(score, sources)[index]!
  if (Number.isNaN(z)) return -1
  const difference = Math.abs(z) - boundary
  const isExact = !score.isLagged && score.ddof === 0
  if (!isExact || Math.abs(difference) > 1e-9 * Math.max(1, boundary)) return Math.sign(difference)
  return compareExactly(Float64Array.from(windowAt(input, index, score)), input[index]!, boundary)
}
