/**
 * A venue that does everything a venue may do to a desk: it answers late, refuses, loses requests on the
 * way, withdraws on its own, drops the line, trades what nobody has heard of yet, and tells things twice.
 *
 * Requests and reports wait in two queues until the test lets the next one through. What the venue has
 * and what is still on its way to it is the truth that limits are judged by.
 */
import { CANCEL_ORDER, ENTER_ORDER, type Side } from '../core/index.ts'
import type { OrderIntent } from '../risk/index.ts'
import type { WiredDesk } from './wired-desk.suite.ts'

interface Resting {
  readonly id: number
  readonly side: Side
  price: number
  size: number
  filled: number
}

export interface Flying {
  readonly request: number
  readonly action: number
  readonly id: number
  readonly side: Side
  readonly price: number
  readonly size: number
}

type Report = (wired: WiredDesk) => void

/** An order at its worst: the most that can still fill, at the dearest price that it can have. */
export interface WorstOrder {
  readonly side: Side
  readonly lots: number
  readonly price: number
  readonly boldest: number
}

export class HostileVenue {
  readonly resting = new Map<number, Resting>()
  readonly requests: Flying[] = []
  readonly reports: Report[] = []
  position = 0
  /** Executions that have happened here, and those that the desk has been told. */
  executions = 0
  told = 0
  readonly #delivered: Report[] = []

  take(intent: OrderIntent, request: number): void {
    const { action, orderId: id, side, price, size } = intent
    this.requests.push({ request, action, id, side, price, size })
  }

  /** The next request arrives, and is done or refused. */
  read(isRefusing: boolean): void {
    const next = this.requests.shift()
    if (next === undefined) return
    const { request, action, id, side, price, size } = next
    const order = this.resting.get(id)
    if (isRefusing && action !== CANCEL_ORDER) this.#refuse(next)
    else if (action === ENTER_ORDER) {
      this.resting.set(id, { id, side, price, size, filled: 0 })
      this.reports.push((wired) => wired.accepted(id, side, request))
    } else if (order === undefined) {
      this.#refuse(next)
    } else if (action === CANCEL_ORDER || size <= order.filled) {
      this.resting.delete(id)
      this.reports.push((wired) => wired.canceled(id, side, request))
    } else {
      order.price = price
      order.size = size
      this.reports.push((wired) => wired.replaced(id, side, price, size, request))
    }
  }

  #refuse({ request, action, id, side }: Flying): void {
    if (action === ENTER_ORDER) this.reports.push((wired) => wired.rejected(id, side, request))
    else this.reports.push((wired) => wired.refused(id, side, request))
  }

  /** A request is lost, and somebody says so. */
  lose(): void {
    const lost = this.requests.shift()
    if (lost !== undefined) this.#refuse(lost)
  }

  /** The line drops: what is on its way is lost, what rests is withdrawn unasked. */
  disconnect(): void {
    for (const lost of this.requests.splice(0)) this.#refuse(lost)
    for (const { id, side } of this.resting.values()) {
      this.reports.push((wired) => wired.canceled(id, side, 0))
    }
    this.resting.clear()
  }

  trade(which: number, wanted: number): void {
    const order = [...this.resting.values()][which % Math.max(1, this.resting.size)]
    if (order === undefined) return
    const { id, side, price } = order
    const size = Math.min(wanted, order.size - order.filled)
    order.filled += size
    this.position += side * size
    if (order.filled === order.size) this.resting.delete(id)
    const execution = ++this.executions
    this.reports.push((wired) => {
      this.told = Math.max(this.told, execution)
      return wired.filled(id, side, size, price, 0, execution)
    })
  }

  deliver(wired: WiredDesk): void {
    const next = this.reports.shift()
    if (next === undefined) return
    this.#delivered.push(next)
    next(wired)
  }

  /** A report that has been delivered is delivered once more. */
  repeat(wired: WiredDesk, which: number): void {
    const old = this.#delivered.at(-1 - (which % Math.max(1, this.#delivered.length)))
    old?.(wired)
  }

  /** Everything that rests here or is on its way, each at its worst. */
  worstOrders(): WorstOrder[] {
    const orders = [...this.resting.values()].map((order) => ({ ...order, boldest: order.price }))
    for (const { action, id, side, price, size } of this.requests) {
      if (action === ENTER_ORDER) orders.push({ id, side, price, size, filled: 0, boldest: price })
      const known = orders.find((order) => order.id === id)
      if (action === CANCEL_ORDER || known === undefined) continue
      known.size = Math.max(known.size, size)
      known.price = Math.max(known.price, price)
      known.boldest = side * Math.max(side * known.boldest, side * price)
    }
    return orders.map(({ side, size, filled, price, boldest }) => ({
      side,
      lots: size - filled,
      price,
      boldest,
    }))
  }
}
