/**
 * An excessive order-to-trade ratio: messages and their lots per execution and traded lot, less one.
 *
 * Counted as the annex of RTS 9 (2017/566) does: a new order 1, a replace 2, a withdrawal 1; an immediate
 * order 1, and 1 more when it lapses unexecuted; market and stop orders 1. All messages that were sent
 * count, also those the venue refuses. A replace counts its lots twice. Each venue sets its own maximum;
 * ours is a default to be replaced.
 *
 * A ratio without any trade is undefined: then only the count is held against `withoutTradesMax`.
 * The ratio is judged from `messagesMin` on, once a session, as soon as it is beyond and again at the
 * close. Withdrawals by kill functionality or after a lost line are not told apart and count.
 */
import { SEVERITY_WARNING } from '../../../core/index.ts'
import type { OwnOrder } from '../own-order.ts'
import { type Ending, type Ground, type OwnFill, Rule, type SentAction } from '../rule.ts'

export interface OrderToTradeThresholds {
  readonly ratioMax: number
  readonly volumeRatioMax: number
  readonly messagesMin: number
  readonly withoutTradesMax: number
}

export const ORDER_TO_TRADE: OrderToTradeThresholds = {
  ratioMax: 1_000,
  volumeRatioMax: 2_000,
  messagesMin: 5_000,
  withoutTradesMax: 10_000,
}

const EVIDENCE_MAX = 8

export class OrderToTradeRatio extends Rule {
  readonly #thresholds: OrderToTradeThresholds
  messages = 0
  messageLots = 0
  trades = 0
  tradedLots = 0
  #hasRaised = false
  #algorithm = 0

  constructor(ground: Ground, thresholds: OrderToTradeThresholds = ORDER_TO_TRADE) {
    super(ground)
    this.#thresholds = thresholds
  }

  /** NaN without a trade. */
  get ratio(): number {
    return this.trades === 0 ? Number.NaN : this.messages / this.trades - 1
  }
  get volumeRatio(): number {
    return this.tradedLots === 0 ? Number.NaN : this.messageLots / this.tradedLots - 1
  }

  override sent(action: SentAction, order: OwnOrder, lots: number): void {
    this.#algorithm = order.algorithm
    this.#count(action === 'replace' ? 2 : 1, lots)
  }

  override filled(fill: OwnFill): void {
    this.trades++
    this.tradedLots += fill.lots
  }

  override ended(order: OwnOrder, ending: Ending): void {
    if (order.isImmediate && order.filled === 0 && ending === 'expired') this.#count(1, order.size)
  }

  override closed(): void {
    this.#judge()
    this.messages = 0
    this.messageLots = 0
    this.trades = 0
    this.tradedLots = 0
    this.#hasRaised = false
  }

  #count(messages: number, lots: number): void {
    this.messages += messages
    this.messageLots += messages * lots
    this.#judge()
  }

  #judge(): void {
    const { ratioMax, volumeRatioMax, messagesMin, withoutTradesMax } = this.#thresholds
    if (this.#hasRaised || this.messages < messagesMin) return
    const isBeyond =
      this.trades === 0
        ? this.messages > withoutTradesMax
        : this.ratio > ratioMax || this.volumeRatio > volumeRatioMax
    if (!isBeyond) return
    this.#hasRaised = true
    const { history } = this.ground
    const traded =
      this.trades === 0
        ? 'and nothing traded'
        : `for ${this.trades} executions of ${this.tradedLots} lots`
    this.ground.raise({
      severity: SEVERITY_WARNING,
      algorithm: this.#algorithm,
      evidence: history.since(Number.NEGATIVE_INFINITY, EVIDENCE_MAX, () => true),
      figures: [
        {
          name: 'orders per execution, less one',
          measured: this.ratio,
          threshold: ratioMax,
          unit: 'at most',
        },
        {
          name: 'lots ordered per lot traded, less one',
          measured: this.volumeRatio,
          threshold: volumeRatioMax,
          unit: 'at most',
        },
        {
          name: 'orders counted',
          measured: this.messages,
          threshold: this.trades === 0 ? withoutTradesMax : messagesMin,
          unit: 'above',
        },
      ],
      text: `${this.messages} orders of ${this.messageLots} lots counted ${traded}`,
    })
  }
}
