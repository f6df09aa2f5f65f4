/**
 * Ping orders: many small immediate orders that feel for hidden liquidity, then a large one that takes it.
 *
 * Within 2 s at least 5 immediate orders of one side, of which some traded and some did not, then within
 * 1 s of such an execution an order of the same side of at least 10 times their mean size.
 *
 * Known false positives: an execution in small immediate slices that hurries at its end. A notice, not an
 * accusation.
 */
import { NO_PRICE, SEVERITY_NOTICE, type Side } from '../../../core/index.ts'
import type { OwnOrder } from '../own-order.ts'
import { type Ending, type Ground, type OwnFill, Rule, type SentAction } from '../rule.ts'
import type { EvidenceRecord } from '../surveillance-alert.ts'

export interface PingOrdersThresholds {
  readonly windowNanos: number
  readonly pingsMin: number
  readonly followWithinNanos: number
  readonly sizeRatioMin: number
}

export const PING_ORDERS: PingOrdersThresholds = {
  windowNanos: 2e9,
  pingsMin: 5,
  followWithinNanos: 1e9,
  sizeRatioMin: 10,
}

const PINGS_MAX = 64

interface Ping {
  readonly id: number
  readonly side: Side
  readonly nanos: number
  readonly lots: number
  readonly evidence: EvidenceRecord
  isFilled: boolean
  isLapsed: boolean
}

export class PingOrders extends Rule {
  readonly #thresholds: PingOrdersThresholds
  readonly #pings: Ping[] = []
  readonly #filledNanos = { buy: Number.NEGATIVE_INFINITY, sell: Number.NEGATIVE_INFINITY }

  constructor(ground: Ground, thresholds: PingOrdersThresholds = PING_ORDERS) {
    super(ground)
    this.#thresholds = thresholds
  }

  override sent(action: SentAction, order: OwnOrder, lots: number): void {
    if (action !== 'enter') return
    const { now, history } = this.ground
    const { windowNanos } = this.#thresholds
    const pings = this.#pings
    while (pings.length > 0 && now - pings[0]!.nanos > windowNanos) pings.shift()
    if (this.#follows(order, lots)) {
      pings.length = 0
      return
    }
    if (!order.isImmediate || order.priceTicks === NO_PRICE) return
    if (pings.length === PINGS_MAX) pings.shift()
    pings.push({
      id: order.id,
      side: order.side,
      nanos: now,
      lots,
      evidence: history.evidence(0),
      isFilled: false,
      isLapsed: false,
    })
  }

  override filled(fill: OwnFill): void {
    const ping = this.#pings.find(({ id }) => id === fill.orderId)
    if (ping === undefined) return
    ping.isFilled = true
    this.#filledNanos[ping.side === 1 ? 'buy' : 'sell'] = this.ground.now
  }

  override ended(order: OwnOrder, ending: Ending): void {
    const ping = this.#pings.find(({ id }) => id === order.id)
    if (ping !== undefined && ending !== 'filled' && order.filled === 0) ping.isLapsed = true
  }

  #follows(order: OwnOrder, lots: number): boolean {
    const { now, history } = this.ground
    const { pingsMin, followWithinNanos, sizeRatioMin } = this.#thresholds
    const pings = this.#pings.filter(({ side }) => side === order.side)
    if (pings.length < pingsMin) return false
    const filledNanos = this.#filledNanos[order.side === 1 ? 'buy' : 'sell']
    if (now - filledNanos > followWithinNanos) return false
    if (!pings.some(({ isFilled }) => isFilled) || !pings.some(({ isLapsed }) => isLapsed)) {
      return false
    }
    const mean = pings.reduce((sum, ping) => sum + ping.lots, 0) / pings.length
    if (lots < sizeRatioMin * mean) return false
    this.ground.raise({
      severity: SEVERITY_NOTICE,
      algorithm: order.algorithm,
      evidence: [...pings.slice(-16).map(({ evidence }) => evidence), history.evidence(0)],
      figures: [
        { name: 'small orders', measured: pings.length, threshold: pingsMin, unit: 'at least' },
        {
          name: 'size of the large one per small one',
          measured: lots / mean,
          threshold: sizeRatioMin,
          unit: 'at least',
        },
      ],
      text: `${pings.length} immediate orders of ${mean.toFixed(1)} lots on average, then one of ${lots} lots on the same side`,
    })
    return true
  }
}
