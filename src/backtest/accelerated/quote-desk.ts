/**
 * The near side of an accelerated run: what is known here of the own orders, the risk gate in front of
 * every request, and the counts of what left.
 */
import type { BookView } from '../../book/index.ts'
import {
  CANCEL_ORDER,
  ENTER_ORDER,
  GTX,
  type Lots,
  lots,
  type Nanos,
  nanos,
  REPLACE_ORDER,
  type RunHash,
  type Side,
  ticks,
} from '../../core/index.ts'
import type { Portfolio } from '../../execution/index.ts'
import { type Exposure, type LimitGate, OrderIntent } from '../../risk/index.ts'
import { CANCEL, ENTER, NO_REQUEST, type QuoteVenue, REPLACE } from './quote-venue.ts'
import type { QuoteLine } from './wanted-quotes.ts'

export interface QuoteDeskOptions {
  readonly venue: QuoteVenue
  readonly gate: LimitGate
  readonly portfolio: Portfolio
  readonly book: BookView
  readonly hash: RunHash
}

export class QuoteDesk implements QuoteLine, Exposure {
  /** The instant at which the following requests leave. */
  now: Nanos = nanos(0)
  entered = 0
  replaces = 0
  cancels = 0
  orderedLots = 0
  readonly #options: QuoteDeskOptions
  readonly #intent = new OrderIntent()

  constructor(options: QuoteDeskOptions) {
    this.#options = options
    this.#intent.timeInForce = GTX
  }

  get position(): Lots {
    return this.#options.portfolio.position
  }
  /** Of the row, once its fills are booked: nothing changes it before the next. */
  equity = Number.NaN

  /** Values the account at the book's mid. */
  mark(): number {
    const { portfolio, book } = this.#options
    this.equity = portfolio.equity(portfolio.position === 0 ? Number.NaN : book.midPrice)
    return this.equity
  }

  openLots(side: Side): Lots {
    const quote = this.#options.venue.of(side)
    return lots(quote.lots + quote.unknownLots)
  }
  openPrice(side: Side): number {
    return this.#options.venue.of(side).price
  }
  askedLots(side: Side): number {
    return this.#options.venue.of(side).askedLots
  }

  enter(side: Side, price: number, size: number): boolean {
    const quote = this.#options.venue.of(side)
    if (quote.request !== NO_REQUEST) return false
    if (!this.#passes(ENTER_ORDER, side, price, size, size)) return false
    quote.ask(ENTER, price, size)
    this.entered++
    this.orderedLots += size
    return true
  }

  replace(side: Side, price: number, size: number): boolean {
    const quote = this.#options.venue.of(side)
    if (quote.request !== NO_REQUEST) return false
    const growth = Math.max(0, size - this.openLots(side))
    if (!this.#passes(REPLACE_ORDER, side, price, size, growth)) return false
    quote.ask(REPLACE, price, size)
    this.replaces++
    return true
  }

  cancel(side: Side): boolean {
    const quote = this.#options.venue.of(side)
    if (quote.request !== NO_REQUEST) return false
    if (!this.#passes(CANCEL_ORDER, side, quote.price, this.openLots(side), 0)) return false
    quote.ask(CANCEL, quote.price, 0)
    this.cancels++
    return true
  }

  #passes(
    action: OrderIntent['action'],
    side: Side,
    price: number,
    size: number,
    growth: number,
  ): boolean {
    const { gate, book, hash } = this.#options
    const intent = this.#intent
    intent.action = action
    intent.orderId = this.entered + 1
    intent.side = side
    intent.price = ticks(price)
    intent.size = lots(size)
    intent.growth = lots(growth)
    const passes = gate.approve(intent, this, book, this.now) !== undefined
    hash.addFloat64(this.now)
    hash.addInt32(action)
    hash.addInt32(gate.reason)
    hash.addInt32(side)
    hash.addFloat64(price)
    hash.addFloat64(size)
    return passes
  }
}
