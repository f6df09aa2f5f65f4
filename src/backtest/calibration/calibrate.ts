/**
 * Calibration of a feed: everything that its records, and what else was recorded, can tell.
 *
 * What a feed cannot tell is not an error as long as something else can be fitted: the reason stands
 * in its place. Only when nothing can be fitted, or what was asked for by name cannot, is there an
 * error.
 */
import { type EventTape, InputError, type Instrument } from '../../core/index.ts'
import type { Feed } from '../../market-data/index.ts'
import type { LatencyRows } from '../../simulation/index.ts'
import { type SurveyedFeed, surveyFeed } from '../survey.ts'
import { FeedLatencySampler } from './feed-latency.ts'
import { fitIntensity, type IntensityFits } from './intensity-fit.ts'
import { IntensitySampler } from './intensity-sampler.ts'
import { fitLatency, type LatencyFits } from './latency-fit.ts'
import { type OwnOrder, OwnOrderTracer } from './own-order.ts'
import { fitOwnOrders, type OwnOrderFits } from './own-order-fit.ts'
import { PlacementSampler } from './placement-sampler.ts'
import { fitQueue, type QueueFits } from './queue-fit.ts'

export type CalibrationPart = 'queue' | 'latency' | 'intensity'
export const CALIBRATION_PARTS: readonly CalibrationPart[] = ['queue', 'latency', 'intensity']

export interface CalibrateOptions {
  /** Parts that must be fitted, and no others; as many as can be when absent. */
  readonly only?: readonly CalibrationPart[]
  readonly ownOrders?: readonly OwnOrder[]
  /** Recorded latencies of requests and answers. */
  readonly latencyRows?: LatencyRows
  /** About how many hypothetical orders to place. */
  readonly placements?: number
  readonly seed?: number | string
  readonly onProgress?: (phase: string, fraction: number, records: number) => void | Promise<void>
}

export interface Calibration {
  readonly feed: string
  readonly instrument: Instrument
  readonly records: number
  readonly queue: QueueFits | Unfitted
  /** From own orders, when they were given. */
  readonly ownOrders: OwnOrderFits | Unfitted | undefined
  readonly latency: FittedLatencies | Unfitted
  readonly intensity: IntensityFits | Unfitted
}

/** Why a part could not be fitted. */
export interface Unfitted {
  readonly unfitted: string
}

export type FittedLatencies =
  | {
      readonly source: 'recorded'
      readonly entry: LatencyFits
      readonly response: LatencyFits
      /** Requests that never arrived. */
      readonly lost: number
    }
  | { readonly source: 'feed'; readonly feed: LatencyFits }

/** The reason of a part that `only` leaves out. */
export const NOT_ASKED_FOR = 'not asked for'

export const isFitted = <Fits extends object>(part: Fits | Unfitted): part is Fits =>
  !('unfitted' in part)

const PLACEMENTS = 3000

/** @throws InputError when nothing can be fitted, or not what `only` names. */
export async function calibrate(feed: Feed, options: CalibrateOptions = {}): Promise<Calibration> {
  const { onProgress } = options
  const { sizeBytes = Number.NaN } = feed.info
  const surveyed = await surveyFeed(feed, {
    onProgress: (records, bytes) => onProgress?.('reading', bytes / sizeBytes, records),
  })
  const instrument = feed.info.instruments[0]
  if (instrument === undefined)
    throw new InputError('names no instrument', { file: feed.info.name })
  const samplers = new Samplers(feed, surveyed, instrument, options)
  let records = 0
  for await (const batch of surveyed.open()) {
    samplers.push(batch)
    records += batch.length
    await onProgress?.('sampling', records / surveyed.survey.records, records)
  }
  samplers.finish()
  const { only } = options
  const part = <Fits extends object>(
    name: CalibrationPart,
    fitted: () => Fits,
    isMust = only !== undefined,
  ): Fits | Unfitted =>
    only?.includes(name) === false ? { unfitted: NOT_ASKED_FOR } : attempted(fitted, isMust, feed)
  const calibration: Calibration = {
    feed: feed.info.name,
    instrument,
    records,
    // Own orders answer for the queue too.
    queue: part('queue', () => samplers.queue(), only !== undefined && samplers.own === undefined),
    ownOrders: samplers.own && part('queue', () => samplers.ownOrders()),
    latency: part('latency', () => samplers.latency()),
    intensity: part('intensity', () => samplers.intensity()),
  }
  checkSomething(calibration)
  return calibration
}

/** Its own words for what a part lacks; a mistake when the part was asked for by name. */
function attempted<Fits extends object>(
  fitted: () => Fits,
  isMust: boolean,
  feed: Feed,
): Fits | Unfitted {
  try {
    return fitted()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    if (isMust) throw error.within(feed.info.name)
    return { unfitted: `${error.problem}${error.remedy === '' ? '' : `. ${error.remedy}`}` }
  }
}

function checkSomething({ feed, queue, ownOrders, latency, intensity }: Calibration): void {
  const parts = { queue, 'own orders': ownOrders, latency, intensity }
  const told = Object.entries(parts).filter(([, part]) => part !== undefined)
  if (told.some(([, part]) => part !== undefined && isFitted(part))) return
  const reasons = told.map(([name, part]) => `${name}: ${(part as Unfitted).unfitted}`)
  throw new InputError(
    `tells too little to fit anything\n  ${reasons.join('\n  ')}`,
    { file: feed },
    'Give a longer recording, with trades and depth, or with single orders.',
  )
}

/** One pass over a feed for all parts. */
class Samplers {
  readonly own: OwnOrderTracer | undefined
  readonly #options: CalibrateOptions
  readonly #instrument: Instrument
  readonly #placements: PlacementSampler | undefined
  readonly #feedLatency: FeedLatencySampler | undefined
  readonly #intensity: IntensitySampler | undefined

  constructor(
    feed: Feed,
    { survey }: SurveyedFeed,
    instrument: Instrument,
    options: CalibrateOptions,
  ) {
    this.#options = options
    this.#instrument = instrument
    const { records, content } = survey
    const tellsOrders = content === 'orders'
    const { placements = PLACEMENTS, seed = 1, ownOrders, latencyRows } = options
    if (tellsOrders) {
      this.#placements = new PlacementSampler({ instrument, records, placements, seed })
    }
    if (content !== 'series') {
      this.#intensity = new IntensitySampler(instrument, tellsOrders)
      if (ownOrders !== undefined) {
        this.own = new OwnOrderTracer(ownOrders, instrument, tellsOrders)
      }
    }
    if (latencyRows === undefined && feed.info.hasLocalTime) {
      this.#feedLatency = new FeedLatencySampler(Math.max(0, -survey.latencyNanosMin))
    }
  }

  push(batch: EventTape): void {
    this.#placements?.push(batch)
    this.#feedLatency?.push(batch)
    this.#intensity?.push(batch)
    this.own?.push(batch)
  }

  finish(): void {
    this.#placements?.finish()
    this.#feedLatency?.finish()
    this.own?.finish()
  }

  queue(): QueueFits {
    if (this.#placements === undefined) {
      throw new InputError(
        'the data tell levels, not single orders: who stood ahead in a queue is not in them',
        {},
        'Give a feed of single orders, or own orders with --own-fills.',
      )
    }
    const { seed = 1 } = this.#options
    const lotStep = this.#instrument.lot.step
    return fitQueue(this.#placements.traces, { lotStep, seed })
  }

  ownOrders(): OwnOrderFits {
    return fitOwnOrders(this.own?.traced ?? [], this.#instrument.lot.step)
  }

  latency(): FittedLatencies {
    const { latencyRows } = this.#options
    if (latencyRows !== undefined) return recordedLatencies(latencyRows)
    if (this.#feedLatency === undefined) {
      throw new InputError(
        'the data have one time only, and no request and answer times were given',
        {},
        'Give recorded rows with --latency.',
      )
    }
    return { source: 'feed', feed: fitLatency(this.#feedLatency.latencies, 'feed') }
  }

  intensity(): IntensityFits {
    if (this.#intensity === undefined) {
      throw new InputError(
        'a price series tells no book and no aggressors, so nothing of how far trades reach',
        {},
        'Give recorded depth and trades.',
      )
    }
    return fitIntensity(this.#intensity)
  }
}

/** Requests that were lost have no entry latency, only an answer. */
function recordedLatencies({ requested, received, answered }: LatencyRows): FittedLatencies {
  const arrived = Array.from(requested, (_, k) => k).filter((k) => Number.isFinite(received[k]!))
  return {
    source: 'recorded',
    entry: fitLatency(
      arrived.map((k) => received[k]! - requested[k]!),
      'entry',
    ),
    response: fitLatency(
      arrived.map((k) => answered[k]! - received[k]!),
      'response',
    ),
    lost: requested.length - arrived.length,
  }
}
