/**
 * What was fitted as a fragment of a run configuration: to be pasted in, or merged.
 *
 * Only what a configuration understands is a key; A, k and sigma are for strategies that ask for
 * them, and stand in a comment.
 */
import {
  type Calibration,
  ENTRY_FEED_FACTOR,
  type FittedLatencies,
  isFitted,
  type LatencyFits,
  type QueueFamily,
  RESPONSE_FEED_FACTOR,
} from '../backtest/index.ts'
import type { SampledSpec } from '../simulation/index.ts'

export function calibratedYaml({
  feed,
  instrument,
  queue,
  ownOrders,
  latency,
  intensity,
}: Calibration): string {
  const lines = [`# Calibrated by t2t calibrate: ${instrument.symbol}, ${oneLine(feed)}.`]
  // Fills of our own say more about our queues than anybody else's.
  const fitted = ownOrders !== undefined && isFitted(ownOrders) ? ownOrders : queue
  if (isFitted(fitted)) {
    const [best] = fitted.fits
    if (best !== undefined) lines.push(`queue: ${queueYaml(best.family, best.n)}`)
  }
  if (isFitted(latency)) lines.push('latency:', ...latencyYaml(latency))
  if (isFitted(intensity)) {
    const { a, k } = intensity.likelihood
    lines.push(
      '# Fill intensity of one quote: lambda(d) = A exp(-k d) a second, d ticks from the mid.',
      `# A: ${rounded(a)}, k: ${rounded(k)}, sigma: ${rounded(intensity.sigmaTicks)} ticks a root second`,
    )
  }
  return `${lines.join('\n')}\n`
}

const queueYaml = (family: QueueFamily, n: number): string =>
  Number.isNaN(n) ? family : `{ model: ${family}, n: ${rounded(n)} }`

function latencyYaml(latency: FittedLatencies): string[] {
  if (latency.source === 'recorded') {
    return [
      `  entry: ${specYaml(bestSpec(latency.entry))}`,
      `  response: ${specYaml(bestSpec(latency.response))}`,
    ]
  }
  return [
    '  # A rule of thumb: orders take a multiple of what the feed takes. Measure them when you can.',
    `  entry: { model: proportional, factor: ${ENTRY_FEED_FACTOR} }`,
    `  response: { model: proportional, factor: ${RESPONSE_FEED_FACTOR} }`,
  ]
}

const bestSpec = ({ fits }: LatencyFits): SampledSpec => fits[0]!.spec

function specYaml(spec: SampledSpec): string {
  if (typeof spec === 'number') return nanosYaml(spec)
  if (spec.model === 'constant') return nanosYaml(spec.latency)
  const values = Object.entries(spec)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        `${key}: ${DURATIONS.has(key) ? nanosYaml(Number(value)) : numberYaml(value)}`,
    )
  return `{ ${values.join(', ')} }`
}

const DURATIONS = new Set(['mean', 'deviation', 'median', 'scale', 'floor'])
const nanosYaml = (nanos: number): string => `${Math.round(nanos)}ns`
const numberYaml = (value: unknown): string =>
  typeof value === 'number' ? rounded(value) : String(value)

/** Four digits say more than any of these is known to. */
const rounded = (value: number): string => String(Number(value.toPrecision(4)))

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200)
