/** A journal read once from end to end: its integrity, the evidence in it, and surveillance over it. */
import {
  type AlertFacts,
  batchAlerts,
  EvidenceSink,
  JournaledState,
  type JournalFacts,
} from '../../backtest/index.ts'
import type { JournalReport } from '../../journal/index.ts'
import { openJournal, problemText, readerOf } from '../journal/open-journal.ts'
import { hashOf } from '../journal/verify.ts'
import { JournalSurveillance } from '../journal-surveillance.ts'
import { ProgressBar, Turns } from '../progress.ts'

export interface JournalEvidence {
  readonly sink: EvidenceSink
  readonly facts: JournalFacts
  readonly surveillance: {
    readonly alerts: readonly AlertFacts[]
    /** Beyond those that are kept. */
    readonly leftOut: number
    readonly rules: readonly string[]
    /** Whose thresholds held. */
    readonly thresholds: string
  }
}

/** @throws InputError for a path where no journal is. */
export async function readJournalEvidence(path: string): Promise<JournalEvidence> {
  const journal = openJournal(path)
  const reader = readerOf(journal)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const sink = new EvidenceSink()
  const states = new JournaledState()
  const watching = new JournalSurveillance()
  try {
    for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
      sink.epochNanos = batch.header.epochNanos
      for (let k = 0; k < batch.count; k++) {
        const index = batch.first + k
        const sequence = batch.firstSequence + k
        states.apply(batch, index)
        watching.take(batch, index, sequence, sink.epochNanos)
        sink.take(batch, index, sequence)
      }
      const { bytes, records } = reader.report()
      bar.update('reading', bytes / journal.sizeBytes, records)
      await turns.take()
    }
  } finally {
    bar.done()
    reader.close()
  }
  const watched = watching.finish(sink.epochNanos)
  const { surveillance } = watched
  return {
    sink,
    facts: journalFacts(reader.report(), states),
    surveillance: {
      alerts: batchAlerts(surveillance.alerts, {
        epochNanos: sink.epochNanos,
        instruments: watched.instruments,
      }),
      leftOut: surveillance.leftOut,
      rules: surveillance.rules,
      thresholds: watching.source,
    },
  }
}

function journalFacts(report: JournalReport, states: JournaledState): JournalFacts {
  const { status, isClosed, records, batches, bytes, firstSequence, lastSequence, end } = report
  return {
    status,
    isClosed,
    records,
    batches,
    segments: report.segments.length,
    bytes,
    firstSequence,
    lastSequence,
    headHash: hashOf(report),
    rules: end?.rules ?? '',
    problem: problemText(report) ?? null,
    statesAgreed: states.agreed,
    statesDisagreed: states.disagreed,
  }
}
