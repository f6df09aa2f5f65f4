/**
 * The folder of a sweep, and how it is read.
 *
 * | file | holds |
 * |---|---|
 * | `sweep.json` | the plan and what it is about |
 * | `trials.log` | every finished trial, as it finished: totals and profit by slice |
 * | `results.csv`, `results.parquet` | the table, in the order of the sweep, when it is over |
 * | `slices.csv`, `slices.parquet` | profit by slice of every trial, when it is over |
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type SweepRecord, type TrialOutcome, trialsOf } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { readSweepHead } from './sweep-head.ts'
import { type ReadLog, readTrialLog } from './trial-log-file.ts'

export interface SweepPaths {
  readonly folder: string
  readonly head: string
  readonly log: string
  readonly table: string
  readonly parquet: string
  readonly slices: string
  readonly slicesParquet: string
  readonly lock: string
}

export function sweepPaths(folder: string): SweepPaths {
  return {
    folder,
    head: join(folder, 'sweep.json'),
    log: join(folder, 'trials.log'),
    table: join(folder, 'results.csv'),
    parquet: join(folder, 'results.parquet'),
    slices: join(folder, 'slices.csv'),
    slicesParquet: join(folder, 'slices.parquet'),
    lock: join(folder, 'sweep.lock'),
  }
}

/** Whether a path is the folder of a sweep. */
export function isSweepFolder(path: string): boolean {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder && existsSync(sweepPaths(path).head)
}

/**
 * Reads a sweep, finished or not. Trials whose lines are broken are left out, and a warning says so.
 * @throws InputError for a folder that holds none, or a plan that cannot be read.
 */
export function readSweep(folder: string): SweepRecord {
  if (!isSweepFolder(folder)) {
    throw new InputError(
      'is not the folder of a sweep',
      { file: folder },
      'Name a folder that t2t sweep wrote.',
    )
  }
  const paths = sweepPaths(folder)
  const { trialsPlanned, ...head } = readSweepHead(paths.head)
  const log: ReadLog = existsSync(paths.log)
    ? readTrialLog(paths.log)
    : { plan: undefined, outcomes: [], brokenLines: [], isCutShort: false }
  const outcomes = fittingOutcomes(log.outcomes, head, trialsPlanned)
  const trials = trialsOf(outcomes, head.slices)
  const warnings = [...head.warnings, ...logProblems(paths.log, log)]
  if (trials.length < trialsPlanned) {
    warnings.push(
      `unfinished: ${trials.length} of ${trialsPlanned} trials have ended; --resume runs the others`,
    )
  }
  return { ...head, warnings, trials }
}

/** One sentence for each thing that is wrong with a log: the file, the line, what it costs. */
export function logProblems(path: string, { brokenLines, isCutShort }: ReadLog): string[] {
  const problems = brokenLines
    .slice(0, BROKEN_LINES_TOLD)
    .map((line) =>
      line === 1
        ? `${path}, line 1: broken: what plan the trials are of is not known from it`
        : `${path}, line ${line}: broken: its trial is lost, the others are kept`,
    )
  const untold = brokenLines.length - problems.length
  if (untold > 0) problems.push(`${path}: ${untold} more lines are broken`)
  if (isCutShort) {
    problems.push(`${path}: the last line was cut off by an interruption: its trial does not count`)
  }
  return problems
}

const BROKEN_LINES_TOLD = 5

/** Lines with a right checksum that belong to some other sweep do not fit its axes. */
export function fittingOutcomes(
  outcomes: readonly TrialOutcome[],
  { axes, slices }: Pick<SweepRecord, 'axes' | 'slices'>,
  trialsPlanned: number,
): TrialOutcome[] {
  return outcomes.filter(
    ({ index, values, slicePnl }) =>
      index < trialsPlanned && values.length === axes.length && slicePnl.length <= slices,
  )
}
