/**
 * A strategy in the event engine at the pace of an accelerated run: the other half of a comparison.
 *
 * It looks at the instants of the same grid, skips those at which a request is on its way, hears of
 * fills at its next look, and asks for what differs by the same rules. What is left between the two
 * engines is the queue at its price, partial fills, and how late answers come.
 */
import type { BookView } from '../../book/index.ts'
import { BUY, GTX, lots, NO_PRICE, nanos, SELL, type Side, ticks } from '../../core/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'
import type {
  AnyStrategy,
  FillView,
  OrderView,
  StrategyContext,
  StrategyParams,
} from '../../strategy/index.ts'
import { NOT_SENT } from '../../strategy/index.ts'
import type { RowDecision } from './accelerated-result.ts'
import { firstRowFrom, type LatencyColumns } from './latency-columns.ts'
import type { MarketColumns } from './market-columns.ts'
import { RowStrategy } from './row-strategy.ts'
import { type QuoteLine, reconcile } from './wanted-quotes.ts'

export interface PaceOptions {
  readonly strategy: AnyStrategy
  readonly columns: MarketColumns
  readonly latency: LatencyColumns
  /** Where the accelerated run waits for late answers too: how late they are. */
  readonly response?: LatencyModel | undefined
  readonly onDecision?: ((decision: RowDecision) => void) | undefined
}

/** The strategy with the same parameters, for the event engine. */
export function pacedStrategy(options: PaceOptions): AnyStrategy {
  const { strategy, columns } = options
  return {
    name: strategy.name,
    description: strategy.description,
    params: strategy.params,
    setup: (context: StrategyContext) => new Pacer(options, context),
    timerNanos: () => columns.intervalNanos,
    onTimer: (context: StrategyContext<StrategyParams, Pacer>) => context.state.onTimer(context),
    onFill: (fill: FillView, { state }: StrategyContext<StrategyParams, Pacer>) =>
      state.onFill(fill),
    onOrder: (order: OrderView, { state }: StrategyContext<StrategyParams, Pacer>) =>
      state.onOrder(order),
  }
}

/** The one order of a side, as the desk knows it. */
class EventLine implements QuoteLine {
  readonly #context: Pick<StrategyContext, 'orders'>
  readonly #askedPrices = new Map<Side, number>([
    [BUY, NO_PRICE],
    [SELL, NO_PRICE],
  ])
  readonly #askedLots = new Map<Side, number>()

  constructor(context: Pick<StrategyContext, 'orders'>) {
    this.#context = context
  }

  order(side: Side): OrderView | undefined {
    const { orders } = this.#context
    for (let k = 0; k < orders.count; k++) if (orders.at(k).side === side) return orders.at(k)
    return undefined
  }
  get hasRequestPending(): boolean {
    const bid = this.order(BUY)
    const ask = this.order(SELL)
    return bid?.isRequestPending === true || ask?.isRequestPending === true
  }
  openLots(side: Side): number {
    return this.order(side)?.leaves ?? 0
  }
  openPrice(side: Side): number {
    return this.order(side)?.price ?? NO_PRICE
  }
  askedLots(side: Side): number {
    return this.#askedLots.get(side) ?? 0
  }
  askedPrice(side: Side): number {
    return this.#askedPrices.get(side) ?? NO_PRICE
  }
  enter(side: Side, price: number, size: number): boolean {
    const { orders } = this.#context
    this.#remember(side, price, size)
    return orders.enter(side, ticks(price), lots(size), GTX) !== NOT_SENT
  }
  replace(side: Side, price: number, size: number): boolean {
    const order = this.order(side)
    if (order === undefined) return false
    if (!this.#context.orders.replace(order.id, ticks(price), lots(order.filled + size)))
      return false
    this.#remember(side, price, size)
    return true
  }
  cancel(side: Side): boolean {
    const order = this.order(side)
    return order !== undefined && this.#context.orders.cancel(order.id)
  }

  #remember(side: Side, price: number, size: number): void {
    this.#askedPrices.set(side, price)
    this.#askedLots.set(side, size)
  }
}

class Pacer {
  readonly #options: PaceOptions
  readonly #line: EventLine
  readonly #strategy: RowStrategy
  readonly #unheard: FillView[] = []
  #nextRow = 0

  constructor(options: PaceOptions, context: StrategyContext) {
    const { params, instrument, hasTrades } = context
    const book: BookView = context.book
    this.#options = options
    this.#line = new EventLine(context)
    const { strategy } = options
    this.#strategy = new RowStrategy({
      strategy,
      params,
      instrument,
      book,
      standing: context,
      hasTrades,
    })
  }

  onFill(fill: FillView): void {
    const { orderId, side, priceTicks, price, size, isMaker, fee } = fill
    this.#unheard.push({ orderId, side, priceTicks, price, size, isMaker, fee })
  }

  /** What was refused is not asked for again before the strategy speaks. */
  onOrder(order: OrderView): void {
    const { side, status, isRequestPending, price } = order
    const isOver = status === 'expired' || status === 'rejected'
    const isUnmoved =
      (status === 'working' || status === 'partially filled') &&
      !isRequestPending &&
      price !== this.#line.askedPrice(side)
    if (isOver || isUnmoved) this.#strategy.quotes.of(side).isRefused = true
  }

  onTimer(context: StrategyContext): void {
    const { columns } = this.#options
    const { now } = context
    const row = Math.round((now - columns.times[0]!) / columns.intervalNanos)
    if (row < this.#nextRow || row >= columns.rows || this.#line.hasRequestPending) return
    for (const fill of this.#unheard.splice(0)) this.#strategy.hear(fill, now)
    this.#strategy.look(now)
    this.#report(row, context)
    const { quotes } = this.#strategy
    if (context.isHalted) quotes.clearAll()
    if (reconcile(quotes, this.#line)) this.#nextRow = this.#answeredAt(row)
  }

  /** An order that fills before its replace arrives ends here at once, but the request travels on. */
  #answeredAt(row: number): number {
    const { columns, latency, response } = this.#options
    const next = latency.nextRows[row]!
    if (response === undefined || latency.isLost[row] === 1) return next
    const arrives = nanos(latency.ackTimes[row]!)
    return firstRowFrom(columns.times, columns.rows, next, arrives + response.response(arrives))
  }

  #report(row: number, { now, position }: StrategyContext): void {
    const { bid, ask } = this.#strategy.quotes
    this.#options.onDecision?.({
      row,
      atNanos: now,
      position,
      openBidLots: this.#line.openLots(BUY),
      openAskLots: this.#line.openLots(SELL),
      wantedBid: bid.price,
      wantedBidLots: bid.wantedLots,
      wantedAsk: ask.price,
      wantedAskLots: ask.wantedLots,
    })
  }
}
