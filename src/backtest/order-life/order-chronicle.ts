/**
 * Writes down the life of one order while a run goes by: its own events, what the market did that
 * concerned it, and a few records of context before the first and after the last.
 *
 * A market record concerns an order when it fills it, moves it in its queue, changes what its level
 * shows, trades at its price or beyond, or brings the other side's best price to it. The others are
 * counted. Context are the market's trades and the records that change the touch.
 */
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_HIDDEN,
  flagsOf,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  type Lots,
  type Nanos,
  NO_PRICE,
  opposite,
  SELL,
  type Side,
  sideOf,
  type Ticks,
  TRADE,
  ticks,
} from '../../core/index.ts'
import type { RestingOrder } from '../../exchange/index.ts'
import type { WatchableVenue } from '../analytics/index.ts'
import type { LifeEntry, LifeEvent, MarketEvent, MarketView } from './life-entry.ts'
import type { OrderRecord } from './order-record.ts'

export interface ChronicleOptions {
  /** The place of the wanted life in the ledger, and its record from an earlier pass. */
  readonly place: number
  readonly record: OrderRecord
  /** Market records of context before the life and after it. */
  readonly before: number
  readonly after: number
}

export class OrderChronicle {
  readonly place: number
  readonly entries: LifeEntry[] = []
  readonly #record: OrderRecord
  readonly #before: number
  readonly #after: number
  #venue: WatchableVenue | undefined
  #instrument: Instrument | undefined
  #lotInQueue = 1
  /** The newest records of context, a ring until the life begins. */
  readonly #context: LifeEntry[] = []
  #contextNext = 0
  /** Records passed over since the newest entry, and the market after the last of them. */
  #passed = 0
  #passedView: MarketView | undefined
  #hasBegun = false
  #isOver = false
  #afterCount = 0
  #price: Ticks
  /** How the order stood when it was last looked at. */
  #restedAtNanos = Number.NaN
  #aheadLots = Number.NaN

  constructor(options: ChronicleOptions) {
    this.place = options.place
    this.#record = options.record
    this.#before = options.before
    this.#after = options.after
    this.#price = options.record.entryPrice
  }

  get market(): number {
    return this.#record.market
  }

  /** The venue of the order's market. */
  stand(venue: WatchableVenue, instrument: Instrument, lotInQueue: number): void {
    this.#venue = venue
    this.#instrument = instrument
    this.#lotInQueue = lotInQueue
  }

  /** Looks at the market: before the life, during it, and for a while after it. */
  get isWatching(): boolean {
    return !this.#isOver || this.#afterCount < this.#after
  }

  /** Adds something that happened to the order, at the venue. */
  there(atNanos: number, event: LifeEvent): void {
    this.#add({ exchangeNanos: atNanos, localNanos: Number.NaN, event, view: this.#view() })
  }

  /** Adds something that happened to the order, here. */
  here(atNanos: number, event: LifeEvent): void {
    if (!this.#hasBegun) this.#begin()
    this.#add({ exchangeNanos: Number.NaN, localNanos: atNanos, event, view: this.#view() })
  }

  /** A request arrives that left here at `atNanos`: worth a line when it was decided earlier. */
  sent(atNanos: number, request: number): void {
    const decided = this.entries.findLast(
      ({ event }) => event.kind === 'decided' && event.request === request,
    )
    if (decided === undefined || decided.localNanos >= atNanos) return
    const at = this.#placeAt(atNanos)
    const event: LifeEvent = { kind: 'sent', request }
    const nowhere = Number.NaN
    this.entries.splice(at, 0, {
      exchangeNanos: nowhere,
      localNanos: atNanos,
      event,
      view: decided.view,
    })
  }

  /** The order has a new price: another level is its own now. */
  repriced(price: Ticks): void {
    this.#price = price
  }

  /** Nothing more can become of the order. */
  over(): void {
    this.#isOver = true
  }

  /** A market record takes effect: `apply` lets it, and may add entries of the order. */
  watch(tape: EventTape, index: number, apply: () => void): void {
    const first = this.entries.length
    const view = this.#view()
    const wasReached = this.#isReached()
    apply()
    const entry = this.#marketEntry(tape, index, view)
    const event = entry.event as MarketEvent
    const wasOver = this.#isOver && first === this.entries.length
    // Nothing concerns an order that is not wanted yet, or has ended.
    const isNews = event.record === TRADE || hasMoved(view, entry.view)
    const concerns =
      this.#hasBegun &&
      !wasOver &&
      (this.entries.length > first ||
        differs(entry.view.aheadLots, view.aheadLots) ||
        differs(entry.view.levelLots, view.levelLots) ||
        this.#tradesWithUs(event) ||
        (!wasReached && this.#isReached()))
    if (concerns) this.#keep({ ...entry, event: { ...event, concerns } }, first)
    else if (this.#hasBegun && !wasOver) this.#pass(entry)
    else if (isNews) this.#keepContext(entry)
    this.look(entry.exchangeNanos)
  }

  /** Looks where the order stands, after something that may have moved it. */
  look(atNanos: number): void {
    const order = this.#order()
    const restedAtNanos = order?.restedAtNanos ?? Number.NaN
    const aheadLots = this.#ahead(order)
    if (order !== undefined && restedAtNanos !== this.#restedAtNanos) {
      this.there(atNanos, { kind: 'rested', price: order.price, shownLots: order.shown })
    }
    this.#restedAtNanos = restedAtNanos
    this.#aheadLots = aheadLots
  }

  /** A request of another own order has been handled: this one may have moved up. */
  lookAside(atNanos: Nanos): void {
    const aheadBeforeLots = this.#aheadLots
    const hadRested = this.#restedAtNanos
    this.look(atNanos)
    const hasStayed = hadRested === this.#restedAtNanos
    if (hasStayed && differs(aheadBeforeLots, this.#aheadLots)) {
      this.there(atNanos, { kind: 'moved', aheadBeforeLots })
    }
  }

  /** Where an entry of this instant belongs. Entries without an instant stay where they are. */
  #placeAt(atNanos: number): number {
    const { entries } = this
    let place = entries.length
    for (let k = entries.length - 1; k >= 0; k--) {
      const time = timeOf(entries[k]!)
      if (time > atNanos) place = k
      else if (time !== Number.NEGATIVE_INFINITY) break
    }
    return place
  }

  #begin(): void {
    this.#hasBegun = true
    for (let k = 0; k < this.#context.length; k++) {
      this.entries.push(this.#context[(this.#contextNext + k) % this.#context.length]!)
    }
  }

  #add(entry: LifeEntry): void {
    this.#flushPassed(this.entries.length)
    this.entries.push(entry)
  }

  /** Keeps a market record, before the entries that it has caused: those from `first` on. */
  #keep(entry: LifeEntry, first: number): void {
    this.#flushPassed(first)
    const isAfterPassed = this.entries[first]?.event.kind === 'passed'
    this.entries.splice(isAfterPassed ? first + 1 : first, 0, entry)
  }

  #pass(entry: LifeEntry): void {
    this.#passed++
    this.#passedView = entry.view
  }

  #keepContext(entry: LifeEntry): void {
    if (this.#hasBegun) {
      this.#afterCount++
      this.entries.push(entry)
    } else if (this.#before > 0) {
      this.#context[this.#contextNext] = entry
      this.#contextNext = (this.#contextNext + 1) % this.#before
    }
  }

  /** Puts down how many records were passed over since the entry before. */
  #flushPassed(at: number): void {
    if (this.#passed === 0) return
    const event: LifeEvent = { kind: 'passed', records: this.#passed }
    this.#passed = 0
    const nowhere = { exchangeNanos: Number.NaN, localNanos: Number.NaN }
    this.entries.splice(at, 0, { ...nowhere, event, view: this.#passedView! })
  }

  #marketEntry(tape: EventTape, index: number, before: MarketView): LifeEntry {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    return {
      exchangeNanos: tape.f64[f + F_EXCHANGE]!,
      localNanos: tape.f64[f + F_LOCAL]!,
      event: {
        kind: 'market',
        record: kindOf(meta),
        side: sideOf(meta) as Side | 0,
        price: ticks(tape.i32[i + I_PRICE]!),
        size: tape.i32[i + I_SIZE]! as Lots,
        isHidden: (flagsOf(meta) & FLAG_HIDDEN) !== 0,
        aheadBeforeLots: before.aheadLots,
        levelBeforeLots: before.levelLots,
        concerns: false,
      },
      view: this.#view(),
    }
  }

  /** A trade that could have been ours: somebody took from our side, at our price or beyond. */
  #tradesWithUs({ record, side, price }: MarketEvent): boolean {
    const own = this.#record.side
    if (record !== TRADE || side === own || this.#price === NO_PRICE) return false
    return own * (this.#price - price) >= 0
  }

  /** The other side's best price has come to the order's, or through it. */
  #isReached(): boolean {
    const { side } = this.#record
    const far = this.#venue!.book.best(opposite(side))
    return far !== NO_PRICE && this.#price !== NO_PRICE && side * (this.#price - far) >= 0
  }

  #order(): RestingOrder | undefined {
    if (!this.#hasBegun || this.#isOver) return undefined
    return this.#venue!.resting(this.#record.side).find(this.#record.id)
  }

  #ahead(order: RestingOrder | undefined): number {
    return order === undefined ? Number.NaN : Math.max(0, order.ahead / this.#lotInQueue)
  }

  #view(): MarketView {
    const { book } = this.#venue!
    const { side } = this.#record
    const order = this.#order()
    return {
      bid: book.bestPrice(BUY),
      ask: book.bestPrice(SELL),
      bidLots: book.bestSize(BUY),
      askLots: book.bestSize(SELL),
      levelLots: this.#price === NO_PRICE ? Number.NaN : book.sizeAt(side, this.#price),
      aheadLots: this.#ahead(order),
      ownAheadLots:
        order === undefined ? Number.NaN : this.#venue!.resting(side).ownLotsAhead(order),
    }
  }

  get instrument(): Instrument {
    return this.#instrument!
  }
}

/** The touch is another one. */
const hasMoved = (before: MarketView, after: MarketView): boolean =>
  differs(before.bid, after.bid) ||
  differs(before.ask, after.ask) ||
  before.bidLots !== after.bidLots ||
  before.askLots !== after.askLots

/** NaN is equal to itself here. */
const differs = (a: number, b: number): boolean => !Object.is(a, b)

/** When it happened, wherever that was; before everything for entries without a time. */
function timeOf({ exchangeNanos, localNanos }: LifeEntry): number {
  const nanos = Number.isNaN(exchangeNanos) ? localNanos : exchangeNanos
  return Number.isNaN(nanos) ? Number.NEGATIVE_INFINITY : nanos
}
