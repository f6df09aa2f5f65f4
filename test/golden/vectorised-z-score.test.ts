/** The golden runs of the original strategy over columns: trades to the last digit, equity to 1e-9. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'
import { sharedFile } from '../shared-data.ts'

let folder = ''
let printed = ''
let complained = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 't2t-vectorised-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
  printed = ''
  complained = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

const rowsOf = (csv: string): string[][] =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

const shared = (file: string): string => sharedFile(`golden/zscore/${file}`)!

for (const name of ['default', 'fixed-window-20', 'flat', 'high-price', 'noclip']) {
  const summaryPath = sharedFile(`golden/zscore/${name}/summary.json`)
  test.skipIf(summaryPath === undefined)(`golden z-score run over columns: ${name}`, async () => {
    const read = (file: string) => rowsOf(readFileSync(shared(`${name}/${file}`), 'utf8'))
    const config = join(folder, 'original.json')
    const [fills, equity] = [join(folder, 'fills.csv'), join(folder, 'equity.csv')]
    const { config: dictionary } = JSON.parse(readFileSync(summaryPath!, 'utf8'))
    writeFileSync(config, JSON.stringify(dictionary))
    const run = [config, '--feed', shared(`${name}/ticks.csv`), '--strategy', 'z-score-reversion']
    const outputs = ['--fills', fills, '--equity', equity]
    expect(await runProgram(['backtest', ...run, '--engine', 'vectorised', ...outputs])).toBe(0)
    expect(printed).toMatch(/from file to result +[\d.]+ s, [\d.]+ [kM]? ?ticks\/s/)

    const trades = read('trades.csv').map((row) => row.slice(0, 4).join(','))
    const expected = `${['timestamp,side,size,price', ...trades].join('\n')}\n`
    expect(readFileSync(fills, 'utf8')).toBe(expected)
    const ours = new Map(
      rowsOf(readFileSync(equity, 'utf8')).map(([at, value, inventory]) => [
        at,
        { value, inventory },
      ]),
    )
    for (const [at, value, inventory] of read('equity.csv')) {
      const sample = ours.get(at)
      expect(Math.abs(Number(sample?.value) / Number(value) - 1)).toBeLessThan(1e-9)
      expect(Number(sample?.inventory)).toBe(Number(inventory))
    }

    printed = ''
    expect(await runProgram(['compare-engines', ...run, '--json'])).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({ isSame: true, eventTrades: trades.length })
  })
}

const RUN = {
  strategy: 'z-score-reversion',
  cash: 1000,
  limits: {
    ...{ positionLotsMax: 100, orderLotsMax: 100, orderValueMax: 1e6, priceCollarBps: 1000 },
    ...{ ordersPerSecondMax: 1e6, ordersBurstMax: 1e6, dailyLossMax: 1e6 },
  },
}

function written(config: object): string {
  const path = join(folder, 'run.json')
  writeFileSync(path, JSON.stringify(config))
  return path
}

test('a series written by t2t ticks is the synthetic series, to the last digit', async () => {
  const series = join(folder, 'series.csv')
  const made = ['--ticks', '3000', '--seed', '7', '--tick-seconds', '0.5', '--volatility', '0.003']
  expect(await runProgram(['ticks', series, ...made])).toBe(0)
  const config = written(RUN)
  const feed = { format: 'synthetic', ticks: 3000, volatility: 0.003, tickSeconds: 0.5 }
  const synthetic = written({ ...RUN, seed: 7, feed })
  const summaryOf = async (...words: string[]) => {
    printed = ''
    expect(await runProgram(['backtest', ...words, '--json'])).toBe(0)
    const { pnlAfterFees, fills, maxDrawdown } = JSON.parse(printed)
    return { pnlAfterFees, fills, maxDrawdown }
  }
  const made7 = await summaryOf(synthetic)
  writeFileSync(config, JSON.stringify(RUN))
  expect(await summaryOf(config, '--feed', series)).toEqual(made7)
  expect(await summaryOf(config, '--feed', series, '--engine', 'vectorised')).toEqual(made7)
  expect(made7.fills).toBeGreaterThan(50)

  const grid = join(folder, 'grid.csv')
  expect(await runProgram(['ticks', grid, ...made, '--decimals', '2'])).toBe(0)
  expect(readFileSync(grid, 'utf8').split('\n')[1]).toMatch(/^0\.500,\d+\.\d\d,\d+\.\d\d,/)
  expect(await runProgram(['compare-engines', config, '--feed', grid])).toBe(0)
})

const QUOTES = sharedFile('data/ticks/oanda_eurusd_20140501.csv.zst')

test.skipIf(QUOTES === undefined)('a recorded day of quotes trades the same in both', async () => {
  const config = written({ ...RUN, slippageTicks: 1, fees: { makerRate: 0, takerRate: 0.00002 } })
  const latency = ['latency.entry=25ms', 'latency.response=40ms', 'params.lookbackWindow=200']
  const words = ['compare-engines', config, '--feed', QUOTES!, '--json', '--set', ...latency]
  expect(await runProgram(words)).toBe(0)
  const { isSame, eventTrades } = JSON.parse(printed)
  expect(isSame).toBe(true)
  expect(eventTrades).toBeGreaterThan(500)
})

test('what --engine vectorised cannot do is a mistake, and leaves no file behind', async () => {
  const feed = { format: 'synthetic', ticks: 100 }
  const config = written({ ...RUN, feed })
  for (const [words, problem] of [
    [['--engine', 'quick'], 'no engine is called "quick"'],
    [['--engine', 'vectorised', '--band'], '--band: needs the event engine'],
    [['--engine', 'vectorised', '--report', 'x.html', '--save', 'y'], 'need the event engine'],
    [['--engine', 'vectorised', '--strategy', 'touch-quoter'], 'declares no vectorised form'],
    [['--engine', 'vectorised', '--set', 'sampling=1s'], 'a sampling interval'],
  ] as const) {
    complained = ''
    const fills = join(folder, 'none.csv')
    expect(await runProgram(['backtest', config, ...words, '--fills', fills])).toBe(2)
    expect(complained).toContain(problem)
    expect(() => readFileSync(fills)).toThrow('ENOENT')
  }
  expect(await runProgram(['compare-engines', config, '--strategy', 'touch-quoter'])).toBe(2)
  expect(await runProgram(['ticks', join(folder, 'no', 'such', 'folder.csv')])).toBe(2)
  expect(await runProgram(['ticks', join(folder, 'x.csv'), '--volatility', 'wild'])).toBe(2)
})
