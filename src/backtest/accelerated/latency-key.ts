/**
 * Names of latencies: two that are named alike give the same columns.
 *
 * A plan is plain data and is its own name, with recorded rows named by their hash. Models with state
 * have no name but the constant ones.
 */
import { ENTER_ORDER, InputError, nanos, RunHash } from '../../core/index.ts'
import { ConstantLatency, type LatencyModel, type LatencyPlan } from '../../simulation/index.ts'

type Latency = LatencyModel | LatencyPlan | undefined

const isModel = (latency: Latency): latency is LatencyModel => typeof latency?.entry === 'function'

/** What requests depend on; undefined for a model that has no name. */
export function entryKey(latency: Latency): string | undefined {
  if (isModel(latency)) {
    if (!(latency instanceof ConstantLatency)) return undefined
    return text({ entry: latency.entry(nanos(0), ENTER_ORDER) })
  }
  if (latency === undefined) return text({ entry: 0 })
  const { entry = 0, seed = 1, recorded, spikes, compute } = latency
  const isConstant = typeof entry === 'number' && recorded === undefined
  if (isConstant && spikes === undefined && compute === undefined) return text({ entry })
  return text({ entry, seed, recorded, spikes, compute })
}

/** What the arrival of the market depends on. */
export function feedKey(latency: Latency, feedLatencyNanos = 0): string {
  if (latency === undefined || isModel(latency) || latency.feed === undefined) {
    return text({ feedLatencyNanos })
  }
  const { feed, seed = 1, spikes } = latency
  return text({ feed, seed, spikes })
}

/** @throws InputError for a plan that tells kinds of requests apart: a row has one latency. */
export function checkEntry(latency: Latency): void {
  if (latency === undefined || isModel(latency)) return
  const { entry } = latency
  if (typeof entry !== 'object' || !('new' in entry)) return
  if (text(entry.new) === text(entry.cancel) && text(entry.new) === text(entry.replace)) return
  throw new InputError(
    'tells new orders, cancels and replaces apart, but all requests of a row travel alike here',
    { field: 'latency.entry' },
    'Give one entry latency, or run the event engine.',
  )
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    part instanceof Float64Array ? hashOf(part) : part,
  )

function hashOf(values: Float64Array): string {
  const hash = new RunHash()
  for (const value of values) hash.addFloat64(value)
  return `${values.length} values ${hash.digest()}`
}
