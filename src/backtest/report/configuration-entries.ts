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
    isGiven: isWritten(written, key),
  }))
  // What checking turned into something else, or left out, is shown as it was written.
  const isShown = (key: string) =>
    entries.some((entry) => entry.key === key || entry.key.startsWith(`${key}.`))
  const rest = [...written].filter(([key]) => !isShown(key))
  return [...entries, ...rest.map(([key, value]) => ({ key, value, isGiven: true }))]
}

/** A single value may stand for a list or a group: `files: a.csv` gives `files.0`. */
function isWritten(written: ReadonlyMap<string, string>, key: string): boolean {
  if (written.has(key)) return true
  const end = key.lastIndexOf('.')
  return end > 0 && isWritten(written, key.slice(0, end))
}

/** Leaves by their path, `feed.files.0`, in the order in which they stand. */
function flattened(value: unknown, path: string): [string, string][] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  const join = (key: string) => (path === '' ? key : `${path}.${key}`)
  return Object.entries(value).flatMap(([key, inner]) => flattened(inner, join(key)))
}
