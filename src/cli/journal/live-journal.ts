/**
 * The journal of a live program: a new one, committed to the disk a few times a second.
 *
 * A disk that refused a write is tried again each time; trading stays stopped until somebody re-arms
 * it, also when the disk has room again.
 */
import type { RecordSink, SinkStart } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { JournalFolder, sha256 } from '../../io/index.ts'
import { JournalWriter } from '../../journal/index.ts'
import { DemoJournal } from '../../web/index.ts'
import { lockJournal } from './lock-journal.ts'
import { segmentsOf } from './open-journal.ts'
import { type JournalArguments, MEBIBYTE, marketLevel } from './run-journal.ts'

const COMMIT_MILLIS = 200
/** A program that is left alone must not fill a disk: 1 GiB is kept, where nobody says otherwise. */
const SEGMENT_MEBIBYTES = 64
const SEGMENTS_KEPT = 16

/** What the command line says of such a journal. */
export type LiveJournalArguments = Pick<
  JournalArguments,
  'journal' | 'journalMarket' | 'journalSegment' | 'journalKeep'
>

export class LiveJournal {
  readonly journal: DemoJournal
  readonly #unlock: () => void
  readonly #timer: NodeJS.Timeout
  #writer: JournalWriter | undefined
  #halt: (problem: string) => void = () => {}
  #told = ''

  /**
   * @param given of the command line, the folder among it
   * @param around what stands between the runs and their journal
   * @throws InputError for a folder that holds a journal already, or where none can be
   */
  constructor(
    given: LiveJournalArguments & { readonly journal: string },
    description: Readonly<Record<string, unknown>>,
    around = (sink: RecordSink, _start: SinkStart): RecordSink => sink,
  ) {
    const { journal: folder, journalMarket = 'touch' } = given
    const { journalSegment = SEGMENT_MEBIBYTES, journalKeep = SEGMENTS_KEPT } = given
    const level = marketLevel(journalMarket)
    const disk = new JournalFolder(folder, { isNew: true })
    if (segmentsOf(disk).length > 0) {
      throw new InputError(
        'holds a journal already',
        { file: folder, field: '--journal' },
        'Name another folder.',
      )
    }
    this.#unlock = lockJournal(folder)
    this.journal = new DemoJournal({
      open: ({ onHalt, ...start }) => {
        this.#halt = onHalt
        this.#writer ??= JournalWriter.create({
          ...start,
          disk,
          hasher: sha256,
          segmentBytesMax: journalSegment * MEBIBYTE,
          segmentsMax: journalKeep,
          onHalt: (problem) => this.#halt(problem),
        })
        return around(this.#writer, { onHalt, ...start })
      },
      market: level,
      description,
    })
    this.#timer = setInterval(() => this.#commit(), COMMIT_MILLIS)
    this.#timer.unref()
  }

  /** The program ends. @throws InputError when the last records could not be written. */
  close(ticks: number): void {
    clearInterval(this.#timer)
    try {
      this.journal.end(ticks)
      this.#writer?.retry()
      if (this.#writer?.close() === false) {
        throw new InputError(this.#writer.problem, {}, 'What came last is not in the journal.')
      }
    } finally {
      this.#unlock()
    }
  }

  #commit(): void {
    const writer = this.#writer
    if (writer === undefined) return
    if (writer.state === 'stalled') writer.retry()
    if (writer.state === 'open') this.journal.commit()
    if (writer.problem === this.#told) return
    this.#told = writer.problem
    const text = this.#told === '' ? 'the journal is written again' : `${this.#told}: trading stops`
    process.stderr.write(`t2t: ${text}\n`)
  }
}
