/** The small words of a configuration: durations, steps, numbers with a sense. */
import { z } from 'zod'
import { type Nanos, nanos, plainDecimal } from '../../core/index.ts'
import { parseDuration } from './duration.ts'

const DURATION_EXPECTED = 'expected a duration such as 20ms, 250us, 1s or 0'

/** A duration text, as nanoseconds. No union of text and 0: what is said of a mistake is one thing. */
export const duration = z.unknown().transform((value, context): Nanos => {
  const isText = typeof value === 'string' || typeof value === 'number'
  const parsed = isText ? parseDuration(value) : undefined
  if (parsed !== undefined) return nanos(parsed)
  context.addIssue({ code: 'custom', message: DURATION_EXPECTED })
  return z.NEVER
})

/** `example` is named where it is none. */
export const durationAboveZero = (example: string) =>
  duration.refine((nanoseconds) => nanoseconds > 0, {
    error: `expected a duration above zero such as ${example}`,
  })

/** A price or size increment, kept as decimal text. */
export const step = z
  .union([z.string(), z.number()])
  // YAML reads 0.000000001 as a number, and prints it as 1e-9.
  .transform((given) => (typeof given === 'number' ? plainDecimal(given) : given))
  .refine((text) => /^\d+(\.\d+)?$/.test(text) && Number(text) > 0, {
    error: 'expected a positive decimal such as 0.01',
  })

export const positive = z.number().positive().finite()
export const wholePositive = z.int().positive()

/** One path or several, as a list. */
export const files = z.union([
  z
    .string()
    .min(1)
    .transform((file) => [file]),
  z.array(z.string().min(1)).min(1),
])

type RawIssue = z.core.$ZodRawIssue

/**
 * Checks a value against the schema that its form calls for, so that what is said of a mistake is
 * about the form that was meant.
 */
export function byForm<Schema extends z.ZodType>(
  choose: (value: unknown) => Schema,
): z.ZodType<z.output<Schema>> {
  return z.unknown().transform((value, context): z.output<Schema> => {
    const result = choose(value).safeParse(value)
    if (result.success) return result.data
    for (const issue of result.error.issues) {
      const { path, message } = issue
      context.issues.push({ ...issue, path: [...path], message, input: value } as RawIssue)
    }
    return z.NEVER
  })
}
