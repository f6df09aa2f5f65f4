/**
 * The contract of a strategy: numbers in, intent out.
 *
 * A strategy is a plain object of callbacks. It is written once and runs in a backtest, against the
 * simulated exchange and on paper, and knows no more of which than whether the book holds its own
 * orders. It sees the market as it arrives on the local side of the wire, and its wishes leave through
 * the risk gate like everybody else's.
 *
 * ```ts
 * const quoter = defineStrategy({
 *   name: 'inventory-quoter',
 *   params: { halfSpreadTicks: 1.5, skewTicksPerLot: 0.1, sizeLots: 1 },
 *   onBook(book, { params, position, quotes }) {
 *     if (!book.isTwoSided) return
 *     const fairTicks = book.microTicks - params.skewTicksPerLot * position
 *     quotes.set(BUY, floorTicks(fairTicks - params.halfSpreadTicks), lots(params.sizeLots))
 *     quotes.set(SELL, ceilTicks(fairTicks + params.halfSpreadTicks), lots(params.sizeLots))
 *   },
 * })
 * ```
 *
 * Everything handed to a callback is a view that is valid during the call only: copy numbers out,
 * never keep the object. Callbacks are synchronous and take no time unless the run says otherwise.
 */
import type { BookView } from '../book/index.ts'
import type { Instrument, Lots, Nanos, OrderType, Side, Ticks, TimeInForce } from '../core/index.ts'
import type { SeriesFacts, VectorisedForm } from './vectorised-form.ts'

/** The values a strategy can be tuned with. Their defaults say their types. */
export type StrategyParams = Readonly<Record<string, number | string | boolean>>

/** Literal defaults widened: `1.5` is a number that may change, not the constant 1.5. */
export type Tunable<Params> = {
  readonly [Key in keyof Params]: Params[Key] extends number
    ? number
    : Params[Key] extends boolean
      ? boolean
      : Params[Key] extends string
        ? string
        : Params[Key]
}

/**
 * Wanted quotes: at most one a side. What stands here after a callback is what the strategy wants to
 * rest in the market; `execution` turns the difference into enter, replace and cancel.
 */
export interface Quotes {
  /** Wants `size` lots at `price`. Saying the same again costs nothing and changes nothing. */
  set(side: Side, price: Ticks, size: Lots): void
  /** Wants nothing on this side. */
  clear(side: Side): void
  clearAll(): void
}

/** One level lower than quotes: single orders under the strategy's own control. */
export interface Orders {
  /**
   * Sends a limit order. Returns its id, or `NOT_SENT` when the risk gate refused it.
   * `id` may be chosen by the strategy as long as no live order bears it; by default the next free.
   */
  enter(side: Side, price: Ticks, size: Lots, timeInForce?: TimeInForce, id?: number): number
  /** Sends an order that trades at once at whatever the other side shows. */
  market(side: Side, size: Lots): number
  /** Sends an order of any kind; see `OrderTicket`. */
  submit(ticket: OrderTicket): number
  /** Asks for a withdrawal; false when there is nothing to cancel or a request is in flight. */
  cancel(id: number): boolean
  /** Asks for a new price and size; false as for `cancel`, or when the risk gate refused. */
  replace(id: number, price: Ticks, size: Lots): boolean
  cancelAll(): void
  /** Whether an order with this id is alive: sent, working, or with a cancel in flight. */
  isLive(id: number): boolean
  /** Live orders, ascending by id. */
  readonly count: number
  at(index: number): OrderView
}

/** An order with everything that can be said of one. What is left out is the plain case. */
export interface OrderTicket {
  readonly side: Side
  readonly size: Lots
  /** LIMIT unless told otherwise. */
  readonly type?: OrderType
  /** For LIMIT and STOP_LIMIT. */
  readonly price?: Ticks
  readonly timeInForce?: TimeInForce
  /** With GTD: the instant after which it lapses. */
  readonly expiresAt?: Nanos
  /** With STOP and STOP_LIMIT: the trade price that wakes it. */
  readonly stopPrice?: Ticks
  /** An iceberg: the lots it shows at a time. */
  readonly displaySize?: Lots
  /** Never makes the position larger. */
  readonly isReduceOnly?: boolean
  readonly id?: number
}

/** `Orders.enter` answers this when the order did not leave. */
export const NOT_SENT = -1

/** An own order as the local side knows it: the last report plus what is in flight. */
export interface OrderView {
  readonly id: number
  readonly side: Side
  readonly price: Ticks
  /** Ordered size; `leaves` is what has not traded, `filled` what has. */
  readonly size: Lots
  readonly leaves: Lots
  readonly filled: Lots
  readonly status: OrderStatus
  /** A request that the venue has not answered yet. */
  readonly isRequestPending: boolean
  /** Working and without a request in flight. */
  readonly isCancellable: boolean
}

export type OrderStatus =
  | 'pending'
  | 'working'
  | 'partially filled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'

/** A trade of the market. */
export interface TradeView {
  /** In the instrument's currency, exact. */
  readonly price: number
  readonly priceTicks: Ticks
  readonly size: Lots
  /** Who took: BUY when the buyer was the aggressor; 0 when the feed does not say. */
  readonly aggressor: Side | 0
}

/** An execution of an own order. */
export interface FillView {
  readonly orderId: number
  readonly side: Side
  readonly priceTicks: Ticks
  /** In the instrument's currency, exact. */
  readonly price: number
  readonly size: Lots
  readonly isMaker: boolean
  /** In currency; negative is a rebate. */
  readonly fee: number
}

/** What a strategy knows and can do in one instrument. One object for the whole run. */
export interface StrategyContext<Params = StrategyParams, State = unknown> {
  readonly params: Tunable<Params>
  readonly state: State
  /** Simulated or real: the instant of the event being handled. */
  readonly now: Nanos
  readonly instrument: Instrument
  readonly book: BookView
  /** Signed lots, as told by the reports that have arrived. */
  readonly position: Lots
  /**
   * The position in units as the plain float64 sum of execution quantities, in the order they came.
   * Ten fills of 0.01 sum to 0.09999999999999999: engines that keep positions as floats decide by it.
   */
  readonly positionFloat: number
  readonly quotes: Quotes
  readonly orders: Orders
  /** Whether the feed tells trades; false for quote-only series. */
  readonly hasTrades: boolean
  /** Own orders stand in the book: at an exchange they do, over recorded data not (`bestOfOthers`). */
  readonly isOwnInBook: boolean
  /** Trading is stopped: nothing that is sent will leave. */
  readonly isHalted: boolean
  /** All instruments of the run in their order, this one among them, each with its own orders. */
  readonly markets: readonly StrategyContext<Params, State>[]
}

/** A strategy ready to run: what `defineStrategy` returns. */
export interface Strategy<Params = StrategyParams, State = unknown> {
  readonly name: string
  /** One sentence for `--help` and reports. */
  readonly description: string
  /** Defaults of all parameters, in their order. */
  readonly params: Params
  /** Refuses impossible parameters: returns a sentence per problem. */
  validate?(params: Tunable<Params>): string[]
  /** The state of one run in one instrument, made before the first event. */
  setup?(context: StrategyContext<Params, undefined>): State
  /** Called after each complete change of the book. */
  onBook?(book: BookView, context: StrategyContext<Params, State>): void
  /** Called for each trade of the market, after the book events of the same message. */
  onTrade?(trade: TradeView, context: StrategyContext<Params, State>): void
  /** Called every `timerNanos(params)`, first one interval after the first event. */
  onTimer?(context: StrategyContext<Params, State>): void
  /** Called for each execution report, after the position has changed. */
  onFill?(fill: FillView, context: StrategyContext<Params, State>): void
  /** Called when the state of an own order changed by a report. */
  onOrder?(order: OrderView, context: StrategyContext<Params, State>): void
  timerNanos?(params: Tunable<Params>): number
  /** Shares of the mid within which it measures the depth with `DepthSums`, for who precomputes them. */
  depthRanges?(params: Tunable<Params>): readonly number[]
  /** The same rule over columns, for the vectorised engine. */
  vectorised?(params: Tunable<Params>, series: SeriesFacts): VectorisedForm
  /** Numbers worth watching, by name: drawn on the live page, listed in results. */
  gauges?(state: State, params: Tunable<Params>): Readonly<Record<string, number>>
}

/** A strategy of any parameters and state: what registries and runners hold. */
// biome-ignore lint/suspicious/noExplicitAny: parameters and state are private to each strategy
export type AnyStrategy = Strategy<any, any>

/** Checks a definition's shape at the place where it is written and infers its types. */
export function defineStrategy<const Params extends StrategyParams, State = undefined>(
  definition: Omit<Strategy<Params, State>, 'description'> & { readonly description?: string },
): Strategy<Params, State> {
  if (definition.name.trim() === '') throw new RangeError('a strategy needs a name')
  return { ...definition, description: definition.description ?? '' }
}
