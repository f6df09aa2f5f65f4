/** Two descriptions of what decides, held beside each other: code, parameters and limits. */
import type { DecidingParts } from './register-entry.ts'

/** What something is held against. */
export interface Reference {
  /** `quoter@1`, or `the certificate`. */
  readonly what: string
  /** Of its code: `was registered with`. */
  readonly isOf: string
  /** Of its values: `registered`. */
  readonly verb: string
  readonly parts: DecidingParts
}

/** Every difference in a sentence; none when the same decides. */
export function decidingDifferences(
  { what, isOf, verb, parts }: Reference,
  running: DecidingParts,
): string[] {
  const problems: string[] = []
  if (running.strategy !== parts.strategy) {
    problems.push(`${what} is the strategy ${parts.strategy}, and ${running.strategy} runs`)
  }
  for (const part of ['strategy', 'product'] as const) {
    if (running.code[part] === parts.code[part]) continue
    problems.push(
      `the code of the ${part} is not the one that ${what} ${isOf} ` +
        `(${parts.code[part].slice(0, 12)} then, ${running.code[part].slice(0, 12)} now)`,
    )
  }
  const compare = (where: string, first: Values, second: Values) => {
    for (const key of differingKeys(first, second)) {
      const [then, now] = [textOf(first[key]), textOf(second[key])]
      problems.push(`${where}.${key} is ${now}, ${verb} as ${then}`)
    }
  }
  compare('params', parts.params, running.params)
  for (let k = 0; k < Math.max(parts.limits.length, running.limits.length); k++) {
    const where = running.limits.length > 1 ? `markets.${k}.limits` : 'limits'
    compare(where, parts.limits[k] ?? {}, running.limits[k] ?? {})
  }
  compare('account', parts.account, running.account)
  compare('breaker', parts.breaker, running.breaker)
  return problems
}

type Values = Readonly<Record<string, unknown>>

function differingKeys(first: Values, second: Values): string[] {
  const keys = new Set([...Object.keys(first), ...Object.keys(second)])
  return [...keys].filter((key) => textOf(first[key]) !== textOf(second[key]))
}

const textOf = (value: unknown): string => JSON.stringify(ordered(value)) ?? 'not set'

/** The order in which somebody wrote the keys down means nothing. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(each)]))
}
