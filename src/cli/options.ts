/** Readers of option values that commander hands over as text. */
import { InputError } from '../core/index.ts'
import { parseDuration } from './config/duration.ts'

/** What `--symbol` does depends on whether the data name their instruments. */
export const SYMBOL_HELP =
  'which of several symbols; LOBSTER files and tick CSVs name none: a new name for theirs'

/** A whole number of at least 1. */
export function naturalNumber(text: string): number {
  const value = Number(text)
  if (/^\d+(e\d+)?$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value
  throw new InputError(
    `${JSON.stringify(text)} is not a whole number of at least 1`,
    {},
    'Give a number such as 10000.',
  )
}

/** A whole number of at least 0. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InputError(
    `${JSON.stringify(text)} is not a whole number of at least 0`,
    {},
    'Give a number such as 20.',
  )
}

/** A duration above zero, in nanoseconds. */
export function intervalNanos(text: string): number {
  const nanos = parseDuration(text)
  if (nanos !== undefined && nanos >= 1) return nanos
  throw new InputError(
    `${JSON.stringify(text)} is not a duration above zero`,
    {},
    'Give a number with its unit, such as 100ms.',
  )
}

/** A day of the calendar, as it was written. */
export function dayOption(text: string): string {
  const date = new Date(`${text}T00:00:00Z`)
  const isDay =
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text)
  if (isDay) return text
  throw new InputError(
    `${JSON.stringify(text)} is no day of the calendar`,
    {},
    'Give one such as 2026-01-31.',
  )
}
