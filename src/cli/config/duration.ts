/** Durations as people write them: `20ms`, `1.5 us`, `0`. */

const NANOS_BY_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
}

/** Nanoseconds in a duration text, undefined when it is none. A bare 0 needs no unit. */
export function parseDuration(text: string | number): number | undefined {
  if (text === 0 || text === '0') return 0
  if (typeof text === 'number') return undefined
  const match = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|min)$/.exec(text.trim())
  if (match === null) return undefined
  const [, amount, unit = ''] = match
  const nanos = Number(amount) * (NANOS_BY_UNIT[unit === 'µs' ? 'us' : unit] ?? Number.NaN)
  return Math.round(nanos)
}
