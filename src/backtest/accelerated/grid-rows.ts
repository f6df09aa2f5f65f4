/**
 * The rows of a grid while they are written: a book is looked at when its time has come.
 */
import { DepthSums, type OrderBook } from '../../book/index.ts'
import { BUY, InputError, SELL } from '../../core/index.ts'
import { FloatColumn, IntColumn, sharedInts } from '../shared-columns.ts'
import { ExchangeTape, type ExchangeTapeData } from './exchange-tape.ts'
import type { DepthColumns, MarketColumns } from './market-columns.ts'

/** More rows than this would not fit into memory beside the rest, and are a mistyped interval. */
export const ROWS_MAX = 20_000_000

export interface GridOptions {
  readonly intervalNanos: number
  /** The first event of the data: the first row is one interval later. */
  readonly firstNanos: number
  /** Shares of the mid within which the depth is summed up at each row. */
  readonly depthRanges?: readonly number[] | undefined
}

export class GridRows {
  /** The instant of the row that comes next. */
  nextNanos: number
  readonly #intervalNanos: number
  readonly #times = new FloatColumn()
  readonly #bids = new IntColumn()
  readonly #asks = new IntColumn()
  readonly #bidLots = new IntColumn()
  readonly #askLots = new IntColumn()
  readonly #depth: readonly DepthRows[]

  constructor({ intervalNanos, firstNanos, depthRanges = [] }: GridOptions) {
    this.nextNanos = firstNanos + intervalNanos
    this.#intervalNanos = intervalNanos
    this.#depth = depthRanges.map((range) => new DepthRows(range))
  }

  /** Writes the rows whose instant is before `instant`: nothing happens to the book until then. */
  writeBefore(instant: number, book: OrderBook): void {
    const interval = this.#intervalNanos
    if ((instant - this.nextNanos) / interval + this.#times.length > ROWS_MAX) {
      throw tooManyRows(interval)
    }
    while (this.nextNanos < instant) {
      this.#write(this.nextNanos, book)
      this.nextNanos += interval
    }
  }

  #write(at: number, book: OrderBook): void {
    this.#times.push(at)
    this.#bids.push(book.best(BUY))
    this.#asks.push(book.best(SELL))
    this.#bidLots.push(book.bestSize(BUY))
    this.#askLots.push(book.bestSize(SELL))
    for (let k = 0; k < this.#depth.length; k++) this.#depth[k]!.write(book)
  }

  /** The data end: the remaining rows, the closing one, and what fills between all of them. */
  finish(lastNanos: number, book: OrderBook, tape: ExchangeTapeData): MarketColumns {
    // A timer due at the very last instant does not fire any more.
    this.writeBefore(lastNanos, book)
    const rows = this.#times.length
    this.#write(lastNanos, book)
    const times = this.#times.share()
    return {
      intervalNanos: this.#intervalNanos,
      rows,
      times,
      bids: this.#bids.share(),
      asks: this.#asks.share(),
      bidLots: this.#bidLots.share(),
      askLots: this.#askLots.share(),
      ...waitingBounds(times, new ExchangeTape(tape)),
      depth: this.#depth.map((rowsOf) => rowsOf.share()),
    }
  }
}

function waitingBounds(
  times: Float64Array,
  tape: ExchangeTape,
): Pick<MarketColumns, 'buyBounds' | 'sellBounds'> {
  const buyBounds = sharedInts(times.length)
  const sellBounds = sharedInts(times.length)
  let from = 0
  for (let row = 0; row < times.length; row++) {
    const to = tape.after(times[row]!, from)
    buyBounds[row] = tape.buyBound(from, to)
    sellBounds[row] = tape.sellBound(from, to)
    from = to
  }
  return { buyBounds, sellBounds }
}

/** The sums of one range, row by row. */
class DepthRows {
  readonly #range: number
  readonly #sums = new DepthSums()
  readonly #bidLots = new FloatColumn()
  readonly #askLots = new FloatColumn()
  readonly #bidMoments = new FloatColumn()
  readonly #askMoments = new FloatColumn()

  constructor(range: number) {
    this.#range = range
  }

  write(book: OrderBook): void {
    const sums = this.#sums.measure(book, this.#range)
    this.#bidLots.push(sums.bidLots)
    this.#askLots.push(sums.askLots)
    this.#bidMoments.push(sums.bidMoment)
    this.#askMoments.push(sums.askMoment)
  }

  share(): DepthColumns {
    return {
      range: this.#range,
      bidLots: this.#bidLots.share(),
      askLots: this.#askLots.share(),
      bidMoments: this.#bidMoments.share(),
      askMoments: this.#askMoments.share(),
    }
  }
}

const tooManyRows = (intervalNanos: number): InputError =>
  new InputError(
    `a grid of ${intervalNanos} ns over these data has more than ${ROWS_MAX} rows`,
    { field: 'intervalNanos' },
    'Choose a longer interval, or a shorter part of the data.',
  )
