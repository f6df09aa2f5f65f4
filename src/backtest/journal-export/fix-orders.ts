/**
 * The orders that a FIX log knows: those that work, and the newest of those that are over, because reports
 * may come late. What it remembers is bounded, however long the journal: an order that is forgotten, or that
 * was entered before the log begins, is known by its reports alone, and they say so.
 */
import { ENTER_ORDER } from '../../core/index.ts'

export interface FixOrder {
  /** ClOrdID that the venue goes by, and that of the request it has not answered. */
  known: string
  asked: string
  action: number
  size: number
  filled: number
  value: number
  /** Its entry was seen here: sizes and sums are of the whole order. */
  readonly isWhole: boolean
}

const LIVE_MAX = 1 << 18
const OVER_MAX = 1 << 13

export class FixOrders {
  readonly #liveMax: number
  readonly #overMax: number
  readonly #live = new Map<string, FixOrder>()
  readonly #over = new Map<string, FixOrder>()
  /** The orders of `#over` as they ended; the oldest makes room. */
  readonly #ended: { readonly key: string; readonly order: FixOrder }[] = []
  #oldest = 0

  constructor({ liveMax = LIVE_MAX, overMax = OVER_MAX } = {}) {
    this.#liveMax = liveMax
    this.#overMax = overMax
  }

  get size(): number {
    return this.#live.size + this.#over.size
  }

  /** A new order of this name; an older one of the same name is forgotten. */
  enter(key: string): FixOrder {
    const order = { ...newOrder(key), isWhole: true }
    this.#over.delete(key)
    this.#live.delete(key)
    if (this.#live.size >= this.#liveMax) {
      const [oldest] = this.#live.keys()
      this.#live.delete(oldest!)
    }
    this.#live.set(key, order)
    return order
  }

  /** The order of this name; one without its beginning where that is not known. */
  of(key: string): FixOrder {
    const found = this.#live.get(key) ?? this.#over.get(key)
    if (found !== undefined) return found
    const order = { ...newOrder(key), isWhole: false }
    this.#keepOver(key, order)
    return order
  }

  /** It is over: kept for a while. */
  end(key: string): void {
    const order = this.#live.get(key)
    if (order === undefined) return
    this.#live.delete(key)
    this.#keepOver(key, order)
  }

  #keepOver(key: string, order: FixOrder): void {
    const oldest = this.#ended[this.#oldest]
    if (oldest !== undefined && this.#over.get(oldest.key) === oldest.order) {
      this.#over.delete(oldest.key)
    }
    this.#ended[this.#oldest] = { key, order }
    this.#oldest = (this.#oldest + 1) % this.#overMax
    this.#over.set(key, order)
  }
}

const newOrder = (key: string) => ({
  known: key,
  asked: key,
  action: ENTER_ORDER,
  size: 0,
  filled: 0,
  value: 0,
})
