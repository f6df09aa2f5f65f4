/** One run of a strategy in one stressed market, with all that is needed to judge it. */
import { InputError, nanos, seconds } from '../../core/index.ts'
import { KillSwitch } from '../../risk/index.ts'
import { LivingFeed, LivingMarket, type LivingMarketOptions } from '../../simulation/index.ts'
import { type BacktestOptions, type BacktestRun, marketsOf, prepareBacktest } from '../backtest.ts'
import { livingOf } from '../living-run.ts'
import {
  type BookBefore,
  EVENT_SECONDS,
  SPAN_SECONDS,
  type StressCase,
  WARM_UP_SECONDS,
} from './battery.ts'
import { Fault } from './fault.ts'
import { FaultyWires, type Wire } from './wire.ts'

const TICK_NANOS = 100e6
/** What happens at one instant is still to be seen a little later. */
const SIGHT_NANOS = 200e6

/** The market that a certification takes place in, before anything happens to it. */
export interface CalmMarket {
  readonly options: LivingMarketOptions
  readonly startNanos: number
  readonly before: BookBefore
}

export interface StressedRun {
  readonly run: BacktestRun | undefined
  readonly wires: readonly Wire[]
  readonly fault: Fault
  readonly fromNanos: number
  readonly untilNanos: number
  /** What it fell over, where it did. */
  readonly crash: string | undefined
  readonly digest: string
  /** Lowest equity, less what was there to begin with. */
  readonly worstLoss: number
  /** Mid in ticks when it began, and the farthest from that until it was over. */
  readonly midBefore: number
  readonly midLowest: number
  readonly midHighest: number
}

/** The market of the configuration where it is a living one, or one of the laboratory's. */
export function calmMarket(options: BacktestOptions, seed: number | string): CalmMarket {
  const living = livingOf(marketsOf(options)[0]!.feed)
  const market: LivingMarketOptions = {
    population: living?.population ?? 'santa-fe',
    parameters: living?.parameters,
    isOneParticipant: living?.isOneParticipant,
    seed,
    span: seconds(SPAN_SECONDS),
    warmUp: seconds(WARM_UP_SECONDS),
  }
  const probe = new LivingMarket(market, { seats: 0 })
  probe.advance(nanos(probe.startNanos + EVENT_SECONDS * 1e9))
  const { levels } = probe.venue
  const before = { bidLots: levels.totalLots(1), askLots: levels.totalLots(-1) }
  return { options: market, startNanos: probe.startNanos, before }
}

/** @param stress undefined for the run without stress, which the others are held against */
export async function stressedRun(
  options: BacktestOptions,
  calm: CalmMarket,
  stress: StressCase | undefined,
  turn?: (share: number) => void | Promise<void>,
): Promise<StressedRun> {
  const fromNanos = calm.startNanos + EVENT_SECONDS * 1e9
  const untilNanos = fromNanos + (stress?.lastsSeconds ?? 0) * 1e9
  const window = { fromNanos, untilNanos }
  const fault = stress?.fault(window, calm.options.seed) ?? new Fault(window)
  const wires = new FaultyWires(fault)
  const seen = {
    worstLoss: 0,
    midBefore: Number.NaN,
    midLowest: Number.NaN,
    midHighest: Number.NaN,
  }
  let run: BacktestRun | undefined
  let crash: string | undefined
  try {
    const prepared = await prepareBacktest({
      ...stressedOptions(options, { ...calm.options, scenarios: stress?.scenarios?.(calm.before) }),
      witness: wires,
      onSample: ({ atNanos, equity }) => {
        wires.tick(nanos(atNanos))
        seen.worstLoss = Math.max(seen.worstLoss, prepared.openingCash - equity)
        const { midTicks } = prepared.venue.book
        // A side that was swept has no mid.
        if (Number.isNaN(midTicks)) return
        if (atNanos <= fromNanos) {
          seen.midBefore = seen.midLowest = seen.midHighest = midTicks
        } else if (atNanos <= untilNanos + SIGHT_NANOS) {
          seen.midLowest = Math.min(seen.midLowest, midTicks)
          seen.midHighest = Math.max(seen.midHighest, midTicks)
        }
      },
    })
    run = prepared
    wires.join(prepared)
    await prepared.toEnd(({ fraction }) => turn?.(fraction))
  } catch (error) {
    if (error instanceof InputError) throw error
    crash = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
  const digest = run?.digest() ?? ''
  return { run, wires: wires.wires, fault, fromNanos, untilNanos, crash, digest, ...seen }
}

/** The same strategies, limits and latencies, on the market of the certification. */
function stressedOptions(options: BacktestOptions, market: LivingMarketOptions): BacktestOptions {
  const given = marketsOf(options)
  const markets = given.map((each) => ({
    ...each,
    feed: new LivingFeed({ market, symbol: each.feed.info.instruments[0]?.symbol }),
  }))
  const { strategy, params, accountLimits, breaker } = options
  const shared = {
    strategy,
    ...(params === undefined ? {} : { params }),
    accountLimits,
    breaker,
    sampling: nanos(TICK_NANOS),
    killSwitch: new KillSwitch(),
    // Whoever is told of alerts has a withdrawal that is looked after.
    onAlert: () => {},
  }
  return markets.length === 1 ? { ...shared, ...markets[0]! } : { ...shared, markets }
}
