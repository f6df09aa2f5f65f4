/** The fast book of single orders: queues in typed arrays, their sums in a `LadderBook`. */
import {
  assert,
  type Instrument,
  type Lots,
  lots,
  NO_PRICE,
  NO_SIDE,
  SIDES,
  type Side,
  type Ticks,
} from '../core/index.ts'
import { LadderBook } from './ladder-book.ts'
import { isOrderId, LEVEL_LOTS_MAX, OrderQueues, type ToldSide } from './order-queues.ts'
import { PriceQueues } from './price-queues.ts'
import { NO_RECORD } from './record-pool.ts'

export interface OrderLevelBookOptions {
  readonly instrument: Instrument
  /** Ticks a side in dense arrays, as for `LadderBook`. */
  readonly bandTicks?: number
  /** Orders that fit before the book first grows. */
  readonly ordersExpected?: number
}

export class OrderLevelBook extends OrderQueues {
  readonly #levels: LadderBook
  readonly #queues: PriceQueues

  constructor(options: OrderLevelBookOptions) {
    super(options.instrument)
    this.#levels = new LadderBook(options)
    this.#queues = new PriceQueues(options.ordersExpected ?? 16_384)
  }

  override add(id: number, side: Side, price: Ticks, size: Lots): void {
    const isPossible = isOrderId(id) && side * side === 1 && price !== NO_PRICE && size > 0
    if (!isPossible) {
      this.anomalies.impossible++
      return
    }
    const older = this.#queues.order(id)
    if (older !== NO_RECORD) {
      this.anomalies.duplicateIds++
      this.#remove(older)
    }
    this.#append(id, side, price, size)
  }

  override reduce(id: number, size: Lots, side: ToldSide, price: Ticks): void {
    const order = this.#queues.order(id)
    if (order !== NO_RECORD) this.#take(order, size)
    else {
      this.anomalies.unknownReduces++
      this.#takeUnknown(side, price, size)
    }
  }

  override delete(id: number, size: Lots, side: ToldSide, price: Ticks): void {
    const order = this.#queues.order(id)
    if (order !== NO_RECORD) this.#remove(order)
    else {
      this.anomalies.unknownDeletes++
      this.#takeUnknown(side, price, size)
    }
  }

  override execute(id: number, size: Lots, side: ToldSide, price: Ticks): void {
    const order = this.#queues.order(id)
    if (order !== NO_RECORD) this.#take(order, size)
    else {
      this.anomalies.unknownExecutes++
      this.#takeUnknown(side, price, size)
    }
  }

  override replace(
    oldId: number,
    newId: number,
    size: Lots,
    toldSide: ToldSide,
    price: Ticks,
  ): void {
    const old = this.#queues.order(oldId)
    let side = toldSide
    if (old === NO_RECORD) this.anomalies.unknownReplaces++
    else {
      side = this.#queues.sideOf(this.#queues.queueOf(old))
      this.#remove(old)
    }
    // Nobody knows the side of an unknown order when the feed does not tell.
    if (side !== NO_SIDE) this.add(newId, side, price, size)
  }

  override set(side: Side, price: Ticks, size: Lots): Lots {
    assert(price !== NO_PRICE, 'a level has a price')
    assert(size >= 0, 'a level never holds less than nothing')
    const held = this.#levels.sizeAt(side, price)
    if (size < held) this.#takeFromLevel(side, price, lots(held - size))
    else if (size > held) {
      const queue = this.#queues.openQueue(side, price)
      this.#queues.setAnonymous(queue, this.#queues.anonymousOf(queue) + size - held)
      this.#levels.set(side, price, size)
    }
    return held
  }

  override clear(side: Side): void {
    let price = this.best(side)
    while (price !== NO_PRICE) {
      const behind = this.nextBehind(side, price)
      this.set(side, price, lots(0))
      price = behind
    }
  }

  override best(side: Side): Ticks {
    return this.#levels.best(side)
  }
  override sizeAt(side: Side, price: Ticks): Lots {
    return this.#levels.sizeAt(side, price)
  }
  override nextBehind(side: Side, price: Ticks): Ticks {
    return this.#levels.nextBehind(side, price)
  }
  override levelCount(side: Side): number {
    return this.#levels.levelCount(side)
  }
  override totalLots(side: Side): Lots {
    return this.#levels.totalLots(side)
  }

  override get orderCount(): number {
    return this.#queues.orderCount
  }
  override has(id: number): boolean {
    return this.#queues.order(id) !== NO_RECORD
  }
  override sizeOf(id: number): Lots {
    const order = this.#queues.order(id)
    return lots(order === NO_RECORD ? 0 : this.#queues.sizeOf(order))
  }
  override priceOf(id: number): Ticks {
    const order = this.#queues.order(id)
    return order === NO_RECORD ? NO_PRICE : this.#queues.priceOf(this.#queues.queueOf(order))
  }
  override sideOf(id: number): ToldSide {
    const order = this.#queues.order(id)
    return order === NO_RECORD ? NO_SIDE : this.#queues.sideOf(this.#queues.queueOf(order))
  }

  override ordersAhead(id: number): number {
    const queues = this.#queues
    const order = queues.order(id)
    assert(order !== NO_RECORD, 'only an order that exists has a place in the queue')
    let count = queues.anonymousOf(queues.queueOf(order)) > 0 ? 1 : 0
    for (let at = queues.aheadOf(order); at !== NO_RECORD; at = queues.aheadOf(at)) count++
    return count
  }

  override lotsAhead(id: number): Lots {
    const queues = this.#queues
    const order = queues.order(id)
    assert(order !== NO_RECORD, 'only an order that exists has a place in the queue')
    let sum = queues.anonymousOf(queues.queueOf(order))
    for (let at = queues.aheadOf(order); at !== NO_RECORD; at = queues.aheadOf(at)) {
      sum += queues.sizeOf(at)
    }
    return lots(sum)
  }

  override orderCountAt(side: Side, price: Ticks): number {
    const queue = this.#queues.queue(side, price)
    return queue === NO_RECORD ? 0 : this.#queues.countOf(queue)
  }

  override anonymousLotsAt(side: Side, price: Ticks): Lots {
    const queue = this.#queues.queue(side, price)
    return lots(queue === NO_RECORD ? 0 : this.#queues.anonymousOf(queue))
  }

  override ordersAtInto(side: Side, price: Ticks, out: Float64Array): number {
    const queues = this.#queues
    const queue = queues.queue(side, price)
    const most = out.length >> 1
    let count = 0
    let order = queue === NO_RECORD ? NO_RECORD : queues.frontOf(queue)
    while (order !== NO_RECORD && count < most) {
      out[2 * count] = queues.idOf(order)
      out[2 * count + 1] = queues.sizeOf(order)
      count++
      order = queues.behind(order)
    }
    return count
  }

  override checkInvariants(): void {
    this.#levels.checkInvariants()
    let levels = 0
    let orders = 0
    for (const side of SIDES) {
      for (let at = this.best(side); at !== NO_PRICE; at = this.nextBehind(side, at)) {
        const queue = this.#queues.queue(side, at)
        assert(queue !== NO_RECORD, 'each level has a queue')
        assert(this.#queues.checkedLots(queue) === this.sizeAt(side, at), 'a level is its orders')
        levels++
        orders += this.#queues.countOf(queue)
      }
    }
    this.#queues.checkCounts(levels, orders)
  }

  #append(id: number, side: Side, price: Ticks, size: Lots): void {
    const held = this.#levels.sizeAt(side, price)
    if (size > LEVEL_LOTS_MAX - held) {
      this.anomalies.impossible++
      return
    }
    this.#queues.append(this.#queues.openQueue(side, price), id, size)
    this.#levels.set(side, price, lots(held + size))
  }

  #remove(order: number): void {
    this.#shrink(order, this.#queues.sizeOf(order))
  }

  #take(order: number, size: Lots): void {
    const held = this.#queues.sizeOf(order)
    if (size < 0) this.anomalies.impossible++
    else if (size > held) {
      this.anomalies.overReductions++
      this.#shrink(order, held)
    } else this.#shrink(order, size)
  }

  /** Takes `size` lots, at most all, from an order and from its level. */
  #shrink(order: number, size: number): void {
    const queues = this.#queues
    const queue = queues.queueOf(order)
    const side = queues.sideOf(queue)
    const price = queues.priceOf(queue)
    const left = queues.sizeOf(order) - size
    if (left === 0) queues.unlink(order)
    else queues.setSize(order, left)
    this.#levels.set(side, price, lots(this.#levels.sizeAt(side, price) - size))
  }

  #takeUnknown(side: ToldSide, price: Ticks, size: Lots): void {
    if (side === NO_SIDE) return
    if (size < 0) this.anomalies.impossible++
    else {
      const nameless = this.anonymousLotsAt(side, price)
      if (size > nameless) this.anomalies.overReductions++
      this.#takeFromLevel(side, price, lots(Math.min(size, nameless)))
    }
  }

  /** Takes lots the level has: anonymous ones first, then from the back of the queue. */
  #takeFromLevel(side: Side, price: Ticks, size: Lots): void {
    if (size === 0) return
    const queues = this.#queues
    const queue = queues.queue(side, price)
    const nameless = Math.min(size, queues.anonymousOf(queue))
    let wanted = size - nameless
    this.#levels.set(side, price, lots(this.#levels.sizeAt(side, price) - nameless))
    // From the back first: a queue that is left with nothing ends to exist.
    while (wanted > 0) {
      const back = queues.backOf(queue)
      const taken = Math.min(wanted, queues.sizeOf(back))
      wanted -= taken
      this.#shrink(back, taken)
    }
    if (nameless > 0) queues.setAnonymous(queue, queues.anonymousOf(queue) - nameless)
  }
}
