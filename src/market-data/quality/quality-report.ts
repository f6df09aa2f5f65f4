/**
 * What the data-quality gate found in a feed, as plain data: printed for people, `--json` for programs.
 *
 * Times are nanoseconds since the feed's epoch, prices and sizes in the instrument's own units.
 */
import type { FeedInfo, FeedNotice } from '../market-data.ts'
import type { StepsBack } from './time-tally.ts'

export type Verdict = 'fit' | 'fit with reservations' | 'unfit'

export interface QualityReport {
  readonly name: string
  readonly verdict: Verdict
  /** Why it is unfit or what to mind, most serious first; empty when fit. */
  readonly reasons: readonly string[]
  readonly epochNanos: string
  /** What the epoch's midnight is midnight of. */
  readonly timeZone: 'UTC' | 'of the exchange'
  readonly instruments: readonly InstrumentReport[]
  readonly events: number
  readonly messages: number
  /** Records by the name of their kind. */
  readonly counts: Readonly<Record<string, number>>
  readonly time: TimeReport
  /** Undefined when the data carry one time only. */
  readonly skew: SkewReport | undefined
  readonly gaps: GapReport
  /** Moments at which best bid and ask were compared. */
  readonly quotes: QuoteReport
  readonly trades: TradeReport
  /** Undefined when the venue published no touch with the id of a diff. */
  readonly touches: { readonly compared: number; readonly agreed: number } | undefined
  /** LOBSTER: what the orderbook file says, row by row; undefined without one. */
  readonly transitions: TransitionReport | undefined
  /** The book after the last event; undefined for price series. */
  readonly lastBook: LastBookReport | undefined
  /** Records applied although the synchronisation rules say they predate the snapshot. */
  readonly staleRecords: number
  readonly notices: readonly ({ readonly kind: string } & FeedNotice)[]
}

export interface InstrumentReport {
  readonly symbol: string
  readonly tick: number
  readonly lot: number
  readonly contract: string
  readonly contractSize: number
  readonly isContinuous: boolean
}

export interface TimeReport {
  /** Null when there is no event. */
  readonly firstNanos: number | null
  readonly lastNanos: number | null
  readonly exchangeBack: StepsBack
  readonly localBack: StepsBack
  /** Stretches of more than a minute without an event. */
  readonly silences: number
  readonly longestSilenceNanos: number
  readonly longestSilenceAt: number
}

export interface SkewReport {
  readonly messages: number
  readonly negative: number
  readonly minNanos: number
  readonly medianNanos: number
  readonly maxNanos: number
}

export interface GapReport {
  readonly count: number
  /** Messages between a gap and the next snapshot, while the book is not to be trusted. */
  readonly untrustedMessages: number
  readonly first: readonly {
    readonly atNanos: number
    readonly expected: number
    readonly found: number
  }[]
}

export interface QuoteReport {
  readonly judged: number
  readonly crossed: number
  readonly locked: number
  readonly oneSided: number
  readonly firstCrossedAt: number | null
  /** Price series: rows whose last price moved by more than a tenth. */
  readonly jumps: number
  readonly notPositive: number
}

export interface TradeReport {
  readonly count: number
  readonly buys: number
  readonly sells: number
  readonly totalSize: number
  readonly duplicateIds: number
  readonly idsBack: number
  readonly idsMissing: number
  readonly withoutSize: number
}

export interface TransitionReport {
  readonly rows: number
  /** Rows that have one before them, and a message. */
  readonly compared: number
  readonly agreed: number
  readonly crossed: number
  readonly locked: number
}

export interface LastBookReport {
  readonly bid: number | null
  readonly bidSize: number
  readonly ask: number | null
  readonly askSize: number
  readonly bidLevels: number
  readonly askLevels: number
}

export const instrumentReports = (info: FeedInfo): InstrumentReport[] =>
  info.instruments.map(({ symbol, tick, lot, contract, contractSize, isContinuous }) => ({
    symbol,
    tick: tick.step,
    lot: lot.step,
    contract,
    contractSize,
    isContinuous,
  }))
