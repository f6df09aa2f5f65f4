/**
 * One instrument, one strategy, a replayed venue: the whole way from a record to a fill, in a test.
 *
 * The market is a list of rows; a row without a local time is known here at once. What happens is
 * written down as `instant what`; a refusal by the risk gate has no instant.
 */
import { ReferenceBook } from '../book/index.ts'
import {
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EVENT_KIND_NAMES,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  FLAG_LAST,
  I_META,
  I_PRICE,
  I_SIZE,
  Instrument,
  kindOf,
  NEVER,
  nanos,
  packMeta,
  type Side,
  TRADE,
} from '../core/index.ts'
import { ConservativeQueue, NO_FEES, ReplayVenue } from '../exchange/index.ts'
import { Desk, Mark, Portfolio, Quoter } from '../execution/index.ts'
import { KillSwitch, LimitGate, type RiskLimits, reasonText } from '../risk/index.ts'
import type { AnyStrategy } from '../strategy/index.ts'
import { FillLog } from './fill-log.ts'
import { Lane } from './lane.ts'
import { ConstantLatency } from './latency/index.ts'
import { ReportLine } from './report-line.ts'
import { RequestLine } from './request-line.ts'
import { Simulation } from './simulation.ts'
import { Trader } from './trader.ts'
import { TwoClockOrder } from './two-clocks.ts'

export interface MarketRow {
  readonly at: number
  /** When it is known here; at once if not told. */
  readonly local?: number
  readonly kind: typeof DEPTH_LEVEL | typeof TRADE
  readonly side: Side
  readonly price: number
  readonly size: number
}

export const level = (
  at: number,
  side: Side,
  price: number,
  size: number,
  local = at,
): MarketRow => ({
  at,
  local,
  kind: DEPTH_LEVEL,
  side,
  price,
  size,
})
export const traded = (at: number, side: Side, price: number, size: number): MarketRow => ({
  at,
  kind: TRADE,
  side,
  price,
  size,
})

const UNIT = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })

export interface ReplayedRunOptions {
  readonly strategy: AnyStrategy
  readonly rows: readonly MarketRow[]
  readonly limits?: Partial<RiskLimits>
  readonly entry?: number
  readonly response?: number
}

export class ReplayedRun {
  readonly trace: string[] = []
  readonly killSwitch = new KillSwitch()
  readonly portfolio = new Portfolio({ instrument: UNIT, cash: 0 })
  readonly fills = new FillLog()
  readonly desk: Desk
  readonly trader: Trader
  readonly venue: ReplayVenue
  readonly simulation: Simulation
  readonly #lane: Lane

  constructor({ strategy, rows, limits = {}, entry = 0, response = 0 }: ReplayedRunOptions) {
    const latency = new ConstantLatency({ entry: nanos(entry), response: nanos(response) })
    const reports = new ReportLine({ latency, instrumentIndex: 0, fills: this.fills })
    const requests = new RequestLine(latency, reports)
    const book = new ReferenceBook({ instrument: UNIT })
    const mark = new Mark(book)
    const gate = new LimitGate({
      limits: { ...ROOMY, ...limits },
      instrument: UNIT,
      killSwitch: this.killSwitch,
    })
    gate.openDay(0)
    this.desk = new Desk({
      instrument: UNIT,
      instrumentIndex: 0,
      book,
      mark,
      gate,
      port: {
        send: (intent, request) => {
          requests.send(intent, request)
          const { f64, length } = requests.line.tape
          const at = f64[(length - 1) * EVENT_F64 + F_EXCHANGE]
          const { action, orderId, price, size } = intent
          this.trace.push(`${at} ${EVENT_KIND_NAMES[action]} ${orderId}: ${size} at ${price}`)
        },
      },
      portfolio: this.portfolio,
      listener: {
        onIntent: (_intent, reason) => {
          if (reason !== 0) this.trace.push(`refused: ${reasonText(reason)}`)
        },
        onReport: (tape, index) => {
          const kind = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
          const at = tape.f64[index * EVENT_F64 + F_LOCAL]!
          this.trace.push(
            `${at} ${EVENT_KIND_NAMES[kind]} ${tape.f64[index * EVENT_F64 + F_ORDER]}`,
          )
        },
      },
    })
    this.trader = new Trader({
      strategy,
      params: strategy.params,
      instrument: UNIT,
      book,
      desk: this.desk,
      quoter: new Quoter(this.desk),
      portfolio: this.portfolio,
      mark,
      gate,
      killSwitch: this.killSwitch,
      requests,
      hasTrades: true,
    })
    this.venue = new ReplayVenue({
      instrument: UNIT,
      book: new ReferenceBook({ instrument: UNIT }),
      queueModel: new ConservativeQueue(),
      fees: NO_FEES,
      liquidity: 'displayed',
      slippageTicks: 0,
      reports,
    })
    this.#lane = new Lane({ venue: this.venue, trader: this.trader, requests, reports })
    const sampler = {
      dueNanos: NEVER,
      hearsMarket: false,
      sample: () => {},
      onLocalMarket: () => {},
    }
    this.simulation = new Simulation({ lanes: [this.#lane], sampler })
    this.#feed(rows)
  }

  toEnd(): string[] {
    this.simulation.run()
    return this.trace
  }

  #feed(rows: readonly MarketRow[]): void {
    const tape = new EventTape(Math.max(1, rows.length))
    for (const { at, local = at, kind, side, price, size } of rows) {
      const index = tape.append(packMeta(kind, side, FLAG_LAST), 0, at, local)
      tape.i32[index * EVENT_I32 + I_PRICE] = price
      tape.i32[index * EVENT_I32 + I_SIZE] = size
    }
    const far = 1e15
    const order = new TwoClockOrder({
      localShiftNanos: 0,
      exchangeDisorderNanos: far,
      localDisorderNanos: far,
    })
    order.push(tape)
    order.end()
    this.#lane.append(order.ordered)
    this.#lane.end()
  }
}

const ROOMY: RiskLimits = {
  positionLotsMax: 1_000,
  orderLotsMax: 1_000,
  orderValueMax: 1e9,
  priceCollarBps: 9_000,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e9,
}
