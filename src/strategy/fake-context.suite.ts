/**
 * A context that writes down what a strategy wants, so that a strategy can be tested on its own.
 *
 * The book is a real one; position, clock and orders are whatever the test says. Orders that are
 * entered stay pending until the test settles them with `accept` or `end`.
 */

import { fill } from '../book/drawn-book.suite.ts'
import { ReferenceBook } from '../book/index.ts'
import {
  GTC,
  Instrument,
  type Lots,
  lots,
  NO_PRICE,
  nanos,
  type Side,
  sideName,
  TIME_IN_FORCE_NAMES,
  type Ticks,
  type TimeInForce,
} from '../core/index.ts'
import {
  type AnyStrategy,
  NOT_SENT,
  type Orders,
  type OrderView,
  type Quotes,
  type StrategyContext,
  type StrategyParams,
} from './strategy.ts'

export const CENTS = new Instrument({ symbol: 'TEST', tick: '0.01', lot: '0.001' })

class FakeOrder implements OrderView {
  filled = lots(0)
  status: OrderView['status'] = 'pending'
  isRequestPending = true
  readonly id: number
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots

  constructor(id: number, side: Side, price: Ticks, size: Lots) {
    this.id = id
    this.side = side
    this.price = price
    this.size = size
  }
  get leaves(): Lots {
    return lots(this.size - this.filled)
  }
  get isCancellable(): boolean {
    return this.status === 'working' && !this.isRequestPending
  }
}

export class FakeOrders implements Orders {
  readonly sent: string[] = []
  readonly #live: FakeOrder[] = []
  #nextId = 1

  enter(side: Side, price: Ticks, size: Lots, timeInForce: TimeInForce = GTC, id?: number): number {
    this.sent.push(
      `enter ${sideName(side)} ${size} at ${price} ${TIME_IN_FORCE_NAMES[timeInForce]} id ${id}`,
    )
    return this.#add(side, price, size, id ?? this.#nextId++)
  }
  market(side: Side, size: Lots): number {
    this.sent.push(`market ${sideName(side)} ${size}`)
    return this.#nextId++
  }
  cancel(id: number): boolean {
    const order = this.#live.find((one) => one.id === id)
    if (order === undefined || !order.isCancellable) return false
    this.sent.push(`cancel ${id}`)
    order.isRequestPending = true
    return true
  }
  submit(): number {
    throw new Error('none of the built-in strategies needs special terms')
  }
  replace(): boolean {
    throw new Error('none of the built-in strategies replaces')
  }
  cancelAll(): void {
    for (const order of [...this.#live]) this.cancel(order.id)
  }
  isLive(id: number): boolean {
    return this.#live.some((order) => order.id === id)
  }
  get count(): number {
    return this.#live.length
  }
  at(index: number): OrderView {
    return this.#live[index]!
  }

  /** The venue has answered: every order works, nothing is in flight. */
  acceptAll(): void {
    for (const order of this.#live) {
      order.status = 'working'
      order.isRequestPending = false
    }
  }
  end(id: number): void {
    this.#live.splice(
      this.#live.findIndex((order) => order.id === id),
      1,
    )
  }

  #add(side: Side, price: Ticks, size: Lots, id: number): number {
    if (this.isLive(id)) return NOT_SENT
    this.#live.push(new FakeOrder(id, side, price, size))
    this.#live.sort((a, b) => a.id - b.id)
    return id
  }
}

export class FakeQuotes implements Quotes {
  readonly #wanted = new Map<Side, string>()

  set(side: Side, price: Ticks, size: Lots): void {
    this.#wanted.set(side, `${size} at ${price}`)
  }
  clear(side: Side): void {
    this.#wanted.delete(side)
  }
  clearAll(): void {
    this.#wanted.clear()
  }
  /** The wanted quote of a side, as `size at price`, or undefined. */
  of(side: Side): string | undefined {
    return this.#wanted.get(side)
  }
}

/** Runs one strategy by hand. Numbers of the context are fields that a test sets. */
export class FakeRun implements StrategyContext<StrategyParams, never> {
  readonly strategy: AnyStrategy
  readonly instrument: Instrument
  readonly orders = new FakeOrders()
  readonly quotes = new FakeQuotes()
  book: ReferenceBook
  params: StrategyParams
  state: never
  now = nanos(0)
  position = lots(0)
  positionFloat = 0
  hasTrades = true
  isOwnInBook = false
  isHalted = false
  readonly markets = [this]

  constructor(strategy: AnyStrategy, overrides: StrategyParams = {}, instrument = CENTS) {
    this.strategy = strategy
    this.instrument = instrument
    this.params = { ...strategy.params, ...overrides }
    this.book = new ReferenceBook({ instrument })
    this.state = strategy.setup?.(this as never) as never
  }

  /** The book becomes what is drawn, and the strategy is told. */
  see(drawing: string): this {
    this.draw(drawing)
    this.strategy.onBook?.(this.book, this)
    return this
  }
  /** The book becomes what is drawn; the strategy will see it when it looks. */
  draw(drawing: string): this {
    this.book = fill(new ReferenceBook({ instrument: this.instrument }), drawing)
    return this
  }
  trade(price: number): void {
    const priceTicks = NO_PRICE
    this.strategy.onTrade?.({ price, priceTicks, size: lots(1), aggressor: 0 }, this)
  }
  timer(): void {
    this.strategy.onTimer?.(this)
  }
  /** A fill of the side moves the position, then the strategy hears of it. */
  fill(side: Side, size: number): void {
    this.position = lots(this.position + side * size)
    this.positionFloat += side * this.instrument.quantity(lots(size))
    const view = { orderId: 1, side, priceTicks: NO_PRICE, price: 0, size: lots(size) }
    this.strategy.onFill?.({ ...view, isMaker: true, fee: 0 }, this)
  }
}
