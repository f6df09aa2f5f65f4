/**
 * One strategy over a ladder of round-trip latencies, on the same data: the price of being slow.
 *
 * ```
 *             R/2                        R/2                       R/2
 *   venue ---------> strategy decides ---------> venue answers ---------> strategy hears
 *         market data                 the order                the report
 * ```
 *
 * A round trip R is split evenly over the ways there and back. Market data take R/2 from the instant
 * the venue states, instead of what the recorder's line took: at zero the strategy sees what the
 * venue sees. What else the configuration says of latency (time to think, spikes) stays.
 *
 * The data are read once for all rungs. The market itself does not change: it was made by people with
 * latencies of their own, and nobody in it reacts to ours.
 */
import { type Nanos, nanos } from '../../core/index.ts'
import type { LatencyPlan } from '../../simulation/index.ts'
import type { MarketAnalytics, MarkoutMean } from '../analytics/index.ts'
import {
  type BacktestOptions,
  BacktestRun,
  marketsOf,
  type OnProgress,
  surveyMarkets,
} from '../backtest.ts'
import { livingOf } from '../living-run.ts'
import { type StrategyFromData, touchColumns } from '../look-ahead/index.ts'
import type { MarketOptions } from '../market.ts'
import type { RunSummary } from '../summary.ts'
import type { SurveyedFeed } from '../survey.ts'
import { STANDARD_RUNGS } from './rungs.ts'

export interface LadderOptions {
  /** Round trips in nanoseconds; the standard ladder without. */
  readonly rungsNanos?: readonly number[]
  /** Leave the feed as recorded and configured: only orders and reports take the round trip. */
  readonly keepsFeed?: boolean
  /** Makes the strategy anew for every rung, instead of the one of the run. */
  readonly strategyFrom?: StrategyFromData | undefined
  readonly onProgress?: OnProgress
}

export interface LatencyLadder {
  readonly strategy: string
  readonly symbol: string
  readonly feed: string
  readonly firstNanos: number
  readonly lastNanos: number
  /** Unix nanoseconds that these count from, as decimal text. */
  readonly epochNanos: string
  readonly keepsFeed: boolean
  /** Each rung ran on a living exchange of its own. */
  readonly isLiving?: boolean
  /** Ascending by latency. */
  readonly rungs: readonly LadderRung[]
}

/** What a run came to at one latency; money in the account's currency. */
export interface LadderRung {
  readonly roundTripNanos: number
  readonly pnlAfterFees: number
  readonly pnlBeforeFees: number
  readonly fees: number
  readonly tradedValue: number
  readonly fills: number
  readonly makerFills: number
  readonly ordersEntered: number
  /** Filled of ordered lots. */
  readonly fillRatio: number
  /** Against the mid, in basis points, + is good for us: at the fill, and one second later. */
  readonly captured: LadderMarkout
  readonly markout: LadderMarkout
  /** Requests to cancel or replace that came too late, and how many there were. */
  readonly lateRequests: number
  readonly requests: number
  readonly killSwitch: string | null
  readonly runHash: string
}

export interface LadderMarkout {
  readonly fills: number
  readonly bps: number
  /** Half of the 95 % interval, NaN with too few fills or several markets. */
  readonly bpsHalf: number
}

const MARKOUT_NANOS = 1e9

export async function latencyLadder(
  options: BacktestOptions,
  how: LadderOptions = {},
): Promise<LatencyLadder> {
  const { keepsFeed = false, onProgress } = how
  const rungsNanos = [...new Set(how.rungsNanos ?? STANDARD_RUNGS)].sort((a, b) => a - b)
  const surveyed = await surveyMarkets(options, onProgress)
  const rungs: LadderRung[] = []
  let summary: RunSummary | undefined
  for (const [k, roundTripNanos] of rungsNanos.entries()) {
    const onRung: OnProgress = ({ phase, records, fraction }) =>
      onProgress?.({ phase, records, fraction: (k + fraction) / rungsNanos.length })
    summary = await runAt(roundTripNanos, { options, surveyed, how, onRung })
    rungs.push(rungOf(roundTripNanos, summary))
  }
  const { info } = marketsOf(options)[0]!.feed
  return {
    strategy: summary?.strategy ?? options.strategy.name,
    symbol: summary?.symbol ?? '',
    feed: summary?.feed ?? '',
    firstNanos: summary?.firstNanos ?? Number.NaN,
    lastNanos: summary?.lastNanos ?? Number.NaN,
    epochNanos: String(info.epochNanos),
    keepsFeed,
    ...(livingOf(marketsOf(options)[0]!.feed) === undefined ? {} : { isLiving: true }),
    rungs,
  }
}

interface RungRun {
  readonly options: BacktestOptions
  readonly surveyed: readonly SurveyedFeed[]
  readonly how: LadderOptions
  readonly onRung: OnProgress
}

async function runAt(
  roundTripNanos: number,
  { options, surveyed, how, onRung }: RungRun,
): Promise<RunSummary> {
  const { params = {}, sampling } = options
  const markets = marketsOf(options).map((market) =>
    atLatency(market, nanos(roundTripNanos), how.keepsFeed ?? false),
  )
  const { strategyFrom } = how
  const strategy =
    strategyFrom === undefined
      ? options.strategy
      : strategyFrom(await touchColumns({ strategy: options.strategy, markets }, surveyed))
  const shared = { strategy, params, ...(sampling === undefined ? {} : { sampling }) }
  const run = new BacktestRun({ ...shared, analytics: true, markets }, ...surveyed)
  await run.toEnd(onRung)
  return run.summary()
}

/** The same market, seen and reached over lines of this round trip. */
export function atLatency(
  market: MarketOptions,
  roundTrip: Nanos,
  keepsFeed: boolean,
): MarketOptions {
  const there = nanos(Math.floor(roundTrip / 2))
  const back = nanos(roundTrip - there)
  const { latency = {} } = market
  // A ready model stands for its order lines alone, which are replaced.
  const plan: LatencyPlan = typeof latency.entry === 'function' ? {} : (latency as LatencyPlan)
  return {
    ...market,
    latency: {
      ...plan,
      recorded: undefined,
      entry: there,
      response: back,
      feed: keepsFeed ? plan.feed : { model: 'constant', latency: back },
    },
  }
}

function rungOf(roundTripNanos: number, summary: RunSummary): LadderRung {
  const { pnlAfterFees, pnlBeforeFees, fees, tradedValue, fills, makerFills } = summary
  const { ordersEntered, fillRatio, runHash, killSwitch } = summary
  const markets = summary.analytics?.markets ?? []
  const races = markets.map((market) => market.races)
  const total = (count: (race: MarketAnalytics['races']) => number) =>
    races.reduce((sum, race) => sum + count(race), 0)
  return {
    roundTripNanos,
    pnlAfterFees,
    pnlBeforeFees,
    fees,
    tradedValue,
    fills,
    makerFills,
    ordersEntered,
    fillRatio,
    captured: pooled(markets, 0),
    markout: pooled(markets, MARKOUT_NANOS),
    lateRequests: total(({ lateCancels, lateReplaces }) => lateCancels + lateReplaces),
    requests: total(({ cancels, replaces }) => cancels + replaces),
    killSwitch: killSwitch?.reason ?? null,
    runHash,
  }
}

/** Of several markets, weighted by their fills. */
function pooled(markets: readonly MarketAnalytics[], horizonNanos: number): LadderMarkout {
  const means = markets
    .map(({ markouts }) => markouts.find((each) => each.horizonNanos === horizonNanos)?.groups.all)
    .filter((mean): mean is MarkoutMean => mean !== undefined && mean.fills > 0)
  const fills = means.reduce((sum, mean) => sum + mean.fills, 0)
  const bps = means.reduce((sum, mean) => sum + mean.bps * (mean.fills / fills), 0)
  return {
    fills,
    bps: fills === 0 ? Number.NaN : bps,
    bpsHalf: means.length === 1 ? means[0]!.bpsHalf : Number.NaN,
  }
}
