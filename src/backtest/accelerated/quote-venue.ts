/**
 * The venue of an accelerated run: one resting order a side, and the columns that say what fills it.
 *
 * An order fills whole, at its own price, at the first event of the tape that reaches it. Columns say
 * for each interval whether there is one, so that the tape is read only where something fills.
 */
import { BUY, NO_PRICE, SELL, SIDES, type Side } from '../../core/index.ts'
import type { ExchangeTape } from './exchange-tape.ts'
import type { FillColumns } from './fill-columns.ts'
import type { LatencyColumns } from './latency-columns.ts'
import type { MarketColumns } from './market-columns.ts'
import type { WantedQuotes } from './wanted-quotes.ts'

export const NO_REQUEST = 0
export const ENTER = 1
export const REPLACE = 2
export const CANCEL = 3
export type QuoteRequestKind = typeof NO_REQUEST | typeof ENTER | typeof REPLACE | typeof CANCEL

/**
 * `replace`: as the quoter asks, so that an order that has filled meanwhile is not placed again.
 * `renew`: as published; both sides are sent anew with every request, whatever has filled meanwhile.
 */
export type RequestStyle = 'replace' | 'renew'

/** `whole`: an order that is reached fills. `traded`: no more of it than was traded through it. */
export type FillCapacity = 'whole' | 'traded'

/** What rests on a side, what is asked of it, and what of it has filled and is not known here. */
export class RestingQuote {
  /** Kept when the order has ended: what is known here may lag behind. */
  price: number = NO_PRICE
  /** Lots that rest at the venue. */
  lots = 0
  askedLots = 0
  unknownLots = 0
  request: QuoteRequestKind = NO_REQUEST
  requestedPrice: number = NO_PRICE
  requestedLots = 0

  ask(kind: QuoteRequestKind, price: number, lots: number): void {
    this.request = kind
    this.requestedPrice = price
    this.requestedLots = lots
  }
}

export interface QuoteVenueOptions {
  readonly columns: MarketColumns
  readonly latency: LatencyColumns
  readonly tape: ExchangeTape
  readonly fills: FillColumns
  readonly wanted: WantedQuotes
  readonly style: RequestStyle
  readonly capacity: FillCapacity
}

export class QuoteVenue {
  readonly bid = new RestingQuote()
  readonly ask = new RestingQuote()
  /** Post-only requests that would have taken. */
  refusals = 0
  readonly #options: QuoteVenueOptions
  /** Near where the tape was last read. */
  #event = 0

  constructor(options: QuoteVenueOptions) {
    this.#options = options
  }

  of(side: Side): RestingQuote {
    return side === BUY ? this.bid : this.ask
  }

  /** The interval that ends at `row` passes. */
  wait(row: number): void {
    const { times, buyBounds, sellBounds } = this.#options.columns
    const { bid, ask } = this
    if (bid.lots > 0 && bid.price >= buyBounds[row]!) this.#fill(BUY, times[row - 1]!, times[row]!)
    if (ask.lots > 0 && ask.price <= sellBounds[row]!) {
      this.#fill(SELL, times[row - 1]!, times[row]!)
    }
  }

  /** The requests of `row` travel, arrive and rest until the row at which the answer is known. */
  travel(row: number): void {
    const { columns, latency } = this.#options
    if (latency.isLost[row] === 1) {
      this.#lose(row)
      return
    }
    const sent = columns.times[row]!
    const arrives = latency.ackTimes[row]!
    const hadBid = this.bid.lots > 0
    const hadAsk = this.ask.lots > 0
    if (hadBid && this.bid.price >= latency.buyBoundsAck[row]!) this.#fill(BUY, sent, arrives)
    if (hadAsk && this.ask.price <= latency.sellBoundsAck[row]!) this.#fill(SELL, sent, arrives)
    this.#arrive(BUY, hadBid, latency.asksAck[row]!)
    this.#arrive(SELL, hadAsk, latency.bidsAck[row]!)
    const looks = columns.times[latency.nextRows[row]!]!
    const { bid, ask } = this
    if (bid.lots > 0 && bid.price >= latency.buyBoundsAfter[row]!) this.#fill(BUY, arrives, looks)
    if (ask.lots > 0 && ask.price <= latency.sellBoundsAfter[row]!) this.#fill(SELL, arrives, looks)
  }

  /** Requests that never arrive: what rests goes on resting, and the desk hears of a refusal. */
  #lose(row: number): void {
    const { latency, wanted } = this.#options
    for (let k = 0; k < SIDES.length; k++) {
      const side = SIDES[k]!
      const { request } = this.of(side)
      if (request === ENTER || request === REPLACE) wanted.of(side).isRefused = true
      this.of(side).request = NO_REQUEST
    }
    for (let next = row + 1; next <= latency.nextRows[row]!; next++) this.wait(next)
  }

  #arrive(side: Side, hadOrder: boolean, farTicks: number): void {
    const quote = this.of(side)
    const { request } = quote
    const renews = this.#options.style === 'renew'
    quote.request = NO_REQUEST
    if (request === CANCEL) quote.lots = 0
    else if (request === ENTER)
      this.#place(side, quote.requestedPrice, quote.requestedLots, farTicks)
    else if (request === REPLACE) {
      // A replace that comes too late finds no order, and places none.
      if (quote.lots > 0 || renews) {
        this.#place(side, quote.requestedPrice, quote.requestedLots, farTicks)
      }
    } else if (renews && hadOrder) this.#place(side, quote.price, quote.askedLots, farTicks)
  }

  #place(side: Side, price: number, lots: number, farTicks: number): void {
    const quote = this.of(side)
    quote.price = price
    quote.askedLots = lots
    quote.lots = lots
    if (farTicks === NO_PRICE || side * (price - farTicks) < 0) return
    quote.lots = 0
    this.refusals++
    this.#options.wanted.of(side).isRefused = true
  }

  /** Fills what is open after `from`, `to` included. */
  #fill(side: Side, from: number, to: number): void {
    const { tape, fills, capacity } = this.#options
    const quote = this.of(side)
    const first = tape.after(from, this.#event)
    const end = tape.after(to, first)
    this.#event = first
    let event = tape.firstFill(side, quote.price, first, end)
    while (event < end && quote.lots > 0) {
      const traded = tape.data.tradedLots[event]!
      const isWhole = capacity === 'whole' || traded === 0
      const lots = isWhole ? quote.lots : Math.min(quote.lots, traded)
      quote.lots -= lots
      quote.unknownLots += lots
      // As at the venue of an event run: a trade without a taker meets sells first, a touch buys.
      const firstSide = traded > 0 ? SELL : BUY
      fills.add(event, tape.data.times[event]!, side, quote.price, lots, quote.lots, firstSide)
      event = tape.firstFill(side, quote.price, event + 1, end)
    }
  }
}
