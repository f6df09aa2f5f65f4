/**
 * Surveillance over a journal, with the thresholds of the run that wrote it: they stand in the run's own
 * description, ahead of everything that there is to look at.
 */
import { jsonOf, type RecordArrays, WatchedRecords } from '../backtest/index.ts'
import {
  EVENT_I32,
  FLAG_TEXT,
  flagsOf,
  I_META,
  JOURNAL_RUN_BEGIN,
  JournalText,
  recordKindOf,
} from '../core/index.ts'
import { Surveillance, type SurveillanceOptions } from '../risk/index.ts'
import { KNOWN_KEYS } from './config/run-config.ts'
import {
  type SurveillanceSection,
  surveillanceOptions,
  surveillance as surveillanceSchema,
} from './config/surveillance-config.ts'
import { validate } from './config/validate.ts'

/** Whose thresholds hold, for whoever reads what they found. */
export type ThresholdSource =
  | "of the run's configuration"
  | 'defaults: the configuration of the run has none'
  | 'defaults: the journal does not hold the configuration of its run'
  | 'of another configuration'

export interface JournalSurveillanceOptions {
  /** A section of somebody else's, which stands above the run's own. */
  readonly section?: SurveillanceSection | undefined
  /** What is looked for beside the section. */
  readonly with?: (options: SurveillanceOptions) => SurveillanceOptions
}

export class JournalSurveillance {
  source: ThresholdSource = 'defaults: the journal does not hold the configuration of its run'
  readonly #options: JournalSurveillanceOptions
  readonly #text = new JournalText()
  /** How the run begins, while it is being described. */
  #begin: { readonly columns: RecordArrays; readonly sequence: number } | undefined
  #watched: WatchedRecords | undefined

  constructor(options: JournalSurveillanceOptions = {}) {
    this.#options = options
  }

  /** @throws InputError where the thresholds of the run make no sense to this version. */
  take(columns: RecordArrays, index: number, sequence: number, epochNanos: bigint): void {
    if (this.#watched === undefined && this.#isDescribing(columns, index, sequence)) return
    this.#watching(epochNanos).take(columns, index, sequence)
  }

  /** Nothing more comes. */
  finish(epochNanos: bigint): WatchedRecords {
    const watched = this.#watching(epochNanos)
    watched.surveillance.finish()
    return watched
  }

  /** A run says what it is before anything happens in it. */
  #isDescribing(columns: RecordArrays, index: number, sequence: number): boolean {
    const { i32 } = columns
    if (this.#begin === undefined) {
      const meta = i32[index * EVENT_I32 + I_META]!
      const isBegin = recordKindOf(meta) === JOURNAL_RUN_BEGIN && (flagsOf(meta) & FLAG_TEXT) !== 0
      if (isBegin) this.#begin = { columns: copyOf(columns, index), sequence }
      return isBegin
    }
    return this.#text.take(i32, index) === 'more'
  }

  #watching(epochNanos: bigint): WatchedRecords {
    if (this.#watched !== undefined) return this.#watched
    const options = surveillanceOptions(this.#section(), epochNanos)
    const surveillance = new Surveillance(this.#options.with?.(options) ?? options)
    this.#watched = new WatchedRecords(surveillance)
    if (this.#begin !== undefined) this.#watched.take(this.#begin.columns, 0, this.#begin.sequence)
    return this.#watched
  }

  #section(): SurveillanceSection | undefined {
    const { section } = this.#options
    if (section !== undefined) {
      this.source = 'of another configuration'
      return section
    }
    const configuration = configurationIn(jsonOf(this.#text.fields[0]))
    if (configuration === undefined) return undefined
    const { surveillance } = configuration
    if (surveillance === undefined) {
      this.source = 'defaults: the configuration of the run has none'
      return undefined
    }
    this.source = "of the run's configuration"
    const parsed = { path: 'the journal', value: configuration, placeOf: () => undefined }
    return validate(surveillanceSchema, surveillance, parsed, KNOWN_KEYS)
  }
}

/** What was configured, as a run's description tells it: `savedRun` in `config/load-run.ts`. */
function configurationIn(description: unknown): Record<string, unknown> | undefined {
  const { run } = Object(description) as { readonly run?: unknown }
  const { configuration } = Object(run) as { readonly configuration?: unknown }
  return typeof configuration === 'object' && configuration !== null
    ? (configuration as Record<string, unknown>)
    : undefined
}

/** A batch is overwritten by the next one. */
function copyOf({ i32 }: RecordArrays, index: number): RecordArrays {
  const words = i32.slice(index * EVENT_I32, (index + 1) * EVENT_I32)
  return { i32: words, f64: new Float64Array(words.buffer) }
}
