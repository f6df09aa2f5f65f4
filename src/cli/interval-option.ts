/** The option that says how often a strategy looks, in the words of the command line. */
import { InputError } from '../core/index.ts'

/** Runs what may find fault with the interval, and names the option that sets it. */
export async function withIntervalOption<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof InputError) || error.place.field !== 'intervalNanos') throw error
    throw new InputError(error.problem, { ...error.place, field: '--interval' }, error.remedy)
  }
}
