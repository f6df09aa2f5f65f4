/**
 * Mean, deviation, sum and score of a trailing window, block by block.
 *
 * As in `rolling-z-score.ts`, sums are of differences to an anchor near the window, and taken anew
 * from the window itself every so many samples and whenever its spread has become small against what
 * the sums went through. Whatever is out of the ordinary (a window that is not full, NaN, equal
 * samples, a spread that shrank) is dealt with sample by sample; in between runs a loop that knows
 * that it is not.
 */
import { compareExactly } from '../exact-score.ts'
import type { Window } from './column.ts'
import { BLOCK_SAMPLES, ColumnStep } from './column-step.ts'
import { SampleHistory } from './sample-history.ts'

const SAMPLES_BETWEEN_ANCHORS_MIN = 1024
/** The sums are taken anew once the spread is this small a part of the largest sum carried. */
const SHRUNK = 1e-4
/** Far above the error of a score, far below any difference that a market makes. */
const TOO_CLOSE_TO_CALL = 1e-9

export class RollingMoments extends ColumnStep {
  readonly #input: ColumnStep
  readonly #history: SampleHistory
  readonly #window: Window
  readonly #samplesBetweenAnchors: number = 0
  /** What is wanted of it, filled block by block. */
  #scores: Float64Array | undefined
  #means: Float64Array | undefined
  #deviations: Float64Array | undefined
  #sums: Float64Array | undefined
  /** Where the present block stands in the history. */
  #start = 0
  /** Valid samples in the window. */
  #count = 0
  #anchor = 0
  #sum = 0
  #sumOfSquares = 0
  #peakOfSquares = 0
  #sinceAnchor = 0
  /** Equal valid samples up to the newest. */
  #equalRun = 0
  #latest = Number.NaN

  constructor(input: ColumnStep, window: Window) {
    super()
    this.#input = input
    this.#window = window
    this.#history = new SampleHistory(window.windowSamples + 1)
    this.#samplesBetweenAnchors = Math.max(SAMPLES_BETWEEN_ANCHORS_MIN, window.windowSamples)
  }

  get scores(): Float64Array {
    this.#scores ??= new Float64Array(BLOCK_SAMPLES)
    return this.#scores
  }
  get means(): Float64Array {
    this.#means ??= new Float64Array(BLOCK_SAMPLES)
    return this.#means
  }
  get deviations(): Float64Array {
    this.#deviations ??= new Float64Array(BLOCK_SAMPLES)
    return this.#deviations
  }
  get sums(): Float64Array {
    this.#sums ??= new Float64Array(BLOCK_SAMPLES)
    return this.#sums
  }

  override run(length: number): void {
    this.#start = this.#history.append(this.#input.values, length)
    const { windowSamples, isLagged } = this.#window
    let done = 0
    while (done < length) {
      const room = this.#samplesBetweenAnchors - this.#sinceAnchor
      if (this.#count === windowSamples && !isLagged && room > 0) {
        const until = Math.min(length, done + room)
        done = this.#isForScores ? this.#runScores(done, until) : this.#runMoments(done, until)
      }
      if (done < length) this.#runOne(done++)
    }
  }

  get #isForScores(): boolean {
    return (this.#means ?? this.#deviations ?? this.#sums) === undefined
  }

  /**
   * The sign of |score| - boundary at a sample of the present block, exact also where rounding could
   * decide it; -1 without a score. Scores by other conventions than the usual are compared as they are.
   */
  compareMagnitude(index: number, boundary: number): -1 | 0 | 1 {
    const difference = Math.abs(this.scores[index]!) - boundary
    if (Number.isNaN(difference)) return -1
    const { windowSamples, isLagged, ddof } = this.#window
    const isClear = Math.abs(difference) > TOO_CLOSE_TO_CALL * Math.max(1, boundary)
    if (isClear || isLagged || ddof !== 0) return difference > 0 ? 1 : difference < 0 ? -1 : 0
    const at = this.#start + index
    const window = this.#history.samples.subarray(at + 1 - windowSamples, at + 1)
    const valid = window.filter((sample) => !Number.isNaN(sample))
    return compareExactly(valid, this.#history.samples[at]!, boundary)
  }

  /** Full windows of ordinary samples; answers the first sample that is not. */
  #runScores(from: number, until: number): number {
    const { samples } = this.#history
    const scores = this.scores
    const start = this.#start
    const window = this.#window.windowSamples
    const anchor = this.#anchor
    const share = 1 / window
    const scale = this.#divisor
    let sum = this.#sum
    let sumOfSquares = this.#sumOfSquares
    let peak = this.#peakOfSquares
    let index = from
    for (; index < until; index++) {
      const at = start + index
      const entering = samples[at]! - anchor
      const leaving = samples[at - window]! - anchor
      const nextSum = sum + (entering - leaving)
      const nextSquares = sumOfSquares + (entering - leaving) * (entering + leaving)
      const mean = nextSum * share
      const spread = nextSquares - nextSum * mean
      const nextPeak = nextSquares > peak ? nextSquares : peak
      // Written so that a spread that is not a number stops here too.
      if (!(spread > SHRUNK * nextPeak)) break
      sum = nextSum
      sumOfSquares = nextSquares
      peak = nextPeak
      scores[index] = (entering - mean) / Math.sqrt(spread * scale)
    }
    this.#keep(sum, sumOfSquares, peak, from, index)
    return index
  }

  /** The same for the other three, and for scores beside them. */
  #runMoments(from: number, until: number): number {
    const { samples } = this.#history
    const { scores, means, deviations, sums } = this
    const start = this.#start
    const window = this.#window.windowSamples
    const anchor = this.#anchor
    const share = 1 / window
    const scale = this.#divisor
    let sum = this.#sum
    let sumOfSquares = this.#sumOfSquares
    let peak = this.#peakOfSquares
    let index = from
    for (; index < until; index++) {
      const at = start + index
      const entering = samples[at]! - anchor
      const leaving = samples[at - window]! - anchor
      const nextSum = sum + (entering - leaving)
      const nextSquares = sumOfSquares + (entering - leaving) * (entering + leaving)
      const mean = nextSum * share
      const spread = nextSquares - nextSum * mean
      const nextPeak = nextSquares > peak ? nextSquares : peak
      if (!(spread > SHRUNK * nextPeak)) break
      sum = nextSum
      sumOfSquares = nextSquares
      peak = nextPeak
      const deviation = Math.sqrt(spread * scale)
      means[index] = anchor + mean
      sums[index] = anchor * window + sum
      deviations[index] = deviation
      scores[index] = (entering - mean) / deviation
    }
    this.#keep(sum, sumOfSquares, peak, from, index)
    return index
  }

  /** One over what a spread is divided by; NaN where nothing is left to divide by. */
  get #divisor(): number {
    const { windowSamples, ddof } = this.#window
    return windowSamples > ddof ? 1 / (windowSamples - ddof) : Number.NaN
  }

  #keep(sum: number, sumOfSquares: number, peak: number, from: number, until: number): void {
    if (until === from) return
    const { samples } = this.#history
    this.#sum = sum
    this.#sumOfSquares = sumOfSquares
    this.#peakOfSquares = peak
    this.#sinceAnchor += until - from
    const newest = this.#start + until - 1
    const oldest = newest + 1 - this.#window.windowSamples
    this.#latest = samples[newest]!
    let at = newest
    while (at > oldest && samples[at - 1] === this.#latest) at--
    this.#equalRun = newest + 1 - at
  }

  /** One sample, whatever it is. */
  #runOne(index: number): void {
    const { samples } = this.#history
    const { windowSamples, isLagged } = this.#window
    const at = this.#start + index
    const sample = samples[at]!
    if (isLagged) this.#say(index, sample)
    const leaving = samples[at - windowSamples]!
    if (!Number.isNaN(leaving)) this.#remove(leaving)
    if (!Number.isNaN(sample)) this.#add(sample)
    if (this.#sumOfSquares > this.#peakOfSquares) this.#peakOfSquares = this.#sumOfSquares
    const spread = this.#sumOfSquares - (this.#sum * this.#sum) / this.#count
    const isShrunk = !(spread > SHRUNK * this.#peakOfSquares) && !this.#isFlat
    if (++this.#sinceAnchor >= this.#samplesBetweenAnchors || isShrunk) this.#anchorAnew(at)
    if (!isLagged) this.#say(index, sample)
  }

  get #isFlat(): boolean {
    return this.#equalRun >= this.#count
  }

  #remove(sample: number): void {
    const difference = sample - this.#anchor
    this.#count--
    this.#sum -= difference
    this.#sumOfSquares -= difference * difference
  }

  #add(sample: number): void {
    if (this.#count === 0) {
      this.#anchor = sample
      this.#sum = 0
      this.#sumOfSquares = 0
      this.#peakOfSquares = 0
    }
    const difference = sample - this.#anchor
    this.#count++
    this.#sum += difference
    this.#sumOfSquares += difference * difference
    this.#equalRun = sample === this.#latest ? this.#equalRun + 1 : 1
    this.#latest = sample
  }

  #anchorAnew(newest: number): void {
    const { samples } = this.#history
    const anchor = this.#latest
    let sum = 0
    let sumOfSquares = 0
    for (let at = newest + 1 - this.#window.windowSamples; at <= newest; at++) {
      const difference = samples[at]! - anchor
      if (Number.isNaN(difference)) continue
      sum += difference
      sumOfSquares += difference * difference
    }
    this.#anchor = anchor
    this.#sum = sum
    this.#sumOfSquares = sumOfSquares
    this.#peakOfSquares = sumOfSquares
    this.#sinceAnchor = 0
  }

  /** Writes down what the window says now of a sample. */
  #say(index: number, sample: number): void {
    const { samplesMin, ddof } = this.#window
    const count = this.#count
    const isSilent = count < samplesMin
    const isFlat = this.#isFlat
    const mean = this.#sum / count
    const spread = isFlat ? 0 : Math.max(0, this.#sumOfSquares - this.#sum * mean)
    const isKnown = !isSilent && count > ddof
    const deviation = isKnown ? Math.sqrt(spread / (count - ddof)) : Number.NaN
    if (this.#means !== undefined) {
      this.#means[index] = isSilent ? Number.NaN : isFlat ? this.#latest : this.#anchor + mean
    }
    if (this.#sums !== undefined) {
      const sum = isFlat ? this.#latest * count : this.#anchor * count + this.#sum
      this.#sums[index] = isSilent ? Number.NaN : sum
    }
    if (this.#deviations !== undefined) this.#deviations[index] = deviation
    if (this.#scores !== undefined) {
      const distance = isFlat ? sample - this.#latest : sample - this.#anchor - mean
      this.#scores[index] = deviation > 0 ? distance / deviation : Number.NaN
    }
  }
}

/** One of the columns that a window's moments are. */
export class MomentStep extends ColumnStep {
  constructor(moments: RollingMoments, name: 'mean' | 'deviation' | 'sum' | 'zscore') {
    super()
    if (name === 'zscore') this.values = moments.scores
    else if (name === 'mean') this.values = moments.means
    else if (name === 'sum') this.values = moments.sums
    else this.values = moments.deviations
  }

  /** The moments have been computed before. */
  override run(): void {}
}
