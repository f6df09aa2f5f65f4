/** `--set key=value`: single values of a configuration, changed on the command line. */
import { parse } from 'yaml'
import { InputError } from '../../core/index.ts'

const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor'])

/**
 * A copy of `value` with each `a.b.c=text` applied; the text is read as YAML, so numbers, booleans and
 * lists are what they look like. Whether the key exists is for the schema to say.
 * @throws InputError for an override without a key or an equals sign.
 */
export function applyOverrides(value: unknown, overrides: readonly string[]): unknown {
  const copy = structuredClone(value) as Record<string, unknown>
  for (const override of overrides) {
    const equals = override.indexOf('=')
    const keys = override.slice(0, equals).split('.')
    if (equals < 1 || keys.some((key) => key === '' || FORBIDDEN.has(key))) {
      throw new InputError(
        `${JSON.stringify(override)} sets nothing`,
        { field: '--set' },
        'Write --set KEY=VALUE, for example --set params.threshold=2 or --set latency.entry=5ms.',
      )
    }
    set(copy, keys, readValue(override.slice(equals + 1)), override)
  }
  return copy
}

/**
 * A copy of `value` with one key changed.
 * @throws InputError for a path through what holds no keys.
 */
export function withValue(value: unknown, key: string, changed: unknown): unknown {
  const copy = structuredClone(value) as Record<string, unknown>
  const keys = key.split('.')
  if (keys.some((part) => part === '' || FORBIDDEN.has(part))) {
    throw new InputError('expected a key such as params.threshold or latency.entry')
  }
  set(copy, keys, changed, key)
  return copy
}

function readValue(text: string): unknown {
  try {
    return parse(text) ?? text
  } catch {
    return text
  }
}

function set(
  target: Record<string, unknown>,
  keys: readonly string[],
  value: unknown,
  all: string,
): void {
  let inner = target
  for (const [k, key] of keys.slice(0, -1).entries()) {
    checkPlace(inner, keys.slice(0, k), key, all)
    inner[key] ??= {}
    const next = inner[key]
    if (typeof next !== 'object' || next === null) {
      throw new InputError(
        `${JSON.stringify(all)} goes through ${key}, which holds a single value`,
        { field: '--set' },
        'Set that key itself, or correct the path.',
      )
    }
    inner = next as Record<string, unknown>
  }
  checkPlace(inner, keys.slice(0, -1), keys.at(-1)!, all)
  inner[keys.at(-1)!] = value
}

/** Elements of a list have numbers from 0; a list does not grow. */
function checkPlace(holder: unknown, path: readonly string[], key: string, all: string): void {
  if (!Array.isArray(holder) || (/^\d{1,6}$/.test(key) && Number(key) < holder.length)) return
  throw new InputError(
    `${JSON.stringify(all)} names no element of ${path.join('.')}, a list of ${holder.length}`,
    { field: '--set' },
    'Its elements are counted from 0; to add one set the whole list.',
  )
}
