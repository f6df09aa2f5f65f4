/**
 * What the records of a run prove, collected one by one: from a journal as it is read, or from a run as
 * it writes itself down. Memory is bounded: lists end, counts do not.
 */
import {
  ACCEPTED,
  ALERT_DISABLED,
  CANCEL_ORDER,
  ENTER_ORDER,
  JOURNAL_ALERT,
  JOURNAL_ALGORITHM,
  JOURNAL_CLOCK,
  JOURNAL_INTENT,
  JOURNAL_KILL_SWITCH,
  JOURNAL_OPERATOR,
  JOURNAL_PARAMETER,
  JOURNAL_RUN_BEGIN,
  JOURNAL_RUN_END,
  KILL_REARMED,
  KILL_STATE_NAMES,
  KILL_TRIPPED,
  NO_PRICE,
  OPERATOR_ACTION_NAMES,
  SEVERITY_NAMES,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import {
  ACCOUNT_DRAWDOWN,
  ACCOUNT_LOSS,
  DAILY_LOSS,
  DRAWDOWN,
  KILL_SWITCH,
  NO_REASON,
  REASON_COUNT,
  RULE_CODES,
  reasonText,
  STRATEGY_DISABLED,
} from '../../risk/index.ts'
import { EntryRows, type JournalEntry, jsonOf } from '../journal-export/index.ts'
import { type InstrumentFacts, MARKETS_MAX } from '../run-journal/index.ts'
import type { Action, AlertFacts, KillEvent, ParameterChange } from './compliance-report.ts'
import { OrderToTradeCount } from './order-to-trade-count.ts'
import { TimestampEvidence } from './timestamp-evidence.ts'

/** Beyond these, records are counted and not listed. */
export const ACTIONS_MAX = 100_000
export const EVENTS_MAX = 10_000
/** Of one journal. A demo has two: with its exchange, and with its random walk. */
const RUN_KINDS_MAX = 100

const RULE_BY_CODE = new Map(Object.entries(RULE_CODES).map(([name, code]) => [code, name]))
/** Controls that trip the switch, which then says their reason. */
const TRIPPING = [DAILY_LOSS, DRAWDOWN, ACCOUNT_LOSS, ACCOUNT_DRAWDOWN]
const OUTCOMES = ['finished', 'stopped', 'failed']
const ACTION_NAMES = new Map<number, string>([
  [ENTER_ORDER, 'enter'],
  [CANCEL_ORDER, 'cancel'],
])

/** Where entries come from: knows its epoch and its instruments as soon as they were read. */
export interface EvidenceSource {
  readonly epochNanos: bigint
  readonly instruments: readonly (InstrumentFacts | undefined)[]
}

/** What the controls of runs with equal limits in equal markets have done. */
export interface RunKind {
  /** What such a run says of itself at its beginning. */
  readonly description: Readonly<Record<string, unknown>>
  readonly symbols: readonly string[]
  /** By market: `acted` of a gate. */
  readonly acted: readonly (Uint32Array | undefined)[]
}

export class RunEvidence {
  readonly orderToTrade = new OrderToTradeCount((market) => this.symbolOf(market))
  readonly timestamps = new TimestampEvidence()
  readonly actions: Action[] = []
  readonly killEvents: KillEvent[] = []
  readonly alerts: AlertFacts[] = []
  readonly parameters: ParameterChange[] = []
  /** Refusals and trips, by reason. */
  readonly acted = new Map<number, number>()
  /** The same by market, of the newest run: `acted` of a gate. */
  readonly actedByMarket: (Uint32Array | undefined)[] = []
  /** Intents by algorithm. */
  readonly intents = new Map<number, number>()
  readonly algorithms = new Map<number, readonly string[]>()
  /** A journal of a demo may hold several, one after the other. */
  runs = 0
  /** What the newest run said of itself at its beginning. */
  description: Readonly<Record<string, unknown>> = {}
  runHash = ''
  outcome = 'not ended'
  fromNanos = Number.NaN
  toNanos = Number.NaN
  trips = 0
  approvedWhileTripped = 0
  withdrawnWhileTripped = 0
  alertsLeftOut = 0
  /** Whether records of the market were among them. */
  hasMarket = false
  #isTripped = false
  /** Whose limits are not told: there were too many other kinds. */
  runsLeftOut = 0
  readonly #kinds = new Map<string, RunKind>()
  readonly #source: EvidenceSource
  readonly #rows: EntryRows

  constructor(source: EvidenceSource) {
    this.#source = source
    this.#rows = new EntryRows(source)
  }

  /** Refusals and trips of controls. */
  get actionCount(): number {
    let total = 0
    for (const times of this.acted.values()) total += times
    return total
  }
  /** Of all runs. */
  get symbols(): string[] {
    return [...new Set(this.runKinds.flatMap(({ symbols }) => symbols))]
  }
  /** In the order of their first runs. */
  get runKinds(): readonly RunKind[] {
    const kinds = new Map(this.#kinds)
    this.#addRunTo(kinds)
    return [...kinds.values()]
  }
  get #symbolsNow(): string[] {
    return this.#source.instruments.map((facts) => facts?.symbol ?? '')
  }
  symbolOf(market: number): string {
    return this.#source.instruments[market]?.symbol ?? `market ${market}`
  }

  take(entry: JournalEntry): void {
    const { kind, localNanos } = entry
    this.orderToTrade.take(entry, this.#source.epochNanos)
    if (kind === JOURNAL_INTENT) this.#intent(entry)
    else if (kind === JOURNAL_KILL_SWITCH) this.#killSwitch(entry)
    else if (kind === JOURNAL_OPERATOR) this.#operator(entry)
    else if (kind === JOURNAL_ALERT) this.#alert(entry)
    else if (kind === JOURNAL_PARAMETER) this.#parameter(entry)
    else if (kind === JOURNAL_ALGORITHM) this.algorithms.set(entry.algorithm, entry.text)
    else if (kind === JOURNAL_CLOCK) this.timestamps.compared(entry.order)
    else if (kind === JOURNAL_RUN_BEGIN) this.#begin(entry)
    else if (kind === JOURNAL_RUN_END) {
      this.runHash = entry.text[0] ?? ''
      this.outcome = OUTCOMES[entry.code] ?? `code ${entry.code}`
    }
    if (kind === TOUCH || kind === TRADE) this.hasMarket = true
    if (kind === JOURNAL_INTENT || (kind >= ACCEPTED && kind < JOURNAL_INTENT)) {
      this.timestamps.take(localNanos)
    }
    this.#span(localNanos)
  }

  #span(nanos: number): void {
    // A run begins before its market does, at the epoch itself: that is no instant of it.
    if (!Number.isFinite(nanos) || nanos === 0) return
    if (!(nanos >= this.fromNanos)) this.fromNanos = nanos
    if (!(nanos <= this.toNanos)) this.toNanos = nanos
  }

  /** What the newest run's controls have done stands with those of its kind. */
  #addRunTo(kinds: Map<string, RunKind>): void {
    const { description, actedByMarket } = this
    const symbols = this.#symbolsNow
    const key = JSON.stringify([description.controls, symbols])
    const before = kinds.get(key)
    const acted = [...actedByMarket]
    for (const [market, counts] of before?.acted.entries() ?? []) {
      if (counts === undefined) continue
      acted[market] = counts.map((times, code) => times + (actedByMarket[market]?.[code] ?? 0))
    }
    kinds.set(key, { description, symbols, acted })
  }

  #begin({ text }: JournalEntry): void {
    if (this.runs++ > 0) {
      if (this.#kinds.size < RUN_KINDS_MAX) this.#addRunTo(this.#kinds)
      else this.runsLeftOut++
      this.actedByMarket.length = 0
    }
    this.outcome = 'not ended'
    this.runHash = ''
    const told = jsonOf(text[0])
    if (typeof told === 'object' && told !== null) this.description = { ...told }
  }

  #intent(entry: JournalEntry): void {
    const { code, grade, algorithm } = entry
    this.intents.set(algorithm, (this.intents.get(algorithm) ?? 0) + 1)
    if (code === NO_REASON) {
      if (!this.#isTripped) return
      if (grade === CANCEL_ORDER) this.withdrawnWhileTripped++
      else this.approvedWhileTripped++
      return
    }
    this.#count(entry.instrument, code)
    if (this.actions.length >= ACTIONS_MAX) return
    const { order, price, size, side, sequence, localNanos, instrument } = entry
    const grid = this.#rows.instrument(instrument)
    this.actions.push({
      sequence,
      at: this.#rows.at(localNanos),
      nanos: localNanos,
      market: instrument,
      symbol: this.symbolOf(instrument),
      order,
      action: ACTION_NAMES.get(grade) ?? 'replace',
      side: side === 0 ? '' : side > 0 ? 'buy' : 'sell',
      price: price === NO_PRICE ? null : (grid?.tick.value(price) ?? price),
      size: grid?.lot.value(size) ?? size,
      verdict: 'refused',
      reasonCode: code,
      reason: reasonText(code),
      algorithm,
    })
  }

  #count(market: number, code: number): void {
    this.acted.set(code, (this.acted.get(code) ?? 0) + 1)
    if (!(market >= 0 && market < MARKETS_MAX && code >= 0 && code < REASON_COUNT)) return
    this.actedByMarket[market] ??= new Uint32Array(REASON_COUNT)
    this.actedByMarket[market][code]!++
  }

  #killSwitch(entry: JournalEntry): void {
    const { grade, text, size } = entry
    const [why = '', who = ''] = text
    this.#isTripped = grade !== KILL_REARMED
    if (grade === KILL_TRIPPED) {
      this.trips++
      this.#tripped(entry, why)
    }
    this.#event(entry, {
      kind: 'kill switch',
      state: KILL_STATE_NAMES[grade] ?? `${grade}`,
      openOrders: size,
      who,
      text: why,
    })
  }

  /** A control that tripped the switch has acted, though no order may have been refused for it. */
  #tripped(entry: JournalEntry, why: string): void {
    const code = TRIPPING.find((reason) => reasonText(reason) === why)
    if (code !== undefined) this.#acted(entry, code, 'kill switch tripped')
  }

  /** A control that has acted without refusing an order. */
  #acted(
    { sequence, localNanos, instrument }: JournalEntry,
    code: number,
    verdict: Action['verdict'],
  ): void {
    this.#count(instrument, code)
    if (this.actions.length >= ACTIONS_MAX) return
    this.actions.push({
      sequence,
      at: this.#rows.at(localNanos),
      nanos: localNanos,
      market: instrument,
      symbol: this.symbolOf(instrument),
      order: 0,
      action: '',
      side: '',
      price: null,
      size: 0,
      verdict,
      reasonCode: code,
      reason: reasonText(code),
      algorithm: 0,
    })
  }

  #operator(entry: JournalEntry): void {
    const [who = '', ...why] = entry.text
    this.#event(entry, {
      kind: 'operator',
      state: OPERATOR_ACTION_NAMES[entry.grade] ?? `${entry.grade}`,
      openOrders: null,
      who,
      text: why.join(' · '),
    })
  }

  #alert(entry: JournalEntry): void {
    const { code, grade, text, exchangeNanos, localNanos } = entry
    const rule = RULE_BY_CODE.get(code)
    const severity = SEVERITY_NAMES[grade] ?? `${grade}`
    if (code === ALERT_DISABLED) this.#acted(entry, STRATEGY_DISABLED, 'strategy disabled')
    if (rule === undefined) {
      const told = { kind: 'alert', state: severity, openOrders: null, who: '' } as const
      this.#event(entry, { ...told, text: text[0] ?? '' })
      return
    }
    if (this.alerts.length >= EVENTS_MAX) {
      this.alertsLeftOut++
      return
    }
    this.alerts.push({
      sequence: entry.sequence,
      at: this.#rows.at(localNanos),
      nanos: localNanos,
      rule,
      severity,
      symbol: this.symbolOf(entry.instrument),
      algorithm: entry.algorithm,
      times: entry.price,
      firstSequence: entry.order,
      lastSequence: entry.number,
      text: text[0] ?? '',
      delayNanos: Math.max(0, localNanos - exchangeNanos),
    })
  }

  #parameter({ sequence, localNanos, text }: JournalEntry): void {
    if (this.parameters.length >= EVENTS_MAX) return
    const [key = '', before = '', after = '', who = ''] = text
    this.parameters.push({ sequence, at: this.#rows.at(localNanos), key, before, after, who })
  }

  #event(
    { sequence, localNanos }: JournalEntry,
    told: Omit<KillEvent, 'sequence' | 'at' | 'nanos'>,
  ): void {
    if (this.killEvents.length >= EVENTS_MAX) return
    this.killEvents.push({ sequence, at: this.#rows.at(localNanos), nanos: localNanos, ...told })
  }

  /** Orders that the switch itself refused. */
  get refusedByKill(): number {
    return this.acted.get(KILL_SWITCH) ?? 0
  }
}
