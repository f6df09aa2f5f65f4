/**
 * Whether the keys that a sweep varies are keys at all, and whether every value that they are to take is
 * one that they can take: found out before anything runs.
 */
import { paramProblems } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { builtInStrategies } from '../../strategy/index.ts'
import { isLivingRun, livingRunProblems } from './living-run-config.ts'
import { withValue } from './overrides.ts'
import type { ParsedFile } from './parsed-file.ts'
import { KNOWN_KEYS, normaliseRun, severalRunSchema, singleRunSchema } from './run-config.ts'
import { allProblems, placeText, problemsOf } from './validate.ts'

const REMEDY = 'See `t2t sweep --help` for a complete example.'

type Config = Readonly<Record<string, unknown>>

/** @throws InputError with all that is wrong with a configuration and the keys that it varies. */
export function checkSwept(value: Config, parsed: ParsedFile): void {
  if (value.sweep === undefined || value.sweep === null) {
    throw new InputError(
      'has no sweep section',
      { file: parsed.path },
      'Add one, for example sweep: { parameters: { params.threshold: [1, 1.5, 2] } }; ' +
        'see `t2t sweep --help`.',
    )
  }
  const base = problemsWith(value, parsed)
  const problems = [...base, ...axesProblems(value, parsed, new Set(base))]
  if (problems.length > 0) throw allProblems(problems, parsed, REMEDY)
}

function problemsWith(value: Config, parsed: ParsedFile): string[] {
  if (isLivingRun(value)) return livingRunProblems(value, parsed)
  const schema = Array.isArray(value.markets) ? severalRunSchema : singleRunSchema
  return problemsOf(schema, normaliseRun(value), parsed, KNOWN_KEYS)
}

function axesProblems(value: Config, parsed: ParsedFile, known: ReadonlySet<string>): string[] {
  const { parameters } = asObject(value.sweep)
  return Object.entries(asObject(parameters)).flatMap(([key, asked]) => {
    const place = `${placeText(parsed, ['sweep', 'parameters', key])}sweep.parameters.${key}: `
    const problems = new Set<string>()
    for (const one of valuesToTry(asked)) {
      const problem = problemOf(key, one, value, known)
      if (problem !== undefined) problems.add(problem)
    }
    return [...problems].slice(0, PROBLEMS_TOLD).map((problem) => place + problem)
  })
}

/** Of one key: after a few the rest says nothing new. */
const PROBLEMS_TOLD = 3
/** Longer lists are tried in parts: what slips through makes a failed trial. */
const VALUES_TRIED = 1000

/** A range is tried at its ends. */
function valuesToTry(asked: unknown): readonly unknown[] {
  if (Array.isArray(asked)) return asked.slice(0, VALUES_TRIED)
  const { from, to } = asObject(asked)
  return [from, to].filter((end) => end !== undefined)
}

function problemOf(
  key: string,
  one: unknown,
  value: Config,
  known: ReadonlySet<string>,
): string | undefined {
  const fixed = whyFixed(key, value)
  if (fixed !== undefined) return fixed
  const [first, name = '', ...rest] = key.split('.')
  if (first === 'params' && rest.length === 0 && name !== '') {
    const strategy = builtInStrategies.get(String(value.strategy))
    if (strategy === undefined) return undefined
    return paramProblems(strategy, { [name]: one as number })[0]
  }
  try {
    // Places are those of the file, where this value is not.
    const nowhere = { path: '', value: undefined, placeOf: () => undefined }
    const changed = withValue(value, key, one) as Config
    const bare = new Set([...known].map((problem) => problem.replace(/^line \d+, /, '')))
    const fresh = problemsWith(changed, nowhere).filter((problem) => !bare.has(problem))
    return fresh[0]
  } catch (error) {
    if (error instanceof InputError) return error.problem
    throw error
  }
}

/** Why a key cannot vary; undefined when it can. */
function whyFixed(key: string, { feed, markets, sweep }: Config): string | undefined {
  const { engine } = asObject(sweep)
  const idle = IDLE_KEYS[String(engine)]?.exec(key)?.[1]
  if (idle !== undefined) {
    return `makes no difference to the ${engine} engine, which has no ${IDLE_WORDS[idle]}`
  }
  const [first, , third] = key.split('.')
  if (first === 'sweep') return 'the sweep itself cannot vary'
  if (first === 'strategy') return 'a sweep is about one strategy: make one sweep for each'
  if (first === 'venue') {
    return key === 'venue.matching.seed'
      ? undefined
      : 'would change the market, and a sweep is over one: only its seed can vary'
  }
  const isSynthetic = [feed, ...(Array.isArray(markets) ? markets.map(feedOf) : [])].some(
    (one) => asObject(one).format === 'synthetic',
  )
  const changesData =
    first === 'feed' ||
    first === 'compatibility' ||
    (first === 'markets' && (third === 'feed' || third === undefined)) ||
    (first === 'seed' && isSynthetic)
  return changesData
    ? 'would change the data, and a sweep is over one set of them: make one sweep for each'
    : undefined
}

/** What an engine does not ask for: trials that differ in nothing else would be the same trial. */
const IDLE_KEYS: Readonly<Record<string, RegExp>> = {
  vectorised: /^(?:markets\.\d+\.)?(queue)(?:\.|$)/,
  accelerated: /^(?:markets\.\d+\.)?(queue|latency\.response)(?:\.|$)/,
}
const IDLE_WORDS: Readonly<Record<string, string>> = {
  queue: 'queues',
  'latency.response': 'late answers in a sweep',
}

const feedOf = (market: unknown): unknown => asObject(market).feed

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
