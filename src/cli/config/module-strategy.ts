/** What a user's module exports, checked to be a strategy, and guarded: its errors are told as its own. */
import { InputError } from '../../core/index.ts'
import type { AnyStrategy } from '../../strategy/index.ts'
import { thrownBy } from './thrown-by.ts'

/** What a strategy may do; without any of these it does nothing. */
const CALLBACKS = ['onBook', 'onTrade', 'onTimer', 'onFill', 'onOrder'] as const
const OTHERS = ['setup', 'validate', 'timerNanos', 'depthRanges', 'gauges', 'vectorised'] as const

/** @throws InputError naming everything that keeps the value from being a strategy. */
export function asStrategy(value: unknown, what: string, path: string): AnyStrategy {
  if (typeof value !== 'object' || value === null) {
    throw new InputError(
      `${what} is ${value === null ? 'null' : `a ${typeof value}`}, not a strategy`,
      { file: path, field: 'strategy' },
      'A strategy is an object with a name, params and callbacks such as onBook.',
    )
  }
  const problems = problemsOf(value as Readonly<Record<string, unknown>>)
  if (problems.length > 0) {
    throw new InputError(
      `${what} is no strategy: ${problems.join('; ')}`,
      { file: path, field: 'strategy' },
      `Callbacks are ${CALLBACKS.join(', ')}; beside them ${OTHERS.join(', ')}.`,
    )
  }
  return guarded(value as AnyStrategy, path)
}

function problemsOf(value: Readonly<Record<string, unknown>>): string[] {
  const problems: string[] = []
  const { name, params = {} } = value
  if (typeof name !== 'string' || name.trim() === '') problems.push('name is no text')
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    problems.push('params is not a list of defaults by name')
  } else {
    for (const [key, usual] of Object.entries(params)) {
      if (['number', 'string', 'boolean'].includes(typeof usual)) continue
      problems.push(`the default of ${key} is no number, text or boolean`)
    }
  }
  for (const key of [...CALLBACKS, ...OTHERS]) {
    if (value[key] !== undefined && typeof value[key] !== 'function') {
      problems.push(`${key} is not a function`)
    }
  }
  for (const key of Object.keys(value)) {
    const isKnown = (CALLBACKS as readonly string[]).includes(key)
    if (/^on[A-Z_a-z]/.test(key) && typeof value[key] === 'function' && !isKnown) {
      problems.push(`nobody calls ${key}`)
    }
  }
  if (CALLBACKS.every((key) => value[key] === undefined)) problems.push('it has no callback')
  if (value.onTimer !== undefined && value.timerNanos === undefined) {
    problems.push('onTimer needs timerNanos, which says how often')
  }
  return problems
}

/** The same strategy; an error that it throws says where in the module it was thrown. */
function guarded(strategy: AnyStrategy, path: string): AnyStrategy {
  const guard = <Arguments extends unknown[], Result>(
    key: string,
    call: ((...given: Arguments) => Result) | undefined,
  ) =>
    call === undefined
      ? {}
      : {
          [key]: (...given: Arguments): Result => {
            try {
              return call.apply(strategy, given)
            } catch (error) {
              throw thrownBy(path, `${key} of ${strategy.name}`, error)
            }
          },
        }
  const { name, description = '', params = {} } = strategy
  const functions = [...CALLBACKS, ...OTHERS].map((key) =>
    guard(key, strategy[key] as ((...given: unknown[]) => unknown) | undefined),
  )
  return Object.assign({ name, description, params }, ...functions) as AnyStrategy
}
