/** Times of day such as `09:30:00.120` to nanoseconds since midnight, in place. */
import { COLON, POINT, ZERO } from '../ascii.ts'

const NANOS_PER_SECOND = 1_000_000_000
const DECIMALS = 9

/** Nanoseconds since midnight; NaN when the bytes are no hours, minutes and seconds of a day. */
export function readTimeOfDay(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length < 8 || bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return Number.NaN
  const hours = twoDigits(bytes, start)
  const minutes = twoDigits(bytes, start + 3)
  const seconds = twoDigits(bytes, start + 6)
  // A comparison with NaN is false, so digits that are none fail here too.
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN
  const fraction = length === 8 ? 0 : fractionNanos(bytes, start + 8, end)
  return ((hours * 60 + minutes) * 60 + seconds) * NANOS_PER_SECOND + fraction
}

function fractionNanos(bytes: Uint8Array, point: number, end: number): number {
  const digits = end - point - 1
  if (bytes[point] !== POINT || digits < 1 || digits > DECIMALS) return Number.NaN
  let value = 0
  for (let at = point + 1; at < end; at++) value = value * 10 + digitAt(bytes, at)
  for (let missing = digits; missing < DECIMALS; missing++) value *= 10
  return value
}

const twoDigits = (bytes: Uint8Array, at: number): number =>
  10 * digitAt(bytes, at) + digitAt(bytes, at + 1)

function digitAt(bytes: Uint8Array, at: number): number {
  const digit = bytes[at]! - ZERO
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}
