/**
 * The Sobol sequence: points of a unit cube that leave no corner out, however many are taken.
 *
 * Of the first `2 ** k` points exactly one lies in each of the `2 ** k` equal parts of every axis. The
 * order is that of I. A. Antonov and V. M. Saleev: a point differs from the one before by one
 * direction number an axis.
 */
import { assert } from '../../core/index.ts'
import { SOBOL_ROWS } from './sobol-directions.ts'

const BITS = 32
const TWO_TO_MINUS_32 = 2 ** -32
/** As many axes as there are direction numbers for. */
export const SOBOL_AXES_MAX = SOBOL_ROWS.length + 1

export class SobolSequence {
  readonly axes: number
  readonly #directions: readonly Uint32Array[]
  readonly #state: Uint32Array
  readonly #shift: Uint32Array
  #taken = 0

  /**
   * `shift` moves every point of an axis by the same bits, which keeps the balance and leaves the
   * origin: 32 bits for each axis, none by default.
   */
  constructor(axes: number, shift: Uint32Array = new Uint32Array(axes)) {
    assert(axes >= 1 && axes <= SOBOL_AXES_MAX, 'there are direction numbers for every axis')
    this.axes = axes
    this.#directions = Array.from({ length: axes }, (_, axis) => directionsOf(axis))
    this.#state = new Uint32Array(axes)
    this.#shift = shift
  }

  /** The next point, from 0 to below 1 on each axis; the first is the origin unless shifted. */
  nextInto(out: Float64Array): void {
    const state = this.#state
    if (this.#taken > 0) {
      const bit = 31 - Math.clz32(this.#taken & -this.#taken)
      for (let axis = 0; axis < this.axes; axis++) {
        state[axis] = state[axis]! ^ this.#directions[axis]![bit]!
      }
    }
    this.#taken++
    for (let axis = 0; axis < this.axes; axis++) {
      out[axis] = ((state[axis]! ^ this.#shift[axis]!) >>> 0) * TWO_TO_MINUS_32
    }
  }
}

/** The direction numbers of an axis, the binary point to the left of the highest bit. */
function directionsOf(axis: number): Uint32Array {
  const directions = new Uint32Array(BITS)
  if (axis === 0) {
    for (let k = 0; k < BITS; k++) directions[k] = 1 << (BITS - 1 - k)
    return directions
  }
  const [polynomial, ...first] = SOBOL_ROWS[axis - 1]!
  const degree = first.length
  for (let k = 0; k < BITS; k++) {
    if (k < degree) {
      directions[k] = first[k]! << (BITS - 1 - k)
      continue
    }
    let direction = directions[k - degree]! ^ (directions[k - degree]! >>> degree)
    for (let j = 1; j < degree; j++) {
      if ((polynomial >> (degree - j)) & 1) direction ^= directions[k - j]!
    }
    directions[k] = direction
  }
  return directions
}
