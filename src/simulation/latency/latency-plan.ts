/**
 * What a run is told about latency: plain data that can be written down, copied and used again.
 *
 * Models keep state (a random stream, a place in a recording), so every run builds its own from the
 * plan; the same plan and seed give the same latencies.
 *
 * ```ts
 * const plan: LatencyPlan = {
 *   seed: 42,
 *   entry: { new: millis(1), cancel: micros(500), replace: millis(1) },
 *   response: { model: 'lognormal', median: millis(2), sigma: 0.5 },
 *   spikes: { above: 1000, window: millis(100), add: millis(5) },
 *   compute: micros(2),
 * }
 * ```
 */
import type { Nanos, RandomStream } from '../../core/index.ts'
import { CubicDelay, type CubicOptions } from './cubic-delay.ts'
import { ConstantDelay, type Delay } from './delay.ts'
import { EmpiricalDelay, type EmpiricalOptions } from './empirical-delay.ts'
import type { FeedGauge } from './feed-gauge.ts'
import { GammaDelay, type GammaOptions } from './gamma-delay.ts'
import type { LatencyRows } from './interpolated-latency.ts'
import { LogNormalDelay, type LogNormalOptions } from './log-normal-delay.ts'
import { NormalDelay, type NormalOptions } from './normal-delay.ts'
import { ProportionalDelay, type ProportionalOptions } from './proportional-delay.ts'
import type { SpikeOptions } from './spikes.ts'

/** A delay drawn from a distribution, or a constant. */
export type SampledSpec =
  | Nanos
  | { readonly model: 'constant'; readonly latency: Nanos }
  | ({ readonly model: 'normal' } & NormalOptions)
  | ({ readonly model: 'lognormal' } & LogNormalOptions)
  | ({ readonly model: 'gamma' } & GammaOptions)
  | ({ readonly model: 'cubic' } & CubicOptions)
  | ({ readonly model: 'empirical' } & EmpiricalOptions)

/** Order lines can also follow the feed. */
export type DelaySpec = SampledSpec | ({ readonly model: 'proportional' } & ProportionalOptions)

/** One delay for each kind of request. */
export interface EntrySpec {
  readonly new: DelaySpec
  readonly cancel: DelaySpec
  readonly replace: DelaySpec
}

export interface LatencyPlan {
  /** Of everything drawn; each line has a stream of its own. Default 1. */
  readonly seed?: number | string | undefined
  /** From the venue's market data to us. Absent: as the data say, after the clock's correction. */
  readonly feed?: SampledSpec | undefined
  /** From the desk to the venue; immediate when absent. */
  readonly entry?: DelaySpec | EntrySpec | undefined
  /** From the venue to the desk; immediate when absent. */
  readonly response?: DelaySpec | undefined
  /** Instead of entry and response; times count from the feed's epoch. */
  readonly recorded?: { readonly rows: LatencyRows; readonly offsetNanos?: number } | undefined
  /** Stretch entry and response, and the feed where it is modelled. */
  readonly spikes?: SpikeOptions | undefined
  /** How long the strategy thinks each time it is called; no time when absent. */
  readonly compute?: SampledSpec | undefined
}

/** Builds a sampled delay. @throws RangeError for numbers that make no delay. */
export function sampledDelay(spec: SampledSpec, stream: RandomStream): Delay {
  if (typeof spec === 'number') return new ConstantDelay(spec)
  switch (spec.model) {
    case 'constant':
      return new ConstantDelay(spec.latency)
    case 'normal':
      return new NormalDelay(spec, stream)
    case 'lognormal':
      return new LogNormalDelay(spec, stream)
    case 'gamma':
      return new GammaDelay(spec, stream)
    case 'cubic':
      return new CubicDelay(spec, stream)
    case 'empirical':
      return new EmpiricalDelay(spec, stream)
  }
}

/** Builds a delay of an order line. @throws RangeError for numbers that make no delay. */
export function orderDelay(spec: DelaySpec, stream: RandomStream, gauge: FeedGauge): Delay {
  if (typeof spec === 'object' && spec.model === 'proportional') {
    return new ProportionalDelay(spec, gauge)
  }
  return sampledDelay(spec, stream)
}
