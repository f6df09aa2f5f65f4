/**
 * A sweep of a hundred parameter sets: columns once and a hundred walks over them, against as many
 * event runs that trade the same to the last lot.
 *
 * The event runs have no queue and know answers at once, which is what columns can tell: only so are
 * the results equal. They run a part of the sets, and count by the set.
 */
import {
  BacktestRun,
  ColumnLatency,
  EndlessQueue,
  latencyOf,
  type PreparedMarket,
  pacedStrategy,
  prepareSurveyed,
  runAccelerated,
  type SurveyedFeed,
  surveyFeed,
} from '../../src/backtest/index.ts'
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import { millis } from '../../src/core/index.ts'
import { openFeed } from '../../src/io/index.ts'
import type { Feed } from '../../src/market-data/index.ts'
import { skewQuoter } from '../../src/strategy/index.ts'
import { sharedFile } from '../../test/shared-data.ts'
import { type BenchOptions, type BenchResult, machine, median } from '../bench.ts'
import { levelMarket } from '../replay/level-market.ts'

const CAPTURE = 'data/crypto/binance/usdm/btcusdt_20240808.log.zst'
const ROUNDS = 5
/** V8 compiles the loops anew several times before it is done. */
const WARM_ROUNDS = 3
const SETS = 100
/** Of the sets, those that the event engine runs in a round. */
const EVENT_SETS = 10
const SYNTHETIC_CHANGES = 500_000

const limits = {
  positionLotsMax: 1_000_000,
  orderLotsMax: 1_000_000,
  orderValueMax: 1e9,
  priceCollarBps: 1000,
  ordersPerSecondMax: 1000,
  ordersBurstMax: 100,
  dailyLossMax: 1e9,
}
const latency = { entry: millis(4) }

/** Ten half spreads by ten skews. */
const paramsOf = (set: number) => ({
  halfSpreadBps: 0.2 + 0.1 * (set % 10),
  skewBps: 0.2 + 0.1 * Math.floor(set / 10),
})

class Sweep {
  readonly #feed: Feed
  readonly #surveyed: SurveyedFeed
  #prepared: PreparedMarket | undefined

  constructor(feed: Feed, surveyed: SurveyedFeed) {
    this.#feed = feed
    this.#surveyed = surveyed
  }

  #options(set: number) {
    return { feed: this.#feed, strategy: skewQuoter, params: paramsOf(set), limits, latency }
  }

  /** From records in memory to the results of all sets. */
  async accelerated(sets: number): Promise<string[]> {
    this.#prepared = await prepareSurveyed(this.#options(0), this.#surveyed)
    const results: string[] = []
    for (let set = 0; set < sets; set++) {
      const { fills, finalInventory, finalCash } = runAccelerated(
        this.#options(set),
        this.#prepared,
      )
      results.push(`${fills.length} ${finalInventory} ${finalCash}`)
    }
    return results
  }

  /** The same sets event by event. */
  async event(sets: number): Promise<string[]> {
    const { columns } = this.#prepared!
    const requests = latencyOf(this.#prepared!, latency)
    const results: string[] = []
    for (let set = 0; set < sets; set++) {
      const options = {
        ...this.#options(set),
        strategy: pacedStrategy({ strategy: skewQuoter, columns, latency: requests }),
        latency: new ColumnLatency(columns, requests),
        queueModel: new EndlessQueue(),
      }
      const run = new BacktestRun(options, this.#surveyed)
      await run.toEnd()
      const { fills, position, cash, fees } = run.portfolio
      results.push(`${fills} ${position} ${cash - fees}`)
    }
    return results
  }
}

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  inlineInnerLoops()
  const capture = tiny ? undefined : sharedFile(CAPTURE)
  const feed =
    capture === undefined
      ? levelMarket(tiny ? 5_000 : SYNTHETIC_CHANGES, 1).feed
      : await openFeed({ files: [capture] })
  const surveyed = await surveyFeed(feed)
  const sweep = new Sweep(feed, surveyed)
  const sets = tiny ? 10 : SETS
  const eventSets = tiny ? 2 : EVENT_SETS
  const accelerated: number[] = []
  const event: number[] = []
  const warm = tiny ? 0 : WARM_ROUNDS
  for (let round = 0; round < warm + (tiny ? 3 : ROUNDS); round++) {
    const [ours, seconds] = await timed(() => sweep.accelerated(sets))
    const [theirs, eventSeconds] = await timed(() => sweep.event(eventSets))
    if (theirs.some((result, set) => result !== ours[set])) throw new Error('results differ')
    if (round < warm) continue
    accelerated.push(sets / seconds)
    event.push(eventSets / eventSeconds)
  }
  const ratios = accelerated.map((rate, round) => rate / event[round]!)
  return {
    name: 'accelerated: a sweep of quoting strategies',
    unit: 'parameter sets/s',
    rows: [
      {
        label: `columns once, ${sets} runs over them`,
        median: median(accelerated),
        rounds: accelerated,
      },
      { label: 'event by event', median: median(event), rounds: event },
    ],
    notes: [
      machine(),
      `${median(ratios).toFixed(1)} times as many sets, median of the ratios of ${ratios.length} rounds`,
      `${surveyed.survey.records} records of ${capture === undefined ? 'a synthetic market' : 'five minutes and 45 seconds of BTCUSDT'}, looks every 100 ms`,
      'processor time; equal fills, inventory and cash in every set that both engines run',
      `flatters: records are in memory, decoding is not timed; columns are made for ${sets} sets`,
    ],
  }
}

/** What the work came to, and its processor time in seconds. */
async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  // At least a microsecond: the clock may not have moved in a tiny run.
  return [result, Math.max(1, user + system) / 1e6]
}
