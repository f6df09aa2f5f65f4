/** A gate with every control on, and what it makes of a stream of orders. */
import type { BookView } from '../../src/book/index.ts'
import {
  BUY,
  EventTape,
  Instrument,
  lots,
  type Nanos,
  packMeta,
  type Side,
  type Ticks,
  TRADE,
  ticks,
} from '../../src/core/index.ts'
import {
  AccountRisk,
  type Exposure,
  KillSwitch,
  LimitGate,
  OrderIntent,
  type ReservedOrder,
} from '../../src/risk/index.ts'
import type { OrderStream } from './order-stream.ts'

/** Orders that are open at once. */
const OPEN_ORDERS = 8

const EXPOSURE = {
  grossLotsMax: 1_500,
  positionValueMax: 7e6,
  grossValueMax: 1.2e7,
  openOrdersMax: 8,
  openValueMax: 5e6,
}

/** The same numbers stand in `gate-twin.cpp`. */
const LIMITS = {
  positionLotsMax: 600,
  orderLotsMax: 200,
  orderValueMax: 1.5e6,
  priceCollarBps: 500,
  ordersPerSecondMax: 12_000,
  ordersBurstMax: 100,
  dailyLossMax: 1e5,
  ...EXPOSURE,
  priceMin: 5_000,
  priceMax: 20_000,
  touchCollarTicks: 400,
  lastTradeCollarTicks: 450,
  messagesPerSecondMax: 20_000,
  messagesBurstMax: 500,
  orderToTradeMax: 1e9,
  orderToTradeFreeMessages: 100,
  duplicateWindowNanos: 1e7,
  staleAfterNanos: 1e9,
  crossedMarketBlock: true,
  selfTradeBlock: true,
  shortSales: 'located',
  locatedLots: 550,
  initialMarginRate: 0.1,
  drawdownMax: 1e5,
} as const

const ACCOUNT = {
  positionValueMax: 7e6,
  creditMax: 1.2e7,
  openOrdersMax: 8,
  openValueMax: 5e6,
  capitalMin: 1e5,
  dailyLossMax: 1e5,
  drawdownMax: 1e5,
  messagesPerSecondMax: 20_000,
  messagesBurstMax: 500,
  executionsMax: 1_000,
  executionsWindowNanos: 1e9,
  restricted: ['OTHER'],
  groups: { all: { ...EXPOSURE, positionLotsMax: 600 } },
}

class Touch {
  bid = ticks(0)
  ask = ticks(0)

  best(side: Side): Ticks {
    return side === BUY ? this.bid : this.ask
  }
}

class Holdings implements Exposure {
  position = lots(0)
  readonly #gate: LimitGate
  readonly #equities: Float64Array
  row = 0

  constructor(gate: LimitGate, equities: Float64Array) {
    this.#gate = gate
    this.#equities = equities
  }
  get equity(): number {
    return this.#equities[this.row]!
  }
  openLots(side: Side) {
    return lots(this.#gate.open.lots(side))
  }
}

class Slot implements ReservedOrder {
  side: Side = 1
  isLive = false
  openLots = 0
  dearestTicks = 0
  boldestTicks = ticks(0)
}

export class GateRun {
  readonly gate: LimitGate
  readonly #stream: OrderStream
  readonly #touch = new Touch()
  readonly #holdings: Holdings
  readonly #intent = new OrderIntent()
  readonly #slots = Array.from({ length: OPEN_ORDERS }, () => new Slot())
  readonly #heard = new EventTape(1)
  /** Sum over the stream of reason times a weight by place. */
  checksum = 0
  approved = 0
  #slot = 0

  readonly #isReserving: boolean

  /** Without reserving, every order meets an empty account: judgement alone. */
  constructor(stream: OrderStream, isReserving: boolean) {
    this.#isReserving = isReserving
    const instrument = new Instrument({ symbol: 'BENCH', tick: '1', lot: '1' })
    const account = new AccountRisk({ limits: ACCOUNT })
    const killSwitch = new KillSwitch()
    this.gate = new LimitGate({
      limits: LIMITS,
      instrument,
      killSwitch,
      account,
      group: 'all',
      requiresAll: true,
    })
    this.gate.openDay(1e6)
    this.#stream = stream
    this.#holdings = new Holdings(this.gate, stream.equity)
    this.#heard.append(packMeta(TRADE, 0, 0), 0, 0, 0)
  }

  /** Judges the orders of the rows, reserves what is approved, and releases the oldest of eight. */
  run(from: number, to: number): void {
    const { now, side, price, size, bid, ask, position } = this.#stream
    const intent = this.#intent
    const touch = this.#touch
    const book = touch as unknown as BookView
    const holdings = this.#holdings
    const { gate } = this
    const { market } = gate
    const isReserving = this.#isReserving
    for (let row = from; row < to; row++) {
      touch.bid = bid[row]! as Ticks
      touch.ask = ask[row]! as Ticks
      this.#hear(row)
      market.hear(this.#heard, 0)
      market.trade(this.#heard, 0)
      if (isReserving) this.#release()
      holdings.row = row
      holdings.position = lots(position[row]! | 0)
      intent.orderId = row
      intent.side = side[row]! as Side
      intent.price = (price[row]! | 0) as Ticks
      intent.size = lots(size[row]! | 0)
      intent.growth = intent.size
      gate.now = now[row]! as Nanos
      const approved = gate.approveNow(intent, holdings, book)
      if (approved !== undefined) {
        this.approved++
        if (isReserving) this.#reserve()
      }
      this.checksum = (this.checksum + gate.reason * (row & 1023)) | 0
    }
  }

  #hear(row: number): void {
    const { f64, i32 } = this.#heard
    f64[1] = this.#stream.now[row]!
    i32[8] = this.#stream.bid[row]!
  }

  /** The order in the next slot is over. */
  #release(): void {
    const slot = this.#slots[this.#slot]!
    if (!slot.isLive) return
    const { open } = this.gate
    open.release(slot)
    slot.isLive = false
    if (open.staleSide === 0) return
    for (let k = 0; k < OPEN_ORDERS; k++) {
      const other = this.#slots[k]!
      if (other.isLive && other.side === open.staleSide) open.consider(other)
    }
    open.staleSide = 0
  }

  #reserve(): void {
    const slot = this.#slots[this.#slot]!
    this.#slot = (this.#slot + 1) % OPEN_ORDERS
    slot.side = this.#intent.side
    slot.isLive = true
    slot.openLots = this.#intent.size
    slot.dearestTicks = this.gate.reservedTicks
    slot.boldestTicks = this.#intent.price
    this.gate.open.reserve(slot)
    this.gate.exposureChanged(this.#holdings)
  }
}
