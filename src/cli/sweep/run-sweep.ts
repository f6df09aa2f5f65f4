/** A sweep from its configuration to the record of its results, in threads, into a folder. */
import {
  configurationEntries,
  failedOutcome,
  runRounds,
  StoredFeed,
  type SweepRecord,
  type TrialOutcome,
  type TrialTask,
  timeOf,
  trialsOf,
  workOf,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { lockFolder } from '../folder-lock.ts'
import { type EngineData, readEngineData } from './engine-data.ts'
import { type LoadedSweep, loadSweep, type SweepArguments, TrialOptions } from './load-sweep.ts'
import { parquetWriter } from './parquet.ts'
import { writeTables } from './sweep-files.ts'
import { sweepPaths } from './sweep-folder.ts'
import type { SweepHead } from './sweep-head.ts'
import { beginSweep, checkFree, makeFolder, resumeSweep } from './sweep-start.ts'
import { sweepWarnings } from './sweep-warnings.ts'
import { TrialLogFile } from './trial-log-file.ts'
import { problemOf } from './trial-runner.ts'
import { type ThreadTask, TrialThreads } from './trial-threads.ts'

export interface SweepRequest {
  readonly config: string
  readonly given: SweepArguments
  readonly folder: string
  readonly isResume: boolean
  /** Tables as Parquet files too. */
  readonly isParquet: boolean
  readonly workers: number
  /** Of the data, which are kept in memory. */
  readonly bytesMax: number
  readonly product: string
  /** What to type for the same sweep. */
  readonly command: string
  readonly onProgress: OnSweepProgress
  readonly onRemark: (remark: string) => void
  /** Given, once the sweep has begun, what stops it: all threads end, what is finished is kept. */
  readonly onBegin: (stop: () => void) => void
}

export interface SweepProgress {
  readonly phase: 'reading' | 'sweeping'
  /** Of what is left to do, from 0 to 1; NaN while it is not known. */
  readonly fraction: number
  /** Records read, or trials run. */
  readonly count: number
}
export type OnSweepProgress = (progress: SweepProgress) => void | Promise<void>

export interface SweepResult {
  readonly record: SweepRecord
  /** It was stopped: the record has what was finished until then. */
  readonly isInterrupted: boolean
  readonly trialsPlanned: number
}

/** @throws InputError for mistakes of the user, a full disk, a folder with another sweep. */
export async function runSweep(request: SweepRequest): Promise<SweepResult> {
  const paths = sweepPaths(request.folder)
  const parquet = request.isParquet ? await parquetWriter() : undefined
  const sweep = await loadSweep(request.config, request.given)
  if (!request.isResume) checkFree(paths)
  const { bytesMax, onProgress } = request
  const data = await readEngineData(sweep, {
    bytesMax,
    onProgress: (count, fraction) => onProgress({ phase: 'reading', count, fraction }),
  })
  const feeds = data.markets.map((market) => new StoredFeed(market))
  const trials = new TrialOptions(sweep.source, feeds)
  const head = await headOf(sweep, trials, { data, request })
  makeFolder(paths.folder)
  // Before a log is looked at: what another program is writing looks broken.
  const unlock = lockFolder(paths.lock, request.folder, {
    work: 'sweep',
    otherwise: 'name another folder with --out',
  })
  const finished: TrialOutcome[] = []
  try {
    const start = request.isResume ? resumeSweep(paths, head, sweep.plan) : beginSweep(paths, head)
    for (const remark of start.remarks) request.onRemark(remark)
    finished.push(...start.outcomes)
    const log = new TrialLogFile(paths.log, start.plan)
    const threads = threadsFor(sweep, data, request.workers)
    request.onBegin(() => void threads.close())
    try {
      const { plan } = sweep
      const progress = new WorkDone(workOf(plan.rounds, plan.trials.length), onProgress)
      for (const outcome of start.outcomes) progress.before(outcome.slicePnl.length / plan.slices)
      const outcomes = await runRounds(plan, start.outcomes, async (tasks, onOutcome) => {
        const ended = (outcome: TrialOutcome) => {
          log.add(outcome)
          finished.push(outcome)
          onOutcome(outcome)
          progress.add(plan.rounds.slicesSeen[outcome.round]! / plan.slices)
        }
        await threads.run(await threadTasks(tasks, trials, ended), ended)
      })
      const { trialsPlanned, ...about } = head
      const record = { ...about, trials: trialsOf(outcomes ?? finished, plan.slices) }
      if (outcomes !== undefined) await writeTables(paths, record, parquet)
      return { record, trialsPlanned, isInterrupted: outcomes === undefined }
    } finally {
      log.close()
      await threads.close()
    }
  } catch (error) {
    throw error instanceof InputError ? withRemedy(error, finished, request.command) : error
  } finally {
    unlock()
  }
}

/** Trials whose values do not go together end here. */
async function threadTasks(
  tasks: readonly TrialTask[],
  trials: TrialOptions,
  onFailed: (outcome: TrialOutcome) => void,
): Promise<ThreadTask[]> {
  const ready: ThreadTask[] = []
  for (const task of tasks) {
    try {
      ready.push({ ...task, ...(await trials.plain(task.values)) })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      onFailed(failedOutcome(task, problemOf(error)))
    }
  }
  return ready
}

/** What goes wrong once trials have run costs none of them, and that is what a user wants to know. */
function withRemedy(
  { problem, place }: InputError,
  finished: readonly TrialOutcome[],
  command: string,
): InputError {
  const kept = new Set(finished.map(({ index }) => index)).size
  return new InputError(
    problem,
    place,
    `${kept} trials are kept: when this is put right, go on with:\n  ${command} --resume`,
  )
}

function threadsFor({ plan }: LoadedSweep, data: EngineData, workers: number): TrialThreads {
  const { slices, rounds } = plan
  const setup = { data, slicesSeen: rounds.slicesSeen, slices }
  return new TrialThreads({ workers, setup })
}

async function headOf(
  sweep: LoadedSweep,
  trials: TrialOptions,
  { data, request }: { readonly data: EngineData; readonly request: SweepRequest },
): Promise<SweepHead> {
  const { plan, loaded, section } = sweep
  const { markets } = data
  const { product, command } = request
  const { configuration, options } = loaded
  const given = { ...(configuration.given as object), sweep: section }
  const inForce = { ...(configuration.inForce as object), params: options.params, sweep: section }
  return {
    product,
    command,
    strategy: options.strategy.name,
    configuration: configurationEntries(given, inForce),
    data: markets.map(({ info, instruments, fingerprint }) => ({
      name: info.name.replace(/[^,]*[\\/]/g, ''),
      symbol: instruments[0]!.symbol,
      ...fingerprint,
    })),
    epochNanos: String(markets[0]!.info.epochNanos),
    ...timeOf(markets),
    engine: plan.engine,
    sampling: plan.sampling,
    seed: plan.seed,
    objective: plan.objective,
    isObjectiveMinimised: plan.isObjectiveMinimised,
    axes: plan.axes,
    slices: plan.slices,
    warnings: await sweepWarnings(sweep, trials, markets),
    trialsPlanned: plan.trials.length,
  }
}

/** Counts work in runs over all of the data. */
class WorkDone {
  readonly #onProgress: OnSweepProgress
  #left: number
  #done = 0
  #runs = 0

  constructor(work: number, onProgress: OnSweepProgress) {
    this.#left = work
    this.#onProgress = onProgress
  }

  /** What was done before this began is no part of what is left. */
  before(share: number): void {
    this.#left -= share
  }

  add(share: number): void {
    this.#done += share
    this.#runs++
    const fraction = Math.min(1, this.#done / this.#left)
    void this.#onProgress({ phase: 'sweeping', fraction, count: this.#runs })
  }
}
