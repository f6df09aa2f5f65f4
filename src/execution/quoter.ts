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
 * While a request is in flight the side waits; the answer makes it look again.
 */
import {
  BUY,
  GTX,
  type Lots,
  lots,
  NO_PRICE,
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
    if (quote.wantedPrice === price && quote.wantedLots === sizeLots && quote.orderId !== NOT_SENT)
      return
    quote.wantedPrice = price
    quote.wantedLots = sizeLots
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
    this.clear(-1)
  }

  /** A report changed an own order: look again at the next `reconcile`. */
  touch(): void {
    this.#isDirty = true
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
      if (quote.wantedLots > 0) this.#enter(side, quote)
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
    if (this.#desk.replace(order.id, quote.wantedPrice, lots(order.filled + quote.wantedLots))) {
      quote.askedLots = quote.wantedLots
    } else if (isMoved) {
      // What risk does not let move must not stay where it is no longer wanted.
      this.#desk.cancel(order.id)
    }
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
