/**
 * A feed that answers back: market data of an exchange that a strategy itself trades on.
 *
 * It holds no records. They are made while a run goes on, by agents and strategies together; a run
 * over this feed makes its own `LivingMarket` from `market`. Strategies with the same `market` object
 * sit at the same exchange.
 */
import { type EventTape, Instrument, RunHash } from '../../core/index.ts'
import type { Feed, FeedInfo, FeedNotice } from '../../market-data/index.ts'
import type { LivingMarketOptions } from './living-market.ts'

export interface LivingFeedOptions {
  readonly market: LivingMarketOptions
  /** What the instrument is called by this strategy. */
  readonly symbol?: string | undefined
}

export class LivingFeed implements Feed {
  readonly market: LivingMarketOptions
  readonly info: FeedInfo
  readonly bytesRead = 0
  readonly notices: ReadonlyMap<string, FeedNotice> = new Map()

  constructor({ market, symbol = 'SIM' }: LivingFeedOptions) {
    this.market = market
    this.info = {
      name: `${crowdOf(market)}, seed ${market.seed}`,
      epochNanos: 0n,
      instruments: [new Instrument({ symbol, tick: '0.01', lot: '1' })],
      isOrderLevel: false,
      hasLocalTime: true,
      timeUnit: 'ns',
    }
  }

  open(): Iterable<EventTape> {
    return []
  }

  /** Names the market before anybody trades on it: its options, not what came of them. */
  get fingerprint(): { readonly records: number; readonly hash: string } {
    const hash = new RunHash()
    hash.addText(JSON.stringify({ ...this.market, population: crowdOf(this.market) }))
    return { records: 0, hash: hash.digest() }
  }
}

const crowdOf = ({ population }: LivingMarketOptions): string =>
  typeof population === 'string' ? `${population} agents` : 'own agents'
