/** Event times as people and files write them: in the unit of the input, from its epoch. */
import type { FeedInfo } from '../market-data/index.ts'

const NANOS: Readonly<Record<FeedInfo['timeUnit'], number>> = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 }

/**
 * The timestamp of an instant as the input would have written it. Rounds down: rows that shared a
 * timestamp were moved apart by nanoseconds, and show what they shared. Exact beyond 2^53.
 */
export function timestampText(atNanos: number, info: FeedInfo): string {
  if (info.timeUnit === 's') return secondsText(atNanos, info)
  const unit = NANOS[info.timeUnit]
  const count = Math.floor(atNanos / unit)
  if (info.epochNanos === 0n) return String(count)
  return String(info.epochNanos / BigInt(unit) + BigInt(count))
}

/** Seconds with the decimals they need: nine for exchange times, six for rows of a series. */
function secondsText(atNanos: number, info: FeedInfo): string {
  const nanosTotal = info.epochNanos + BigInt(Math.round(atNanos))
  const decimals = info.isOrderLevel ? 9 : 6
  const whole = nanosTotal / 1_000_000_000n
  const fraction = String(nanosTotal % 1_000_000_000n)
    .padStart(9, '0')
    .slice(0, decimals)
  const digits = fraction.replace(/0+$/, '')
  return digits === '' ? String(whole) : `${whole}.${digits}`
}

/**
 * The instant that `timestampText` would write so, in nanoseconds since the epoch; undefined for what
 * is no timestamp. Decimals of the unit are read too.
 */
export function instantNanos(text: string, info: FeedInfo): number | undefined {
  const match = /^(-?\d{1,19})(?:\.(\d{1,9}))?$/.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  const unit = BigInt(NANOS[info.timeUnit])
  const rest = (BigInt(fraction.padEnd(9, '0')) * unit) / 1_000_000_000n
  const sign = whole.startsWith('-') ? -1n : 1n
  return Number(BigInt(whole) * unit + sign * rest - info.epochNanos)
}

/** ISO 8601 with nanoseconds where the date is known, time of day where only that is. */
export function instantText(atNanos: number, info: FeedInfo): string {
  if (!Number.isFinite(atNanos)) return 'never'
  const total = info.epochNanos + BigInt(Math.round(atNanos))
  const millis = Number(total / 1_000_000n)
  const fraction = String(total % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  const date = new Date(millis).toISOString().slice(0, 19)
  const text = info.epochNanos === 0n ? date.slice(11) : date.replace('T', ' ')
  return fraction === '' ? text : `${text}.${fraction}`
}

/** A span in the largest unit that keeps it above one: 20 ms. */
export function spanText(nanos: number): string {
  if (!Number.isFinite(nanos)) return '–'
  const absolute = Math.abs(nanos)
  if (absolute >= 3600e9) return `${(nanos / 3600e9).toFixed(2)} h`
  if (absolute >= 60e9) return `${(nanos / 60e9).toFixed(1)} min`
  if (absolute >= 1e9) return `${trim(nanos / 1e9)} s`
  if (absolute >= 1e6) return `${trim(nanos / 1e6)} ms`
  if (absolute >= 1e3) return `${trim(nanos / 1e3)} us`
  return `${Math.round(nanos)} ns`
}

const trim = (value: number): string => String(Number(value.toFixed(3)))
