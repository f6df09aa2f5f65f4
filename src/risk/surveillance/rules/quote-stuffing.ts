/**
 * Quote stuffing: a burst of messages that hardly ever trade, to burden the venue and everybody who
 * reads its feed.
 *
 * Messages of 100 ms are counted. A count is a burst when it is above the mean by 20 standard
 * deviations of the flow's own last minute, and 50 at the least, and of the messages of the last second
 * less than 0.1 % traded.
 *
 * The deviation is at least that of independent messages at the mean rate, so that a flow that sent
 * nothing for a while is not in a burst by being there. Counts above the threshold do not move the mean.
 *
 * Known false positives: a mass withdrawal followed by a new start of many quotes.
 */
import { SEVERITY_CRITICAL } from '../../../core/index.ts'
import type { OwnOrder } from '../own-order.ts'
import { power } from '../power.ts'
import { type Ground, Rule, type SentAction } from '../rule.ts'

export interface QuoteStuffingThresholds {
  readonly sliceNanos: number
  readonly deviationsMin: number
  readonly messagesMin: number
  readonly fillShareMax: number
}

export const QUOTE_STUFFING: QuoteStuffingThresholds = {
  sliceNanos: 0.1e9,
  deviationsMin: 20,
  messagesMin: 50,
  fillShareMax: 0.001,
}

/** Weight of the newest slice: a minute of slices of 100 ms. */
const WEIGHT = 1 / 600
/** Slices over which fills are held against messages. */
const SLICES = 10
const EVIDENCE_MAX = 16

export class QuoteStuffing extends Rule {
  readonly #thresholds: QuoteStuffingThresholds
  readonly #messages = new Float64Array(SLICES)
  readonly #fills = new Float64Array(SLICES)
  #slice = Number.NaN
  #mean = 0
  #variance = 0
  #algorithm = 0

  constructor(ground: Ground, thresholds: QuoteStuffingThresholds = QUOTE_STUFFING) {
    super(ground)
    this.#thresholds = thresholds
  }

  override sent(_action: SentAction, order: OwnOrder): void {
    this.#enter()
    this.#messages[this.#slice % SLICES]! += 1
    this.#algorithm = order.algorithm
  }

  override filled(): void {
    this.#enter()
    this.#fills[this.#slice % SLICES]! += 1
  }

  override advance(): void {
    this.#enter()
  }

  override closed(): void {
    if (!Number.isNaN(this.#slice)) this.#judge(this.#messages[this.#slice % SLICES]!)
  }

  /** Into the slice of now; the one before is over. */
  #enter(): void {
    const { sliceNanos } = this.#thresholds
    const slice = Math.max(0, Math.floor(this.ground.now / sliceNanos))
    if (slice === this.#slice) return
    if (!Number.isNaN(this.#slice)) this.#settle(slice - this.#slice)
    const gone = Number.isNaN(this.#slice) ? SLICES : Math.min(SLICES, slice - this.#slice)
    for (let k = 0; k < gone; k++) {
      this.#messages[(slice - k) % SLICES] = 0
      this.#fills[(slice - k) % SLICES] = 0
    }
    this.#slice = slice
    this.dueNanos = (slice + 1) * sliceNanos
  }

  #settle(passed: number): void {
    const count = this.#messages[this.#slice % SLICES]!
    const isBurst = this.#judge(count)
    const told = isBurst ? this.#mean : count
    const difference = told - this.#mean
    this.#mean += WEIGHT * difference
    this.#variance = (1 - WEIGHT) * (this.#variance + WEIGHT * difference * difference)
    const faded = power(1 - WEIGHT, passed - 1)
    this.#mean *= faded
    this.#variance *= faded
    // Nothing left to wait for once the slice of the last message is settled.
    this.dueNanos = Number.POSITIVE_INFINITY
  }

  #judge(count: number): boolean {
    const { deviationsMin, messagesMin, fillShareMax, sliceNanos } = this.#thresholds
    const deviation = Math.sqrt(Math.max(this.#variance, this.#mean, 1))
    const bound = Math.max(messagesMin, this.#mean + deviationsMin * deviation)
    if (count < bound) return false
    const messages = this.#messages.reduce((sum, one) => sum + one, 0)
    const fills = this.#fills.reduce((sum, one) => sum + one, 0)
    if (fills >= fillShareMax * messages && fills > 0) return true
    const { history } = this.ground
    const from = this.#slice * sliceNanos
    const milliseconds = sliceNanos / 1e6
    this.ground.raise({
      severity: SEVERITY_CRITICAL,
      algorithm: this.#algorithm,
      evidence: history.since(from, EVIDENCE_MAX, (back) => !history.isFill(back)),
      figures: [
        {
          name: `messages in ${milliseconds} ms`,
          measured: count,
          threshold: bound,
          unit: 'at least',
        },
        {
          name: 'usual messages',
          measured: this.#mean,
          threshold: count,
          unit: 'far below',
        },
        {
          name: 'share that traded',
          measured: fills / Math.max(1, messages),
          threshold: fillShareMax,
          unit: 'below',
        },
      ],
      text: `Sent ${count} messages within ${milliseconds} ms, where ${this.#mean.toFixed(2)} are usual, and ${fills} of ${messages} in the last second traded`,
    })
    return true
  }
}
