/** Keeps event times where a double counts nanoseconds exactly. */
import { InputError } from '../core/index.ts'

const DAYS_MAX = 104

/** Refuses a time that lies further from the session's epoch than a double counts exactly. */
export function checkTime(nanosSinceEpoch: number, field: string): number {
  if (Math.abs(nanosSinceEpoch) <= Number.MAX_SAFE_INTEGER) return nanosSinceEpoch
  throw new InputError(
    `the time lies more than ${DAYS_MAX} days from the first`,
    { field },
    'Nanoseconds are exact within that span only: split the file, or correct the time.',
  )
}
