/**
 * Market replay against the same program in C++: same records, same order of events, same kind of books
 * and queue, same strategy and latency, same checksum.
 *
 * An event is one record on one clock: a record that the venue and the strategy see counts twice.
 */
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import {
  EVENT_I32,
  FLAG_EXCHANGE,
  FLAG_LOCAL,
  flagsOf,
  I_META,
  millis,
} from '../../src/core/index.ts'
import { openFeed } from '../../src/io/index.ts'
import type { Feed } from '../../src/market-data/index.ts'
import { sharedFile } from '../../test/shared-data.ts'
import { type BenchOptions, type BenchResult, type BenchRow, machine, median } from '../bench.ts'
import { levelMarket } from './level-market.ts'
import { NativeTwin, type TwinResult } from './native-twin.ts'
import { type OrderedMarket, orderedMarket } from './ordered-market.ts'
import {
  bystander,
  type PreloadedResult,
  runPreloaded,
  watchedTouchQuoter,
} from './preloaded-run.ts'

const ROUNDS = 7
/** Runs a round: a program that follows another finds the caches full of the other's data. */
const REPEATS = 8
/** V8 compiles a run's loops anew several times before it is done. */
const WARM_ROUNDS = 3
const CHANGES = 500_000
const CAPTURE = 'data/crypto/binance/usdm/btcusdt_20240808.log.zst'
const LATENCY = millis(20)
const PARAMS = { stepNanos: 10_000_000, offsetTicks: 0, sizeLots: 10, positionLimitLots: 100 }
const LIMITS = {
  positionLotsMax: 10_000,
  orderLotsMax: 100,
  orderValueMax: 1e9,
  priceCollarBps: 9_000,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e9,
}
const COMPARED = ['steps', 'orders', 'trades', 'position', 'balance', 'checksum'] as const

/** One program's times over the rounds, in nanoseconds. */
interface Timed {
  readonly label: string
  readonly rounds: number[]
}

/** `compatible`: as the reference backtester, which is what the twin does; `default`: as we would. */
export type Mode = 'compatible' | 'default'

export async function raceAgainstTwin(mode: Mode, { tiny }: BenchOptions): Promise<BenchResult> {
  inlineInnerLoops()
  const capture = tiny ? undefined : sharedFile(CAPTURE)
  const { feed, description } = await marketOf(capture, tiny)
  const market = await orderedMarket(feed)
  const twin = NativeTwin.over(market)
  const events = eventsOf(market)
  const counts = tiny ? { rounds: 3, warmRounds: 1 } : { rounds: ROUNDS, warmRounds: WARM_ROUNDS }
  const rows: BenchRow[] = []
  const notes = [machine(), `${description}; ${market.records.length} records, ${events} events`]
  try {
    for (const isTrading of [false, true]) {
      const timed = race(market, twin, mode, isTrading, counts)
      for (const { label, rounds } of timed) {
        const rates = rounds.map((nanos) => events / (nanos / 1e9))
        rows.push({ label, median: median(rates), rounds: rates })
      }
      notes.push(...ratios(timed))
    }
  } finally {
    twin?.close()
  }
  notes.push(
    twin === undefined ? 'without the C++ twin: no g++ here' : 'the twin: g++ -O3 -march=native',
    mode === 'compatible'
      ? 'steps, orders, fills, position, cash and checksum of both agree'
      : 'flatters neither: the default mode fills by other rules than the twin',
    'processor time; V8 inlines as much as t2t lets it; 20 ms of latency each way, steps of 10 ms',
    'flatters: the records are in memory, nothing is decoded',
  )
  return { name: `replay against C++, ${mode} mode`, unit: 'events/s', rows, notes }
}

async function marketOf(
  capture: string | undefined,
  tiny: boolean,
): Promise<{ feed: Feed; description: string }> {
  if (capture !== undefined) {
    const grid = { tick: '0.1', lot: '0.001' }
    const feed = await openFeed({ files: [capture], convention: 'hftbacktest', ...grid })
    return { feed, description: 'BTCUSDT as recorded' }
  }
  const { feed, touchMoveShare } = levelMarket(tiny ? 4_000 : CHANGES, 1)
  const share = (100 * touchMoveShare).toFixed(1)
  return { feed, description: `${feed.info.name}, ${share} % of changes move a best price` }
}

/** Both in turn, round by round. @throws Error when they have not done the same. */
function race(
  market: OrderedMarket,
  twin: NativeTwin | undefined,
  mode: Mode,
  isTrading: boolean,
  { rounds, warmRounds }: { readonly rounds: number; readonly warmRounds: number },
): Timed[] {
  const what = isTrading ? 'touch quoter' : 'no strategy'
  const { referenceExchange, ...others } = optionsFor(market)
  const options = mode === 'compatible' ? { ...others, referenceExchange } : others
  const strategy = isTrading ? watchedTouchQuoter : bystander
  const engine: Timed = { label: `engine, ${what}`, rounds: [] }
  const native: Timed = { label: `C++ twin, ${what}`, rounds: [] }
  let ours: PreloadedResult | undefined
  for (let round = -warmRounds; round < rounds; round++) {
    let nanos = 0
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      ours = runPreloaded(options, market, strategy)
      nanos += ours.runNanos / REPEATS
    }
    const theirs = twin?.run({ ...PARAMS, isTrading, latencyNanos: LATENCY }, REPEATS)
    const isSame = theirs !== undefined && isTrading && mode === 'compatible'
    if (isSame && ours !== undefined) mustAgree(ours, theirs)
    if (round < 0) continue
    engine.rounds.push(nanos)
    if (theirs !== undefined) native.rounds.push(theirs.runNanos)
  }
  return twin === undefined ? [engine] : [engine, native]
}

function mustAgree(ours: PreloadedResult, theirs: TwinResult): void {
  for (const key of COMPARED) {
    if (ours[key] !== theirs[key]) {
      throw new Error(`${key} differs: ours ${ours[key]}, the twin's ${theirs[key]}`)
    }
  }
}

function ratios([engine, native]: readonly Timed[]): string[] {
  if (engine === undefined || native === undefined) return []
  const ratio = median(engine.rounds.map((nanos, k) => nanos / native.rounds[k]!))
  return [`${engine.label}: ${ratio.toFixed(2)} times the time of the twin`]
}

const optionsFor = ({ info }: OrderedMarket) => ({
  feed: { info, open: () => [], bytesRead: 0, notices: new Map() },
  strategy: watchedTouchQuoter,
  params: PARAMS,
  limits: LIMITS,
  latency: { entry: LATENCY, response: LATENCY },
  referenceExchange: 'no-partial-fill' as const,
})

function eventsOf({ records }: OrderedMarket): number {
  let events = 0
  for (let at = 0; at < records.length; at++) {
    const flags = flagsOf(records.i32[at * EVENT_I32 + I_META]!)
    events += Number((flags & FLAG_EXCHANGE) !== 0) + Number((flags & FLAG_LOCAL) !== 0)
  }
  return events
}
