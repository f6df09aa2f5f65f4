/**
 * The records of a run on their way into surveillance, whether they come from a run or a journal.
 *
 * It reads what a run says of itself (which instruments, how much of the market), and makes touches
 * where the journal holds the whole market. At the end of a run surveillance is finished.
 */
import {
  EVENT_I32,
  FLAG_TEXT,
  flagsOf,
  HALT,
  I_CODE,
  I_INSTRUMENT,
  I_META,
  JOURNAL_INSTRUMENT,
  JOURNAL_RUN_BEGIN,
  JOURNAL_RUN_END,
  JOURNAL_TEXT,
  JournalText,
  MARKET_ALL,
  MARKET_NONE,
  MARKET_TOUCH,
  recordKindOf,
} from '../../core/index.ts'
import type { RecordColumns, Surveillance } from '../../risk/index.ts'
import { jsonOf } from '../journal-export/index.ts'
import { feedInfoOf, type InstrumentFacts, instrumentFactsOf } from '../run-journal/index.ts'
import { TouchMaker } from './touch-maker.ts'

/** Kinds below this are a market's. */
const MARKET_KINDS_END = 40

export class WatchedRecords {
  readonly surveillance: Surveillance
  /** As the runs tell them, those of a later run behind those of the one before. */
  readonly instruments: InstrumentFacts[] = []
  /** How much of the market there is: MARKET_NONE, MARKET_TOUCH or MARKET_ALL. */
  marketLevel = MARKET_TOUCH
  records = 0
  readonly #makers: (TouchMaker | undefined)[] = []
  readonly #text = new JournalText()
  /** The instrument whose description is being read; -1 when none is. */
  #described = -1
  /** Where the instruments of the run begin. */
  #firstInstrument = 0
  #hasBegun = false

  constructor(surveillance: Surveillance) {
    this.surveillance = surveillance
  }

  get hasMarket(): boolean {
    return this.marketLevel !== MARKET_NONE
  }

  take(columns: RecordColumns, index: number, sequence: number): void {
    const { i32 } = columns
    const i = index * EVENT_I32
    const meta = i32[i + I_META]!
    const kind = recordKindOf(meta)
    this.records++
    if (kind === JOURNAL_TEXT) {
      this.#read(i32, index)
      return
    }
    this.#described = -1
    if (kind === JOURNAL_RUN_BEGIN) this.#begin(i32[i + I_CODE]!)
    else if (kind === JOURNAL_INSTRUMENT && (flagsOf(meta) & FLAG_TEXT) !== 0) {
      this.#described = i32[i + I_INSTRUMENT]!
      this.#text.clear()
    } else if (kind === JOURNAL_RUN_END) this.surveillance.finish()
    else if (kind < MARKET_KINDS_END && this.marketLevel === MARKET_ALL && kind !== HALT) {
      this.#market(columns, index, sequence)
    } else this.surveillance.take(columns, index, sequence)
  }

  #begin(level: number): void {
    this.marketLevel = level
    if (this.#hasBegun) {
      this.#firstInstrument = this.instruments.length
      this.#makers.length = 0
      this.surveillance.begin(this.#firstInstrument)
    }
    this.#hasBegun = true
  }

  #market(columns: RecordColumns, index: number, sequence: number): void {
    const maker = this.#makers[columns.i32[index * EVENT_I32 + I_INSTRUMENT]!]
    if (maker === undefined) return
    if (!maker.take(columns, index)) this.surveillance.unreadable++
    for (let k = 0; k < maker.made.length; k++) this.surveillance.take(maker.made, k, sequence)
  }

  #read(i32: Int32Array, index: number): void {
    if (this.#described === -1) return
    if (this.#text.take(i32, index) !== 'whole') return
    const instrument = this.#described
    this.#described = -1
    // What is told of an instrument that cannot be is passed over: its records will be, too.
    const facts = instrumentFactsOf(instrument, jsonOf(this.#text.fields[0]))
    const at = this.#firstInstrument + instrument
    if (facts === undefined || at > this.instruments.length) return
    this.instruments[at] = facts
    if (facts.isLiving === true) this.surveillance.sharesTape(instrument)
    const [described] = feedInfoOf(facts).instruments
    this.#makers[instrument] = new TouchMaker(described!, instrument)
  }
}
