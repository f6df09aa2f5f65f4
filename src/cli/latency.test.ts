import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { EXIT_OK, EXIT_USAGE } from './exit.ts'
import { ROOMY_LIMITS } from './roomy-limits.suite.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-latency-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

writeFileSync(
  at('run.json'),
  JSON.stringify({
    strategy: 'z-score-reversion',
    feed: { format: 'synthetic', ticks: 2_000, volatility: 0.01 },
    cash: 10_000,
    limits: { ...ROOMY_LIMITS, positionLotsMax: 100 },
  }),
)

test('the ladder is told rung by rung, with the price and the warnings', async () => {
  const { code, text } = await t2t('latency', at('run.json'), '--rungs', 'cloud,zero,1ms')
  expect(code).toBe(EXIT_OK)
  for (const start of ['0          nowhere', '1 ms  ', '5 ms       cloud', '20 ms      cloud']) {
    expect(text).toContain(`\n  ${start}`)
  }
  expect(text).toContain('The price of being slow: 20 ms (cloud) comes out ')
  expect(text).toContain('Zero is a physical impossibility')
  expect(text).toMatch(/┃█+/)
})

test('the same as JSON, with a price for each rung', async () => {
  const { text } = await t2t('latency', at('run.json'), '--rungs', 'zero,fpga', '--json')
  const { rungs, notes, sentence } = JSON.parse(text)
  expect(rungs.map(({ band, roundTripNanos }: never) => [band, roundTripNanos])).toEqual([
    ['zero', 0],
    ['fpga', 1e3],
    ['fpga', 3e3],
    ['fpga', 1e4],
  ])
  expect(rungs[0].slowness).toEqual({ overData: 0, perDay: 0, perMillion: 0 })
  expect(notes.length).toBeGreaterThan(3)
  expect(typeof sentence).toBe('string')
})

test('the page is written whole, and says how to make it again', async () => {
  const words = ['latency', at('run.json'), '--rungs', '0,1ms', '--set', 'params.threshold=2']
  const { code } = await t2t(...words, '--html', at('page.html'))
  expect(code).toBe(EXIT_OK)
  const page = readFileSync(at('page.html'), 'utf8')
  expect(page).toContain('The price of latency: z-score-reversion on SYNTHETIC')
  expect(page).toContain('--set params.threshold=2 --rungs 0,1000000ns')
})

test('wrong rungs and outputs are mistakes, and leave nothing behind', async () => {
  for (const rungs of ['', 'moon', '1ms,,2ms', '5', '-1ms', '2min', 'zero;cloud']) {
    const { code, errors } = await t2t('latency', at('run.json'), '--rungs', rungs)
    expect([code, rungs]).toEqual([EXIT_USAGE, rungs])
    expect(errors).toContain('--rungs')
  }
  const list = Array.from({ length: 201 }, (_, k) => `${k}us`).join(',')
  expect((await t2t('latency', at('run.json'), '--rungs', list)).errors).toContain('at most 200')
  const overwrite = await t2t('latency', at('run.json'), '--html', at('run.json'))
  expect(overwrite.code).toBe(EXIT_USAGE)
  const nowhere = await t2t('latency', at('gone.json'), '--html', at('none.html'))
  expect([nowhere.code, existsSync(at('none.html'))]).toEqual([EXIT_USAGE, false])
})
