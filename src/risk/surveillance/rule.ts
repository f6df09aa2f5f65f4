/**
 * The contract of a rule: hears one instrument's own flow in order, and raises what it finds.
 *
 * A rule keeps a bounded state and does a bounded amount of work per call. It is called again at
 * `dueNanos` when time has passed, which a record of any kind tells. Orders and fills are valid during
 * the call only, except that an order stays the same object until `ended` has been called for it.
 */
import type { Side } from '../../core/index.ts'
import type { MarketSight } from './market-sight.ts'
import type { OwnHistory } from './own-history.ts'
import type { OwnOrder, OwnOrders } from './own-order.ts'
import type { EvidenceRecord, Finding } from './surveillance-alert.ts'

/** What a rule stands on. */
export interface Ground {
  readonly now: number
  readonly sight: MarketSight
  readonly orders: OwnOrders
  readonly history: OwnHistory
  /** Lots held, as the flow's own fills add up. */
  readonly position: number
  /** The public tape shows own executions too. */
  readonly isOwnInTape: boolean
  raise(finding: Finding): void
}

export type SentAction = 'enter' | 'replace' | 'cancel'
export type Ending = 'canceled' | 'expired' | 'rejected' | 'filled'

/** An execution; one object is reused. */
export class OwnFill {
  side: Side = 1
  lots = 0
  priceTicks = 0
  isMaker = false
  orderId = 0
  algorithm = 0
  exchangeNanos = 0
  /** Undefined for an order that is not followed. */
  order: OwnOrder | undefined
  /** Open lots of the order before it. */
  openBefore = 0
}

/** The newest record, as evidence. */
export type Newest = () => EvidenceRecord

export abstract class Rule {
  dueNanos = Number.POSITIVE_INFINITY
  protected readonly ground: Ground

  constructor(ground: Ground) {
    this.ground = ground
  }

  /** Time has reached `dueNanos`. */
  advance(): void {
    this.dueNanos = Number.POSITIVE_INFINITY
  }
  /** A request left. `lots`: of the order that it is about. */
  sent(_action: SentAction, _order: OwnOrder, _lots: number): void {}
  filled(_fill: OwnFill): void {}
  /** A replace took lots away from an order that rests. */
  shrunk(_order: OwnOrder, _lots: number): void {}
  /** `order.open` is what was left of it. */
  ended(_order: OwnOrder, _ending: Ending): void {}
  /** Trading closes here; afterwards a new session begins. */
  closed(): void {}
}
