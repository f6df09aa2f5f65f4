/** Instants of a day that is busy at its ends: the U-quadratic distribution. */
import { exp, log, type Nanos, nanos } from '../../../core/index.ts'

/** The instant between open and close at which a share `uniform` of the day's arrivals has come. */
export function quadraticTime(uniform: number, open: Nanos, close: Nanos): Nanos {
  const share = cubeRoot(uniform / 4 - 1 / 8) + 1 / 2
  return nanos(open + Math.floor(share * (close - open)))
}

/** A step of Newton's makes the last digits those of the root, not of the logarithm. */
export function cubeRoot(value: number): number {
  if (value === 0) return 0
  const size = Math.abs(value)
  const root = exp(log(size) / 3)
  const better = root - (root * root * root - size) / (3 * root * root)
  return value < 0 ? -better : better
}
