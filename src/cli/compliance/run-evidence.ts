/** A configuration that is run for its report: the records that a journal would have, as they are made. */
import {
  type BacktestOptions,
  type BacktestRun,
  backtest,
  batchAlerts,
  controlsDescription,
  EvidenceSink,
  type OnProgress,
  RunJournal,
  WatchedRecords,
} from '../../backtest/index.ts'
import { type EventTape, MARKET_TOUCH } from '../../core/index.ts'
import { Surveillance } from '../../risk/index.ts'
import { algorithmFlag } from '../algorithm-flag.ts'
import type { LoadedRun } from '../config/load-run.ts'
import type { ThresholdSource } from '../journal-surveillance.ts'
import { surveillanceFor } from '../live-surveillance.ts'
import { ProgressBar, Turns } from '../progress.ts'
import type { JournalEvidence } from './journal-evidence.ts'

/** Looks at each record for surveillance too, with the thresholds of the configuration. */
class WatchedSink extends EvidenceSink {
  /** There once the run has begun. */
  watched: WatchedRecords | undefined

  override append(tape: EventTape, index: number): number {
    const sequence = super.append(tape, index)
    this.watched?.take(tape, index, sequence)
    return sequence
  }
}

export async function runForEvidence(
  loaded: LoadedRun,
): Promise<Omit<JournalEvidence, 'facts'> & { readonly run: BacktestRun }> {
  const sink = new WatchedSink()
  const journal = new RunJournal({
    open: ({ epochNanos }) => {
      sink.epochNanos = epochNanos
      sink.watched = new WatchedRecords(new Surveillance(surveillanceFor(loaded, epochNanos)))
      return sink
    },
    market: MARKET_TOUCH,
    description: { controls: controlsDescription(loaded.options) },
    ...algorithmFlag(loaded),
  })
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const onProgress: OnProgress = ({ phase, records, fraction }) => {
    bar.update(phase === 'survey' ? 'reading' : 'running', fraction, records)
    return turns.take()
  }
  const options: BacktestOptions = { ...loaded.options, journal }
  try {
    const run = await backtest(options, onProgress)
    const { surveillance } = sink.watched!
    surveillance.finish()
    const alerts = batchAlerts(surveillance.alerts, sink)
    const thresholds: ThresholdSource =
      loaded.surveillance === undefined
        ? 'defaults: the configuration of the run has none'
        : "of the run's configuration"
    const { rules, leftOut } = surveillance
    return { sink, run, surveillance: { alerts, leftOut, rules, thresholds } }
  } finally {
    bar.done()
  }
}
