/**
 * The journal of a run: everything that was wanted, judged, sent, answered, changed and noticed.
 *
 * It listens and changes nothing: a run has the same hash with a journal and without. Where nothing
 * can be written any more, the kill switch trips before a record is lost: a refused write leaves all
 * records in memory, and what a stop still brings (withdrawals and their answers) has room there.
 *
 * ```
 * feed --> tap ----+
 *                  v
 * desk --> intent, verdict --> sink: a journal on a disk, or an older journal to compare with
 * line --> report -^    ^
 *                       +-- parameters, operators, alerts, the kill switch, clocks, states
 * ```
 *
 * ```ts
 * const journal = new RunJournal({
 *   open: ({ epochNanos, rules, onHalt }) =>
 *     JournalWriter.create({ disk, hasher, epochNanos, rules, onHalt }),
 *   market: MARKET_TOUCH,
 * })
 * const run = await backtest({ ...options, journal })
 * ```
 *
 * The order of records is the order in which they happened here. State check points come before every
 * 1,024th record of an order, and at the end.
 */
import {
  assert,
  JOURNAL_ALERT,
  JOURNAL_ALGORITHM,
  JOURNAL_CLOCK,
  JOURNAL_INSTRUMENT,
  JOURNAL_KILL_SWITCH,
  JOURNAL_LATENCY,
  JOURNAL_NOTE,
  JOURNAL_OPERATOR,
  JOURNAL_PARAMETER,
  JOURNAL_RUN_BEGIN,
  JOURNAL_RUN_END,
  JOURNAL_STATE,
  KILL_CONFIRMED,
  KILL_REARMED,
  KILL_TRIPPED,
  KILL_WITHDRAWING,
  MARKET_NONE,
  RUN_FINISHED,
} from '../../core/index.ts'
import type { KillSwitch } from '../../risk/index.ts'
import { type JournalHub, MarketJournal, type MarketState } from './market-journal.ts'
import { MarketTap, type TapOptions } from './market-tap.ts'
import { type RecordSink, ROOM_FOR_STOP, RULES_VERSION, type SinkStart } from './record-sink.ts'
import { type RecordFields, RecordTape } from './record-tape.ts'

export interface RunJournalOptions {
  /** Begins the journal when it is known what epoch its times count from. */
  readonly open: (start: SinkStart) => RecordSink
  /** How much of the market goes in: MARKET_NONE (default), MARKET_TOUCH or MARKET_ALL. */
  readonly market?: number
  /** A request leaves only after its record is durable: every one waits for the disk. */
  readonly isDurable?: boolean
  /** What runs, for whoever wants to run it again: configuration, seed, product. Goes in as JSON. */
  readonly description?: Readonly<Record<string, unknown>>
  /** Flags every intent; 0 for none. */
  readonly algorithm?: number
  /** What is known of that algorithm: name, version, code hash, owner, more. */
  readonly algorithmTold?: readonly string[]
}

/** What a run tells of itself before it is wired. */
export interface RunStart {
  readonly epochNanos: bigint
  readonly killSwitch: KillSwitch
  readonly strategy: string
  readonly params: unknown
  /** One for each market, as plain data. */
  readonly instruments: readonly unknown[]
  readonly now: () => number
  /** Messages of the market that were heard so far. */
  readonly messages: () => number
  /** The hash of the run so far: sixteen hexadecimal digits. */
  readonly digest: () => string
}

export interface JournaledAlert {
  readonly code: number
  /** SEVERITY_NOTICE, SEVERITY_WARNING or SEVERITY_CRITICAL. */
  readonly severity: number
  readonly text: string
  readonly instrument?: number
  /** When it happened, in nanoseconds since the epoch; now without. */
  readonly causeNanos?: number
  /** First and last journal sequence of the evidence. */
  readonly firstSequence?: number
  readonly lastSequence?: number
  /** How often. */
  readonly times?: number
  readonly measured?: number
  readonly threshold?: number
}

/** Position in lots, best prices in ticks, NO_PRICE for an empty side. */
export interface HeldState {
  readonly position: number
  readonly openOrders: number
  readonly bid: number
  readonly ask: number
}

/** Records of a market that may come before anybody looks whether there is room. */
const ROOM_FOR_MORE = 1024

/** Order records between state check points. */
const STATE_EVERY = 1024

export class RunJournal {
  readonly options: RunJournalOptions
  readonly #records = new RecordTape()
  readonly #markets: MarketJournal[] = []
  readonly #taps: MarketTap[] = []
  readonly #hub: JournalHub
  #sink: RecordSink | undefined
  #start: RunStart | undefined
  #wasTripped = false
  #orderRecords = 0
  #isOver = false

  constructor(options: RunJournalOptions) {
    this.options = options
    const journal = this
    this.#hub = {
      algorithm: options.algorithm ?? 0,
      get sink() {
        return journal.#open
      },
      before: (nanos) => this.#before(nanos),
      secure: () => this.#open.commit(),
    }
  }

  /** Called by the run before anything of it is wired. */
  begin(start: RunStart): void {
    const { market = MARKET_NONE, isDurable = false, description = {} } = this.options
    const { epochNanos, killSwitch, strategy, params, instruments } = start
    assert(this.#start === undefined, 'a journal is for one run')
    this.#start = start
    const onHalt = (problem: string) => killSwitch.trip(problem, this.#now)
    this.#sink = this.options.open({ epochNanos, rules: RULES_VERSION, onHalt })
    const text = JSON.stringify({ rules: RULES_VERSION, strategy, params, ...description })
    this.#write(JOURNAL_RUN_BEGIN, {
      code: market,
      grade: isDurable ? 1 : 0,
      order: instruments.length,
      text: [text],
    })
    for (const [instrument, told] of instruments.entries()) {
      this.#write(JOURNAL_INSTRUMENT, { instrument, text: [JSON.stringify(told)] })
    }
    const { algorithm = 0, algorithmTold } = this.options
    if (algorithmTold !== undefined) this.algorithm(algorithm, ...algorithmTold)
  }

  /** Who listens at the desk of a market; called once for each, in their order. */
  market(): MarketJournal {
    const market = new MarketJournal(this.#hub, this.#markets.length)
    this.#markets.push(market)
    return market
  }

  /** Where the records of a market's feed go; called once for each, in their order. */
  tap(options: Omit<TapOptions, 'level' | 'relieve'>): MarketTap {
    const { market: level = MARKET_NONE } = this.options
    const tap = new MarketTap({ ...options, level, relieve: () => this.#flush(this.#now - 1) })
    this.#taps.push(tap)
    return tap
  }

  /** The markets are wired. */
  join(states: readonly MarketState[]): void {
    for (const [k, state] of states.entries()) this.#markets[k]!.state = state
  }

  /** Of the newest record. */
  get lastSequence(): number {
    return this.#open.lastSequence
  }
  /** Nothing can be written any more: the problem, in words. */
  get problem(): string {
    return this.#sink === undefined || this.#sink.state === 'open' ? '' : this.#sink.problem
  }
  /** Records of the market that a halted journal did not take. */
  get leftOut(): number {
    return this.#taps.reduce((sum, { leftOut }) => sum + leftOut, 0)
  }

  /** What every market has at this moment. */
  get states(): readonly HeldState[] {
    return this.#markets.map(({ position, openOrders, bid, ask }) => ({
      position,
      openOrders,
      bid,
      ask,
    }))
  }

  /** Makes everything so far durable. Answers whether that has worked. */
  commit(): boolean {
    return this.#open.commit()
  }
  /** Lets the market go that nothing can come before any more, for who watches the journal. */
  flushMarket(): void {
    this.#flush(this.#now - 1)
  }
  /** What a stop brings still fits, and little more: nothing else should happen until it is open. */
  get isFull(): boolean {
    const sink = this.#sink
    return sink !== undefined && sink.state !== 'open' && sink.room < ROOM_FOR_STOP + ROOM_FOR_MORE
  }

  // ---- what others have to say; each answers the sequence of its record

  /** A person acted. `action`: OPERATOR_... */
  operator(action: number, who: string, why: string, ...more: readonly string[]): number {
    const sequence = this.#start?.messages() ?? 0
    return this.#write(JOURNAL_OPERATOR, { grade: action, sequence, text: [who, why, ...more] })
  }

  parameter(key: string, before: unknown, after: unknown, who: string): number {
    const doubles = [numberOf(before), numberOf(after)] as const
    return this.#write(JOURNAL_PARAMETER, {
      doubles,
      sequence: this.#start?.messages() ?? 0,
      text: [key, JSON.stringify(before) ?? '', JSON.stringify(after) ?? '', who],
    })
  }

  alert(alert: JournaledAlert): number {
    const { measured, threshold } = alert
    const figures = [measured, threshold].map((figure) => (figure === undefined ? '' : `${figure}`))
    return this.#write(JOURNAL_ALERT, {
      code: alert.code,
      grade: alert.severity,
      instrument: alert.instrument ?? 0,
      exchangeNanos: alert.causeNanos ?? this.#now,
      order: alert.firstSequence ?? 0,
      sequence: alert.lastSequence ?? 0,
      price: alert.times ?? 1,
      algorithm: this.options.algorithm ?? 0,
      text: [alert.text, ...figures],
    })
  }

  /** A step of the kill switch that it does not show itself: KILL_WITHDRAWING, KILL_CONFIRMED. */
  killSwitch(state: number, why: string, who = ''): number {
    if (state === KILL_WITHDRAWING || state === KILL_CONFIRMED) this.#watchKillSwitch()
    return this.#write(JOURNAL_KILL_SWITCH, {
      grade: state,
      size: this.#markets.reduce((sum, { openOrders }) => sum + openOrders, 0),
      text: [why, who],
    })
  }

  /** A clock was compared with a reference; times in nanoseconds since the epoch. */
  clock(code: number, saidNanos: number, referenceNanos: number, doubtNanos: number): number {
    return this.#write(
      JOURNAL_CLOCK,
      { code, exchangeNanos: saidNanos, order: saidNanos - referenceNanos, sequence: doubtNanos },
      referenceNanos,
    )
  }

  /** Latencies of a stage since the sample before, in nanoseconds. */
  latency(
    stage: string,
    sample: { code: number; count: number; p50: number; p99: number; max: number },
  ): number {
    const { code, count, p50, p99, max } = sample
    const text = [stage]
    return this.#write(JOURNAL_LATENCY, {
      code,
      price: count,
      order: p50,
      sequence: p99,
      double: max,
      text,
    })
  }

  algorithm(id: number, ...told: readonly string[]): number {
    return this.#write(JOURNAL_ALGORITHM, { algorithm: id, text: told })
  }

  note(...text: readonly string[]): number {
    return this.#write(JOURNAL_NOTE, { text })
  }

  /** The run is over: the rest of the market, the last states, and the run's hash. Once. */
  end(records: number, code: number = RUN_FINISHED, reason = ''): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#flush(Number.POSITIVE_INFINITY)
    this.#watchKillSwitch()
    this.#writeStates(this.#now)
    const text = [this.#start!.digest(), ...(reason === '' ? [] : [reason])]
    this.#write(JOURNAL_RUN_END, { code, order: records, text })
  }

  get #open(): RecordSink {
    assert(this.#sink !== undefined, 'the journal has begun')
    return this.#sink
  }

  get #now(): number {
    const now = this.#start?.now() ?? 0
    return Number.isFinite(now) ? now : 0
  }

  #write(kind: number, fields: RecordFields, nanos = this.#now): number {
    this.#flush(nanos)
    return this.#records.write(this.#open, kind, nanos, fields)
  }

  /** Lets go what has arrived by `nanos`: by arrival, of equal arrival the first market first. */
  #flush(nanos: number): void {
    const sink = this.#open
    const taps = this.#taps
    for (;;) {
      let first: MarketTap | undefined
      let until = nanos
      for (let k = 0; k < taps.length; k++) {
        const tap = taps[k]!
        if (first === undefined || tap.nextNanos < first.nextNanos) {
          // What the earlier market has up to the same instant goes ahead of this one's.
          if (first !== undefined) until = Math.min(until, first.nextNanos - 1)
          first = tap
        } else until = Math.min(until, tap.nextNanos)
      }
      const next = first?.nextNanos ?? Number.POSITIVE_INFINITY
      if (first === undefined || next > nanos || next === Number.POSITIVE_INFINITY) return
      first.flush(sink, until)
    }
  }

  #before(nanos: number): void {
    this.#flush(nanos)
    this.#watchKillSwitch()
    if (++this.#orderRecords % STATE_EVERY === 0) this.#writeStates(nanos)
  }

  #watchKillSwitch(): void {
    const { killSwitch } = this.#start!
    if (killSwitch.isTripped === this.#wasTripped) return
    this.#wasTripped = killSwitch.isTripped
    if (this.#wasTripped) this.killSwitch(KILL_TRIPPED, killSwitch.record?.reason ?? '')
    else this.killSwitch(KILL_REARMED, '')
  }

  #writeStates(nanos: number): void {
    const digest = this.#start!.digest()
    for (const [instrument, market] of this.#markets.entries()) {
      const fields = {
        instrument,
        order: market.position,
        sequence: market.requests,
        price: market.bid,
        size: market.ask,
        code: Number.parseInt(digest.slice(0, 8), 16) | 0,
        grade: Number.parseInt(digest.slice(8), 16) | 0,
        algorithm: market.openOrders,
        rest: market.bookHash,
      }
      this.#records.write(this.#open, JOURNAL_STATE, nanos, fields)
    }
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
