/**
 * The `latency` part of a configuration: what it may say, and the plan it becomes.
 *
 * ```yaml
 * latency:
 *   feed: data                      # or 5ms (on top of the data), or a model (instead of the data)
 *   entry: { new: 1ms, cancel: 500us, replace: { model: gamma, shape: 2, scale: 1ms } }
 *   response: { model: lognormal, median: 2ms, sigma: 0.5 }
 *   spikes: { above: 1000, window: 100ms, add: 5ms }
 *   compute: 2us
 * ```
 */
import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { InputError, nanos } from '../../core/index.ts'
import { readLatencyRows } from '../../io/index.ts'
import {
  type DelaySpec,
  type EntrySpec,
  LATENCY_MAX,
  LaneLatency,
  type LatencyPlan,
  type SampledSpec,
  SHAPE_MAX,
  SHAPE_MIN,
  SPIKE_MESSAGES_MAX,
} from '../../simulation/index.ts'
import { readLatencySamples } from './latency-samples.ts'
import { byForm, duration, positive } from './schema-terms.ts'

const MODELS = ['constant', 'normal', 'lognormal', 'gamma', 'cubic', 'empirical'] as const

const span = duration.refine((value) => value <= LATENCY_MAX, { error: 'expected at most 1 hour' })
const positiveSpan = span.refine((value) => value > 0, { error: 'expected more than 0' })

const constant = z.strictObject({ model: z.literal('constant'), latency: span })
const normal = z
  .strictObject({
    model: z.literal('normal'),
    mean: span,
    deviation: span,
    floor: span.optional(),
  })
  .refine(({ floor = 0, mean }) => floor <= mean, {
    path: ['floor'],
    error: 'expected at most the mean',
  })
const logNormal = z
  .strictObject({
    model: z.literal('lognormal'),
    median: positiveSpan,
    sigma: positive,
    floor: span.optional(),
  })
  .refine(({ floor = 0, median }) => floor <= median, {
    path: ['floor'],
    error: 'expected at most the median',
  })
const gamma = z
  .strictObject({
    model: z.literal('gamma'),
    shape: z.number().min(SHAPE_MIN).max(SHAPE_MAX),
    scale: positiveSpan,
    floor: span.optional(),
  })
  .refine(({ floor = 0, shape, scale }) => floor === 0 || floor <= (shape - 1 / 3) * scale, {
    path: ['floor'],
    error: 'expected at most (shape - 1/3) x scale',
  })
const cubic = z.strictObject({
  model: z.literal('cubic'),
  min: span,
  a: positive,
  unit: positiveSpan,
  clip: z.number().positive().max(1),
})
const empirical = z.strictObject({
  model: z.literal('empirical'),
  samples: byForm((value) =>
    Array.isArray(value)
      ? z.array(span).min(1, { error: 'expected at least one duration' })
      : z.string({ error: 'expected a list of durations, or a file of them' }).min(1),
  ),
})
const proportional = z.strictObject({
  model: z.literal('proportional'),
  factor: z.number().min(0).finite(),
  offset: span.optional(),
})

const sampledModel = z.discriminatedUnion(
  'model',
  [constant, normal, logNormal, gamma, cubic, empirical],
  { error: `expected one of ${MODELS.join(', ')}` },
)
const orderModel = z.discriminatedUnion(
  'model',
  [constant, normal, logNormal, gamma, cubic, empirical, proportional],
  { error: `expected one of ${[...MODELS, 'proportional'].join(', ')}` },
)

const sampled = byForm((value) => (isObject(value) ? sampledModel : span))
const ordered = byForm((value) => (isObject(value) ? orderModel : span))
const byKind = z.strictObject({ new: ordered, cancel: ordered, replace: ordered })
const entry = byForm((value) => {
  if (!isObject(value)) return span
  return 'model' in value ? orderModel : byKind
})
const feed = byForm((value) => {
  if (isObject(value)) return sampledModel
  return value === 'data' ? z.literal('data') : span
})

const recorded = byForm((value) =>
  isObject(value)
    ? z.strictObject({ file: z.string().min(1), offset: span.default(nanos(0)) })
    : z.string().min(1),
)

const spikes = z
  .strictObject({
    above: z.int().min(0).max(SPIKE_MESSAGES_MAX),
    window: positiveSpan,
    multiply: z.number().min(1).finite().optional(),
    add: span.optional(),
  })
  .refine(({ multiply, add }) => multiply !== undefined || add !== undefined, {
    path: ['add'],
    error: 'expected add, multiply or both: what a spike does',
  })

const LATENCY_SHAPE = {
  feed: feed.optional(),
  entry: entry.optional(),
  response: ordered.optional(),
  recorded: recorded.optional(),
  spikes: spikes.optional(),
  compute: sampled.optional(),
}

export const latency = z
  .strictObject(LATENCY_SHAPE)
  .superRefine((value, context) => {
    if (value.recorded === undefined) return
    for (const line of ['entry', 'response'] as const) {
      if (value[line] === undefined) continue
      const message = 'expected nothing beside recorded, which tells both ways'
      context.addIssue({ code: 'custom', path: [line], message })
    }
  })
  .default({})

export type LatencyConfig = z.output<typeof latency>

/** For finding out what a wrong key may have meant. */
export const LATENCY_KEYS: readonly string[] = [
  ...Object.keys(LATENCY_SHAPE),
  ...'model latency mean deviation floor median sigma shape scale min a unit clip samples'.split(
    ' ',
  ),
  ...'factor offset new cancel replace above window multiply add'.split(' '),
]

/** What the plan depends on beside the configuration. */
export interface LatencySurroundings {
  /** Folder that files are named from. */
  readonly base: string
  /** Of the feed. */
  readonly epochNanos: bigint
  readonly seed: number | string
}

export interface ConfiguredLatency {
  readonly latency: LatencyPlan
  /** On top of what the data say. */
  readonly feedLatencyNanos: number
}

/** Reads what files there are. @throws InputError for files that hold no latencies. */
export function latencyModel(
  config: LatencyConfig,
  { base, epochNanos, seed }: LatencySurroundings,
): ConfiguredLatency {
  const { feed, entry, response, recorded, spikes, compute } = config
  const isModelled = feed !== undefined && feed !== 'data' && !isSpan(feed)
  const plan: LatencyPlan = {
    seed,
    feed: isModelled ? withSamples(feed, base) : undefined,
    entry: entry === undefined ? undefined : entrySpec(entry, base),
    response: response === undefined ? undefined : withSamples(response, base),
    recorded: recordedPlan(recorded, base, epochNanos),
    spikes,
    compute: compute === undefined ? undefined : withSamples(compute, base),
  }
  checkPlan(plan)
  return { latency: plan, feedLatencyNanos: isSpan(feed) ? feed : 0 }
}

/** What only the models themselves can tell is said here, not in the middle of a run. */
function checkPlan(plan: LatencyPlan): void {
  try {
    new LaneLatency(plan)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new InputError(error.message, { field: 'latency' }, 'Correct the numbers of the model.')
  }
}

type ConfiguredSampled = z.output<typeof sampled>
type ConfiguredOrdered = z.output<typeof ordered>

function withSamples(spec: ConfiguredSampled, base: string): SampledSpec
function withSamples(spec: ConfiguredOrdered, base: string): DelaySpec
function withSamples(spec: ConfiguredOrdered, base: string): DelaySpec {
  if (isSpan(spec) || spec.model !== 'empirical') return spec
  const { samples } = spec
  return {
    model: 'empirical',
    samples: typeof samples === 'string' ? readLatencySamples(placed(samples, base)) : samples,
  }
}

function entrySpec(configured: z.output<typeof entry>, base: string): DelaySpec | EntrySpec {
  if (isSpan(configured) || 'model' in configured) return withSamples(configured, base)
  return {
    new: withSamples(configured.new, base),
    cancel: withSamples(configured.cancel, base),
    replace: withSamples(configured.replace, base),
  }
}

function recordedPlan(
  configured: LatencyConfig['recorded'],
  base: string,
  epochNanos: bigint,
): LatencyPlan['recorded'] {
  if (configured === undefined) return undefined
  const { file, offset } =
    typeof configured === 'string' ? { file: configured, offset: 0 } : configured
  return { rows: readLatencyRows(placed(file, base), epochNanos), offsetNanos: offset }
}

const placed = (file: string, base: string): string =>
  isAbsolute(file) ? file : resolve(base, file)

const isSpan = (value: unknown): value is Extract<SampledSpec, number> => typeof value === 'number'

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
