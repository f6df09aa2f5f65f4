/**
 * Quotes a ladder of ten levels a side around the mid, as wide as the spread has lately been and as
 * large as a share of what has lately traded, and leans with those who trade.
 *
 * ```
 *   wake: cancel everything -> 50 ns later: ask -> answer: new ladder, sleep
 *   alert (one side has nearly gone): the same, at once
 * ```
 */
import {
  BUY,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  SIDES,
  type Side,
  ticks,
} from '../../../core/index.ts'
import type { AgentDesk, MarketAgent, MarketAnswer } from '../../market/index.ts'

const LEVELS = 10
const VOLUME_SHARE = 0.025
const SPREAD_WEIGHT = 0.75
const FIRST_SPREAD_TICKS = 50
const GAP_SPREADS = 5
const LEAN_TICKS = 4
const CANCEL_NANOS = 50
const ALERT_IMBALANCE = 0.9

export class MarketMakerAgent implements MarketAgent {
  readonly name = 'market maker'
  readonly #meanWaitNanos: number = 0
  /** Never quotes less than this a level. */
  readonly #backstopLots: number = 0
  #isAsking = false
  #spread = FIRST_SPREAD_TICKS
  #tradedLots = 0
  #boughtLots = 0
  #awayUntil = 0

  constructor(meanWait: Nanos, backstopLots = 1) {
    this.#meanWaitNanos = meanWait
    this.#backstopLots = backstopLots
  }

  start(desk: AgentDesk): void {
    desk.alertAbove(ALERT_IMBALANCE)
    this.#sleep(desk)
  }

  wake(desk: AgentDesk): void {
    if (this.#isAsking) {
      this.#isAsking = false
      desk.ask()
      return
    }
    this.#requote(desk)
    this.#sleep(desk)
  }

  answer(desk: AgentDesk, answer: MarketAnswer): void {
    if (answer.isAlert) {
      this.#requote(desk)
      return
    }
    const traded = answer.tradedLots - this.#tradedLots
    const bought = answer.boughtLots - this.#boughtLots
    this.#tradedLots = answer.tradedLots
    this.#boughtLots = answer.boughtLots
    const { bid, ask } = answer
    const isQuotable = answer.isOpen && bid !== NO_PRICE && ask !== NO_PRICE
    if (!isQuotable || desk.now < this.#awayUntil) return
    this.#spread = SPREAD_WEIGHT * (ask - bid) + (1 - SPREAD_WEIGHT) * this.#spread
    const lean = traded === 0 ? 0 : Math.trunc(((2 * bought) / traded - 1) * LEAN_TICKS)
    const mid = Math.floor((bid + ask) / 2) + lean
    const size = Math.max(this.#backstopLots, Math.round(VOLUME_SHARE * traded))
    for (const side of SIDES) this.#quote(desk, side, mid, size)
  }

  report(): void {}

  withdraw(desk: AgentDesk, share: number, until: Nanos): void {
    desk.cancelAll()
    // A ladder is all or nothing: it stays away for its share of the time.
    this.#awayUntil = desk.now + share * (until - desk.now)
  }

  #quote(desk: AgentDesk, side: Side, mid: number, size: number): void {
    const half = this.#spread / 2
    const best = side === BUY ? mid - Math.floor(half) : mid + Math.ceil(half)
    const gap = Math.max(1, Math.round(GAP_SPREADS * this.#spread))
    for (let level = 0; level < LEVELS; level++) {
      const price = best - side * level * gap
      if (price > 0) desk.limit(side, ticks(price), lots(size))
    }
  }

  #requote(desk: AgentDesk): void {
    if (this.#isAsking) return
    desk.cancelAll()
    this.#isAsking = true
    desk.wakeAt(nanos(desk.now + CANCEL_NANOS))
  }

  #sleep(desk: AgentDesk): void {
    const wait = Math.round(desk.random.exponential() * this.#meanWaitNanos)
    // Never inside the pause of a new ladder: that wake would be taken for its end.
    desk.wakeAt(nanos(desk.now + Math.max(2 * CANCEL_NANOS, wait)))
  }
}
