/**
 * The clock of a file: times as people write them after `--at`, and as books print them.
 *
 * Inside, a time is nanoseconds since the feed's epoch. Outside it is what the file counts: UTC for
 * captures, the exchange's own clock for LOBSTER; without a known date, numbers in the file's unit.
 */
import { InputError, type Nanos, nanos } from '../core/index.ts'
import type { TimeUnit } from '../market-data/index.ts'

const NANOS_PER_SECOND = 1_000_000_000n
const NANOS_PER_DAY = 86_400n * NANOS_PER_SECOND

/** Decimals of a number in that unit that reach down to a nanosecond. */
const DECIMALS: Readonly<Record<TimeUnit, number>> = { s: 9, ms: 6, us: 3, ns: 0 }

const TIME_OF_DAY = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/
const NUMBER = /^(\d{1,20})(?:\.(\d{1,9}))?$/
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[T ](\d{1,2}:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?$/

export interface BookClockOptions {
  /** Of the feed; zero when no date is known. */
  readonly epochNanos: bigint
  /** What numbers count where no date is known. */
  readonly unit: TimeUnit
  /** Follows a date and time: `Z` for UTC, nothing where the zone is not told. */
  readonly zone: 'Z' | ''
}

export class BookClock {
  readonly #epochNanos: bigint
  readonly #isDated: boolean
  readonly #unit: TimeUnit
  readonly #zone: 'Z' | ''

  constructor({ epochNanos, unit, zone }: BookClockOptions) {
    this.#epochNanos = epochNanos
    this.#isDated = epochNanos !== 0n
    this.#unit = this.#isDated ? 's' : unit
    this.#zone = zone
  }

  /**
   * Reads `09:31`, `09:31:00.5`, `2012-06-21T09:31:00.5Z` or a number: seconds after midnight, or
   * since 1970 when they are more than a day; where no date is known, what the file counts.
   * @throws InputError for anything else.
   */
  parse(text: string): Nanos {
    const ofDay = timeOfDayNanos(text)
    if (ofDay !== undefined) return this.#sinceMidnight(ofDay, text)
    const number = NUMBER.exec(text)
    if (number !== null) return this.#parseNumber(number, text)
    const dated = DATE_TIME.exec(text)
    if (dated === null) throw unreadable(text)
    if (this.#isDated) return exactNanos(dateTimeNanos(dated, text) - this.#epochNanos, text)
    throw new InputError(
      `the file tells no date to compare "${text}" with`,
      { field: '--at' },
      'Give the time alone, as 09:31:00, or a number as the file counts.',
    )
  }

  /** `2012-06-21T09:30:00.017459617`, or a number where no date is known. */
  print(time: Nanos): string {
    const count = BigInt(Math.round(time)) + this.#epochNanos
    const decimals = DECIMALS[this.#unit]
    const perUnit = 10n ** BigInt(decimals)
    // BigInt division rounds towards zero; times before 1970 need the floor.
    const fraction = ((count % perUnit) + perUnit) % perUnit
    const whole = (count - fraction) / perUnit
    const digits = String(fraction).padStart(decimals, '0').replace(/0+$/, '')
    const printedFraction = fraction === 0n ? '' : `.${digits}`
    if (!this.#isDated) return `${whole}${printedFraction}`
    const dateTime = new Date(Number(whole) * 1_000).toISOString().slice(0, 19)
    return `${dateTime}${printedFraction}${this.#zone}`
  }

  #parseNumber([, whole = '', fraction = '']: RegExpExecArray, text: string): Nanos {
    const decimals = DECIMALS[this.#unit]
    if (fraction.length > decimals) throw unreadable(text)
    const count = BigInt(whole + fraction.padEnd(decimals, '0'))
    if (this.#isDated && count < NANOS_PER_DAY) return this.#sinceMidnight(count, text)
    return exactNanos(count - this.#epochNanos, text)
  }

  #sinceMidnight(count: bigint, text: string): Nanos {
    return exactNanos(count - (this.#epochNanos % NANOS_PER_DAY), text)
  }
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
  const [, hours, minutes, seconds = '0', fraction = ''] = match
  const count = 3_600 * Number(hours) + 60 * Number(minutes) + Number(seconds)
  return BigInt(count) * NANOS_PER_SECOND + BigInt(fraction.padEnd(9, '0'))
}

/** A double holds nanoseconds exactly for 104 days only. */
function exactNanos(count: bigint, text: string): Nanos {
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  if (count <= most && count >= -most) return nanos(Number(count))
  throw new InputError(`"${text}" is months away from the data`, { field: '--at' })
}

const unreadable = (text: string): InputError =>
  new InputError(
    `"${text}" is no time`,
    { field: '--at' },
    'Write 09:31:00.5, seconds as 34260.5, or 2012-06-21T09:31:00.5Z.',
  )
