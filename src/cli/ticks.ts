/** `t2t ticks`: writes a made-up price series as a tick CSV, to try things out on any length of data. */
import { Command } from 'commander'
import { EVENT_F64, EVENT_I32, type EventTape, F_A, F_B, F_ORDER, I_SIZE } from '../core/index.ts'
import { AtomicTextFile } from '../io/index.ts'
import { SyntheticFeed, type TimeUnit } from '../market-data/index.ts'
import { seedOf } from './config/load-run.ts'
import { naturalNumber } from './options.ts'
import { ProgressBar, Turns } from './progress.ts'

interface TicksArguments {
  ticks: number
  seed: string
  volatility: string
  spreadCost: string
  startPrice: string
  tickSeconds: string
  decimals?: string
}

const EXAMPLES = `
Examples:
  t2t ticks series.csv --ticks 10000000
  t2t ticks quiet.csv --volatility 0.000001 --start-price 100000
  t2t ticks cents.csv --ticks 1000000 --decimals 2
  t2t backtest run.yaml --feed series.csv --engine vectorised

The series is that of a configuration with feed: { format: synthetic } and the
same values. Prices have all their digits, unless --decimals rounds them to a grid.`

export function ticksCommand(): Command {
  return new Command('ticks')
    .description('Write a synthetic price series as a tick CSV.')
    .argument('<file>', 'the CSV: timestamp (seconds), price, bid, ask, volume')
    .option('--ticks <count>', 'rows', naturalNumber, 100_000)
    .option('--seed <seed>', 'one seed is one series', '1')
    .option('--volatility <share>', 'relative deviation of one tick', '0.002')
    .option('--spread-cost <share>', 'relative distance between bid and ask', '0.0005')
    .option('--start-price <price>', 'where the walk begins', '100')
    .option('--tick-seconds <seconds>', 'between two ticks', '0.01')
    .option('--decimals <count>', 'round prices to so many digits after the point')
    .addHelpText('after', EXAMPLES)
    .action(write)
}

/** Digits that seconds need; at least one, so that they are not taken for milliseconds. */
const SECOND_DECIMALS: Readonly<Record<TimeUnit, number>> = { s: 1, ms: 3, us: 6, ns: 9 }

async function write(path: string, given: TicksArguments): Promise<void> {
  const feed = new SyntheticFeed({
    seed: seedOf(given.seed),
    ticks: given.ticks,
    volatility: Number(given.volatility),
    spreadCost: Number(given.spreadCost),
    startPrice: Number(given.startPrice),
    tickSeconds: Number(given.tickSeconds),
    batchTicks: 8192,
  })
  const decimals = given.decimals === undefined ? undefined : naturalNumber(given.decimals)
  const priceText = (price: number) =>
    decimals === undefined ? String(price) : price.toFixed(Math.min(decimals, 9))
  const timeDecimals = SECOND_DECIMALS[feed.info.timeUnit]
  const file = new AtomicTextFile(path)
  const bar = new ProgressBar({ unit: 'ticks' })
  const turns = new Turns()
  let rows = 0
  try {
    file.write('timestamp,price,bid,ask,volume\n')
    for (const batch of feed.open()) {
      for (let k = 0; k < batch.length; k++) file.write(rowText(batch, k, timeDecimals, priceText))
      rows += batch.length
      bar.update('writing', rows / given.ticks, rows)
      await turns.take()
    }
    file.commit()
  } finally {
    bar.done()
    file.discard()
  }
}

function rowText(
  { f64, i32 }: EventTape,
  index: number,
  timeDecimals: number,
  priceText: (price: number) => string,
): string {
  const f = index * EVENT_F64
  const seconds = (f64[f]! / 1e9).toFixed(timeDecimals)
  const prices = [f64[f + F_ORDER]!, f64[f + F_A]!, f64[f + F_B]!].map(priceText)
  return `${seconds},${prices.join(',')},${i32[index * EVENT_I32 + I_SIZE]!}\n`
}
