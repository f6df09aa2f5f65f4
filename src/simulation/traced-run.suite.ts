/**
 * A simulation whose every step is written down: a venue that answers by a simple rule, a strategy
 * that follows a script, a sampler that samples after every record.
 *
 * A line of the trace is the instant, the lane, and what happened:
 *
 * ```
 * 10 a there 0         record 0 takes effect at the venue of lane a
 * 15 a here 0          it arrives at the trader
 * 15 a sends           the script sends an order
 * 20 a request 1       which arrives
 * 25 a report accepted and is answered
 * 30 a timer
 * 30 sample
 * ```
 */
import { ReferenceBook } from '../book/index.ts'
import {
  ACCEPTED,
  BUY,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EVENT_KIND_NAMES,
  EventTape,
  EXPIRED,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  I_META,
  I_PRICE,
  I_SIZE,
  Instrument,
  IOC,
  kindOf,
  lots,
  type Nanos,
  NEVER,
  nanos,
  packMeta,
  SELL,
  sideOf,
  ticks,
} from '../core/index.ts'
import type { ReportSink, Venue } from '../exchange/index.ts'
import { Desk, Mark, Portfolio, Quoter } from '../execution/index.ts'
import { KillSwitch, LimitGate } from '../risk/index.ts'
import { defineStrategy, type StrategyContext } from '../strategy/index.ts'
import { FillLog } from './fill-log.ts'
import { Lane } from './lane.ts'
import { ConstantLatency } from './latency/index.ts'
import { ReportLine } from './report-line.ts'
import { RequestLine } from './request-line.ts'
import type { Sampler } from './sampler.ts'
import { type RunState, Simulation } from './simulation.ts'
import { Trader } from './trader.ts'
import { TwoClockOrder } from './two-clocks.ts'

/** A record of one lane: when it happens there, when it is known here. */
export type Happening = readonly [exchange: number, local: number]

export interface LaneScript {
  readonly rows: readonly Happening[]
  readonly entry?: number
  readonly response?: number
  readonly timer?: number
  /** Whether the strategy sends an order at its n-th call, counting from 0. */
  readonly sends?: (call: number) => boolean
  /** Whether it is called for every report about an order, too. */
  readonly answersReports?: boolean
}

const INSTRUMENT = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })
const LIMITS = {
  positionLotsMax: 1e6,
  orderLotsMax: 1e6,
  orderValueMax: 1e12,
  priceCollarBps: 1e4,
  ordersPerSecondMax: 1e9,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e12,
}

/** Takes every order and lets it lapse; writes down whatever it is told. */
class LapsingVenue implements Venue {
  readonly reports: ReportSink
  readonly #write: (at: number, what: string) => void

  constructor(reports: ReportSink, write: (at: number, what: string) => void) {
    this.reports = reports
    this.#write = write
  }

  onMarket(tape: EventTape, index: number): void {
    const f = index * EVENT_F64
    this.#write(tape.f64[f]!, `there ${tape.f64[f + F_SEQUENCE]}`)
  }

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const id = tape.f64[f + F_ORDER]!
    const request = tape.f64[f + F_SEQUENCE]!
    this.#write(now, `request ${request}`)
    const side = sideOf(tape.i32[i + I_META]!)
    const price = ticks(tape.i32[i + I_PRICE]!)
    const size = lots(tape.i32[i + I_SIZE]!)
    this.reports.report(ACCEPTED, now, id, side, price, size, request, 0)
    this.reports.report(EXPIRED, now, id, side, price, size, request, 0)
  }
}

/** Due after every record that has arrived here, and on a grid of ten besides. */
class TracingSampler implements Sampler {
  readonly hearsMarket = true
  dueNanos: number = NEVER
  readonly #trace: string[]

  constructor(trace: string[]) {
    this.#trace = trace
  }
  onLocalMarket(now: Nanos): void {
    this.dueNanos = now
  }
  sample(): void {
    this.#trace.push(`${this.dueNanos} sample`)
    this.dueNanos = NEVER
  }
}

export class TracedRun {
  readonly trace: string[] = []
  readonly simulation: Simulation
  readonly #lanes: readonly Lane[]
  readonly #orders: readonly TwoClockOrder[]
  readonly #left: EventTape[]

  constructor(scripts: readonly LaneScript[]) {
    this.#lanes = scripts.map((script, index) => this.#lane(script, index))
    this.#orders = scripts.map(
      ({ rows }) =>
        new TwoClockOrder({
          localShiftNanos: 0,
          exchangeDisorderNanos: stepBack(rows, 0),
          localDisorderNanos: stepBack(rows, 1),
        }),
    )
    this.#left = scripts.map(({ rows }) => tapeOf(rows))
    const sampler = new TracingSampler(this.trace)
    this.simulation = new Simulation({ lanes: this.#lanes, sampler })
  }

  /** Feeds a lane the next `count` records; its end when there are none left. */
  feed(lane: number, count: number): void {
    const left = this.#left[lane]!
    const order = this.#orders[lane]!
    const batch = new EventTape(Math.max(1, count))
    batch.appendFrom(left, 0, Math.min(count, left.length))
    left.dropFirst(batch.length)
    order.push(batch)
    if (left.length === 0) order.end()
    this.#lanes[lane]!.append(order.ordered)
    order.ordered.clear()
    if (left.length === 0) this.#lanes[lane]!.end()
  }

  /**
   * Runs to the end, feeding whichever lane is starved. `batches` and `pauses` are used in turn. A run
   * without pauses takes the short way between timers.
   */
  toEnd(
    batches: readonly number[] = [1e6],
    pauses: readonly number[] = [Number.POSITIVE_INFINITY],
  ): string[] {
    let step = 0
    let state: RunState = 'starved'
    for (; state !== 'ended'; step++) {
      state = this.simulation.run(pauses[step % pauses.length])
      if (state === 'starved')
        this.feed(this.simulation.starvedLane, batches[step % batches.length]!)
    }
    return this.trace
  }

  #lane(script: LaneScript, index: number): Lane {
    const name = String.fromCharCode(97 + index)
    const write = (at: number, what: string) => this.trace.push(`${at} ${name} ${what}`)
    const latency = new ConstantLatency({
      entry: nanos(script.entry ?? 0),
      response: nanos(script.response ?? 0),
    })
    const reports = new ReportLine({ latency, instrumentIndex: index, fills: new FillLog() })
    const requests = new RequestLine(latency, reports)
    const trader = traderOf(script, requests, write)
    const venue = new LapsingVenue(reports, write)
    return new Lane({ venue, trader, requests, reports })
  }
}

function traderOf(
  { sends = () => false, timer, answersReports = false }: LaneScript,
  requests: RequestLine,
  write: (at: number, what: string) => void,
): Trader {
  const book = new ReferenceBook({ instrument: INSTRUMENT })
  book.set(BUY, ticks(99), lots(1))
  book.set(SELL, ticks(101), lots(1))
  const mark = new Mark(book)
  const portfolio = new Portfolio({ instrument: INSTRUMENT, cash: 0 })
  const killSwitch = new KillSwitch()
  const gate = new LimitGate({ limits: LIMITS, instrument: INSTRUMENT, killSwitch })
  const desk = new Desk({
    instrument: INSTRUMENT,
    instrumentIndex: 0,
    book,
    mark,
    gate,
    port: requests,
    portfolio,
    listener: {
      onIntent: () => {},
      onReport: (tape, index) => {
        const kind = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
        write(tape.f64[index * EVENT_F64 + 1]!, `report ${EVENT_KIND_NAMES[kind]}`)
      },
    },
  })
  let calls = 0
  const act = ({ now, orders }: StrategyContext<never, undefined>, what: string) => {
    write(now, what)
    if (sends(calls++) && orders.enter(BUY, ticks(100), lots(1), IOC) >= 0) write(now, 'sends')
  }
  const strategy = defineStrategy({
    name: 'script',
    params: {},
    onBook: (book_, context) => act(context as never, `here ${book_.bestSize(BUY)}`),
    ...(answersReports ? { onOrder: (_, context) => act(context as never, 'answer') } : {}),
    ...(timer === undefined
      ? {}
      : { timerNanos: () => timer, onTimer: (context: unknown) => act(context as never, 'timer') }),
  })
  return new Trader({
    strategy,
    params: {},
    instrument: INSTRUMENT,
    book,
    desk,
    quoter: new Quoter(desk),
    portfolio,
    mark,
    gate,
    killSwitch,
    requests,
    hasTrades: true,
  })
}

/** Row k sets the best bid to k + 1 lots, so that the book says which record was the last. */
function tapeOf(rows: readonly Happening[]): EventTape {
  const tape = new EventTape(Math.max(1, rows.length))
  for (const [k, [exchange, local]] of rows.entries()) {
    const at = tape.append(packMeta(DEPTH_LEVEL, BUY, FLAG_LAST), 0, exchange, local)
    tape.f64[at * EVENT_F64 + F_SEQUENCE] = k + 1
    tape.i32[at * EVENT_I32 + I_PRICE] = 99
    tape.i32[at * EVENT_I32 + I_SIZE] = k + 1
  }
  return tape
}

function stepBack(rows: readonly Happening[], slot: 0 | 1): number {
  let newest = Number.NEGATIVE_INFINITY
  let farthest = 0
  for (const row of rows) {
    newest = Math.max(newest, row[slot])
    farthest = Math.max(farthest, newest - row[slot])
  }
  return farthest
}
