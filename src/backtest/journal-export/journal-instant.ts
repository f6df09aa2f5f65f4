/** Times of a journal as dates, to the nanosecond. */

export interface Instant {
  /** Whole Unix seconds, within what a date can be. */
  readonly seconds: number
  /** Nanoseconds of the second, nine digits. */
  readonly rest: string
  /** The second as ISO 8601 writes it, without a zone: `2026-03-02T09:30:00`. */
  readonly date: string
}

/** Day and time of an instant without the signs between: `20260302`, `093000`. */
export const compactDay = ({ date }: Instant): string =>
  date.slice(0, date.indexOf('T')).replaceAll('-', '')
export const compactTime = ({ date }: Instant): string =>
  date.slice(date.indexOf('T') + 1).replaceAll(':', '')

const NANOS_PER_SECOND = 1_000_000_000n
/** Dates end there, on either side. */
const DATE_SECONDS_MAX = 8.64e12
/** `.000Z` */
const MILLIS_AND_ZONE = 5

export class JournalInstants {
  readonly #source: { readonly epochNanos: bigint }
  /** Of the time asked for last: the next is mostly of the same second. */
  #second: bigint | undefined
  #seconds = 0
  #date = ''

  /** `epochNanos` is asked for with each time: before the first record it is not known. */
  constructor(source: { readonly epochNanos: bigint }) {
    this.#source = source
  }

  /** What is no time is the epoch. */
  at(nanos: number): Instant {
    const known = Number.isFinite(nanos) ? BigInt(Math.round(nanos)) : 0n
    const unix = this.#source.epochNanos + known
    const rest = ((unix % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND
    const second = (unix - rest) / NANOS_PER_SECOND
    if (second !== this.#second) {
      this.#second = second
      const seconds = Number(second)
      this.#seconds = Math.max(-DATE_SECONDS_MAX, Math.min(DATE_SECONDS_MAX, seconds))
      const iso = new Date(this.#seconds * 1000).toISOString()
      this.#date = iso.slice(0, -MILLIS_AND_ZONE)
    }
    return { seconds: this.#seconds, rest: String(rest).padStart(9, '0'), date: this.#date }
  }

  /** For a person: a date where one is known, seconds elsewhere, nothing for what is no time. */
  text(nanos: number): string {
    if (!Number.isFinite(nanos)) return ''
    const { seconds, rest, date } = this.at(nanos)
    return this.#source.epochNanos === 0n ? `${seconds}.${rest} s` : `${date}.${rest}Z`
  }
}
