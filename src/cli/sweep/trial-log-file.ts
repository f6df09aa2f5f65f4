/**
 * The log of finished trials on disk: read line by line, and written to at its end only.
 *
 * Whatever ends a sweep, a signal that cannot be caught among it, costs at most the line that was being
 * written. A full disk costs that line too, and what was there before stays whole.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import {
  logHead,
  logLine,
  outcomeOfLine,
  planOfHead,
  type TrialOutcome,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'

const CHUNK_BYTES = 1024 * 1024
/** Longer lines are none of ours. */
const LINE_BYTES_MAX = 64 * 1024 * 1024

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full for this user',
  EFBIG: 'a file may not be as large here',
}

export interface ReadLog {
  /** The plan that its first line names; undefined when that line is broken. */
  readonly plan: string | undefined
  readonly outcomes: readonly TrialOutcome[]
  /** Numbers of the lines that hold no trial any more, from 1. */
  readonly brokenLines: readonly number[]
  /** The last line was never finished: what an interruption leaves. */
  readonly isCutShort: boolean
}

/** @throws the system's error for a file that is not there or cannot be read. */
export function readTrialLog(path: string): ReadLog {
  const outcomes: TrialOutcome[] = []
  const brokenLines: number[] = []
  let plan: string | undefined
  let isCutShort = false
  let number = 0
  for (const { text, isWhole } of linesOf(path)) {
    number++
    if (number === 1) plan = planOfHead(text)
    const outcome = number === 1 ? undefined : outcomeOfLine(text)
    if (!isWhole) isCutShort = true
    else if (outcome !== undefined) outcomes.push(outcome)
    else if (number > 1 || plan === undefined) brokenLines.push(number)
  }
  return { plan, outcomes, brokenLines, isCutShort }
}

/** Lines without their ends. The last one is not whole when its end is missing. */
function* linesOf(path: string): Generator<{ text: string; isWhole: boolean }> {
  const descriptor = openSync(path, 'r')
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let parts: Buffer[] = []
    let partBytes = 0
    for (;;) {
      const bytes = readSync(descriptor, chunk)
      if (bytes === 0) break
      let from = 0
      for (let end = chunk.indexOf(10); end >= 0 && end < bytes; end = chunk.indexOf(10, from)) {
        const text = Buffer.concat([...parts, chunk.subarray(from, end)]).toString('utf8')
        yield { text, isWhole: true }
        parts = []
        partBytes = 0
        from = end + 1
      }
      partBytes += bytes - from
      if (partBytes > LINE_BYTES_MAX) {
        throw new InputError('is no log of a sweep: its lines do not end', { file: path })
      }
      if (from < bytes) parts.push(Buffer.from(chunk.subarray(from, bytes)))
    }
    if (partBytes > 0) yield { text: Buffer.concat(parts).toString('utf8'), isWhole: false }
  } finally {
    closeSync(descriptor)
  }
}

export class TrialLogFile {
  readonly path: string
  readonly #descriptor: number
  #bytes: number

  /** Begins a log, or goes on with one that is whole. */
  constructor(path: string, plan: string) {
    this.path = path
    this.#descriptor = openSync(path, 'a')
    this.#bytes = fstatSync(this.#descriptor).size
    if (this.#bytes === 0) this.#append(logHead(plan))
  }

  /** @throws InputError when the disk takes no more; the lines before stay. */
  add(outcome: TrialOutcome): void {
    this.#append(logLine(outcome))
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #append(line: string): void {
    const bytes = Buffer.from(line)
    try {
      let written = 0
      while (written < bytes.length) {
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written)
      }
    } catch (error) {
      this.#takeBack()
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      throw new InputError(
        `cannot be written: ${REASONS[code] ?? code}`,
        { file: this.path },
        'Trials that finished before are kept.',
      )
    }
    this.#bytes += bytes.length
  }

  /** The part of a line that did find room. Where it cannot go, reading sees that it was cut short. */
  #takeBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#bytes)
    } catch {
      // A device, or a disk that is gone: there is nothing to take back.
    }
  }
}
