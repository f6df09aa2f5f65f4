/**
 * The same order twice: an entry whose side, price and size were sent within the window already.
 *
 * Sent orders stand in a ring, chained by a hash of what makes them the same, newest first. The ring
 * holds as many as the order rate lets through in a window, so nothing is forgotten too early; a chain
 * is left at the first order that is too old. O(1) on average, exact, no allocation.
 */
import type { JudgedOrder } from '../judged-order.ts'
import { DUPLICATE_ORDER, NO_REASON } from '../reason.ts'

const NONE = -1

export class DuplicateWindow {
  readonly #windowNanos: number = 0
  readonly #mask: number = 0
  /** Number of the newest order in each chain. */
  readonly #newest: Float64Array = new Float64Array(0)
  /** Number of the order before it in the chain, by place in the ring. */
  readonly #older: Float64Array = new Float64Array(0)
  readonly #sentAtNanos: Float64Array = new Float64Array(0)
  readonly #prices: Int32Array = new Int32Array(0)
  /** Signed by side. */
  readonly #sizes: Int32Array = new Int32Array(0)
  #count = 0

  /** `remembered`: how many orders can leave within the window. */
  constructor(windowNanos = 0, remembered = 1) {
    const places = 1 << (32 - Math.clz32(remembered))
    this.#windowNanos = windowNanos
    this.#mask = places - 1
    this.#newest = new Float64Array(places).fill(NONE)
    this.#older = new Float64Array(places)
    this.#sentAtNanos = new Float64Array(places)
    this.#prices = new Int32Array(places)
    this.#sizes = new Int32Array(places)
  }

  judge(order: JudgedOrder): number {
    // A replace has an order of its own to change: sent twice, it changes nothing more.
    if (this.#windowNanos === 0 || order.isReplace) return NO_REASON
    const { priceTicks } = order
    const sentLots = order.side * order.sizeLots
    const mask = this.#mask
    const oldestKept = this.#count - mask - 1
    const youngest = order.now - this.#windowNanos
    let at = this.#newest[placeOf(priceTicks, sentLots) & mask]!
    while (at >= 0 && at >= oldestKept) {
      const place = at & mask
      if (this.#sentAtNanos[place]! <= youngest) break
      if (this.#prices[place] === priceTicks && this.#sizes[place] === sentLots) {
        return DUPLICATE_ORDER
      }
      at = this.#older[place]!
    }
    return NO_REASON
  }

  /** The order that was just judged leaves. */
  sent(order: JudgedOrder): void {
    if (this.#windowNanos === 0 || order.isReplace) return
    const { priceTicks } = order
    const sentLots = order.side * order.sizeLots
    const chain = placeOf(priceTicks, sentLots) & this.#mask
    const place = this.#count & this.#mask
    this.#older[place] = this.#newest[chain]!
    this.#newest[chain] = this.#count
    this.#sentAtNanos[place] = order.now
    this.#prices[place] = priceTicks
    this.#sizes[place] = sentLots
    this.#count++
  }
}

function placeOf(priceTicks: number, sentLots: number): number {
  const mixed = Math.imul(priceTicks, 0x9e37_79b1) ^ Math.imul(sentLots, 0x85eb_ca6b)
  return mixed ^ (mixed >>> 15)
}
