/**
 * What one level went through while an order waited there: the trades at its price and the changes of
 * what it showed, which is all that a queue model ever hears.
 *
 * Any model can be run over a trace again and again; where the feed told single orders the trace also
 * knows how many lots truly stood ahead.
 */
import { type Lots, lots, type Side, type Ticks } from '../../core/index.ts'
import type { QueueModel, QueuePlace } from '../../exchange/index.ts'

/** `open`: still watched. `emptied`, `passed`: level gone, price gone through. `left`: nothing known. */
export type TraceEnd = 'open' | 'emptied' | 'passed' | 'left'

const STEP_TRADE = 0
const STEP_DEPTH = 1
const STEP_CAP = 2

export class LevelTrace {
  readonly side: Side
  readonly price: Ticks
  readonly startNanos: number
  /** What the level showed when the order joined. */
  readonly shownLots: Lots
  /** Of the order itself. */
  readonly sizeLots: Lots
  end: TraceEnd = 'open'
  endNanos = Number.NaN
  readonly #kinds: number[] = []
  /** Lots that traded, or that the level showed before. */
  readonly #amounts: number[] = []
  /** Lots that the level shows after. */
  readonly #afters: number[] = []
  readonly #nanos: number[] = []
  readonly #trulyAhead: number[] = []

  constructor(place: {
    readonly side: Side
    readonly price: Ticks
    readonly startNanos: number
    readonly shownLots: Lots
    readonly sizeLots: Lots
  }) {
    this.side = place.side
    this.price = place.price
    this.startNanos = place.startNanos
    this.shownLots = place.shownLots
    this.sizeLots = place.sizeLots
  }

  get steps(): number {
    return this.#kinds.length
  }
  /** Since the order joined. */
  nanosAt(step: number): number {
    return this.#nanos[step]! - this.startNanos
  }
  isTrade(step: number): boolean {
    return this.#kinds[step] === STEP_TRADE
  }
  /** Lots that traded in this step. */
  tradedAt(step: number): number {
    return this.isTrade(step) ? this.#amounts[step]! : 0
  }
  /** After the step; NaN where the feed tells levels only. */
  trulyAheadAt(step: number): number {
    return this.#trulyAhead[step]!
  }

  addTrade(atNanos: number, size: number, trulyAhead: number): void {
    this.#add(STEP_TRADE, size, Number.NaN, atNanos, trulyAhead)
  }
  addDepth(atNanos: number, before: number, after: number, trulyAhead: number): void {
    this.#add(STEP_DEPTH, before, after, atNanos, trulyAhead)
  }
  /** The level was cleared and shows so much now: nobody stands behind what is not there. */
  addCap(atNanos: number, after: number, trulyAhead: number): void {
    this.#add(STEP_CAP, Number.NaN, after, atNanos, trulyAhead)
  }

  close(end: TraceEnd, atNanos: number): void {
    this.end = end
    this.endNanos = atNanos
  }

  /**
   * Runs a model over the trace. `visit` hears the lots ahead after each step, below zero for trades
   * that reached the order, and answers whether to go on.
   */
  replay(model: QueueModel, visit: (ahead: number, step: number) => boolean): void {
    const place: QueuePlace = { ahead: 0, traded: 0, leaves: this.sizeLots }
    model.enter(place, this.shownLots, lots(0))
    for (let step = 0; step < this.steps; step++) {
      const kind = this.#kinds[step]
      if (kind === STEP_TRADE) model.trade(place, this.#amounts[step]!)
      else if (kind === STEP_DEPTH) {
        // As at the venue: an estimate below zero is nobody ahead.
        if (place.ahead < 0) place.ahead = 0
        model.depth(place, this.#amounts[step]!, this.#afters[step]!)
        if (place.ahead < 0) place.ahead = 0
      } else if (place.ahead > this.#afters[step]!) place.ahead = this.#afters[step]!
      if (!visit(place.ahead, step)) return
    }
  }

  #add(kind: number, amount: number, after: number, atNanos: number, trulyAhead: number): void {
    this.#kinds.push(kind)
    this.#amounts.push(amount)
    this.#afters.push(after)
    this.#nanos.push(atNanos)
    this.#trulyAhead.push(trulyAhead)
  }
}
