/** `t2t certify` as a user speaks to it. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Certificate } from '../backtest/index.ts'
import { EXIT_NEGATIVE, EXIT_USAGE } from './exit.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-certify-'))
afterAll(() => rmSync(folder, { recursive: true }))

const CALM = ['--set', 'venue.matching.population=hawkes']

test('a built-in strategy is certified by its name, as a table, a page and sealed data', async () => {
  const out = join(folder, 'certificate.json')
  const html = join(folder, 'certificate.html')
  const words = ['--strategy', 'touch-quoter', ...CALM, '--only', 'kill-switch,clock-step']
  const said = await t2t('certify', ...words, '--out', out, '--html', html)
  expect([said.code, said.errors]).toEqual([0, ''])
  expect(said.text).toContain('Certification of touch-quoter\n  held: ')
  expect(said.text).toContain('Signature')
  const certificate = JSON.parse(readFileSync(out, 'utf8')) as Certificate
  const { evidenceSha256, ...body } = certificate
  expect(createHash('sha256').update(JSON.stringify(body)).digest('hex')).toBe(evidenceSha256)
  expect(said.text).toContain(evidenceSha256)
  expect(readFileSync(html, 'utf8')).toContain(evidenceSha256)
  expect(certificate.cases.map(({ name }) => name)).toEqual(['kill-switch', 'clock-step'])
})

test('what does not hold is told by the exit code, over the market of a recorded run', async () => {
  const config = join(folder, 'run.json')
  const module = join(folder, 'deaf.mjs')
  writeFileSync(
    module,
    `export default { name: 'deaf', description: '', params: {},
      onBook(book, { orders }) { if (book.isTwoSided && orders.count < 2) orders.enter(1, book.best(1), 1) } }`,
  )
  const limits = {
    positionLotsMax: 200,
    orderLotsMax: 40,
    orderValueMax: 1e5,
    priceCollarBps: 500,
    ordersPerSecondMax: 100,
    ordersBurstMax: 50,
    dailyLossMax: 1_000,
  }
  const feed = { format: 'synthetic', ticks: 100 }
  writeFileSync(config, JSON.stringify({ strategy: './deaf.mjs', feed, limits }))
  const said = await t2t('certify', config, '--only', 'house-halt', '--json')
  expect(said.code).toBe(EXIT_NEGATIVE)
  const certificate = JSON.parse(said.text) as Certificate
  expect(certificate.remarks.join()).toContain('recorded data')
  const failed = certificate.cases[0]!.checks.filter(({ verdict }) => verdict === 'did not hold')
  expect(failed.map(({ check }) => check)).toEqual(['the strategy heeds a stop'])
})

test('mistakes are told with what to do, and leave no file', async () => {
  const out = join(folder, 'none.json')
  const mistakes: [string[], string][] = [
    [['--strategy', 'touch-quoter', '--only', 'flood', '--out', out], 'flash-crash'],
    [['--strategy', 'quoter'], 'touch-quoter'],
    [[], 'neither a configuration nor a strategy'],
    [[join(folder, 'absent.yaml')], 'absent.yaml'],
    [['--strategy', 'touch-quoter', '--by', 'Ada', '--out', out], 'signs without a day'],
    [['--strategy', 'touch-quoter', '--on', '2026-01-31', '--out', out], 'nobody signs'],
    [['--strategy', 'touch-quoter', '--by', 'Ada', '--on', '2026-02-30'], 'no day of the calendar'],
  ]
  for (const [words, told] of mistakes) {
    const said = await t2t('certify', ...words)
    expect(said.code).toBe(EXIT_USAGE)
    expect(said.errors).toContain(told)
  }
  expect(existsSync(out)).toBe(false)
})
