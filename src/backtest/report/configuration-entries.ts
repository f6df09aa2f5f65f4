/** A configuration as a list of keys and values: what was given, and what was in force besides. */
import type { ConfigurationEntry } from './run-record.ts'

/**
 * All values in force, those that the user gave as the user wrote them.
 *
 * @param given what the file and the command line say
 * @param inForce the same after checking, with every default in its place
 */
export function configurationEntries(given: unknown, inForce: unknown): ConfigurationEntry[] {
  const written = new Map(flattened(given, ''))
  const entries = flattened(inForce, '').map(([key, value]) => ({
    key,
    value: written.get(key) ?? value,
    isGiven: written.has(key),
  }))
  const known = new Set(entries.map(({ key }) => key))
  // A single file stands where a list may: the user's way of writing it is kept.
  for (const [key, value] of written) {
    const isWithin = [...known].some((each) => each.startsWith(`${key}.`))
    if (!known.has(key) && !isWithin) entries.push({ key, value, isGiven: true })
  }
  return entries
}

/** Leaves by their path, `feed.files.0`, in the order in which they stand. */
function flattened(value: unknown, path: string): [string, string][] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  const join = (key: string) => (path === '' ? key : `${path}.${key}`)
  return Object.entries(value).flatMap(([key, inner]) => flattened(inner, join(key)))
}
