/**
 * The flow of one instrument: records in, rules told what happened.
 *
 * It follows the own orders from request to end and the public touch and tape, and lets time pass. What
 * does not fit (a report about an unknown order, a second order under a live id) is counted, never
 * guessed at.
 */
import {
  ACCEPTED,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  EXPIRED,
  F_A,
  F_B,
  F_EXCHANGE,
  F_ORDER,
  FILLED,
  FLAG_MAKER,
  flagsOf,
  I_ALGORITHM,
  I_CODE,
  I_GRADE,
  I_META,
  I_PRICE,
  I_REST,
  I_SIZE,
  NO_PRICE,
  type OrderType,
  REJECTED,
  REPLACE_ORDER,
  REPLACED,
  REQUEST_REJECTED,
  type Side,
  sideOf,
  type TimeInForce,
} from '../../core/index.ts'
import { MarketSight } from './market-sight.ts'
import { OwnHistory } from './own-history.ts'
import { type OwnOrder, OwnOrders } from './own-order.ts'
import type { RecordColumns } from './record-columns.ts'
import { type Ending, type Ground, OwnFill, type Rule } from './rule.ts'
import type { EvidenceKind, Finding, RuleName } from './surveillance-alert.ts'
import { ruleOf, type SurveillanceThresholds } from './thresholds.ts'

/** Live orders that are followed in one instrument. */
export const ORDERS_MAX = 16_384

/** What could not be judged. */
export interface FlowCounts {
  /** Records of the own flow: requests that left, and reports. */
  own: number
  /** Records of the public market. */
  market: number
  executions: number
  /** Reports and requests about orders that are not known. */
  stray: number
  /** Requests for orders that could not be followed: no room, or the id is live already. */
  unfollowed: number
}

export interface FlowOptions {
  readonly rules: readonly RuleName[]
  readonly thresholds: SurveillanceThresholds
  readonly isOwnInTape: boolean
  readonly raise: (rule: RuleName, finding: Finding, flow: InstrumentFlow) => void
}

export class InstrumentFlow implements Ground {
  readonly instrument: number
  readonly sight = new MarketSight()
  readonly orders = new OwnOrders(ORDERS_MAX)
  readonly history = new OwnHistory()
  readonly isOwnInTape: boolean
  readonly counts: FlowCounts = { own: 0, market: 0, executions: 0, stray: 0, unfollowed: 0 }
  now = Number.NEGATIVE_INFINITY
  position = 0
  readonly #rules: readonly Rule[]
  readonly #names: readonly RuleName[]
  readonly #raise: FlowOptions['raise']
  readonly #fill = new OwnFill()
  /** Whose turn it is to raise. */
  #speaker = 0
  #dueNanos = Number.POSITIVE_INFINITY
  #sequence = 0
  #exchangeNanos = 0

  constructor(instrument: number, options: FlowOptions) {
    this.instrument = instrument
    this.isOwnInTape = options.isOwnInTape
    this.#raise = options.raise
    this.#names = options.rules
    this.#rules = options.rules.map((name) => ruleOf(name, this, options.thresholds))
  }

  raise(finding: Finding): void {
    this.#raise(this.#names[this.#speaker]!, finding, this)
  }

  /** Time passes: rules that wait for an instant are called at it, in their order. */
  advance(now: number): void {
    if (!(now > this.now)) return
    // At most so many steps: a rule that wants to be called ever again is called at the end.
    for (let step = 0; this.#dueNanos <= now && step < 64; step++) {
      this.now = Math.max(this.now, this.#dueNanos)
      this.#tell((rule) => {
        if (rule.dueNanos <= this.now) rule.advance()
      })
    }
    this.now = now
  }

  /** Trading closes at the present instant. */
  close(): void {
    this.sight.advance(this.now)
    this.#tell((rule) => rule.closed())
  }

  touch({ f64, i32 }: RecordColumns, index: number): void {
    this.counts.market++
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const bid = priceOf(i32[i + I_PRICE]!)
    this.sight.touch(this.now, bid, i32[i + I_SIZE]!, priceOf(f64[f + F_A]!), f64[f + F_B]!)
  }

  trade({ i32 }: RecordColumns, index: number): void {
    this.counts.market++
    this.sight.trade(this.now, Math.max(0, i32[index * EVENT_I32 + I_SIZE]!))
  }

  /** An intent that left, or the request itself. */
  request(columns: RecordColumns, index: number, action: number, sequence: number): void {
    const { f64, i32 } = columns
    const i = index * EVENT_I32
    this.#begin(columns, index, sequence)
    const id = f64[index * EVENT_F64 + F_ORDER]!
    const price = i32[i + I_PRICE]!
    const size = i32[i + I_SIZE]!
    const known = this.orders.find(id)
    if (action === ENTER_ORDER) {
      if (known === undefined) this.#enter(columns, index, id)
      else this.counts.unfollowed++
    } else if (known === undefined) this.counts.stray++
    else if (action === CANCEL_ORDER) {
      this.#keep('cancel asked', known, known.priceTicks, known.open)
      this.#tell((rule) => rule.sent('cancel', known, known.open))
    } else if (action === REPLACE_ORDER) {
      this.#keep('replaced', known, price, size)
      this.#tell((rule) => rule.sent('replace', known, size))
    }
  }

  /** A venue's answer. */
  report(columns: RecordColumns, index: number, kind: number, sequence: number): void {
    const { f64, i32 } = columns
    this.#begin(columns, index, sequence)
    const order = this.orders.find(f64[index * EVENT_F64 + F_ORDER]!)
    if (kind === FILLED) this.#filled(columns, index, order)
    else if (order === undefined) {
      // A withdrawal that came too late is as a rule about an order that has just ended.
      if (kind !== REQUEST_REJECTED) this.counts.stray++
    } else if (kind === ACCEPTED) {
      order.isResting = !order.isImmediate
      order.restsSinceNanos = this.now
    } else if (kind === REPLACED) {
      this.#replaced(order, i32[index * EVENT_I32 + I_PRICE]!, i32[index * EVENT_I32 + I_SIZE]!)
    } else if (kind === CANCELED) this.#ended(order, 'canceled')
    else if (kind === EXPIRED) this.#ended(order, 'expired')
    else if (kind === REJECTED) this.#ended(order, 'rejected')
  }

  #begin({ f64 }: RecordColumns, index: number, sequence: number): void {
    this.counts.own++
    this.#sequence = sequence
    this.#exchangeNanos = f64[index * EVENT_F64 + F_EXCHANGE]!
  }

  #enter({ i32 }: RecordColumns, index: number, id: number): void {
    const i = index * EVENT_I32
    const side = sideOf(i32[i + I_META]!)
    const size = i32[i + I_SIZE]!
    const isId = Number.isSafeInteger(id) && id >= 0
    const order = isId && side * side === 1 && size > 0 ? this.orders.add(id) : undefined
    if (order === undefined) {
      this.counts.unfollowed++
      return
    }
    const { sight } = this
    order.side = side
    order.priceTicks = i32[i + I_PRICE]!
    order.size = size
    order.sentNanos = this.now
    order.sentSequence = this.#sequence
    this.#describe(order, i32, i)
    order.behindTicks = side * (sight.best(side) - order.priceTicks)
    order.midTicks = sight.mid
    this.#keep('entered', order, order.priceTicks, size)
    this.#tell((rule) => rule.sent('enter', order, size))
  }

  /** What an intent says in words and a request in doubles. */
  #describe(order: OwnOrder, i32: Int32Array, i: number): void {
    const isIntent = i32[i + I_GRADE] === ENTER_ORDER && i32[i + I_CODE] === 0
    const rest = i32[i + I_REST]!
    order.algorithm = isIntent ? i32[i + I_ALGORITHM]! : 0
    const f64 = new Float64Array(i32.buffer, i32.byteOffset + i * 4, EVENT_F64)
    order.orderType = (isIntent ? rest & 0xff : f64[F_A]!) as OrderType
    order.timeInForce = (isIntent ? (rest >>> 8) & 0xff : f64[F_B]!) as TimeInForce
  }

  #filled({ f64, i32 }: RecordColumns, index: number, order: OwnOrder | undefined): void {
    const i = index * EVENT_I32
    const meta = i32[i + I_META]!
    const side = sideOf(meta)
    const size = i32[i + I_SIZE]!
    if (side * side !== 1 || size <= 0) {
      this.counts.stray++
      return
    }
    this.counts.executions++
    if (order === undefined) this.counts.stray++
    const fill = this.#fill
    fill.side = side
    fill.lots = size
    fill.priceTicks = i32[i + I_PRICE]!
    fill.isMaker = (flagsOf(meta) & FLAG_MAKER) !== 0
    fill.orderId = f64[index * EVENT_F64 + F_ORDER]!
    fill.exchangeNanos = this.#exchangeNanos
    fill.order = order
    fill.algorithm = order?.algorithm ?? 0
    fill.openBefore = Math.max(size, order?.open ?? size)
    this.position += side * size
    this.history.add(fill.isMaker ? 'made' : 'took', {
      sequence: this.#sequence,
      nanos: this.now,
      exchangeNanos: this.#exchangeNanos,
      orderId: fill.orderId,
      algorithm: fill.algorithm,
      side,
      priceTicks: fill.priceTicks,
      lots: size,
    })
    if (!fill.isMaker) this.sight.ownTaken(this.now, side, size)
    if (order !== undefined) order.filled = Math.min(order.size, order.filled + size)
    this.#tell((rule) => rule.filled(fill))
    if (order?.open === 0) this.#ended(order, 'filled')
  }

  #replaced(order: OwnOrder, price: number, size: number): void {
    const openBefore = order.open
    order.priceTicks = price
    order.size = Math.max(order.filled, size)
    const lost = openBefore - order.open
    if (lost > 0) this.#tell((rule) => rule.shrunk(order, lost))
    if (order.open === 0) this.#ended(order, 'canceled')
  }

  #ended(order: OwnOrder, ending: Ending): void {
    if (ending !== 'filled') this.#keep('withdrawn', order, order.priceTicks, order.open)
    this.#tell((rule) => rule.ended(order, ending))
    this.orders.remove(order)
  }

  #keep(kind: EvidenceKind, order: OwnOrder, priceTicks: number, lots: number): void {
    this.history.add(kind, {
      sequence: this.#sequence,
      nanos: this.now,
      exchangeNanos: this.#exchangeNanos,
      orderId: order.id,
      algorithm: order.algorithm,
      side: order.side as Side,
      priceTicks,
      lots,
    })
  }

  #tell(say: (rule: Rule) => void): void {
    const rules = this.#rules
    let due = Number.POSITIVE_INFINITY
    for (let k = 0; k < rules.length; k++) {
      const rule = rules[k]!
      this.#speaker = k
      say(rule)
      if (rule.dueNanos < due) due = rule.dueNanos
    }
    this.#dueNanos = due
  }
}

const priceOf = (ticks: number): number => (ticks === NO_PRICE ? Number.NaN : ticks)
