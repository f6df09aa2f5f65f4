/**
 * The price and size grid of an instrument, guessed from the decimals that its data show.
 *
 * A sample of at least a hundred different values is trusted to reveal a step of 1, 2, 2.5 or 5 times
 * a power of ten; a smaller one only the number of decimals. Steps above 1 are never guessed: round
 * numbers are common, and a finer grid is never wrong.
 */
import { decimalsOf } from '../wire/index.ts'

const SAMPLE_MIN = 100
const DECIMALS_MAX = 12

/** The coarsest step, as decimal text, of which all values are whole multiples. */
export function inferStep(values: Iterable<string>): string {
  const texts = new Set<string>()
  let decimals = 0
  for (const value of values) {
    const text = withoutTrailingZeros(value)
    texts.add(text)
    decimals = Math.max(decimals, decimalsOf(text))
  }
  decimals = Math.min(decimals, DECIMALS_MAX)
  if (texts.size < SAMPLE_MIN) return powerOfTen(decimals)
  let divisor = 0
  for (const text of texts) divisor = greatestCommonDivisor(divisor, unitsOf(text, decimals))
  return coarsest(divisor, decimals)
}

const withoutTrailingZeros = (text: string): string =>
  text.includes('.') ? text.replace(/\.?0+$/, '') : text

/** The value in units of its last decimal; sampled values are short enough for a double. */
function unitsOf(text: string, decimals: number): number {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  return Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b]
  return a
}

function coarsest(divisor: number, decimals: number): string {
  if (decimals > 0 && divisor > 0) {
    if (divisor % 5 === 0) {
      return scaled(decimals > 1 && divisor % 25 === 0 ? 25 : 5, decimals)
    }
    if (divisor % 2 === 0) return scaled(2, decimals)
  }
  return powerOfTen(decimals)
}

const powerOfTen = (decimals: number): string => scaled(1, decimals)

/** `units` of the last of so many decimals, as text: 25 and 2 give 0.25. */
function scaled(units: number, decimals: number): string {
  if (decimals === 0) return String(units)
  const digits = String(units).padStart(decimals + 1, '0')
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
