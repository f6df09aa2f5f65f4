/**
 * Zero intelligence: a whole market as independent Poisson streams of limit orders, market orders and
 * cancellations.
 *
 * With rates by distance it is the model of Cont, Stoikov and Talreja; with one arrival rate over a
 * wide band and one cancel rate it is that of Santa Fe (`uniformRates`).
 *
 * Streams are thinned: candidates come at a rate that bounds all of them until the next, and one that
 * falls on nothing does nothing. The bound for cancellations is the highest rate of any order times
 * their number, which between candidates only shrinks; so draws stay exact whoever else trades.
 */
import {
  BUY,
  type Lots,
  lots,
  type Nanos,
  nanos,
  opposite,
  SELL,
  type Side,
  type Ticks,
} from '../../core/index.ts'
import type { OrderFlowRates } from '../../models/index.ts'
import type { AgentDesk, MarketAgent, OrderReport } from '../market/index.ts'
import { FlowBook } from './flow-book.ts'

export interface PoissonFlowOptions {
  readonly rates: OrderFlowRates
  readonly referenceTicks: Ticks
  readonly orderLots?: Lots
  /** Orders at each distance when the market begins. */
  readonly ordersPerLevel?: number
}

/** Rates of the Santa Fe model: the same at every distance of a band. */
export function uniformRates(
  limitOrdersPerTickSecond: number,
  marketOrdersPerSecond: number,
  cancelsPerSecond: number,
  bandTicks: number,
): OrderFlowRates {
  const band = Array.from({ length: bandTicks })
  return {
    arrivalsPerSecond: band.map(() => limitOrdersPerTickSecond),
    cancelsPerSecond: band.map(() => cancelsPerSecond),
    marketOrdersPerSecond: marketOrdersPerSecond / 2,
  }
}

export class PoissonFlow implements MarketAgent {
  readonly name = 'poisson flow'
  readonly #flow: FlowBook
  readonly #size: Lots
  readonly #ordersPerLevel: number = 0
  readonly #arrivals: Float64Array = new Float64Array(0)
  readonly #arrivalTotal: number = 0
  readonly #marketOrders: number = 0
  readonly #cancels: Float64Array = new Float64Array(0)
  readonly #cancelMax: number = 0
  /** Candidates per second, and when the next one comes. */
  #bound = 0

  constructor(options: PoissonFlowOptions) {
    const { rates, orderLots = lots(1), ordersPerLevel = 4 } = options
    this.#flow = new FlowBook(options.referenceTicks)
    this.#size = orderLots
    this.#ordersPerLevel = ordersPerLevel
    this.#arrivals = Float64Array.from(rates.arrivalsPerSecond)
    this.#arrivalTotal = this.#arrivals.reduce((sum, rate) => sum + rate, 0)
    this.#marketOrders = rates.marketOrdersPerSecond
    this.#cancels = Float64Array.from(rates.cancelsPerSecond)
    this.#cancelMax = this.#cancels.reduce((highest, rate) => Math.max(highest, rate), 0)
  }

  start(desk: AgentDesk): void {
    const distances = this.#arrivals.length
    this.#flow.fill(desk, distances, this.#ordersPerLevel, this.#size)
    this.#sleep(desk, 2 * distances * this.#ordersPerLevel)
  }

  wake(desk: AgentDesk): void {
    let level = desk.random.uniform() * this.#bound
    let added = 0
    if (level < 2 * this.#arrivalTotal) {
      const side = level < this.#arrivalTotal ? BUY : SELL
      this.#arrive(desk, side, side === BUY ? level : level - this.#arrivalTotal)
      added = 1
    } else if ((level -= 2 * this.#arrivalTotal) < 2 * this.#marketOrders) {
      desk.market(level < this.#marketOrders ? BUY : SELL, this.#size)
    } else {
      this.#cancel(desk, (level - 2 * this.#marketOrders) / this.#cancelMax)
    }
    this.#sleep(desk, this.#flow.count + added)
  }

  report(_desk: AgentDesk, report: OrderReport): void {
    this.#flow.follow(report)
  }

  answer(): void {}

  withdraw(desk: AgentDesk, share: number, until: Nanos): void {
    this.#flow.withdraw(desk, share, until)
  }

  hearNews(desk: AgentDesk, jumpTicks: number): void {
    const distances = this.#arrivals.length
    this.#flow.recentre(desk, jumpTicks, distances, this.#ordersPerLevel, this.#size)
  }

  #arrive(desk: AgentDesk, side: Side, level: number): void {
    if (this.#flow.staysAway(desk)) return
    let rest = level
    let distance = 1
    for (; distance < this.#arrivals.length; distance++) {
      rest -= this.#arrivals[distance - 1]!
      if (rest < 0) break
    }
    this.#flow.offer(desk, side, distance, this.#size)
  }

  /** `place` counts orders, of bids and then of asks; what is behind its point decides. */
  #cancel(desk: AgentDesk, place: number): void {
    const slot = Math.floor(place)
    const bids = this.#flow.own(BUY).count
    const side = slot < bids ? BUY : SELL
    const own = this.#flow.own(side)
    const at = side === BUY ? slot : slot - bids
    if (at >= own.count) return
    const other = this.#flow.best(desk, opposite(side))
    const distance = Math.max(1, side * (other - own.priceAt(at)))
    const rate = this.#cancels[Math.min(distance, this.#cancels.length) - 1]!
    if ((place - slot) * this.#cancelMax < rate) desk.cancel(own.idAt(at))
  }

  #sleep(desk: AgentDesk, ordersMax: number): void {
    this.#bound = 2 * (this.#arrivalTotal + this.#marketOrders) + this.#cancelMax * ordersMax
    // A flow without any stream never acts again.
    if (this.#bound === 0) return
    const wait = desk.random.exponential() / this.#bound
    desk.wakeAt(nanos(desk.now + Math.max(1, Math.round(wait * 1e9))))
  }
}
