/** Scenarios as plain data: written in configurations, sent to threads, made anew for each market. */
import { BUY, type Lots, type Nanos, nanos, SELL } from '../../core/index.ts'
import type { Scenario } from './scenario.ts'
import {
  FatFinger,
  FlashCrash,
  LiquidityWithdrawal,
  NewsJump,
  QuoteStuffing,
  VenueOutage,
} from './scenarios.ts'

/** `at` counts from the beginning of the market; `for` is how long it lasts. */
export type ScenarioPlan =
  | {
      readonly kind: 'flash-crash'
      readonly at: Nanos
      readonly for: Nanos
      readonly lots: Lots
      /** The share of what rests that is withdrawn. */
      readonly withdraw: number
    }
  | {
      readonly kind: 'fat-finger'
      readonly at: Nanos
      readonly side: 'buy' | 'sell'
      readonly lots: Lots
    }
  | { readonly kind: 'news-jump'; readonly at: Nanos; readonly ticks: number }
  | {
      readonly kind: 'liquidity-withdrawal'
      readonly at: Nanos
      readonly for: Nanos
      readonly share: number
    }
  | {
      readonly kind: 'quote-stuffing'
      readonly at: Nanos
      readonly for: Nanos
      readonly ordersPerSecond: number
    }
  | { readonly kind: 'venue-outage'; readonly at: Nanos; readonly for: Nanos }

/** The scenario of a market that begins at `start`. */
export function scenarioOf(plan: ScenarioPlan, start: Nanos): Scenario {
  const at = nanos(start + plan.at)
  switch (plan.kind) {
    case 'flash-crash':
      return new FlashCrash(at, plan.for, plan.lots, plan.withdraw)
    case 'fat-finger':
      return new FatFinger(at, plan.side === 'buy' ? BUY : SELL, plan.lots)
    case 'news-jump':
      return new NewsJump(at, plan.ticks)
    case 'liquidity-withdrawal':
      return new LiquidityWithdrawal(at, plan.for, plan.share)
    case 'quote-stuffing':
      return new QuoteStuffing(at, plan.for, plan.ordersPerSecond)
    case 'venue-outage':
      return new VenueOutage(at, plan.for)
  }
}
