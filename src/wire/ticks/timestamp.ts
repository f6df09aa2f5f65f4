/**
 * Timestamps of price series to nanoseconds since an epoch, exact to the last digit.
 *
 * Numbers count units since 1970 or since midnight; text is ISO 8601, in UTC unless it says
 * otherwise. A 19-digit count of nanoseconds does not fit a double, so the digits are taken in two
 * halves and the epoch is subtracted from the first.
 */
import { asciiText, isPadding, MINUS, POINT, ZERO } from '../ascii.ts'

export type TimestampUnit = 's' | 'ms' | 'us' | 'ns'

/** How the timestamps of a file are to be read. */
export interface TimestampForm {
  readonly unit: TimestampUnit
  /** Seconds since 1970 of the midnight that event times count from; 0 when no date is known. */
  readonly epochSeconds: number
  readonly isText: boolean
  /** The unit of a printed time: that of the numbers, and for text one that needs no decimals. */
  readonly printedUnit: TimestampUnit
}

const DAY_SECONDS = 86_400
const LOW_DIGITS = 9
const NANOS: Readonly<Record<TimestampUnit, number>> = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 }
const UNIT_DIGITS: Readonly<Record<TimestampUnit, number>> = { s: 9, ms: 6, us: 3, ns: 0 }
const BY_DIGITS: readonly TimestampUnit[] = ['s', 'ms', 'us', 'ns']

/** Year, month, day, hour, minute, second, fraction, zone. */
export const ISO_TIMESTAMP =
  /^"?(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?"?$/

/**
 * What the first timestamp of a file says about all of them; undefined when it is no timestamp.
 *
 * By magnitude: from 1e17 on nanoseconds since 1970, from 1e14 microseconds, from 1e11 milliseconds,
 * from 1e9 seconds; smaller whole numbers are milliseconds since midnight, smaller decimals seconds.
 */
export function timestampForm(
  first: string,
  wanted: TimestampUnit | 'auto' = 'auto',
): TimestampForm | undefined {
  const text = first.trim()
  const iso = isoNanos(text, 0)
  if (iso !== undefined) {
    const fraction = ISO_TIMESTAMP.exec(text)?.[7]?.length ?? 0
    const printedUnit = BY_DIGITS[Math.ceil(fraction / 3)]!
    return { unit: 'ns', epochSeconds: midnight(iso / 1e9), isText: true, printedUnit }
  }
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text)
  if (match === null) return undefined
  const value = Number(match[2])
  const unit = wanted === 'auto' ? unitOf(value, match[3]?.length ?? 0) : wanted
  const seconds = (value * NANOS[unit]) / 1e9
  const epochSeconds = seconds >= 1e8 ? midnight(match[1] === '-' ? -seconds : seconds) : 0
  return { unit, epochSeconds, isText: false, printedUnit: unit }
}

function unitOf(value: number, fraction: number): TimestampUnit {
  if (value >= 1e17) return 'ns'
  if (value >= 1e14) return 'us'
  if (value >= 1e11) return 'ms'
  if (value >= 1e9) return 's'
  return fraction === 0 ? 'ms' : 's'
}

const midnight = (seconds: number): number => Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS

/** Nanoseconds since the form's epoch; NaN when the bytes are no such timestamp. */
export function readTimestamp(
  bytes: Uint8Array,
  start: number,
  end: number,
  form: TimestampForm,
): number {
  if (form.isText) {
    return (
      isoNanos(asciiText(bytes, start, Math.min(end, start + 64)).trim(), form.epochSeconds) ??
      Number.NaN
    )
  }
  let at = start
  let stop = end
  while (at < stop && isPadding(bytes[at]!)) at++
  while (at < stop && isPadding(bytes[stop - 1]!)) stop--
  const isNegative = bytes[at] === MINUS
  if (isNegative) at++
  let point = at
  while (point < stop && bytes[point] !== POINT) point++
  const split = Math.max(at, point - LOW_DIGITS)
  if (point === at || split - at > LOW_DIGITS + 1) return Number.NaN
  let high = 0
  for (; at < split; at++) high = high * 10 + digitAt(bytes, at)
  let low = 0
  for (; at < point; at++) low = low * 10 + digitAt(bytes, at)
  let fraction = 0
  let missing = UNIT_DIGITS[form.unit]
  for (at = point + 1; at < stop; at++) {
    const digit = digitAt(bytes, at)
    if (Number.isNaN(digit)) return Number.NaN
    if (missing === 0) continue
    fraction = fraction * 10 + digit
    missing--
  }
  while (missing-- > 0) fraction *= 10
  if (isNegative) {
    // Before the epoch of the clock that counts, not before the midnight that is subtracted.
    high = -high
    low = -low
    fraction = -fraction
  }
  const epochUnits = (form.epochSeconds * 1e9) / NANOS[form.unit]
  // With nanoseconds, the high half counts whole seconds; the other units fit a double as they are.
  return form.unit === 'ns'
    ? (high - form.epochSeconds) * 1e9 + low
    : (high * 1e9 + low - epochUnits) * NANOS[form.unit] + fraction
}

function digitAt(bytes: Uint8Array, at: number): number {
  const digit = bytes[at]! - ZERO
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}

/** Nanoseconds from the epoch to a moment in ISO 8601; undefined for what is none. */
export function isoNanos(text: string, epochSeconds: number): number | undefined {
  const match = ISO_TIMESTAMP.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = match
  const inRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  const midnightMillis = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const isDate = new Date(midnightMillis).toISOString().startsWith(`${year}-${month}-${day}`)
  if (!inRange || !isDate) return undefined
  const ofDay = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const seconds = midnightMillis / 1000 + ofDay - zoneSeconds(zone) - epochSeconds
  return seconds * 1e9 + Number(fraction.padEnd(9, '0'))
}

/** Seconds that a zone is ahead of UTC, which is what none or `Z` means. */
export function zoneSeconds(zone: string): number {
  if (zone === '' || zone === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60)
}
