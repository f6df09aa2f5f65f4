/**
 * Wanted quotes against working quotes: the difference becomes enter, replace and cancel.
 *
 * One quote a side. A strategy says what should rest in the market; the quoter says it to the venue
 * once for everybody, and only when something differs:
 *
 * | wanted                     | working                 | request                               |
 * |----------------------------|-------------------------|---------------------------------------|
 * | a quote                    | none                    | enter                                 |
 * | another price              | a quote                 | replace (its queue position is lost)  |
 * | fewer lots                 | a quote                 | replace (keeps its place)             |
 * | the same, partly filled    | the rest of it          | nothing: the rest keeps its place     |
 * | more lots than last wanted | a quote                 | replace                               |
 * | nothing                    | a quote                 | cancel                                |
 *
 * While a request is in flight the side waits; the answer makes it look again. A quote that has filled
 * is still wanted, and is entered again. One that the venue refused or let lapse (a post-only quote
 * that would have taken) is not: the market is not what the strategy thought, so the side waits until
 * it is set anew. Without that, a refusal would be answered by the same request, for ever and, without
 * latency, within one instant.
 */
import {
  BUY,
  EXPIRED,
  GTX,
  type Lots,
  lots,
  NO_PRICE,
  REJECTED,
  REQUEST_REJECTED,
  SELL,
  SIDES,
  type Side,
  type Ticks,
  type TimeInForce,
} from '../core/index.ts'
import type { Orders, Quotes } from '../strategy/index.ts'
import { NOT_SENT } from '../strategy/index.ts'
import type { Order } from './order.ts'

/** What the quoter needs of the desk: requests out, and the order behind an id. */
export interface QuoteDesk extends Orders {
  find(id: number): Order | undefined
}

class Quote {
  wantedPrice: Ticks = NO_PRICE
  wantedLots = 0
  /** What the working order was last asked to be, to tell a fill from a change of mind. */
  askedLots = 0
  orderId = NOT_SENT
  /** The venue has said no to the newest request; cleared when the strategy speaks again. */
  isRefused = false
}

export class Quoter implements Quotes {
  readonly #desk: QuoteDesk
  readonly #timeInForce: TimeInForce
  readonly #bid = new Quote()
  readonly #ask = new Quote()
  #isDirty = false

  /** Quotes are post-only unless told otherwise. */
  constructor(desk: QuoteDesk, timeInForce: TimeInForce = GTX) {
    this.#desk = desk
    this.#timeInForce = timeInForce
  }

  set(side: Side, price: Ticks, size: Lots): void {
    const quote = this.#of(side)
    const sizeLots = size > 0 ? size : 0
    const isSame = quote.wantedPrice === price && quote.wantedLots === sizeLots
    if (isSame && quote.orderId !== NOT_SENT && !quote.isRefused) return
    quote.wantedPrice = price
    quote.wantedLots = sizeLots
    quote.isRefused = false
    this.#isDirty = true
  }

  clear(side: Side): void {
    const quote = this.#of(side)
    if (quote.wantedLots === 0 && quote.orderId === NOT_SENT) return
    quote.wantedLots = 0
    this.#isDirty = true
  }

  clearAll(): void {
    this.clear(BUY)
    this.clear(SELL)
  }

  /** A report of this kind has arrived, about `order` if that was live: look again. */
  onReport(kind: number, order: Order | undefined): void {
    this.#isDirty = true
    if (order === undefined) return
    const quote = this.#of(order.side)
    if (quote.orderId !== order.id) return
    if (kind === EXPIRED || kind === REJECTED || kind === REQUEST_REJECTED) quote.isRefused = true
    if (kind === REQUEST_REJECTED) quote.askedLots = order.leaves
  }

  /** Sends what differs. Called once after the strategy's callbacks. */
  reconcile(): void {
    if (!this.#isDirty) return
    this.#isDirty = false
    for (let k = 0; k < SIDES.length; k++) this.#reconcileSide(SIDES[k]!)
  }

  #reconcileSide(side: Side): void {
    const quote = this.#of(side)
    const order = quote.orderId === NOT_SENT ? undefined : this.#desk.find(quote.orderId)
    if (order === undefined) {
      quote.orderId = NOT_SENT
      if (quote.wantedLots > 0 && !quote.isRefused) this.#enter(side, quote)
      return
    }
    if (!order.isCancellable) return
    if (quote.wantedLots === 0) {
      this.#desk.cancel(order.id)
      return
    }
    const isMoved = order.price !== quote.wantedPrice
    const isResized = quote.wantedLots < order.leaves || quote.wantedLots > quote.askedLots
    if (!isMoved && !isResized) return
    if (!quote.isRefused && this.#replace(order, quote)) return
    // What risk or the venue does not let move must not stay where it is no longer wanted.
    if (isMoved) this.#desk.cancel(order.id)
  }

  #replace(order: Order, quote: Quote): boolean {
    const { wantedPrice, wantedLots } = quote
    if (!this.#desk.replace(order.id, wantedPrice, lots(order.filled + wantedLots))) return false
    quote.askedLots = wantedLots
    return true
  }

  #enter(side: Side, quote: Quote): void {
    const { wantedPrice, wantedLots } = quote
    quote.orderId = this.#desk.enter(side, wantedPrice, lots(wantedLots), this.#timeInForce)
    quote.askedLots = wantedLots
  }

  #of(side: Side): Quote {
    return side === BUY ? this.#bid : this.#ask
  }
}
