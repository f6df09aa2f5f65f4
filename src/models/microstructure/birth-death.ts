/**
 * How long a queue that grows and shrinks by one is of each length, in the long run.
 *
 * With births b(n) and deaths d(n) at length n, the share of time is
 * `p(n) = p(0) * product over j < n of b(j) / d(j + 1)`.
 */
import { assert } from '../../core/index.ts'

/**
 * Shares of time of lengths 0, 1, ... that sum to 1. Births switch off at the last length.
 * @param births per second at each length.
 * @param deaths per second at each length; that of length 0 is not looked at.
 */
export function invariantLaw(births: readonly number[], deaths: readonly number[]): Float64Array {
  assert(births.length === deaths.length && births.length > 0, 'a birth and a death rate a length')
  const law = new Float64Array(births.length)
  law[0] = 1
  let sum = 1
  for (let length = 1; length < law.length; length++) {
    assert(deaths[length]! > 0, 'a queue that is not empty can shrink')
    law[length] = (law[length - 1]! * births[length - 1]!) / deaths[length]!
    sum += law[length]!
  }
  for (let length = 0; length < law.length; length++) law[length] = law[length]! / sum
  return law
}

/** The length at which a law, summed from 0, passes `uniform`. */
export function drawFromLaw(law: Float64Array, uniform: number): number {
  let rest = uniform
  for (let length = 0; length < law.length - 1; length++) {
    rest -= law[length]!
    if (rest < 0) return length
  }
  return law.length - 1
}
