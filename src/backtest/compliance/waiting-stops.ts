/**
 * Stop orders that wait at a venue, as a journal tells of them: which of them a record shows to have
 * triggered.
 *
 * A venue goes by its own clock, and reports of it and of the market come by different lines: a trade may
 * be heard before the answer that shows that the order was there already.
 *
 * ```
 * ORDER_TERMS (stop price) -> intent -> ACCEPTED -> TRADE at the stop price or beyond     triggered
 *                                                -> FILLED                                triggered
 *                                                -> EXPIRED, but not for its time         triggered
 *                                                -> EXPIRED for its time, CANCELED        not
 *                                       ACCEPTED where the last trade has reached it      triggered
 * ```
 */
import {
  ACCEPTED,
  ENTER_ORDER,
  EXPIRED,
  FILLED,
  JOURNAL_INTENT,
  NO_PRICE,
  ORDER_TERMS,
  TRADE,
} from '../../core/index.ts'
import { NO_REASON, TIME_EXPIRED } from '../../risk/index.ts'
import type { JournalEntry } from '../journal-export/index.ts'

interface WaitingStop {
  readonly instrument: number
  readonly side: number
  readonly stopTicks: number
  /** By the venue's clock; NaN until its answer has been heard. */
  acceptedNanos: number
  /** The newest trade that reached it while no answer had been heard. */
  reachedNanos: number
}

export class WaitingStops {
  readonly #stops = new Map<string, WaitingStop>()
  /** Of each instrument, where anything was traded. */
  readonly #lastTicks = new Map<number, number>()
  /** The stop price that stands ahead of the next intent. */
  #stopTicks: number = NO_PRICE

  /** How many orders this record shows to have triggered. */
  take(entry: JournalEntry): number {
    const { kind } = entry
    if (kind === ORDER_TERMS) this.#stopTicks = entry.price
    else if (kind === JOURNAL_INTENT) this.#intend(entry)
    else if (kind === TRADE) return this.#trade(entry)
    else if (this.#stops.size > 0 && kind >= ACCEPTED && kind <= FILLED) return this.#report(entry)
    return 0
  }

  #intend(entry: JournalEntry): void {
    const stopTicks = this.#stopTicks
    this.#stopTicks = NO_PRICE
    const { grade, code, instrument, side } = entry
    if (grade !== ENTER_ORDER || code !== NO_REASON || stopTicks === NO_PRICE) return
    const unheard = { acceptedNanos: Number.NaN, reachedNanos: Number.NEGATIVE_INFINITY }
    this.#stops.set(keyOf(entry), { instrument, side, stopTicks, ...unheard })
  }

  #trade({ instrument, price, exchangeNanos }: JournalEntry): number {
    this.#lastTicks.set(instrument, price)
    let triggered = 0
    for (const [key, stop] of this.#stops) {
      if (stop.instrument !== instrument || !isReached(stop, price)) continue
      if (Number.isNaN(stop.acceptedNanos)) {
        stop.reachedNanos = Math.max(stop.reachedNanos, exchangeNanos)
      } else if (exchangeNanos >= stop.acceptedNanos) {
        this.#stops.delete(key)
        triggered++
      }
    }
    return triggered
  }

  #report(entry: JournalEntry): number {
    const { kind, exchangeNanos, instrument } = entry
    const key = keyOf(entry)
    const stop = this.#stops.get(key)
    if (stop === undefined) return 0
    if (kind === ACCEPTED) {
      stop.acceptedNanos = exchangeNanos
      const last = this.#lastTicks.get(instrument)
      const isAtOnce = last !== undefined && isReached(stop, last)
      if (!isAtOnce && !(stop.reachedNanos >= exchangeNanos)) return 0
    }
    this.#stops.delete(key)
    if (kind === EXPIRED) return entry.a === TIME_EXPIRED ? 0 : 1
    return kind === ACCEPTED || kind === FILLED ? 1 : 0
  }
}

const isReached = ({ side, stopTicks }: WaitingStop, price: number): boolean =>
  side * (price - stopTicks) >= 0

const keyOf = ({ instrument, order }: JournalEntry): string => `${instrument} ${order}`
