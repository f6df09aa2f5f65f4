/**
 * A market made ready for accelerated runs: everything that does not depend on a strategy.
 *
 * Plain data, and every column in shared memory: posted to a worker it is shared, not copied.
 */
import { GTX, InputError, Instrument, type InstrumentOptions } from '../../core/index.ts'
import {
  LaneLatency,
  type LatencyModel,
  type LatencyPlan,
  TwoClockOrder,
} from '../../simulation/index.ts'
import type { BacktestOptions, OnProgress } from '../backtest.ts'
import { marketsOf, surveyMarkets } from '../backtest.ts'
import { furtherLimits, type Limited } from '../further-limits.ts'
import { localShift, type MarketOptions } from '../market.ts'
import { resolveParams } from '../resolve-params.ts'
import type { SurveyedFeed } from '../survey.ts'
import type { AcceleratedOptions } from './accelerated-result.ts'
import { ColumnBuilder, type ColumnBuilderOptions } from './column-builder.ts'
import type { ExchangeTapeData } from './exchange-tape.ts'
import { type LatencyColumns, latencyColumns, type MarketPulse } from './latency-columns.ts'
import { checkEntry, entryKey, feedKey } from './latency-key.ts'
import type { MarketColumns } from './market-columns.ts'
import { type BuiltColumns, PlainBuilder, type PlainOptions } from './plain-builder.ts'
import { checkFits, gridIntervalOf } from './row-strategy.ts'

export interface PreparedMarket {
  readonly name: string
  readonly instrument: InstrumentOptions
  readonly hasTrades: boolean
  readonly records: number
  /** Of the data, as runs cut their slices. */
  readonly firstNanos: number
  readonly lastNanos: number
  readonly columns: MarketColumns
  readonly tape: ExchangeTapeData
  readonly pulse: MarketPulse | undefined
  /** Of order entry, worked out beforehand. */
  readonly latencies: readonly PreparedLatency[]
  /** What the local times depend on. */
  readonly feedKey: string
}

export interface PreparedLatency {
  readonly key: string
  readonly columns: LatencyColumns
}

export interface PrepareSettings {
  /** Between two looks of a strategy without a timer. */
  readonly intervalNanos?: number | undefined
  /** Latencies of the runs to come; that of the options without. Others are worked out when met. */
  readonly latencies?: readonly (LatencyModel | LatencyPlan | undefined)[] | undefined
  /** Shares of the mid within which strategies measure the depth; those that the strategy names without. */
  readonly depthRanges?: readonly number[] | undefined
}

/** Reads a market and makes it ready. @throws InputError for what the engine cannot run. */
export async function prepareAccelerated(
  options: BacktestOptions,
  settings: PrepareSettings = {},
  onProgress?: OnProgress,
): Promise<PreparedMarket> {
  checkMarket(onlyMarket(options))
  const [surveyed] = await surveyMarkets(options, onProgress)
  return prepareSurveyed(options, surveyed!, settings, onProgress)
}

/** The same over a feed that has been surveyed. */
export async function prepareSurveyed(
  options: BacktestOptions,
  surveyed: SurveyedFeed,
  settings: PrepareSettings = {},
  onProgress?: OnProgress,
): Promise<PreparedMarket> {
  const market = onlyMarket(options)
  checkMarket(market)
  const { survey } = surveyed
  const { info } = market.feed
  if (survey.content !== 'levels') throw notLevels(info.name)
  const [instrument] = info.instruments
  if (instrument === undefined) throw new InputError('names no instrument', { file: info.name })
  checkFits(options.strategy)
  const params = resolveParams(options.strategy, options.params ?? {})
  const plans = settings.latencies ?? [market.latency]
  for (const plan of plans) checkEntry(plan)
  const grid = {
    instrument,
    intervalNanos: gridIntervalOf(options.strategy, params, settings.intervalNanos),
    firstNanos: survey.firstNanos,
    depthRanges: checkedRanges(
      settings.depthRanges ?? options.strategy.depthRanges?.(params) ?? [],
    ),
  }
  const hearsPulse = plans.some((plan) => new LaneLatency(plan).orders.watch !== undefined)
  const isPlain = !hearsPulse && new LaneLatency(market.latency).feed === undefined
  const reading = { market, surveyed, onProgress }
  const plain = isPlain ? await readPlain(reading, grid) : undefined
  const built = plain ?? (await readOrdered(reading, { ...grid, hearsPulse }))
  if (built.columns.rows === 0) throw tooShort(info.name, built.columns.intervalNanos)
  const ready = {
    ...built,
    name: info.name,
    instrument: plainInstrument(instrument),
    hasTrades: survey.hasTrades,
    records: survey.records,
    firstNanos: survey.firstNanos,
    lastNanos: survey.lastNanos,
    feedKey: feedKey(market.latency, market.feedLatencyNanos),
  }
  return { ...ready, latencies: latenciesOf(ready, plans) }
}

interface Reading {
  readonly market: MarketOptions
  readonly surveyed: SurveyedFeed
  readonly onProgress: OnProgress | undefined
}

/** Undefined for a market whose clocks do not agree about the order of its book. */
async function readPlain(
  { market, surveyed, onProgress }: Reading,
  grid: Omit<PlainOptions, 'localShiftNanos'>,
): Promise<BuiltColumns | undefined> {
  const { survey } = surveyed
  const localShiftNanos = localShift(survey, market.feedLatencyNanos ?? 0)
  const builder = new PlainBuilder({ ...grid, localShiftNanos })
  let records = 0
  for await (const batch of surveyed.open()) {
    builder.push(batch)
    if (!builder.isPlain) return undefined
    records += batch.length
    await onProgress?.({ phase: 'run', records, fraction: records / survey.records })
  }
  return builder.finish()
}

async function readOrdered(
  { market, surveyed, onProgress }: Reading,
  options: ColumnBuilderOptions,
): Promise<BuiltColumns> {
  const { survey } = surveyed
  const { feed } = new LaneLatency(market.latency)
  const order = new TwoClockOrder({
    feedDelay: feed,
    localShiftNanos: feed === undefined ? localShift(survey, market.feedLatencyNanos ?? 0) : 0,
    exchangeDisorderNanos: survey.exchangeDisorderNanos,
    localDisorderNanos: survey.localDisorderNanos,
  })
  const builder = new ColumnBuilder(options)
  let records = 0
  for await (const batch of surveyed.open()) {
    order.push(batch)
    builder.push(order.ordered)
    order.ordered.clear()
    records += batch.length
    await onProgress?.({ phase: 'run', records, fraction: records / survey.records })
  }
  order.end()
  builder.push(order.ordered)
  return builder.finish()
}

type Unlatent = Omit<PreparedMarket, 'latencies'>

function latenciesOf(
  prepared: Unlatent,
  plans: readonly (LatencyModel | LatencyPlan | undefined)[],
): PreparedLatency[] {
  const byKey = new Map<string, PreparedLatency>()
  for (const plan of plans) {
    const key = entryKey(plan)
    if (key === undefined || byKey.has(key)) continue
    byKey.set(key, { key, columns: columnsFor(prepared, plan) })
  }
  return [...byKey.values()]
}

/** Worked out when first met, a few kept: a run alone needs no more. */
const met = new WeakMap<PreparedMarket, PreparedLatency[]>()
const MET_MAX = 4

/** The columns of a run's latency. @throws InputError for one that follows a market not listened to. */
export function latencyOf(
  prepared: PreparedMarket,
  plan: LatencyModel | LatencyPlan | undefined,
): LatencyColumns {
  checkEntry(plan)
  const key = entryKey(plan)
  if (key === undefined) return columnsFor(prepared, plan)
  const known = [...prepared.latencies, ...(met.get(prepared) ?? [])]
  const found = known.find((latency) => latency.key === key)
  if (found !== undefined) return found.columns
  const columns = columnsFor(prepared, plan)
  met.set(prepared, [{ key, columns }, ...(met.get(prepared) ?? [])].slice(0, MET_MAX))
  return columns
}

function columnsFor(
  { columns, tape, pulse }: Unlatent,
  plan: LatencyModel | LatencyPlan | undefined,
): LatencyColumns {
  const { orders, compute } = new LaneLatency(plan)
  if (orders.watch !== undefined && pulse === undefined) throw unheard()
  const { rows, times } = columns
  return latencyColumns({ rows, times, tape, pulse, orders, compute })
}

/** @throws InputError unless a run's market is the one that was prepared. */
export function checkPrepared(prepared: PreparedMarket, options: AcceleratedOptions): void {
  checkMarket(options)
  if (prepared.feedKey === feedKey(options.latency, options.feedLatencyNanos)) return
  throw new InputError(
    'is another than the one that the columns were prepared with',
    { field: 'latency.feed' },
    'Prepare the market once for each feed latency: local times follow from it.',
  )
}

function onlyMarket(options: BacktestOptions): MarketOptions {
  const markets = marketsOf(options)
  const [only] = markets
  if (markets.length === 1 && only !== undefined) return only
  throw new InputError(
    `runs one market, the configuration has ${markets.length}`,
    { field: 'engine: accelerated' },
    'Run several markets with the event engine.',
  )
}

/** @throws InputError naming everything about a market that the engine does not do. */
function checkMarket(market: Omit<MarketOptions, 'feed'> & Limited): void {
  const problems: string[] = furtherLimits(market)
  if (market.referenceExchange !== undefined) problems.push('compatibility: hftbacktest')
  if (market.quoteTimeInForce !== undefined && market.quoteTimeInForce !== GTX) {
    problems.push('quotes that are not post-only')
  }
  if (problems.length === 0) return
  throw new InputError(
    `does not have ${problems.join(' and ')}`,
    { field: 'engine: accelerated' },
    'Leave it out, or run the event engine.',
  )
}

function checkedRanges(ranges: readonly number[]): readonly number[] {
  if (ranges.every((range) => range > 0 && range < 1)) return ranges
  throw new InputError(
    `are shares of the mid above 0 and below 1, found ${ranges.join(', ')}`,
    { field: 'depthRanges' },
    'For example 0.005 for half a percent.',
  )
}

const plainInstrument = (instrument: Instrument): InstrumentOptions => ({
  symbol: instrument.symbol,
  tick: instrument.tick.step,
  lot: instrument.lot.step,
  contract: instrument.contract,
  contractSize: instrument.contractSize,
})

/** The instrument of a prepared market. */
export const preparedInstrument = (prepared: PreparedMarket): Instrument =>
  new Instrument(prepared.instrument)

const notLevels = (file: string): InputError =>
  new InputError(
    'tells no price levels, which the accelerated engine needs',
    { file },
    'A price series runs with --engine vectorised, single orders with --engine event.',
  )

const tooShort = (file: string, intervalNanos: number): InputError =>
  new InputError(
    `is shorter than one interval of ${intervalNanos} ns: there is no row`,
    { file },
    'Choose a shorter interval, or more data.',
  )

const unheard = (): InputError =>
  new InputError(
    'follows the market, and the columns were prepared for latencies that do not',
    { field: 'latency' },
    'Name it when the market is prepared.',
  )
