/**
 * How a file writes its timestamps, seen from its first rows, so that others can be written alike:
 * the decimals that all rows have (`34200.50`) or that differ (`1700000000.9029999`, then `1700000001.0`),
 * and what surrounds the digits of ISO 8601 text.
 */
import { ISO_TIMESTAMP, zoneSeconds } from './timestamp.ts'

export interface TimestampStyle {
  /** Decimals of the shortest and of the longest timestamp; equal where trailing zeros are written. */
  readonly decimalsMin: number
  readonly decimalsMax: number
  /** Undefined where timestamps are numbers. */
  readonly iso?: IsoStyle
}

export interface IsoStyle {
  readonly separator: 'T' | ' '
  readonly fractionMark: '.' | ','
  /** As the file writes it: nothing, `Z`, `+0200` or `+02:00`. */
  readonly zone: string
  readonly zoneSeconds: number
  readonly hasSeconds: boolean
}

/** What nanoseconds can show. */
const DECIMALS_MAX = 9
const NUMBER = /^-?\d+(?:\.(\d*))?$/

/** Of timestamps as text, blanks and quotes already gone; what is no timestamp has no say. */
export function timestampStyle(texts: readonly string[]): TimestampStyle {
  let decimalsMin = DECIMALS_MAX
  let decimalsMax = 0
  let iso: IsoStyle | undefined
  for (const text of texts) {
    const match = ISO_TIMESTAMP.exec(text)
    if (match !== null) iso ??= isoStyle(text, match)
    const fraction = match === null ? NUMBER.exec(text)?.[1] : match[7]
    if (match === null && !NUMBER.test(text)) continue
    const decimals = Math.min(DECIMALS_MAX, fraction?.length ?? 0)
    decimalsMin = Math.min(decimalsMin, decimals)
    decimalsMax = Math.max(decimalsMax, decimals)
  }
  decimalsMin = Math.min(decimalsMin, decimalsMax)
  return iso === undefined ? { decimalsMin, decimalsMax } : { decimalsMin, decimalsMax, iso }
}

function isoStyle(text: string, match: RegExpExecArray): IsoStyle {
  const zone = match[8] ?? ''
  return {
    separator: text.includes('T') ? 'T' : ' ',
    fractionMark: text.includes(',') ? ',' : '.',
    zone,
    zoneSeconds: zoneSeconds(zone),
    hasSeconds: match[6] !== undefined,
  }
}
