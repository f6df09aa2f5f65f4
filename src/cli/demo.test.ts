/** The command line of `t2t demo`. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { InputError } from '../core/index.ts'
import { DEMO_DICTIONARY, DemoSession } from '../web/index.ts'
import { demoCommand } from './demo.ts'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 't2t-demo-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the command; answers what it wrote to standard output. */
async function run(...words: string[]): Promise<string> {
  let output = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text)
    return true
  })
  try {
    await demoCommand().exitOverride().parseAsync(words, { from: 'user' })
    return output
  } finally {
    spy.mockRestore()
  }
}

test('without a page it runs the ticks that a page would show, to the same hash', async () => {
  const walk = ['--headless', '--feed', 'gbm', '--ticks', '5000', '--seed', '7', '--json']
  const report = JSON.parse(await run(...walk))
  const session = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 7 })
  for (let tick = 0; tick < 5000; tick++) session.step()
  const { fills, profit, runHash } = session.status()
  expect(report).toMatchObject({ seed: '7', records: 5000, fills, pnlAfterFees: profit, runHash })
  expect(report.params.lookbackWindow).toBe(50)
  expect(report.limits.positionLotsMax).toBeGreaterThan(0)
})

test('the exchange with agents is its market where nothing else is said', async () => {
  const report = JSON.parse(await run('--headless', '--ticks', '600', '--seed', '7', '--json'))
  const session = new DemoSession({ feed: 'exchange', seed: 7 })
  session.advance(600)
  const { fills, profit, runHash } = session.status()
  expect(report).toMatchObject({ seed: '7', fills, pnlAfterFees: profit, runHash })
  expect(report).toMatchObject({ strategy: 'touch-quoter', symbol: 'SIM-USD' })
  expect(fills).toBeGreaterThan(0)
})

test('the same for people', async () => {
  const text = await run('--headless', '--ticks', '200')
  expect(text).toContain('touch-quoter on SIM-USD')
  expect(text).toMatch(/alerts, trips +0 alerts, kill switch not tripped/)
  expect(text).toMatch(/run hash +[0-9a-f]{16}/)
})

test('the original dictionary configures it, in JSON and YAML', async () => {
  const dictionary = { ...DEMO_DICTIONARY, symbol: 'ETH-EUR', inventory_limit: 3 }
  const json = join(folder, 'original.json')
  writeFileSync(json, JSON.stringify(dictionary))
  const yaml = join(folder, 'original.yaml')
  writeFileSync(
    yaml,
    Object.entries(dictionary)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  )
  const words = ['--headless', '--ticks', '500', '--json', '--config']
  const report = JSON.parse(await run(...words, json))
  expect(report).toMatchObject({ symbol: 'ETH-EUR', params: { inventoryLimitLots: 3 } })
  expect(JSON.parse(await run(...words, yaml))).toEqual(report)
})

test('mistakes are told in a sentence', async () => {
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, JSON.stringify({ ...DEMO_DICTIONARY, volatility: 'high' }))
  for (const [words, sentence] of [
    [['--port', '70000'], '"70000" is not a port'],
    [['--port', '-1'], '"-1" is not a port'],
    [['--speed', 'fast'], '"fast" is not a speed'],
    [['--speed', '0'], 'a speed is'],
    [['--speed', '5', '--headless'], '--speed: is for a live page'],
    [['--headless', '--port', '5000'], '--port: is for a live page'],
    [['--ticks', '5'], 'is for a run without a page'],
    [['--json'], 'is for a run without a page'],
    [['--headless', '--ticks', '0'], 'is not a whole number'],
    [['--headless', '--seed', ''], 'a seed is'],
    [['--headless', '--config', join(folder, 'none.json')], 'no such file'],
    [['--headless', '--config', broken], 'volatility'],
    [['--headless', '--feed', 'nyse'], 'no market of the demo is called "nyse"'],
    [['--headless', '--feed', 'exchange', '--config', broken], 'configures the random walk'],
  ] as const) {
    const failure = run(...words)
    await expect(failure).rejects.toThrow(InputError)
    await expect(failure).rejects.toThrow(sentence)
  }
})

test('a mistake that is found when the watchdog is there already ends the program too', async () => {
  const journal = join(folder, 'journal')
  await run('--headless', '--ticks', '100', '--journal', journal)
  const words = ['demo', '--no-open', '--port', '0', '--journal', journal]
  const env = { ...process.env, T2T_RUN_FOLDER: join(folder, 'runs') }
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...words], { env, timeout: 30_000 })
  expect(String(stderr)).toContain('holds a journal already')
  expect(status).toBe(2)
}, 40_000)
