/**
 * Hands every record of a run's orders to the drop copy, behind or without a journal: intents with their
 * verdicts, reports, the kill switch, operators, alerts, parameters. Market data are everybody's, and
 * stay out.
 */
import type { RecordSink } from '../../backtest/index.ts'
import {
  ENTER_ORDER,
  EVENT_I32,
  type EventTape,
  I_META,
  JOURNAL_INTENT,
  REQUEST_REJECTED,
  recordKindOf,
} from '../../core/index.ts'
import type { RecordRing } from './record-ring.ts'

const ROOM = 1 << 20

/** Whether a kind is the owner's, and no market data. */
export const isOwnKind = (kind: number): boolean =>
  kind >= JOURNAL_INTENT || (kind >= ENTER_ORDER && kind <= REQUEST_REJECTED)

export class DropCopySink implements RecordSink {
  readonly #ring: RecordRing
  readonly #next: RecordSink | undefined
  #sequence = 0

  constructor(ring: RecordRing, next?: RecordSink) {
    this.#ring = ring
    this.#next = next
  }

  get state(): RecordSink['state'] {
    return this.#next?.state ?? 'open'
  }
  get problem(): string {
    return this.#next?.problem ?? ''
  }
  get lastSequence(): number {
    return this.#next?.lastSequence ?? this.#sequence
  }
  get durableSequence(): number {
    return this.#next?.durableSequence ?? this.#sequence
  }
  get room(): number {
    return this.#next?.room ?? ROOM
  }

  append(tape: EventTape, index: number): number {
    this.#sequence = this.#next?.append(tape, index) ?? this.#sequence + 1
    const kind = recordKindOf(tape.i32[index * EVENT_I32 + I_META]!)
    if (isOwnKind(kind)) this.#ring.push(tape, index, this.#sequence)
    return this.#sequence
  }

  /** Runs of records are market data. */
  appendRun(tape: EventTape, from: number, count: number): void {
    if (this.#next === undefined) this.#sequence += count
    else {
      this.#next.appendRun(tape, from, count)
      this.#sequence = this.#next.lastSequence
    }
  }

  commit(): boolean {
    return this.#next?.commit() ?? true
  }
}
