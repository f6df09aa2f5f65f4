/** Runs single trials over shared data, in whichever thread it lives: one runner, one engine. */
import {
  type BacktestOptions,
  failedOutcome,
  feedKey,
  gridIntervalOf,
  marketsOf,
  plainResult,
  recordsOfSlices,
  runAccelerated,
  runEventTrial,
  runVectorised,
  type SliceShare,
  StoredFeed,
  sharpeOf,
  type TrialOutcome,
  type TrialResult,
  type TrialTask,
  timeOf,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import type { StrategyParams } from '../../strategy/index.ts'
import type { EngineData } from './engine-data.ts'
import { type PlainRun, runOf } from './plain-run.ts'

/** Plain data over shared memory: all that a thread needs. */
export interface TrialSetup {
  readonly data: EngineData
  /** Slices that each round sees. */
  readonly slicesSeen: readonly number[]
  readonly slices: number
}

/** A trial with its parameters, and the run that they are of where it is another than before. */
export interface TrialOrder extends TrialTask {
  readonly params: StrategyParams
  readonly run?: PlainRun | undefined
}

/** What a thread says first: it waits for trials. */
export const READY = 'ready'

export class TrialRunner {
  readonly #setup: TrialSetup
  readonly #feeds: readonly StoredFeed[]
  #optionsOf: ((params: StrategyParams) => BacktestOptions) | undefined
  /** Records of each market that a round sees. */
  readonly #records = new Map<number, readonly number[]>()

  constructor(setup: TrialSetup) {
    this.#setup = setup
    this.#feeds = setup.data.markets.map((market) => new StoredFeed(market))
  }

  /** What is wrong with a trial ends the trial, not the sweep. */
  async run(order: TrialOrder): Promise<TrialOutcome> {
    const { index, round, values } = order
    try {
      return { index, round, values, problem: null, ...(await this.#run(order)) }
    } catch (error) {
      return failedOutcome(order, problemOf(error))
    }
  }

  async #run({ run, params, round }: TrialOrder): Promise<TrialResult> {
    const { data, slices: all, slicesSeen } = this.#setup
    const slices = { seen: slicesSeen[round]!, all }
    if (run !== undefined) this.#optionsOf = await runOf(run, this.#feeds)
    if (this.#optionsOf === undefined) throw new RangeError('the first order has a run')
    const options = this.#optionsOf(params)
    if (data.engine === 'vectorised') return vectorisedTrial(options, data, slices)
    if (data.engine === 'accelerated') return acceleratedTrial(options, data, slices)
    const { markets } = data
    const known = this.#records.get(round)
    const records = known ?? recordsOfSlices(markets, slices)
    if (known === undefined) this.#records.set(round, records)
    return runEventTrial({ options, markets, feeds: this.#feeds, records, slices })
  }
}

function vectorisedTrial(
  options: BacktestOptions,
  { columns, markets }: Extract<EngineData, { engine: 'vectorised' }>,
  { seen, all }: SliceShare,
): TrialResult {
  const { firstNanos, lastNanos } = timeOf(markets)
  const end = firstNanos + (seen / all) * (lastNanos - firstNanos)
  const rowsEnd = seen === all ? columns.length : rowsUntil(columns.timeNanos, columns.length, end)
  const run = runVectorised({ ...options, slices: all }, columns, {
    firstNanos,
    lastNanos,
    rowsEnd,
  })
  const slicePnl = run.slices!.pnl(seen)
  const { totals, runHash } = run
  return plainResult({ metrics: { ...totals, sharpe: sharpeOf(slicePnl) }, slicePnl, runHash })
}

/** Rows up to an instant, by bisection. */
function rowsUntil(times: Float64Array, length: number, nanos: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! <= nanos) low = middle + 1
    else high = middle
  }
  return low
}

function acceleratedTrial(
  options: BacktestOptions,
  { prepared, intervalNanos }: Extract<EngineData, { engine: 'accelerated' }>,
  { seen, all }: SliceShare,
): TrialResult {
  const market = marketsOf(options)[0]!
  const interval = gridIntervalOf(options.strategy, options.params ?? {}, intervalNanos)
  const key = feedKey(market.latency, market.feedLatencyNanos)
  const columns = prepared.find(
    (one) => one.columns.intervalNanos === interval && one.feedKey === key,
  )
  if (columns === undefined) throw new RangeError('every grid of a sweep is prepared')
  const { firstNanos, lastNanos } = columns
  const untilNanos = firstNanos + (seen / all) * (lastNanos - firstNanos)
  const run = runAccelerated({ ...options, ...market, slices: all }, columns, {
    intervalNanos,
    ...(seen === all ? {} : { untilNanos }),
  })
  const { metrics, runHash } = run
  return plainResult({ metrics, slicePnl: [...run.slicePnl.subarray(0, seen)], runHash })
}

/** One line, without a stack: the same on every machine. */
export function problemOf(error: unknown): string {
  const text = error instanceof InputError ? error.problem : String(error)
  return text.replace(/\s+/g, ' ').slice(0, 500)
}
