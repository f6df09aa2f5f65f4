/**
 * The golden runs of the original strategy through the command line: trades to the last digit, equity
 * to 1e-9, and other series of the same kind against brute force.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'
import { RandomStream } from '../../src/core/index.ts'
import { sharedFile } from '../shared-data.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 't2t-z-score-'))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const rowsOf = (csv: string): string[][] =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

/** Runs `t2t backtest` on a dictionary and a series, as a user would, and reads what it wrote. */
async function backtest(dictionary: object, ticks: string) {
  const config = join(folder, 'original.json')
  const fills = join(folder, 'fills.csv')
  const equity = join(folder, 'equity.csv')
  writeFileSync(config, JSON.stringify(dictionary))
  const outputs = ['--fills', fills, '--equity', equity]
  const strategy = ['--strategy', 'z-score-reversion']
  const args = ['backtest', config, '--feed', ticks, ...strategy, ...outputs]
  expect(await runProgram(args)).toBe(0)
  return { fills: readFileSync(fills, 'utf8'), equity: rowsOf(readFileSync(equity, 'utf8')) }
}

for (const name of ['default', 'fixed-window-20', 'flat', 'high-price', 'noclip']) {
  const summaryPath = sharedFile(`golden/zscore/${name}/summary.json`)
  test.skipIf(summaryPath === undefined)(`golden z-score run: ${name}`, async () => {
    const read = (file: string) => rowsOf(readFileSync(shared(`${name}/${file}`), 'utf8'))
    const { config } = JSON.parse(readFileSync(summaryPath!, 'utf8'))
    const run = await backtest(config, shared(`${name}/ticks.csv`))

    const trades = read('trades.csv').map((row) => row.slice(0, 4).join(','))
    expect(run.fills).toBe(`${['timestamp,side,size,price', ...trades].join('\n')}\n`)

    const ours = new Map(run.equity.map(([at, equity, inventory]) => [at, { equity, inventory }]))
    for (const [at, equity, inventory] of read('equity.csv')) {
      const sample = ours.get(at)
      expect(Math.abs(Number(sample?.equity) / Number(equity) - 1)).toBeLessThan(1e-9)
      expect(Number(sample?.inventory)).toBe(Number(inventory))
    }
  })
}

const shared = (file: string): string => sharedFile(`golden/zscore/${file}`)!

interface Rules {
  readonly window: number
  readonly limit: number
  readonly threshold: number
  readonly isFixed: boolean
  readonly isClipped: boolean
}

/** Timestamp, price, bid, ask, volume. */
type Tick = readonly [number, number, number, number, number]

/** The plain rules, every window summed anew. */
function plainTrades(ticks: readonly Tick[], rules: Rules): string[] {
  const trades: string[] = []
  let inventory = 0
  for (let k = rules.window - 1; k < ticks.length; k++) {
    const [at, , bid, ask] = ticks[k]!
    const z = plainScore(ticks.slice(k - rules.window + 1, k + 1).map((tick) => tick[1]))
    const buys = z < -rules.threshold && inventory < rules.limit
    const sells = z > rules.threshold && inventory > -rules.limit
    if (!buys && !sells) continue
    const side = buys ? 1 : -1
    const wanted = rules.isFixed ? 1 : Math.floor(Math.abs(z) * 2)
    const size = rules.isClipped ? Math.min(wanted, rules.limit - side * inventory) : wanted
    if (size <= 0) continue
    inventory += side * size
    trades.push(`${at},${buys ? 'BUY' : 'SELL'},${size},${buys ? ask : bid}`)
  }
  return trades
}

function plainScore(window: readonly number[]): number {
  const first = window[0]!
  const mean = window.reduce((sum, price) => sum + (price - first), 0) / window.length
  const squares = window.reduce((sum, price) => sum + (price - first - mean) ** 2, 0)
  const last = window[window.length - 1]!
  return squares === 0 ? Number.NaN : (last - first - mean) / Math.sqrt(squares / window.length)
}

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`another series gives the trades of the plain rules (seed ${seed})`, async () => {
    const random = RandomStream.named(seed, 'series')
    const rules: Rules = {
      window: random.integer(5, 80),
      limit: random.integer(1, 25),
      threshold: 1 + random.uniform(),
      isFixed: seed % 3 === 0,
      isClipped: seed % 2 === 0,
    }
    const volatility = [0.002, 1e-6, 0.02][seed % 3]!
    const ticks = series(random, volatility, seed % 2 === 0 ? 1e5 : 100)
    const file = join(folder, `series-${seed}.csv`)
    const lines = ticks.map((tick) => tick.join(','))
    writeFileSync(file, `timestamp,price,bid,ask,volume\n${lines.join('\n')}\n`)
    const run = await backtest(dictionaryOf(rules, volatility), file)
    const expected = plainTrades(ticks, rules)
    expect(expected.length).toBeGreaterThan(50)
    expect(rowsOf(run.fills).map((row) => row.join(','))).toEqual(expected)
  })
}

/** Volumes are no part of the rules, whatever they look like. */
const VOLUMES: Readonly<Record<string, (row: number) => string>> = {
  '0.5': () => '0.5',
  '3.0': () => '3.0',
  '0.001': () => '0.001',
  'whole, one 0.25 at row 2,000': (row) => (row === 2000 ? '0.25' : '7'),
  'of four decimals, one of six': (row) => (row === 2900 ? '0.000004' : '1.2345'),
  'doubles with all their digits': (row) => String((row + 1) / 7),
  huge: () => '123456789012',
}

for (const [name, volume] of Object.entries(VOLUMES)) {
  test(`volumes change no trade of the original dictionary: ${name}`, async () => {
    const rules: Rules = {
      ...{ window: 40, limit: 12, threshold: 1.5, isFixed: false, isClipped: true },
    }
    const ticks = series(RandomStream.named(11, 'series'), 0.002, 100)
    const file = join(folder, 'volumes.csv')
    const lines = ticks.map((tick, row) => [...tick.slice(0, 4), volume(row)].join(','))
    writeFileSync(file, `timestamp,price,bid,ask,volume\n${lines.join('\n')}\n`)
    const run = await backtest(dictionaryOf(rules, 0.002), file)
    const expected = plainTrades(ticks, rules)
    expect(expected.length).toBeGreaterThan(50)
    expect(rowsOf(run.fills).map((row) => row.join(','))).toEqual(expected)
  })
}

test('a volume off the lot changes no trade of a run configuration', async () => {
  const ticks = series(RandomStream.named(12, 'series'), 0.002, 100)
  const config = join(folder, 'run.json')
  const fills = join(folder, 'fills.csv')
  const limits = {
    ...{ positionLotsMax: 20, orderLotsMax: 20, orderValueMax: 1e6, priceCollarBps: 1000 },
    ...{ ordersPerSecondMax: 1e6, ordersBurstMax: 1e6, dailyLossMax: 1e6 },
  }
  const feed = { files: 'off-lot.csv', lot: 1 }
  writeFileSync(config, JSON.stringify({ strategy: 'z-score-reversion', feed, cash: 1000, limits }))
  const runs: string[] = []
  for (const odd of ['7', '0.25', '7.5', '123456789012']) {
    const rows = ticks.map((tick, row) => [...tick.slice(0, 4), row === 2500 ? odd : 7].join(','))
    writeFileSync(join(folder, 'off-lot.csv'), `${rows.join('\n')}\n`)
    expect(await runProgram(['backtest', config, '--fills', fills])).toBe(0)
    runs.push(readFileSync(fills, 'utf8'))
  }
  expect(runs[0]!.split('\n').length).toBeGreaterThan(50)
  for (const run of runs) expect(run).toBe(runs[0])
})

function series(random: RandomStream, volatility: number, startPrice: number): Tick[] {
  const ticks: Tick[] = []
  let price = startPrice
  for (let at = 1; at <= 3000; at++) {
    price *= 1 + random.normal() * volatility
    ticks.push([at, price, price * (1 - 0.00025), price * (1 + 0.00025), random.integer(1, 99)])
  }
  return ticks
}

function dictionaryOf(rules: Rules, volatility: number): object {
  return {
    symbol: 'X',
    tick_rate: 0.01,
    volatility,
    spread_cost: 0.0005,
    lookback_window: rules.window,
    inventory_limit: rules.limit,
    initial_balance: 1000,
    threshold: rules.threshold,
    sizing: rules.isFixed ? 'fixed' : 'deviation',
    clipToLimit: rules.isClipped,
  }
}
