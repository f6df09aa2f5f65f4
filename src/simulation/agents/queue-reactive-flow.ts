/**
 * A market of queues that react to their own length: `models/microstructure/queue-reactive.ts` tells
 * the model; here its queues are real ones, at prices around a reference that moves.
 *
 * ```
 *   queue    -3     -2     -1   |   1      2      3
 *   price   r - 2  r - 1    r   | r + 1  r + 2  r + 3        reference price r + 1/2
 * ```
 *
 * Candidates come at a rate that bounds all intensities together and are thinned by those of the
 * present lengths. Trades hit the first queue of a side that holds anything. Whenever the mid has
 * moved, the reference follows by a tick with the model's probability, the queues change their
 * numbers, the one that comes into sight is drawn from its invariant law, and so are all of them if
 * the model says that this move was news.
 */
import {
  BUY,
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  opposite,
  SELL,
  SIDES,
  type Side,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import {
  defaultQueueReactive,
  drawFromLaw,
  FIRST_EMPTY,
  FIRST_LONG,
  FIRST_SHORT,
  type QueueIntensities,
  type QueueReactiveModel,
  queueLaw,
} from '../../models/index.ts'
import type { AgentDesk, MarketAgent, OrderReport } from '../market/index.ts'
import { FlowBook } from './flow-book.ts'

export interface QueueReactiveFlowOptions {
  readonly model?: QueueReactiveModel
  readonly referenceTicks: Ticks
  /** Lots of a typical order: the unit of queue lengths. */
  readonly orderLots?: Lots
}

export class QueueReactiveFlow implements MarketAgent {
  readonly name = 'queue-reactive flow'
  readonly #model: QueueReactiveModel
  readonly #size: Lots
  readonly #flow: FlowBook
  readonly #laws: readonly Float64Array[]
  /** No queue does more than this a second, summed over queues. */
  readonly #bound: number = 0
  readonly #queueBounds: readonly number[]
  /** The highest price of the buyers' side: half a tick below the reference price. */
  #reference: number = 0
  #lastMid = Number.NaN
  #withdrawnUntil = 0

  constructor(options: QueueReactiveFlowOptions) {
    const { model = defaultQueueReactive(3), orderLots = lots(1) } = options
    this.#model = model
    this.#size = orderLots
    this.#flow = new FlowBook(options.referenceTicks)
    this.#reference = options.referenceTicks
    this.#laws = model.queues.map(queueLaw)
    this.#queueBounds = model.queues.map((queue, k) =>
      Math.max(highest(queue), ...(k === 1 ? (model.secondByFirst ?? []).map(highest) : [])),
    )
    this.#bound = 2 * this.#queueBounds.reduce((sum, bound) => sum + bound, 0)
  }

  start(desk: AgentDesk): void {
    for (const side of SIDES) this.#drawQueues(desk, side)
    this.#sleep(desk)
  }

  wake(desk: AgentDesk): void {
    if (!this.#followMid(desk)) this.#candidate(desk)
    this.#sleep(desk)
  }

  report(_desk: AgentDesk, report: OrderReport): void {
    this.#flow.follow(report)
  }

  answer(): void {}

  withdraw(desk: AgentDesk, share: number, until: Nanos): void {
    this.#flow.withdraw(desk, share, until)
    this.#withdrawnUntil = until
  }

  /** The reference is another at once, and every queue is drawn anew around it. */
  hearNews(desk: AgentDesk, jumpTicks: number): void {
    for (const side of SIDES) this.#clear(desk, side, 0)
    this.#reference += jumpTicks
    for (const side of SIDES) this.#drawQueues(desk, side)
    this.#lastMid = Number.NaN
  }

  /** The price of a queue; number 0 is the first. */
  #priceOf(side: Side, queue: number): Ticks {
    return ticks(side === BUY ? this.#reference - queue : this.#reference + 1 + queue)
  }

  /** Units in a queue, everybody's orders counted, rounded up. */
  #unitsAt(desk: AgentDesk, side: Side, queue: number): number {
    return Math.ceil(desk.book.sizeAt(side, this.#priceOf(side, queue)) / this.#size)
  }

  #candidate(desk: AgentDesk): void {
    const level = desk.random.uniform() * this.#bound
    const side = level < this.#bound / 2 ? BUY : SELL
    let rest = side === BUY ? level : level - this.#bound / 2
    let queue = 0
    while (queue < this.#queueBounds.length - 1 && rest >= this.#queueBounds[queue]!) {
      rest -= this.#queueBounds[queue]!
      queue++
    }
    const units = this.#unitsAt(desk, side, queue)
    const { arrivals, cancels, trades } = this.#intensities(desk, side, queue)
    const length = Math.min(units, arrivals.length - 1)
    if (rest < arrivals[length]!) this.#arrive(desk, side, queue)
    else if ((rest -= arrivals[length]!) < cancels[length]!) this.#cancel(desk, side, queue)
    else if (rest - cancels[length]! < trades[length]! && this.#isBest(desk, side, queue)) {
      desk.market(opposite(side), this.#size)
    }
  }

  #intensities(desk: AgentDesk, side: Side, queue: number): QueueIntensities {
    const { queues, secondByFirst, longUnits } = this.#model
    if (queue !== 1 || secondByFirst === undefined) return queues[queue]!
    const first = this.#unitsAt(desk, side, 0)
    if (first === 0) return secondByFirst[FIRST_EMPTY]
    return secondByFirst[first >= longUnits ? FIRST_LONG : FIRST_SHORT]
  }

  #isBest(desk: AgentDesk, side: Side, queue: number): boolean {
    return desk.book.best(side) === this.#priceOf(side, queue)
  }

  #arrive(desk: AgentDesk, side: Side, queue: number): void {
    if (this.#flow.staysAway(desk)) return
    desk.limit(side, this.#priceOf(side, queue), this.#size)
  }

  /** Withdraws the last own order that is found at the price; whoever else rests there stays. */
  #cancel(desk: AgentDesk, side: Side, queue: number): void {
    const own = this.#flow.own(side)
    const price = this.#priceOf(side, queue)
    for (let slot = own.count - 1; slot >= 0; slot--) {
      if (own.priceAt(slot) !== price) continue
      desk.cancel(own.idAt(slot))
      return
    }
  }

  /** Lets the reference follow when the mid has moved. Answers whether it did. */
  #followMid(desk: AgentDesk): boolean {
    const { book } = desk
    if (book.best(BUY) === NO_PRICE || book.best(SELL) === NO_PRICE) return false
    const mid = book.best(BUY) + book.best(SELL)
    const move = mid - this.#lastMid
    this.#lastMid = mid
    if (Number.isNaN(move) || move === 0 || desk.now < this.#withdrawnUntil) return false
    // A move towards the reference is the queue in front filling again, not the price going on.
    const isAway = (mid - (2 * this.#reference + 1)) * move > 0
    if (!isAway || desk.random.uniform() >= this.#model.moveProbability) return false
    this.#shift(desk, move > 0 ? BUY : SELL)
    return true
  }

  /** Moves the reference by a tick in a direction, and everything that hangs on it. */
  #shift(desk: AgentDesk, direction: Side): void {
    this.#reference += direction
    const isNews = desk.random.uniform() < this.#model.redrawProbability
    const last = this.#laws.length - 1
    for (const side of SIDES) {
      if (isNews) this.#clear(desk, side, 0)
      // On the side that the price leaves behind a queue falls out of sight.
      else if (side === direction) this.#clear(desk, side, last + 1)
    }
    for (const side of SIDES) {
      if (isNews) this.#drawQueues(desk, side)
      else if (side !== direction) this.#drawQueue(desk, side, last)
    }
    this.#lastMid = Number.NaN
  }

  /** Withdraws own orders from a queue outwards, and those on the wrong side of the reference. */
  #clear(desk: AgentDesk, side: Side, fromQueue: number): void {
    const own = this.#flow.own(side)
    for (let slot = 0; slot < own.count; slot++) {
      const behind = side * (this.#priceOf(side, 0) - own.priceAt(slot))
      if (behind >= fromQueue || behind < 0) desk.cancel(own.idAt(slot))
    }
  }

  #drawQueues(desk: AgentDesk, side: Side): void {
    for (let queue = 0; queue < this.#laws.length; queue++) this.#drawQueue(desk, side, queue)
  }

  #drawQueue(desk: AgentDesk, side: Side, queue: number): void {
    const units = drawFromLaw(this.#laws[queue]!, desk.random.uniform())
    for (let k = 0; k < units; k++) desk.limit(side, this.#priceOf(side, queue), this.#size)
  }

  #sleep(desk: AgentDesk): void {
    const wait = desk.random.exponential() / this.#bound
    desk.wakeAt(nanos(desk.now + Math.max(1, Math.round(wait * 1e9))))
  }
}

/** The highest rate of all kinds together that a queue can have. */
function highest({ arrivals, cancels, trades }: QueueIntensities): number {
  return arrivals.reduce(
    (most, arrival, units) => Math.max(most, arrival + cancels[units]! + trades[units]!),
    0,
  )
}
