/**
 * A backtest: feeds, a strategy, hard limits and honest costs, wired together and run to the end.
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
 *
 * Several instruments or venues go into `markets`, each with its own feed, latency, fees and limits;
 * the strategy then runs in every one of them and may reach from one to another.
 */
import {
  type Alert,
  type EventTape,
  InputError,
  type Instrument,
  type Nanos,
} from '../core/index.ts'
import type { Desk, Portfolio } from '../execution/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import {
  type AccountLimits,
  AccountRisk,
  type BreakerLimits,
  KillSwitch,
  type LimitGate,
  type TradingMode,
} from '../risk/index.ts'
import {
  FillLog,
  type Lane,
  type LivingMarket,
  type MarketListener,
  MidPath,
  Simulation,
  Trader,
} from '../simulation/index.ts'
import type { AnyStrategy, StrategyParams } from '../strategy/index.ts'
import { Account } from './account.ts'
import { RunAnalytics } from './analytics/index.ts'
import { EquityRecorder, type EquitySample, type Sampling } from './equity-recorder.ts'
import type { MarketVenue } from './far-end.ts'
import { exchangeOf, livingMarket, livingOf, livingSurvey } from './living-run.ts'
import { Market, type MarketOptions } from './market.ts'
import { resolveParams } from './resolve-params.ts'
import { RunDigest } from './run-digest.ts'
import { RunGuard } from './run-guard.ts'
import { instrumentFacts, type RunJournal } from './run-journal/index.ts'
import { SliceCurve } from './slice-curve.ts'
import { type RunSummary, summarise } from './summary.ts'
import { type Survey, type SurveyedFeed, surveyFeed } from './survey.ts'
import type { RunWitness } from './witness.ts'

export interface RunOptions {
  readonly strategy: AnyStrategy
  /** Overrides of the strategy's defaults. */
  readonly params?: StrategyParams
  /** Limits over all markets together. */
  readonly accountLimits?: AccountLimits | undefined
  /** Default: after every message of a price series, every second elsewhere. */
  readonly sampling?: Sampling
  readonly killSwitch?: KillSwitch
  /** Measure queues, markouts, spreads, latencies and curves on the way; costs nothing when not. */
  readonly analytics?: boolean
  /** Stands around the venues and beside the desks; changes nothing. One witness for one run. */
  readonly witness?: RunWitness
  /** Writes down everything that happens; changes nothing. One journal for one run. */
  readonly journal?: RunJournal | undefined
  readonly onSample?: ((sample: EquitySample) => void) | undefined
  /** Thresholds that trip the kill switch. */
  readonly breaker?: BreakerLimits | undefined
  /** Told of a tripped switch, of what has become of the orders, of what else needs attention. */
  readonly onAlert?: ((alert: Alert) => void) | undefined
  /** On a living exchange: keep the path of its mid, so that impact can be measured. */
  readonly keepsPath?: boolean | undefined
  /** On a living exchange: hears every event of it, where no path is kept. */
  readonly marketListener?: MarketListener | undefined
  /** Keep the profit over so many equal slices of the data's time. */
  readonly slices?: number | undefined
  /** Records kept in memory, in bytes, so that data are decoded once; 1 GiB by default. */
  readonly residentBytesMax?: number | undefined
}

/** A run in one market, written flat, or in several. */
export type BacktestOptions = RunOptions &
  (MarketOptions | { readonly markets: readonly MarketOptions[] })

export interface Progress {
  readonly phase: 'survey' | 'run'
  readonly records: number
  /** From 0 to 1, NaN while the end is not known. */
  readonly fraction: number
}

/** Told after each batch. A promise is waited for: that is where a caller lets others have a turn. */
export type OnProgress = (progress: Progress) => void | Promise<void>

const SECOND = 1e9

/** The markets of a run, however its options were written. */
export function marketsOf(options: BacktestOptions): readonly MarketOptions[] {
  return 'markets' in options ? options.markets : [options]
}

/** Surveys the feeds and prepares a run. Nothing of the market has been handled when it resolves. */
export async function prepareBacktest(
  options: BacktestOptions,
  onProgress?: OnProgress,
): Promise<BacktestRun> {
  return new BacktestRun(options, ...(await surveyMarkets(options, onProgress)))
}

/** Reads every feed once; what comes back serves any number of runs over them. */
export async function surveyMarkets(
  options: BacktestOptions,
  onProgress?: OnProgress,
): Promise<SurveyedFeed[]> {
  const surveyed: SurveyedFeed[] = []
  for (const { feed } of marketsOf(options)) {
    const living = livingMarket(livingOf(feed), 0)
    if (living !== undefined) {
      surveyed.push({ survey: livingSurvey(living), open: () => [] })
      continue
    }
    const { sizeBytes } = feed.info
    const report = (records: number, bytes: number) =>
      onProgress?.({
        phase: 'survey',
        records,
        fraction: sizeBytes === undefined ? Number.NaN : bytes / sizeBytes,
      })
    const { residentBytesMax } = options
    surveyed.push(await surveyFeed(feed, { onProgress: report, residentBytesMax }))
  }
  return surveyed
}

/** Prepares and runs to the end of the data. */
export async function backtest(
  options: BacktestOptions,
  onProgress?: OnProgress,
): Promise<BacktestRun> {
  const run = await prepareBacktest(options, onProgress)
  await run.toEnd(onProgress)
  return run
}

export class BacktestRun {
  readonly options: BacktestOptions
  readonly markets: readonly Market[]
  readonly account: Account
  readonly params: StrategyParams
  readonly simulation: Simulation
  readonly killSwitch: KillSwitch
  /** Of all markets: `accountRisk.state` halts them, `rearm` lets a disabled strategy go on. */
  readonly accountRisk: AccountRisk
  readonly fills = new FillLog()
  readonly equity: EquityRecorder
  readonly analytics: RunAnalytics | undefined
  readonly slices: SliceCurve | undefined
  /** Where the options ask for a breaker, alerts or a journal. */
  readonly guard: RunGuard | undefined
  /** The exchange with its agents, where the markets are seats at one. */
  readonly living: LivingMarket | undefined
  /** Where it was asked for: what `measureImpact` compares. */
  readonly path: MidPath | undefined
  /** In the account's currency. */
  readonly openingCash: number
  readonly #digest = new RunDigest()
  readonly #first: Market
  #isOver = false

  /** One surveyed feed for each market, in their order. */
  constructor(options: BacktestOptions, ...surveyed: readonly SurveyedFeed[]) {
    this.options = options
    this.params = resolveParams(options.strategy, options.params ?? {})
    this.killSwitch = options.killSwitch ?? new KillSwitch()
    const marketOptions = marketsOf(options)
    const epochNanos = commonEpoch(marketOptions)
    const analytics =
      options.analytics === true ? new RunAnalytics(marketOptions.length) : undefined
    this.analytics = analytics
    options.journal?.begin({
      epochNanos,
      killSwitch: this.killSwitch,
      strategy: options.strategy.name,
      params: this.params,
      instruments: marketOptions.map(instrumentFacts),
      now: () => this.simulation?.now ?? 0,
      messages: () => this.markets?.reduce((sum, { trader }) => sum + trader.messages, 0) ?? 0,
      digest: () => this.#digest.digest(),
    })
    this.guard = this.#guarded(options)
    const exchange = exchangeOf(marketOptions)
    this.path = exchange && options.keepsPath === true ? new MidPath() : undefined
    const living = livingMarket(exchange, marketOptions.length, this.path ?? options.marketListener)
    this.living = living
    this.accountRisk = new AccountRisk({ limits: options.accountLimits ?? {} })
    this.markets = marketOptions.map(
      (market, index) =>
        new Market(market, surveyedHere(surveyed[index]!, living), {
          index,
          epochNanos,
          // A participant trades for an account of its own.
          accountRisk: market.participant === undefined ? this.accountRisk : undefined,
          ...this.#traderOf(market),
          living,
          fills: this.fills,
          listener: this.#digest,
          analytics,
          witness: options.witness,
          journal: options.journal,
          guard: this.guard,
        }),
    )
    this.guard?.join(this.markets)
    options.journal?.join(
      this.markets.map(({ desk, portfolio, trader }) => ({
        desk,
        portfolio,
        book: trader.options.book,
      })),
    )
    const [first] = this.markets
    if (first === undefined) throw new InputError('a run needs a market', { field: 'markets' })
    this.#first = first
    this.account = new Account(this.markets)
    this.openingCash = this.account.openingCash
    // Participants of an exchange know nothing of each other.
    if (living === undefined) Trader.join(this.markets.map((market) => market.trader))
    this.slices = slicesOf(options, this.markets, this.openingCash)
    this.equity = new EquityRecorder({
      valued: this.account,
      slices: this.slices,
      sampling: samplingOf(options, this.markets),
      onSample: this.#samplesFor(options.onSample),
    })
    this.simulation = new Simulation({
      lanes: this.markets.map((market) => market.lane),
      sampler: analytics?.sampler(this.equity, this.account, this.markets) ?? this.equity,
    })
    options.witness?.begin(() => this.simulation.now)
  }

  // The first market is the only one in most runs.
  get survey(): Survey {
    return this.#first.survey
  }
  get feedInfo(): FeedInfo {
    return this.#first.options.feed.info
  }
  get instrument(): Instrument {
    return this.#first.instrument
  }
  get lane(): Lane {
    return this.#first.lane
  }
  get trader(): Trader {
    return this.#first.trader
  }
  get venue(): MarketVenue {
    return this.#first.venue
  }
  get portfolio(): Portfolio {
    return this.#first.portfolio
  }
  get desk(): Desk {
    return this.#first.desk
  }
  get gate(): LimitGate {
    return this.#first.gate
  }

  get isOver(): boolean {
    return this.#isOver
  }
  /** The instant reached, in nanoseconds since the first feed's epoch. */
  get now(): Nanos {
    return this.simulation.now
  }

  /** Feeds the rest of the data and runs to its end. */
  async toEnd(onProgress?: OnProgress): Promise<void> {
    if (this.living !== undefined) await this.#live(this.living, onProgress)
    else await this.#replay(onProgress)
    this.#close()
  }

  async #live(living: LivingMarket, onProgress?: OnProgress): Promise<void> {
    while (this.simulation.run(MESSAGES_PER_TURN) === 'paused') {
      const { records, share: fraction } = living
      await onProgress?.({ phase: 'run', records, fraction })
    }
  }

  async #replay(onProgress?: OnProgress): Promise<void> {
    const total = this.markets.reduce((sum, market) => sum + market.survey.records, 0)
    let records = 0
    while (this.simulation.run() === 'starved') {
      records += await this.markets[this.simulation.starvedLane]!.feedNext()
      await onProgress?.({ phase: 'run', records, fraction: records / total })
    }
  }

  /** Hands over a batch of the only market's feed, for callers that drive time themselves. */
  push(batch: EventTape): void {
    this.#first.push(batch)
  }

  /** The only market's feed has ended: runs what is left and takes the last sample. */
  finish(): void {
    if (this.#isOver) return
    if (this.living === undefined) this.#first.end()
    this.simulation.run()
    this.#close()
  }

  /** The hash of everything that has happened so far; of the final state too, once it is over. */
  digest(): string {
    return this.#digest.digest()
  }

  /**
   * What may be sent from now on, in one market (its index) or in all of them; the stricter of the two
   * holds. Working orders that may not work any more are withdrawn.
   */
  setMode(mode: TradingMode, market?: number): void {
    if (market !== undefined) this.markets[market]!.gate.state.mode = mode
    else for (const { gate } of this.markets) gate.account.state.mode = mode
    this.simulation.obey()
  }

  summary(): RunSummary {
    return summarise(this)
  }

  /** Who trades in a market: the run's strategy, or one with parameters and a switch of its own. */
  #traderOf({ participant }: MarketOptions) {
    const { killSwitch, params } = this
    const { strategy } = this.options
    if (participant === undefined) return { strategy, params, killSwitch }
    const isOperated = this.options.killSwitch !== undefined || this.guard !== undefined
    return {
      strategy: participant.strategy,
      params: resolveParams(participant.strategy, participant.params ?? {}),
      killSwitch: isOperated ? killSwitch : new KillSwitch(),
    }
  }

  #guarded({ breaker, onAlert, journal }: BacktestOptions): RunGuard | undefined {
    if (breaker === undefined && onAlert === undefined && journal === undefined) return undefined
    return new RunGuard({
      killSwitch: this.killSwitch,
      limits: breaker ?? {},
      onAlert,
      journal,
      now: () => this.simulation.now,
    })
  }

  #samplesFor(listener: RunOptions['onSample']): RunOptions['onSample'] {
    const { analytics } = this
    if (analytics === undefined) return listener
    return (sample) => {
      analytics.sample(sample)
      listener?.(sample)
    }
  }

  #close(): void {
    this.equity.finish(this.simulation.now)
    this.analytics?.finish(this.simulation.now)
    this.#isOver = true
    for (const { portfolio, venue, trader } of this.markets) {
      this.#digest.addFloat64(portfolio.position)
      this.#digest.addFloat64(portfolio.cash)
      this.#digest.addFloat64(portfolio.fees)
      this.#digest.addText(venue.book.stateHash())
      this.#digest.addText(trader.options.book.stateHash())
    }
    if (this.living !== undefined) this.#digest.addText(this.living.hash)
    this.options.journal?.end(this.markets.reduce((sum, { trader }) => sum + trader.messages, 0))
  }
}

/** Messages heard by all strategies between two looks at the progress. */
const MESSAGES_PER_TURN = 20_000

/** More samples than this would take longer than anybody waits, and fill any disk. */
const SAMPLES_MAX = 200_000_000

/** @throws InputError for an interval so short that the samples of the data would never end. */
function samplingOf({ sampling }: RunOptions, markets: readonly Market[]): Sampling {
  const usual = markets[0]?.survey.content === 'series' ? 'message' : SECOND
  if (sampling === undefined || sampling === 'message') return sampling ?? usual
  const spans = markets.map(({ survey }) => survey.lastNanos - survey.firstNanos)
  const samples = Math.max(...spans) / sampling
  if (samples > SAMPLES_MAX) {
    throw new InputError(
      `would take ${Math.round(samples).toLocaleString('en-US')} samples of these data`,
      { field: 'sampling' },
      `At most ${SAMPLES_MAX.toLocaleString('en-US')} are taken: choose a longer interval.`,
    )
  }
  return sampling
}

/** A living market is surveyed as it goes. */
const surveyedHere = (surveyed: SurveyedFeed, living: LivingMarket | undefined): SurveyedFeed =>
  living === undefined ? surveyed : { survey: livingSurvey(living), open: () => [] }

/** Slices of the time from the first record of any market to the last. */
function slicesOf(
  { slices }: RunOptions,
  markets: readonly Market[],
  openingEquity: number,
): SliceCurve | undefined {
  if (slices === undefined) return undefined
  const epoch = markets[0]!.options.feed.info.epochNanos
  const spans = markets.map(({ survey, options }) => {
    const shiftNanos = Number(options.feed.info.epochNanos - epoch)
    return { first: survey.firstNanos + shiftNanos, last: survey.lastNanos + shiftNanos }
  })
  const firstNanos = Math.min(...spans.map(({ first }) => first))
  const lastNanos = Math.max(...spans.map(({ last }) => last))
  return new SliceCurve({ slices, firstNanos, lastNanos, openingEquity })
}

/** Times of all markets count from the first one's epoch: they must agree on what a date is. */
function commonEpoch(markets: readonly MarketOptions[]): bigint {
  const epochs = markets.map(({ feed }) => feed.info.epochNanos)
  const isDated = epochs.some((epoch) => epoch !== 0n)
  if (isDated && epochs.some((epoch) => epoch === 0n)) {
    const undated = markets.find(({ feed }) => feed.info.epochNanos === 0n)
    throw new InputError(
      'has no date, but another market of the run has one',
      { file: undated?.feed.info.name ?? '' },
      'Markets run together need times that can be compared: all dated, or none.',
    )
  }
  return epochs[0] ?? 0n
}
