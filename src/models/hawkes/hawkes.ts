/**
 * Events that excite each other: A. G. Hawkes, Spectra of Some Self-Exciting and Mutually Exciting
 * Point Processes, Biometrika 58, 1971.
 *
 * Each kind of event `i` has an intensity, events per second,
 *
 *   lambda_i(t) = mu_i + sum over past events (j, s) and decays m of
 *                 alpha_ijm * exp(-beta_m (t - s))
 *
 * Exponential kernels need no past: a few sums that decay and jump are the whole state, so an event
 * costs the same however many came before.
 *
 * ```
 * const mutual = checkedHawkes({
 *   baselines: [0.16, 0.16],
 *   decays: [0.9],
 *   excitations: [[[0], [0.3]], [[0.3], [0]]],   // excitations[i][j][m]: j excites i
 * })
 * spectralRadius(mutual)    // 1/3: children per event, below 1 or the process explodes
 * stationaryRates(mutual)   // [0.24, 0.24]
 * ```
 */
import { assert, InputError } from '../../core/index.ts'

export interface HawkesParameters {
  /** `mu_i`: events per second that nothing excites. */
  readonly baselines: readonly number[]
  /** `beta_m`, per second, shared by all kernels. */
  readonly decays: readonly number[]
  /** `alpha_ijm`, per second: by how much an event of kind `j` raises the intensity of `i`. */
  readonly excitations: readonly (readonly (readonly number[])[])[]
}

/** More kinds than any order flow has; a matrix of this size is nothing. */
export const KINDS_MAX = 64

/** @throws InputError for parameters that are no process, or one that explodes. */
export function checkedHawkes(parameters: HawkesParameters): HawkesParameters {
  const { baselines, decays, excitations } = parameters
  const kinds = baselines.length
  const isRate = (rate: number) => Number.isFinite(rate) && rate >= 0
  const isShaped =
    kinds >= 1 &&
    kinds <= KINDS_MAX &&
    decays.length >= 1 &&
    excitations.length === kinds &&
    excitations.every(
      (row) => row.length === kinds && row.every((kernel) => kernel.length === decays.length),
    )
  const isSound =
    isShaped &&
    baselines.every(isRate) &&
    baselines.some((rate) => rate > 0) &&
    decays.every((decay) => Number.isFinite(decay) && decay > 0) &&
    excitations.flat(2).every(isRate)
  if (!isSound) {
    throw new InputError(
      'not the parameters of a Hawkes process',
      {},
      `Give 1 to ${KINDS_MAX} baselines, not all zero, decays above zero, and an excitation of at ` +
        'least zero for every pair of kinds and every decay.',
    )
  }
  const radius = spectralRadius(parameters)
  if (radius < 1) return parameters
  throw new InputError(
    `events have ${radius.toFixed(3)} children each on average: the process explodes`,
    {},
    'The spectral radius of excitations divided by decays must be below 1.',
  )
}

/** How many events of kind `i` an event of kind `j` causes directly, on average: `[i][j]`. */
export const branchingMatrix = ({ decays, excitations }: HawkesParameters): number[][] =>
  excitations.map((row) =>
    row.map((kernel) => kernel.reduce((sum, jump, m) => sum + jump / decays[m]!, 0)),
  )

/** The branching ratio: the largest eigenvalue of the branching matrix. */
export function spectralRadius(parameters: HawkesParameters): number {
  const matrix = branchingMatrix(parameters)
  let total = 0
  // Powers of I + B grow by 1 + radius a step whatever the period of B; their logarithm is not
  // needed, as the vector is scaled back each time.
  let vector = matrix.map(() => 1)
  for (let step = 0; step < 2_000; step++) {
    const next = matrix.map((row, i) => row.reduce((sum, b, j) => sum + b * vector[j]!, vector[i]!))
    total = Math.max(...next)
    vector = next.map((part) => part / total)
  }
  return total - 1
}

/** Events per second of each kind in the long run: `(I - B)^-1 mu`. */
export function stationaryRates(parameters: HawkesParameters): number[] {
  const matrix = branchingMatrix(parameters)
  const system = matrix.map((row, i) => row.map((b, j) => (i === j ? 1 - b : -b)))
  return solved(system, [...parameters.baselines])
}

/** Gauss, with the largest pivot. Both arguments are used up. */
function solved(matrix: number[][], right: number[]): number[] {
  const count = right.length
  for (let pivot = 0; pivot < count; pivot++) {
    let largest = pivot
    for (let row = pivot + 1; row < count; row++) {
      if (Math.abs(matrix[row]![pivot]!) > Math.abs(matrix[largest]![pivot]!)) largest = row
    }
    exchange(matrix, pivot, largest)
    exchange(right, pivot, largest)
    assert(matrix[pivot]![pivot] !== 0, 'a process that does not explode has stationary rates')
    for (let row = pivot + 1; row < count; row++) {
      const factor = matrix[row]![pivot]! / matrix[pivot]![pivot]!
      for (let column = pivot; column < count; column++) {
        matrix[row]![column]! -= factor * matrix[pivot]![column]!
      }
      right[row]! -= factor * right[pivot]!
    }
  }
  for (let row = count - 1; row >= 0; row--) {
    let sum = right[row]!
    for (let column = row + 1; column < count; column++) {
      sum -= matrix[row]![column]! * right[column]!
    }
    right[row] = sum / matrix[row]![row]!
  }
  return right
}

function exchange<T>(list: T[], a: number, b: number): void {
  const kept = list[a]!
  list[a] = list[b]!
  list[b] = kept
}
