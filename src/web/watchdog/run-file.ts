/**
 * How `t2t kill` finds what runs: each live program leaves a file with its addresses and tokens, for its
 * user alone, and takes it away when it ends.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../../core/index.ts'

export interface RunFile {
  readonly pid: number
  readonly source: string
  /** Of the watchdog. */
  readonly killUrl: string
  readonly killToken: string
  readonly killFile: string
  /** Of the page's server, which re-arms. */
  readonly pageUrl: string
  readonly pageToken: string
}

/** `T2T_RUN_FOLDER`, the user's runtime folder, or one among the temporary files. */
export function runFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { T2T_RUN_FOLDER: given, XDG_RUNTIME_DIR: runtime } = environment
  if (given !== undefined && given !== '') return given
  if (runtime !== undefined && runtime !== '') return join(runtime, 'tick-to-trade')
  return join(tmpdir(), `tick-to-trade-${userName().replace(/\W/g, '_')}`)
}

/** Whose terminal this is; a number where the system knows no name, as in some containers. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}

/** @throws InputError for a folder that somebody else could read or has made. */
export function madeRunFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { mode, uid } = statSync(folder)
  const isOurs = process.getuid === undefined || uid === process.getuid()
  if (isOurs && (process.platform === 'win32' || (mode & 0o077) === 0)) return folder
  throw new InputError(
    'may be used by others, and tokens would lie in it',
    { file: folder },
    'Take their rights away (chmod 700), or name another with T2T_RUN_FOLDER.',
  )
}

export const killFileOf = (folder: string, pid: number): string => join(folder, `${pid}.kill`)

export function writeRunFile(folder: string, run: RunFile): void {
  const path = join(folder, `${run.pid}.json`)
  rmSync(path, { force: true })
  writeFileSync(path, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
}

export function removeRunFile(folder: string, pid: number): void {
  rmSync(join(folder, `${pid}.json`), { force: true })
}

/**
 * What runs now. Files of programs that have ended without a word are taken away, the kill file among
 * them: a later program of the same number would find itself stopped.
 */
export function liveRuns(folder: string): RunFile[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return []
  const runs: RunFile[] = []
  for (const name of readdirSync(folder)) {
    const [, digits, kind] = /^(\d+)\.(json|kill)$/.exec(name) ?? []
    if (digits === undefined) continue
    if (!isAlive(Number(digits))) {
      rmSync(join(folder, name), { recursive: true, force: true })
      continue
    }
    const run = kind === 'json' ? readRun(join(folder, name)) : undefined
    if (run !== undefined) runs.push(run)
  }
  return runs.sort((a, b) => a.pid - b.pid)
}

function readRun(path: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunFile
  } catch {
    // Being written, or no work of ours.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
