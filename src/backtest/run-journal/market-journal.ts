/**
 * Beside the desk of one market: writes down what it wants, what it was told, and, where that is
 * asked for, lets nothing leave before its record is on the disk.
 */
import type { OrderBook } from '../../book/index.ts'
import {
  BUY,
  CANCEL_ORDER,
  EVENT_F64,
  EventTape,
  F_A,
  F_B,
  F_LOCAL,
  F_ORDER,
  F_SEQUENCE,
  I_ALGORITHM,
  I_CODE,
  I_GRADE,
  I_PRICE,
  I_REST,
  I_SIZE,
  JOURNAL_INTENT,
  type Nanos,
  nanos,
  ORDER_TERMS,
  packMeta,
  SELL,
} from '../../core/index.ts'
import type { Desk, ExecutionListener, OrderPort, Portfolio } from '../../execution/index.ts'
import { NO_REASON, type OrderIntent, type RiskApproved } from '../../risk/index.ts'
import type { RecordSink } from './record-sink.ts'

/** What the journals of all markets of a run share. */
export interface JournalHub {
  readonly sink: RecordSink
  readonly algorithm: number
  /** Called before anything of a market is written: lets what happened before go first. */
  before(nanos: number): void
  /** Whether everything written is durable now. */
  secure(): boolean
}

/** What is looked at in a market when its state is written down. */
export interface MarketState {
  readonly desk: Desk
  readonly portfolio: Portfolio
  readonly book: OrderBook
}

/** The near end of a line that can say that it lost a request. */
export interface LossyPort extends OrderPort {
  /** The request does not leave, and the desk hears so. */
  refuse(intent: OrderIntent, request: number): void
}

export class MarketJournal implements ExecutionListener {
  readonly #hub: JournalHub
  readonly #market: number
  readonly #tape = new EventTape(1)
  #state: MarketState | undefined
  #requests = 0

  constructor(hub: JournalHub, market: number) {
    this.#hub = hub
    this.#market = market
  }

  /** The market is wired. */
  set state(state: MarketState) {
    this.#state = state
  }

  /** When what the desk does now happens. */
  get now(): Nanos {
    return this.#state?.desk.now ?? nanos(0)
  }
  /** Requests that have left so far. */
  get requests(): number {
    return this.#requests
  }
  get position(): number {
    return this.#state?.portfolio.position ?? 0
  }
  get openOrders(): number {
    return this.#state?.desk.count ?? 0
  }
  get bid(): number {
    return this.#state?.book.best(BUY) ?? 0
  }
  get ask(): number {
    return this.#state?.book.best(SELL) ?? 0
  }
  /** The low half of the book's hash. */
  get bookHash(): number {
    return Number.parseInt(this.#state?.book.stateHash().slice(8) ?? '0', 16) | 0
  }

  onIntent(intent: OrderIntent, reason: number): void {
    const { now } = this
    this.#hub.before(now)
    if (intent.hasTerms) this.#writeTerms(intent, now)
    const { sink, algorithm } = this.#hub
    const isApproved = reason === NO_REASON
    if (isApproved) this.#requests++
    const { f64, i32 } = this.#begin(JOURNAL_INTENT, intent.side, now)
    f64[F_ORDER] = intent.orderId
    f64[F_SEQUENCE] = isApproved ? this.#requests : 0
    i32[I_PRICE] = intent.price
    i32[I_SIZE] = intent.size
    i32[I_CODE] = reason
    i32[I_GRADE] = intent.action
    i32[I_ALGORITHM] = algorithm
    i32[I_REST] = intent.orderType | (intent.timeInForce << 8)
    sink.append(this.#tape, 0)
  }

  onReport(tape: EventTape, index: number): void {
    this.#hub.before(tape.f64[index * EVENT_F64 + F_LOCAL]!)
    this.#hub.sink.append(tape, index)
  }

  /** Sends a request when its record is durable. A withdrawal leaves in any case: it lowers risk. */
  durable(port: LossyPort): OrderPort {
    return {
      send: (intent: RiskApproved<OrderIntent>, request: number): void => {
        if (this.#hub.secure() || intent.action === CANCEL_ORDER) port.send(intent, request)
        else port.refuse(intent, request)
      },
    }
  }

  /** As the order carries them, ahead of it. */
  #writeTerms(intent: OrderIntent, now: Nanos): void {
    const { f64, i32 } = this.#begin(ORDER_TERMS, intent.side, now)
    f64[F_ORDER] = intent.orderId
    f64[F_A] = intent.expiresAt
    f64[F_B] = intent.isReduceOnly ? 1 : 0
    i32[I_PRICE] = intent.stopPrice
    i32[I_SIZE] = intent.displaySize
    this.#hub.sink.append(this.#tape, 0)
  }

  #begin(kind: number, side: number, now: Nanos): EventTape {
    const tape = this.#tape
    tape.clear()
    tape.append(packMeta(kind, side, 0), this.#market, now, now)
    return tape
  }
}
