/** Whole runs over records in memory: both clocks, both books, the venue, with and without a strategy. */
import { BacktestRun, type SurveyedFeed, surveyFeed } from '../../src/backtest/index.ts'
import { millis } from '../../src/core/index.ts'
import { openFeed } from '../../src/io/index.ts'
import { type Feed, SyntheticFeed } from '../../src/market-data/index.ts'
import { ConstantLatency } from '../../src/simulation/index.ts'
import {
  type AnyStrategy,
  defineStrategy,
  touchQuoter,
  zScoreReversion,
} from '../../src/strategy/index.ts'
import { sharedFile } from '../../test/shared-data.ts'
import { type BenchOptions, type BenchResult, type BenchRow, inTurn, machine } from '../bench.ts'

const ROUNDS = 7
const SYNTHETIC_TICKS = 1_000_000
const CAPTURE = 'data/crypto/binance/usdm/btcusdt_20240808.log.zst'

const idle = defineStrategy({ name: 'no strategy', params: {} })

const limits = {
  positionLotsMax: 200,
  orderLotsMax: 20,
  orderValueMax: 1e6,
  priceCollarBps: 1000,
  ordersPerSecondMax: 1000,
  ordersBurstMax: 100,
  dailyLossMax: 1e6,
}

interface Market {
  readonly name: string
  readonly feed: Feed
  readonly strategy: AnyStrategy
}

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  const ticks = tiny ? 2_000 : SYNTHETIC_TICKS
  const series = { seed: 1, volatility: 0.002, spreadCost: 0.0005, tickSeconds: 0.01, ticks }
  const markets: Market[] = [
    { name: 'synthetic series', feed: new SyntheticFeed(series), strategy: zScoreReversion },
  ]
  const capture = tiny ? undefined : sharedFile(CAPTURE)
  if (capture !== undefined) {
    const feed = await openFeed({ files: [capture] })
    markets.push({ name: 'BTCUSDT as recorded', feed, strategy: touchQuoter })
  }
  const rounds = tiny ? 3 : ROUNDS
  const rows: BenchRow[] = []
  const notes = [machine()]
  for (const market of markets) {
    const surveyed = await surveyFeed(market.feed)
    const { records } = surveyed.survey
    for (const strategy of [idle, market.strategy]) {
      const label = `${market.name}, ${strategy.name}`
      const work = () => replay(market.feed, surveyed, strategy)
      rows.push(...inTurn(records, rounds, [{ label, work }]))
    }
    notes.push(`${market.name}: ${records} records; each is handled at the venue and here`)
  }
  if (capture === undefined) notes.push('without a recorded day: the capture is not here')
  notes.push(
    `processor time, median of ${rounds} rounds; 5 ms of latency each way`,
    'flatters: the records are in memory, decoding is not timed',
  )
  return { name: 'replay: whole runs', unit: 'records/s', rows, notes }
}

/** One run from its first record to its summary; the checksum is its hash. */
function replay(feed: Feed, surveyed: SurveyedFeed, strategy: AnyStrategy): string {
  const latency = new ConstantLatency({ entry: millis(5), response: millis(5) })
  const run = new BacktestRun({ feed, strategy, limits, latency }, surveyed)
  for (const batch of surveyed.open() as Iterable<EventBatch>) {
    run.push(batch)
    run.simulation.run()
  }
  run.finish()
  return run.digest()
}

type EventBatch = Parameters<BacktestRun['push']>[0]
