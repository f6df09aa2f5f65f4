/**
 * Stands before the place where a run's records go, and shows them to surveillance: that is how it runs
 * live. What it finds goes into the same place, as alert records.
 *
 * ```
 * run journal --> watched sink --> journal on a disk, or nowhere
 *                     |   ^
 *                     v   | alerts, ahead of the next record
 *                 surveillance
 * ```
 *
 * The run is the same run with it and without.
 */
import {
  EVENT_I32,
  type EventTape,
  I_META,
  JOURNAL_ALERT,
  JOURNAL_RUN_END,
  JOURNAL_TEXT,
  recordKindOf,
} from '../../core/index.ts'
import type { JournalState } from '../../journal/index.ts'
import {
  RULE_CODES,
  Surveillance,
  type SurveillanceAlert,
  type SurveillanceOptions,
} from '../../risk/index.ts'
import { type RecordSink, RunJournal, type SinkStart } from '../run-journal/index.ts'
import { RecordTape } from '../run-journal/record-tape.ts'
import { WatchedRecords } from './watched-records.ts'

/** Counts records and keeps none. */
class UnkeptRecords implements RecordSink {
  readonly state: JournalState = 'open'
  readonly problem = ''
  readonly room = Number.MAX_SAFE_INTEGER
  lastSequence = 0

  get durableSequence(): number {
    return this.lastSequence
  }
  append(): number {
    return ++this.lastSequence
  }
  appendRun(_tape: EventTape, _from: number, count: number): void {
    this.lastSequence += count
  }
  commit(): boolean {
    return true
  }
}

export class WatchedSink implements RecordSink {
  readonly watched: WatchedRecords
  readonly #inner: RecordSink
  readonly #records = new RecordTape()
  readonly #pending: SurveillanceAlert[] = []

  constructor(options: SurveillanceOptions, inner: RecordSink = new UnkeptRecords()) {
    this.#inner = inner
    const surveillance = new Surveillance({
      ...options,
      onAlert: (alert) => {
        this.#pending.push(alert)
        options.onAlert?.(alert)
      },
    })
    this.watched = new WatchedRecords(surveillance)
  }

  get state(): JournalState {
    return this.#inner.state
  }
  get problem(): string {
    return this.#inner.problem
  }
  get lastSequence(): number {
    return this.#inner.lastSequence
  }
  get durableSequence(): number {
    return this.#inner.durableSequence
  }
  get room(): number {
    return this.#inner.room
  }

  append(tape: EventTape, index: number): number {
    const kind = recordKindOf(tape.i32[index * EVENT_I32 + I_META]!)
    // Nothing comes between a record and its words.
    if (kind === JOURNAL_RUN_END) this.watched.surveillance.finish()
    if (kind !== JOURNAL_TEXT) this.#tell()
    const sequence = this.#inner.append(tape, index)
    this.watched.take(tape, index, sequence)
    return sequence
  }

  appendRun(tape: EventTape, from: number, count: number): void {
    const first = recordKindOf(tape.i32[from * EVENT_I32 + I_META]!)
    if (first !== JOURNAL_TEXT) this.#tell()
    const before = this.#inner.lastSequence
    this.#inner.appendRun(tape, from, count)
    for (let k = 0; k < count; k++) this.watched.take(tape, from + k, before + 1 + k)
  }

  commit(): boolean {
    return this.#inner.commit()
  }

  #tell(): void {
    while (this.#pending.length > 0) {
      const alert = this.#pending.shift()!
      if (this.#inner.state !== 'open') continue
      const [figure] = alert.figures
      this.#records.write(this.#inner, JOURNAL_ALERT, alert.noticedNanos, {
        code: RULE_CODES[alert.rule],
        grade: alert.severity,
        instrument: alert.instrument,
        exchangeNanos: alert.toNanos,
        order: alert.firstSequence,
        sequence: alert.lastSequence,
        price: alert.times,
        algorithm: alert.algorithm,
        text: [alert.text, `${figure?.measured ?? ''}`, `${figure?.threshold ?? ''}`],
      })
    }
  }
}

/** What watches a run that is journaled, or one that is not. */
export interface WatchedRun {
  /** In place of the `open` of a run's journal. */
  readonly open: (start: SinkStart) => RecordSink
  /** There once the run has begun. */
  readonly watched: WatchedRecords | undefined
}

/** Made when it is known what instant the times of a run count from. */
export type SurveillanceFor = (epochNanos: bigint) => SurveillanceOptions

/** Puts surveillance around the place that `open` opens; around none without it. */
export function watchedOpen(
  options: SurveillanceFor,
  open?: (start: SinkStart) => RecordSink,
): WatchedRun {
  let sink: WatchedSink | undefined
  return {
    open: (start) => {
      sink = new WatchedSink(options(start.epochNanos), open?.(start))
      return sink
    },
    get watched() {
      return sink?.watched
    },
  }
}

/** The journal of a run that is watched and not kept. */
export function watchedJournal(
  options: SurveillanceFor,
  market: number,
): { readonly journal: RunJournal; readonly run: WatchedRun } {
  const run = watchedOpen(options)
  return { journal: new RunJournal({ open: run.open, market }), run }
}
