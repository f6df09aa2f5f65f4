/**
 * Decimal grids: exact conversion between printed prices and integer ticks (or sizes and lots).
 *
 * Prices arrive as decimal text. Going through a double and a division misplaces ticks; here the
 * digits become a scaled integer, and a value that is not on the grid is said to be off it, never
 * rounded in silence.
 */

/** What `DecimalGrid.count` answers for a value that is not a whole number of steps. */
export const OFF_GRID = Number.NaN

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`))

/**
 * A step such as 0.1, 0.25 or 0.001, kept as the exact fraction `numerator / 10 ** decimals`.
 *
 * ```ts
 * const tick = new DecimalGrid('0.1')
 * tick.count('61659.70')    // 616597
 * tick.value(616597)        // 61659.7
 * tick.format(616597)       // '61659.7'
 * ```
 */
export class DecimalGrid {
  /** The step as a double, for example 0.1. */
  readonly step: number
  /** Digits after the point that values on this grid need. */
  readonly decimals: number
  /** The step in units of the last of those digits: 25 for 0.25. */
  readonly numerator: number
  readonly #scale: number = 0

  /** @throws RangeError when `step` is not a positive decimal number of at most 15 digits. */
  constructor(step: string | number) {
    const text = typeof step === 'number' ? plainDecimal(step) : step.trim()
    if (!/^\d+(\.\d+)?$/.test(text)) throw new RangeError(`not a positive decimal number: ${step}`)
    const [whole = '', fraction = ''] = text.split('.')
    const digits = fraction.replace(/0+$/, '')
    const numerator = Number(whole + digits)
    if (!(numerator > 0) || numerator > Number.MAX_SAFE_INTEGER || digits.length > 15) {
      throw new RangeError(`a step must be above zero and have at most 15 decimals: ${step}`)
    }
    this.decimals = digits.length
    this.numerator = numerator
    this.#scale = POWERS[digits.length]!
    this.step = numerator / this.#scale
  }

  /** The nearest double to `count` steps: the same bits as parsing the printed value. */
  value(count: number): number {
    return (count * this.numerator) / this.#scale
  }

  /** Fractional number of steps in a value; exact for values on the grid below 2^53 units. */
  countOf(value: number): number {
    return (value * this.#scale) / this.numerator
  }

  /** Steps in a decimal text, `OFF_GRID` when it is not a whole number of them or not a number. */
  count(text: string): number {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
    if (match === null) return OFF_GRID
    const [, sign, whole = '', fraction = ''] = match
    const kept = fraction.slice(0, this.decimals).padEnd(this.decimals, '0')
    if (/[1-9]/.test(fraction.slice(this.decimals))) return OFF_GRID
    const units = Number(whole + kept)
    if (units > Number.MAX_SAFE_INTEGER || units % this.numerator !== 0) return OFF_GRID
    const steps = units / this.numerator
    return sign === '-' ? 0 - steps : steps
  }

  /** Prints `count` steps with exactly as many decimals as the grid has. */
  format(count: number): string {
    const units = count * this.numerator
    if (!Number.isSafeInteger(units)) return this.value(count).toFixed(this.decimals)
    // From the digits: near 2^53 units a double is too coarse for `toFixed` to find the last one.
    const digits = String(Math.abs(units)).padStart(this.decimals + 1, '0')
    const point = digits.length - this.decimals
    const fraction = this.decimals === 0 ? '' : `.${digits.slice(point)}`
    return `${units < 0 ? '-' : ''}${digits.slice(0, point)}${fraction}`
  }
}

/** A double without an exponent: 1e-8 as '0.00000001'. */
export function plainDecimal(value: number): string {
  const text = String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (match === null) return text
  const [, sign = '', lead = '', fraction = '', power = '0'] = match
  const exponent = Number(power)
  const digits = lead + fraction
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  return sign + digits.padEnd(exponent + 1, '0')
}
