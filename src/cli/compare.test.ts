import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT_NEGATIVE, EXIT_OK, EXIT_USAGE } from './exit.ts'
import { ROOMY_LIMITS } from './roomy-limits.suite.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-compare-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const config = (seed: number) => ({
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks: 3_000, volatility: 0.01 },
  seed,
  cash: 10_000,
  limits: { ...ROOMY_LIMITS, positionLotsMax: 100 },
})

beforeAll(async () => {
  writeFileSync(at('one.json'), JSON.stringify(config(1)))
  writeFileSync(at('two.json'), JSON.stringify(config(2)))
  for (const name of ['one', 'two']) {
    const { code } = await t2t('backtest', at(`${name}.json`), '--save', at(`${name}.run`))
    expect(code).toBe(EXIT_OK)
  }
})

test('a run is the same as its own file, and as itself run anew', async () => {
  for (const second of ['one.run', 'one.json']) {
    const { code, text } = await t2t('compare', at('one.run'), at(second))
    expect([code, text.split('\n')[0]]).toEqual([
      EXIT_OK,
      'The runs are the same, decision by decision, on the same data.',
    ])
    expect(text).not.toContain('first fill that differs')
  }
})

test('runs that differ say where, and the exit code says no', async () => {
  const { code, text } = await t2t('compare', at('one.run'), at('two.run'))
  expect(code).toBe(EXIT_NEGATIVE)
  expect(text).toContain('The runs differ, on different data: ')
  expect(text).toContain('the first fill that differs is number 1')
  expect(text).toMatch(/seed +1 +2/)
  expect(text).toMatch(/profit after fees +-?[\d,.]+ +-?[\d,.]+ +[+-][\d,.]+/)
})

test('as JSON the comparison is data', async () => {
  const { text } = await t2t('compare', at('one.run'), at('two.run'), '--json')
  const comparison = JSON.parse(text)
  expect(comparison).toMatchObject({ isSame: false, isSameData: false })
  expect(comparison.firstDifference.number).toBe(1)
  expect(comparison.configuration).toContainEqual({ key: 'seed', first: '1', second: '2' })
})

test('both runs lie on one page, which is written whole or not at all', async () => {
  await t2t('compare', at('one.run'), at('two.run'), '--report', at('both.html'))
  expect(readFileSync(at('both.html'), 'utf8')).toContain('Side by side')
  const before = readdirSync(folder)
  const { code, errors } = await t2t(
    'compare',
    at('one.run'),
    at('nowhere.run'),
    '--report',
    at('none.html'),
  )
  expect([code, errors]).toEqual([EXIT_USAGE, expect.stringContaining('no such file')])
  expect(readdirSync(folder)).toEqual(before)
})

test('half a run file is refused in one sentence', async () => {
  const text = readFileSync(at('one.run'), 'utf8')
  writeFileSync(at('half.run'), text.slice(0, text.length / 2))
  const { code, errors } = await t2t('compare', at('half.run'), at('one.run'))
  expect(code).toBe(EXIT_USAGE)
  expect(errors).toContain('is a run file that was cut short or changed')
  expect(errors).not.toContain('    at ')
})

test('backtest writes report and run file together, or neither', async () => {
  const both = ['--report', at('page.html'), '--save', at('page.run')]
  expect((await t2t('backtest', at('one.json'), ...both)).code).toBe(EXIT_OK)
  expect(readFileSync(at('page.html'), 'utf8')).toContain('z-score-reversion on SYNTHETIC')
  expect(readFileSync(at('page.run'), 'utf8')).toBe(readFileSync(at('one.run'), 'utf8'))

  const impossible = ['--report', at('other.html'), '--save', at('nowhere/other.run')]
  expect((await t2t('backtest', at('one.json'), ...impossible)).code).toBe(EXIT_USAGE)
  expect(existsSync(at('other.html'))).toBe(false)

  const bare = await t2t('backtest', at('one.json'), '--no-analytics', '--report', at('x.html'))
  expect([bare.code, bare.errors]).toEqual([EXIT_USAGE, expect.stringContaining('--no-analytics')])
})

test('the summary tells analytics, and leaves them out when they are not wanted', async () => {
  const full = await t2t('backtest', at('one.json'))
  expect(full.text).toMatch(/PnL split +spread /)
  expect(full.text).toMatch(/markouts, bps +fill /)
  const bare = await t2t('backtest', at('one.json'), '--no-analytics')
  expect(bare.text).not.toContain('PnL split')
  const hash = /run hash +([0-9a-f]{16})/
  expect(hash.exec(bare.text)?.[1]).toBe(hash.exec(full.text)?.[1])
  const json = JSON.parse((await t2t('backtest', at('one.json'), '--json')).text)
  expect(json.analytics.markets[0].pnl.total).toBeCloseTo(json.pnlAfterFees, 6)
})
