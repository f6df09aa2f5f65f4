/** One trial on the event engine, over the beginning of shared data. */
import { type BacktestOptions, BacktestRun, marketsOf } from '../backtest.ts'
import { recordsUntil, type SharedMarket, type StoredFeed, storedSurvey } from './shared-market.ts'
import { measuredRun, type TrialResult } from './trial-outcome.ts'

const SECOND = 1e9

/** The time that markets cover together, in nanoseconds since the first one's epoch. */
export function timeOf(markets: readonly SharedMarket[]): {
  readonly firstNanos: number
  readonly lastNanos: number
} {
  const shifted = markets.map((market) => ({ ...market.survey, shift: shiftOf(market, markets) }))
  return {
    firstNanos: Math.min(...shifted.map(({ firstNanos, shift }) => firstNanos + shift)),
    lastNanos: Math.max(...shifted.map(({ lastNanos, shift }) => lastNanos + shift)),
  }
}

/** How many of all slices a trial sees. */
export interface SliceShare {
  readonly seen: number
  readonly all: number
}

/** Records of each market that lie in the first slices of the data's time. */
export function recordsOfSlices(markets: readonly SharedMarket[], slices: SliceShare): number[] {
  if (slices.seen === slices.all) return markets.map(({ survey }) => survey.records)
  const { firstNanos, lastNanos } = timeOf(markets)
  const end = firstNanos + (slices.seen / slices.all) * (lastNanos - firstNanos)
  return markets.map((market) => recordsUntil(market, end - shiftOf(market, markets)))
}

const shiftOf = ({ info }: SharedMarket, [first]: readonly SharedMarket[]): number =>
  Number(info.epochNanos - first!.info.epochNanos)

export interface EventTrial {
  /** Its markets read the stored feeds. */
  readonly options: BacktestOptions
  readonly markets: readonly SharedMarket[]
  readonly feeds: readonly StoredFeed[]
  /** Of each market. */
  readonly records: readonly number[]
  readonly slices: SliceShare
}

export async function runEventTrial(trial: EventTrial): Promise<TrialResult> {
  const { options, markets, feeds, records, slices } = trial
  const surveyed = markets.map((market, k) => storedSurvey(market, feeds[k]!, records[k]!))
  const { firstNanos, lastNanos } = timeOf(markets)
  const isSeries = markets[0]?.survey.content === 'series'
  const sliceNanos = (lastNanos - firstNanos) / slices.all
  // A curve of slices that are shorter than a second needs samples as close.
  const usual = isSeries ? 'message' : Math.max(1, Math.min(SECOND, sliceNanos))
  const run = new BacktestRun(
    { ...options, sampling: options.sampling ?? usual, slices: slices.all },
    ...surveyed,
  )
  if (marketsOf(options).length !== markets.length) throw new RangeError('a feed for each market')
  await run.toEnd()
  return measuredRun(run, slices.seen)
}
