/** A configured run with everything written down: what reports, run files and comparisons start from. */
import {
  type BacktestOptions,
  type BacktestRun,
  type Band,
  backtest,
  configurationEntries,
  type DataFingerprint,
  FingerprintedFeed,
  type Impact,
  marketsOf,
  type OnProgress,
  type RunRecord,
  recordOf,
} from '../backtest/index.ts'
import { LivingFeed } from '../simulation/index.ts'
import type { LoadedRun } from './config/load-run.ts'

export interface RecordedRun {
  readonly run: BacktestRun
  /** Puts the record together: some work, for those who want it. */
  record(about: {
    readonly product: string
    readonly command: string
    readonly band?: Band | undefined
    readonly impact?: Impact | undefined
  }): RunRecord
}

/** Runs a configuration with analytics, and takes the fingerprints of its data on the way. */
export async function runRecorded(
  loaded: LoadedRun,
  extras: Pick<BacktestOptions, 'onSample' | 'journal' | 'keepsPath'>,
  onProgress: OnProgress,
): Promise<RecordedRun> {
  const { feeds, options } = withFingerprints({ ...loaded.options, ...extras, analytics: true })
  const run = await backtest(options, onProgress)
  return {
    run,
    record: (about) =>
      recordOf(run, {
        ...about,
        configuration: configurationEntries(loaded.configuration.given, inForce(loaded, run)),
        fingerprints: feeds.map(({ fingerprint }) => fingerprint),
      }),
  }
}

/** What names the data of a market, once they have been read. */
type Fingerprinted = { readonly fingerprint: DataFingerprint }

/** The same run over feeds that take their fingerprints while they are read. */
export function withFingerprints(options: BacktestOptions): {
  readonly feeds: readonly Fingerprinted[]
  readonly options: BacktestOptions
} {
  const feeds: Fingerprinted[] = []
  const watched = marketsOf(options).map((market) => {
    // A living market has no records yet, and names itself.
    if (market.feed instanceof LivingFeed) {
      feeds.push(market.feed)
      return market
    }
    const feed = new FingerprintedFeed(market.feed)
    feeds.push(feed)
    return { ...market, feed }
  })
  const [only] = watched
  return {
    feeds,
    options: { ...options, ...(watched.length === 1 ? only! : { markets: watched }) },
  }
}

/** With the strategy's own defaults, and limits that were derived rather than given. */
function inForce({ configuration }: LoadedRun, run: BacktestRun): unknown {
  const limits = run.markets.map((market) => market.options.limits)
  const [first] = run.markets
  const checked = configuration.inForce as Readonly<Record<string, unknown>>
  // Strategies of their own say everything of themselves.
  if ('strategies' in checked) return checked
  const hasNoQueue = 'queue' in checked || 'markets' in checked || 'venue' in checked
  return {
    strategy: run.options.strategy.name,
    ...checked,
    ...(hasNoQueue ? {} : { queue: first?.queueModel.name }),
    params: run.params,
    ...('markets' in checked || limits.length !== 1 ? {} : { limits: limits[0] }),
  }
}

/** The command that was given, quoted so that a shell reads the same words. */
export function commandText(words: readonly string[]): string {
  const quoted = words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`,
  )
  return ['t2t', ...quoted].join(' ')
}
