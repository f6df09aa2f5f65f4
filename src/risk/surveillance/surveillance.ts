/**
 * Surveillance: looks at the flow of one owner for patterns that markets forbid.
 *
 * It takes event records in their order, the owner's own requests and reports and the public touch and
 * trades, as a journal holds them: so it runs beside a run, or over a journal afterwards, and says the
 * same both times. It changes nothing and decides nothing.
 *
 * ```ts
 * const surveillance = new Surveillance({ onAlert: (alert) => console.log(alert.text) })
 * for (let index = 0; index < tape.length; index++) surveillance.take(tape, index, sequence++)
 * surveillance.finish()
 * surveillance.alerts
 * ```
 *
 * Records that count: intents that left (JOURNAL_INTENT) or the requests themselves, all reports, TOUCH,
 * TRADE and HALT. All others pass by; books of levels or orders are made touches of beforehand.
 *
 * Time is the local time of the records. It never goes back: a record that is older than the one before
 * counts as of the same instant. Memory is bounded whatever comes, and what had no room is counted.
 */
import {
  ACCEPTED,
  CANCEL_ORDER,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  F_A,
  F_LOCAL,
  HALT,
  I_CODE,
  I_GRADE,
  I_INSTRUMENT,
  I_META,
  JOURNAL_INTENT,
  REPLACE_ORDER,
  REQUEST_REJECTED,
  recordKindOf,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import { type FlowCounts, InstrumentFlow } from './instrument-flow.ts'
import type { RecordColumns } from './record-columns.ts'
import {
  type EvidenceRecord,
  type Finding,
  RULE_NAMES,
  type RuleName,
  type SurveillanceAlert,
  type TouchPoint,
} from './surveillance-alert.ts'
import { type ThresholdChanges, thresholdsWith } from './thresholds.ts'

export interface SurveillanceOptions {
  /** All of them when left out. */
  readonly rules?: readonly RuleName[] | undefined
  readonly thresholds?: ThresholdChanges | undefined
  /** Nanoseconds since the epoch of the records at which sessions close, ascending. */
  readonly closes?: readonly number[] | undefined
  /** The end of the records is a close too; so it is unless told otherwise. */
  readonly isEndClose?: boolean | undefined
  /**
   * The public trades are those of everybody, the owner's among them; where left out, of the
   * instruments alone that `sharesTape` names.
   */
  readonly isOwnInTape?: boolean | undefined
  /** Called once for each episode, when it is noticed. */
  readonly onAlert?: ((alert: SurveillanceAlert) => void) | undefined
}

/** A pattern that comes again this soon is the same episode. */
export const EPISODE_NANOS = 30e9
/** Alerts that are kept; all further ones are counted. */
export const ALERTS_MAX = 1_000
const INSTRUMENTS_MAX = 1_024
const PATH_POINTS = 240
/** How much of the market is drawn before the evidence, as a share of its length, and at least. */
const BEFORE_SHARE = 0.5
const BEFORE_NANOS_MIN = 0.5e9

/** An alert whose episode may still go on. */
type OpenAlert = { -readonly [Key in keyof SurveillanceAlert]: SurveillanceAlert[Key] }

export class Surveillance {
  readonly rules: readonly RuleName[]
  readonly #options: SurveillanceOptions
  readonly #flows = new Map<number, InstrumentFlow>()
  readonly #alerts: OpenAlert[] = []
  readonly #newest = new Map<string, OpenAlert>()
  readonly #thresholds
  /** Instruments whose public trades are the owner's, too. */
  readonly #shared = new Set<number>()
  /** Of runs that are over. */
  readonly #past = noCounts()
  /** The number of the run's first instrument: those of runs before it are others. */
  #firstInstrument = 0
  #now = Number.NEGATIVE_INFINITY
  #nextClose = 0
  #isOver = false
  /** Episodes beyond those that are kept. */
  leftOut = 0
  /** Records that make no sense: no instant, or an instrument that cannot be. */
  unreadable = 0

  constructor(options: SurveillanceOptions = {}) {
    this.#options = options
    this.rules = options.rules ?? RULE_NAMES
    this.#thresholds = thresholdsWith(options.thresholds ?? {})
  }

  get alerts(): readonly SurveillanceAlert[] {
    return this.#alerts
  }

  /** Of all instruments together. */
  get counts(): FlowCounts {
    const sum = noCounts()
    addCounts(sum, this.#past)
    for (const { counts } of this.#flows.values()) addCounts(sum, counts)
    return sum
  }

  /** Another run begins: its time and its instruments are its own, and orders of the last one are gone. */
  begin(firstInstrument: number): void {
    this.finish()
    for (const { counts } of this.#flows.values()) addCounts(this.#past, counts)
    this.#flows.clear()
    this.#shared.clear()
    this.#newest.clear()
    this.#firstInstrument = firstInstrument
    this.#now = Number.NEGATIVE_INFINITY
    this.#nextClose = 0
    this.#isOver = false
  }

  /** Of an instrument of this run: the public trades are those of everybody. */
  sharesTape(instrument: number): void {
    this.#shared.add(instrument)
  }

  /** Takes the next record. `sequence`: its own in the journal. */
  take(columns: RecordColumns, index: number, sequence: number): void {
    const { f64, i32 } = columns
    const i = index * EVENT_I32
    const kind = recordKindOf(i32[i + I_META]!)
    const isReport = kind >= ACCEPTED && kind <= REQUEST_REJECTED
    const isRequest = kind >= ENTER_ORDER && kind <= REPLACE_ORDER
    const isMarket = kind === TOUCH || kind === TRADE || kind === HALT
    if (!isReport && !isRequest && !isMarket && kind !== JOURNAL_INTENT) return
    const local = f64[index * EVENT_F64 + F_LOCAL]!
    // Beyond this, nanoseconds are not exact, and no market has been open for so long.
    const isInstant = Math.abs(local) <= Number.MAX_SAFE_INTEGER
    // A flow without an instant has no present: it is made by a record that has one.
    const flow = isInstant ? this.#flowOf(i32[i + I_INSTRUMENT]!) : undefined
    if (flow === undefined) {
      this.unreadable++
      return
    }
    if (local > this.#now) this.#pass(local)
    flow.advance(this.#now)
    if (isReport) flow.report(columns, index, kind, sequence)
    else if (kind === TOUCH) flow.touch(columns, index)
    else if (kind === TRADE) flow.trade(columns, index)
    else if (kind === HALT) {
      if (f64[index * EVENT_F64 + F_A] === 1) flow.close()
    } else if (isRequest) flow.request(columns, index, kind, sequence)
    else this.#intent(flow, columns, index, sequence)
  }

  /** The records end here. Once. */
  finish(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const flow of this.#flows.values()) {
      flow.advance(this.#now)
      if (this.#options.isEndClose !== false) flow.close()
    }
  }

  #intent(flow: InstrumentFlow, columns: RecordColumns, index: number, sequence: number): void {
    const { i32 } = columns
    const i = index * EVENT_I32
    // What the gate refused has not left.
    if (i32[i + I_CODE] !== 0) return
    const action = i32[i + I_GRADE]!
    const isAction = action === ENTER_ORDER || action === CANCEL_ORDER || action === REPLACE_ORDER
    if (isAction) flow.request(columns, index, action, sequence)
    else this.unreadable++
  }

  /** Closes that lie in between happen on the way. */
  #pass(now: number): void {
    const { closes = [] } = this.#options
    for (; this.#nextClose < closes.length; this.#nextClose++) {
      const close = closes[this.#nextClose]!
      if (close > now) break
      if (close < this.#now) continue
      for (const flow of this.#flows.values()) {
        flow.advance(close)
        flow.close()
      }
    }
    this.#now = now
  }

  #flowOf(instrument: number): InstrumentFlow | undefined {
    const known = this.#flows.get(instrument)
    if (known !== undefined) return known
    if (instrument < 0 || this.#flows.size === INSTRUMENTS_MAX) return undefined
    const flow = new InstrumentFlow(this.#firstInstrument + instrument, {
      rules: this.rules,
      thresholds: this.#thresholds,
      isOwnInTape: this.#options.isOwnInTape ?? this.#shared.has(instrument),
      raise: (rule, finding, from) => this.#raise(rule, finding, from),
    })
    this.#flows.set(instrument, flow)
    return flow
  }

  #raise(rule: RuleName, finding: Finding, { instrument, now, sight }: InstrumentFlow): void {
    const evidence = [...finding.evidence].sort((a, b) => a.sequence - b.sequence)
    const span = spanOf(evidence, now)
    const key = `${rule} ${instrument}`
    const episode = this.#newest.get(key)
    if (episode !== undefined && span.fromNanos <= episode.toNanos + EPISODE_NANOS) {
      episode.times++
      episode.toNanos = Math.max(episode.toNanos, span.toNanos)
      episode.lastSequence = Math.max(episode.lastSequence, span.lastSequence)
      return
    }
    const { fromNanos, toNanos } = span
    const before = Math.max(BEFORE_NANOS_MIN, BEFORE_SHARE * (toNanos - fromNanos))
    const path: TouchPoint[] = sight.path(fromNanos - before, now, PATH_POINTS)
    const alert: OpenAlert = {
      rule,
      severity: finding.severity,
      instrument,
      algorithm: finding.algorithm,
      ...span,
      noticedNanos: now,
      times: 1,
      evidence,
      figures: finding.figures,
      text: finding.text,
      path,
    }
    this.#newest.set(key, alert)
    if (this.#alerts.length === ALERTS_MAX) this.leftOut++
    else this.#alerts.push(alert)
    this.#options.onAlert?.(alert)
  }
}

function spanOf(evidence: readonly EvidenceRecord[], now: number) {
  const first = evidence[0]
  const last = evidence.at(-1)
  return {
    fromNanos: evidence.reduce((least, { nanos }) => Math.min(least, nanos), now),
    toNanos: last?.nanos ?? now,
    firstSequence: first?.sequence ?? 0,
    lastSequence: last?.sequence ?? 0,
  }
}

const noCounts = (): FlowCounts => ({ own: 0, market: 0, executions: 0, stray: 0, unfollowed: 0 })

function addCounts(sum: FlowCounts, counts: FlowCounts): void {
  for (const key of Object.keys(sum) as (keyof FlowCounts)[]) sum[key] += counts[key]
}
