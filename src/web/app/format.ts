/** Numbers and times as text: fixed digits, so that columns do not dance. */

const MINUS = '−'
export const UNKNOWN = '–'

/** With thousands separated and exactly so many digits after the point. */
export function fixed(value: number | null, digits: number): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN
  const text = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text
}

/** With its sign, plus too. */
export function signed(value: number | null, digits: number): string {
  const text = fixed(value, digits)
  return value !== null && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

export const whole = (value: number): string => fixed(value, 0)

/** Digits after the point that show a price to about six significant figures. */
export function priceDigits(price: number | null): number {
  if (price === null || !(price > 0)) return 4
  return Math.min(10, Math.max(2, 5 - Math.floor(Math.log10(price))))
}

export const priceText = (price: number | null): string => fixed(price, priceDigits(price))

/** Money in accounts: cents where they matter, none in large sums. */
export const money = (value: number | null): string => fixed(value, 2)

/** A short count: 12,345 or 1.23 M. */
export function short(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)} G`
  if (count >= 1e6) return `${(count / 1e6).toFixed(2)} M`
  return whole(count)
}

/** Simulated time since the start: 1:02:03.45, with days before it when there are any. */
export function clock(seconds: number, digits = 2): string {
  const sum = Math.max(0, seconds)
  // Rounded first: 59.999 s at two digits is a minute.
  const units = Math.round(sum * 10 ** digits)
  const inSeconds = Math.floor(units / 10 ** digits)
  const fraction = digits === 0 ? '' : `.${String(units % 10 ** digits).padStart(digits, '0')}`
  const days = Math.floor(inSeconds / 86_400)
  const hours = Math.floor((inSeconds % 86_400) / 3600)
  const minutes = Math.floor((inSeconds % 3600) / 60)
  const two = (part: number) => String(part).padStart(2, '0')
  const dayText = days > 0 ? `${days} d ` : ''
  return `${dayText}${hours}:${two(minutes)}:${two(inSeconds % 60)}${fraction}`
}

/** The same in a narrow column: once there are days, whole seconds. */
export const narrowClock = (seconds: number): string => clock(seconds, seconds < 86_400 ? 2 : 0)

/** How many digits a time needs so that neighbouring ticks differ. */
export function clockDigits(tickSeconds: number): number {
  let digits = 0
  while (
    digits < 6 &&
    Math.abs(Math.round(tickSeconds * 10 ** digits) / 10 ** digits - tickSeconds) > 1e-12
  )
    digits++
  return digits
}

/** The speed as a multiple: 10×, or max. */
export const speedText = (speed: number | 'max'): string => (speed === 'max' ? 'max' : `${speed}×`)

/** Distances of times on an axis that people count in. */
export const TIME_STEPS: number[] = [
  ...[1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => 60 * minutes),
  ...[1, 2, 3, 6, 12].map((hours) => 3600 * hours),
  ...[1, 2, 5, 10, 20, 50].map((days) => 86_400 * days),
]

/** A time below an axis, as short as the distance to its neighbour allows. */
export function axisTime(seconds: number, stepSeconds: number): string {
  const digits = stepSeconds >= 1 ? 0 : Math.ceil(-Math.log10(stepSeconds) - 1e-9)
  const text = clock(seconds, digits)
  return text.startsWith('0:') ? text.slice(2) : text
}
