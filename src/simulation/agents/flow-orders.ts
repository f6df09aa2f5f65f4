/**
 * The orders of an agent that rest at the venue, side by side with their prices, so that one can be
 * drawn at random in a step. Follows the agent's reports and nothing else.
 *
 * Invariant: slots 0 to `count - 1` are orders; the map finds the slot of an id.
 */
import { IntMap, type Lots, lots, NO_ENTRY, type Ticks, ticks } from '../../core/index.ts'
import { ORDER_BOOKED, ORDER_CANCELED, ORDER_TRADED, type OrderReport } from '../market/index.ts'

export class FlowOrders {
  #ids = new Float64Array(64)
  #prices = new Int32Array(64)
  #lots = new Int32Array(64)
  readonly #slotOf = new IntMap()
  #count = 0
  #total = 0

  /** Orders that rest. */
  get count(): number {
    return this.#count
  }
  /** Lots that rest, of all orders. */
  get totalLots(): number {
    return this.#total
  }

  idAt(slot: number): number {
    return this.#ids[slot]!
  }
  priceAt(slot: number): Ticks {
    return ticks(this.#prices[slot]!)
  }
  lotsAt(slot: number): Lots {
    return lots(this.#lots[slot]!)
  }

  /** Keeps up with a report about an order of this side. */
  follow(report: OrderReport): void {
    const { change, orderId, size } = report
    if (change === ORDER_BOOKED) this.#add(orderId, report.price, size)
    else if (change === ORDER_CANCELED || (change === ORDER_TRADED && report.isMaker)) {
      this.#reduce(orderId, size)
    }
  }

  /** For tests: recounts everything. */
  totalsBySlot(): { readonly orders: number; readonly lots: number } {
    let sum = 0
    for (let slot = 0; slot < this.#count; slot++) {
      if (this.#slotOf.get(this.#ids[slot]!) === slot) sum += this.#lots[slot]!
    }
    return { orders: this.#slotOf.size, lots: sum }
  }

  #add(id: number, price: Ticks, size: number): void {
    if (this.#count === this.#ids.length) this.#grow()
    const slot = this.#count++
    this.#ids[slot] = id
    this.#prices[slot] = price
    this.#lots[slot] = size
    this.#total += size
    this.#slotOf.set(id, slot)
  }

  #reduce(id: number, size: number): void {
    const slot = this.#slotOf.get(id)
    // What lapses unfilled has never rested.
    if (slot === NO_ENTRY) return
    this.#lots[slot] = this.#lots[slot]! - size
    this.#total -= size
    if (this.#lots[slot]! > 0) return
    this.#slotOf.delete(id)
    const last = --this.#count
    if (slot === last) return
    this.#ids[slot] = this.#ids[last]!
    this.#prices[slot] = this.#prices[last]!
    this.#lots[slot] = this.#lots[last]!
    this.#slotOf.set(this.#ids[slot]!, slot)
  }

  #grow(): void {
    const room = 2 * this.#ids.length
    const ids = new Float64Array(room)
    const prices = new Int32Array(room)
    const sizes = new Int32Array(room)
    ids.set(this.#ids)
    prices.set(this.#prices)
    sizes.set(this.#lots)
    this.#ids = ids
    this.#prices = prices
    this.#lots = sizes
  }
}
