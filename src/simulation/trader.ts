/**
 * The local side of one instrument: its book, its desk, and the strategy that watches and wishes.
 *
 * The trader hears what arrives here (market records, reports, timers), keeps local state, calls the
 * strategy, and lets the quoter send what changed. It also enforces what must not depend on a
 * strategy's manners: the daily loss limit and the kill switch.
 */
import type { OrderBook } from '../book/index.ts'
import {
  continuesHere,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  FILLED,
  FLAG_LAST,
  FLAG_MAKER,
  flagsOf,
  GAP,
  I_META,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  kindOf,
  type Lots,
  lots,
  type Nanos,
  NEVER,
  nanos,
  type Side,
  sideOf,
  TICK,
  type Ticks,
  TOUCH,
  TRADE,
  ticks,
} from '../core/index.ts'
import type { Desk, Mark, Portfolio, Quoter } from '../execution/index.ts'
import type { KillSwitch, LimitGate } from '../risk/index.ts'
import type {
  AnyStrategy,
  FillView,
  StrategyContext,
  StrategyParams,
  TradeView,
} from '../strategy/index.ts'
import type { FundingSchedule } from './funding.ts'
import type { Delay } from './latency/index.ts'
import type { RequestLine } from './request-line.ts'
import { StrategyTime } from './strategy-time.ts'

export interface TraderOptions {
  readonly strategy: AnyStrategy
  readonly params: StrategyParams
  readonly instrument: Instrument
  readonly book: OrderBook
  readonly desk: Desk
  readonly quoter: Quoter
  readonly portfolio: Portfolio
  readonly mark: Mark
  readonly gate: LimitGate
  readonly killSwitch: KillSwitch
  readonly requests: RequestLine
  readonly hasTrades: boolean
  /** Own orders stand in the book; they do not when absent. */
  readonly isOwnInBook?: boolean
  readonly funding?: FundingSchedule | undefined
  /** How long the strategy thinks each time it is called; no time when absent. */
  readonly compute?: Delay | undefined
  /** Hears of what is over: a circuit breaker, the confirmation of a stop. */
  readonly watch?: TraderWatch | undefined
}

/** Hears what a trader has just gone through. May trip the kill switch; sends nothing itself. */
export interface TraderWatch {
  /** A message of the market is complete. */
  onMarket(exchangeNanos: number, now: number): void
  /** The feed has lost something. */
  onGap(now: number): void
  /** A report has been taken in. */
  onReport(isFill: boolean, now: number): void
}

class Context implements StrategyContext {
  readonly #options: TraderOptions
  /** The contexts of all instruments of the run, in their order. */
  peers: readonly Context[] = [this]
  /** The strategy has reached for another instrument during this callback. */
  hasReachedOut = false
  params: StrategyParams
  state: unknown
  now = nanos(0)
  #leavesAt = nanos(0)

  constructor(options: TraderOptions) {
    this.#options = options
    this.params = options.params
  }
  get instrument(): Instrument {
    return this.#options.instrument
  }
  get book() {
    return this.#options.book
  }
  get position(): Lots {
    return this.#options.portfolio.position
  }
  get positionFloat(): number {
    return this.#options.portfolio.positionFloat
  }
  get quotes() {
    return this.#options.quoter
  }
  get orders() {
    return this.#options.desk
  }
  get hasTrades(): boolean {
    return this.#options.hasTrades
  }
  get isOwnInBook(): boolean {
    return this.#options.isOwnInBook === true
  }
  get isHalted(): boolean {
    return this.#options.gate.isStopped
  }
  get markets(): readonly StrategyContext[] {
    this.hasReachedOut = true
    for (let k = 0; k < this.peers.length; k++) this.peers[k]!.at(this.now, this.#leavesAt)
    return this.peers
  }

  /** The strategy looks at the market at `now`; what it does from here on leaves at `leavesAt`. */
  at(now: Nanos, leavesAt: Nanos): void {
    this.now = now
    this.#leavesAt = leavesAt
    this.#options.desk.now = leavesAt
    this.#options.requests.now = leavesAt
  }

  /** Wanted quotes go out, or everything is withdrawn when trading is stopped. */
  settle(): void {
    const { quoter, desk, gate } = this.#options
    if (!gate.isStopped) quoter.reconcile()
    // Asked again: judging a quote may have found the loss that trips the switch.
    if (!gate.isStopped) {
      if (gate.isReducing && desk.count > 0) desk.cancelAdding()
      return
    }
    quoter.clearAll()
    quoter.reconcile()
    if (desk.count > 0) desk.cancelAll()
  }
}

class Trade implements TradeView {
  price = 0
  priceTicks: Ticks = ticks(0)
  size: Lots = lots(0)
  aggressor: Side | 0 = 0
}

class Fill implements FillView {
  orderId = 0
  side: Side = 1
  priceTicks: Ticks = ticks(0)
  price = 0
  size: Lots = lots(0)
  isMaker = false
  fee = 0
}

export class Trader {
  readonly options: TraderOptions
  readonly #strategy: AnyStrategy
  readonly #context: Context
  readonly #trade = new Trade()
  readonly #fill = new Fill()
  /** Shared by all instruments of a run. */
  time = new StrategyTime()
  #isBookChanged = false
  #paysFunding: boolean = false
  /** Complete venue messages that have arrived here. */
  messages = 0
  gaps = 0

  constructor(options: TraderOptions) {
    this.options = options
    this.#strategy = options.strategy
    this.#context = new Context(options)
    this.#context.state = options.strategy.setup?.(this.#context as never)
    this.#paysFunding = options.funding !== undefined && options.funding.dueNanos !== NEVER
  }

  /** Makes the instruments of a run known to each other's strategies, in this order. */
  static join(traders: readonly Trader[]): void {
    const contexts = traders.map((trader) => trader.#context)
    for (const context of contexts) context.peers = contexts
    const time = new StrategyTime()
    for (const trader of traders) trader.time = time
  }

  /** Between timer calls, in nanoseconds; infinity for a strategy without a timer. */
  get timerNanos(): number {
    if (this.#strategy.onTimer === undefined) return Number.POSITIVE_INFINITY
    const every = this.#strategy.timerNanos?.(this.#context.params) ?? Number.POSITIVE_INFINITY
    if (every >= 1) return every
    // A clock that does not move on would never come to the next event.
    throw new InputError(
      `strategy ${this.#strategy.name}: its timer is due every ${every} nanoseconds`,
      { field: 'timerNanos' },
      'Answer at least 1 nanosecond, or infinity for no timer.',
    )
  }

  get params(): StrategyParams {
    return this.#context.params
  }
  /** From now on the strategy sees these parameters; the caller has validated them. */
  set params(params: StrategyParams) {
    this.#context.params = params
  }

  get gauges(): Readonly<Record<string, number>> {
    return this.#strategy.gauges?.(this.#context.state, this.#context.params) ?? {}
  }

  /**
   * A market record has its turn, and those of its message that follow it here, before `end`: when
   * they arrive, or when the strategy is free to look at them. Returns the first index it has not
   * looked at. The instant is not passed along: a double that crosses a call costs an allocation.
   */
  onMarket(tape: EventTape, from: number, end: number): number {
    if (this.#paysFunding) this.#fund(this.#turnOf(tape, from))
    const { book } = this.options
    const { i32 } = tape
    let index = from
    do {
      const i = index * EVENT_I32
      const meta = i32[i + I_META]!
      const kind = kindOf(meta)
      if (kind === DEPTH_LEVEL) {
        book.set(sideOf(meta), ticks(i32[i + I_PRICE]!), lots(i32[i + I_SIZE]!))
        this.#isBookChanged = true
      } else {
        this.#onOther(kind, tape, index)
      }
      index++
    } while (index < end && continuesHere(tape, index))
    const last = index - 1
    this.options.gate.market.hear(tape, last)
    const isMessageOver = (flagsOf(i32[last * EVENT_I32 + I_META]!) & FLAG_LAST) !== 0
    if (isMessageOver) this.#endOfMessage(tape, last)
    return index
  }

  /** Anything but the change of a level, which most records are. */
  #onOther(kind: number, tape: EventTape, index: number): void {
    if (kind === TRADE) {
      this.#onTrade(tape, index)
    } else if (kind === TICK) {
      this.#onTick(tape, index)
    } else if (kind === GAP) {
      this.gaps++
      this.options.watch?.onGap(this.#turnOf(tape, index))
    } else if (kind !== TOUCH) {
      this.options.book.apply(tape, index)
      this.#isBookChanged = true
    }
  }

  /** When a market record is handled. */
  #turnOf(tape: EventTape, index: number): Nanos {
    return this.time.free(nanos(tape.f64[index * EVENT_F64 + F_LOCAL]!))
  }

  /** A venue's report arrives. */
  onReport(tape: EventTape, index: number, now: Nanos): void {
    this.#at(now)
    const kind = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
    const order = this.options.desk.onReport(tape, index)
    if (this.options.desk.isRepeated) return
    this.options.quoter.onReport(kind, order)
    this.options.watch?.onReport(kind === FILLED, now)
    // Also when the fill has closed the position: the loss is real now, and quotes may still work.
    if (kind === FILLED) this.#enforce(now)
    const hearsFill = kind === FILLED && this.#strategy.onFill !== undefined
    const hearsOrder = order !== undefined && this.#strategy.onOrder !== undefined
    if (hearsFill || hearsOrder) this.#think(now)
    if (hearsFill) this.#strategy.onFill?.(this.#readFill(tape, index), this.#context)
    if (hearsOrder) this.#strategy.onOrder?.(order, this.#context)
    this.#settle()
  }

  onTimer(now: Nanos): void {
    this.#think(now)
    this.#strategy.onTimer?.(this.#context)
    this.#settle()
  }

  /** An operator's or a limit's decision to stop: nothing new leaves, what works is withdrawn. */
  stop(reason: string, now: Nanos): void {
    this.options.killSwitch.trip(reason, now)
    this.#at(now)
    this.#settle()
  }

  /** An operator has changed what the gate lets pass: what may not work any more is withdrawn. */
  obey(now: Nanos): void {
    this.#at(now)
    this.#settle()
  }

  /** Reports still arrive, but nothing leaves any more. */
  close(): void {
    this.options.desk.close()
  }

  #onTrade(tape: EventTape, index: number): void {
    this.options.gate.market.trade(tape, index)
    if (this.#strategy.onTrade === undefined) return
    const i = index * EVENT_I32
    const trade = this.#trade
    trade.priceTicks = ticks(tape.i32[i + I_PRICE]!)
    trade.price = this.options.instrument.price(trade.priceTicks)
    trade.size = lots(tape.i32[i + I_SIZE]!)
    trade.aggressor = sideOf(tape.i32[i + I_META]!)
    this.#think(this.#turnOf(tape, index))
    this.#strategy.onTrade(trade, this.#context)
    this.#settle()
  }

  #onTick(tape: EventTape, index: number): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    this.options.book.apply(tape, index)
    this.#isBookChanged = true
    this.options.mark.lastPrice = tape.f64[f + F_ORDER]!
    this.options.gate.market.trade(tape, index)
    const volume = tape.i32[i + I_SIZE]!
    // A row without volume is a quote: it marks positions, but nobody traded.
    if (this.#strategy.onTrade === undefined || volume === 0) return
    const trade = this.#trade
    trade.priceTicks = ticks(tape.i32[i + I_PRICE]!)
    trade.price = tape.f64[f + F_ORDER]!
    trade.size = lots(volume)
    trade.aggressor = 0
    this.#think(this.#turnOf(tape, index))
    this.#strategy.onTrade(trade, this.#context)
    this.#settle()
  }

  #endOfMessage(tape: EventTape, index: number): void {
    this.messages++
    const { watch } = this.options
    if (watch !== undefined) {
      const f = index * EVENT_F64
      watch.onMarket(tape.f64[f + F_EXCHANGE]!, tape.f64[f + F_LOCAL]!)
    }
    if (!this.#isBookChanged) return
    this.#isBookChanged = false
    const { desk, gate } = this.options
    // A flat account cannot lose by a move of the market.
    if (desk.position !== 0 || gate.isStopped) this.#enforce(this.#turnOf(tape, index))
    if (this.#strategy.onBook !== undefined) {
      this.#think(this.#turnOf(tape, index))
      this.#strategy.onBook(this.options.book, this.#context)
      this.#settle()
    }
  }

  /** Whoever tripped the switch, and whatever the strategy does: what works is withdrawn. */
  #enforce(now: Nanos): void {
    const { gate, desk, book } = this.options
    gate.markAt(book)
    if (gate.isStopped ? desk.count > 0 : gate.isLossBeyondLimit(desk, now)) {
      this.#at(now)
      this.#settle()
    }
  }

  /** Charges every funding instant that has passed, at the price known before this record. */
  #fund(now: Nanos): void {
    const { funding, portfolio, mark } = this.options
    while (funding !== undefined && funding.dueNanos <= now) {
      const rate = funding.take()
      if (!Number.isNaN(mark.price)) portfolio.fund(rate, mark.price)
    }
    this.#paysFunding = funding !== undefined && funding.dueNanos !== NEVER
  }

  /** What follows takes no time, and happens as soon as the strategy is free. */
  #at(now: Nanos): void {
    const start = this.time.free(now)
    this.#context.at(start, start)
  }

  /** The strategy is called as soon as it is free; what it sends leaves when it has thought. */
  #think(now: Nanos): void {
    const { compute } = this.options
    const start = this.time.free(now)
    this.#context.at(start, compute === undefined ? start : this.time.think(start, compute))
  }

  /** After every callback; the other instruments too when the strategy reached for them. */
  #settle(): void {
    const context = this.#context
    context.settle()
    if (!context.hasReachedOut) return
    context.hasReachedOut = false
    for (const peer of context.peers) if (peer !== context) peer.settle()
  }

  #readFill(tape: EventTape, index: number): FillView {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const fill = this.#fill
    fill.orderId = tape.f64[f + F_ORDER]!
    fill.side = sideOf(meta)
    fill.priceTicks = ticks(tape.i32[i + I_PRICE]!)
    fill.price = tape.f64[f + F_A]!
    fill.size = lots(tape.i32[i + I_SIZE]!)
    fill.isMaker = (flagsOf(meta) & FLAG_MAKER) !== 0
    fill.fee = tape.f64[f + F_B]!
    return fill
  }
}
