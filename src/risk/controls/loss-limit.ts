/**
 * The loss since the day began, and the fall below the highest equity, of an instrument or an account.
 *
 * The first day's loss counts from the opening, or from the first equity seen; a later day's from the
 * first equity after its midnight (event time). A moment without a price judges nothing.
 */
import type { JudgedOrder } from '../judged-order.ts'
import { NO_REASON } from '../reason.ts'

const NANOS_PER_DAY = 86_400e9

export interface LossReasons {
  readonly loss: number
  readonly drawdown: number
}

export class LossLimit {
  readonly isOn: boolean
  readonly #lossMax: number = 0
  readonly #drawdownMax: number = 0
  readonly #reasons: LossReasons
  #day = Number.NaN
  #equityAtOpen = Number.NaN
  #equityHighest = Number.NEGATIVE_INFINITY

  constructor(
    reasons: LossReasons,
    lossMax: number = Number.POSITIVE_INFINITY,
    drawdownMax: number = Number.POSITIVE_INFINITY,
  ) {
    this.#reasons = reasons
    this.#lossMax = lossMax
    this.#drawdownMax = drawdownMax
    this.isOn = Math.min(lossMax, drawdownMax) < Number.POSITIVE_INFINITY
  }

  /** What the first day's loss and the first fall are measured from, in currency. */
  open(equity: number): void {
    this.#equityAtOpen = equity
    this.#equityHighest = equity
    this.#day = Number.NaN
  }

  /** Equity stands in a column of a row, the instant in the order. */
  judge(row: Float64Array, column: number, { now }: JudgedOrder): number {
    const equity = row[column]!
    if (Number.isNaN(equity)) return NO_REASON
    const day = Math.floor(now / NANOS_PER_DAY)
    const isNewDay = day !== this.#day && !Number.isNaN(this.#day)
    if (isNewDay || Number.isNaN(this.#equityAtOpen)) this.#equityAtOpen = equity
    this.#day = day
    if (equity > this.#equityHighest) this.#equityHighest = equity
    if (!(this.#equityAtOpen - equity <= this.#lossMax)) return this.#reasons.loss
    return this.#equityHighest - equity <= this.#drawdownMax ? NO_REASON : this.#reasons.drawdown
  }
}
