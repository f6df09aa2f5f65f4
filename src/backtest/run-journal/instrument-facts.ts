/** What a journal keeps of a market: enough to read its records, and to open its feed from them. */
import { Instrument } from '../../core/index.ts'
import type { Feed, FeedInfo } from '../../market-data/index.ts'
import { LivingFeed } from '../../simulation/index.ts'
import { type DataFingerprint, FingerprintedFeed } from '../analytics/index.ts'
import type { MarketOptions } from '../market.ts'

export interface InstrumentFacts {
  readonly symbol: string
  /** Decimal texts. */
  readonly tick: string
  readonly lot: string
  readonly contract: 'linear' | 'inverse'
  readonly contractSize: number
  readonly isContinuous: boolean
  /** A seat at an exchange that the run itself makes: its public trades are the run's own, too. */
  readonly isLiving?: boolean | undefined
  readonly feed: Omit<FeedInfo, 'instruments' | 'epochNanos'> & {
    /** Unix nanoseconds, as decimal text. */
    readonly epochNanos: string
  }
  /** Of the feed's records, or of what makes them; undefined when it was not taken. */
  readonly data?: DataFingerprint | undefined
}

export function instrumentFacts({ feed }: MarketOptions): InstrumentFacts {
  const { info } = feed
  const [instrument] = info.instruments
  const { showsSomeLevels, isExchangeClock, timeStyle, sizeBytes } = info
  const { symbol, tick, lot, contract, contractSize, isContinuous } = instrument!
  return {
    symbol,
    tick: tick.format(1),
    lot: lot.format(1),
    contract,
    contractSize,
    isContinuous,
    ...(feed instanceof LivingFeed ? { isLiving: true } : {}),
    // In an order of its own: equal facts are equal texts, whoever made them.
    feed: {
      name: info.name,
      epochNanos: String(info.epochNanos),
      isOrderLevel: info.isOrderLevel,
      hasLocalTime: info.hasLocalTime,
      timeUnit: info.timeUnit,
      ...(showsSomeLevels === undefined ? {} : { showsSomeLevels }),
      ...(isExchangeClock === undefined ? {} : { isExchangeClock }),
      ...(timeStyle === undefined ? {} : { timeStyle }),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    },
    ...(isNamed(feed) ? { data: feed.fingerprint } : {}),
  }
}

const isNamed = (feed: Feed): feed is FingerprintedFeed | LivingFeed =>
  feed instanceof FingerprintedFeed || feed instanceof LivingFeed

/** The feed's own description again. */
export function feedInfoOf(facts: InstrumentFacts): FeedInfo {
  const { feed, ...instrument } = facts
  return {
    ...feed,
    epochNanos: BigInt(feed.epochNanos),
    instruments: [new Instrument(instrument)],
  }
}
