/**
 * The slow book of single orders: a list of levels a side, a list of orders a level, a `Map` of ids.
 *
 * It exists to be obviously right. The fast book is compared with it.
 */
import {
  assert,
  BUY,
  type Instrument,
  type Lots,
  lots,
  NO_PRICE,
  NO_SIDE,
  SELL,
  SIDES,
  type Side,
  type Ticks,
} from '../core/index.ts'
import { isOrderId, LEVEL_LOTS_MAX, OrderQueues, type ToldSide } from './order-queues.ts'

interface Order {
  readonly id: number
  readonly side: Side
  readonly price: Ticks
  size: number
}

interface Level {
  readonly price: Ticks
  anonymous: number
  orders: Order[]
}

const sumOf = (orders: readonly Order[]): number => orders.reduce((sum, { size }) => sum + size, 0)
const lotsOf = (level: Level): number => level.anonymous + sumOf(level.orders)

export class ReferenceOrderLevelBook extends OrderQueues {
  readonly #levels: Record<Side, Level[]> = { [BUY]: [], [SELL]: [] }
  readonly #orders = new Map<number, Order>()

  constructor({ instrument }: { instrument: Instrument }) {
    super(instrument)
  }

  override add(id: number, side: Side, price: Ticks, size: Lots): void {
    if (!isOrderId(id) || (side !== BUY && side !== SELL) || price === NO_PRICE || size <= 0) {
      this.anomalies.impossible++
      return
    }
    const older = this.#orders.get(id)
    if (older !== undefined) {
      this.anomalies.duplicateIds++
      this.#shrink(older, older.size)
    }
    if (this.sizeAt(side, price) + size > LEVEL_LOTS_MAX) {
      this.anomalies.impossible++
      return
    }
    const order = { id, side, price, size }
    this.#orders.set(id, order)
    this.#open(side, price).orders.push(order)
  }

  override reduce(id: number, size: Lots, side: ToldSide, price: Ticks): void {
    if (this.#orders.has(id)) this.#take(id, size)
    else {
      this.anomalies.unknownReduces++
      this.#takeUnknown(side, price, size)
    }
  }

  override delete(id: number, size: Lots, side: ToldSide, price: Ticks): void {
    if (this.#orders.has(id)) this.#take(id, this.sizeOf(id))
    else {
      this.anomalies.unknownDeletes++
      this.#takeUnknown(side, price, size)
    }
  }

  override execute(id: number, size: Lots, side: ToldSide, price: Ticks): void {
    if (this.#orders.has(id)) this.#take(id, size)
    else {
      this.anomalies.unknownExecutes++
      this.#takeUnknown(side, price, size)
    }
  }

  override replace(oldId: number, newId: number, size: Lots, side: ToldSide, price: Ticks): void {
    const old = this.#orders.get(oldId)
    if (old === undefined) {
      this.anomalies.unknownReplaces++
      if (side !== NO_SIDE) this.add(newId, side, price, size)
      return
    }
    this.#shrink(old, old.size)
    this.add(newId, old.side, price, size)
  }

  override set(side: Side, price: Ticks, size: Lots): Lots {
    assert(price !== NO_PRICE, 'a level has a price')
    assert(size >= 0, 'a level never holds less than nothing')
    const held = this.sizeAt(side, price)
    if (size > held) this.#open(side, price).anonymous += size - held
    if (size < held) this.#takeFromLevel(side, price, held - size)
    return held
  }

  override clear(side: Side): void {
    for (const { orders } of this.#levels[side]) {
      for (const { id } of orders) this.#orders.delete(id)
    }
    this.#levels[side] = []
  }

  override best(side: Side): Ticks {
    return this.#levels[side][0]?.price ?? NO_PRICE
  }
  override sizeAt(side: Side, price: Ticks): Lots {
    const level = this.#level(side, price)
    return lots(level === undefined ? 0 : lotsOf(level))
  }
  override nextBehind(side: Side, price: Ticks): Ticks {
    const behind = this.#levels[side].find((level) => side * (price - level.price) > 0)
    return behind?.price ?? NO_PRICE
  }
  override levelCount(side: Side): number {
    return this.#levels[side].length
  }
  override totalLots(side: Side): Lots {
    return lots(this.#levels[side].reduce((sum, level) => sum + lotsOf(level), 0))
  }

  override get orderCount(): number {
    return this.#orders.size
  }
  override has(id: number): boolean {
    return this.#orders.has(id)
  }
  override sizeOf(id: number): Lots {
    return lots(this.#orders.get(id)?.size ?? 0)
  }
  override priceOf(id: number): Ticks {
    return this.#orders.get(id)?.price ?? NO_PRICE
  }
  override sideOf(id: number): ToldSide {
    return this.#orders.get(id)?.side ?? NO_SIDE
  }
  override ordersAhead(id: number): number {
    const { level, ahead } = this.#place(id)
    return ahead.length + (level.anonymous > 0 ? 1 : 0)
  }
  override lotsAhead(id: number): Lots {
    const { level, ahead } = this.#place(id)
    return lots(level.anonymous + sumOf(ahead))
  }
  override orderCountAt(side: Side, price: Ticks): number {
    return this.#level(side, price)?.orders.length ?? 0
  }
  override anonymousLotsAt(side: Side, price: Ticks): Lots {
    return lots(this.#level(side, price)?.anonymous ?? 0)
  }
  override ordersAtInto(side: Side, price: Ticks, out: Float64Array): number {
    const orders = this.#level(side, price)?.orders.slice(0, out.length >> 1) ?? []
    out.set(orders.flatMap(({ id, size }) => [id, size]))
    return orders.length
  }

  override checkInvariants(): void {
    let count = 0
    for (const side of SIDES) {
      this.#levels[side].forEach((level, i, levels) => {
        assert(lotsOf(level) > 0, 'a level holds something')
        assert(i === 0 || side * (levels[i - 1]!.price - level.price) > 0, 'levels lie best first')
        for (const order of level.orders) {
          assert(this.#orders.get(order.id) === order, 'an id finds its order')
          assert(order.size > 0, 'an order holds something')
        }
        count += level.orders.length
      })
    }
    assert(count === this.#orders.size, 'each order lies in a level')
  }

  #level(side: Side, price: Ticks): Level | undefined {
    return this.#levels[side].find((level) => level.price === price)
  }

  #open(side: Side, price: Ticks): Level {
    const found = this.#level(side, price)
    if (found !== undefined) return found
    const level = { price, anonymous: 0, orders: [] }
    this.#levels[side].push(level)
    this.#levels[side].sort((a, b) => side * (b.price - a.price))
    return level
  }

  #place(id: number): { level: Level; ahead: Order[] } {
    const order = this.#orders.get(id)
    assert(order !== undefined, 'only an order that exists has a place in the queue')
    const level = this.#level(order.side, order.price)
    assert(level !== undefined, 'an order lies in a level')
    return { level, ahead: level.orders.slice(0, level.orders.indexOf(order)) }
  }

  #take(id: number, size: Lots): void {
    const order = this.#orders.get(id)!
    if (size < 0) this.anomalies.impossible++
    else if (size > order.size) {
      this.anomalies.overReductions++
      this.#shrink(order, order.size)
    } else this.#shrink(order, size)
  }

  #takeUnknown(side: ToldSide, price: Ticks, size: Lots): void {
    if (side === NO_SIDE) return
    if (size < 0) {
      this.anomalies.impossible++
      return
    }
    const nameless = this.anonymousLotsAt(side, price)
    if (size > nameless) this.anomalies.overReductions++
    this.#takeFromLevel(side, price, Math.min(size, nameless))
  }

  /** Takes lots the level has: anonymous ones first, then from the back of the queue. */
  #takeFromLevel(side: Side, price: Ticks, size: number): void {
    const level = this.#level(side, price)
    if (level === undefined) return
    const nameless = Math.min(size, level.anonymous)
    level.anonymous -= nameless
    let wanted = size - nameless
    while (wanted > 0) {
      const back = level.orders.at(-1)!
      const taken = Math.min(wanted, back.size)
      wanted -= taken
      this.#shrink(back, taken)
    }
    this.#dropEmpty(side)
  }

  #shrink(order: Order, size: number): void {
    order.size -= size
    if (order.size > 0) return
    const level = this.#level(order.side, order.price)!
    level.orders = level.orders.filter((other) => other !== order)
    this.#orders.delete(order.id)
    this.#dropEmpty(order.side)
  }

  #dropEmpty(side: Side): void {
    this.#levels[side] = this.#levels[side].filter((level) => lotsOf(level) > 0)
  }
}
