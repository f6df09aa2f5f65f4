/**
 * Surveillance beside a run on the command line, where its configuration has the section.
 *
 * What it finds stands in the journal and the drop copy, where there are any, at once goes to people by
 * the channels of the section `alerts`, and is told below the summary.
 */
import {
  type RecordSink,
  RunJournal,
  type RunJournalOptions,
  type SinkStart,
  surveillanceReport,
  type WatchedRun,
  watchedOpen,
} from '../backtest/index.ts'
import { type Alert, MARKET_TOUCH } from '../core/index.ts'
import { AlertDelivery, channelsOf } from '../io/index.ts'
import {
  RULE_CODES,
  type RuleName,
  type SurveillanceAlert,
  type SurveillanceOptions,
} from '../risk/index.ts'
import type { LoadedRun } from './config/load-run.ts'
import { alertSettings } from './config/safety-config.ts'
import { surveillanceOptions } from './config/surveillance-config.ts'
import type { Terminal } from './terminal.ts'

/** An alert that has not arrived by then is told as not delivered. */
const WAIT_MILLIS = 5_000

/** What surveillance came to, for the summary. */
export interface WatchedOutcome {
  readonly alerts: number
  readonly byRule: Readonly<Partial<Record<RuleName, number>>>
  /** What could not be seen, in sentences. */
  readonly blind: readonly string[]
  /** What shows them. */
  readonly command: string
}

/** What a run is looked at for. */
export const surveillanceFor = (
  { surveillance }: Pick<LoadedRun, 'surveillance'>,
  epochNanos: bigint,
): SurveillanceOptions => surveillanceOptions(surveillance, epochNanos)

/** @throws InputError for a section `alerts` whose secrets are missing. */
export function liveSurveillance(loaded: LoadedRun, path: string): LiveSurveillance | undefined {
  return loaded.surveillance === undefined ? undefined : new LiveSurveillance(loaded, path)
}

export class LiveSurveillance {
  /** Whether a person is told now; a run that repeats its journal has told them before. */
  isNew: () => boolean = () => true
  readonly #loaded: LoadedRun
  readonly #path: string
  readonly #delivery: AlertDelivery | undefined
  readonly #undelivered: string[] = []
  #run: WatchedRun | undefined

  constructor(loaded: LoadedRun, path: string) {
    this.#loaded = loaded
    this.#path = path
    const settings = loaded.alerts && alertSettings(loaded.alerts, path)
    if (settings === undefined) return
    this.#delivery = new AlertDelivery({
      ...settings,
      channels: channelsOf(settings),
      source: `t2t backtest ${path}`,
      onOutcome: ({ channel, isDelivered, problem }) => {
        if (!isDelivered) this.#undelivered.push(`${channel}: ${problem}`)
      },
    })
  }

  /** Stands before the place where a run's records go. */
  around(sink: RecordSink, start: SinkStart): RecordSink {
    return this.#opened(() => sink).open(start)
  }

  /** A run's journal that is kept nowhere, or by `open` alone. */
  journal(
    options: Omit<RunJournalOptions, 'open'>,
    open?: (start: SinkStart) => RecordSink,
  ): RunJournal {
    return new RunJournal({ ...options, open: this.#opened(open).open, market: MARKET_TOUCH })
  }

  /** The run is over. `command`: what shows its alerts. */
  outcome(command: string): WatchedOutcome | undefined {
    const watched = this.#run?.watched
    if (watched === undefined) return undefined
    const { alerts, leftOut, blind } = surveillanceReport(watched, {
      source: this.#path,
      epochNanos: 0n,
    })
    const byRule: Partial<Record<RuleName, number>> = {}
    for (const { rule } of alerts) byRule[rule] = (byRule[rule] ?? 0) + 1
    return { alerts: alerts.length + leftOut, byRule, blind, command }
  }

  /** Waits for alerts on their way, and says which did not arrive. */
  async close(): Promise<void> {
    await this.#delivery?.close(WAIT_MILLIS)
    for (const problem of new Set(this.#undelivered)) {
      process.stderr.write(`t2t: an alert of surveillance did not arrive: ${problem}\n`)
    }
  }

  #opened(open?: (start: SinkStart) => RecordSink): WatchedRun {
    this.#run = watchedOpen((epochNanos) => {
      const options = surveillanceFor(this.#loaded, epochNanos)
      return { ...options, onAlert: (alert) => this.#tell(alert) }
    }, open)
    return this.#run
  }

  #tell(alert: SurveillanceAlert): void {
    if (this.isNew()) this.#delivery?.accept(alertOf(alert))
  }
}

/** As people are told of it. */
function alertOf({ rule, severity, text, noticedNanos, figures }: SurveillanceAlert): Alert {
  const [figure] = figures
  return {
    code: RULE_CODES[rule],
    severity,
    kind: rule,
    text,
    causeNanos: noticedNanos,
    ...(figure && { measured: figure.measured, threshold: figure.threshold }),
  }
}

/** Around the journal of a demo: every rule with its defaults. */
export function watchedDemo(
  onAlert: (alert: Alert) => void,
  open: (start: SinkStart) => RecordSink,
): WatchedRun {
  const told = (alert: SurveillanceAlert) => onAlert(alertOf(alert))
  return watchedOpen(() => ({ onAlert: told }), open)
}

/** Lines below the summary of a run. */
export function watchedText(outcome: WatchedOutcome, terminal: Terminal): string {
  const { alerts, byRule, blind, command } = outcome
  const counted = Object.entries(byRule).map(([rule, count]) => `${count} ${rule}`)
  const found =
    alerts === 0
      ? terminal.green('no alerts')
      : `${terminal.red(`${alerts} ${alerts === 1 ? 'alert' : 'alerts'}`)} (${counted.join(', ')}): ${command}`
  const lines = [found, ...blind.map((text) => `${terminal.yellow('!')} ${text}`)]
  return lines
    .map((line, place) => {
      const name = place === 0 ? 'surveillance' : ''
      return `  ${terminal.dim(name.padEnd(22))}${line}\n`
    })
    .join('')
}
