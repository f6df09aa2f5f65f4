/**
 * Times of a recorded day as people write them, and as the outputs of `t2t book` print them.
 *
 * Inside, a time is nanoseconds since the feed's epoch. Outside it is the clock of the file: UTC for
 * captures, the exchange's own for LOBSTER; without a known date, seconds as the file counts them.
 */
import { InputError, type Nanos, nanos } from '../core/index.ts'

const NANOS_PER_SECOND = 1_000_000_000n
const NANOS_PER_DAY = 86_400n * NANOS_PER_SECOND

const TIME_OF_DAY = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/
const SECONDS = /^(\d{1,15})(?:\.(\d{1,9}))?$/
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[T ](\d{1,2}:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?$/

/**
 * Reads `09:31`, `09:31:00.5`, `34260.5` (seconds after midnight, or since 1970 when they are more
 * than a day) or `2012-06-21T09:31:00.5Z`.
 * @throws InputError for anything else.
 */
export function parseTime(text: string, epochNanos: bigint): Nanos {
  const epochOfDay = epochNanos % NANOS_PER_DAY
  const ofDay = timeOfDayNanos(text)
  if (ofDay !== undefined) return sinceEpoch(ofDay - epochOfDay, text)
  const seconds = SECONDS.exec(text)
  if (seconds !== null) {
    const count = BigInt(seconds[1]!) * NANOS_PER_SECOND + fractionNanos(seconds[2])
    if (epochNanos === 0n) return sinceEpoch(count, text)
    return sinceEpoch(count < NANOS_PER_DAY ? count - epochOfDay : count - epochNanos, text)
  }
  const dated = DATE_TIME.exec(text)
  if (dated === null) throw unreadable(text)
  if (epochNanos === 0n) {
    throw new InputError(
      `the file tells no date to compare "${text}" with`,
      { field: '--at' },
      'Give the time alone, as 09:31:00, or as the seconds the file counts.',
    )
  }
  return sinceEpoch(dateTimeNanos(dated, text) - epochNanos, text)
}

function dateTimeNanos(match: RegExpExecArray, text: string): bigint {
  const [, date = '', time = '', zone = 'Z'] = match
  const midnightMillis = Date.parse(`${date}T00:00:00${zone}`)
  const ofDay = timeOfDayNanos(time)
  if (Number.isNaN(midnightMillis) || ofDay === undefined) throw unreadable(text)
  return BigInt(midnightMillis) * 1_000_000n + ofDay
}

function timeOfDayNanos(text: string): bigint | undefined {
  const match = TIME_OF_DAY.exec(text)
  if (match === null || Number(match[1]) > 23) return undefined
  const [, hours, minutes, seconds = '0', fraction] = match
  const count = 3_600 * Number(hours) + 60 * Number(minutes) + Number(seconds)
  return BigInt(count) * NANOS_PER_SECOND + fractionNanos(fraction)
}

const fractionNanos = (digits = ''): bigint => BigInt(digits.padEnd(9, '0'))

/** A double holds nanoseconds exactly for 104 days only. */
function sinceEpoch(count: bigint, text: string): Nanos {
  if (count > BigInt(Number.MAX_SAFE_INTEGER) || count < -BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new InputError(`"${text}" is months away from the data`, { field: '--at' })
  }
  return nanos(Number(count))
}

const unreadable = (text: string): InputError =>
  new InputError(
    `"${text}" is no time`,
    { field: '--at' },
    'Write 09:31:00.5, seconds as 34260.5, or 2012-06-21T09:31:00.5Z.',
  )

/** Prints times of one feed. `zone` follows a date and time: `Z` for UTC, nothing if not known. */
export class TimePrinter {
  readonly #epochNanos: bigint
  readonly #zone: string

  constructor(epochNanos: bigint, zone: '' | 'Z') {
    this.#epochNanos = epochNanos
    this.#zone = zone
  }

  /** `2012-06-21T09:30:00.017459617`, or seconds such as `34200.017459617` when no date is known. */
  print(time: Nanos): string {
    const count = BigInt(Math.round(time)) + this.#epochNanos
    // BigInt division rounds towards zero; times before 1970 need the floor.
    const fraction = ((count % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND
    const seconds = (count - fraction) / NANOS_PER_SECOND
    if (this.#epochNanos === 0n) return `${seconds}${printedFraction(fraction)}`
    const whole = new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)
    return `${whole}${printedFraction(fraction)}${this.#zone}`
  }
}

/** `.5` for half a second in nanoseconds, nothing for none. */
function printedFraction(count: bigint): string {
  if (count === 0n) return ''
  return `.${String(count).padStart(9, '0').replace(/0+$/, '')}`
}
