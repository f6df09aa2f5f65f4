/** A sweep in one thread and in two: how much faster, and how much memory threads take. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BenchOptions, type BenchResult, machine, median } from '../bench.ts'

type SweepModule = typeof import('../../src/cli/sweep/index.ts')
type RunSweep = SweepModule['runSweep']

const ROUNDS = 5
const TICKS = 1_000_000
const TRIALS = 40
const MEBIBYTE = 2 ** 20

interface Measured {
  readonly wallSeconds: number
  readonly processorSeconds: number
  readonly table: string
}

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  const runSweep = await compiledSweep()
  const folder = mkdtempSync(join(tmpdir(), 't2t-bench-sweep-'))
  try {
    const ticks = tiny ? 2_000 : TICKS
    const trials = tiny ? 4 : TRIALS
    const config = join(folder, 'run.json')
    writeFileSync(config, JSON.stringify(configuration(ticks, trials)))
    const rounds = tiny ? 1 : ROUNDS
    const one: Measured[] = []
    const two: Measured[] = []
    // In turn, so that a busy neighbour disturbs both alike.
    for (let round = 0; round < rounds; round++) {
      one.push(await measured(runSweep, config, join(folder, `one-${round}`), 1))
      two.push(await measured(runSweep, config, join(folder, `two-${round}`), 2))
      if (one[round]!.table !== two[round]!.table) throw new Error('the tables differ')
    }
    const perSecond = ({ wallSeconds }: Measured) => trials / wallSeconds
    const rows = [
      { label: 'one thread', rounds: one.map(perSecond), median: median(one.map(perSecond)) },
      { label: 'two threads', rounds: two.map(perSecond), median: median(two.map(perSecond)) },
    ]
    return {
      name: 'sweep: threads',
      unit: 'trials/s',
      rows,
      notes: notesOf(one, two, trials, ticks),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function notesOf(
  one: readonly Measured[],
  two: readonly Measured[],
  trials: number,
  ticks: number,
): string[] {
  const ratio = (figure: (run: Measured) => number) =>
    median(one.map((run, round) => figure(run) / figure(two[round]!)))
  const wall = ratio(({ wallSeconds }) => wallSeconds)
  const processor = ratio(({ processorSeconds }) => processorSeconds)
  return [
    machine(),
    `${trials} trials of z-score-reversion over ${ticks} ticks, equal tables`,
    `two threads are ${wall.toFixed(2)} times as fast by the clock on the wall, with their start`,
    `two threads take ${(1 / processor).toFixed(3)} times the processor time of one: with two processors ` +
      `to themselves they would be ${(2 * processor).toFixed(2)} times as fast`,
    `memory of the program: ${Math.round(process.memoryUsage.rss() / MEBIBYTE)} MiB`,
  ]
}

/** Threads run compiled files, and so does what gives them their work. */
async function compiledSweep(): Promise<RunSweep> {
  const file = resolve('dist/cli/sweep/index.js')
  if (!existsSync(file)) execFileSync(process.execPath, ['scripts/setup.mjs'], { stdio: 'inherit' })
  const module = (await import(pathToFileURL(file).href)) as SweepModule
  return module.runSweep
}

async function measured(
  runSweep: RunSweep,
  config: string,
  folder: string,
  workers: number,
): Promise<Measured> {
  let begin = 0
  let before = process.cpuUsage()
  await runSweep({
    config,
    given: {},
    folder,
    isResume: false,
    isParquet: false,
    workers,
    bytesMax: 2 ** 32,
    product: 'bench',
    command: 't2t sweep',
    onProgress: () => {},
    onRemark: () => {},
    onBegin: () => {
      begin = performance.now()
      before = process.cpuUsage()
    },
  })
  const { user, system } = process.cpuUsage(before)
  return {
    wallSeconds: (performance.now() - begin) / 1000,
    processorSeconds: (user + system) / 1e6,
    table: readFileSync(join(folder, 'results.csv'), 'utf8'),
  }
}

const configuration = (ticks: number, trials: number) => ({
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks, volatility: 0.002 },
  fees: { makerRate: 0.0001, takerRate: 0.0002 },
  limits: {
    positionLotsMax: 50,
    orderLotsMax: 20,
    orderValueMax: 1e6,
    priceCollarBps: 1000,
    ordersPerSecondMax: 1000,
    ordersBurstMax: 100,
    dailyLossMax: 1e6,
  },
  sampling: '1s',
  sweep: { parameters: { 'params.threshold': { from: 1, to: 4, count: trials } } },
})
