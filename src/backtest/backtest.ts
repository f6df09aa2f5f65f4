/**
 * A backtest: a feed, a strategy, hard limits and honest costs, wired together and run to the end.
 *
 * ```ts
 * const run = await backtest({
 *   feed: await openFeed({ files: ['day.log.zst'] }),
 *   strategy: touchQuoter,
 *   params: { sizeLots: 10 },
 *   latency: new ConstantLatency({ entry: millis(20), response: millis(20) }),
 *   limits: { positionLotsMax: 200, ... },
 * })
 * console.log(run.summary())
 * ```
 */
import {
  LadderBook,
  type OrderBook,
  OrderLevelBook,
  QuoteBook,
  UncrossingBook,
} from '../book/index.ts'
import {
  type EventTape,
  InputError,
  type Instrument,
  type Nanos,
  nanos,
  type TimeInForce,
} from '../core/index.ts'
import {
  ConservativeQueue,
  type FeeSchedule,
  type Liquidity,
  NO_FEES,
  type QueueModel,
  type ReferenceExchange,
  ReferenceVenue,
  ReplayVenue,
} from '../exchange/index.ts'
import { Desk, Mark, Portfolio, Quoter } from '../execution/index.ts'
import type { Feed } from '../market-data/index.ts'
import { KillSwitch, LimitGate, type RiskLimits } from '../risk/index.ts'
import {
  ConstantLatency,
  FillLog,
  Lane,
  type LatencyModel,
  ReportLine,
  RequestLine,
  Simulation,
  Trader,
  TwoClockOrder,
} from '../simulation/index.ts'
import type { AnyStrategy, StrategyParams } from '../strategy/index.ts'
import { EquityRecorder, type EquitySample, type Sampling } from './equity-recorder.ts'
import { RunDigest } from './run-digest.ts'
import { type RunSummary, summarise } from './summary.ts'
import { type MarketContent, type Survey, type SurveyedFeed, surveyFeed } from './survey.ts'

export interface BacktestOptions {
  readonly feed: Feed
  readonly strategy: AnyStrategy
  /** Overrides of the strategy's defaults. */
  readonly params?: StrategyParams
  /** Every limit must be given. */
  readonly limits: RiskLimits
  readonly fees?: FeeSchedule
  /** Order entry and response; no latency when absent. */
  readonly latency?: LatencyModel
  /** Added to every local time on top of what the data say, after the clock's correction. */
  readonly feedLatencyNanos?: number
  readonly queueModel?: QueueModel
  /** Default: unlimited for a price series, displayed where the book shows sizes. */
  readonly liquidity?: Liquidity
  readonly slippageTicks?: number
  /** Opening cash in settlement currency. */
  readonly cash?: number
  /**
   * Trade as the reference backtester would, to the last digit. The feed must be read in its
   * convention and the queue model count in quantities, see `docs/market-model.md`.
   */
  readonly referenceExchange?: ReferenceExchange
  /** Default: after every message of a price series, every second elsewhere. */
  readonly sampling?: Sampling
  readonly quoteTimeInForce?: TimeInForce
  /** Lots at which the inventory counts as full, for statistics; the position limit by default. */
  readonly inventoryLimitLots?: number
  readonly killSwitch?: KillSwitch
  readonly onSample?: ((sample: EquitySample) => void) | undefined
}

export interface Progress {
  readonly phase: 'survey' | 'run'
  readonly records: number
  /** Of `recordsTotal` when it is known, else of bytes. */
  readonly fraction: number
}

const SECOND = 1e9

/** Surveys the feed and prepares a run. Nothing of the market has been handled when it resolves. */
export async function prepareBacktest(
  options: BacktestOptions,
  onProgress?: (progress: Progress) => void,
): Promise<BacktestRun> {
  const sizeBytes = options.feed.info.sizeBytes
  const surveyed = await surveyFeed(options.feed, {
    onProgress: (records, bytes) =>
      onProgress?.({
        phase: 'survey',
        records,
        fraction: sizeBytes ? bytes / sizeBytes : Number.NaN,
      }),
  })
  return new BacktestRun(options, surveyed)
}

/** Prepares and runs to the end of the data. */
export async function backtest(
  options: BacktestOptions,
  onProgress?: (progress: Progress) => void,
): Promise<BacktestRun> {
  const run = await prepareBacktest(options, onProgress)
  await run.toEnd(onProgress)
  return run
}

export class BacktestRun {
  readonly options: BacktestOptions
  readonly survey: Survey
  readonly instrument: Instrument
  readonly params: StrategyParams
  readonly simulation: Simulation
  readonly lane: Lane
  readonly trader: Trader
  readonly venue: ReplayVenue | ReferenceVenue
  readonly portfolio: Portfolio
  readonly desk: Desk
  readonly gate: LimitGate
  readonly killSwitch: KillSwitch
  readonly fills = new FillLog()
  readonly equity: EquityRecorder
  readonly openingCash: number
  /** Added to local times, in nanoseconds: what was wrong with the recorder's clock, and more. */
  readonly localShiftNanos: number
  readonly #digest = new RunDigest()
  readonly #surveyed: SurveyedFeed
  readonly #order: TwoClockOrder
  #isOver = false

  constructor(options: BacktestOptions, surveyed: SurveyedFeed) {
    this.options = options
    this.survey = surveyed.survey
    this.#surveyed = surveyed
    const instrument = options.feed.info.instruments[0]
    if (instrument === undefined)
      throw new InputError('names no instrument', { file: options.feed.info.name })
    this.instrument = instrument
    this.params = resolveParams(options.strategy, options.params ?? {})
    this.openingCash = options.cash ?? 0
    this.killSwitch = options.killSwitch ?? new KillSwitch()
    this.localShiftNanos = localShift(surveyed.survey, options.feedLatencyNanos ?? 0)
    this.#order = new TwoClockOrder({
      localShiftNanos: this.localShiftNanos,
      exchangeDisorderNanos: surveyed.survey.exchangeDisorderNanos,
      localDisorderNanos: surveyed.survey.localDisorderNanos,
    })

    const { content, hasTrades } = surveyed.survey
    const latency = options.latency ?? new ConstantLatency({ entry: nanos(0), response: nanos(0) })
    const reports = new ReportLine({ latency, instrumentIndex: 0, fills: this.fills })
    const requests = new RequestLine(latency, reports)
    this.venue = venueFor(options, content, instrument, reports)
    const book = bookFor(options, content, instrument)
    const mark = new Mark(book)
    this.portfolio = new Portfolio({ instrument, cash: this.openingCash })
    this.gate = new LimitGate({ limits: options.limits, instrument, killSwitch: this.killSwitch })
    this.gate.openDay(this.openingCash)
    this.desk = new Desk({
      instrument,
      instrumentIndex: 0,
      book,
      mark,
      gate: this.gate,
      port: requests,
      portfolio: this.portfolio,
      listener: this.#digest,
    })
    this.trader = new Trader({
      strategy: options.strategy,
      params: this.params,
      instrument,
      book,
      desk: this.desk,
      quoter: new Quoter(this.desk, options.quoteTimeInForce),
      portfolio: this.portfolio,
      mark,
      gate: this.gate,
      killSwitch: this.killSwitch,
      requests,
      hasTrades,
    })
    this.equity = new EquityRecorder({
      portfolio: this.portfolio,
      mark,
      sampling: options.sampling ?? (content === 'series' ? 'message' : SECOND),
      inventoryLimitLots: options.inventoryLimitLots ?? options.limits.positionLotsMax,
      onSample: options.onSample,
    })
    this.lane = new Lane({ venue: this.venue, trader: this.trader, requests, reports })
    this.simulation = new Simulation({ lanes: [this.lane], sampler: this.equity })
  }

  get isOver(): boolean {
    return this.#isOver
  }
  /** The instant reached, in nanoseconds since the feed's epoch. */
  get now(): Nanos {
    return this.simulation.now
  }

  /** Feeds the rest of the data and runs to its end. */
  async toEnd(onProgress?: (progress: Progress) => void): Promise<void> {
    let records = 0
    for await (const batch of this.#surveyed.open()) {
      this.push(batch)
      records += batch.length
      this.simulation.run()
      onProgress?.({ phase: 'run', records, fraction: records / this.survey.records })
    }
    this.finish()
  }

  /** Hands over a batch of the feed, for callers that drive time themselves. */
  push(batch: EventTape): void {
    this.#order.push(batch)
    this.lane.append(this.#order.ordered)
    this.#order.ordered.clear()
  }

  /** The feed has ended: runs what is left and takes the last sample. */
  finish(): void {
    if (this.#isOver) return
    this.#order.end()
    this.lane.append(this.#order.ordered)
    this.#order.ordered.clear()
    this.lane.end()
    this.simulation.run()
    this.equity.finish(this.simulation.now)
    this.#isOver = true
    this.#digest.addFloat64(this.portfolio.position)
    this.#digest.addFloat64(this.portfolio.cash)
    this.#digest.addFloat64(this.portfolio.fees)
    this.#digest.addText(this.venue.book.stateHash())
    this.#digest.addText(this.trader.options.book.stateHash())
  }

  /** The hash of everything that has happened so far; of the final state too, once it is over. */
  digest(): string {
    return this.#digest.digest()
  }

  summary(): RunSummary {
    return summarise(this)
  }
}

function bookFor(
  { referenceExchange }: BacktestOptions,
  content: MarketContent,
  instrument: Instrument,
): OrderBook {
  if (referenceExchange !== undefined) return new UncrossingBook({ instrument })
  if (content === 'series') return new QuoteBook(instrument)
  if (content === 'orders') return new OrderLevelBook({ instrument })
  return new LadderBook({ instrument })
}

function venueFor(
  options: BacktestOptions,
  content: MarketContent,
  instrument: Instrument,
  reports: ReportLine,
): ReplayVenue | ReferenceVenue {
  const common = {
    instrument,
    book: bookFor(options, content, instrument),
    queueModel: options.queueModel ?? new ConservativeQueue(),
    fees: options.fees ?? NO_FEES,
    reports,
  }
  if (options.referenceExchange !== undefined) {
    return new ReferenceVenue({ ...common, exchange: options.referenceExchange })
  }
  return new ReplayVenue({
    ...common,
    liquidity: options.liquidity ?? (content === 'series' ? 'unlimited' : 'displayed'),
    slippageTicks: options.slippageTicks ?? 0,
  })
}

/**
 * A recorder whose clock is behind the exchange's sees the future: its times are moved so that the
 * fastest record takes no time. A clock that is ahead cannot be told from latency and stays.
 */
function localShift(survey: Survey, feedLatencyNanos: number): number {
  return Math.max(0, -survey.latencyNanosMin) + feedLatencyNanos
}

/**
 * The strategy's defaults with overrides on top.
 * @throws InputError naming every unknown key, wrong type and impossible value at once.
 */
export function resolveParams(strategy: AnyStrategy, overrides: StrategyParams): StrategyParams {
  const defaults: StrategyParams = strategy.params
  const problems: string[] = []
  for (const [name, value] of Object.entries(overrides)) {
    const usual = defaults[name]
    if (usual === undefined) {
      problems.push(`${name} is not a parameter (known: ${Object.keys(defaults).join(', ')})`)
    } else if (typeof usual !== typeof value) {
      problems.push(`${name} is a ${typeof usual}, found ${JSON.stringify(value)}`)
    } else if (typeof value === 'number' && !Number.isFinite(value)) {
      problems.push(`${name} is a finite number, found ${value}`)
    }
  }
  const params = { ...defaults, ...overrides }
  if (problems.length === 0) problems.push(...(strategy.validate?.(params) ?? []))
  if (problems.length > 0) {
    throw new InputError(
      `parameters of ${strategy.name}: ${problems.join('; ')}`,
      { field: 'params' },
      'Correct them in the configuration or with --set params.NAME=VALUE.',
    )
  }
  return params
}
