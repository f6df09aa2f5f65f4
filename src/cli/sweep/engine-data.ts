/** The data of a sweep in the form that its engine reads, in memory that threads share. */
import {
  type BacktestOptions,
  entryKey,
  feedKey,
  gridIntervalOf,
  type MarketOptions,
  marketsOf,
  type PreparedMarket,
  prepareSurveyed,
  readTickColumns,
  runVectorised,
  type SharedMarket,
  StoredFeed,
  type SweepPlan,
  shareMarket,
  storedSurvey,
  type TickColumns,
  withoutRecords,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { type LoadedSweep, TrialOptions } from './load-sweep.ts'

/** Plain data. */
export type EngineData =
  | { readonly engine: 'event'; readonly markets: readonly SharedMarket[] }
  | {
      readonly engine: 'vectorised'
      readonly markets: readonly SharedMarket[]
      readonly columns: TickColumns
    }
  | {
      readonly engine: 'accelerated'
      readonly markets: readonly SharedMarket[]
      /** One for each grid and latency of the feed. */
      readonly prepared: readonly PreparedMarket[]
      readonly intervalNanos: number | undefined
    }

export interface ReadOptions {
  readonly bytesMax: number
  readonly onProgress: (count: number, fraction: number) => void | Promise<void>
}

/** @throws InputError for data that do not fit into memory, and for runs that the engine cannot do. */
export async function readEngineData(
  sweep: LoadedSweep,
  options: ReadOptions,
): Promise<EngineData> {
  const markets: SharedMarket[] = []
  for (const { feed } of marketsOf(sweep.loaded.options)) {
    const { sizeBytes = Number.NaN } = feed.info
    const onProgress = (count: number, bytes: number) =>
      options.onProgress(count, bytes / sizeBytes)
    markets.push(await shareMarket(feed, { bytesMax: options.bytesMax, onProgress }))
  }
  const { engine } = sweep.plan
  if (engine === 'vectorised') return vectorisedData(sweep, markets)
  if (engine === 'accelerated') return acceleratedData(sweep, markets)
  return { engine, markets }
}

async function vectorisedData(
  { loaded }: LoadedSweep,
  markets: readonly SharedMarket[],
): Promise<EngineData> {
  const columns = await readTickColumns(new StoredFeed(markets[0]!))
  // What the engine cannot do at all is said here, not once for each trial.
  runVectorised(loaded.options, columns, { rowsEnd: 1 })
  return { engine: 'vectorised', markets: markets.map(withoutRecords), columns }
}

async function acceleratedData(
  { loaded, plan, source }: LoadedSweep,
  markets: readonly SharedMarket[],
): Promise<EngineData> {
  const [market, ...others] = markets
  if (others.length > 0) {
    throw new InputError(
      'the accelerated engine does not do several markets',
      {},
      'Run it with the event engine: say --engine event.',
    )
  }
  const feed = new StoredFeed(market!)
  const options = new TrialOptions(source, [feed])
  const surveyed = storedSurvey(market!, feed, market!.survey.records)
  const prepared: PreparedMarket[] = []
  for (const { trial, latencies, ranges } of await gridsOf(plan, options)) {
    prepared.push(
      await prepareSurveyed(await options.of(trial), surveyed, {
        intervalNanos: plan.intervalNanos,
        latencies,
        depthRanges: [...ranges],
      }),
    )
  }
  if (prepared.length === 0) await prepareSurveyed(loaded.options, surveyed)
  const { intervalNanos } = plan
  return { engine: 'accelerated', markets: markets.map(withoutRecords), prepared, intervalNanos }
}

type Latency = MarketOptions['latency']

interface Grid {
  /** The first trial on it. */
  readonly trial: SweepPlan['trials'][number]
  /** Of all its trials, each once. */
  readonly latencies: Latency[]
  /** Shares of the mid within which any of its trials measures the depth. */
  readonly ranges: Set<number>
}

/** Each costs 32 bytes a row of the grid, and the measuring of the depth at every row. */
const DEPTH_RANGES_MAX = 64

/** Trials that can share columns. Those whose values do not go together have none, and will fail. */
async function gridsOf(plan: SweepPlan, options: TrialOptions): Promise<Grid[]> {
  const grids = new Map<string, Grid & { readonly keys: Set<string> }>()
  for (const trial of plan.trials) {
    let run: Awaited<ReturnType<TrialOptions['of']>>
    try {
      run = await options.of(trial)
    } catch (error) {
      if (error instanceof InputError) continue
      throw error
    }
    const { latency, feedLatencyNanos } = marketsOf(run)[0]!
    const interval = intervalOf(run, plan)
    const name = `${interval} ${feedKey(latency, feedLatencyNanos)}`
    const grid = grids.get(name) ?? {
      trial,
      latencies: [],
      ranges: new Set(),
      keys: new Set(),
    }
    grids.set(name, grid)
    const key = entryKey(latency) ?? ''
    if (!grid.keys.has(key)) grid.latencies.push(latency)
    grid.keys.add(key)
    for (const range of rangesOf(run)) grid.ranges.add(range)
    if (grid.ranges.size > DEPTH_RANGES_MAX) throw tooManyRanges(run)
  }
  return [...grids.values()]
}

/** Ranges that are none make their own trial fail, and no other. */
const rangesOf = ({ strategy, params = {} }: BacktestOptions): readonly number[] =>
  (strategy.depthRanges?.(params) ?? []).filter((range) => range > 0 && range < 1)

const tooManyRanges = ({ strategy }: BacktestOptions): InputError =>
  new InputError(
    `${strategy.name} measures the depth within more than ${DEPTH_RANGES_MAX} different ranges of the mid`,
    { field: 'sweep.parameters' },
    'Try fewer values of what its range depends on, or sweep with --engine event.',
  )

/** @throws InputError naming the key that says how often a strategy looks. */
function intervalOf({ strategy, params = {} }: BacktestOptions, plan: SweepPlan): number {
  try {
    return gridIntervalOf(strategy, params, plan.intervalNanos)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.problem, { field: 'sweep.interval' }, error.remedy)
  }
}
