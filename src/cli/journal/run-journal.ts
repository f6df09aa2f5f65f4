/**
 * The journal of a run on the command line: a new one, or the rest of one that was interrupted.
 *
 * A run that resumes is repeated from its beginning: every record is held against the journal, and
 * when that is over the rest is written behind it. No order is sent twice and none is forgotten,
 * because a run is decided by its configuration, its data and its seed alone.
 */
import {
  ComparingSink,
  DivergedRun,
  type RecordSink,
  RULES_VERSION,
  RunJournal,
  type SinkStart,
} from '../../backtest/index.ts'
import { InputError, MARKET_ALL, MARKET_NONE, MARKET_TOUCH } from '../../core/index.ts'
import { JournalFolder, sha256 } from '../../io/index.ts'
import {
  cutTornTail,
  JournalReader,
  type JournalReport,
  JournalWriter,
  scanJournal,
} from '../../journal/index.ts'
import { describedFlag } from '../algorithm-flag.ts'
import type { Terminal } from '../terminal.ts'
import { divergenceText } from './divergence-text.ts'
import { lockJournal } from './lock-journal.ts'
import { checkedBytes, problemText, segmentsOf } from './open-journal.ts'

export interface JournalArguments {
  readonly journal?: string | undefined
  readonly journalMarket?: string | undefined
  readonly journalSegment?: number | undefined
  readonly journalKeep?: number | undefined
  readonly durable?: boolean | undefined
  readonly resume?: boolean | undefined
}

export const MARKET_LEVELS = {
  none: MARKET_NONE,
  touch: MARKET_TOUCH,
  all: MARKET_ALL,
} as const

export const MEBIBYTE = 1024 * 1024

/** What a run's journal came to. */
export interface JournalOutcome {
  readonly folder: string
  readonly records: number
  /** Records that were there already and were found equal. */
  readonly resumed: number
  readonly chainHead: string
}

/** @throws InputError for options that mean nothing without a journal, or no level of the market. */
export function checkJournalOptions(given: JournalArguments): void {
  if (given.journal === undefined) {
    const { journalMarket, journalSegment, journalKeep, durable, resume } = given
    const named = { journalMarket, journalSegment, journalKeep, durable, resume }
    const lone = Object.entries(named).filter(([, value]) => value !== undefined)
    if (lone.length === 0) return
    const options = lone.map(
      ([name]) => `--${name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`)}`,
    )
    throw new InputError(
      'says how to keep a journal, but there is none',
      { field: options.join(', ') },
      'Add --journal FOLDER.',
    )
  }
  marketLevel(given.journalMarket ?? 'none')
}

/** @throws InputError for a name that no level has. */
export function marketLevel(name: string): number {
  if (Object.hasOwn(MARKET_LEVELS, name)) return MARKET_LEVELS[name as keyof typeof MARKET_LEVELS]
  throw new InputError(
    `${JSON.stringify(name)} is no part of the market`,
    { field: '--journal-market' },
    `Known: ${Object.keys(MARKET_LEVELS).join(', ')}.`,
  )
}

export class JournaledRun {
  readonly journal: RunJournal
  readonly #folder: string
  readonly #given: JournalArguments
  readonly #unlock: () => void
  readonly #disk: JournalFolder
  #report: JournalReport | undefined
  #writer: JournalWriter | undefined
  #sink: ComparingSink | undefined

  /**
   * @param around what stands between the run and its journal
   * @throws InputError for a folder that holds a journal already, or where none can be
   */
  constructor(
    given: JournalArguments,
    description: Readonly<Record<string, unknown>>,
    around = (sink: RecordSink, _start: SinkStart): RecordSink => sink,
  ) {
    const folder = given.journal!
    this.#folder = folder
    this.#given = given
    this.#disk = new JournalFolder(folder, { isNew: true })
    this.#unlock = lockJournal(folder)
    try {
      this.#report = this.#find()
      this.journal = new RunJournal({
        open: (start) => around(this.#open(start), start),
        market: marketLevel(given.journalMarket ?? 'none'),
        isDurable: given.durable === true,
        description,
        ...describedFlag(description),
      })
    } catch (error) {
      this.#unlock()
      throw error
    }
  }

  /** Whether what happens is new, and not the repetition of what the journal holds. */
  get isNew(): boolean {
    return this.#sink === undefined || this.#sink.isBeyond
  }

  /** @throws InputError when the journal has halted: there is no sense in a run that it misses. */
  check(): void {
    const { problem, leftOut } = this.journal
    if (problem === '') return
    const lost = leftOut === 0 ? '' : ` (${leftOut} records of the market came after that)`
    throw new InputError(
      `${problem}${lost}`,
      { file: this.#folder },
      'The kill switch was tripped and the run ended. Make room, then go on with --resume.',
    )
  }

  /** The run is over. Seals the journal. */
  finish(): JournalOutcome {
    this.check()
    this.#sink?.finish()
    const writer = this.#writer
    if (writer !== undefined && !writer.close()) this.check()
    const { end, records } = scanLast(this.#disk)
    return {
      folder: this.#folder,
      records,
      resumed: this.#sink?.compared ?? 0,
      chainHead: end,
    }
  }

  /** Gives the folder free, whatever came of the run. */
  release(): void {
    this.#unlock()
  }

  /** What is there already. */
  #find(): JournalReport | undefined {
    if (segmentsOf(this.#disk).length === 0) return undefined
    if (this.#given.resume !== true) {
      throw new InputError(
        'holds a journal already',
        { file: this.#folder, field: '--journal' },
        'Go on with it with --resume, or name another folder.',
      )
    }
    checkedBytes(this.#disk, this.#folder)
    const found = scanJournal({ disk: this.#disk, hasher: sha256 })
    if (found.status === 'corrupt') {
      throw new InputError(
        `is corrupt: ${problemText(found)}`,
        { file: this.#folder },
        'It was left as it is. Begin anew in another folder.',
      )
    }
    const report = cutTornTail({ disk: this.#disk }, found)
    if (report.status === 'empty' || report.end === undefined) return undefined
    if (report.firstSequence !== 1) {
      throw new InputError(
        `begins with sequence ${report.firstSequence}: older segments have been removed`,
        { file: this.#folder },
        'Only a journal that is there from its beginning can be resumed.',
      )
    }
    return report
  }

  #open(start: SinkStart): RecordSink {
    const { journalSegment, journalKeep } = this.#given
    const options = {
      disk: this.#disk,
      hasher: sha256,
      onHalt: start.onHalt,
      ...(journalSegment === undefined ? {} : { segmentBytesMax: journalSegment * MEBIBYTE }),
      ...(journalKeep === undefined ? {} : { segmentsMax: journalKeep }),
    }
    const report = this.#report
    if (report === undefined) {
      this.#writer = JournalWriter.create({ ...options, ...start })
      return this.#writer
    }
    const { rules, epochNanos } = report.end!
    if (rules !== RULES_VERSION || epochNanos !== start.epochNanos) {
      throw new InputError(
        rules === RULES_VERSION
          ? 'is the journal of other data: its times count from another date'
          : `was written under ${JSON.stringify(rules)}; this program follows ${JSON.stringify(RULES_VERSION)}`,
        { file: this.#folder },
        'Begin anew in another folder.',
      )
    }
    const goOn = (): RecordSink => {
      this.#writer = JournalWriter.resume({ ...options, report })
      return this.#writer
    }
    const reader = new JournalReader({ disk: this.#disk, hasher: sha256 })
    // A journal that was closed is all there is of its run.
    this.#sink = new ComparingSink({ reader, ...(report.isClosed ? {} : { goOn }) })
    return this.#sink
  }
}

/** Says what a resumed run did otherwise than its journal, as the mistake that it is. */
export function explainDivergence(error: unknown, folder: string): unknown {
  if (!(error instanceof DivergedRun)) return error
  return new InputError(
    `is the journal of another run:\n${divergenceText(error)}`,
    { file: folder },
    'Resume with the same configuration, data and options, or begin in another folder.',
  )
}

/** A line below the summary of a run. */
export function journalText(outcome: JournalOutcome, terminal: Terminal): string {
  const { folder, records, resumed, chainHead } = outcome
  const again = resumed === 0 ? '' : `, ${resumed} of them from before`
  return `  ${terminal.dim('journal'.padEnd(22))}${folder}: ${records} records${again}, chain head ${chainHead.slice(0, 16)}\n`
}

/** Where the chain of a journal ends, from its last segment. */
function scanLast(disk: JournalFolder): { end: string; records: number } {
  const fromSegment = segmentsOf(disk).at(-1)
  const { end, lastSequence } = scanJournal({ disk, hasher: sha256, fromSegment })
  return { end: Buffer.from(end?.hash ?? []).toString('hex'), records: lastSequence }
}
