/** What became of one order, in a few figures: a line in the ledger of a run. */
import {
  LIMIT,
  type Lots,
  lots,
  NO_PRICE,
  type OrderType,
  type Side,
  type Ticks,
  type TimeInForce,
} from '../../core/index.ts'
import { FILL_CAUSE_NAMES, type FillCause } from '../../exchange/index.ts'

/**
 * How an order ended: `refused` by our own risk gate, `lost` on the way to the venue, `rejected` by
 * the venue, `live` when the data end first.
 */
export type LifeEnd = 'live' | 'filled' | 'canceled' | 'expired' | 'rejected' | 'refused' | 'lost'

export class OrderRecord {
  /** Which market of the run, counting from 0. */
  readonly market: number
  readonly id: number
  readonly side: Side
  /** As entered; a replace leaves these as they were. */
  readonly entryPrice: Ticks
  readonly entrySize: Lots
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly stopPrice: Ticks
  /** As they are now. */
  price: Ticks
  size: Lots
  /** When the strategy wanted it, here. */
  readonly decidedNanos: number
  /** When it reached the venue; NaN when it never did. */
  arrivedNanos = Number.NaN
  /** At the venue where it came that far, here otherwise; NaN while it lives. */
  endedNanos = Number.NaN
  end: LifeEnd = 'live'
  /** Why it was refused, rejected or lapsed. */
  reason = 0
  filled: Lots = lots(0)
  /** Numbers of its executions in the run's log, counting from 1. */
  readonly executions: number[] = []
  /** One bit for each cause of its executions. */
  causes = 0
  /** Lots ahead when it first came to rest; NaN when it never did. */
  aheadAtEntryLots = Number.NaN
  replaces = 0
  /** Cancels and replaces that came too late. */
  lateRequests = 0

  constructor(entered: {
    readonly market: number
    readonly id: number
    readonly side: Side
    readonly price: Ticks
    readonly size: Lots
    readonly orderType?: OrderType
    readonly timeInForce: TimeInForce
    readonly stopPrice?: Ticks
    readonly decidedNanos: number
  }) {
    this.market = entered.market
    this.id = entered.id
    this.side = entered.side
    this.entryPrice = entered.price
    this.entrySize = entered.size
    this.price = entered.price
    this.size = entered.size
    this.orderType = entered.orderType ?? LIMIT
    this.timeInForce = entered.timeInForce
    this.stopPrice = entered.stopPrice ?? NO_PRICE
    this.decidedNanos = entered.decidedNanos
  }

  get leaves(): Lots {
    return lots(this.size - this.filled)
  }

  /** In words, in the order of the causes' codes; empty without executions. */
  get causeNames(): readonly string[] {
    return Object.entries(FILL_CAUSE_NAMES)
      .filter(([cause]) => (this.causes & (1 << Number(cause))) !== 0)
      .map(([, name]) => name)
  }

  executed(execution: number, size: Lots, cause: FillCause, atNanos: number): void {
    this.executions.push(execution)
    this.causes |= 1 << cause
    this.filled = lots(this.filled + size)
    if (this.leaves === 0) this.close('filled', 0, atNanos)
  }

  close(end: LifeEnd, reason: number, atNanos: number): void {
    this.end = end
    this.reason = reason
    this.endedNanos = atNanos
  }
}
