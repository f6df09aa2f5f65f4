/** What the tests of the gate are made of: loose limits, intents, and an account that says anything. */

import { fill } from '../book/drawn-book.suite.ts'
import { ReferenceBook } from '../book/index.ts'
import {
  ENTER_ORDER,
  EventTape,
  GTC,
  I_PRICE,
  Instrument,
  LIMIT,
  type Lots,
  lots,
  MARKET,
  NO_PRICE,
  nanos,
  packMeta,
  type Side,
  TRADE,
  ticks,
} from '../core/index.ts'
import type { AccountRisk } from './account-risk.ts'
import { KillSwitch } from './kill-switch.ts'
import { LimitGate } from './limit-gate.ts'
import type { ReservedOrder } from './open-exposure.ts'
import { type Exposure, OrderIntent } from './risk.ts'
import type { RiskLimits } from './risk-limits.ts'

/** Limits that nothing in these tests reaches; a test tightens the one it is about. */
export const LOOSE: RiskLimits = {
  positionLotsMax: 1e6,
  orderLotsMax: 1e6,
  orderValueMax: 1e12,
  priceCollarBps: 1e4,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e12,
}

export class Account implements Exposure {
  position: Lots = lots(0)
  equity = 0
  openBids = 0
  openAsks = 0

  openLots(side: Side): Lots {
    return lots(side === 1 ? this.openBids : this.openAsks)
  }
}

export const TWO_SIDED = `
  10 | 102 |
   5 | 101 |
     |  99 | 5
     |  98 | 10
`

/** A gate with its surroundings; `judge` answers the reason code of an intent. */
export class Bench {
  readonly instrument: Instrument
  readonly killSwitch = new KillSwitch()
  readonly account = new Account()
  readonly gate: LimitGate
  readonly book: ReferenceBook
  now = nanos(0)

  constructor(
    tightened: Partial<RiskLimits>,
    drawing = TWO_SIDED,
    instrument = LINEAR,
    shared: { account?: AccountRisk; group?: string } = {},
  ) {
    this.instrument = instrument
    this.book = fill(new ReferenceBook({ instrument }), drawing)
    this.gate = new LimitGate({
      limits: { ...LOOSE, ...tightened },
      instrument,
      killSwitch: this.killSwitch,
      ...shared,
    })
  }

  /** What an order leaves behind, as a desk would: reserved, at the size and price that it has. */
  reserve(side: Side, size: number, price: number, sign: 1 | -1 = 1): void {
    const order = { side, isLive: true, openLots: size, dearestTicks: price, boldestTicks: price }
    const { open } = this.gate
    if (sign > 0) open.reserve(order as ReservedOrder)
    else open.release(order as ReservedOrder)
    this.account.openBids = open.buyLots
    this.account.openAsks = open.sellLots
    this.gate.exposureChanged(this.account)
  }

  /** The position is now this, as after a fill. */
  hold(position: number): void {
    this.account.position = lots(position)
    this.gate.markAt(this.book)
    this.gate.exposureChanged(this.account)
  }

  /** A record of the market arrives now, with this price of a trade. */
  hear(price?: number): void {
    const tape = new EventTape(1)
    tape.append(packMeta(TRADE, 0, 0), 0, this.now, this.now)
    tape.i32[I_PRICE] = price ?? 0
    this.gate.market.hear(tape, 0)
    if (price !== undefined) this.gate.market.trade(tape, 0)
  }

  judge(wanted: Partial<OrderIntent>): number {
    const approved = this.gate.approve(intent(wanted), this.account, this.book, this.now)
    if ((approved === undefined) !== (this.gate.reason !== 0)) {
      throw new Error('a refusal has a reason, an approval has none')
    }
    return this.gate.reason
  }
}

/** A tick of 1 and a lot of 1: prices and values are plain to see. */
export const LINEAR = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })

export function intent(wanted: Partial<OrderIntent>): OrderIntent {
  return Object.assign(new OrderIntent(), {
    action: ENTER_ORDER,
    orderId: 1,
    side: 1,
    price: ticks(99),
    size: lots(1),
    growth: lots(wanted.size ?? 1),
    orderType: LIMIT,
    timeInForce: GTC,
    ...wanted,
  })
}

export const marketIntent = (side: Side, size: number): Partial<OrderIntent> => ({
  side,
  size: lots(size),
  price: NO_PRICE,
  orderType: MARKET,
})
