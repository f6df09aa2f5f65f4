/**
 * Recorded order latencies from a file: rows of request, exchange and response time.
 *
 * Two forms: CSV with three integer columns of nanoseconds (a header may name them), and the binary
 * form of the reference backtester, four little-endian int64 a row, the last unused. Times are Unix
 * nanoseconds, as the market data's.
 */
import { readFileSync } from 'node:fs'
import { InputError } from '../core/index.ts'

export interface RecordedLatencies {
  readonly requested: Float64Array
  readonly received: Float64Array
  readonly answered: Float64Array
}

const ROW_BYTES = 32

/** Times relative to `epochNanos`. @throws InputError naming line or byte. */
export function readLatencyRows(path: string, epochNanos: bigint): RecordedLatencies {
  const bytes = readFileSync(path)
  if (bytes.length === 0)
    throw new InputError('is empty', { file: path }, 'Give recorded latencies.')
  const isText = bytes
    .subarray(0, 4096)
    .every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127))
  const rows = isText ? textRows(path, bytes.toString('latin1')) : binaryRows(path, bytes)
  const columns = {
    requested: new Float64Array(rows.length),
    received: new Float64Array(rows.length),
    answered: new Float64Array(rows.length),
  }
  for (const [k, [requested, received, answered]] of rows.entries()) {
    columns.requested[k] = Number(requested - epochNanos)
    columns.received[k] = received <= 0n ? Number.NEGATIVE_INFINITY : Number(received - epochNanos)
    columns.answered[k] = Number(answered - epochNanos)
    if (k > 0 && requested <= rows[k - 1]![0]) {
      throw new InputError(
        `row ${k + 1} is not later than the one before it`,
        { file: path, ...(isText ? { line: k + 1 } : { byte: k * ROW_BYTES }) },
        'Sort the rows by request time.',
      )
    }
    if (answered < requested || (received > 0n && (received < requested || answered < received))) {
      throw new InputError(
        `row ${k + 1} arrives before it was sent`,
        { file: path, ...(isText ? { line: k + 1 } : { byte: k * ROW_BYTES }) },
        'Request, exchange and response time ascend within a row.',
      )
    }
  }
  return columns
}

type Row = readonly [bigint, bigint, bigint]

function binaryRows(path: string, bytes: Buffer): Row[] {
  if (bytes.length % ROW_BYTES !== 0) {
    throw new InputError(
      `ends in the middle of a row of ${ROW_BYTES} bytes`,
      { file: path, byte: bytes.length - (bytes.length % ROW_BYTES) },
      'Give rows of four little-endian 64-bit integers, or CSV.',
    )
  }
  const rows: Row[] = []
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    rows.push([
      bytes.readBigInt64LE(at),
      bytes.readBigInt64LE(at + 8),
      bytes.readBigInt64LE(at + 16),
    ])
  }
  return rows
}

function textRows(path: string, text: string): Row[] {
  const rows: Row[] = []
  for (const [k, line] of text.split(/\r?\n/).entries()) {
    const match = /^\s*(\d{1,19})\s*,\s*(-?\d{1,19})\s*,\s*(\d{1,19})\s*(?:,.*)?$/.exec(line)
    if (match !== null) rows.push([BigInt(match[1]!), BigInt(match[2]!), BigInt(match[3]!)])
    else if (line.trim() !== '' && !(k === 0 && /[a-z]/i.test(line))) {
      throw new InputError(
        `${JSON.stringify(line.slice(0, 60))} is not a row of latencies`,
        { file: path, line: k + 1 },
        'A row is request,exchange,response in nanoseconds.',
      )
    }
  }
  if (rows.length === 0)
    throw new InputError('holds no rows', { file: path }, 'Give recorded latencies.')
  return rows
}
