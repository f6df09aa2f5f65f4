/**
 * An actor on a simulated market whose every request and report is written down as a journal would, and
 * goes through surveillance on the way.
 *
 * What it does is a generator: it acts, and yields how many nanoseconds it then waits.
 */
import {
  ACCEPTED,
  BUY,
  CANCEL_ORDER,
  CANCELED,
  ENGINE_ACCEPTED,
  ENGINE_CANCELED,
  ENGINE_REJECTED,
  ENGINE_TRADE,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  EXPIRED,
  engineKindOf,
  F_A,
  F_B,
  F_EXCHANGE,
  F_ORDER,
  FILLED,
  FLAG_MAKER,
  GTC,
  I_ALGORITHM,
  I_DETAIL,
  I_GRADE,
  I_INCOMING_PARTICIPANT,
  I_LEFT,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_REST,
  I_RESTING_PARTICIPANT,
  I_SIZE,
  IOC,
  JOURNAL_INTENT,
  LIMIT,
  lots,
  NEVER,
  NO_PRICE,
  nanos,
  opposite,
  packMeta,
  type RandomStream,
  REJECTED,
  type Side,
  sideOf,
  type TimeInForce,
  TOUCH,
  TRADE,
  ticks,
} from '../../src/core/index.ts'
import { packTerms } from '../../src/exchange/index.ts'
import type { Surveillance } from '../../src/risk/index.ts'
import type { MarketSimulation, Scenario, VenueBook } from '../../src/simulation/index.ts'

const INSTRUMENT = 0
const TERMS = {
  [GTC]: packTerms({ type: LIMIT }),
  [IOC]: packTerms({ type: LIMIT, timeInForce: IOC }),
}

export interface WatchedOrder {
  readonly side: Side
  readonly price: number
  readonly size: number
  readonly algorithm: number
  readonly timeInForce: TimeInForce
  filled: number
  filledNanos: number
}

export type Behaviour = (actor: WatchedActor) => Generator<number, void>

export class WatchedActor implements Scenario {
  readonly name: string
  readonly random: RandomStream
  readonly surveillance: Surveillance
  /** Set by the behaviour when the pattern has really been carried out. */
  completed = 0
  nextTime
  position = 0
  /** In ticks times lots. */
  cash = 0
  /** Of the next orders. */
  algorithm = 1
  readonly orders = new Map<number, WatchedOrder>()
  readonly #live = new Set<number>()
  /** Everything that surveillance was shown, when it is to be kept. */
  readonly kept: EventTape | undefined
  readonly #behaviour: Behaviour
  readonly #tape = new EventTape(1)
  #steps: Generator<number, void> | undefined
  #market: MarketSimulation | undefined
  #participant = -1
  #sequence = 0
  #requests = 0

  constructor(options: {
    readonly name: string
    readonly startNanos: number
    readonly behaviour: Behaviour
    readonly random: RandomStream
    readonly surveillance: Surveillance
    readonly isKept?: boolean
  }) {
    this.name = options.name
    this.nextTime = nanos(options.startNanos)
    this.random = options.random
    this.surveillance = options.surveillance
    this.#behaviour = options.behaviour
    this.kept = options.isKept === true ? new EventTape(1024) : undefined
  }

  // ---- what it does

  act(market: MarketSimulation, guest: number): void {
    this.#market = market
    this.#participant = guest
    this.#steps ??= this.#behaviour(this)
    const { value, done } = this.#steps.next()
    this.nextTime = done === true ? NEVER : nanos(market.now + Math.max(1, Math.round(value)))
  }

  get now(): number {
    return this.#market!.now
  }
  best(side: Side): number {
    return this.#market!.book.best(side)
  }
  bestLots(side: Side): number {
    return this.#market!.book.bestSize(side)
  }
  get isTwoSided(): boolean {
    return this.best(BUY) !== NO_PRICE && this.best(opposite(BUY)) !== NO_PRICE
  }

  enter(
    side: Side,
    price: number,
    size: number,
    timeInForce: typeof GTC | typeof IOC = GTC,
  ): number {
    const id = this.#market!.nextOrderId()
    const { algorithm } = this
    const order = { side, price, size, algorithm, timeInForce, filled: 0, filledNanos: Number.NaN }
    this.orders.set(id, order)
    this.#live.add(id)
    this.#intend(ENTER_ORDER, id)
    this.#market!.command((commands) =>
      commands.limit(
        id,
        this.#participant,
        INSTRUMENT,
        side,
        ticks(price),
        lots(size),
        TERMS[timeInForce],
      ),
    )
    return id
  }

  /** Takes up to so many lots, however deep. */
  take(side: Side, size: number, ticksDeep = 50): number {
    return this.enter(side, this.best(opposite(side)) + side * ticksDeep, size, IOC)
  }

  cancel(id: number): void {
    if (!this.#live.has(id)) return
    this.#intend(CANCEL_ORDER, id)
    this.#market!.command((commands) => commands.cancel(id, this.#participant, INSTRUMENT))
  }

  cancelAll(): void {
    for (const id of [...this.#live]) this.cancel(id)
  }

  isLive(id: number): boolean {
    return this.#live.has(id)
  }
  filled(id: number): number {
    return this.orders.get(id)?.filled ?? 0
  }

  // ---- what it hears

  event({ f64, i32 }: EventTape, index: number): void {
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    const kind = engineKindOf(i32[i + I_META]!)
    if (kind === ENGINE_TRADE) {
      if (i32[i + I_RESTING_PARTICIPANT] === this.#participant) {
        this.#fill(f64[f + F_ORDER]!, i32[i + I_PRICE]!, i32[i + I_SIZE]!, true)
      }
      if (i32[i + I_INCOMING_PARTICIPANT] === this.#participant) {
        this.#fill(f64[f + F_A]!, i32[i + I_PRICE]!, i32[i + I_SIZE]!, false)
      }
      const meta = packMeta(TRADE, sideOf(i32[i + I_META]!), 0)
      this.#write(meta, 0, i32[i + I_PRICE]!, i32[i + I_SIZE]!)
      return
    }
    if (i32[i + I_PARTICIPANT] !== this.#participant) return
    const id = f64[f + F_ORDER]!
    const order = this.orders.get(id)
    if (order === undefined) return
    if (kind === ENGINE_ACCEPTED) {
      this.#write(packMeta(ACCEPTED, order.side, 0), id, order.price, order.size)
    } else if (kind === ENGINE_REJECTED && i32[i + I_LEFT] !== 66) {
      this.#live.delete(id)
      this.#write(packMeta(REJECTED, order.side, 0), id, 0, 0, i32[i + I_DETAIL]!)
    } else if (kind === ENGINE_CANCELED && i32[i + I_LEFT] === 0) {
      this.#live.delete(id)
      const isLapsed = order.timeInForce === IOC
      const meta = packMeta(isLapsed ? EXPIRED : CANCELED, order.side, 0)
      this.#write(meta, id, order.price, i32[i + I_SIZE]!)
    }
  }

  touch(book: VenueBook): void {
    this.#write(packMeta(TOUCH, 0, 0), 0, book.bid, book.bidLots, book.ask, book.askLots)
  }

  #fill(id: number, price: number, size: number, isMaker: boolean): void {
    const order = this.orders.get(id)!
    order.filled += size
    order.filledNanos = this.now
    if (order.filled === order.size) this.#live.delete(id)
    this.position += order.side * size
    this.cash -= order.side * size * price
    const meta = packMeta(FILLED, order.side, isMaker ? FLAG_MAKER : 0)
    this.#write(meta, id, price, size, price)
  }

  #intend(action: number, id: number): void {
    const order = this.orders.get(id)!
    const { f64, i32 } = this.#begin(packMeta(JOURNAL_INTENT, order.side, 0))
    f64[F_ORDER] = id
    i32[I_PRICE] = order.price
    i32[I_SIZE] = order.size
    i32[I_GRADE] = action
    i32[I_ALGORITHM] = order.algorithm
    i32[I_REST] = LIMIT | (order.timeInForce << 8)
    f64[3] = ++this.#requests
    this.#hand()
  }

  #write(meta: number, id: number, price: number, size: number, a = 0, b = 0): void {
    const { f64, i32 } = this.#begin(meta)
    f64[F_ORDER] = id
    i32[I_PRICE] = price
    i32[I_SIZE] = size
    f64[F_A] = a
    f64[F_B] = b
    this.#hand()
  }

  #begin(meta: number): EventTape {
    const now = this.#market?.now ?? 0
    this.#tape.clear()
    this.#tape.append(meta, INSTRUMENT, now, now)
    this.#tape.f64[F_EXCHANGE] = now
    return this.#tape
  }

  #hand(): void {
    this.surveillance.take(this.#tape, 0, ++this.#sequence)
    this.kept?.appendFrom(this.#tape, 0, 1)
  }

  /** The market it lives on, before its first act: what it sees from the beginning has a time. */
  set market(market: MarketSimulation) {
    this.#market = market
  }
}
