/**
 * The far end of a market: its venue on a book of its own, and whoever stands around it.
 *
 * ```
 * lane -> entrance: witness -> analytics -> venue -> analytics -> witness -> report line
 * ```
 *
 * Analytics and witness are there when they are wanted; the entrance of a bare market is its venue.
 */
import {
  LadderBook,
  type OrderBook,
  OrderLevelBook,
  QuoteBook,
  UncrossingBook,
} from '../book/index.ts'
import { InputError, type Instrument } from '../core/index.ts'
import {
  ConservativeQueue,
  FifoQueue,
  type QueueModel,
  ReferenceVenue,
  ReplayVenue,
  type ReportSink,
  type Venue,
} from '../exchange/index.ts'
import type { ExecutionListener } from '../execution/index.ts'
import type { LivingMarket, MatchingVenue, ReportLine } from '../simulation/index.ts'
import type { MarketWatch } from './analytics/index.ts'
import type { MarketOptions, MarketSurroundings } from './market.ts'
import { feesOf } from './run-warnings.ts'
import type { MarketContent } from './survey.ts'
import { ListenerPair } from './witness.ts'

/** A market's venue: made of a recording in one of two ways, or a seat at a living exchange. */
export type MarketVenue = ReplayVenue | ReferenceVenue | MatchingVenue

export interface FarEndPlace {
  readonly content: MarketContent
  readonly instrument: Instrument
  readonly shared: MarketSurroundings
  readonly reports: ReportLine
}

export class FarEnd {
  readonly venue: MarketVenue
  readonly queueModel: QueueModel
  /** Where the lane brings market records and requests. */
  readonly entrance: Venue
  /** What is around the venue when analytics are wanted. */
  readonly watch: MarketWatch | undefined
  /** Who listens at the desk. */
  readonly listener: ExecutionListener

  constructor(options: MarketOptions, { content, instrument, shared, reports }: FarEndPlace) {
    const lotInQueue = options.referenceExchange === undefined ? 1 : instrument.lot.step
    const watch = shared.analytics?.watch({
      instrument,
      isSeries: content === 'series',
      slippageTicks: options.slippageTicks ?? 0,
      inventoryLimitLots: options.inventoryLimitLots ?? options.limits.positionLotsMax,
      lotInQueue,
      isLiving: shared.living !== undefined,
      reports,
    })
    const witness = shared.witness?.watch({
      market: shared.index,
      instrument,
      lotInQueue,
      reports: watch ?? reports,
      line: reports,
    })
    this.queueModel = options.queueModel ?? defaultQueue(content)
    const chosen = { ...options, queueModel: this.queueModel }
    // Whoever the venue reports to first is the outermost.
    const sink = witness ?? watch ?? reports
    this.venue =
      shared.living === undefined
        ? venueFor(chosen, content, instrument, sink)
        : seatAt(shared.living, options, instrument, sink)
    if (watch !== undefined) watch.venue = this.venue
    witness?.surround(this.venue, watch ?? this.venue)
    this.entrance = witness ?? watch ?? this.venue
    this.watch = watch
    this.listener = [watch, witness].reduce<ExecutionListener>(
      (all, one) => (one === undefined ? all : new ListenerPair(all, one)),
      shared.listener,
    )
  }
}

/** A quarter of a megabyte a side: in a run of few books fewer prices are far ones, 4 % faster. */
const BAND_TICKS = 1 << 16

/** An empty book of the kind that the data need; the venue and the desk have one each. */
export function bookFor(
  { referenceExchange }: MarketOptions,
  content: MarketContent,
  instrument: Instrument,
): OrderBook {
  if (referenceExchange !== undefined) {
    return new UncrossingBook({ instrument, bandTicks: BAND_TICKS })
  }
  if (content === 'series') return new QuoteBook(instrument)
  if (content === 'orders') return new OrderLevelBook({ instrument })
  return new LadderBook({ instrument, bandTicks: BAND_TICKS })
}

function venueFor(
  options: MarketOptions & { readonly queueModel: QueueModel },
  content: MarketContent,
  instrument: Instrument,
  reports: ReportSink,
): ReplayVenue | ReferenceVenue {
  const common = {
    instrument,
    book: bookFor(options, content, instrument),
    queueModel: options.queueModel,
    fees: feesOf(options, content),
    reports,
  }
  if (options.referenceExchange !== undefined) {
    // Its book would never hear of the other records, and a run would look like one without fills.
    if (content !== 'levels') throw notLevels(options.feed.info.name)
    return new ReferenceVenue({ ...common, exchange: options.referenceExchange })
  }
  return new ReplayVenue({
    ...common,
    liquidity: options.liquidity ?? (content === 'series' ? 'unlimited' : 'displayed'),
    slippageTicks: options.slippageTicks ?? 0,
    selfTradePrevention: options.selfTradePrevention,
    showsSomeLevels: options.feed.info.showsSomeLevels,
  })
}

/** Queues and liquidity are the exchange's: nothing of them is chosen. */
const seatAt = (
  living: LivingMarket,
  options: MarketOptions,
  instrument: Instrument,
  reports: ReportSink,
): MatchingVenue =>
  living.sit({
    instrument,
    fees: feesOf(options, 'levels'),
    selfTradePrevention: options.selfTradePrevention ?? 'allow',
    reports,
  })

const notLevels = (file: string): InputError =>
  new InputError(
    'tells no price levels, which are all that the reference backtester is followed in',
    { file, field: 'compatibility' },
    'Run without compatibility: hftbacktest.',
  )

/** Where single orders are told there is nothing to guess; elsewhere the guess is cautious. */
const defaultQueue = (content: MarketContent): QueueModel =>
  content === 'orders' ? new FifoQueue() : new ConservativeQueue()
