/**
 * Whole runs against the reference backtester's: its golden files byte for byte, and totals of further
 * runs over other captures, contracts, lots, queues, latencies and steps.
 *
 * The further totals stand in `verified-runs.json`; `node bench/peers/hftbacktest/run.mjs verify` has
 * the reference itself compute them anew.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MIX_SUFFIX } from '../../bench/peers/hftbacktest/order-mix.ts'
import { sharedFile } from '../shared-data.ts'
import { GOLDEN_TOTALS } from './golden-totals.ts'
import type { FinishedRun, WantedRun } from './run-configurations.ts'

interface VerifiedTotals extends Omit<FinishedRun, 'csv'> {
  readonly fills: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = join(root, 'test', 'golden')
const command = join(root, 'dist', 'cli', 'main.js')
const verified = JSON.parse(readFileSync(join(here, 'verified-runs.json'), 'utf8')) as Readonly<
  Record<string, VerifiedTotals>
>
const configurations = readdirSync(here)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''))

const CAPTURES: Readonly<Record<string, readonly string[]>> = {
  btc: ['usdm/btcusdt_20240808'],
  'usdm-aug': ['usdm/btcusdt_20240808'],
  'usdm-jul': ['usdm/btcusdt_20240718', 'usdm/btcusdt_20240719'],
  spot: ['spot/btcusdt_20240808', 'spot/btcusdt_20240809'],
  'coin-inverse': ['cm/btcusd_perp_20240808', 'cm/btcusd_perp_20240809'],
  'coin-linear': ['cm/btcusd_perp_20240808', 'cm/btcusd_perp_20240809'],
}

const capture = (name: string) => sharedFile(`data/crypto/binance/${name}.log.zst`)
const goldenFile = (name: string) => sharedFile(`golden/hftbacktest/${name}.csv`)
const recordedLatency = sharedFile('golden/hftbacktest/lat.bin')
const isHere =
  recordedLatency !== undefined &&
  Object.values(CAPTURES).every((files) => files.every((file) => capture(file) !== undefined))
const reason = isHere ? '' : ' (skipped: no shared data here)'

/** Where the data lie on this machine, said as the command line would. */
function wantedRun(name: string): WantedRun {
  const configuration = name.replace(MIX_SUFFIX, '')
  return {
    name,
    isMix: name !== configuration,
    path: join(here, `${configuration}.yaml`),
    feed: CAPTURES[name.split('_')[0]!]!.map((file) => capture(file)!),
    set: name.includes('intplat') ? [`latency.recorded=${recordedLatency}`] : [],
  }
}

const output = join(root, 'dist', '.golden')
let finished: Readonly<Record<string, FinishedRun>> = {}

beforeAll(async () => {
  if (!isHere) return
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(here, 'run-configurations.ts'),
      outDir: output,
      target: 'es2022',
      minify: false,
    },
  })
  const input = JSON.stringify(
    [...new Set([...configurations, ...Object.keys(verified)])].map(wantedRun),
  )
  const program = join(output, 'run-configurations.js')
  const answer = execFileSync(process.execPath, [program], { input, maxBuffer: 1 << 28 })
  finished = JSON.parse(answer.toString())
}, 300_000)

afterAll(() => rmSync(output, { recursive: true, force: true }))

describe('golden files', () => {
  for (const [name, printed] of Object.entries(GOLDEN_TOTALS)) {
    test.skipIf(!isHere)(`${name}: every byte${reason}`, () => {
      const { csv, trades, orders, position, balance, fee } = finished[name]!
      expect(csv).toBe(readFileSync(goldenFile(name)!, 'utf8'))
      expect([trades, orders, position.toFixed(6), balance.toFixed(6), fee.toFixed(8)]).toEqual(
        printed,
      )
    })
  }

  test('each has its configuration, and no configuration is without its totals', () => {
    expect(Object.keys(GOLDEN_TOTALS)).toHaveLength(15)
    const runs = [...Object.keys(GOLDEN_TOTALS), ...Object.keys(verified)]
    const known = new Set(runs.map((name) => name.replace(MIX_SUFFIX, '')))
    expect(new Set(configurations)).toEqual(known)
  })

  const isBuilt = existsSync(command)
  const unbuilt = isBuilt ? '' : ' (skipped: not built)'
  test.skipIf(!isHere || !isBuilt)(`t2t backtest writes one${reason}${unbuilt}`, () => {
    const name = 'btc_p3_nopartial_step100000000_off1'
    const fills = join(mkdtempSync(join(tmpdir(), 'golden-')), 'fills.csv')
    const { path, feed } = wantedRun(name)
    const words = ['backtest', path, '--feed', ...feed, '--fills', fills]
    execFileSync(process.execPath, [command, ...words], { stdio: 'pipe' })
    expect(readFileSync(fills)).toEqual(readFileSync(goldenFile(name)!))
    rmSync(join(fills, '..'), { recursive: true })
  })
})

describe('runs that the reference has verified', () => {
  for (const [name, expected] of Object.entries(verified)) {
    test.skipIf(!isHere)(`${name}: equal totals and fills${reason}`, () => {
      const { csv, ...totals } = finished[name]!
      expect({ ...totals, fills: fillsHash(csv) }).toEqual(expected)
    })
  }
})

/** Sixteen digits of the hash of all fills without their quantities. */
function fillsHash(csv: string): string {
  const lines = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').toSpliced(4, 2).join(','))
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)
}
