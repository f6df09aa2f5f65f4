/** Ladders made by hand, for tests of what is said and drawn of them. */
import type { LadderRung, LatencyLadder } from './latency-ladder.ts'

/** A rung that loses one unit for every millisecond. */
export const rungAt = (roundTripNanos: number, given: Partial<LadderRung> = {}): LadderRung => ({
  roundTripNanos,
  pnlAfterFees: 100 - roundTripNanos / 1e6,
  pnlBeforeFees: 120 - roundTripNanos / 1e6,
  fees: 20,
  tradedValue: 1e6,
  fills: 50,
  makerFills: 50,
  ordersEntered: 100,
  fillRatio: 0.5,
  captured: { fills: 50, bps: 0.2, bpsHalf: 0.1 },
  markout: { fills: 50, bps: -0.2, bpsHalf: 0.1 },
  lateRequests: 3,
  requests: 30,
  killSwitch: null,
  runHash: 'abc',
  ...given,
})

/** One day of a market whose name is out for mischief. */
export const ladderOf = (rungs: readonly LadderRung[]): LatencyLadder => ({
  strategy: 'quoter',
  symbol: 'TEST',
  feed: 'drawn <b>file</b>',
  firstNanos: 0,
  lastNanos: 86_400e9,
  epochNanos: '1723075200000000000',
  keepsFeed: false,
  rungs,
})

/** What a rung is like on which nothing happened. */
export const IDLE: Partial<LadderRung> = {
  pnlAfterFees: 0,
  pnlBeforeFees: 0,
  fees: 0,
  tradedValue: 0,
  fills: 0,
  fillRatio: Number.NaN,
  captured: { fills: 0, bps: Number.NaN, bpsHalf: Number.NaN },
  markout: { fills: 0, bps: Number.NaN, bpsHalf: Number.NaN },
  lateRequests: 0,
  requests: 0,
}
