/**
 * Whole runs over a market that is already in memory and in order: what races with other programs.
 *
 * The touch quoter writes down a checksum of what it saw at each step, so that two programs can show
 * that they have done the same.
 */
import { type BacktestOptions, BacktestRun } from '../../src/backtest/index.ts'
import { BUY, EventTape, SELL } from '../../src/core/index.ts'
import { type AnyStrategy, defineStrategy, touchQuoter } from '../../src/strategy/index.ts'
import type { OrderedMarket } from './ordered-market.ts'

export interface PreloadedResult {
  readonly steps: number
  readonly orders: number
  readonly checksum: number
  readonly trades: number
  readonly position: number
  readonly balance: number
  readonly fee: number
  readonly runNanos: number
  readonly run: BacktestRun
}

const OFFSET = 2_166_136_261
const PRIME = 16_777_619

export interface Watched {
  readonly stale: number[]
  steps: number
  checksum: number
}

/** Of the newest run. */
let watched: Watched = { stale: [], steps: 0, checksum: OFFSET }

export function startWatch(): Watched {
  watched = { stale: [], steps: 0, checksum: OFFSET }
  return watched
}

/** The checksum with the touch and the position in it. */
export function checked(checksum: number, bid: number, ask: number, position: number): number {
  let sum = Math.imul(checksum ^ bid, PRIME)
  sum = Math.imul(sum ^ ask, PRIME)
  return Math.imul(sum ^ Math.floor(position * 1e6 + 0.5), PRIME)
}

/** The touch quoter, with a checksum of what it saw at each step. */
export const watchedTouchQuoter = defineStrategy<typeof touchQuoter.params, Watched>({
  ...(touchQuoter as object),
  name: 'touch-quoter',
  params: touchQuoter.params,
  setup: startWatch,
  onTimer(context) {
    const { state, book, positionFloat } = context
    state.steps++
    if (!book.isTwoSided) return
    state.checksum = checked(state.checksum, book.best(BUY), book.best(SELL), positionFloat)
    touchQuoter.onTimer!(context as never)
  },
})

/** Time passes and nobody looks. */
export const bystander: AnyStrategy = defineStrategy({ name: 'bystander', params: {} })

/** The records are in place without a copy, as the peer works on the rows where they lie. */
function preload(window: EventTape, records: EventTape): void {
  window.f64 = records.f64
  window.i32 = records.i32
  window.length = records.length
}

export function runPreloaded(
  options: BacktestOptions,
  market: OrderedMarket,
  strategy: AnyStrategy,
): PreloadedResult {
  const params = strategy === bystander ? {} : (options.params ?? {})
  const nothing = [new EventTape(1)]
  const run = new BacktestRun(
    { ...options, strategy, params },
    { survey: market.survey, open: () => nothing },
  )
  preload(run.lane.market, market.records)
  // Nothing is added, but both cursors now find their first record.
  run.lane.append(nothing[0]!)
  const before = processorNanos()
  run.finish()
  const runNanos = processorNanos() - before
  const { portfolio, desk } = run
  return {
    steps: watched.steps,
    orders: desk.counts.entered,
    checksum: watched.checksum >>> 0,
    trades: portfolio.fills,
    position: portfolio.positionFloat,
    balance: portfolio.cash,
    fee: portfolio.fees,
    runNanos,
    run,
  }
}

/**
 * Processor time of this process. Finer than what the system tells of single threads, and no favour
 * to us: what V8 compiles and collects beside the work is counted too.
 */
export function processorNanos(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1e3
}
