/**
 * Vectorised runs: over columns that are in memory, as often as wanted; or over a feed, once, with no
 * more of it in memory than is needed at a time.
 */
import { nanos } from '../../core/index.ts'
import { type BacktestOptions, marketsOf, type OnProgress } from '../backtest.ts'
import { resolveParams } from '../resolve-params.ts'
import { runWarnings } from '../run-warnings.ts'
import { SliceCurve } from '../slice-curve.ts'
import { CompiledForm } from './compiled-form.ts'
import { type SuitableRun, suitableRun } from './suitable-run.ts'
import type { TakerDesk } from './taker-desk.ts'
import { hasTrades, noTicks, type TickColumns, TickWindow } from './tick-columns.ts'
import { VectorisedEngine } from './vectorised-engine.ts'
import type { VectorisedExtras, VectorisedRun, VectorisedTotals } from './vectorised-result.ts'

/** Rows handled between two readings: enough that moving the rest to the front costs nothing. */
const WINDOW_ROWS = 1 << 16

/**
 * Runs over columns that may be shared with other threads. Reads nothing of the feed but its `info`.
 * @throws InputError for what the engine cannot run, see `suitable-run.ts`.
 */
export function runVectorised(
  options: BacktestOptions,
  columns: TickColumns,
  extras: VectorisedExtras = {},
): VectorisedRun {
  const run = suitableRun(options)
  if (columns.length === 0) throw noTicks(run.market.feed.info.name)
  const { timeNanos, length } = columns
  const { firstNanos = timeNanos[0]!, lastNanos = timeNanos[length - 1]! } = extras
  const end = Math.min(length, extras.rowsEnd ?? length)
  const slices = slicesOf(options, run, firstNanos, lastNanos)
  const engine = engineFor(options, run, columns.hasTrades, slices, extras.onSample)
  const seen = { ...columns, length: end }
  engine.run(seen, end)
  engine.finish(seen)
  return resultOf(options, engine, slices)
}

/**
 * Reads a feed and runs over it on the way.
 * @throws InputError for what the engine cannot run, and for what the feed throws.
 */
export async function backtestVectorised(
  options: BacktestOptions,
  onProgress?: OnProgress,
  extras: Pick<VectorisedExtras, 'onSample'> = {},
): Promise<VectorisedRun> {
  const run = suitableRun(options)
  const { feed } = run.market
  const { name, sizeBytes = Number.NaN } = feed.info
  const isTraded = await hasTrades(feed)
  const engine = engineFor(options, run, isTraded, undefined, extras.onSample)
  const window = new TickWindow(name, 2 * WINDOW_ROWS)
  for await (const batch of feed.open()) {
    window.append(batch)
    if (window.length >= WINDOW_ROWS) {
      const columns = window.columns()
      engine.run(columns, hereBy(columns, run.feedNanos))
      const spare = engine.spareRows
      window.dropFirst(spare)
      engine.forget(spare)
    }
    const fraction = feed.bytesRead / sizeBytes
    await onProgress?.({ phase: 'run', records: engine.rows, fraction })
  }
  const columns = window.columns()
  if (columns.length === 0) throw noTicks(name)
  engine.run(columns, columns.length)
  engine.finish(columns)
  return resultOf(options, engine, undefined)
}

/** Rows that are here by the time of the newest one at the venue. */
function hereBy({ timeNanos, length }: TickColumns, feedNanos: number): number {
  const newest = timeNanos[length - 1]!
  let end = length
  while (end > 0 && timeNanos[end - 1]! + feedNanos > newest) end--
  return end
}

function slicesOf(
  { slices }: BacktestOptions,
  { market }: SuitableRun,
  firstNanos: number,
  lastNanos: number,
): SliceCurve | undefined {
  if (slices === undefined) return undefined
  return new SliceCurve({ slices, firstNanos, lastNanos, openingEquity: market.cash ?? 0 })
}

function engineFor(
  { strategy, params = {} }: BacktestOptions,
  run: SuitableRun,
  isTraded: boolean,
  slices: SliceCurve | undefined,
  onSample: VectorisedExtras['onSample'],
): VectorisedEngine {
  const resolved = resolveParams(strategy, params)
  const form = new CompiledForm(strategy, resolved, { hasTrades: isTraded })
  return new VectorisedEngine({ ...run, form, slices, onSample })
}

function resultOf(
  options: BacktestOptions,
  engine: VectorisedEngine,
  slices: SliceCurve | undefined,
): VectorisedRun {
  const { desk, hasSpread } = engine
  const market = marketsOf(options)[0]!
  const { strategy, params = {} } = options
  return {
    strategy: strategy.name,
    params: resolveParams(strategy, params),
    totals: totalsOf(engine),
    fills: desk.fills,
    slices,
    warnings: runWarnings([{ options: market, survey: { content: 'series', hasSpread } }]),
    runHash: hashOf(desk),
  }
}

/** Reason codes that a vectorised run's hash covers. */
const HASHED_REASONS = 22

/** Of every fill and refusal, and of what is left. */
function hashOf({ hash, gate, portfolio, ordersEntered, orderedLots }: TakerDesk): string {
  // Of the seven limits: reasons from later on cannot occur here, and would change every hash.
  for (const refusals of gate.refusals.subarray(0, HASHED_REASONS)) hash.addInt32(refusals)
  for (const fact of [ordersEntered, orderedLots, portfolio.position]) hash.addFloat64(fact)
  hash.addFloat64(portfolio.cash)
  hash.addFloat64(portfolio.fees)
  return hash.digest()
}

function totalsOf(engine: VectorisedEngine): VectorisedTotals {
  const { desk, marks, lastPrice } = engine
  const { portfolio, ordersEntered, orderedLots, cancels, killSwitch } = desk
  const requests = ordersEntered + cancels
  const { fees, fills, tradedLots, tradedValue, position } = portfolio
  const openingCash = engine.openingCash
  const finalEquity = portfolio.equity(lastPrice)
  const pnlAfterFees = finalEquity - openingCash
  return {
    rows: engine.rows,
    firstNanos: nanos(engine.firstNanos),
    lastNanos: nanos(engine.lastNanos),
    pnlAfterFees,
    pnlBeforeFees: portfolio.equityBeforeFees(lastPrice) - openingCash,
    fees,
    finalCash: portfolio.cash - fees,
    finalEquity,
    finalInventory: position,
    maxDrawdown: marks.drawdownMax,
    fills,
    tradedLots,
    tradedValue,
    ordersEntered,
    orderedLots,
    cancels,
    fillRatio: orderedLots === 0 ? Number.NaN : tradedLots / orderedLots,
    orderToTradeRatio: fills === 0 ? requests : requests / fills - 1,
    returnOverTrade: tradedValue === 0 ? Number.NaN : pnlAfterFees / tradedValue,
    sharpePerSample: marks.sharpePerSample,
    sortinoPerSample: marks.sortinoPerSample,
    refusals: desk.refusals,
    killSwitch: killSwitch.record ?? null,
  }
}
