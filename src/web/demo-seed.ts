/** What may be the seed of a demo. */
import { InputError } from '../core/index.ts'

const LENGTH_MAX = 64

/** @throws InputError for anything but a whole number or a text that is not too long. */
export function checkedSeed(seed: number | string): number | string {
  const isText = typeof seed === 'string' && seed.trim() !== '' && seed.length <= LENGTH_MAX
  if (isText || Number.isSafeInteger(seed)) return seed
  throw new InputError(
    `a seed is a whole number or a text of 1 to ${LENGTH_MAX} characters`,
    { field: 'seed' },
    'Equal seeds give equal runs.',
  )
}
