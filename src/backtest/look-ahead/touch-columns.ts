/**
 * The touch of every market of a run as columns: what strategies that are made from data see of them.
 *
 * Row k of a market is what the k-th call of `onBook` sees there: recorded by a strategy that does
 * nothing else, under the options of the run, so that latencies and clocks are the run's.
 */
import { BUY, type Instrument, SELL } from '../../core/index.ts'
import { type AnyStrategy, defineStrategy, type StrategyContext } from '../../strategy/index.ts'
import { type BacktestOptions, BacktestRun, marketsOf, type OnProgress } from '../backtest.ts'
import { FloatColumn } from '../shared-columns.ts'
import type { SurveyedFeed } from '../survey.ts'

/** Of one market. Prices in its currency, NaN where a side is empty. All equally long. */
export interface TouchColumns {
  readonly instrument: Instrument
  /** When the row is seen, in nanoseconds since the run's epoch. */
  readonly atNanos: Float64Array
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly mid: Float64Array
  readonly bidLots: Float64Array
  readonly askLots: Float64Array
}

/**
 * A strategy made from the data it will run on: features can be computed over all rows beforehand.
 * Convenient, and where most looking ahead comes from.
 */
export type StrategyFromData = (markets: readonly TouchColumns[]) => AnyStrategy

/** The names of a market's columns. */
export const TOUCH_COLUMNS = ['atNanos', 'bid', 'ask', 'mid', 'bidLots', 'askLots'] as const
type TouchColumn = (typeof TOUCH_COLUMNS)[number]

/** Runs through the data once. */
export async function touchColumns(
  options: BacktestOptions,
  surveyed: readonly SurveyedFeed[],
  onProgress?: OnProgress,
): Promise<TouchColumns[]> {
  const recorders = new Map<unknown, TouchRecorder>()
  const strategy = defineStrategy({
    name: 'touch-recorder',
    params: {},
    setup(context) {
      recorders.set(context, new TouchRecorder(context.instrument))
    },
    onBook: (_, context) => recorders.get(context)?.record(context),
  })
  const markets = marketsOf(options).map((market) => ({ ...market }))
  const run = new BacktestRun({ strategy, sampling: SELDOM, markets }, ...surveyed)
  await run.toEnd(onProgress)
  return [...recorders.values()].map((recorder) => recorder.columns())
}

/** Nobody looks at the samples of this run. */
const SELDOM = 3600e9

class TouchRecorder {
  readonly #instrument: Instrument
  readonly #columns: Readonly<Record<TouchColumn, FloatColumn>> = {
    atNanos: new FloatColumn(),
    bid: new FloatColumn(),
    ask: new FloatColumn(),
    mid: new FloatColumn(),
    bidLots: new FloatColumn(),
    askLots: new FloatColumn(),
  }

  constructor(instrument: Instrument) {
    this.#instrument = instrument
  }

  record({ book, now }: StrategyContext): void {
    const { atNanos, bid, ask, mid, bidLots, askLots } = this.#columns
    atNanos.push(now)
    bid.push(book.bestPrice(BUY))
    ask.push(book.bestPrice(SELL))
    mid.push(book.midPrice)
    bidLots.push(book.bestSize(BUY))
    askLots.push(book.bestSize(SELL))
  }

  columns(): TouchColumns {
    const { atNanos, bid, ask, mid, bidLots, askLots } = this.#columns
    return {
      instrument: this.#instrument,
      atNanos: atNanos.toArray(),
      bid: bid.toArray(),
      ask: ask.toArray(),
      mid: mid.toArray(),
      bidLots: bidLots.toArray(),
      askLots: askLots.toArray(),
    }
  }
}
