/** Times on the command line of a journal: dates, or seconds where the journal has none. */
import { InputError } from '../../core/index.ts'

const NANOS_PER_MILLI = 1_000_000n

/** @returns nanoseconds since the epoch. @throws InputError for what is no time. */
export function nanosOf(text: string, epochNanos: bigint, option: string): number {
  const plain = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text)
  if (plain !== null) {
    const [, seconds = '0', fraction = ''] = plain
    return Number(BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')))
  }
  const dated = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  const millis = dated === null ? Number.NaN : Date.parse(`${dated[1]}${dated[3]}`)
  if (dated === null || Number.isNaN(millis)) {
    throw new InputError(
      `${JSON.stringify(text)} is not a time`,
      { field: option },
      'Give one such as 2026-03-02T09:30:00.5Z, or seconds from the epoch of the journal.',
    )
  }
  if (epochNanos === 0n) {
    throw new InputError(
      'is a date, but the journal has none',
      { field: option },
      'Give seconds from its beginning, such as 12.5.',
    )
  }
  const unix = BigInt(millis) * NANOS_PER_MILLI + BigInt((dated[2] ?? '').padEnd(9, '0'))
  return Number(unix - epochNanos)
}
