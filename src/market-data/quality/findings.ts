/** The tallies that a verdict is made from. */
import type { TransitionReport } from './quality-report.ts'
import type { QuoteTally } from './quote-tally.ts'
import type { SkewTally } from './skew-tally.ts'
import type { TimeTally } from './time-tally.ts'
import type { TradeTally } from './trade-tally.ts'

export interface Findings {
  readonly time: TimeTally
  readonly skew: SkewTally | undefined
  readonly quotes: QuoteTally
  readonly trades: TradeTally
  readonly gaps: { readonly count: number; readonly untrustedMessages: number }
  readonly touches: { readonly compared: number; readonly agreed: number }
  readonly transitions: TransitionReport | undefined
  readonly staleRecords: number
  /** Best prices could be looked at: there was a book, or a series of quotes. */
  readonly isJudged: boolean
  /** A price series: quotes are rows, not a book. */
  readonly isSeries: boolean
  /** Orders are told one by one: before the open and in auctions they may cross. */
  readonly isOrderLevel: boolean
}
