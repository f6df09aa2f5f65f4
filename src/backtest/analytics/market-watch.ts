/**
 * Stands around a venue and writes down what goes in and out: everything analytics knows of a market.
 *
 * ```
 * market records, requests -> MarketWatch -> venue -> MarketWatch -> report line
 * ```
 *
 * It changes nothing on the way: a run has the same hash with it and without. A run without analytics
 * has no watch at all, so it costs nothing there.
 *
 * Everything is seen on the exchange's clock. The reference price of a fill is the venue's own mid
 * after the last complete message before it: what stood there when the fill came, not what the message
 * that brought it left behind. In a price series it is the last price.
 */
import type { OrderBook } from '../../book/index.ts'
import {
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  EXPIRED,
  F_A,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  FLAG_LAST,
  flagsOf,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  type Lots,
  type Nanos,
  ORDER_EXECUTE,
  ORDER_TERMS,
  opposite,
  REJECTED,
  REPLACE_ORDER,
  REPLACED,
  REQUEST_REJECTED,
  SIDES,
  type Side,
  sideOf,
  TICK,
  type Ticks,
  TRADE,
  ticks,
} from '../../core/index.ts'
import {
  type Fill,
  type ReportSink,
  type RestingOrders,
  TAKER,
  type Venue,
} from '../../exchange/index.ts'
import type { ExecutionListener, Mark } from '../../execution/index.ts'
import { NO_REASON, NOT_DELIVERED, type OrderIntent } from '../../risk/index.ts'
import type { ReportLine } from '../../simulation/index.ts'
import { Histogram } from '../../telemetry/index.ts'
import type { Curves } from './curves.ts'
import { InventoryRecord } from './inventory-record.ts'
import { MarkoutRecorder } from './markouts.ts'
import { OwnVolume } from './own-volume.ts'
import { PnlSplit } from './pnl-split.ts'
import { QueueRecord } from './queue-record.ts'
import { RequestRecord } from './request-record.ts'
import { ShortfallRecord } from './shortfall-record.ts'

/** A venue that shows its book and where our orders rest. */
export interface WatchableVenue extends Venue {
  readonly book: OrderBook
  resting(side: Side): RestingOrders
}

export interface MarketWatchOptions {
  readonly instrument: Instrument
  /** A price series: its last price is the reference, and its quotes tell no sizes. */
  readonly isSeries: boolean
  readonly slippageTicks: number
  readonly inventoryLimitLots: number
  /** What one lot is in the units of the venue's queue model: most count in lots. */
  readonly lotInQueue: number
  /** A real exchange, which tells of fills before it tells everybody of the trades. */
  readonly isLiving?: boolean
  readonly reports: ReportLine
  readonly curves: Curves
  /** Which of the curves are this market's price and position. */
  readonly priceCurve: number
  readonly positionCurve: number
}

export class MarketWatch implements Venue, ReportSink, ExecutionListener {
  readonly reports: ReportLine
  readonly markouts = new MarkoutRecorder()
  readonly queue = new QueueRecord()
  readonly requests = new RequestRecord()
  readonly volume = new OwnVolume()
  readonly shortfall = new ShortfallRecord()
  readonly inventory: InventoryRecord
  readonly split: PnlSplit
  /** From the venue to us, per message; and from the venue's answer to our desk. In nanoseconds. */
  readonly feedNanos = new Histogram()
  readonly responseNanos = new Histogram()
  readonly #options: MarketWatchOptions
  readonly #onGrid: boolean
  #venue: WatchableVenue | undefined
  #mark: Mark | undefined
  #lastPrice = Number.NaN
  #lastAt = Number.NaN
  /** The reference price after the last complete message, in ticks; NaN without a two-sided market. */
  #settledTicks = Number.NaN
  /** The newest reference price that any fill met, in ticks. */
  #knownTicks = Number.NaN
  #requestKind = 0
  #canceledId = Number.NaN
  #hasReachedUs = false

  constructor(options: MarketWatchOptions) {
    const { instrument, reports, isSeries, inventoryLimitLots } = options
    this.#options = options
    this.reports = reports
    this.#onGrid = !isSeries && !instrument.isContinuous
    this.split = new PnlSplit(instrument, this.#onGrid)
    this.inventory = new InventoryRecord(inventoryLimitLots)
  }

  /** The venue that has been given this watch as its report sink. */
  set venue(venue: WatchableVenue) {
    this.#venue = venue
  }

  /** Whether the market answers to what we do, so that nothing of it is an assumption. */
  get isLiving(): boolean {
    return this.#options.isLiving === true
  }

  /** What the desk believes its market is worth: the price that decisions are made at. */
  set mark(mark: Mark) {
    this.#mark = mark
  }

  // ---- what the desk does and hears

  onIntent(intent: OrderIntent, reason: number): void {
    if (reason !== NO_REASON || intent.action !== ENTER_ORDER) return
    const ticks = this.#gridTicks(this.#mark?.price ?? Number.NaN)
    this.shortfall.decided(intent.orderId, intent.side, intent.size, ticks)
  }

  onReport(tape: EventTape, index: number): void {
    const f = index * EVENT_F64
    const kind = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
    const isLost = kind === REJECTED && tape.f64[f + F_A] === NOT_DELIVERED
    if (isLost) this.shortfall.ended(tape.f64[f + F_ORDER]!, this.#settledTicks)
  }

  // ---- what goes in

  onMarket(tape: EventTape, index: number): void {
    const venue = this.#venue!
    const f = index * EVENT_F64
    const at = tape.f64[f + F_EXCHANGE]!
    if (at > this.markouts.dueNanos) this.markouts.passTo(at, this.#settledTicks)
    const meta = tape.i32[index * EVENT_I32 + I_META]!
    const kind = kindOf(meta)
    if (kind === TICK) this.#tick(tape, index)
    else if (kind === TRADE || kind === ORDER_EXECUTE) this.#marketTrade(tape, index, kind)
    venue.onMarket(tape, index)
    if ((flagsOf(meta) & FLAG_LAST) === 0) return
    if (Number.isNaN(this.#lastAt)) this.inventory.start(at)
    this.#lastAt = at
    this.#hasReachedUs = false
    this.feedNanos.add(Math.max(0, tape.f64[f + F_LOCAL]! - at))
    const ticks = this.#referenceTicks()
    // Most messages leave the best prices alone, and a curve holds its value.
    if (ticks === this.#settledTicks) return
    this.#settledTicks = ticks
    const { curves, priceCurve } = this.#options
    curves.add(priceCurve, at, this.#referencePrice())
  }

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    const venue = this.#venue!
    const meta = tape.i32[index * EVENT_I32 + I_META]!
    const kind = kindOf(meta)
    if (kind === ORDER_TERMS) {
      venue.onRequest(tape, index, now)
      return
    }
    const size = tape.i32[index * EVENT_I32 + I_SIZE]!
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    const orders = venue.resting(sideOf(meta))
    const restedBefore = kind === ENTER_ORDER ? Number.NaN : orders.find(id)?.restedAtNanos
    this.requests.arrived(kind, size, now - tape.f64[index * EVENT_F64 + F_EXCHANGE]!)
    if (kind === ENTER_ORDER) this.shortfall.arrived(id, this.#settledTicks)
    this.#requestKind = kind
    this.#canceledId = Number.NaN
    venue.onRequest(tape, index, now)
    this.#requestKind = 0
    this.#followQueue(kind, id, orders, restedBefore ?? Number.NaN, now)
  }

  // ---- what comes out

  report(
    kind: number,
    at: Nanos,
    orderId: number,
    side: Side,
    price: Ticks,
    size: Lots,
    request: number,
    reason: number,
  ): void {
    if (kind === REQUEST_REJECTED) this.requests.refused(this.#requestKind, reason)
    else if (kind === REPLACED) this.shortfall.resized(orderId, size)
    else if (kind === EXPIRED) this.requests.expired++
    else if (kind === REJECTED) this.requests.rejected++
    else if (kind === CANCELED) this.#canceledId = orderId
    const isOver = kind === EXPIRED || kind === REJECTED || kind === CANCELED
    if (isOver) this.shortfall.ended(orderId, this.#settledTicks)
    this.reports.report(kind, at, orderId, side, price, size, request, reason)
    this.#answered(at)
  }

  fill(fill: Fill): void {
    const { at, orderId, side, priceTicks, size, leaves, price, cause } = fill
    const exactTicks = this.#onGrid ? priceTicks : this.#options.instrument.tick.countOf(price)
    this.#execute(at, side, exactTicks, size, cause !== TAKER)
    this.queue.filled(fill)
    this.shortfall.filled(orderId, size, exactTicks, leaves)
    if (cause === TAKER) {
      const { slippageTicks, isSeries } = this.#options
      if (!isSeries) this.volume.took(this.#venue!.book, side, priceTicks, size, slippageTicks)
    } else {
      this.volume.passiveLots += size
      if (this.#options.isLiving === true) this.#hasReachedUs = true
    }
    this.reports.fill(fill)
    this.#answered(at)
  }

  /** The data have ended; the position is worth `finalPrice`, NaN when that is not known. */
  finish(finalPrice: number): void {
    this.markouts.finish(this.#lastAt, this.#settledTicks)
    this.inventory.passTo(this.#lastAt)
    const finalTicks = this.#gridTicks(finalPrice)
    this.shortfall.finish(finalTicks)
    this.split.finish(finalTicks)
  }

  // ---- bookkeeping

  #execute(at: Nanos, side: Side, priceTicks: number, size: Lots, isMaker: boolean): void {
    const reference = this.#settledTicks
    // Without a reference the newest known one serves, and before any the price itself.
    if (!Number.isNaN(reference)) this.#knownTicks = reference
    else if (Number.isNaN(this.#knownTicks)) this.#knownTicks = priceTicks
    this.split.fill(side, size, priceTicks, this.#knownTicks)
    this.markouts.fill(at, side, size, priceTicks, reference, isMaker)
    this.inventory.change(at, this.split.position)
    const { curves, positionCurve } = this.#options
    curves.add(positionCurve, at, this.split.position)
  }

  #tick(tape: EventTape, index: number): void {
    this.#lastPrice = tape.f64[index * EVENT_F64 + F_ORDER]!
    this.volume.marketLots += tape.i32[index * EVENT_I32 + I_SIZE]!
  }

  /** Own orders at the price of a trade, or beyond it, are reached by it. */
  #marketTrade(tape: EventTape, index: number, kind: number): void {
    const i = index * EVENT_I32
    const named = sideOf(tape.i32[i + I_META]!) as Side | 0
    const price = ticks(tape.i32[i + I_PRICE]!)
    // An execution names the side that rested, a trade the side that took.
    const struck = kind === ORDER_EXECUTE || named === 0 ? named : opposite(named)
    for (const side of SIDES) {
      if (struck !== 0 && side !== struck) continue
      const orders = this.#venue!.resting(side)
      if (orders.count > 0 && side * (orders.best - price) >= 0) this.#hasReachedUs = true
    }
    if (kind === ORDER_EXECUTE) return
    const size = tape.i32[i + I_SIZE]!
    this.volume.marketLots += size
    if (this.#hasReachedUs) this.volume.reachedLots += size
  }

  /** Which stays in a queue a request has begun and ended. */
  #followQueue(
    kind: number,
    id: number,
    orders: RestingOrders,
    restedBefore: number,
    now: number,
  ): void {
    const order = orders.find(id)
    const isGone = kind === CANCEL_ORDER && this.#canceledId === id
    const hasMoved = kind === REPLACE_ORDER && order?.restedAtNanos !== restedBefore
    if ((isGone || hasMoved) && !Number.isNaN(restedBefore)) this.queue.canceled(now - restedBefore)
    const hasEntered = kind === ENTER_ORDER || (hasMoved && !Number.isNaN(restedBefore))
    if (order !== undefined && hasEntered) {
      this.queue.rested(order.aheadAtEntry / this.#options.lotInQueue, order.leaves)
    }
  }

  #answered(at: Nanos): void {
    const { tape } = this.reports.line
    const arrival = tape.f64[(tape.length - 1) * EVENT_F64 + F_LOCAL]!
    this.responseNanos.add(Math.max(0, arrival - at))
  }

  /** Half ticks are whole in doubles; what a division left behind is not part of the price. */
  #gridTicks(price: number): number {
    const counted = this.#options.instrument.tick.countOf(price)
    return this.#onGrid ? Math.round(2 * counted) / 2 : counted
  }

  #referencePrice(): number {
    return Number.isNaN(this.#lastPrice) ? this.#venue!.book.midPrice : this.#lastPrice
  }
  #referenceTicks(): number {
    if (Number.isNaN(this.#lastPrice)) return this.#venue!.book.midTicks
    return this.#options.instrument.tick.countOf(this.#lastPrice)
  }
}
