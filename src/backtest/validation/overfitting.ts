/**
 * The probability of backtest overfitting: how often the trial that was best on one half of the data
 * is in the lower half of all trials on the other.
 *
 * Combinatorially symmetric cross-validation, D. Bailey, J. Borwein, M. Lopez de Prado and Q. Zhu,
 * The Probability of Backtest Overfitting, Journal of Computational Finance 20(4), 2017: the slices
 * are cut into an even number of blocks, and every choice of half the blocks is in-sample once.
 *
 * ```ts
 * probabilityOfOverfitting(rows).probability   // near 0.5: choosing the best was worth nothing
 * ```
 */
import { assert, log, RandomStream } from '../../core/index.ts'
import { straightLine } from '../calibration/index.ts'
import { BlockSums, type Measure } from './block-sums.ts'
import { combinationCount, combinations, drawCombination } from './combinations.ts'
import { type Dominance, DominanceCounts } from './dominance.ts'

export interface OverfittingOptions {
  /** Even. 16 where not given, fewer when there are not two slices for each. */
  readonly blocks?: number
  /** What the best is chosen by, and ranked by: `sharpe` where not given. */
  readonly measure?: Measure
  /** Trials times choices to look at before choices are drawn at random instead. */
  readonly workMax?: number
  /** Of the draws. */
  readonly seed?: number | string
}

export interface Overfitting {
  readonly trials: number
  readonly measure: Measure
  readonly blocks: number
  readonly slicesPerBlock: number
  /** Choices of blocks that were looked at, and that there are. */
  readonly combinations: number
  readonly combinationsTotal: number
  /** Whether they were drawn, because all would have taken too long. */
  readonly isSampled: boolean
  /** PBO: share of the choices whose best was at or below the median out of sample. */
  readonly probability: number
  /** Mean of ln(w / (1 - w)), w being the rank out of sample over N + 1: above 0 is good. */
  readonly logitMean: number
  /** Shares of the choices by the tenth of 0 to 1 that w lies in, the worst first. */
  readonly rankTenths: readonly number[]
  /** Of the chosen's performance: out of sample on in-sample, a line by least squares. */
  readonly degradation: { readonly slope: number; readonly intercept: number }
  readonly inSampleMean: number
  readonly outOfSampleMean: number
  /** Share of the choices whose best lost money out of sample. */
  readonly lossProbability: number
  readonly dominance: Dominance
}

export const BLOCKS_DEFAULT = 16
/** A second or two. */
const WORK_DEFAULT = 100_000_000
/** However many the trials, so few choices would say nothing. */
const COMBINATIONS_MIN = 256

/** Rows of profit by slice, one for each trial: at least two, of one length, without holes. */
export function probabilityOfOverfitting(
  rows: readonly ArrayLike<number>[],
  options: OverfittingOptions = {},
): Overfitting {
  assert(rows.length >= 2, 'overfitting needs something to choose from')
  const { measure = 'sharpe', workMax = WORK_DEFAULT, seed = 1 } = options
  const blocks = options.blocks ?? blocksFor(rows[0]!.length)
  assert(blocks >= 2 && blocks % 2 === 0, 'blocks are even in number')
  const sums = new BlockSums(rows, blocks)
  const total = combinationCount(blocks, blocks / 2)
  const wanted = Math.max(COMBINATIONS_MIN, 2 * Math.floor(workMax / rows.length / 2))
  const isSampled = wanted < total
  const used = isSampled ? wanted : total
  const halves = isSampled
    ? drawnHalves(blocks, used / 2, RandomStream.named(seed, 'overfitting'))
    : firstHalves(blocks)
  const choices = new Choices(sums, measure)
  for (const half of halves) choices.add(half)
  return {
    trials: rows.length,
    measure,
    blocks,
    slicesPerBlock: sums.slicesPerBlock,
    combinations: used,
    combinationsTotal: total,
    isSampled,
    ...choices.result(),
  }
}

/** An even number of blocks with two slices at least, so that each choice has a deviation. */
export function blocksFor(slices: number): number {
  return Math.max(2, Math.min(BLOCKS_DEFAULT, 2 * Math.floor(slices / 4)))
}

/** Every choice or its complement, once: those that hold the first block come first. */
function* firstHalves(blocks: number): Generator<Int32Array> {
  for (const half of combinations(blocks, blocks / 2)) {
    if (half[0] !== 0) return
    yield half
  }
}

function* drawnHalves(blocks: number, count: number, stream: RandomStream): Generator<Int32Array> {
  const half = new Int32Array(blocks / 2)
  for (let i = 0; i < count; i++) {
    drawCombination(stream, blocks, half)
    yield half
  }
}

/** What the choices looked at so far have shown. A choice and its complement are judged together. */
class Choices {
  readonly #sums: BlockSums
  readonly #measure: Measure
  readonly #here: Float64Array
  readonly #there: Float64Array
  readonly #others: Int32Array
  readonly #rankTenths = new Float64Array(10)
  /** The chosen of each choice: x in-sample, y out of sample. */
  readonly #chosen: { readonly x: number; readonly y: number }[] = []
  readonly #dominance: DominanceCounts
  #seen = 0
  #atOrBelowMiddle = 0
  #logitSum = 0
  #losses = 0

  constructor(sums: BlockSums, measure: Measure) {
    this.#sums = sums
    this.#measure = measure
    this.#here = new Float64Array(sums.trials)
    this.#there = new Float64Array(sums.trials)
    this.#others = new Int32Array(sums.blocks / 2)
    const all = Int32Array.from({ length: sums.blocks }, (_, block) => block)
    sums.measureInto(all, measure, this.#here)
    this.#dominance = new DominanceCounts(usualSize(this.#here))
  }

  add(half: Int32Array): void {
    let taken = 0
    let left = 0
    for (let block = 0; block < this.#sums.blocks; block++) {
      if (half[taken] === block) taken++
      else this.#others[left++] = block
    }
    this.#sums.measureInto(half, this.#measure, this.#here)
    this.#sums.measureInto(this.#others, this.#measure, this.#there)
    this.#judge(this.#here, this.#there)
    this.#judge(this.#there, this.#here)
  }

  result() {
    const { slope, intercept } = straightLine(this.#chosen)
    const inSample = this.#chosen.reduce((sum, { x }) => sum + x, 0)
    const outOfSample = this.#chosen.reduce((sum, { y }) => sum + y, 0)
    return {
      probability: this.#atOrBelowMiddle / this.#seen,
      logitMean: this.#logitSum / this.#seen,
      rankTenths: Array.from(this.#rankTenths, (count) => count / this.#seen),
      degradation: { slope, intercept },
      inSampleMean: inSample / this.#seen,
      outOfSampleMean: outOfSample / this.#seen,
      lossProbability: this.#losses / this.#seen,
      dominance: this.#dominance.result(),
    }
  }

  #judge(inSample: Float64Array, outOfSample: Float64Array): void {
    const best = placeOfHighest(inSample)
    const performance = outOfSample[best]!
    const share = averageRank(outOfSample, performance) / (outOfSample.length + 1)
    const tenth = Math.floor(share * 10)
    this.#seen++
    this.#rankTenths[tenth] = this.#rankTenths[tenth]! + 1
    this.#logitSum += log(share / (1 - share))
    // The logit is at or below zero, free of the rounding of a logarithm.
    if (share <= 0.5) this.#atOrBelowMiddle++
    if (performance < 0) this.#losses++
    this.#chosen.push({ x: inSample[best]!, y: performance })
    this.#dominance.addChosen(performance)
    this.#dominance.addAll(outOfSample)
  }
}

/** The first of equals. */
function placeOfHighest(values: Float64Array): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i
  return best
}

/** From 1 for the lowest; equals share the mean of their ranks. */
function averageRank(values: Float64Array, value: number): number {
  let below = 0
  let equal = 0
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < value) below++
    else if (values[i] === value) equal++
  }
  return below + (equal + 1) / 2
}

/** The median size, so that a few freaks do not blur all others; 1 where half of them are zero. */
function usualSize(values: Float64Array): number {
  const sizes = values.map(Math.abs).sort()
  return sizes[sizes.length >> 1]! || 1
}
