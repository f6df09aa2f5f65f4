/**
 * A desk wired to a gate, a book and a port that only writes down: the test plays the venue.
 *
 * `sent` lists what left, one line a request; the verbs of `venue` deliver reports to the desk.
 */
import { fill } from '../book/drawn-book.suite.ts'
import { ReferenceBook } from '../book/index.ts'
import {
  ACCEPTED,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EventTape,
  EXPIRED,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FILLED,
  FLAG_MAKER,
  I_PRICE,
  I_SIZE,
  Instrument,
  MARKET,
  nanos,
  packMeta,
  REJECTED,
  REPLACED,
  REQUEST_REJECTED,
  type Side,
  sideName,
} from '../core/index.ts'
import {
  type AccountRisk,
  KillSwitch,
  LimitGate,
  type OrderIntent,
  type RiskLimits,
} from '../risk/index.ts'
import { Desk } from './desk.ts'
import { Mark } from './mark.ts'
import type { Order } from './order.ts'
import { Portfolio } from './portfolio.ts'
import { Quoter } from './quoter.ts'

export const UNIT = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })

export const ROOMY: RiskLimits = {
  positionLotsMax: 1_000,
  orderLotsMax: 1_000,
  orderValueMax: 1e9,
  priceCollarBps: 5_000,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e9,
}

/** What a request looks like when it is written down. */
export function requestText(intent: OrderIntent, request: number): string {
  const { action, orderId, orderType, price, side, size } = intent
  if (action === CANCEL_ORDER) return `#${request} cancel ${orderId}`
  const at = orderType === MARKET ? 'at market' : `at ${price}`
  const verb = action === ENTER_ORDER ? 'enter' : 'replace'
  return `#${request} ${verb} ${orderId} ${sideName(side)} ${size} ${at}`
}

export class WiredDesk {
  readonly sent: string[] = []
  /** The reason code of every intent, sent or not. */
  readonly judged: number[] = []
  readonly killSwitch = new KillSwitch()
  readonly portfolio = new Portfolio({ instrument: UNIT, cash: 0 })
  readonly desk: Desk
  readonly gate: LimitGate
  readonly quoter: Quoter
  /** Is told of everything that leaves. */
  onSent: ((intent: OrderIntent, request: number) => void) | undefined
  /** Number of the newest request. */
  request = 0
  #reports = 0
  #executions = 0

  constructor(
    tightened: Partial<RiskLimits> = {},
    drawing = '9 | 103 | \n | 97 | 9',
    shared: { account?: AccountRisk; group?: string } = {},
  ) {
    const book = fill(new ReferenceBook({ instrument: UNIT }), drawing)
    this.gate = new LimitGate({
      limits: { ...ROOMY, ...tightened },
      instrument: UNIT,
      killSwitch: this.killSwitch,
      ...shared,
    })
    this.desk = new Desk({
      instrument: UNIT,
      instrumentIndex: 0,
      book,
      mark: new Mark(book),
      gate: this.gate,
      portfolio: this.portfolio,
      listener: {
        onIntent: (_intent, reason) => this.judged.push(reason),
        onReport: () => this.#reports++,
      },
      port: {
        send: (intent, request) => {
          this.request = request
          this.sent.push(requestText(intent, request))
          this.onSent?.(intent, request)
        },
      },
    })
    this.quoter = new Quoter(this.desk)
    this.desk.now = nanos(0)
  }

  /** What has left since the last call. */
  take(): string[] {
    return this.sent.splice(0)
  }

  get reports(): number {
    return this.#reports
  }

  accepted(id: number, side: Side, request = this.request): Order | undefined {
    return this.#report(ACCEPTED, id, side, 0, 0, request)
  }
  rejected(id: number, side: Side, request = this.request): Order | undefined {
    return this.#report(REJECTED, id, side, 0, 0, request)
  }
  canceled(id: number, side: Side, request = this.request): Order | undefined {
    return this.#report(CANCELED, id, side, 0, 0, request)
  }
  expired(id: number, side: Side, request = this.request): Order | undefined {
    return this.#report(EXPIRED, id, side, 0, 0, request)
  }
  replaced(id: number, side: Side, price: number, size: number, request = this.request) {
    return this.#report(REPLACED, id, side, price, size, request)
  }
  refused(id: number, side: Side, request = this.request): Order | undefined {
    return this.#report(REQUEST_REJECTED, id, side, 0, 0, request)
  }
  /** `execution` numbers it; one that has been told before is a repetition. */
  filled(
    id: number,
    side: Side,
    size: number,
    price = 100,
    fee = 0,
    execution = ++this.#executions,
  ): Order | undefined {
    return this.#report(FILLED, id, side, price, size, execution, price, fee)
  }

  #report(
    kind: number,
    id: number,
    side: Side,
    price: number,
    size: number,
    sequence: number,
    a = 0,
    b = 0,
  ): Order | undefined {
    const tape = new EventTape(1)
    tape.append(packMeta(kind, side, kind === FILLED ? FLAG_MAKER : 0), 0, 0, 0)
    tape.f64[F_ORDER] = id
    tape.f64[F_SEQUENCE] = sequence
    tape.f64[F_A] = a
    tape.f64[F_B] = b
    tape.i32[I_PRICE] = price
    tape.i32[I_SIZE] = size
    const order = this.desk.onReport(tape, 0)
    this.quoter.onReport(kind, order)
    return order
  }
}
