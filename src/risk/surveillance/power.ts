/** Whole powers by squaring: multiplications alone, so that every machine gets the same digits. */

/** `base` to the power of a whole, non-negative number; O(log exponent). */
export function power(base: number, exponent: number): number {
  let result = 1
  let factor = base
  // Beyond this a base below one is zero in any case.
  let left = Math.min(exponent, 2 ** 31 - 1)
  while (left > 0) {
    if (left % 2 === 1) result *= factor
    factor *= factor
    left = Math.floor(left / 2)
  }
  return result
}
