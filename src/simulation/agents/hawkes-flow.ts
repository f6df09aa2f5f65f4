/**
 * A market whose orders excite each other: market orders and limit orders of both sides are a Hawkes
 * process, and each resting order is withdrawn at a constant rate.
 *
 * Kinds of the process: market orders to buy, to sell, limit orders to buy, to sell. A market order
 * brings more of its side (splitting), some of the other (volatility), and limit orders that refill
 * the queue it has taken from. Limit orders fall at random distances from the other side's best.
 */
import {
  BUY,
  exp,
  InputError,
  lots,
  type Nanos,
  nanos,
  SELL,
  type Side,
  type Ticks,
} from '../../core/index.ts'
import { checkedHawkes, HawkesGenerator, type HawkesParameters } from '../../models/index.ts'
import type { AgentDesk, MarketAgent, OrderReport } from '../market/index.ts'
import { FlowBook } from './flow-book.ts'

export interface HawkesFlowShape {
  /** Long-run rates per second and side. */
  readonly marketOrdersPerSecond: number
  readonly limitOrdersPerSecond: number
  /** Withdrawals per second of each resting order. */
  readonly cancelsPerSecond: number
  /** Children of a market order: further ones of its side, and of the other. */
  readonly sameSide: number
  readonly otherSide: number
  /** Children of a limit order: further limit orders of its side. */
  readonly limitOnLimit: number
  /** Limit orders that refill the side that a market order has taken from. */
  readonly refill: number
  /** Decays per second, and how the children are shared among them. */
  readonly decays: readonly number[]
  readonly decayShares: readonly number[]
  /** Limit orders: chance to fall each further tick away from the tightest place. */
  readonly fartherProbability: number
  /** Market orders: deviation of the logarithm of their size; limit orders are of one lot. */
  readonly sizeDeviation: number
}

/** This project's own choice: near-critical, with memory from a tenth of a second to minutes. */
export const HAWKES_FLOW: HawkesFlowShape = {
  marketOrdersPerSecond: 0.5,
  limitOrdersPerSecond: 5,
  cancelsPerSecond: 0.2,
  sameSide: 0.75,
  otherSide: 0.17,
  limitOnLimit: 0.4,
  refill: 1,
  decays: [10, 1, 0.1, 0.01],
  decayShares: [0.25, 0.2, 0.3, 0.25],
  fartherProbability: 0.75,
  sizeDeviation: 0.8,
}

const KINDS = 4

/** The process that a shape means. @throws InputError for one that explodes or has no baseline. */
export function hawkesOf(shape: HawkesFlowShape): HawkesParameters {
  const { sameSide, otherSide, limitOnLimit, refill } = shape
  // Row: what is caused; column: what causes it.
  const branching = [
    [sameSide, otherSide, 0, 0],
    [otherSide, sameSide, 0, 0],
    [0, refill, limitOnLimit, 0],
    [refill, 0, 0, limitOnLimit],
  ]
  const rates = [
    shape.marketOrdersPerSecond,
    shape.marketOrdersPerSecond,
    shape.limitOrdersPerSecond,
    shape.limitOrdersPerSecond,
  ]
  // The baselines that come to the long-run rates.
  const baselines = rates.map(
    (rate, i) => rate - branching[i]!.reduce((sum, b, j) => sum + b * rates[j]!, 0),
  )
  const names = ['marketOrdersPerSecond', 'limitOrdersPerSecond'] as const
  for (const [k, field] of names.entries()) {
    if (baselines[2 * k]! > 0) continue
    throw new InputError(
      'all orders would be children of others, and more',
      { field },
      k === 0
        ? 'sameSide and otherSide must sum to less than 1.'
        : 'limitOrdersPerSecond must exceed its share by limitOnLimit and refill times marketOrdersPerSecond.',
    )
  }
  return checkedHawkes({
    baselines,
    decays: shape.decays,
    excitations: branching.map((row) =>
      row.map((children) =>
        shape.decays.map((decay, m) => children * shape.decayShares[m]! * decay),
      ),
    ),
  })
}

export interface HawkesFlowOptions {
  readonly shape?: HawkesFlowShape
  readonly referenceTicks: Ticks
}

const DISTANCES_MAX = 40
const FIRST_DISTANCES = 15
const FIRST_ORDERS = 2
const SIZE_MAX = 1_000

export class HawkesFlow implements MarketAgent {
  readonly name = 'hawkes flow'
  readonly #shape: HawkesFlowShape
  readonly #parameters: HawkesParameters
  readonly #flow: FlowBook
  #generator: HawkesGenerator | undefined
  #startNanos = 0
  /** When the process has its next event. */
  #eventNanos = 0
  /** Withdrawals come at this rate at most until the next wake. */
  #cancelBound = 0

  constructor({ shape = HAWKES_FLOW, referenceTicks }: HawkesFlowOptions) {
    this.#shape = shape
    this.#parameters = hawkesOf(shape)
    this.#flow = new FlowBook(referenceTicks)
  }

  start(desk: AgentDesk): void {
    this.#generator = new HawkesGenerator(this.#parameters, desk.random)
    this.#startNanos = desk.now
    this.#flow.fill(desk, FIRST_DISTANCES, FIRST_ORDERS, lots(1))
    this.#drawEvent()
    this.#sleep(desk, 2 * FIRST_DISTANCES * FIRST_ORDERS)
  }

  wake(desk: AgentDesk): void {
    let added = 0
    if (desk.now >= this.#eventNanos) {
      const kind = this.#generator!.kind
      const side = kind % 2 === 0 ? BUY : SELL
      if (kind < KINDS / 2) this.#take(desk, side)
      else this.#offer(desk, side)
      added = 1
      this.#drawEvent()
    } else {
      this.#cancel(desk)
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
    this.#flow.recentre(desk, jumpTicks, FIRST_DISTANCES, FIRST_ORDERS, lots(1))
  }

  #drawEvent(): void {
    const generator = this.#generator!
    generator.advance()
    this.#eventNanos = this.#startNanos + Math.round(generator.seconds * 1e9)
  }

  #take(desk: AgentDesk, side: Side): void {
    const size = Math.round(exp(this.#shape.sizeDeviation * desk.random.normal()))
    desk.market(side, lots(Math.min(SIZE_MAX, Math.max(1, size))))
  }

  #offer(desk: AgentDesk, side: Side): void {
    if (this.#flow.staysAway(desk)) return
    let distance = 1
    while (distance < DISTANCES_MAX && desk.random.uniform() < this.#shape.fartherProbability) {
      distance++
    }
    this.#flow.offer(desk, side, distance, lots(1))
  }

  /** Falls on each resting order alike; on nothing, where fewer rest than the bound allowed for. */
  #cancel(desk: AgentDesk): void {
    const place = Math.floor(
      (desk.random.uniform() * this.#cancelBound) / this.#shape.cancelsPerSecond,
    )
    const bids = this.#flow.own(BUY).count
    const side = place < bids ? BUY : SELL
    const own = this.#flow.own(side)
    const slot = side === BUY ? place : place - bids
    if (slot < own.count) desk.cancel(own.idAt(slot))
  }

  #sleep(desk: AgentDesk, ordersMax: number): void {
    this.#cancelBound = this.#shape.cancelsPerSecond * ordersMax
    let next = this.#eventNanos
    if (this.#cancelBound > 0) {
      const wait = desk.random.exponential() / this.#cancelBound
      next = Math.min(next, desk.now + Math.max(1, Math.round(wait * 1e9)))
    }
    desk.wakeAt(nanos(next))
  }
}
