/** What a journal keeps of a market: enough to read its records, and to open its feed from them. */
import { DecimalGrid, Instrument } from '../../core/index.ts'
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

/** More markets than a run has; an index beyond is damage that somebody signed. */
export const MARKETS_MAX = 1 << 16
/** Of a whole number in decimal text: more than any epoch needs. */
const EPOCH_TEXT = /^-?\d{1,30}$/

/**
 * What a journal's text tells of a market; undefined when that is nothing that a market can be. Whoever
 * reads a journal reads these texts through here: they may be anybody's.
 */
export function instrumentFactsOf(market: number, told: unknown): InstrumentFacts | undefined {
  if (!(market >= 0 && market < MARKETS_MAX)) return undefined
  const facts = Object(told) as Partial<Record<keyof InstrumentFacts, unknown>>
  const { symbol, tick, lot, contract, contractSize } = facts
  const { name, epochNanos } = Object(facts.feed) as Record<string, unknown>
  const isTold =
    typeof symbol === 'string' &&
    typeof tick === 'string' &&
    typeof lot === 'string' &&
    (contract === 'linear' || contract === 'inverse') &&
    typeof contractSize === 'number' &&
    contractSize > 0 &&
    typeof name === 'string' &&
    typeof epochNanos === 'string' &&
    EPOCH_TEXT.test(epochNanos)
  return isTold && hasGrids(tick, lot) ? (told as InstrumentFacts) : undefined
}

/** Whether there can be such steps of prices and sizes. */
function hasGrids(tick: string, lot: string): boolean {
  try {
    return new DecimalGrid(tick).step > 0 && new DecimalGrid(lot).step > 0
  } catch {
    return false
  }
}

/** The feed's own description again. */
export function feedInfoOf(facts: InstrumentFacts): FeedInfo {
  const { feed, ...instrument } = facts
  return {
    ...feed,
    epochNanos: BigInt(feed.epochNanos),
    instruments: [new Instrument(instrument)],
  }
}
