/**
 * The contract of a venue: requests in, reports out, both as event records.
 *
 * A venue owns no clock and no line: it is told the instant of everything and answers at once;
 * latency is the simulation's. The same strategy meets a recorded market (`ReplayVenue`), a matching
 * engine, or a real protocol session behind this contract.
 */
import type { EventTape, Lots, Nanos, Side, Ticks } from '../core/index.ts'
import type { Fill } from './fill-report.ts'

export interface Venue {
  /** The market moves: a record of the feed, in exchange-time order. */
  onMarket(tape: EventTape, index: number): void
  /**
   * The same for this record and those of its message that follow it for the venue. A venue that has
   * something to report stops there, as the report may be due before the next record. Returns the
   * first index that it has not looked at. Without this method records are told one by one.
   */
  onMarketRun?(tape: EventTape, from: number): number
  /** A participant's request arrives at `now`. */
  onRequest(tape: EventTape, index: number, now: Nanos): void
  /** Where reports go; every request is answered by at least one. */
  reports: ReportSink
}

/** Why a resting or incoming order traded. */
export const TRADED_THROUGH = 1
export const BEST_CROSSED = 2
export const QUEUE_EXHAUSTED = 3
export const TAKER = 4
export type FillCause =
  | typeof TRADED_THROUGH
  | typeof BEST_CROSSED
  | typeof QUEUE_EXHAUSTED
  | typeof TAKER

export const FILL_CAUSE_NAMES: Readonly<Record<FillCause, string>> = {
  [TRADED_THROUGH]: 'traded through',
  [BEST_CROSSED]: 'best crossed',
  [QUEUE_EXHAUSTED]: 'queue exhausted',
  [TAKER]: 'taker',
}

/** Takes what a venue says. Plain arguments and a view, so that nothing is allocated per report. */
export interface ReportSink {
  /** An answer that is not an execution. `request` is the number of the request it answers. */
  report(
    kind: number,
    at: Nanos,
    orderId: number,
    side: Side,
    price: Ticks,
    size: Lots,
    request: number,
    reason: number,
  ): void
  /**
   * An execution: a view that is valid during the call only, and only until the venue that writes it
   * is asked for something else.
   */
  fill(fill: Fill): void
}
