import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { EXIT_NEGATIVE, EXIT_OK, EXIT_USAGE } from './exit.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-look-ahead-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const LIMITS = {
  positionLotsMax: 100,
  orderLotsMax: 100,
  orderValueMax: 1e6,
  priceCollarBps: 1_000,
  ordersPerSecondMax: 1_000,
  ordersBurstMax: 1_000,
  dailyLossMax: 1e6,
}
const synthetic = { format: 'synthetic', ticks: 400, volatility: 0.01 }

/** A trader by the sign of an expression over `mid` and `row`. */
const trader = (signal: string) => `
export default ([{ mid }]) => {
  const mean = mid.reduce((sum, x) => sum + x, 0) / mid.length
  return {
    name: 'planted',
    params: {},
    setup: () => ({ row: -1 }),
    onBook(book, { state, orders, position }) {
      const row = ++state.row
      const signal = ${signal}
      if (signal > 0 && position < 5) orders.market(1, 1)
      if (signal < 0 && position > -5) orders.market(-1, 1)
    },
  }
}`

function configured(strategy: string, feed: object = synthetic): string {
  const path = at('run.json')
  writeFileSync(path, JSON.stringify({ strategy, feed, cash: 10_000, limits: LIMITS }))
  return path
}

test('the built-in strategies pass, and what was compared is told', async () => {
  for (const strategy of ['z-score-reversion', 'spread-threshold', 'touch-quoter']) {
    const { code, text } = await t2t('check-lookahead', configured(strategy), '--cuts', '2')
    expect(code).toBe(EXIT_OK)
    expect(text).toMatch(/No decision changed before its cut|there was nothing to check/)
  }
})

for (const [fault, signal] of [
  ['peeks at the next row', 'mid[row + 1] - mid[row]'],
  ['standardises by the whole sample', 'mean - mid[row]'],
] as const) {
  test(`a module that ${fault} is caught, with the first changed decision`, async () => {
    const name = `planted-${fault.length}.mjs`
    writeFileSync(at(name), trader(signal))
    const { code, text } = await t2t('check-lookahead', configured(`./${name}`))
    expect(code).toBe(EXIT_NEGATIVE)
    expect(text).toContain('LOOK-AHEAD: decisions changed before the future did')
    expect(text).toMatch(/first order +00:00:0\d\.\d+, .*before the cut/)
    expect(text).toMatch(/was +(enter (BUY|SELL) 1 lot at the market|nothing)/)
    const json = await t2t('check-lookahead', configured(`./${name}`), '--json', '--cuts', '3')
    const report = JSON.parse(json.text)
    expect([json.code, report.isClean, report.comparedUntilNanos]).toEqual([
      EXIT_NEGATIVE,
      false,
      null,
    ])
    expect(report.findings[0].order.atNanos).toBeLessThan(report.findings[0].cutNanos)
  })
}

test('a module that looks back passes', async () => {
  writeFileSync(at('honest.mjs'), trader('mid[row] - mid[row - 1]'))
  const { code, text } = await t2t('check-lookahead', configured('./honest.mjs'))
  expect([code, text.split('\n')[1]]).toEqual([EXIT_OK, 'No decision changed before its cut.'])
})

test('a module that draws its luck itself is told to be unrepeatable', async () => {
  writeFileSync(at('dice.mjs'), trader('Math.random() - 0.5'))
  const { code, text } = await t2t('check-lookahead', configured('./dice.mjs'))
  expect([code, text.split('\n')[1]]).toEqual([
    EXIT_NEGATIVE,
    'NOT REPEATABLE: on the same data the strategy decided differently.',
  ])
})

test('wrong options are mistakes', async () => {
  for (const words of [
    ['--cuts', '0'],
    ['--cuts', 'many'],
    ['--ticks', '-1'],
  ]) {
    const { code } = await t2t('check-lookahead', configured('touch-quoter'), ...words)
    expect(code).toBe(EXIT_USAGE)
  }
})

for (const [file, strategy] of [
  ['crypto/binance/usdm/btcusdt_20240718.log.zst', 'touch-quoter'],
  ['crypto/binance/cm/btcusd_perp_20240808.log.zst', 'z-score-reversion'],
  ['lobster/AMZN_2012-06-21_1_message.csv.zst', 'spread-threshold'],
] as const) {
  const path = sharedFile(`data/${file}`)
  test.skipIf(path === undefined)(
    `${strategy} passes on a recorded market (${file}; skipped where that is absent)`,
    async () => {
      const config = configured(strategy, { files: path })
      const { code, text } = await t2t('check-lookahead', config, '--cuts', '1')
      expect([code, text.split('\n')[1]]).toEqual([EXIT_OK, 'No decision changed before its cut.'])
    },
  )
}
