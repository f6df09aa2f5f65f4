/** What surveillance of a run came to, as plain data: for a page, for JSON, for a table. */
import { type Instrument, MARKET_NONE, SEVERITY_NAMES } from '../../core/index.ts'
import {
  type FlowCounts,
  RULE_CODES,
  type RuleName,
  type SurveillanceAlert,
} from '../../risk/index.ts'
import { feedInfoOf } from '../run-journal/index.ts'
import type { WatchedRecords } from './watched-records.ts'

export interface SurveillanceReport {
  readonly source: string
  /** Unix nanoseconds that all times count from, as decimal text. */
  readonly epochNanos: string
  readonly instruments: readonly Instrument[]
  readonly rules: readonly RuleName[]
  readonly records: number
  readonly counts: FlowCounts
  readonly alerts: readonly SurveillanceAlert[]
  /** Episodes beyond those that are kept. */
  readonly leftOut: number
  /** What could not be seen, in sentences. */
  readonly blind: readonly string[]
}

export function surveillanceReport(
  watched: WatchedRecords,
  about: { readonly source: string; readonly epochNanos: bigint },
): SurveillanceReport {
  const { surveillance, records } = watched
  return {
    source: about.source,
    epochNanos: String(about.epochNanos),
    instruments: watched.instruments.flatMap((facts) => feedInfoOf(facts).instruments),
    rules: surveillance.rules,
    records,
    counts: surveillance.counts,
    alerts: surveillance.alerts,
    leftOut: surveillance.leftOut,
    blind: blindSpots(watched),
  }
}

const NEEDS_MARKET: readonly RuleName[] = ['momentum-ignition', 'marking-the-close']

function blindSpots({ surveillance, marketLevel }: WatchedRecords): string[] {
  const { counts, rules, unreadable } = surveillance
  const blind: string[] = []
  const needing = rules.filter((rule) => NEEDS_MARKET.includes(rule))
  if (marketLevel === MARKET_NONE && needing.length > 0) {
    blind.push(
      `The journal holds no market data, so that ${needing.join(' and ')} cannot be judged, and the size of shown orders is held against nothing. Write it with --journal-market touch.`,
    )
  } else if (counts.market === 0 && needing.length > 0) {
    blind.push(`There is no market data: ${needing.join(' and ')} cannot be judged.`)
  }
  if (counts.own === 0) blind.push('There is no own flow: nothing was ordered.')
  if (counts.unfollowed > 0) {
    blind.push(
      `${counts.unfollowed} orders could not be followed: too many live ones, or an id used twice.`,
    )
  }
  if (counts.stray > 0) {
    blind.push(`${counts.stray} requests or reports were about orders that are not known.`)
  }
  if (unreadable > 0) blind.push(`${unreadable} records make no sense and were passed over.`)
  return blind
}

/** An alert as JSON has it: names beside codes, prices in the instrument's currency. */
export function alertJson(alert: SurveillanceAlert, { instruments }: SurveillanceReport): object {
  const { path, evidence, ...rest } = alert
  const instrument = instruments[alert.instrument]
  return {
    ...rest,
    code: RULE_CODES[alert.rule],
    severity: SEVERITY_NAMES[alert.severity],
    symbol: instrument?.symbol,
    figures: alert.figures.map((figure) => ({ ...figure, measured: finite(figure.measured) })),
    evidence: evidence.map((record) => ({
      ...record,
      price: priceText(instrument, record.priceTicks),
    })),
    path: path.map(({ nanos, bidTicks, askTicks }) => ({
      nanos,
      bidTicks: finite(bidTicks),
      askTicks: finite(askTicks),
    })),
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A price as the instrument writes it; ticks where it is not known; a word for none. */
export function priceText(instrument: Instrument | undefined, priceTicks: number): string {
  if (!(Math.abs(priceTicks) < 2 ** 31)) return 'none'
  return instrument === undefined ? `${priceTicks} ticks` : instrument.tick.format(priceTicks)
}
