/**
 * A z-score over columns against the same rules in C++, over the same columns: the signal alone, and the
 * whole run with gate, positions, fees and equity. Equal signals, fills and money, or it does not count.
 */
import { readTickColumns, runVectorised, type TickColumns } from '../../src/backtest/index.ts'
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import { SyntheticFeed } from '../../src/market-data/index.ts'
import { zScoreReversion } from '../../src/strategy/index.ts'
import { type BenchOptions, type BenchResult, type BenchRow, machine, median } from '../bench.ts'
import { type ColumnRun, ColumnTwin, type TwinRules } from './column-twin.ts'
import { signalChecksum } from './signal-checksum.ts'

const ROUNDS = 9
const REPEATS = 4
const WARM_ROUNDS = 3
const TICKS = 2_000_000
const COMPARED = ['checksum', 'fills', 'position', 'cash', 'fees', 'drawdown', 'traded'] as const

const LIMITS = {
  positionLotsMax: 1_000,
  orderLotsMax: 100,
  orderValueMax: 1e9,
  priceCollarBps: 1_000,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e12,
}
const PARAMS = { lookbackWindow: 50, inventoryLimitLots: 10 }
const TAKER_RATE = 0.0001

/** One that trades all the time, and one that waits. */
const THRESHOLDS = [1.5, 3] as const

const rulesFor = (threshold: number): TwinRules => ({
  ...LIMITS,
  window: PARAMS.lookbackWindow,
  threshold,
  limit: PARAMS.inventoryLimitLots,
  takerRate: TAKER_RATE,
})

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  inlineInnerLoops()
  const ticks = tiny ? 20_000 : TICKS
  const feed = new SyntheticFeed({
    seed: 1,
    volatility: 0.0002,
    spreadCost: 0.0005,
    tickSeconds: 0.01,
    ticks,
  })
  const columns = await readTickColumns(feed)
  const twin = ColumnTwin.over(columns)
  const counts = tiny ? { rounds: 3, warmRounds: 1 } : { rounds: ROUNDS, warmRounds: WARM_ROUNDS }
  const rows: BenchRow[] = []
  const notes = [
    machine(),
    `${feed.info.name}, ${ticks} ticks of volatility 0.0002, window ${PARAMS.lookbackWindow}`,
  ]
  try {
    for (const threshold of THRESHOLDS) {
      const raced = race(threshold, { feed, columns, twin, ...counts })
      const share = ((100 * raced.ours[0]!.fills) / ticks).toFixed(1)
      const whole = `whole run, ${share} % of ticks trade`
      for (const [what, timed] of [
        ['signal', 'signalNanos'] as const,
        [whole, 'runNanos'] as const,
      ]) {
        if (timed === 'signalNanos' && threshold !== THRESHOLDS[0]) continue
        rows.push(...rowsOf(what, ticks, raced, timed))
        notes.push(...ratioNotes(what, raced, timed))
      }
    }
  } finally {
    twin?.close()
  }
  notes.push(
    twin === undefined
      ? 'without the C++ twin: no g++ here'
      : 'the twin: g++ -O3 -march=native, one scalar loop; signals, fills and money of both agree',
    'processor time; a whole run has every control of the risk gate, drawdown, Sharpe and Sortino',
    'flatters: the columns are in memory, nothing is decoded',
  )
  return { name: 'z-score over columns against C++', unit: 'ticks/s', rows, notes }
}

interface Race {
  readonly feed: SyntheticFeed
  readonly columns: TickColumns
  readonly twin: ColumnTwin | undefined
  readonly rounds: number
  readonly warmRounds: number
}

interface Raced {
  readonly ours: readonly ColumnRun[]
  readonly theirs: readonly ColumnRun[]
}

/** Both in turn, round by round. @throws Error when they have not done the same. */
function race(threshold: number, { feed, columns, twin, rounds, warmRounds }: Race): Raced {
  const ours: ColumnRun[] = []
  const theirs: ColumnRun[] = []
  for (let round = -warmRounds; round < rounds; round++) {
    const mine = engineRun(threshold, feed, columns)
    const other = twin?.run(rulesFor(threshold), REPEATS)
    if (other !== undefined) mustAgree(mine, other)
    if (round < 0) continue
    ours.push(mine)
    if (other !== undefined) theirs.push(other)
  }
  return { ours, theirs }
}

function engineRun(threshold: number, feed: SyntheticFeed, columns: TickColumns): ColumnRun {
  let signalNanos = 0
  let runNanos = 0
  let checksum = 0
  let result: ReturnType<typeof runVectorised> | undefined
  const fees = { makerRate: 0, takerRate: TAKER_RATE }
  const options = {
    feed,
    strategy: zScoreReversion,
    params: { ...PARAMS, threshold },
    limits: LIMITS,
    fees,
    cash: 1e4,
  }
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const began = processorNanos()
    checksum = signalChecksum(columns, PARAMS.lookbackWindow, threshold)
    const between = processorNanos()
    result = runVectorised(options, columns)
    signalNanos += (between - began) / REPEATS
    runNanos += (processorNanos() - between) / REPEATS
  }
  const { totals } = result!
  return {
    signalNanos,
    runNanos,
    checksum,
    fills: totals.fills,
    position: totals.finalInventory,
    cash: totals.finalCash + totals.fees,
    fees: totals.fees,
    drawdown: totals.maxDrawdown,
    traded: totals.tradedValue,
  }
}

function processorNanos(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1000
}

function mustAgree(ours: ColumnRun, theirs: ColumnRun): void {
  for (const key of COMPARED) {
    // Cash is told less fees: adding them again may cost a last digit.
    const isSame = Math.abs(ours[key] - theirs[key]) <= 1e-12 * Math.abs(theirs[key])
    if (!isSame) throw new Error(`${key} differs: ours ${ours[key]}, the twin's ${theirs[key]}`)
  }
}

type Timed = 'signalNanos' | 'runNanos'

function rowsOf(what: string, ticks: number, { ours, theirs }: Raced, timed: Timed): BenchRow[] {
  const programs = [[`engine, ${what}`, ours] as const, [`C++ twin, ${what}`, theirs] as const]
  return programs.flatMap(([label, runs]) => {
    const rounds = runs.map((run) => ticks / (Math.max(1, run[timed]) / 1e9))
    return rounds.length === 0 ? [] : [{ label, median: median(rounds), rounds }]
  })
}

function ratioNotes(what: string, { ours, theirs }: Raced, timed: Timed): string[] {
  if (theirs.length === 0) return []
  const ratio = median(ours.map((run, k) => run[timed] / theirs[k]![timed]))
  return [`${what}: ${ratio.toFixed(2)} times the time of the twin`]
}
