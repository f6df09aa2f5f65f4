/** Which runs the vectorised engine can do, and everything that is wrong with those that it cannot. */
import { InputError, type Instrument } from '../../core/index.ts'
import { LaneLatency, type LatencyModel, type LatencyPlan } from '../../simulation/index.ts'
import type { AnyStrategy } from '../../strategy/index.ts'
import { type BacktestOptions, marketsOf } from '../backtest.ts'
import { furtherLimits } from '../further-limits.ts'
import type { MarketOptions } from '../market.ts'

const REMEDY = 'Run it with the event engine: leave out --engine, or say --engine event.'

export interface SuitableRun {
  readonly market: MarketOptions
  readonly instrument: Instrument
  readonly latency: LatencyModel
  /** From the venue to us, the same for every row. */
  readonly feedNanos: number
  /** Nothing takes any time. */
  readonly isImmediate: boolean
}

/** @throws InputError naming everything that the engine does not do. */
export function suitableRun(options: BacktestOptions): SuitableRun {
  const [market, ...others] = marketsOf(options)
  if (market === undefined) throw new InputError('a run needs a market', { field: 'markets' })
  const { feed, latency = {} } = market
  const instrument = feed.info.instruments[0]
  if (instrument === undefined) {
    throw new InputError('names no instrument', { file: feed.info.name })
  }
  const lane = new LaneLatency(latency)
  const feedNanos = constantFeed(latency, market.feedLatencyNanos ?? 0)
  const { sampling = 'message' } = options
  const hindrances: readonly (readonly [boolean, string])[] = [
    [others.length > 0, 'several markets'],
    [options.strategy.vectorised === undefined, noForm(options.strategy)],
    [sampling !== 'message', 'a sampling interval: it samples every row'],
    [market.funding !== undefined, 'funding'],
    [market.referenceExchange !== undefined, 'the reference backtester (compatibility)'],
    [market.liquidity === 'displayed', 'displayed liquidity: it trades whole at the quote'],
    [lane.compute !== undefined, 'a strategy that takes time (latency.compute)'],
    [lane.orders.watch !== undefined, 'latencies that follow the market (proportional, spikes)'],
    [Number.isNaN(feedNanos), 'feed latencies that vary (latency.feed)'],
  ]
  const met = hindrances.flatMap(([isMet, what]) => (isMet ? [what] : []))
  const problems = [...met, ...furtherLimits({ ...options, ...market })]
  if (problems.length === 0) {
    const isImmediate = feedNanos === 0 && isInstant(latency)
    return { market, instrument, latency: lane.orders, feedNanos, isImmediate }
  }
  throw new InputError(`the vectorised engine does not do: ${problems.join('; ')}`, {}, REMEDY)
}

const noForm = ({ name }: AnyStrategy): string =>
  `${name}, which declares no vectorised form (a \`vectorised\` member beside its callbacks, see ` +
  'docs/vectorised.md)'

/** A plan that says of no message that it takes time. */
function isInstant(latency: LatencyModel | LatencyPlan): boolean {
  if (typeof latency.entry === 'function') return false
  const { entry = 0, response = 0, recorded, spikes } = latency as LatencyPlan
  return entry === 0 && response === 0 && recorded === undefined && spikes === undefined
}

/** NaN where it is not the same for every row. */
function constantFeed(latency: LatencyModel | LatencyPlan, shiftNanos: number): number {
  if (typeof latency.entry === 'function' || !('feed' in latency)) return shiftNanos
  const { feed, spikes } = latency as LatencyPlan
  if (feed === undefined) return shiftNanos
  if (spikes !== undefined) return Number.NaN
  if (typeof feed === 'number') return feed
  return feed.model === 'constant' ? feed.latency : Number.NaN
}
