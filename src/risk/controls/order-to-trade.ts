/**
 * Messages per execution, less one, since midnight of event time.
 *
 * A new order counts 1, a replace 2, a withdrawal 1, as the European rule counts. An order that is
 * sent counts its withdrawal too, and gives it back when it fills, or is refused, without one: whoever
 * is at the limit can still withdraw everything without going beyond. Withdrawals are never refused; a
 * second one of the same order, after the venue refused the first, is not counted.
 */
import type { JudgedOrder } from '../judged-order.ts'
import { NO_REASON, ORDER_TO_TRADE } from '../reason.ts'

const NANOS_PER_DAY = 86_400e9

export class OrderToTrade {
  readonly #ratioMax: number = 0
  readonly #freeMessages: number = 0
  #messages = 0
  #executions = 0
  #dayEndNanos = Number.NEGATIVE_INFINITY

  constructor(ratioMax: number = Number.POSITIVE_INFINITY, freeMessages = 0) {
    this.#ratioMax = ratioMax
    this.#freeMessages = freeMessages
  }

  /** With the withdrawals of all open orders. */
  get messages(): number {
    return this.#messages
  }
  get executions(): number {
    return this.#executions
  }

  /** `openOrders` carry their withdrawals into a new day. */
  judge(order: JudgedOrder, openOrders: number): number {
    if (this.#ratioMax === Number.POSITIVE_INFINITY) return NO_REASON
    if (order.now >= this.#dayEndNanos) this.#beginDay(order, openOrders)
    const messages = this.#messages + 2
    if (messages <= this.#freeMessages) return NO_REASON
    // No execution counts as one: the ratio of nothing is undefined, the count of messages is not.
    const executions = Math.max(1, this.#executions)
    return messages - executions > this.#ratioMax * executions ? ORDER_TO_TRADE : NO_REASON
  }

  /** A new order and its withdrawal, or a replace, leaves: two messages either way. */
  sent(): void {
    this.#messages += 2
  }

  executed(): void {
    this.#executions++
  }

  /** An order has ended that nobody tried to withdraw. */
  endedByItself(): void {
    if (this.#messages > 0) this.#messages--
  }

  #beginDay(order: JudgedOrder, openOrders: number): void {
    if (this.#dayEndNanos !== Number.NEGATIVE_INFINITY) {
      this.#messages = openOrders
      this.#executions = 0
    }
    this.#dayEndNanos = (Math.floor(order.now / NANOS_PER_DAY) + 1) * NANOS_PER_DAY
  }
}
