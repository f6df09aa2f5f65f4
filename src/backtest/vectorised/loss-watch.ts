/**
 * The daily loss limit, asked of the gate only where the answer could be news: at a new day, and
 * where a loss is beyond it. In between it is one comparison a row, against the gate's own numbers.
 */
import { nanos } from '../../core/index.ts'
import type { EquityMarks } from './equity-marks.ts'
import type { TakerDesk } from './taker-desk.ts'

const NANOS_PER_DAY = 86_400e9

export class LossWatch {
  readonly #desk: TakerDesk
  readonly #lossMax: number
  #open: number
  #dayEnd = Number.NEGATIVE_INFINITY

  constructor(desk: TakerDesk, openingCash: number) {
    this.#desk = desk
    this.#lossMax = desk.gate.limits.dailyLossMax
    this.#open = openingCash
  }

  /** The gate is about to be asked, or asks itself, with this equity. */
  note(now: number, equity: number): void {
    if (now < this.#dayEnd) return
    if (this.#dayEnd !== Number.NEGATIVE_INFINITY) this.#open = equity
    this.#dayEnd = (Math.floor(now / NANOS_PER_DAY) + 1) * NANOS_PER_DAY
  }

  /** Rows during which a position is held: trips the kill switch at the first that lost too much. */
  check(
    marks: EquityMarks,
    prices: Float64Array,
    times: Float64Array,
    from: number,
    to: number,
    shift: number,
  ): void {
    let row = from
    while (row < to && !this.#desk.killSwitch.isTripped) {
      const now = times[row]! + shift
      if (now >= this.#dayEnd) this.#ask(now, marks.at(prices[row]!))
      const isOneDay = times[to - 1]! + shift < this.#dayEnd
      const until = isOneDay ? to : this.#dayEndRow(times, row, to, shift)
      row = marks.firstLoss(prices, row, until, this.#open, this.#lossMax)
      if (row === until) continue
      this.#ask(times[row]! + shift, marks.at(prices[row]!))
      row++
    }
  }

  /** No row up to this instant, with equities no lower than this, can be news. */
  isClear(lowest: number, untilNanos: number): boolean {
    return this.#open - lowest <= this.#lossMax && untilNanos < this.#dayEnd
  }

  /** A fill has been reported: its loss is real now, whatever the position. */
  checkFill(now: number, equity: number): void {
    if (this.#desk.killSwitch.isTripped) return
    if (now < this.#dayEnd && this.#open - equity <= this.#lossMax) return
    this.#ask(now, equity)
  }

  #ask(now: number, equity: number): void {
    this.note(now, equity)
    this.#desk.equity = equity
    this.#desk.gate.isLossBeyondLimit(this.#desk, nanos(now))
  }

  #dayEndRow(times: Float64Array, from: number, to: number, shift: number): number {
    let row = from
    while (row < to && times[row]! + shift < this.#dayEnd) row++
    return row
  }
}
