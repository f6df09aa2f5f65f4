/**
 * Does a strategy look ahead? Runs it again with other futures, and reports every decision that
 * changed before the instant from which on the future was another.
 *
 * ```
 *   the run              o----o--o-----o-----o--o----o---o    o: an order sent, a gauge that changed
 *   another future       o----o--o-----o--|  ~ ~ ~ ~ ~ ~ ~    up to the cut the same, or it looked ahead
 * ```
 *
 * What a whole recording tells before its first event (how far clocks are off, how far times step
 * back, whether there are trades, the price grid) is looked-ahead knowledge too. It is the same for
 * the run and for every rerun: the survey of the true data. Latencies are drawn from streams of their
 * own and stay what they were; decisions at the cut itself or later are not compared.
 *
 * A pass is no proof. What a strategy reads on its own (a file of prices, say) does not change with
 * the data: make such a strategy from the data (`StrategyFromData`), and it is made anew for every
 * future.
 */
import { type Instrument, type Nanos, RandomStream } from '../../core/index.ts'
import {
  type BacktestOptions,
  BacktestRun,
  marketsOf,
  type OnProgress,
  surveyMarkets,
} from '../backtest.ts'
import { linesOf } from '../market.ts'
import type { SurveyedFeed } from '../survey.ts'
import { alteredColumns } from './altered-columns.ts'
import { alteredRecords } from './altered-records.ts'
import { cutInstants } from './cut-instants.ts'
import type { Decision } from './decision.ts'
import { DecisionTrace, DecisionWriter, type TraceChange, TraceChecker } from './decision-trace.ts'
import { DecisionWitness } from './decision-witness.ts'
import { FUTURES, type Future } from './future.ts'
import { type StrategyFromData, type TouchColumns, touchColumns } from './touch-columns.ts'
import { watchedStrategy } from './watched-strategy.ts'

export interface LookAheadOptions {
  /** How many instants to cut at, 8 by default. */
  readonly cuts?: number
  /** Of cuts and futures. */
  readonly seed?: number | string
  /** Makes the strategy, instead of the one of the run. */
  readonly strategyFrom?: StrategyFromData | undefined
  readonly onProgress?: OnLookAheadProgress
}

export interface LookAheadProgress {
  readonly phase: 'survey' | 'columns' | 'run' | 'reruns'
  readonly records: number
  readonly fraction: number
}
export type OnLookAheadProgress = (progress: LookAheadProgress) => void | Promise<void>

export interface LookAheadReport {
  readonly strategy: string
  readonly symbol: string
  readonly instruments: readonly Instrument[]
  readonly cutsNanos: readonly Nanos[]
  readonly reruns: number
  /** Orders sent, replaced and cancelled in the run, and changes of gauges. */
  readonly orders: number
  readonly gaugeChanges: number
  /** Decisions from here on were too many to keep, and are not compared; infinity when all are. */
  readonly comparedUntilNanos: number
  /** The same data gave the same decisions. Otherwise nothing can be said of any future. */
  readonly isRepeatable: boolean
  /** Repeatable, and no decision changed before its cut. */
  readonly isClean: boolean
  /** One for each rerun that changed something; of an unrepeatable strategy the one difference. */
  readonly findings: readonly LookAheadFinding[]
}

export interface LookAheadFinding {
  /** NaN for the rerun on the same data. */
  readonly cutNanos: number
  readonly future: Future | 'same data'
  /** The first that changed, of each kind. */
  readonly order: ChangedDecision | undefined
  readonly gauge: ChangedDecision | undefined
}

/** Undefined: nothing was decided then, or nothing any more. */
export interface ChangedDecision {
  readonly atNanos: number
  readonly beforeCutNanos: number
  readonly was: Decision | undefined
  readonly became: Decision | undefined
}

const CUTS = 8

export async function checkLookAhead(
  options: BacktestOptions,
  how: LookAheadOptions = {},
): Promise<LookAheadReport> {
  const { cuts = CUTS, seed = 1, onProgress } = how
  const surveyed = await surveyMarkets(options, onProgress)
  const subject = new Subject(options, surveyed, seed, how.strategyFrom)
  await subject.prepare(phased('columns', onProgress))
  const first = await subject.record(phased('run', onProgress))
  const { orders, gauges } = subject
  const [{ firstNanos, lastNanos }] = [first]
  const cutsNanos = cutInstants({
    traces: [orders, gauges],
    cuts,
    firstNanos,
    lastNanos,
    random: RandomStream.named(seed, 'look-ahead/cuts'),
  })
  const findings: LookAheadFinding[] = []
  const again = await subject.compare(undefined)
  if (again !== undefined) findings.push(again)
  const reruns = again === undefined ? cutsNanos.length * FUTURES.length : 0
  for (let rerun = 0; rerun < reruns; rerun++) {
    await onProgress?.({ phase: 'reruns', records: rerun, fraction: rerun / reruns })
    const at = cutsNanos[Math.floor(rerun / FUTURES.length)]!
    const finding = await subject.compare({ at, future: FUTURES[rerun % FUTURES.length]! })
    if (finding !== undefined) findings.push(finding)
  }
  return {
    strategy: first.strategy,
    symbol: first.symbol,
    instruments: marketsOf(options).map(({ feed }) => feed.info.instruments[0]!),
    cutsNanos,
    reruns: reruns + 1,
    orders: orders.count,
    gaugeChanges: gauges.count,
    comparedUntilNanos: Math.min(orders.endNanos, gauges.endNanos),
    isRepeatable: again === undefined,
    isClean: findings.length === 0,
    findings,
  }
}

const phased =
  (phase: LookAheadProgress['phase'], onProgress: OnLookAheadProgress | undefined): OnProgress =>
  ({ records, fraction }) =>
    onProgress?.({ phase, records, fraction })

interface Alternative {
  readonly at: Nanos
  readonly future: Future
}

/** The strategy under suspicion, with its data: runs it as often as wanted. */
class Subject {
  readonly orders = new DecisionTrace()
  readonly gauges = new DecisionTrace()
  readonly #options: BacktestOptions
  readonly #surveyed: readonly SurveyedFeed[]
  readonly #seed: number | string
  readonly #strategyFrom: StrategyFromData | undefined
  readonly #writer = new DecisionWriter()
  #columns: readonly TouchColumns[] = []

  constructor(
    options: BacktestOptions,
    surveyed: readonly SurveyedFeed[],
    seed: number | string,
    strategyFrom: StrategyFromData | undefined,
  ) {
    this.#options = options
    this.#surveyed = surveyed
    this.#seed = seed
    this.#strategyFrom = strategyFrom
  }

  async prepare(onProgress: OnProgress): Promise<void> {
    if (this.#strategyFrom === undefined) return
    this.#columns = await touchColumns(this.#options, this.#surveyed, onProgress)
  }

  async record(onProgress: OnProgress) {
    const run = this.#wire(undefined, { orders: this.orders, gauges: this.gauges })
    await run.toEnd(onProgress)
    return run.summary()
  }

  /** Runs up to the cut of an alternative, or to the end of the same data. */
  async compare(alternative: Alternative | undefined): Promise<LookAheadFinding | undefined> {
    const until = alternative?.at ?? Number.POSITIVE_INFINITY
    const orders = new TraceChecker(this.orders, until)
    const gauges = new TraceChecker(this.gauges, until)
    const run = this.#wire(alternative, { orders, gauges })
    while (run.simulation.run() === 'starved' && run.now < until) {
      await run.markets[run.simulation.starvedLane]!.feedNext()
    }
    const [order, gauge] = [orders, gauges].map((checker) => {
      const change = checker.finish()
      return change === undefined ? undefined : this.#told(change, until)
    })
    if (order === undefined && gauge === undefined) return undefined
    const { at: cutNanos = Number.NaN, future = 'same data' } = alternative ?? {}
    return { cutNanos, future, order, gauge }
  }

  #wire(
    alternative: Alternative | undefined,
    sinks: { orders: DecisionTrace | TraceChecker; gauges: DecisionTrace | TraceChecker },
  ): BacktestRun {
    const { params = {}, sampling } = this.#options
    const writer = this.#writer
    const until = alternative?.at ?? Number.POSITIVE_INFINITY
    const strategy = watchedStrategy(this.#strategy(alternative), {
      writer,
      gauges: sinks.gauges,
      until,
    })
    return new BacktestRun(
      {
        strategy,
        params,
        ...(sampling === undefined ? {} : { sampling }),
        witness: new DecisionWitness(writer, sinks.orders),
        markets: marketsOf(this.#options).map((market) => ({ ...market })),
      },
      ...this.#feeds(alternative),
    )
  }

  #strategy(alternative: Alternative | undefined) {
    const make = this.#strategyFrom
    if (make === undefined) return this.#options.strategy
    return make(this.#columns.map((columns, market) => this.#alter(columns, market, alternative)))
  }

  /** Always a copy: what a strategy does to its columns must not reach the next run. */
  #alter(
    { instrument, ...columns }: TouchColumns,
    market: number,
    alternative: Alternative | undefined,
  ): TouchColumns {
    const row = columns.atNanos.findIndex((at) => at >= (alternative?.at ?? Number.NaN))
    const { length } = columns.atNanos
    const altered = alteredColumns(
      columns,
      {
        row: row < 0 ? length : row,
        future: alternative?.future ?? 'silence',
        keep: new Set(['atNanos']),
      },
      this.#random('columns', market, alternative),
    )
    return { instrument, ...(altered as Omit<TouchColumns, 'instrument'>) }
  }

  #feeds(alternative: Alternative | undefined): readonly SurveyedFeed[] {
    if (alternative === undefined) return this.#surveyed
    const markets = marketsOf(this.#options)
    const epochNanos = markets[0]!.feed.info.epochNanos
    return this.#surveyed.map((feed, index): SurveyedFeed => {
      const market = markets[index]!
      const epochShiftNanos = Number(market.feed.info.epochNanos - epochNanos)
      const random = this.#random('records', index, alternative)
      return {
        survey: feed.survey,
        isOrdered: true,
        open: () => {
          const { order } = linesOf(market, feed.survey, { index, epochShiftNanos })
          return alteredRecords(feed, order, { ...alternative, random })
        },
      }
    })
  }

  #random(what: string, market: number, alternative: Alternative | undefined): RandomStream {
    const { at, future } = alternative ?? {}
    return RandomStream.named(this.#seed, `look-ahead/${what}/${future}/${at}`).split(`${market}`)
  }

  #told({ was, became }: TraceChange, until: number): ChangedDecision {
    const read = (entry: readonly number[] | undefined) =>
      entry === undefined ? undefined : this.#writer.read(entry)
    const atNanos = (was ?? became)![0]!
    return { atNanos, beforeCutNanos: until - atNanos, was: read(was), became: read(became) }
  }
}
