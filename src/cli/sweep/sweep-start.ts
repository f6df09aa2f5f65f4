/**
 * The beginning of a sweep in its folder: a new one, or the rest of one that was interrupted.
 *
 * Nothing that is there is ever thrown away: a folder with another sweep is refused, and what was broken
 * is kept beside what could be read.
 */
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  checksumOf,
  logHead,
  logLine,
  type SweepPlan,
  type TrialOutcome,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { AtomicTextFile } from '../../io/index.ts'
import { logProblems, type SweepPaths } from './sweep-folder.ts'
import { readSweepHead, type SweepHead, writeSweepHead } from './sweep-head.ts'
import { type ReadLog, readTrialLog } from './trial-log-file.ts'
import { LOST_TRIAL } from './trial-threads.ts'

export interface SweepStart {
  /** The plan that the log is of. */
  readonly plan: string
  /** What was finished before. */
  readonly outcomes: readonly TrialOutcome[]
  /** What a user should know. */
  readonly remarks: readonly string[]
}

/** Names a plan: equal for sweeps of which one can go on where the other stopped. */
export function planName(head: SweepHead): string {
  const { command: _command, warnings: _warnings, ...rest } = head
  return checksumOf(JSON.stringify(rest))
}

/** @throws InputError for a folder that holds a sweep. */
export function beginSweep(paths: SweepPaths, head: SweepHead): SweepStart {
  checkFree(paths)
  writeSweepHead(paths.head, head)
  return { plan: planName(head), outcomes: [], remarks: [] }
}

/** @throws InputError for a folder that holds a sweep. */
export function checkFree({ folder, head, log, table }: SweepPaths): void {
  const found = [head, log, table].find((file) => existsSync(file))
  if (found === undefined) return
  throw new InputError(
    'holds a sweep already',
    { file: folder },
    'Go on with it by adding --resume, or name another folder with --out.',
  )
}

/** @throws InputError for a folder with a sweep of another plan, naming what differs. */
export function resumeSweep(paths: SweepPaths, head: SweepHead, plan: SweepPlan): SweepStart {
  if (!existsSync(paths.head) && !existsSync(paths.log)) {
    const start = beginSweep(paths, head)
    return { ...start, remarks: [`${paths.folder} holds no sweep yet: this one begins`] }
  }
  const remarks: string[] = []
  const isHeadKnown = checkHead(paths, head, remarks)
  const log: ReadLog = existsSync(paths.log)
    ? readTrialLog(paths.log)
    : { plan: planName(head), outcomes: [], brokenLines: [], isCutShort: false }
  const isSamePlan = log.plan === undefined ? isHeadKnown : log.plan === planName(head)
  if (!isSamePlan && (log.plan !== undefined || log.outcomes.length > 0)) {
    throw new InputError(
      log.plan === undefined
        ? 'nothing that can be read says which sweep its trials are of'
        : 'its trials are of another sweep',
      { file: paths.log },
      'Name another folder with --out.',
    )
  }
  remarks.push(...logProblems(paths.log, log))
  const outcomes = log.outcomes.filter((outcome) => fits(outcome, plan))
  if (log.brokenLines.length > 0 || log.isCutShort) {
    repairLog(paths.log, log, { plan: planName(head), outcomes }, remarks)
  }
  writeSweepHead(paths.head, head)
  return { plan: planName(head), outcomes, remarks }
}

/** Whether the head that is there could be read and is of the same plan. */
function checkHead({ head: file }: SweepPaths, head: SweepHead, remarks: string[]): boolean {
  if (!existsSync(file)) return false
  let before: SweepHead
  try {
    before = readSweepHead(file)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    remarks.push(`${file} ${error.problem}: it is written anew`)
    return false
  }
  const differences = planDifferences(before, head)
  if (differences.length === 0) return true
  throw new InputError(
    `is of another sweep: ${differences.slice(0, 5).join('; ')}` +
      (differences.length > 5 ? `; and ${differences.length - 5} more` : ''),
    { file },
    'Run the command that began it, or name another folder with --out.',
  )
}

/** What two plans differ in, in words; empty when one can go on where the other stopped. */
export function planDifferences(before: SweepHead, now: SweepHead): string[] {
  const differences: string[] = []
  const compare = (name: string, was: string | undefined, is: string | undefined) => {
    if (was !== is) differences.push(`${name} was ${was ?? 'not there'}, is ${is ?? 'not there'}`)
  }
  compare('version', before.product, now.product)
  const was = new Map(before.configuration.map(({ key, value }) => [key, value]))
  const is = new Map(now.configuration.map(({ key, value }) => [key, value]))
  for (const key of new Set([...was.keys(), ...is.keys()])) compare(key, was.get(key), is.get(key))
  for (let k = 0; k < Math.max(before.data.length, now.data.length); k++) {
    const name = (head: SweepHead) => {
      const data = head.data[k]
      return data && `${data.name} with ${data.records} records, fingerprint ${data.hash}`
    }
    compare('data', name(before), name(now))
  }
  if (differences.length === 0 && planName(before) !== planName(now)) differences.push('the plan')
  return differences
}

/** The very trial of the plan, and not one that another trial has to take the place of. */
function fits({ index, round, values, slicePnl, problem }: TrialOutcome, plan: SweepPlan): boolean {
  const seen = plan.rounds.slicesSeen[round]
  const planned = plan.trials[index]
  if (planned === undefined || seen === undefined) return false
  if (JSON.stringify(planned) !== JSON.stringify(values)) return false
  return problem === null ? slicePnl.length === seen : !problem.startsWith(LOST_TRIAL)
}

/** Writes what could be read, and keeps what was there when more than an unfinished line was wrong. */
function repairLog(
  path: string,
  { brokenLines }: ReadLog,
  valid: { readonly plan: string; readonly outcomes: readonly TrialOutcome[] },
  remarks: string[],
): void {
  const file = new AtomicTextFile(`${path}.new`)
  try {
    file.write(logHead(valid.plan))
    for (const outcome of valid.outcomes) file.write(logLine(outcome))
    file.commit()
  } finally {
    file.discard()
  }
  if (brokenLines.length > 0) {
    let number = 1
    while (existsSync(`${path}.damaged-${number}`)) number++
    copyFileSync(path, `${path}.damaged-${number}`)
    remarks.push(`the log as it was found is kept as ${path}.damaged-${number}`)
  }
  renameSync(`${path}.new`, path)
}

/** Step by step: Node's own way never ends where a folder that is there takes none, such as /proc. */
function makeFolders(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  if (dirname(folder) !== folder) makeFolders(dirname(folder))
  mkdirSync(folder)
}

/** @throws InputError for a folder that cannot be made. */
export function makeFolder(folder: string): void {
  try {
    makeFolders(resolve(folder))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new InputError(
      `cannot be made (${code})`,
      { file: folder },
      'Name a folder that you may write to with --out.',
    )
  }
}
