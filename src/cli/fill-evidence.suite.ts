/**
 * What a recording of single orders says about fills, looked up from the recording alone: the judge of
 * a venue that claims them.
 */
import { OrderLevelBook } from '../book/index.ts'
import {
  DEPTH_LEVEL,
  EventTape,
  EventView,
  FLAG_LAST,
  FLAG_UNSEEN,
  NO_PRICE,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  opposite,
} from '../core/index.ts'
import type { Feed } from '../market-data/index.ts'
import type { LoggedFill } from '../simulation/index.ts'

/** What the recording says about one fill. */
export interface Evidence {
  /** Best price of the other side before the first message of that instant. */
  farBefore: number
  /** Best prices of the other side after each message of that instant. */
  readonly farAfter: number[]
  /** Lots that orders of its side traded at its price, and at worse ones, at that instant. */
  executedAt: number
  executedThrough: number
  /** When it came to rest: lots shown at its price, NaN where nothing is told of it. */
  shownAtEntry: number
  /** Lots that left its price from then on, up to and with that instant. */
  removed: number
  /** Its price was out of sight meanwhile. */
  wasUnseen: boolean
}

/** Reads a feed once and looks up what it says about fills; nothing here is shared with the venue. */
export function evidenceFor(feed: Feed, fills: readonly LoggedFill[]): Promise<Evidence[]> {
  return new Auditor(fills, new OrderLevelBook({ instrument: feed.info.instruments[0]! })).read(
    feed,
  )
}

class Auditor {
  readonly #fills: readonly LoggedFill[]
  readonly #book: OrderLevelBook
  readonly #evidence: Evidence[]
  /** Indices of fills by the time they came to rest, and by the time they traded. */
  readonly #byEntry: number[]
  readonly #byTime: number[]
  #entered = 0
  #open: number[] = []
  #finished = 0

  constructor(fills: readonly LoggedFill[], book: OrderLevelBook) {
    this.#fills = fills
    this.#book = book
    this.#evidence = fills.map(() => ({
      farBefore: Number.NaN,
      farAfter: [],
      executedAt: 0,
      executedThrough: 0,
      shownAtEntry: Number.NaN,
      removed: 0,
      wasUnseen: false,
    }))
    const indices = fills.map((_, index) => index)
    this.#byEntry = [...indices].sort((a, b) => fills[a]!.restedAtNanos - fills[b]!.restedAtNanos)
    this.#byTime = [...indices].sort((a, b) => fills[a]!.at - fills[b]!.at)
  }

  async read(feed: Feed): Promise<Evidence[]> {
    const view = new EventView(new EventTape(1))
    for await (const batch of feed.open()) {
      for (let index = 0; index < batch.length; index++) {
        const event = view.at(index, batch)
        this.#moveTo(event.exchangeTime)
        this.#witness(event)
        this.#book.apply(batch, index)
        if ((event.flags & FLAG_LAST) !== 0) this.#endMessage(event.exchangeTime)
      }
    }
    return this.#evidence
  }

  /** Before the first record of an instant: what came to rest until then, what traded before is done. */
  #moveTo(time: number): void {
    while (this.#entered < this.#byEntry.length) {
      const index = this.#byEntry[this.#entered]!
      const { restedAtNanos, side, priceTicks } = this.#fills[index]!
      // At one instant the market comes first, and requests after it.
      if (!(restedAtNanos < time)) break
      const isInSight =
        this.#book.sizeAt(side, priceTicks) > 0 ||
        this.#book.nextBehind(side, priceTicks) !== NO_PRICE
      if (isInSight) this.#evidence[index]!.shownAtEntry = this.#book.sizeAt(side, priceTicks)
      this.#open.push(index)
      this.#entered++
    }
    const finished = this.#finished
    while (this.#finished < this.#byTime.length) {
      if (this.#fills[this.#byTime[this.#finished]!]!.at >= time) break
      this.#finished++
    }
    if (this.#finished !== finished) {
      this.#open = this.#open.filter((index) => this.#fills[index]!.at >= time)
    }
    for (const index of this.#open) {
      const evidence = this.#evidence[index]!
      const { at, side } = this.#fills[index]!
      if (at === time && Number.isNaN(evidence.farBefore)) {
        evidence.farBefore = this.#book.best(opposite(side))
      }
    }
  }

  #witness({ kind, side, price, size, flags, exchangeTime }: EventView): void {
    const isTaken = kind === ORDER_EXECUTE || kind === ORDER_REDUCE || kind === ORDER_DELETE
    if (!isTaken && kind !== DEPTH_LEVEL) return
    for (const index of this.#open) {
      const fill = this.#fills[index]!
      const evidence = this.#evidence[index]!
      if (fill.side !== side) continue
      if (kind === ORDER_EXECUTE && fill.at === exchangeTime) {
        const through = side * (fill.priceTicks - price)
        if (through === 0) evidence.executedAt += size
        else if (through > 0) evidence.executedThrough += size
      }
      if (fill.priceTicks !== price) continue
      if (isTaken) evidence.removed += size
      else if ((flags & FLAG_UNSEEN) !== 0) evidence.wasUnseen = true
    }
  }

  #endMessage(time: number): void {
    for (const index of this.#open) {
      const { at, side } = this.#fills[index]!
      if (at === time) this.#evidence[index]!.farAfter.push(this.#book.best(opposite(side)))
    }
  }
}
