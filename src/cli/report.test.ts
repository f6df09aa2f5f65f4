import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOMY_LIMITS } from './roomy-limits.suite.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-report-'))
const sweep = join(folder, 'thresholds')

beforeAll(async () => {
  const config = {
    strategy: 'z-score-reversion',
    feed: { format: 'synthetic', ticks: 2_000, volatility: 0.002 },
    cash: 10_000,
    limits: ROOMY_LIMITS,
    sweep: {
      parameters: { 'params.threshold': [1, 2], 'params.lookbackWindow': [10, 20] },
      slices: 40,
    },
  }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(config))
  const said = await t2t('sweep', join(folder, 'run.json'), '--out', sweep, '--workers', '1')
  expect([said.code, said.errors]).toEqual([0, ''])
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

test('a sweep becomes a page in its folder, and is told in one sentence', async () => {
  const { code, text, errors } = await t2t('report', sweep)
  const path = join(sweep, 'report.html')
  expect([code, errors]).toEqual([0, ''])
  expect(text).toMatch(/^(An edge|Doubtful|Noise|Undecided).*4 trials/)
  expect(text).toContain(path)
  const page = readFileSync(path, 'utf8')
  expect(page).toContain('Sweep of z-score-reversion')
  expect(page).toContain('4 trials over 2 parameters')
})

test('the page goes where it is told, the same to the byte', async () => {
  const path = join(folder, 'other.html')
  await t2t('report', sweep)
  expect((await t2t('report', sweep, '--html', path)).code).toBe(0)
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(join(sweep, 'report.html'), 'utf8'))
})

test('a page never takes the place of what it is made of', async () => {
  for (const name of ['sweep.json', 'trials.log', 'results.csv']) {
    const before = readFileSync(join(sweep, name), 'utf8')
    const { code, errors } = await t2t('report', sweep, '--html', join(sweep, name))
    expect([name, code, errors.includes('--html')]).toEqual([name, 2, true])
    expect(readFileSync(join(sweep, name), 'utf8')).toBe(before)
  }
})

test('what is no sweep is refused in words, and leaves no file', async () => {
  for (const path of [folder, join(folder, 'nothing'), join(folder, 'run.json')]) {
    const page = join(folder, 'none.html')
    const { code, errors } = await t2t('report', path, '--html', page)
    expect([code, existsSync(page)]).toEqual([2, false])
    expect(errors).toContain('is not the folder of a sweep')
  }
})

test('help shows examples', async () => {
  const { code, text } = await t2t('report', '--help')
  expect(code).toBe(0)
  expect(text).toContain('t2t report thresholds --open')
})
