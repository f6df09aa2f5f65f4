/**
 * The trading desk of one strategy in one instrument: its orders, its position, its line out.
 *
 * Intents come from the strategy (directly or through the quoter), pass the risk gate, and leave
 * through the order port. Reports come back and move orders and position; nothing local changes
 * before a report says so, except that an order sent counts as open at once.
 */
import type { BookView } from '../book/index.ts'
import {
  ACCEPTED,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  EXPIRED,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FILLED,
  FLAG_MAKER,
  flagsOf,
  GTC,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  IOC,
  kindOf,
  LIMIT,
  type Lots,
  lots,
  MARKET,
  type Nanos,
  NEVER,
  NO_PRICE,
  nanos,
  type OrderType,
  REJECTED,
  REPLACE_ORDER,
  REPLACED,
  REQUEST_REJECTED,
  SIDES,
  type Side,
  sideOf,
  type Ticks,
  type TimeInForce,
  ticks,
} from '../core/index.ts'
import {
  DUPLICATE_ORDER_ID,
  type Exposure,
  type LimitGate,
  OrderIntent,
  type RiskApproved,
} from '../risk/index.ts'
import { NOT_SENT, type OrderTicket, type OrderView } from '../strategy/index.ts'
import type { ExecutionListener, OrderPort } from './execution.ts'
import { LiveOrders } from './live-orders.ts'
import type { Mark } from './mark.ts'
import type { Order } from './order.ts'
import type { Portfolio } from './portfolio.ts'
import type { QuoteDesk } from './quoter.ts'
import { SeenExecutions } from './seen-executions.ts'

export interface DeskOptions {
  readonly instrument: Instrument
  readonly instrumentIndex: number
  readonly book: BookView
  readonly mark: Mark
  readonly gate: LimitGate
  readonly port: OrderPort
  readonly portfolio: Portfolio
  readonly listener: ExecutionListener
}

/** How often each thing happened: the raw material of fill and order-to-trade ratios. */
export interface OrderCounts {
  entered: number
  replaces: number
  cancels: number
  accepted: number
  rejected: number
  expired: number
  canceled: number
  /** Cancels and replaces that the venue refused, as a rule because they came too late. */
  lateRequests: number
  orderedLots: number
  /** Orders with at least one fill. */
  filledOrders: number
  /** Reports about orders that are not live any more; their fills still count in the position. */
  strayReports: number
  /** Executions that a venue told more than once. */
  repeatedReports: number
}

export class Desk implements QuoteDesk, Exposure {
  readonly counts: OrderCounts = {
    entered: 0,
    replaces: 0,
    cancels: 0,
    accepted: 0,
    rejected: 0,
    expired: 0,
    canceled: 0,
    lateRequests: 0,
    orderedLots: 0,
    filledOrders: 0,
    strayReports: 0,
    repeatedReports: 0,
  }
  readonly #options: DeskOptions
  readonly #orders = new LiveOrders()
  readonly #intent = new OrderIntent()
  readonly #executions = new SeenExecutions()
  #now = nanos(0)
  #nextId = 1
  #request = 0
  #isClosed = false
  #isRepeated = false

  constructor(options: DeskOptions) {
    this.#options = options
    this.#intent.instrument = options.instrumentIndex
  }

  get now(): Nanos {
    return this.#now
  }
  /** The instant at which the following calls happen. */
  set now(instant: Nanos) {
    this.#now = instant
  }

  get count(): number {
    return this.#orders.count
  }
  at(index: number): OrderView {
    return this.#orders.at(index)
  }
  find(id: number): Order | undefined {
    return this.#orders.find(id)
  }
  isLive(id: number): boolean {
    return this.#orders.find(id) !== undefined
  }
  get position(): Lots {
    return this.#options.portfolio.position
  }
  openLots(side: Side): Lots {
    return lots(this.#options.gate.open.lots(side))
  }
  get equity(): number {
    return this.#options.portfolio.equity(this.#options.mark.price)
  }

  enter(side: Side, price: Ticks, size: Lots, timeInForce: TimeInForce = GTC, id?: number): number {
    return this.#enter(side, price, size, LIMIT, timeInForce, id)
  }

  market(side: Side, size: Lots): number {
    return this.#enter(side, NO_PRICE, size, MARKET, IOC, undefined)
  }

  submit(ticket: OrderTicket): number {
    const intent = this.#intent
    intent.stopPrice = ticket.stopPrice ?? NO_PRICE
    intent.displaySize = ticket.displaySize ?? lots(0)
    intent.expiresAt = ticket.expiresAt ?? NEVER
    intent.isReduceOnly = ticket.isReduceOnly ?? false
    const { side, price = NO_PRICE, size, type = LIMIT, timeInForce = GTC, id } = ticket
    const orderId = this.#enter(side, price, size, type, timeInForce, id)
    intent.clearTerms()
    return orderId
  }

  cancel(id: number): boolean {
    const order = this.#orders.find(id)
    if (order === undefined || !order.isCancellable) return false
    this.#describe(order, CANCEL_ORDER, order.price, order.size, 0)
    if (!this.#approveAndSend()) return false
    order.cancelRequested(this.#request)
    this.counts.cancels++
    return true
  }

  replace(id: number, price: Ticks, size: Lots): boolean {
    const order = this.#orders.find(id)
    if (order === undefined || !order.isCancellable || size <= order.filled) return false
    this.#describe(order, REPLACE_ORDER, price, size, Math.max(0, size - order.size))
    this.#intent.heldTicks = order.reservedTicks
    this.#intent.heldLots = order.openLots
    if (!this.#approveAndSend()) return false
    const { gate } = this.#options
    gate.open.release(order)
    order.replaceRequested(this.#request, price, size, gate.reservedTicks)
    this.#reserve(order)
    this.counts.replaces++
    return true
  }

  /** From now on nothing leaves, withdrawals included; reports are still taken in. */
  close(): void {
    this.#isClosed = true
  }

  /** Asks for the withdrawal of every order that can be withdrawn now; returns how many. */
  cancelAll(): number {
    let asked = 0
    for (let k = 0; k < this.#orders.count; k++) if (this.cancel(this.#orders.at(k).id)) asked++
    return asked
  }

  /** The same for the orders of a side that could add to the position, or turn it, if all filled. */
  cancelAdding(): void {
    for (let k = 0; k < SIDES.length; k++) {
      const side = SIDES[k]!
      if (this.openLots(side) === 0 || side * this.position + this.openLots(side) <= 0) continue
      for (let n = 0; n < this.#orders.count; n++) {
        const order = this.#orders.at(n)
        if (order.side === side) this.cancel(order.id)
      }
    }
  }

  /**
   * Takes in a report. Returns the order it was about, also when that has just ended; undefined for
   * a stray report.
   */
  onReport(tape: EventTape, index: number): Order | undefined {
    this.#options.listener.onReport(tape, index)
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const kind = kindOf(tape.i32[i + I_META]!)
    const sequence = tape.f64[f + F_SEQUENCE]!
    this.#isRepeated = kind === FILLED && !this.#executions.isNew(sequence)
    if (this.#isRepeated) {
      this.counts.repeatedReports++
      return undefined
    }
    const order = this.#reportedOrder(tape.f64[f + F_ORDER]!, kind, sequence)
    if (kind === FILLED) this.#applyFill(tape, index, order)
    // The order that a refused cancel was about has usually ended by the very fill that beat it.
    if (kind === REQUEST_REJECTED) this.counts.lateRequests++
    if (order === undefined) {
      if (kind !== REQUEST_REJECTED) this.counts.strayReports++
      return undefined
    }
    if (kind !== FILLED) this.#applyAnswer(tape, index, order)
    if (order.isLive) return order
    this.#orders.remove(order)
    // Only what the venue has never had in its book, or what traded, goes without a withdrawal.
    const endsByItself = order.status === 'filled' || order.status === 'rejected'
    if (endsByItself && !order.wasCancelAsked) this.#options.gate.endedByItself()
    return order
  }

  /** The newest report was one that had been taken in before: nothing has changed. */
  get isRepeated(): boolean {
    return this.#isRepeated
  }

  /** The live order of the id, unless the report is about an earlier one that bore it. */
  #reportedOrder(id: number, kind: number, request: number): Order | undefined {
    const order = this.#orders.find(id)
    const isOld = order !== undefined && kind !== FILLED && request !== 0
    return isOld && request < order.enteredBy ? undefined : order
  }

  #applyAnswer(tape: EventTape, index: number, order: Order): void {
    const i = index * EVENT_I32
    const kind = kindOf(tape.i32[i + I_META]!)
    const request = tape.f64[index * EVENT_F64 + F_SEQUENCE]!
    this.#options.gate.open.release(order)
    if (kind === ACCEPTED) {
      order.accept(request)
      this.counts.accepted++
    } else if (kind === REPLACED) {
      order.replaced(request, ticks(tape.i32[i + I_PRICE]!), lots(tape.i32[i + I_SIZE]!))
      order.leavesQuantity = order.leaves * this.#options.instrument.lot.step
    } else if (kind === REQUEST_REJECTED) {
      order.requestRefused(request)
    } else if (kind === CANCELED) {
      order.end('canceled')
      this.counts.canceled++
    } else if (kind === EXPIRED) {
      order.end('expired')
      this.counts.expired++
    } else if (kind === REJECTED) {
      order.end('rejected')
      this.counts.rejected++
    }
    this.#reserve(order)
  }

  /** The order's reservation is what it is now; it was released before it changed. */
  #reserve(order: Order): void {
    const { gate } = this.#options
    const { open } = gate
    open.reserve(order)
    if (open.staleSide !== 0) {
      const side = open.staleSide
      open.staleSide = 0
      for (let k = 0; k < this.#orders.count; k++) {
        const other = this.#orders.at(k)
        if (other.side === side && other.isLive) open.consider(other)
      }
    }
    gate.exposureChanged(this)
  }

  #applyFill(tape: EventTape, index: number, order: Order | undefined): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const size = lots(tape.i32[i + I_SIZE]!)
    const isMaker = (flagsOf(meta) & FLAG_MAKER) !== 0
    const { portfolio, instrument, gate } = this.#options
    const quantity = order?.takeQuantity(size, instrument.lot.step)
    // A fill moves the position whatever we think of the order: money is never dropped.
    portfolio.fill(sideOf(meta), size, tape.f64[f + F_A]!, tape.f64[f + F_B]!, isMaker, quantity)
    gate.executed(this.#now)
    if (order === undefined) {
      gate.exposureChanged(this)
      return
    }
    if (order.filled === 0) this.counts.filledOrders++
    gate.open.release(order)
    order.execute(size)
    this.#reserve(order)
  }

  #enter(
    side: Side,
    price: Ticks,
    size: Lots,
    type: OrderType,
    timeInForce: TimeInForce,
    id: number | undefined,
  ): number {
    const { listener } = this.#options
    const orderId = id ?? this.#freeId()
    const order = this.#orders.spare().begin(orderId, side, price, size, type, timeInForce)
    this.#describe(order, ENTER_ORDER, price, size, size)
    if (this.isLive(orderId)) {
      listener.onIntent(this.#intent, DUPLICATE_ORDER_ID)
      this.#options.gate.refuse(DUPLICATE_ORDER_ID)
      return NOT_SENT
    }
    if (!this.#approveAndSend()) return NOT_SENT
    order.leavesQuantity = size * this.#options.instrument.lot.step
    order.request = this.#request
    order.enteredBy = this.#request
    order.sentAtNanos = this.#now
    order.reservedTicks = this.#options.gate.reservedTicks
    this.#orders.add(order)
    this.#reserve(order)
    this.counts.entered++
    this.counts.orderedLots += size
    return orderId
  }

  #describe(
    order: Order,
    action: typeof ENTER_ORDER | typeof CANCEL_ORDER | typeof REPLACE_ORDER,
    price: Ticks,
    size: Lots,
    growthLots: number,
  ): void {
    const intent = this.#intent
    intent.action = action
    intent.orderId = order.id
    intent.side = order.side
    intent.price = price
    intent.size = size
    intent.growth = lots(growthLots)
    intent.heldTicks = ticks(0)
    intent.heldLots = lots(0)
    intent.orderType = order.orderType
    intent.timeInForce = order.timeInForce
  }

  #approveAndSend(): boolean {
    if (this.#isClosed) return false
    const { gate, port, book, listener } = this.#options
    gate.now = this.#now
    const approved: RiskApproved<OrderIntent> | undefined = gate.approveNow(
      this.#intent,
      this,
      book,
    )
    listener.onIntent(this.#intent, gate.reason)
    if (approved === undefined) return false
    this.#request++
    port.send(approved, this.#request)
    return true
  }

  #freeId(): number {
    while (this.isLive(this.#nextId)) this.#nextId++
    return this.#nextId++
  }
}
