/**
 * What was decided in a run, written down as plain numbers, and a second run held against it.
 *
 * ```
 *  entry: instant, market, kind, how many numbers follow, ...them
 * ```
 *
 * The first run is recorded; of the others only the first difference is of interest, so they are
 * compared as they go and nothing of them is kept.
 */
import type {
  CANCEL_ORDER,
  ENTER_ORDER,
  Nanos,
  OrderType,
  REPLACE_ORDER,
  Side,
  TimeInForce,
} from '../../core/index.ts'
import type { OrderIntent } from '../../risk/index.ts'
import { FloatColumn } from '../shared-columns.ts'
import type { Decision } from './decision.ts'

const HEAD = 4
const GAUGE = 0
/** 256 MiB of decisions: what comes after is not checked, and the report says so. */
const NUMBERS_MAX = 32 * 1024 * 1024

/** Takes entries one by one, in the order in which they happened. */
export interface DecisionSink {
  take(entry: readonly number[]): void
}

/** Puts decisions into numbers. One for all runs that are compared: names keep their numbers. */
export class DecisionWriter {
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()

  order(at: Nanos, market: number, intent: OrderIntent, reason: number): number[] {
    const { action, orderId, side, price, size, orderType, timeInForce } = intent
    const { stopPrice, displaySize, expiresAt, isReduceOnly } = intent
    const plain = [orderId, side, price, size, orderType, timeInForce, reason]
    const terms = intent.hasTerms ? [stopPrice, displaySize, expiresAt, isReduceOnly ? 1 : 0] : []
    return [at, market, action, plain.length + terms.length, ...plain, ...terms]
  }

  gauge(at: Nanos, market: number, name: string, value: number): number[] {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.#names.push(name) - 1
      this.#numbers.set(name, number)
    }
    return [at, market, GAUGE, 2, number, value]
  }

  read(entry: readonly number[]): Decision {
    const [atNanos = 0, market = 0, kind = GAUGE, , ...rest] = entry
    if (kind === GAUGE) {
      const [name = 0, value = Number.NaN] = rest
      return { what: 'gauge', atNanos, market, name: this.#names[name] ?? '', value }
    }
    const [orderId = 0, side = 0, priceTicks = 0, sizeLots = 0, orderType, timeInForce] = rest
    return {
      what: 'order',
      atNanos,
      market,
      action: kind as typeof ENTER_ORDER | typeof CANCEL_ORDER | typeof REPLACE_ORDER,
      orderId,
      side: side as Side,
      priceTicks,
      sizeLots,
      orderType: orderType as OrderType,
      timeInForce: timeInForce as TimeInForce,
      reason: rest[6] ?? 0,
    }
  }
}

/** Everything decided in the run that the others are compared with. */
export class DecisionTrace implements DecisionSink {
  readonly #numbers = new FloatColumn()
  readonly #numbersMax: number
  /** Entries kept. */
  count = 0
  /** Decisions at this instant and after are not all there. */
  endNanos = Number.POSITIVE_INFINITY

  constructor(numbersMax = NUMBERS_MAX) {
    this.#numbersMax = numbersMax
  }

  take(entry: readonly number[]): void {
    if (this.endNanos !== Number.POSITIVE_INFINITY) return
    if (this.#numbers.length + entry.length > this.#numbersMax) {
      this.endNanos = entry[0]!
      return
    }
    for (let k = 0; k < entry.length; k++) this.#numbers.push(entry[k]!)
    this.count++
  }

  /** The place after the entry at `place`. */
  after(place: number): number {
    return place + HEAD + this.#numbers.at(place + HEAD - 1)
  }
  isEnd(place: number): boolean {
    return place >= this.#numbers.length
  }
  atNanos(place: number): number {
    return this.#numbers.at(place)
  }
  entry(place: number): number[] {
    const end = this.after(place)
    return Array.from({ length: end - place }, (_, k) => this.#numbers.at(place + k))
  }
  isSame(place: number, entry: readonly number[]): boolean {
    if (this.isEnd(place) || this.after(place) - place !== entry.length) return false
    for (let k = 0; k < entry.length; k++) {
      if (!Object.is(this.#numbers.at(place + k), entry[k])) return false
    }
    return true
  }

  /** Instants at which something was decided, each once, in their order. */
  *instants(): Iterable<number> {
    let last = Number.NaN
    for (let place = 0; !this.isEnd(place); place = this.after(place)) {
      const at = this.atNanos(place)
      if (at !== last) yield at
      last = at
    }
  }
}

/** The first entry that is another than it was; undefined stands for nothing at all. */
export interface TraceChange {
  readonly was: readonly number[] | undefined
  readonly became: readonly number[] | undefined
}

/** Holds a run against the trace of another, up to but not including an instant. */
export class TraceChecker implements DecisionSink {
  readonly #trace: DecisionTrace
  readonly #until: number
  #place = 0
  #change: TraceChange | undefined

  constructor(trace: DecisionTrace, until: number) {
    this.#trace = trace
    this.#until = Math.min(until, trace.endNanos)
  }

  take(entry: readonly number[]): void {
    const at = entry[0]!
    if (this.#change !== undefined || at >= this.#until) return
    const trace = this.#trace
    if (trace.isSame(this.#place, entry)) {
      this.#place = trace.after(this.#place)
      return
    }
    const was = this.#expected()
    // Of two decisions at different instants the earlier one is the change: the other may yet come.
    if (was === undefined || at < was[0]!) this.#change = { was: undefined, became: entry }
    else if (at > was[0]!) this.#change = { was, became: undefined }
    else this.#change = { was, became: entry }
  }

  /** The run is over: what it should have decided and did not is missing. */
  finish(): TraceChange | undefined {
    if (this.#change !== undefined) return this.#change
    const was = this.#expected()
    return was === undefined ? undefined : { was, became: undefined }
  }

  #expected(): number[] | undefined {
    const trace = this.#trace
    if (trace.isEnd(this.#place) || trace.atNanos(this.#place) >= this.#until) return undefined
    return trace.entry(this.#place)
  }
}
