/** Checking what a file says: every problem at once, each with its line, key, finding and remedy. */
import type { z } from 'zod'
import { InputError } from '../../core/index.ts'
import type { ParsedFile } from './parsed-file.ts'

/**
 * Checks a value against a schema.
 * @throws InputError listing every problem with its place in the file.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: ParsedFile,
  knownKeys: readonly string[],
  remedy?: string,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw allProblems(describeIssues(result.error.issues, { value, file, knownKeys }), file, remedy)
}

/** Everything that is wrong with a value, one sentence each, with its place; empty when nothing is. */
export function problemsOf(
  schema: z.ZodType,
  value: unknown,
  file: ParsedFile,
  knownKeys: readonly string[],
): string[] {
  const result = schema.safeParse(value)
  return result.success ? [] : describeIssues(result.error.issues, { value, file, knownKeys })
}

/** Several problems as one error. */
export function allProblems(
  problems: readonly string[],
  file: ParsedFile,
  remedy = 'See `t2t backtest --help` for a complete example.',
): InputError {
  return new InputError(
    problems.length === 1
      ? problems[0]!
      : `${problems.length} problems\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    { file: file.path },
    remedy,
  )
}

/** Where a key stands in a file: `line 7, `, or nothing when nobody knows. */
export function placeText(file: ParsedFile, keys: readonly (string | number)[]): string {
  const place = file.placeOf(keys)
  return place === undefined ? '' : `line ${place.line}, `
}

interface Context {
  readonly value: unknown
  readonly file: ParsedFile
  readonly knownKeys: readonly string[]
}

const describeIssues = (issues: readonly z.core.$ZodIssue[], context: Context): string[] =>
  issues.flatMap((issue) => describeIssue(issue, context))

function describeIssue(issue: z.core.$ZodIssue, context: Context): string[] {
  const { value, file } = context
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that came farthest is the one that was meant.
    const [closest] = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)
    return (closest ?? []).flatMap((inner) =>
      describeIssue(
        { ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue,
        context,
      ),
    )
  }
  const keys = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const place = placeText(file, [...keys, key])
      return `${place}${[...keys, key].join('.')}: unknown key${suggestion(key, context.knownKeys)}`
    })
  }
  const found = valueAt(value, keys)
  const isSecret = keys.some((key) => SECRET_KEYS.has(key)) || HOLDERS.has(String(keys.at(-1)))
  const what = found === undefined ? 'missing' : isSecret ? 'wrong' : `found ${shown(found)}`
  const name = keys.join('.') || 'the file'
  const allowed = plainWords(issue.message)
  return [`${placeText(file, keys)}${name}: ${what}, ${allowed}`]
}

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length))

function valueAt(value: unknown, keys: readonly (string | number)[]): unknown {
  let inner = value
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null) return undefined
    inner = (inner as Record<string | number, unknown>)[key]
  }
  return inner
}

/**
 * What may hold a password or a token is not repeated; that includes what should name a variable, where
 * somebody may have written the secret itself.
 */
const SECRET_KEYS: ReadonlySet<string | number> = new Set([
  ...['url', 'urlFrom', 'headersFrom', 'user', 'passwordFrom'],
])
/** Of those. */
const HOLDERS: ReadonlySet<string> = new Set(['webhook', 'email'])

/** The known key that a wrong one most resembles, if it resembles one: a slip, not another word. */
function suggestion(key: string, knownKeys: readonly string[]): string {
  const slipsMax = Math.min(2, Math.floor(key.length / 4))
  const [closest] = knownKeys
    .filter((known) => known !== key)
    .map((known) => ({ known, distance: editDistance(key, known) }))
    .sort((a, b) => a.distance - b.distance)
  const isLikely = closest !== undefined && closest.distance <= slipsMax
  return isLikely ? ` (did you mean ${closest.known}?)` : ''
}

/** Levenshtein's distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution))
    }
    row = next
  }
  return row[b.length]!
}

const SHOWN_CHARACTERS_MAX = 60

/** A value as a person wrote it, or how it begins: JSON has no infinity. */
function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? '')
  return text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`
}

/** The schema's own sentence without its jargon. */
function plainWords(message: string): string {
  return message
    .replace(/^(Invalid input|Invalid option|Too small|Too big): /, '')
    .replace(/, received .*$/, '')
    .replace('expected int', 'expected a whole number')
    .replace(/^expected number to be >=?(\S+)$/, (all, bound) =>
      all.includes('>=')
        ? `expected a number of at least ${bound}`
        : `expected a number above ${bound}`,
    )
    .replace(/^expected number to be <=?(\S+)$/, (all, bound) =>
      all.includes('<=')
        ? `expected a number of at most ${bound}`
        : `expected a number below ${bound}`,
    )
    .replaceAll('"|"', '", "')
}
