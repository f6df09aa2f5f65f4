/**
 * The wire between a strategy and its venue, in the hands of a fault: it passes on, holds back, loses,
 * repeats and changes what goes over it.
 *
 * ```
 * market records --- onMarket: may be changed ----> venue, and the trader
 * requests -------- onRequest: may be held, lost --> venue
 * reports <-------- the newest on the line may be held, repeated, stamped anew
 * intents, reports heard ---> ledger
 * ```
 */
import type { BookView } from '../../book/index.ts'
import {
  CANCEL_ORDER,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  F_SEQUENCE,
  FILLED,
  FOK,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_SIZE,
  IOC,
  kindOf,
  LIMIT,
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  opposite,
  REJECTED,
  REQUEST_REJECTED,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import type { Fill, ReportSink, Venue } from '../../exchange/index.ts'
import type { OrderIntent } from '../../risk/index.ts'
import type { WatchableVenue } from '../analytics/index.ts'
import type { BacktestRun } from '../backtest.ts'
import type { MarketWitness, RunWitness, WitnessPlace } from '../witness.ts'
import type { Fault } from './fault.ts'
import { FlowLedger } from './flow-ledger.ts'

/** Every wire of a run, and what the fault on them has done. */
export class FaultyWires implements RunWitness {
  readonly wires: Wire[] = []
  readonly #fault: Fault
  #clock: () => Nanos = () => nanos(0)

  constructor(fault: Fault) {
    this.#fault = fault
  }

  watch(place: WitnessPlace): MarketWitness {
    const wire = new Wire(place, this.#fault, () => this.#clock())
    this.wires.push(wire)
    return wire
  }

  begin(clock: () => Nanos): void {
    this.#clock = clock
  }

  /** The run is wired. */
  join(run: BacktestRun): void {
    for (const [k, wire] of this.wires.entries()) {
      const { desk, gate, instrument, trader } = run.markets[k]!
      const { book } = trader.options
      wire.ledger.valueOf = (price, size) =>
        price * instrument.quantity(lots(size)) * instrument.contractSize
      wire.desk = {
        get now() {
          return desk.now
        },
        get isStopped() {
          return gate.isStopped
        },
        isIntoLock: (intent) => (book.isLocked || book.isCrossed) && wouldRest(intent, book),
      }
    }
    this.#fault.join(run)
  }

  /** Time goes on, also where nothing is on the wires. */
  tick(now: Nanos): void {
    for (const wire of this.wires) {
      this.#fault.tick(now, wire)
      if (wire.desk?.isStopped === true) wire.wasStopped = true
      wire.releaseDue(now)
    }
  }
}

/** Of a desk and its gate: the instant of what it does, and whether anything may leave. */
interface NearEnd {
  readonly now: number
  readonly isStopped: boolean
  /** Whether an order is a quote at or beyond the far side of a book without a spread. */
  readonly isIntoLock: (intent: OrderIntent) => boolean
}

/** A limit order that may rest; what is immediate takes, and means to. */
function wouldRest(intent: OrderIntent, book: BookView): boolean {
  const { action, orderType, timeInForce, side, price } = intent
  if (action === CANCEL_ORDER || orderType !== LIMIT) return false
  if (timeInForce === IOC || timeInForce === FOK) return false
  const far = book.best(opposite(side))
  return far !== NO_PRICE && side * (price - far) >= 0
}

interface HeldRequest {
  readonly due: number
  readonly tape: EventTape
}

export class Wire implements MarketWitness {
  readonly place: WitnessPlace
  readonly ledger = new FlowLedger()
  /** The venue's sink, which is the wire itself. */
  readonly reports: ReportSink = this
  readonly clock: () => Nanos
  venue: WatchableVenue | undefined
  /** At some instant nothing new was to leave. */
  wasStopped = false
  /** The near end, once the run is wired. */
  desk: NearEnd | undefined
  readonly #fault: Fault
  readonly #held: HeldRequest[] = []
  #inner: Venue | undefined

  constructor(place: WitnessPlace, fault: Fault, clock: () => Nanos) {
    this.place = place
    this.#fault = fault
    this.clock = clock
  }

  surround(venue: WatchableVenue, inner: Venue): void {
    this.venue = venue
    this.#inner = inner
  }

  onMarket(tape: EventTape, index: number): void {
    if (index === 0) this.#fault.message(tape, this)
    this.#inner!.onMarket(tape, index)
  }

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    this.releaseDue(now)
    const verdict = this.#fault.request(tape, index, now, this)
    if (verdict === 'lost') return
    if (verdict === 'passes' && this.#held.length === 0) this.#inner!.onRequest(tape, index, now)
    else this.#hold(tape, index, verdict === 'passes' ? now : verdict)
  }

  /** A request of the venue's own making, or one that the fault has kept. */
  deliver(tape: EventTape, index: number, now: Nanos): void {
    this.#inner!.onRequest(tape, index, now)
  }

  /** The venue refuses a request that never reaches it. */
  refuse(tape: EventTape, index: number, now: Nanos, reason: number): void {
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    const meta = tape.i32[i + I_META]!
    this.report(
      kindOf(meta) === ENTER_ORDER ? REJECTED : REQUEST_REJECTED,
      now,
      tape.f64[f + F_ORDER]!,
      sideOf(meta),
      ticks(tape.i32[i + I_PRICE]!),
      lots(tape.i32[i + I_SIZE]!),
      tape.f64[f + F_SEQUENCE]!,
      reason,
    )
  }

  /** Requests that have been held long enough reach the venue, in their order. */
  releaseDue(now: Nanos): void {
    while (this.#held.length > 0 && this.#held[0]!.due <= now) {
      const { tape } = this.#held.shift()!
      this.#inner!.onRequest(tape, 0, now)
    }
  }

  report(
    kind: number,
    at: Nanos,
    orderId: number,
    side: Side,
    price: Ticks,
    size: Lots,
    request: number,
    reason: number,
  ): void {
    this.place.reports.report(kind, at, orderId, side, price, size, request, reason)
    this.#fault.report(kind, at, this)
  }

  fill(fill: Fill): void {
    const { at } = fill
    this.place.reports.fill(fill)
    this.#fault.report(FILLED, at, this)
  }

  onIntent(intent: OrderIntent, reason: number): void {
    const { now, isStopped } = this.desk!
    const isIntoLock = this.desk!.isIntoLock(intent)
    this.ledger.intent(intent, reason, { atNanos: now, isStopped, isIntoLock })
  }

  onReport(tape: EventTape, index: number): void {
    this.ledger.report(tape, index, this.desk!.now)
  }

  /** The newest report arrives no sooner than `until`, and neither does what follows it. */
  holdNewestReport(until: number): void {
    const { line } = this.place.line
    const f = (line.tape.length - 1) * EVENT_F64
    if (!(line.tape.f64[f + F_LOCAL]! < until)) return
    line.tape.f64[f + F_LOCAL] = until
    if (line.length === 1) line.nextArrival = until
  }

  /** The newest report is told once more, to the letter. */
  repeatNewestReport(): void {
    const { line } = this.place.line
    const { tape } = line
    const from = tape.length - 1
    const i = from * EVENT_I32
    const f = from * EVENT_F64
    const at = line.add(
      tape.i32[i + I_META]!,
      tape.i32[i + I_INSTRUMENT]!,
      nanos(tape.f64[f + F_EXCHANGE]!),
      nanos(tape.f64[f + F_LOCAL]!),
    )
    const copied = line.tape
    copied.f64.copyWithin(at * EVENT_F64 + F_ORDER, f + F_ORDER, f + EVENT_F64)
  }

  #hold(tape: EventTape, index: number, due: number): void {
    const copy = new EventTape(1)
    copy.appendFrom(tape, index, 1)
    const last = this.#held.at(-1)?.due ?? due
    this.#held.push({ due: Math.max(due, last), tape: copy })
  }
}
