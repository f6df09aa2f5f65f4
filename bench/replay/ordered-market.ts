/** A whole market in memory, in the order in which both clocks can handle it. */
import { type Survey, surveyFeed } from '../../src/backtest/index.ts'
import { EVENT_F64, EventTape, EventView, F_EXCHANGE, F_LOCAL } from '../../src/core/index.ts'
import type { Feed, FeedInfo } from '../../src/market-data/index.ts'
import { TwoClockOrder } from '../../src/simulation/index.ts'

export interface OrderedMarket {
  readonly info: FeedInfo
  readonly survey: Survey
  readonly records: EventTape
}

export async function orderedMarket(feed: Feed): Promise<OrderedMarket> {
  const { survey, open } = await surveyFeed(feed)
  const order = new TwoClockOrder({
    localShiftNanos: Math.max(0, -survey.latencyNanosMin),
    exchangeDisorderNanos: survey.exchangeDisorderNanos,
    localDisorderNanos: survey.localDisorderNanos,
  })
  for await (const batch of open()) order.push(batch)
  order.end()
  return { info: feed.info, survey, records: order.ordered }
}

/** The same market several times over, each copy a second after the one before it has ended. */
export function repeated(market: OrderedMarket, copies: number): OrderedMarket {
  const { records, info, survey } = market
  const view = new EventView(records)
  const lastNanos = view.at(records.length - 1).localTime
  const spanNanos = Math.ceil((lastNanos - survey.firstNanos) / 1e9) * 1e9 + 1e9
  const all = new EventTape(records.length * copies)
  for (let copy = 0; copy < copies; copy++) {
    const first = all.length
    all.appendFrom(records, 0, records.length)
    for (let at = first; at < all.length; at++) {
      all.f64[at * EVENT_F64 + F_EXCHANGE]! += copy * spanNanos
      all.f64[at * EVENT_F64 + F_LOCAL]! += copy * spanNanos
    }
  }
  return { info, survey: { ...survey, records: survey.records * copies }, records: all }
}
