/**
 * What is on its way between the desk and the venue: orders there, their ends back.
 *
 * Latencies are asked of the run's own model, in the order in which the event engine asks, so that
 * drawn ones are the same. Nothing overtakes on either line.
 */
import { ENTER_ORDER, type Nanos, nanos } from '../../core/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'

const COLUMNS = 6
const ARRIVAL = 0
const SIDE = 1
const SIZE = 2
const ORDER = 3
const PRICE = 4
const FEE = 5

/** First in, first out: rows of six numbers in a ring that grows. */
class Line {
  #rows = new Float64Array(64 * COLUMNS)
  #mask = 63
  #head = 0
  #tail = 0
  #newest = Number.NEGATIVE_INFINITY

  get nextAt(): number {
    return this.#head === this.#tail ? Number.POSITIVE_INFINITY : this.head(ARRIVAL)
  }

  head(column: number): number {
    return this.#rows[(this.#head & this.#mask) * COLUMNS + column]!
  }

  add(
    arrival: number,
    side: number,
    size: number,
    order: number,
    price: number,
    fee: number,
  ): void {
    if (this.#tail - this.#head > this.#mask) this.#grow()
    this.#newest = Math.max(arrival, this.#newest)
    const row = (this.#tail & this.#mask) * COLUMNS
    this.#rows[row] = this.#newest
    this.#rows[row + SIDE] = side
    this.#rows[row + SIZE] = size
    this.#rows[row + ORDER] = order
    this.#rows[row + PRICE] = price
    this.#rows[row + FEE] = fee
    this.#tail++
  }

  drop(): void {
    this.#head++
  }

  #grow(): void {
    const slots = 2 * (this.#mask + 1)
    const rows = new Float64Array(slots * COLUMNS)
    for (let k = this.#head; k < this.#tail; k++) {
      const from = (k & this.#mask) * COLUMNS
      rows.set(this.#rows.subarray(from, from + COLUMNS), (k & (slots - 1)) * COLUMNS)
    }
    this.#rows = rows
    this.#mask = slots - 1
  }
}

export class InFlight {
  readonly #latency: LatencyModel
  readonly #orders = new Line()
  readonly #reports = new Line()

  constructor(latency: LatencyModel) {
    this.#latency = latency
  }

  /** When the earliest of all that is on its way arrives. */
  get nextAt(): number {
    return Math.min(this.#orders.nextAt, this.#reports.nextAt)
  }
  /** At one instant reports are taken in first. */
  get isReportNext(): boolean {
    return this.#reports.nextAt <= this.#orders.nextAt
  }

  send(now: number, side: number, size: number, order: number): void {
    const entry = this.#latency.entry(nanos(now), ENTER_ORDER)
    // Lost on the way: the desk learns of it later.
    if (entry < 0) this.#reports.add(now - entry, side, size, order, Number.NaN, 0)
    else this.#orders.add(now + entry, side, size, order, 0, 0)
  }

  // ---- the head of the line to the venue

  get orderAt(): Nanos {
    return nanos(this.#orders.head(ARRIVAL))
  }
  get orderSide(): number {
    return this.#orders.head(SIDE)
  }
  get orderSize(): number {
    return this.#orders.head(SIZE)
  }
  get orderId(): number {
    return this.#orders.head(ORDER)
  }

  /** The order at the head has come to its end at the venue: filled at a price, or not, NaN. */
  answer(price: number, fee: number): void {
    const at = this.orderAt
    // One answer that it is accepted, one of its end; the second never arrives before the first.
    const accepted = at + this.#latency.response(at)
    const ended = Math.max(accepted, at + this.#latency.response(at))
    this.#reports.add(ended, this.orderSide, this.orderSize, this.orderId, price, fee)
    this.#orders.drop()
  }

  // ---- the head of the line back

  get reportSide(): number {
    return this.#reports.head(SIDE)
  }
  get reportSize(): number {
    return this.#reports.head(SIZE)
  }
  /** NaN when nothing was filled. */
  get reportPrice(): number {
    return this.#reports.head(PRICE)
  }
  get reportFee(): number {
    return this.#reports.head(FEE)
  }
  dropReport(): void {
    this.#reports.drop()
  }
}
