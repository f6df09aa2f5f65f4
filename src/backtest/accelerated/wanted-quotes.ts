/**
 * What a strategy wants to rest in the market, and the requests that follow from it at a row.
 *
 * The rules are the quoter's, with one order a side and time that stands still between rows:
 *
 * | wanted                | open here | request                                            |
 * |-----------------------|-----------|----------------------------------------------------|
 * | a quote               | none      | enter                                              |
 * | another price or size | a quote   | replace; cancel where the limits refuse a new price |
 * | the same              | a quote   | nothing                                            |
 * | nothing               | a quote   | cancel                                             |
 *
 * A quote that was refused is not asked for again until the strategy sets it anew. One that has filled
 * is still wanted, and entered again at the next row.
 */
import { BUY, type Lots, NO_PRICE, SIDES, type Side, type Ticks } from '../../core/index.ts'
import type { Quotes } from '../../strategy/index.ts'

export class WantedQuote {
  price: number = NO_PRICE
  lots = 0
  /** The last request for it was refused, and the strategy has not spoken since. */
  isRefused = false

  /** Lots that should rest now. */
  get wantedLots(): number {
    return this.isRefused ? 0 : this.lots
  }
}

export class WantedQuotes implements Quotes {
  readonly bid = new WantedQuote()
  readonly ask = new WantedQuote()

  of(side: Side): WantedQuote {
    return side === BUY ? this.bid : this.ask
  }

  set(side: Side, price: Ticks, size: Lots): void {
    const quote = this.of(side)
    quote.price = price
    quote.lots = size > 0 ? size : 0
    quote.isRefused = false
  }
  clear(side: Side): void {
    const quote = this.of(side)
    quote.lots = 0
    quote.isRefused = false
  }
  clearAll(): void {
    this.clear(1)
    this.clear(-1)
  }
}

/** One order a side as it is known here, and the way to ask for another. */
export interface QuoteLine {
  /** Lots of the open order, 0 for none. */
  openLots(side: Side): number
  openPrice(side: Side): number
  /** What it was last asked to be: more than `openLots` once a part has filled. */
  askedLots(side: Side): number
  /** Each answers whether a request has left. */
  enter(side: Side, price: number, size: number): boolean
  replace(side: Side, price: number, size: number): boolean
  cancel(side: Side): boolean
}

/** Sends what differs; answers whether anything was sent. */
export function reconcile(wanted: WantedQuotes, line: QuoteLine): boolean {
  let isSent = false
  for (let k = 0; k < SIDES.length; k++) {
    if (reconcileSide(SIDES[k]!, wanted.of(SIDES[k]!), line)) isSent = true
  }
  return isSent
}

function reconcileSide(side: Side, quote: WantedQuote, line: QuoteLine): boolean {
  const open = line.openLots(side)
  const { wantedLots, price } = quote
  if (open === 0) return wantedLots > 0 && line.enter(side, price, wantedLots)
  if (quote.lots === 0) return line.cancel(side)
  const isMoved = line.openPrice(side) !== price
  const isResized = quote.lots < open || quote.lots > line.askedLots(side)
  if (!isMoved && !isResized) return false
  if (!quote.isRefused && line.replace(side, price, quote.lots)) return true
  // What limits or venue do not let move must not stay where it is no longer wanted.
  return isMoved && line.cancel(side)
}
