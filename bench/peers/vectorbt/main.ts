/** Vectorised runs against pandas and vectorbt: the same series, the same rule, equal trades. */
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTickColumns, runVectorised, type TickColumns } from '../../../src/backtest/index.ts'
import { inlineInnerLoops } from '../../../src/cli/inlining.ts'
import { SyntheticFeed } from '../../../src/market-data/index.ts'
import { zScoreReversion } from '../../../src/strategy/index.ts'
import { machine, median } from '../../bench.ts'
import { signalChecksum } from '../../vectorised/signal-checksum.ts'
import { installedPython, PEER_FOLDER } from './environment.ts'

const TICKS = 2_000_000
const ROUNDS = 5
/** One process a side and round, in turn; each times so many runs after a first one. */
const RUNS = 5
const PARAMS = { lookbackWindow: 50, threshold: 1.5, inventoryLimitLots: 10 }
const TAKER_RATE = 0.0001
const CASH = 1e9
const LIMITS = {
  positionLotsMax: 1_000,
  orderLotsMax: 100,
  orderValueMax: 1e9,
  priceCollarBps: 1_000,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e12,
}

/** What `peer.py` prints. */
interface PeerAnswer {
  readonly versions: Readonly<Record<string, string>>
  readonly pandasSeconds: readonly number[]
  readonly pandasChecksum: number
  readonly signalSeconds: readonly number[]
  readonly signalChecksum: number
  readonly runSeconds: readonly number[]
  readonly fills: number
  readonly position: number
  readonly fees: number
  readonly traded: number
  /** Sum of the rows of all fills, counting from 0. */
  readonly rowSum: number
}

export async function main(root: string): Promise<void> {
  inlineInnerLoops()
  const python = installedPython()
  const walk = { volatility: 0.0002, spreadCost: 0.0005, tickSeconds: 0.01 }
  const feed = new SyntheticFeed({ seed: 1, ticks: TICKS, ...walk })
  const columns = await readTickColumns(feed)
  const file = join(PEER_FOLDER, `columns-${process.pid}.bin`)
  writeColumns(file, columns)
  const rates = new Map<string, number[]>()
  const note = (label: string, seconds: readonly number[]) => {
    const rate = TICKS / median(seconds)
    rates.set(label, [...(rates.get(label) ?? []), rate])
  }
  let versions: PeerAnswer['versions'] = {}
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const ours = engineRuns(feed, columns)
      const peer = peerRuns(join(root, 'bench', 'peers', 'vectorbt', 'peer.py'), python, file)
      mustAgree(ours, peer)
      versions = peer.versions
      note('signal, this engine', ours.signalSeconds)
      note('signal, pandas', peer.pandasSeconds)
      note('signal, vectorbt', peer.signalSeconds)
      note('whole run, this engine', ours.runSeconds)
      note('whole run, vectorbt', peer.runSeconds)
    }
  } finally {
    rmSync(file, { force: true })
  }
  print(rates, versions)
}

type OurAnswer = Omit<PeerAnswer, 'versions' | 'pandasSeconds' | 'pandasChecksum'>

function engineRuns(feed: SyntheticFeed, columns: TickColumns): OurAnswer {
  const fees = { makerRate: 0, takerRate: TAKER_RATE }
  const shared = { strategy: zScoreReversion, params: PARAMS, limits: LIMITS }
  const work = () => runVectorised({ ...shared, feed, fees, cash: CASH }, columns)
  const signal = timed(() => signalChecksum(columns, PARAMS.lookbackWindow, PARAMS.threshold))
  const run = timed(work)
  const { totals, fills } = run.result
  let rowSum = 0
  const interval = columns.timeNanos[0]!
  for (const { at } of fills) rowSum += at / interval - 1
  return {
    signalSeconds: signal.seconds,
    signalChecksum: signal.result,
    runSeconds: run.seconds,
    fills: totals.fills,
    position: totals.finalInventory,
    fees: totals.fees,
    traded: totals.tradedValue,
    rowSum,
  }
}

function timed<Result>(work: () => Result): { seconds: number[]; result: Result } {
  let result = work()
  const seconds: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage()
    result = work()
    const { user, system } = process.cpuUsage(before)
    seconds.push((user + system) / 1e6)
  }
  return { seconds, result }
}

function peerRuns(program: string, python: string, file: string): PeerAnswer {
  const { lookbackWindow, threshold, inventoryLimitLots } = PARAMS
  const rules = [RUNS, lookbackWindow, threshold, inventoryLimitLots, TAKER_RATE, CASH]
  const words = [program, file, ...rules.map(String)]
  const { status, stdout } = spawnSync(python, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`peer.py ended with ${status}`)
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

/** Signals and fills exactly, sums of money as far as the order of adding allows. */
function mustAgree(ours: OurAnswer, peer: PeerAnswer): void {
  for (const key of ['signalChecksum', 'fills', 'position', 'rowSum', 'fees', 'traded'] as const) {
    const tolerance = key === 'fees' || key === 'traded' ? 1e-9 * Math.abs(peer[key]) : 0
    const isSame = Math.abs(ours[key] - peer[key]) <= tolerance
    if (!isSame) throw new Error(`${key} differs: ours ${ours[key]}, the peer's ${peer[key]}`)
  }
  if (peer.pandasChecksum !== ours.signalChecksum) throw new Error('the signal of pandas differs')
}

function writeColumns(file: string, { length, timeNanos, price, bid, ask }: TickColumns): void {
  const data = new Float64Array(1 + 4 * length)
  data[0] = length
  for (const [k, column] of [timeNanos, price, bid, ask].entries()) {
    data.set(column.subarray(0, length), 1 + k * length)
  }
  writeFileSync(file, new Uint8Array(data.buffer))
}

function print(
  rates: ReadonlyMap<string, readonly number[]>,
  versions: PeerAnswer['versions'],
): void {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  console.log(`${machine()}; ${names.join(', ')}`)
  console.log(`${TICKS} synthetic ticks, window ${PARAMS.lookbackWindow}; equal signals and fills`)
  for (const [label, each] of rates) {
    const spread = `${(Math.min(...each) / 1e6).toFixed(2)} to ${(Math.max(...each) / 1e6).toFixed(2)}`
    const rate = `${(median(each) / 1e6).toFixed(2).padStart(8)} M ticks/s`
    console.log(`  ${label.padEnd(24)}${rate}  (${spread})`)
  }
  console.log('processor time; columns in memory; compiled before timing, on both sides')
}
