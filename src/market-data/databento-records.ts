/**
 * Single market-by-order messages to event records, and what rests of each order meanwhile.
 *
 * | action | records                                                                              |
 * |--------|--------------------------------------------------------------------------------------|
 * | A      | ORDER_ADD                                                                            |
 * | C      | ORDER_DELETE, or ORDER_REDUCE when something is left                                 |
 * | M      | ORDER_REDUCE at the same price with fewer lots, otherwise ORDER_REPLACE under its id |
 * | T      | TRADE                                                                                |
 * | R      | DEPTH_CLEAR                                                                          |
 *
 * Fills are told by `execute`; the C or M of an order that has traded then says what else changes.
 */
import {
  DEPTH_CLEAR,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_ORDER,
  F_SEQUENCE,
  FLAG_SNAPSHOT,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  NO_ENTRY,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  packMeta,
  type Side,
  TRADE,
} from '../core/index.ts'
import {
  DBN_SNAPSHOT,
  MBO_ADD,
  MBO_CANCEL,
  MBO_CLEAR,
  MBO_MODIFY,
  MBO_TRADE,
  type MboDecoder,
} from '../wire/index.ts'
import { NanoPrice } from './nano-price.ts'
import { RestingSizes } from './resting-sizes.ts'

export class DatabentoRecords {
  readonly orders = new RestingSizes()
  readonly #prices: NanoPrice
  readonly #tape: EventTape

  constructor(instrument: Instrument, tape: EventTape) {
    this.#prices = new NanoPrice(instrument)
    this.#tape = tape
  }

  /** Appends what a message changes. @throws InputError for a price off the grid, a size too large. */
  append(message: MboDecoder): void {
    const { action } = message
    if (action === MBO_ADD) this.#add(message)
    else if (action === MBO_CANCEL) this.#cancel(message)
    else if (action === MBO_MODIFY) this.#modify(message)
    else if (action === MBO_TRADE) this.#trade(message)
    else if (action === MBO_CLEAR) this.clear(message)
  }

  /** The shown lots of an order trade, as many as its fills tell. */
  execute(message: MboDecoder, id: number, slot: number): void {
    const { filled, size, taken } = this.orders
    const lots = Math.min(filled[slot]!, size[slot]!)
    filled[slot]! -= lots
    taken[slot]! += lots
    if (lots > 0) this.#change(message, ORDER_EXECUTE, id, slot, lots)
    size[slot]! -= lots
  }

  /**
   * Lots that an iceberg had not shown trade: it has come back behind everybody else, and goes again.
   */
  executeHidden(message: MboDecoder, id: number, slot: number): void {
    const { filled, price } = this.orders
    const lots = filled[slot]!
    if (lots === 0) return
    filled[slot] = 0
    this.#order(message, ORDER_ADD, this.orders.sideOf(slot), id, price[slot]!, lots)
    this.#change(message, ORDER_EXECUTE, id, slot, lots)
  }

  clear(message: MboDecoder): void {
    this.#order(message, DEPTH_CLEAR, NO_SIDE, 0, 0, 0)
    this.orders.clear()
  }

  #add(message: MboDecoder): void {
    const { price, side, size } = message
    const id = orderIdOf(message)
    const priceTicks = this.#prices.ticks(price)
    if (side !== NO_SIDE && size > 0) this.orders.add(id, side, priceTicks, size)
    this.#order(message, ORDER_ADD, side, id, priceTicks, size)
  }

  #cancel(message: MboDecoder): void {
    const { price, side, size } = message
    const id = orderIdOf(message)
    const slot = this.orders.find(id)
    if (slot === NO_ENTRY) {
      const priceTicks = Number.isNaN(price) ? 0 : this.#prices.ticks(price)
      this.#order(message, ORDER_DELETE, side, id, priceTicks, size)
      return
    }
    const left = this.orders.size[slot]!
    // What the message takes away counts what has traded.
    const rest = size - this.orders.taken[slot]!
    this.orders.taken[slot] = 0
    if (rest < left) {
      if (rest > 0) this.#change(message, ORDER_REDUCE, id, slot, rest)
      this.orders.size[slot] = Math.min(left, left - rest)
      return
    }
    // More than there was: the book counts that as odd, and ends the order.
    if (rest > 0 && left > 0) {
      this.#change(message, rest > left ? ORDER_REDUCE : ORDER_DELETE, id, slot, rest)
    }
    this.orders.remove(id)
  }

  #modify(message: MboDecoder): void {
    const { price, side: toldSide, size } = message
    const id = orderIdOf(message)
    const priceTicks = this.#prices.ticks(price)
    const slot = this.orders.find(id)
    if (slot === NO_ENTRY) {
      if (toldSide !== NO_SIDE && size > 0) this.orders.add(id, toldSide, priceTicks, size)
      this.#replace(message, id, toldSide, priceTicks, size)
      return
    }
    const side = this.orders.sideOf(slot) as Side
    const left = this.orders.size[slot]!
    this.orders.taken[slot] = 0
    if (size === 0) {
      if (left > 0) this.#change(message, ORDER_DELETE, id, slot, left)
      this.orders.remove(id)
    } else if (left > 0 && priceTicks === this.orders.price[slot] && size <= left) {
      if (size < left) this.#change(message, ORDER_REDUCE, id, slot, left - size)
      this.orders.size[slot] = size
    } else {
      if (left === 0) this.#order(message, ORDER_ADD, side, id, priceTicks, size)
      else this.#replace(message, id, side, priceTicks, size)
      this.orders.add(id, side, priceTicks, size)
    }
  }

  #trade(message: MboDecoder): void {
    const { price, side, size } = message
    // Databento numbers no trades: the order slot stays 0.
    this.#order(message, TRADE, side, 0, this.#prices.ticks(price), size)
  }

  /** A change of an order where it rests. */
  #change(message: MboDecoder, kind: number, id: number, slot: number, size: number): void {
    const { orders } = this
    this.#order(message, kind, orders.sideOf(slot), id, orders.price[slot]!, size)
  }

  #replace(message: MboDecoder, id: number, side: number, priceTicks: number, size: number): void {
    const at = this.#order(message, ORDER_REPLACE, side, id, priceTicks, size)
    this.#tape.f64[at * EVENT_F64 + F_A] = id
  }

  #order(
    message: MboDecoder,
    kind: number,
    side: number,
    id: number,
    priceTicks: number,
    size: number,
  ): number {
    const { nanos, localNanos, sequence } = message
    const flags = (message.flags & DBN_SNAPSHOT) === 0 ? 0 : FLAG_SNAPSHOT
    const at = this.#tape.append(packMeta(kind, side, flags), 0, nanos, localNanos)
    const { f64, i32 } = this.#tape
    f64[at * EVENT_F64 + F_ORDER] = id
    f64[at * EVENT_F64 + F_SEQUENCE] = sequence
    i32[at * EVENT_I32 + I_PRICE] = priceTicks
    i32[at * EVENT_I32 + I_SIZE] = size
    return at
  }
}

/** @throws InputError for an id that a record cannot hold. */
export function orderIdOf({ orderId }: MboDecoder): number {
  if (orderId <= Number.MAX_SAFE_INTEGER) return orderId
  throw new InputError(
    `the order id ${orderId} is larger than 2^53`,
    { field: 'order_id' },
    'Ids of this venue need more bits than a record of this program has.',
  )
}
