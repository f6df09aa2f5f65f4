/**
 * All that can fill a resting order, and nothing else: moves of the venue's touch, and trades, by
 * exchange time.
 *
 * An open buy at `price` fills when `price >= bound`, an open sell when `price <= bound`:
 *
 * | event                          | bound of a buy | bound of a sell |
 * |--------------------------------|----------------|-----------------|
 * | the touch is now bid, ask      | ask            | bid             |
 * | a seller traded at p           | p + 1          |                 |
 * | a buyer traded at p            |                | p - 1           |
 * | somebody traded at p           | p + 1          | p - 1           |
 *
 * The touch counts at the end of a venue message: inside one a book may be crossed for a moment.
 */
import { BUY, NO_PRICE, SELL, type Side } from '../../core/index.ts'
import { FloatColumn, IntColumn } from '../shared-columns.ts'

/** No buy is as high, no sell as low: the bounds of an interval in which nothing fills. */
export const NO_BUY_FILLS = 0x7fff_ffff
export const NO_SELL_FILLS = -0x8000_0000

/** Plain data in shared memory, ascending by time. */
export interface ExchangeTapeData {
  readonly times: Float64Array
  readonly buyBounds: Int32Array
  readonly sellBounds: Int32Array
  /** The touch in force once the event has happened, `NO_PRICE` for an empty side. */
  readonly bids: Int32Array
  readonly asks: Int32Array
  /** Lots traded, 0 for moves of the touch. */
  readonly tradedLots: Int32Array
}

export class ExchangeTapeBuilder {
  readonly #times = new FloatColumn()
  readonly #buyBounds = new IntColumn()
  readonly #sellBounds = new IntColumn()
  readonly #bids = new IntColumn()
  readonly #asks = new IntColumn()
  readonly #tradedLots = new IntColumn()
  #bid: number = NO_PRICE
  #ask: number = NO_PRICE

  /** A venue message has ended with this touch. */
  touch(at: number, bid: number, ask: number): void {
    if (bid === this.#bid && ask === this.#ask) return
    this.#bid = bid
    this.#ask = ask
    this.#push(at, askBound(ask), bid, 0)
  }

  /** `aggressor` 0 when the feed does not say. */
  trade(at: number, aggressor: Side | 0, price: number, size: number): void {
    const buyBound = aggressor === BUY ? NO_BUY_FILLS : Math.min(price + 1, NO_BUY_FILLS)
    const sellBound = aggressor === SELL ? NO_SELL_FILLS : Math.max(price - 1, NO_SELL_FILLS)
    this.#push(at, buyBound, sellBound, size)
  }

  #push(at: number, buyBound: number, sellBound: number, tradedLots: number): void {
    this.#times.push(at)
    this.#buyBounds.push(buyBound)
    this.#sellBounds.push(sellBound)
    this.#bids.push(this.#bid)
    this.#asks.push(this.#ask)
    this.#tradedLots.push(tradedLots)
  }

  share(): ExchangeTapeData {
    return {
      times: this.#times.share(),
      buyBounds: this.#buyBounds.share(),
      sellBounds: this.#sellBounds.share(),
      bids: this.#bids.share(),
      asks: this.#asks.share(),
      tradedLots: this.#tradedLots.share(),
    }
  }
}

const askBound = (ask: number): number => (ask === NO_PRICE ? NO_BUY_FILLS : ask)

/** Events a block: an interval is scanned to the next block, then block by block. */
const BLOCK = 64

export class ExchangeTape {
  readonly data: ExchangeTapeData
  /** Lowest bound of a buy and highest of a sell in each block; made when first asked for. */
  #blockBuys: Int32Array | undefined
  #blockSells: Int32Array | undefined

  constructor(data: ExchangeTapeData) {
    this.data = data
  }

  /** Index of the first event later than `at`; looks near `hint` first, which any index may be. */
  after(at: number, hint = 0): number {
    const { times } = this.data
    let low = 0
    let high = times.length
    if (hint <= high && (hint === 0 || times[hint - 1]! <= at)) low = hint
    let reach = 1
    while (low + reach < high && times[low + reach]! <= at) reach *= 2
    high = Math.min(high, low + reach)
    while (low < high) {
      const middle = (low + high) >>> 1
      if (times[middle]! <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The best bid in force before event `index`, `NO_PRICE` when there is none. */
  bidBefore(index: number): number {
    return index === 0 ? NO_PRICE : this.data.bids[index - 1]!
  }
  askBefore(index: number): number {
    return index === 0 ? NO_PRICE : this.data.asks[index - 1]!
  }

  /** What fills a buy that is open over events `from` to before `to`; the touch in force counts. */
  buyBound(from: number, to: number): number {
    const { buyBounds } = this.data
    this.#blockBuys ??= extremes(buyBounds, NO_BUY_FILLS, Math.min)
    let lowest = askBound(this.askBefore(from))
    let k = from
    while (k < to) {
      if (k % BLOCK === 0 && k + BLOCK <= to) {
        lowest = Math.min(lowest, this.#blockBuys[k / BLOCK]!)
        k += BLOCK
      } else lowest = Math.min(lowest, buyBounds[k++]!)
    }
    return lowest
  }

  /** The mirror of `buyBound`. */
  sellBound(from: number, to: number): number {
    const { sellBounds } = this.data
    this.#blockSells ??= extremes(sellBounds, NO_SELL_FILLS, Math.max)
    let highest = this.bidBefore(from)
    let k = from
    while (k < to) {
      if (k % BLOCK === 0 && k + BLOCK <= to) {
        highest = Math.max(highest, this.#blockSells[k / BLOCK]!)
        k += BLOCK
      } else highest = Math.max(highest, sellBounds[k++]!)
    }
    return highest
  }

  /** The first event from `from` to before `to` that fills an order, `to` when none does. */
  firstFill(side: Side, price: number, from: number, to: number): number {
    const bounds = side === BUY ? this.data.buyBounds : this.data.sellBounds
    let k = from
    while (k < to && side * (price - bounds[k]!) < 0) k++
    return k
  }
}

function extremes(
  bounds: Int32Array,
  none: number,
  further: (a: number, b: number) => number,
): Int32Array {
  const blocks = new Int32Array(Math.ceil(bounds.length / BLOCK)).fill(none)
  for (let k = 0; k < bounds.length; k++) {
    const block = Math.floor(k / BLOCK)
    blocks[block] = further(blocks[block]!, bounds[k]!)
  }
  return blocks
}
