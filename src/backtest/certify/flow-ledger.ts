/**
 * A second set of books about one desk, kept from its intents and the reports it heard alone: what the
 * desk, the gate and the venue say is held against it.
 *
 * Slow and obvious on purpose: it shares no code with what it checks.
 */
import {
  ACCEPTED,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  EXPIRED,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FILLED,
  I_META,
  I_SIZE,
  kindOf,
  REJECTED,
  REPLACED,
  sideOf,
} from '../../core/index.ts'
import { HALTED_HERE, KILL_SWITCH, NO_REASON, type OrderIntent } from '../../risk/index.ts'

interface LedgerOrder {
  readonly side: number
  size: number
  filled: number
  /** Sizes that have been asked for and not been answered. */
  readonly asked: Map<number, number>
  isAnswered: boolean
}

/** One thing that was wanted: when, whether it left, and what it was. */
export interface WantedOrder {
  readonly atNanos: number
  readonly action: number
  readonly reason: number
  readonly priceTicks: number
  readonly lots: number
  /** Nothing new was to leave at that instant. */
  readonly isStopped: boolean
  /** A quote at or beyond the far side of a book that showed no spread. */
  readonly isIntoLock: boolean
}

export class FlowLedger {
  readonly wanted: WantedOrder[] = []
  readonly fillNanos: number[] = []
  /** Before fees, in currency, of executions told for the first time. */
  cash = 0
  fees = 0
  position = 0
  /** Largest position with every open order of a side filled, and when. */
  worstLots = 0
  worstAtNanos = Number.NaN
  repeated = 0
  refused = 0
  /** New orders that were wanted after the strategy could know that nothing may leave. */
  triedWhileStopped = 0
  /** Reports about orders that were never sent, and second answers to one entry. */
  readonly oddities: string[] = []
  readonly #orders = new Map<number, LedgerOrder>()
  readonly #executions = new Set<number>()
  #requests = 0
  /** What one lot at a price is worth; told once the instrument is known. */
  valueOf: (price: number, lots: number) => number = (price, size) => price * size

  get liveIds(): number[] {
    return [...this.#orders.keys()].sort((a, b) => a - b)
  }
  get unanswered(): number {
    return [...this.#orders.values()].filter(({ isAnswered }) => !isAnswered).length
  }

  intent(
    intent: OrderIntent,
    reason: number,
    { atNanos, isStopped, isIntoLock }: Pick<WantedOrder, 'atNanos' | 'isStopped' | 'isIntoLock'>,
  ): void {
    const { action, orderId, size, price, side } = intent
    const priceTicks = price
    const lots = size
    this.wanted.push({ atNanos, action, reason, priceTicks, lots, isStopped, isIntoLock })
    if (isStopped && (reason === KILL_SWITCH || reason === HALTED_HERE)) this.triedWhileStopped++
    if (reason !== NO_REASON) return
    this.#requests++
    if (action === ENTER_ORDER) {
      if (this.#orders.has(orderId)) this.oddities.push(`order ${orderId} was sent twice`)
      const asked = new Map<number, number>()
      this.#orders.set(orderId, { side, size, filled: 0, asked, isAnswered: false })
    } else if (action !== CANCEL_ORDER) {
      this.#orders.get(orderId)?.asked.set(this.#requests, size)
    }
    this.#judge(atNanos)
  }

  report(tape: EventTape, index: number, atNanos: number): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const kind = kindOf(tape.i32[i + I_META]!)
    const id = tape.f64[f + F_ORDER]!
    const sequence = tape.f64[f + F_SEQUENCE]!
    const order = this.#orders.get(id)
    const size = tape.i32[i + I_SIZE]!
    if (kind === FILLED) {
      this.#fill(order, tape, index, atNanos)
    } else if (order === undefined) {
      if (kind === ACCEPTED) this.oddities.push(`order ${id} was accepted, and was never sent`)
      return
    } else if (kind === ACCEPTED) {
      if (order.isAnswered) this.oddities.push(`order ${id} was accepted twice`)
      order.isAnswered = true
    } else if (kind === REPLACED) {
      order.size = size
      order.asked.delete(sequence)
    } else if (kind === REJECTED || kind === CANCELED || kind === EXPIRED) {
      if (kind === REJECTED) this.refused++
      this.#orders.delete(id)
    } else {
      // A refused cancel or replace leaves the order as it was.
      this.refused++
      order.asked.delete(sequence)
    }
    if (order !== undefined && order.filled >= order.size) this.#orders.delete(id)
    this.#judge(atNanos)
  }

  #fill(order: LedgerOrder | undefined, tape: EventTape, index: number, atNanos: number): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const execution = tape.f64[f + F_SEQUENCE]!
    if (this.#executions.has(execution)) {
      this.repeated++
      return
    }
    this.#executions.add(execution)
    const side = sideOf(tape.i32[i + I_META]!)
    const size = tape.i32[i + I_SIZE]!
    this.position += side * size
    this.cash -= side * this.valueOf(tape.f64[f + F_A]!, size)
    this.fees += tape.f64[f + F_B]!
    this.fillNanos.push(atNanos)
    if (order !== undefined) order.filled += size
  }

  #judge(atNanos: number): void {
    let long = this.position
    let short = -this.position
    for (const { side, size, filled, asked } of this.#orders.values()) {
      const open = Math.max(size, ...asked.values()) - filled
      if (side > 0) long += open
      else short += open
    }
    const worst = Math.max(long, short)
    if (worst <= this.worstLots) return
    this.worstLots = worst
    this.worstAtNanos = atNanos
  }
}
