/**
 * What strategies did to a market: the same market with and without them, side by side.
 *
 * Agents and seeds are the same; whoever is missing is missing everywhere. For each fill of side s at
 * time t, and M the mid:
 *
 * ```
 * moved(h)      = s * (M_with(t + h) - M_with(t-))           how the price went, in the fill's direction
 * wouldHave(h)  = s * (M_without(t + h) - M_without(t-))     how it would have gone
 * impact(h)     = moved(h) - wouldHave(h)                    what the trade did to it
 * ```
 *
 * in ticks, means weighted by lots; t- is right before the fill. Markets of agents are chaotic: a
 * single trade sends two of them on different ways, and what differs later is mostly that. The mean of
 * many fills is what counts, and its interval says how many are enough.
 *
 * The shortfall is that of every order against the price at which it was decided, from the run's
 * analytics, with the fees that were paid: delay, trading, opportunity and fees sum to the total.
 */
import { InputError, nanos } from '../../core/index.ts'
import { TAKER } from '../../exchange/index.ts'
import { LivingMarket, MidPath } from '../../simulation/index.ts'
import type { AnalyticsSummary } from '../analytics/index.ts'
import { WeightedMean } from '../analytics/index.ts'
import type { BacktestRun, OnProgress } from '../backtest.ts'

export interface Impact {
  /** From right before the fill to a horizon after it. */
  readonly curve: readonly ImpactAfter[]
  readonly path: PathDifference
  /** One for each strategy. */
  readonly shortfalls: readonly ImplementationShortfall[]
  readonly tickStep: number
}

export interface ImpactAfter {
  readonly horizonNanos: number
  /** Fills whose horizon lies beyond the market's end, or that met a side without orders. */
  readonly dropped: number
  readonly all: ImpactMean
  readonly maker: ImpactMean
  readonly taker: ImpactMean
}

/** In ticks; the half width of the 95 % interval is of the impact, NaN with too few fills. */
export interface ImpactMean {
  readonly fills: number
  readonly moved: number
  readonly wouldHave: number
  readonly impact: number
  readonly impactHalf: number
}

/** How far the two paths are apart, in ticks, sampled once a second. */
export interface PathDifference {
  readonly meanAbsoluteTicks: number
  readonly largestTicks: number
  readonly finalTicks: number
}

/** In settlement currency; below zero is a gain. */
export interface ImplementationShortfall {
  readonly name: string
  readonly delay: number
  readonly trading: number
  readonly opportunity: number
  readonly fees: number
  readonly total: number
}

export const IMPACT_HORIZONS: readonly number[] = [0, 1e7, 1e8, 1e9, 1e10, 6e10, 3e11]
const SECOND = 1e9
/** Instants of the other market between two looks at the progress. */
const STRETCHES = 200

/**
 * Lets the market of a finished run live again without its strategies.
 * @throws InputError for a run that was not on a living exchange, or did not keep its price path.
 */
export async function measureImpact(run: BacktestRun, onProgress?: OnProgress): Promise<Impact> {
  const { living, path, analytics } = run
  if (living === undefined || path === undefined || analytics === undefined) {
    throw new InputError(
      'needs a run on a living exchange that measures it',
      { field: 'impact' },
      'Recorded markets cannot answer. Say venue: matching, and keepsPath and analytics.',
    )
  }
  const without = new MidPath()
  const other = new LivingMarket(living.options, { seats: 0, listener: without })
  const { beginNanos, endNanos } = living
  for (let k = 0; k <= STRETCHES; k++) {
    const until = beginNanos + Math.floor(((endNanos - beginNanos) * k) / STRETCHES)
    other.advance(nanos(k === STRETCHES ? endNanos : until))
    await onProgress?.({ phase: 'run', records: other.records, fraction: k / STRETCHES })
  }
  return {
    curve: IMPACT_HORIZONS.map((horizon) => pointAt(run, horizon, path, without, endNanos)),
    path: differenceOf(path, without, beginNanos, endNanos),
    shortfalls: shortfallsOf(run),
    tickStep: run.instrument.tick.step,
  }
}

class Means {
  readonly #moved = new WeightedMean()
  readonly #wouldHave = new WeightedMean()
  readonly #impact = new WeightedMean()

  add(moved: number, wouldHave: number, lots: number, cluster: number): void {
    this.#moved.add(moved, lots, cluster)
    this.#wouldHave.add(wouldHave, lots, cluster)
    this.#impact.add(moved - wouldHave, lots, cluster)
  }

  get summary(): ImpactMean {
    return {
      fills: this.#impact.count,
      moved: this.#moved.mean,
      wouldHave: this.#wouldHave.mean,
      impact: this.#impact.mean,
      impactHalf: this.#impact.halfWidth,
    }
  }
}

function pointAt(
  { fills }: BacktestRun,
  horizonNanos: number,
  withUs: MidPath,
  without: MidPath,
  endNanos: number,
): ImpactAfter {
  const [all, maker, taker] = [new Means(), new Means(), new Means()]
  let dropped = 0
  for (const { at, side, size, cause } of fills) {
    const end = at + horizonNanos
    const moved = side * (withUs.at(end) - withUs.before(at))
    const wouldHave = side * (without.at(end) - without.before(at))
    if (end > endNanos || Number.isNaN(moved - wouldHave)) {
      dropped++
      continue
    }
    // What follows fills within a second of each other is the same piece of market.
    const cluster = Math.floor(at / SECOND)
    all.add(moved, wouldHave, size, cluster)
    if (cause === TAKER) taker.add(moved, wouldHave, size, cluster)
    else maker.add(moved, wouldHave, size, cluster)
  }
  return {
    horizonNanos,
    dropped,
    all: all.summary,
    maker: maker.summary,
    taker: taker.summary,
  }
}

function differenceOf(
  withUs: MidPath,
  without: MidPath,
  beginNanos: number,
  endNanos: number,
): PathDifference {
  let sum = 0
  let count = 0
  let largest = 0
  let final = Number.NaN
  for (let at = beginNanos; at <= endNanos; at += SECOND) {
    const difference = withUs.at(at) - without.at(at)
    if (Number.isNaN(difference)) continue
    sum += Math.abs(difference)
    count++
    largest = Math.max(largest, Math.abs(difference))
    final = difference
  }
  return {
    meanAbsoluteTicks: count === 0 ? Number.NaN : sum / count,
    largestTicks: largest,
    finalTicks: final,
  }
}

function shortfallsOf(run: BacktestRun): ImplementationShortfall[] {
  const { analytics } = run.summary() as { readonly analytics: AnalyticsSummary }
  return run.markets.map(({ options, portfolio }, k) => {
    const { delay, trading, opportunity, total } = analytics.markets[k]!.shortfall
    const { fees } = portfolio
    const name = options.participant?.name ?? run.options.strategy.name
    return { name, delay, trading, opportunity, fees, total: total + fees }
  })
}
