/**
 * Funding rates from a file: CSV rows of an instant in Unix milliseconds and a rate, as venues
 * publish them (`1723161600000,0.0001`); a header may name the columns.
 */
import { readFileSync } from 'node:fs'
import { InputError } from '../core/index.ts'

export interface RecordedFunding {
  /** Nanoseconds since the epoch asked for. */
  readonly atNanos: number
  /** Fraction of the position's value, paid by longs when positive. */
  readonly rate: number
}

/** @throws InputError naming file and line. */
export function readFundingRows(path: string, epochNanos: bigint): RecordedFunding[] {
  const rows: RecordedFunding[] = []
  for (const [k, line] of readFileSync(path, 'latin1').split(/\r?\n/).entries()) {
    const match = /^\s*(\d{1,16})\s*,\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*(?:,.*)?$/i.exec(line)
    if (match === null) {
      if (line.trim() === '' || (k === 0 && /[a-z]/i.test(line))) continue
      throw new InputError(
        `${JSON.stringify(line.slice(0, 60))} is not a row of funding`,
        { file: path, line: k + 1 },
        'A row is time,rate: Unix milliseconds and a fraction such as 0.0001.',
      )
    }
    const atNanos = Number(BigInt(match[1]!) * 1_000_000n - epochNanos)
    if (rows.length > 0 && atNanos <= rows[rows.length - 1]!.atNanos) {
      throw new InputError(
        'is not later than the row before it',
        { file: path, line: k + 1 },
        'Sort the rows by time.',
      )
    }
    rows.push({ atNanos, rate: Number(match[2]) })
  }
  if (rows.length === 0) {
    throw new InputError('holds no funding rates', { file: path }, 'Give rows of time,rate.')
  }
  return rows
}
