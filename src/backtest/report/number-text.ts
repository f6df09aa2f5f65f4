/** Numbers for people, written the same on every machine. What is not a number is a dash. */

const NONE = '–'
const MINUS = '−'

/** Thousands separated, a true minus, exactly `decimals` digits after the point. */
export function fixedText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return value === Number.POSITIVE_INFINITY ? '∞' : NONE
  const digits = Math.abs(value).toFixed(decimals)
  // Beyond 10^21 digits come with an exponent, which nobody groups.
  const [whole = '', fraction] = digits.split('.')
  const grouped = digits.includes('e') ? digits : whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = value < 0 && Number(digits) !== 0 ? MINUS : ''
  return fraction === undefined ? sign + grouped : `${sign}${grouped}.${fraction}`
}

/** A count, without digits after the point unless it has some. */
export function countText(value: number): string {
  return fixedText(value, Number.isInteger(value) ? 0 : 2)
}

/** Money: two digits after the point, more for small amounts. */
export function moneyText(value: number): string {
  const size = Math.abs(value)
  return fixedText(value, size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : 8)
}

/** The same with a plus in front of gains. */
export function signedText(value: number, text: string): string {
  return value > 0 ? `+${text}` : text
}

export function percentText(fraction: number): string {
  const percent = fraction * 100
  return Number.isNaN(percent) ? NONE : `${fixedText(percent, Math.abs(percent) < 10 ? 2 : 1)} %`
}

export function bpsText(bps: number): string {
  return fixedText(bps, Math.abs(bps) < 10 ? 3 : 1)
}

const SPANS: readonly (readonly [number, string])[] = [
  [86_400e9, 'd'],
  [3600e9, 'h'],
  [60e9, 'min'],
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
]

/** A span in the largest unit that keeps it at one or above: 20 ms. */
export function spanText(nanos: number): string {
  if (!Number.isFinite(nanos)) return NONE
  const found = SPANS.find(([unit]) => Math.abs(nanos) >= unit)
  const [unit, name] = found ?? [1, 'ns']
  const count = Number((Math.abs(nanos) / unit).toPrecision(3))
  return `${nanos < 0 ? MINUS : ''}${found === undefined ? Math.round(count) : count} ${name}`
}
