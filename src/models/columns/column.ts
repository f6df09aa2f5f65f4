/**
 * The column vocabulary: signals said as sentences about whole series.
 *
 * A column is a description, nothing more: `zscore(PRICE, { windowSamples: 50 })` says what is
 * wanted, and a `ColumnProgram` computes any number of columns in one pass over the data.
 *
 * ```ts
 * const z = zscore(PRICE, { windowSamples: 50 })
 * const signal = sub(lt(z, -1.5), gt(z, 1.5))
 * const trend = cross(ewma(PRICE, { spanSamples: 10 }), ewma(PRICE, { spanSamples: 50 }))
 * ```
 *
 * Conventions, everywhere:
 *
 * - a window is counted in samples and includes the newest one, unless it is `isLagged`: then it
 *   ends one sample earlier;
 * - while a window holds fewer than `samplesMin` valid samples (all of it, when not told) there is
 *   nothing to say: NaN;
 * - NaN is no sample: windows and averages skip it, arithmetic hands it on, a comparison with it is 0;
 * - comparisons are 1 or 0; 0 and NaN are false;
 * - no column looks ahead: what a sample says never changes when later samples come.
 */

/** A column of the series itself. */
export type SourceName = 'price' | 'bid' | 'ask' | 'volume'

export type UnaryName = 'negated' | 'absolute' | 'floor' | 'not'
export type BinaryName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'lesser'
  | 'greater'
  | 'and'
  | 'or'
  | ComparisonName
export type ComparisonName = 'lt' | 'le' | 'gt' | 'ge' | 'eq'
export type MomentName = 'mean' | 'deviation' | 'sum' | 'zscore'
export type ExtremeName = 'lowest' | 'highest'

/** Made by the functions below. */
export type Column =
  | { readonly kind: 'source'; readonly name: SourceName }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'unary'; readonly name: UnaryName; readonly input: Column }
  | {
      readonly kind: 'binary'
      readonly name: BinaryName
      readonly left: Column
      readonly right: Column
    }
  | {
      readonly kind: 'where'
      readonly condition: Column
      readonly whenTrue: Column
      readonly otherwise: Column
    }
  | ({ readonly kind: 'moment'; readonly name: MomentName; readonly input: Column } & Window)
  | ({ readonly kind: 'extreme'; readonly name: ExtremeName; readonly input: Column } & Window)
  | {
      readonly kind: 'ewma'
      readonly input: Column
      readonly weight: number
      readonly isAdjusted: boolean
      readonly samplesMin: number
    }
  | { readonly kind: 'lag'; readonly input: Column; readonly samples: number }
  | { readonly kind: 'cross'; readonly left: Column; readonly right: Column }
  | {
      readonly kind: 'beyond'
      readonly score: Column
      readonly boundary: number
      /** 1 with the score, -1 against it. */
      readonly direction: number
    }
  | { readonly kind: 'multiples'; readonly score: Column; readonly perUnit: number }

/** Where a number will do for a column. */
export type ColumnLike = Column | number

export interface Window {
  readonly windowSamples: number
  readonly samplesMin: number
  readonly isLagged: boolean
  /** Taken from the count of samples in the divisor of a variance. */
  readonly ddof: number
}

export interface WindowOptions {
  readonly windowSamples: number
  /** Valid samples that a window needs; `windowSamples` when not told. */
  readonly samplesMin?: number
  /** The window ends before the newest sample. */
  readonly isLagged?: boolean
}

export interface DeviationOptions extends WindowOptions {
  /** 0: of a population, the default. 1: of a sample. */
  readonly ddof?: number
}

/** How fast an average forgets: exactly one of the three. */
export interface EwmaOptions {
  /** Weight of the newest sample, above 0 and at most 1. */
  readonly weight?: number
  /** Weight 2 / (span + 1). */
  readonly spanSamples?: number
  /** After so many samples a sample's weight has halved. */
  readonly halfLifeSamples?: number
  /** Divide by the sum of the weights, so that the first samples do not count for all before. */
  readonly isAdjusted?: boolean
  /** 1 when not told. */
  readonly samplesMin?: number
}

export const PRICE: Column = { kind: 'source', name: 'price' }
export const BID: Column = { kind: 'source', name: 'bid' }
export const ASK: Column = { kind: 'source', name: 'ask' }
/** In lots. */
export const VOLUME: Column = { kind: 'source', name: 'volume' }

export const rollingMean = (input: ColumnLike, options: WindowOptions): Column =>
  moment('mean', input, options)
/** Standard deviation. */
export const rollingStd = (input: ColumnLike, options: DeviationOptions): Column =>
  moment('deviation', input, options)
export const rollingSum = (input: ColumnLike, options: WindowOptions): Column =>
  moment('sum', input, options)
/** (x - mean) / deviation; NaN, never an infinity, where the deviation is 0. */
export const zscore = (input: ColumnLike, options: DeviationOptions): Column =>
  moment('zscore', input, options)
export const rollingMin = (input: ColumnLike, options: WindowOptions): Column => ({
  kind: 'extreme',
  name: 'lowest',
  input: columnOf(input),
  ...windowOf(options),
})
export const rollingMax = (input: ColumnLike, options: WindowOptions): Column => ({
  kind: 'extreme',
  name: 'highest',
  input: columnOf(input),
  ...windowOf(options),
})

/** The value so many samples ago; NaN for the first ones. */
export function lag(input: ColumnLike, samples = 1): Column {
  checkWhole('samples', samples, 1)
  return { kind: 'lag', input: columnOf(input), samples }
}
/** The change over so many samples. */
export const diff = (input: ColumnLike, samples = 1): Column => sub(input, lag(input, samples))

/** `whenTrue` where the condition is neither 0 nor NaN, else `otherwise`. */
export const where = (condition: Column, whenTrue: ColumnLike, otherwise: ColumnLike): Column => ({
  kind: 'where',
  condition,
  whenTrue: columnOf(whenTrue),
  otherwise: columnOf(otherwise),
})

/**
 * 1 at the sample where left comes to stand above right, -1 where it comes to stand below, else 0.
 * Standing equal, or not being a number, is no side: it counts from which side it came.
 */
export const cross = (left: ColumnLike, right: ColumnLike): Column => ({
  kind: 'cross',
  left: columnOf(left),
  right: columnOf(right),
})

/**
 * 1 where a z-score is above the boundary, -1 where it is below its negative, else 0; exact, as
 * comparisons are. The same as `sub(gt(score, boundary), lt(score, -boundary))`, in one step.
 */
export const beyond = (score: Column, boundary: number): Column => outside(score, boundary, 1)

/** The other way round: 1 where a z-score is far below zero, -1 where it is far above. */
export const against = (score: Column, boundary: number): Column => outside(score, boundary, -1)

function outside(score: Column, boundary: number, direction: number): Column {
  if (boundary >= 0) return { kind: 'beyond', score, boundary, direction }
  throw new RangeError(`a boundary is a number of at least 0, was ${boundary}`)
}

/**
 * floor(perUnit |score|), exact also where the product is a whole number: 1.5 deviations are three
 * halves, whichever way a last digit was rounded.
 */
export function wholeMultiples(score: Column, perUnit: number): Column {
  if (!(Number.isFinite(perUnit) && perUnit > 0)) {
    throw new RangeError(`multiples are counted per positive number, was ${perUnit}`)
  }
  return { kind: 'multiples', score, perUnit }
}

export const add = (left: ColumnLike, right: ColumnLike): Column => binary('add', left, right)
export const sub = (left: ColumnLike, right: ColumnLike): Column => binary('sub', left, right)
export const mul = (left: ColumnLike, right: ColumnLike): Column => binary('mul', left, right)
export const div = (left: ColumnLike, right: ColumnLike): Column => binary('div', left, right)
/** The lesser of two, the greater of two, sample by sample. */
export const lesser = (left: ColumnLike, right: ColumnLike): Column => binary('lesser', left, right)
export const greater = (left: ColumnLike, right: ColumnLike): Column =>
  binary('greater', left, right)
export const and = (left: ColumnLike, right: ColumnLike): Column => binary('and', left, right)
export const or = (left: ColumnLike, right: ColumnLike): Column => binary('or', left, right)
/** A z-score against a constant is compared exactly, whatever its last digits. */
export const lt = (left: ColumnLike, right: ColumnLike): Column => binary('lt', left, right)
export const le = (left: ColumnLike, right: ColumnLike): Column => binary('le', left, right)
export const gt = (left: ColumnLike, right: ColumnLike): Column => binary('gt', left, right)
export const ge = (left: ColumnLike, right: ColumnLike): Column => binary('ge', left, right)
export const eq = (left: ColumnLike, right: ColumnLike): Column => binary('eq', left, right)
export const negated = (input: ColumnLike): Column => unary('negated', input)
export const absolute = (input: ColumnLike): Column => unary('absolute', input)
export const floor = (input: ColumnLike): Column => unary('floor', input)
/** 1 where the input is 0 or NaN, else 0. */
export const not = (input: ColumnLike): Column => unary('not', input)

export function constant(value: number): Column {
  return { kind: 'constant', value }
}

const columnOf = (input: ColumnLike): Column =>
  typeof input === 'number' ? constant(input) : input

const unary = (name: UnaryName, input: ColumnLike): Column => ({
  kind: 'unary',
  name,
  input: columnOf(input),
})

const binary = (name: BinaryName, left: ColumnLike, right: ColumnLike): Column => ({
  kind: 'binary',
  name,
  left: columnOf(left),
  right: columnOf(right),
})

const moment = (name: MomentName, input: ColumnLike, options: DeviationOptions): Column => ({
  kind: 'moment',
  name,
  input: columnOf(input),
  ...windowOf(options),
})

/** A window takes sixteen bytes a sample, at once. */
export const WINDOW_SAMPLES_MAX = 10_000_000

/** @throws RangeError for a window that is none. */
function windowOf(options: DeviationOptions): Window {
  const { windowSamples, samplesMin = windowSamples, isLagged = false, ddof = 0 } = options
  checkWhole('windowSamples', windowSamples, 1)
  checkWhole('samplesMin', samplesMin, 1)
  checkWhole('ddof', ddof, 0)
  if (windowSamples > WINDOW_SAMPLES_MAX) {
    throw new RangeError(`a window has at most ${WINDOW_SAMPLES_MAX} samples, was ${windowSamples}`)
  }
  if (samplesMin > windowSamples) {
    throw new RangeError(`a window of ${windowSamples} samples never holds ${samplesMin}`)
  }
  return { windowSamples, samplesMin, isLagged, ddof }
}

export function checkWhole(name: string, value: number, lowest: number): void {
  if (Number.isInteger(value) && value >= lowest) return
  throw new RangeError(`${name} is a whole number of at least ${lowest}, was ${value}`)
}
