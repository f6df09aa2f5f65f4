/**
 * Everything about a finished run that a report, a file or a comparison needs, as plain data.
 *
 * It holds no clock time and no name of a machine: the same run gives the same record, to the byte.
 */
import type { LoggedFill } from '../../simulation/index.ts'
import {
  ACCOUNT_CURVES,
  type Curve,
  type Curves,
  type DataFingerprint,
  DRAWDOWN_CURVE,
  EQUITY_BEFORE_FEES_CURVE,
  EQUITY_CURVE,
} from '../analytics/index.ts'
import type { BacktestRun } from '../backtest.ts'
import type { Band } from '../band.ts'
import type { Impact } from '../impact/index.ts'
import type { RunSummary } from '../summary.ts'

export interface RunRecord {
  /** Version of tick-to-trade that made the run. */
  readonly product: string
  /** What to type to run it again. */
  readonly command: string
  readonly configuration: readonly ConfigurationEntry[]
  /** Unix nanoseconds that all times count from, as decimal text; `0` when no date is known. */
  readonly epochNanos: string
  readonly data: readonly DataRecord[]
  /** With analytics. */
  readonly summary: Required<RunSummary>
  readonly curves: CurvesRecord
  /** Both edges of the guess about queues; null when nobody asked for them. */
  readonly band: Band | null
  /** What the strategies did to a living market, where it was measured. */
  readonly impact?: Impact | undefined
  readonly fills: FillTable
}

/** One value that was in force. */
export interface ConfigurationEntry {
  readonly key: string
  readonly value: string
  /** The user gave it; otherwise it is a default, or follows from what was given. */
  readonly isGiven: boolean
}

export interface DataRecord extends DataFingerprint {
  readonly name: string
  readonly symbol: string
}

export interface CurvesRecord {
  readonly startNanos: number
  readonly intervalNanos: number
  readonly equity: Curve
  readonly equityBeforeFees: Curve
  readonly drawdown: Curve
  readonly markets: readonly { readonly price: Curve; readonly position: Curve }[]
}

/** Fills in the order in which venues made them, as columns. */
export interface FillTable {
  readonly market: readonly number[]
  readonly atNanos: readonly number[]
  readonly orderId: readonly number[]
  readonly side: readonly number[]
  readonly price: readonly number[]
  readonly lots: readonly number[]
  readonly fee: readonly number[]
  readonly cause: readonly number[]
}

/** What a run does not know of itself. */
export interface RecordOptions {
  readonly product: string
  readonly command: string
  readonly configuration: readonly ConfigurationEntry[]
  readonly fingerprints: readonly DataFingerprint[]
  readonly band?: Band | undefined
  readonly impact?: Impact | undefined
}

/** @throws RangeError for a run that is not over, or was made without analytics. */
export function recordOf(run: BacktestRun, options: RecordOptions): RunRecord {
  const summary = run.summary()
  if (run.analytics === undefined || summary.analytics === undefined) {
    throw new RangeError('a record is made of a finished run with analytics')
  }
  const { product, command, configuration, fingerprints } = options
  return {
    product,
    command,
    configuration,
    epochNanos: String(run.feedInfo.epochNanos),
    data: run.markets.map((market, k) => ({
      name: bareNames(market.options.feed.info.name),
      symbol: market.instrument.symbol,
      records: fingerprints[k]?.records ?? market.survey.records,
      hash: fingerprints[k]?.hash ?? '',
    })),
    summary: {
      ...summary,
      feed: summary.feed.split('; ').map(bareNames).join('; '),
      analytics: summary.analytics,
    },
    band: options.band ?? null,
    ...(options.impact === undefined ? {} : { impact: options.impact }),
    curves: curvesRecord(run.analytics.curves, run.markets.length),
    fills: fillTable([...run.fills]),
  }
}

/** Files without their folders: those are of one machine. */
function bareNames(name: string): string {
  return name
    .split(', ')
    .map((path) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))
    .join(', ')
}

function curvesRecord(curves: Curves, markets: number): CurvesRecord {
  return {
    startNanos: curves.startNanos,
    intervalNanos: curves.intervalNanos,
    equity: curves.curve(EQUITY_CURVE),
    equityBeforeFees: curves.curve(EQUITY_BEFORE_FEES_CURVE),
    drawdown: curves.curve(DRAWDOWN_CURVE),
    markets: Array.from({ length: markets }, (_, k) => ({
      price: curves.curve(ACCOUNT_CURVES + 2 * k),
      position: curves.curve(ACCOUNT_CURVES + 2 * k + 1),
    })),
  }
}

function fillTable(fills: readonly LoggedFill[]): FillTable {
  return {
    market: fills.map((fill) => fill.instrument),
    atNanos: fills.map((fill) => fill.at),
    orderId: fills.map((fill) => fill.orderId),
    side: fills.map((fill) => fill.side),
    price: fills.map((fill) => fill.price),
    lots: fills.map((fill) => fill.size),
    fee: fills.map((fill) => fill.fee),
    cause: fills.map((fill) => fill.cause),
  }
}
