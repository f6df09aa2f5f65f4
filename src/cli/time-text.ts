/** Event times as people and files write them: in the unit of the input, from its epoch. */
import type { FeedInfo } from '../market-data/index.ts'
import { type IsoStyle, isoNanos, type TimestampStyle } from '../wire/index.ts'

const NANOS: Readonly<Record<FeedInfo['timeUnit'], number>> = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 }
const NANOS_PER_SECOND = 1_000_000_000n

/**
 * The timestamp of an instant as the input would have written it: its unit, its decimals, ISO 8601
 * where it has that. Rounds down: rows that shared a timestamp were moved apart by nanoseconds, and
 * show what they shared, unless the input has nanoseconds itself. Exact beyond 2^53.
 */
export function timestampText(atNanos: number, info: FeedInfo): string {
  const total = info.epochNanos + BigInt(Math.floor(atNanos))
  const style = info.timeStyle
  if (style?.iso !== undefined) return isoText(total, style, style.iso)
  if (style !== undefined) return countText(total, info.timeUnit, style)
  // Without a look at the input: nine decimals for exchange times, six for synthetic series.
  const decimalsMax = info.timeUnit !== 's' ? 0 : info.isOrderLevel ? 9 : 6
  return countText(total, info.timeUnit, { decimalsMin: 0, decimalsMax })
}

function countText(total: bigint, timeUnit: FeedInfo['timeUnit'], style: TimestampStyle): string {
  const unit = BigInt(NANOS[timeUnit])
  const unitDecimals = String(unit).length - 1
  const decimalsMax = Math.min(style.decimalsMax, unitDecimals)
  // Cut towards the past; the sign then stands before what is left, and the digits count from zero.
  const shown = floorTo(total, 10n ** BigInt(unitDecimals - decimalsMax))
  const size = shown < 0n ? -shown : shown
  const digits = unitDecimals === 0 ? '' : String(size % unit).padStart(unitDecimals, '0')
  const fraction = fractionText(digits, { ...style, decimalsMax }, '.')
  return `${shown < 0n ? '-' : ''}${size / unit}${fraction}`
}

function isoText(total: bigint, style: TimestampStyle, iso: IsoStyle): string {
  const local = total + BigInt(iso.zoneSeconds) * NANOS_PER_SECOND
  const fraction = modulo(local, NANOS_PER_SECOND)
  const seconds = (local - fraction) / NANOS_PER_SECOND
  const text = new Date(Number(seconds) * 1000).toISOString()
  const digits = fractionText(String(fraction).padStart(9, '0'), style, iso.fractionMark)
  const hasSeconds = iso.hasSeconds || digits !== '' || modulo(seconds, 60n) !== 0n
  const time = `${text.slice(11, hasSeconds ? 19 : 16)}${digits}`
  return `${text.slice(0, 10)}${iso.separator}${time}${iso.zone}`
}

/** As many decimals as the input has; fewer where its own differ and the last ones are zero. */
function fractionText(digits: string, style: TimestampStyle, mark: string): string {
  const { decimalsMin, decimalsMax } = style
  const needed = digits.slice(0, decimalsMax).replace(/0+$/, '').length
  const decimals = Math.min(decimalsMax, Math.max(decimalsMin, needed))
  return decimals === 0 ? '' : mark + digits.slice(0, decimals).padEnd(decimals, '0')
}

/** Never negative, whatever the sign of the count. */
const modulo = (count: bigint, divisor: bigint): bigint => ((count % divisor) + divisor) % divisor

const floorTo = (count: bigint, step: bigint): bigint => count - modulo(count, step)

/**
 * The instant that `timestampText` would write so, in nanoseconds since the epoch; undefined for what
 * is no timestamp. Decimals of the unit are read too.
 */
export function instantNanos(text: string, info: FeedInfo): number | undefined {
  if (info.timeStyle?.iso !== undefined) {
    return isoNanos(text, Number(info.epochNanos / NANOS_PER_SECOND))
  }
  const match = /^(-?\d{1,19})(?:\.(\d{1,9}))?$/.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  const unit = BigInt(NANOS[info.timeUnit])
  const rest = (BigInt(fraction.padEnd(9, '0')) * unit) / NANOS_PER_SECOND
  const sign = whole.startsWith('-') ? -1n : 1n
  return Number(BigInt(whole) * unit + sign * rest - info.epochNanos)
}

/** ISO 8601 with nanoseconds where the date is known, time of day where only that is. */
export function instantText(atNanos: number, info: FeedInfo): string {
  if (!Number.isFinite(atNanos)) return 'never'
  const total = info.epochNanos + BigInt(Math.round(atNanos))
  const ofSecond = modulo(total, NANOS_PER_SECOND)
  const seconds = (total - ofSecond) / NANOS_PER_SECOND
  const fraction = String(ofSecond).padStart(9, '0').replace(/0+$/, '')
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
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
