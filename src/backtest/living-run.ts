/**
 * What is particular about a run on a living exchange: whether it is one, its market, what is known of
 * it beforehand.
 */
import { InputError } from '../core/index.ts'
import type { Feed } from '../market-data/index.ts'
import {
  LivingFeed,
  LivingMarket,
  type LivingMarketOptions,
  type MarketListener,
} from '../simulation/index.ts'
import type { MarketOptions } from './market.ts'
import { type Survey, syntheticSurvey } from './survey.ts'

/**
 * The exchange that all markets of a run are seats at; undefined for recorded markets.
 * @throws InputError for markets that are some of each.
 */
export function exchangeOf(markets: readonly MarketOptions[]): LivingMarketOptions | undefined {
  const [first, ...others] = markets.map(({ feed }) => livingOf(feed))
  if (others.every((other) => other === first)) return first
  throw new InputError(
    'the markets of a run are one living exchange, or recordings',
    { field: 'markets' },
    'Give every strategy the same market object, or run them apart.',
  )
}

export const livingOf = (feed: Feed): LivingMarketOptions | undefined =>
  feed instanceof LivingFeed ? feed.market : undefined

/** A market with a seat for each. */
export function livingMarket(
  options: LivingMarketOptions | undefined,
  seats: number,
  listener?: MarketListener,
): LivingMarket | undefined {
  return options === undefined ? undefined : new LivingMarket(options, { seats, listener })
}

/**
 * What is known before the run: its times; and as it goes on, how much has been told.
 * @throws InputError for parameters that the population does not have.
 */
export function livingSurvey(market: LivingMarket): Survey {
  return {
    ...syntheticSurvey('levels'),
    get records() {
      return market.records
    },
    firstNanos: market.beginNanos,
    lastNanos: market.endNanos,
  }
}
