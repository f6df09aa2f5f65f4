/**
 * Fleeting orders: most of what is shown near the touch is gone before anybody could trade with it.
 *
 * Over a minute: at least 100 orders rested within 5 ticks of the touch, and of these at least 90 %
 * were withdrawn within 50 ms. A statistical flag and no more than that; whoever moves an order by a
 * replace is not counted as having withdrawn it.
 *
 * Known false positives: a market maker on a fast market whose venue has no replace.
 */
import { SEVERITY_NOTICE } from '../../../core/index.ts'
import type { OwnOrder } from '../own-order.ts'
import { type Ending, type Ground, Rule } from '../rule.ts'

export interface FleetingOrdersThresholds {
  readonly windowNanos: number
  readonly lifetimeNanos: number
  readonly nearTicks: number
  readonly ordersMin: number
  readonly shareMin: number
}

export const FLEETING_ORDERS: FleetingOrdersThresholds = {
  windowNanos: 60e9,
  lifetimeNanos: 0.05e9,
  nearTicks: 5,
  ordersMin: 100,
  shareMin: 0.9,
}

const EVIDENCE_MAX = 16

export class FleetingOrders extends Rule {
  readonly #thresholds: FleetingOrdersThresholds
  #orders = 0
  #fleeting = 0
  #fromNanos = 0
  #algorithm = 0

  constructor(ground: Ground, thresholds: FleetingOrdersThresholds = FLEETING_ORDERS) {
    super(ground)
    this.#thresholds = thresholds
  }

  override ended(order: OwnOrder, ending: Ending): void {
    const { now } = this.ground
    const { nearTicks, lifetimeNanos, windowNanos } = this.#thresholds
    if (!order.isResting || order.behindTicks > nearTicks) return
    if (this.#orders === 0) {
      this.#fromNanos = now
      this.dueNanos = now + windowNanos
    }
    this.#algorithm = order.algorithm
    this.#orders++
    const isShort = now - order.restsSinceNanos < lifetimeNanos
    if (ending === 'canceled' && isShort) this.#fleeting++
  }

  override advance(): void {
    super.advance()
    const { ordersMin, shareMin, lifetimeNanos } = this.#thresholds
    const orders = this.#orders
    const fleeting = this.#fleeting
    this.#orders = 0
    this.#fleeting = 0
    if (orders < ordersMin || fleeting < shareMin * orders) return
    const { history } = this.ground
    const milliseconds = lifetimeNanos / 1e6
    this.ground.raise({
      severity: SEVERITY_NOTICE,
      algorithm: this.#algorithm,
      evidence: history.since(
        this.#fromNanos,
        EVIDENCE_MAX,
        (back) => history.kind(back) === 'withdrawn',
      ),
      figures: [
        { name: 'orders near the touch', measured: orders, threshold: ordersMin, unit: 'at least' },
        {
          name: `share withdrawn within ${milliseconds} ms`,
          measured: fleeting / orders,
          threshold: shareMin,
          unit: 'at least',
        },
      ],
      text: `${fleeting} of ${orders} orders near the touch were withdrawn within ${milliseconds} ms of resting`,
    })
  }

  override closed(): void {
    this.advance()
  }
}
