/**
 * Run files: a finished run, saved to be reported and compared later.
 *
 * One line of JSON: a head that says what the file is and which version, the record, and a checksum
 * over it. A file that was cut short, edited or damaged does not pass.
 */
import { readFileSync } from 'node:fs'
import type { RunRecord } from '../backtest/index.ts'
import { InputError, RunHash } from '../core/index.ts'
import type { AtomicTextFile } from '../io/index.ts'
import { runRecordSchema } from './run-record-schema.ts'

const FORMAT = 'tick-to-trade run'
const VERSION = 1
const HEAD = `{"format":"${FORMAT}","version":`

/** Writes a record; the caller commits the file. */
export function writeRunFile(file: AtomicTextFile, record: RunRecord): void {
  const body = JSON.stringify(record)
  file.write(`${HEAD}${VERSION},"checksum":"${checksum(body)}","run":${body}}\n`)
}

/** Whether a file says that it is a run file; configurations are something else. */
export function isRunFile(path: string): boolean {
  return readText(path).slice(0, HEAD.length) === HEAD
}

/** @throws InputError for another version, a file that was cut short, and anything else. */
export function readRunFile(path: string): RunRecord {
  const text = readText(path)
  const version = Number(/^(\d+)/.exec(text.slice(HEAD.length))?.[1] ?? Number.NaN)
  if (text.slice(0, HEAD.length) !== HEAD || Number.isNaN(version)) {
    throw new InputError('is not a run file', { file: path }, 'Save one with t2t backtest --save.')
  }
  if (version !== VERSION) {
    throw new InputError(
      `is a run file of version ${version}; this program reads version ${VERSION}`,
      { file: path },
      'Run it again with this version, or read it with the one that wrote it.',
    )
  }
  const match = /^\d+,"checksum":"([0-9a-f]{16})","run":([\s\S]*)\}\s*$/.exec(
    text.slice(HEAD.length),
  )
  const [, sum, body] = match ?? []
  if (body === undefined || checksum(body) !== sum) throw damaged(path)
  const result = runRecordSchema.safeParse(parsed(body, path))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new InputError(
    `does not hold a run: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`,
    { file: path },
    'Run it again and save it with t2t backtest --save.',
  )
}

function parsed(body: string, path: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw damaged(path)
  }
}

function damaged(path: string): InputError {
  return new InputError(
    'is a run file that was cut short or changed',
    { file: path },
    'Run it again and save it with t2t backtest --save.',
  )
}

function checksum(body: string): string {
  const hash = new RunHash()
  hash.addText(body)
  return hash.digest()
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_STRING_TOO_LONG') {
      throw new InputError('is too large for a run file or a configuration', { file: path })
    }
    throw error
  }
}
