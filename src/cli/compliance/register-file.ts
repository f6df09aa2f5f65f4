/**
 * The register's file: read with every line checked, and written by adding one line, synced to the disk.
 *
 * One writer at a time: a lock beside the file keeps a second one out.
 */

import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { z } from 'zod'
import {
  AlgorithmRegister,
  type RegisterAct,
  type RegisterLine,
  type TextHasher,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { lockFolder } from '../folder-lock.ts'

export const DEFAULT_REGISTER = 'algorithms.jsonl'
const BYTES_MAX = 64 * 1024 * 1024
const LOCK_OWNER = { work: 't2t register', otherwise: 'try again when it is done' }

export const sha256Text: TextHasher = (text) => createHash('sha256').update(text).digest('hex')

const values = z.record(z.string(), z.unknown())
const text = z.string()
const count = z.int().nonnegative()
const certification = z.strictObject({
  evidenceSha256: text,
  product: text,
  market: text,
  seed: z.union([z.number(), text]),
  by: text,
  on: text,
  held: count,
  failed: count,
  notApplicable: count,
  cases: z.array(
    z.strictObject({ name: text, held: count, notApplicable: count, failed: z.array(text) }),
  ),
  leftOut: z.array(text),
})
const act = z.union([
  z.strictObject({
    kind: z.literal('add'),
    algorithm: z.strictObject({
      identifier: text,
      version: text,
      strategy: text,
      owner: text,
      description: text,
      code: z.strictObject({ strategy: text, product: text }),
      productVersion: text,
      params: values,
      limits: z.array(values),
      account: values,
      breaker: values,
      evidence: z.strictObject({
        runs: z.array(text),
        certification: certification.nullable(),
        sweep: text,
        notes: z.array(text),
      }),
    }),
    by: text,
  }),
  z.strictObject({
    kind: z.enum(['approve', 'retire']),
    identifier: text,
    version: text,
    by: text,
    why: text,
    on: text,
  }),
])
const lineSchema: z.ZodType<RegisterLine> = z.strictObject({
  sequence: z.int().positive(),
  at: text,
  previous: text,
  act,
  hash: text,
})

/**
 * An empty register where no file is, unless one has to be.
 * @throws InputError for a file that is none, or was changed.
 */
export function readRegister(
  path: string,
  file: 'is there' | 'may be missing' = 'may be missing',
): AlgorithmRegister {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) {
    if (file === 'may be missing') return new AlgorithmRegister(sha256Text)
    throw new InputError(
      'no register is here',
      { file: path },
      'Name one with --register, or begin one with t2t register add.',
    )
  }
  if (!status.isFile() || status.size > BYTES_MAX) {
    throw new InputError(
      status.isFile() ? 'is too large for a register' : 'is no file',
      { file: path },
      'Name the file that t2t register add wrote.',
    )
  }
  const lines = readFileSync(path, 'utf8').split('\n')
  // Every line ends with a break: what stands behind the last one was never finished.
  const unfinished = lines.pop()
  if (unfinished !== '') {
    throw new InputError(
      'ends within a line: it was cut short, or is no register',
      { file: path, line: lines.length + 1 },
      'Take the unfinished line away if a write was interrupted; the lines before it are checked.',
    )
  }
  try {
    return new AlgorithmRegister(
      sha256Text,
      lines.map((line, k) => parsedLine(line, k + 1)),
    )
  } catch (error) {
    throw error instanceof InputError ? error.within(path) : error
  }
}

function parsedLine(line: string, number: number): RegisterLine {
  const place = { line: number }
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new InputError('is not JSON', place, 'Name the file that t2t register add wrote.')
  }
  const result = lineSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new InputError(
    `is no line of a register: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`,
    place,
    'Name the file that t2t register add wrote.',
  )
}

/** Writes the act down; when it returns, the line is on the disk. */
export function appendToRegister(path: string, given: RegisterAct): AlgorithmRegister {
  const unlock = lockFolder(`${path}.lock`, path, LOCK_OWNER)
  try {
    const register = readRegister(path)
    const line = register.write(given, new Date().toISOString())
    const file = openSync(path, 'a', 0o600)
    try {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(file, bytes, written, bytes.length - written)
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    return register
  } finally {
    unlock()
  }
}
