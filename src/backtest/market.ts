/**
 * One instrument of a run, wired from end to end: its data, its venue, its lines, its desk.
 *
 * ```
 * feed -> two clocks -> lane -+-> trader (book, strategy, quoter) -> desk -> gate -> request line -+
 *                             |                                                                  |
 *                             +-> venue (book, own orders) <-------------------------------------+
 *                                     |
 *                                     +-> report line -> desk -> portfolio
 * ```
 */
import {
  type EventTape,
  InputError,
  type Instrument,
  nanos,
  type TimeInForce,
} from '../core/index.ts'
import type {
  FeeSchedule,
  Liquidity,
  QueueModel,
  ReferenceExchange,
  SelfTradePrevention,
} from '../exchange/index.ts'
import { Desk, type ExecutionListener, Mark, Portfolio, Quoter } from '../execution/index.ts'
import type { Feed } from '../market-data/index.ts'
import { type AccountRisk, type KillSwitch, LimitGate, type RiskLimits } from '../risk/index.ts'
import {
  type FillLog,
  type FundingRow,
  FundingSchedule,
  Lane,
  LaneLatency,
  type LatencyModel,
  type LatencyPlan,
  LivingLane,
  type LivingMarket,
  ReportLine,
  RequestLine,
  Trader,
  TwoClockOrder,
} from '../simulation/index.ts'
import type { AnyStrategy, StrategyParams } from '../strategy/index.ts'
import type { RunAnalytics } from './analytics/index.ts'
import { bookFor, FarEnd, type MarketVenue } from './far-end.ts'
import type { RunGuard } from './run-guard.ts'
import {
  type MarketTap,
  type MarketWiring,
  type RunJournal,
  wireJournal,
} from './run-journal/index.ts'
import type { MarketContent, Survey, SurveyedFeed } from './survey.ts'
import { ListenerPair, type RunWitness } from './witness.ts'

export interface MarketOptions {
  readonly feed: Feed
  /** Every limit must be given. */
  readonly limits: RiskLimits
  /** Of `accountLimits.groups`: limits that this market shares with others. */
  readonly group?: string | undefined
  /** Default: typical ones for a book; none for a price series, whose spread is the cost. */
  readonly fees?: FeeSchedule
  /**
   * A plan, or a ready model of order entry and response; no latency when absent. A model keeps its
   * state: options that are used for several runs need a plan.
   */
  readonly latency?: LatencyModel | LatencyPlan
  /**
   * Added to every local time on top of what the data say, after the clock's correction. Of no
   * account where the plan models the feed.
   */
  readonly feedLatencyNanos?: number
  readonly queueModel?: QueueModel
  /** Default: unlimited for a price series, displayed where the book shows sizes. */
  readonly liquidity?: Liquidity
  readonly slippageTicks?: number
  /** What the venue does when an own order would meet an own order; default: they pass. */
  readonly selfTradePrevention?: SelfTradePrevention
  /** Opening cash in this market's settlement currency. */
  readonly cash?: number
  readonly quoteTimeInForce?: TimeInForce
  /** Payments between longs and shorts of a perpetual contract. */
  readonly funding?: readonly FundingRow[]
  /** Lots at which the inventory counts as full, for statistics; the position limit by default. */
  readonly inventoryLimitLots?: number
  /**
   * Trade as the reference backtester would, to the last digit. The feed must be read in its
   * convention and the queue model count in quantities, see `docs/market-model.md`.
   */
  readonly referenceExchange?: ReferenceExchange
  /** A strategy of its own in this market, where others have theirs. */
  readonly participant?: Participant
}

/** Somebody who trades on an exchange beside others: a strategy with its own desk, limits and cash. */
export interface Participant {
  readonly name: string
  readonly strategy: AnyStrategy
  /** Overrides of the strategy's defaults. */
  readonly params?: StrategyParams | undefined
}

/** What a market shares with the rest of its run. */
export interface MarketSurroundings {
  readonly index: number
  readonly strategy: AnyStrategy
  readonly params: StrategyParams
  readonly killSwitch: KillSwitch
  /** Limits over all markets of the run, and what an operator allows in all of them. */
  readonly accountRisk?: AccountRisk | undefined
  readonly fills: FillLog
  readonly listener: ExecutionListener
  /** Unix nanoseconds that all times of the run count from. */
  readonly epochNanos: bigint
  readonly analytics?: RunAnalytics | undefined
  readonly witness?: RunWitness | undefined
  readonly journal?: RunJournal | undefined
  /** The exchange that the market is a seat at, where it is alive. */
  readonly living?: LivingMarket | undefined
  readonly guard?: RunGuard | undefined
}

export class Market {
  readonly options: MarketOptions
  readonly survey: Survey
  readonly surveyed: SurveyedFeed
  readonly instrument: Instrument
  readonly lane: Lane
  readonly trader: Trader
  readonly venue: MarketVenue
  readonly portfolio: Portfolio
  readonly desk: Desk
  readonly gate: LimitGate
  readonly mark: Mark
  /** The one of the options, or what suits the data. */
  readonly queueModel: QueueModel
  readonly openingCash: number
  /** Added to local times, in nanoseconds: what was wrong with the recorder's clock, and more. */
  readonly localShiftNanos: number
  readonly #order: TwoClockOrder
  readonly #tap: MarketTap | undefined
  #batches: AsyncIterator<EventTape> | Iterator<EventTape> | undefined

  constructor(options: MarketOptions, surveyed: SurveyedFeed, shared: MarketSurroundings) {
    this.options = options
    this.survey = surveyed.survey
    this.surveyed = surveyed
    const { info } = options.feed
    const instrument = info.instruments[0]
    if (instrument === undefined) throw new InputError('names no instrument', { file: info.name })
    this.instrument = instrument
    this.openingCash = options.cash ?? 0
    const epochShiftNanos = Number(info.epochNanos - shared.epochNanos)
    const lines = linesOf(options, surveyed.survey, { index: shared.index, epochShiftNanos })
    const { latency } = lines
    // A living exchange and its strategies share one clock: a latency is no correction.
    this.localShiftNanos = shared.living === undefined ? lines.localShiftNanos : 0
    this.#order = lines.order

    const { content, hasTrades } = surveyed.survey
    const { index: instrumentIndex, fills, killSwitch } = shared
    const reports = new ReportLine({ latency: latency.orders, instrumentIndex, fills })
    const requests = new RequestLine(latency.orders, reports)
    const far = new FarEnd(options, { content, instrument, shared, reports })
    this.venue = far.venue
    this.queueModel = far.queueModel
    const book = bookFor(options, content, instrument)
    this.mark = new Mark(book)
    if (far.watch !== undefined) far.watch.mark = this.mark
    this.portfolio = new Portfolio({
      instrument,
      cash: this.openingCash,
      countsInFloats: options.referenceExchange !== undefined,
    })
    const { limits, group } = options
    const account = shared.accountRisk
    this.gate = new LimitGate({ limits, instrument, killSwitch, account, group })
    this.gate.openDay(this.openingCash)
    const place = { content, instrument, shared, lines, epochShiftNanos, requests, reports }
    const journal = journalFor(options, place)
    this.#tap = journal.tap
    const guard = shared.guard?.market()
    this.desk = new Desk({
      instrument,
      instrumentIndex,
      book,
      mark: this.mark,
      gate: this.gate,
      port: journal.port,
      portfolio: this.portfolio,
      listener: allOf(far.listener, journal.listener, guard?.seat),
    })
    this.trader = new Trader({
      strategy: shared.strategy,
      params: shared.params,
      instrument,
      book,
      desk: this.desk,
      quoter: new Quoter(this.desk, options.quoteTimeInForce),
      portfolio: this.portfolio,
      mark: this.mark,
      gate: this.gate,
      killSwitch,
      requests,
      hasTrades,
      isOwnInBook: shared.living !== undefined,
      funding: fundingSchedule(options.funding, epochShiftNanos),
      compute: latency.compute,
      watch: guard,
    })
    const ends = { venue: far.entrance, trader: this.trader, requests, reports }
    this.lane = laneOf(ends, options, shared.living, { delay: latency.feed, tap: this.#tap })
  }

  /** Signed lots. */
  get position(): number {
    return this.portfolio.position
  }
  /** What the position is valued at; NaN before there was a price. */
  get price(): number {
    return this.mark.price
  }
  /** Lots at which the inventory counts as full. */
  get limitLots(): number {
    return this.options.inventoryLimitLots ?? this.options.limits.positionLotsMax
  }

  /** In settlement currency, less fees; NaN while a position has no price. */
  get equity(): number {
    return this.portfolio.equity(this.mark.price)
  }
  get equityBeforeFees(): number {
    return this.portfolio.equityBeforeFees(this.mark.price)
  }

  /** Hands over a batch of the feed, for callers that drive time themselves. */
  push(batch: EventTape): void {
    this.#tap?.push(batch)
    if (this.surveyed.isOrdered === true) {
      this.lane.append(batch)
      return
    }
    this.#order.push(batch)
    this.lane.append(this.#order.ordered)
    this.#order.ordered.clear()
  }

  /** The feed has ended. */
  end(): void {
    this.#order.end()
    this.lane.append(this.#order.ordered)
    this.#order.ordered.clear()
    this.lane.end()
  }

  /** Takes the feed's next batch; returns its records, or ends the lane and returns 0. */
  async feedNext(): Promise<number> {
    this.#batches ??= iteratorOf(this.surveyed.open())
    for (;;) {
      const next = await this.#batches.next()
      if (next.done === true) {
        this.end()
        return 0
      }
      if (next.value.length === 0) continue
      this.push(next.value)
      return next.value.length
    }
  }
}

/** Everyone who listens at the desk, in this order. */
function allOf(
  first: ExecutionListener,
  ...others: readonly (ExecutionListener | undefined)[]
): ExecutionListener {
  return others.reduce<ExecutionListener>(
    (all, one) => (one === undefined ? all : new ListenerPair(all, one)),
    first,
  )
}

function journalFor(
  options: MarketOptions,
  place: {
    readonly content: MarketContent
    readonly instrument: Instrument
    readonly shared: MarketSurroundings
    readonly lines: MarketLines
    readonly epochShiftNanos: number
    readonly requests: RequestLine
    readonly reports: ReportLine
  },
): MarketWiring {
  const { content, instrument, shared, lines, epochShiftNanos, requests, reports } = place
  const isModelled = lines.latency.feed !== undefined
  const recordedShift = isModelled ? Number.NaN : lines.localShiftNanos
  const tap = () => ({
    market: shared.index,
    epochShiftNanos,
    // What a living exchange tells is stamped already when it is taken down.
    localShiftNanos: shared.living === undefined ? recordedShift : 0,
    book: bookFor(options, content, instrument),
  })
  return wireJournal(shared.journal, tap, {
    requests,
    bounce: (intent, request, now) => reports.bounce(intent, request, now, nanos(0)),
  })
}

/** How the records of a market come to be ordered, and what its lines are like. */
export interface MarketLines {
  readonly latency: LaneLatency
  readonly order: TwoClockOrder
  readonly localShiftNanos: number
}

/** Built anew for every run: latencies and order keep their state. */
export function linesOf(
  options: MarketOptions,
  survey: Survey,
  place: { readonly index: number; readonly epochShiftNanos: number },
): MarketLines {
  const { epochShiftNanos } = place
  const latency = new LaneLatency(options.latency, place)
  const localShiftNanos =
    latency.feed === undefined ? localShift(survey, options.feedLatencyNanos ?? 0) : 0
  const order = new TwoClockOrder({
    epochShiftNanos,
    feedDelay: latency.feed,
    localShiftNanos,
    exchangeDisorderNanos: survey.exchangeDisorderNanos,
    localDisorderNanos: survey.localDisorderNanos,
  })
  return { latency, order, localShiftNanos }
}

/** What it takes to make a lane of any kind. */
type LaneEnds = ConstructorParameters<typeof Lane>[0]

function laneOf(
  ends: LaneEnds,
  { feedLatencyNanos = 0 }: MarketOptions,
  market: LivingMarket | undefined,
  { delay: feedDelay, tap }: { delay: LaneLatency['feed']; tap: MarketTap | undefined },
): Lane {
  if (market === undefined) return new Lane(ends)
  return new LivingLane({ ...ends, market, feedDelay, feedLatencyNanos, tap })
}

function iteratorOf(
  batches: Iterable<EventTape> | AsyncIterable<EventTape>,
): AsyncIterator<EventTape> | Iterator<EventTape> {
  return Symbol.asyncIterator in batches
    ? batches[Symbol.asyncIterator]()
    : batches[Symbol.iterator]()
}

/** A schedule keeps its place in the rows: every run has its own. */
function fundingSchedule(
  rows: readonly FundingRow[] | undefined,
  epochShiftNanos: number,
): FundingSchedule | undefined {
  if (rows === undefined) return undefined
  return new FundingSchedule(
    rows.map(({ atNanos, rate }) => ({ atNanos: atNanos + epochShiftNanos, rate })),
  )
}

/**
 * A recorder whose clock is behind the exchange's sees the future: its times are moved so that the
 * fastest record takes no time. A clock that is ahead cannot be told from latency and stays.
 */
export function localShift(survey: Survey, feedLatencyNanos: number): number {
  return Math.max(0, -survey.latencyNanosMin) + feedLatencyNanos
}
