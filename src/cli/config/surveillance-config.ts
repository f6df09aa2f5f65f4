/** The `surveillance` section of a configuration: which rules, their thresholds, when sessions close. */
import { z } from 'zod'
import type { SurveillanceOptions } from '../../risk/index.ts'
import {
  DEFAULT_THRESHOLDS,
  RULE_NAMES,
  type RuleName,
  thresholdProblems,
} from '../../risk/index.ts'
import { duration } from './schema-terms.ts'

const NANOS_PER_DAY = 86_400_000_000_000n
/** Days of data for which times of day become instants. */
const DAYS_MAX = 400

const timeOfDay = z
  .string({ error: 'expected a time of day in UTC such as "16:00" or "16:00:30"' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, {
    error: 'expected a time of day in UTC such as "16:00" or "16:00:30"',
  })
  .transform((text) => {
    const [hours, minutes, seconds = 0] = text.split(':').map(Number)
    return (hours! * 3600 + minutes! * 60 + seconds) * 1e9
  })

const number = z.number({ error: 'expected a number that is not negative' })

/** A threshold that is a time is written as a duration, without the unit in its name. */
const written = (key: string): string => key.replace(/Nanos$/, '')

function ruleSchema(name: RuleName): z.ZodType<Readonly<Record<string, number>>> {
  const keys = Object.keys(DEFAULT_THRESHOLDS[name])
  const shape = keys.map((key) => [
    written(key),
    (key.endsWith('Nanos') ? duration : number).optional(),
  ])
  return z.strictObject(Object.fromEntries(shape)).transform((given) => {
    const values = Object.entries(given as Record<string, number | undefined>)
    const named = values.flatMap(([key, value]) =>
      value === undefined ? [] : [[keys.find((known) => written(known) === key)!, value] as const],
    )
    return Object.fromEntries(named)
  })
}

const ruleName = z.enum(RULE_NAMES, { error: `expected a rule: ${RULE_NAMES.join(', ')}` })

const SHAPE = {
  /** All of them when left out. */
  rules: z.array(ruleName).min(1).optional(),
  closes: z.array(timeOfDay).optional(),
  endIsClose: z.boolean().default(true),
  /** The public trades are those of everybody, ours among them. */
  ownInTape: z.boolean().optional(),
}

const RULES_SHAPE = Object.fromEntries(
  RULE_NAMES.map((name) => [name, ruleSchema(name).optional()]),
) as Record<RuleName, z.ZodOptional<z.ZodType<Readonly<Record<string, number>>>>>

export const surveillance = z
  .strictObject({ ...SHAPE, ...RULES_SHAPE })
  .superRefine((section, context) => {
    const {
      rules: _rules,
      closes: _closes,
      endIsClose: _end,
      ownInTape: _own,
      ...changes
    } = section
    for (const { keys, problem } of thresholdProblems(changes)) {
      context.addIssue({ code: 'custom', path: keys.map(written), message: problem })
    }
  })

export type SurveillanceSection = z.output<typeof surveillance>

/** For finding out what a wrong key may have meant. */
export const SURVEILLANCE_KEYS: readonly string[] = Object.keys(SHAPE)

/** What the section means in a run whose times count from an instant. */
export function surveillanceOptions(
  section: SurveillanceSection | undefined,
  epochNanos: bigint,
): SurveillanceOptions {
  if (section === undefined) return {}
  const { rules, closes = [], endIsClose, ownInTape, ...thresholds } = section
  return {
    rules,
    thresholds,
    isEndClose: endIsClose,
    isOwnInTape: ownInTape,
    closes: instantsOf(closes, epochNanos),
  }
}

function instantsOf(timesOfDay: readonly number[], epochNanos: bigint): number[] {
  const sinceMidnight = Number(((epochNanos % NANOS_PER_DAY) + NANOS_PER_DAY) % NANOS_PER_DAY)
  const ascending = [...new Set(timesOfDay)].sort((a, b) => a - b)
  return Array.from({ length: DAYS_MAX }, (_, day) =>
    ascending.map((time) => day * Number(NANOS_PER_DAY) + time - sinceMidnight),
  ).flat()
}
