/** How the program ends: the exit codes, and what a person reads when something went wrong. */
import { InputError, InvariantError } from '../core/index.ts'

/** All went well. */
export const EXIT_OK = 0
/** The answer is no: data unfit, runs that differ. */
export const EXIT_NEGATIVE = 1
/** A user's mistake: configuration, options, unreadable input. */
export const EXIT_USAGE = 2
/** A bug of ours. */
export const EXIT_BUG = 70

/** Prints an error the way its kind deserves and returns the exit code. */
export function explain(error: unknown): number {
  if (error instanceof InputError) {
    process.stderr.write(`t2t: ${error.message}\n`)
    return EXIT_USAGE
  }
  const system = systemProblem(error)
  if (system !== undefined) {
    process.stderr.write(`t2t: ${system}\n`)
    return EXIT_USAGE
  }
  const kind = error instanceof InvariantError ? 'a broken invariant' : 'an unexpected error'
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `t2t: ${kind}: this is a bug of tick-to-trade, not of your input. Please report it with:\n${stack}\n`,
  )
  return EXIT_BUG
}

const SYSTEM_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  ELOOP: 'is a link that leads to itself',
  ENAMETOOLONG: 'the name is too long',
  EPERM: 'the system does not permit it',
  EIO: 'the disk reports an error',
  EDQUOT: 'the disk is full for this user',
  EFBIG: 'the file would be too large',
  EADDRINUSE: 'the port is taken: choose another with --port',
  EMFILE: 'too many open files',
}

/** The operating system's refusals in plain words; undefined for other errors. */
function systemProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const problem = SYSTEM_PROBLEMS[String(error.code)]
  if (problem === undefined) return undefined
  return 'path' in error ? `${String(error.path)}: ${problem}` : problem
}
