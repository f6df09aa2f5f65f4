/** The band as `t2t backtest --band` tells it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Band } from '../backtest/index.ts'
import { bandText } from './band-text.ts'
import { t2t } from './spoken-command.suite.ts'
import type { Terminal } from './terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-band-'))
afterAll(() => rmSync(folder, { recursive: true }))

const interval = (pessimistic: number, chosen: number, optimistic: number, isOutside = false) => ({
  pessimistic,
  chosen,
  optimistic,
  isOutside,
})
const band: Band = {
  models: { pessimistic: 'conservative', chosen: 'log-2', optimistic: 'optimistic' },
  runHashes: { pessimistic: 'a', chosen: 'b', optimistic: 'c' },
  pnlAfterFees: interval(-3, 2, 10),
  pnlBeforeFees: interval(-2, 3, 12),
  fees: interval(1, 1, 2),
  maxDrawdown: interval(4, 5, 3, true),
  fills: interval(10, 20, 1500),
  tradedLots: interval(10, 20, 1500.5),
  fillRatio: interval(0.1, 0.25, Number.NaN),
}

const same = (text: string): string => text
const plain: Terminal = {
  isInteractive: false,
  columns: 80,
  write: () => {},
  bold: same,
  dim: same,
  red: same,
  green: same,
  yellow: same,
  cyan: same,
}

test('every figure at both edges and between, and what lies outside is marked', () => {
  expect(bandText(band, plain)).toMatchInlineSnapshot(`
    "
    Queue-model band
                                 pessimistic          chosen      optimistic
      queue model               conservative           log-2      optimistic
      PnL after fees                   -3.00            2.00           10.00
      PnL before fees                  -2.00            3.00           12.00
      fees                              1.00            1.00            2.00
      max drawdown                      4.00            5.00            3.00  outside
      fills                               10              20           1,500
      traded lots                         10              20         1,500.5
      fill ratio                      10.0 %          25.0 %               –
      the chosen queue model lies outside the band in max drawdown: the strategy reacts to its fills, so the edges bound each fill but not what they add up to

    "
  `)
})

test('a run tells its band in the summary and as JSON, decoded once', async () => {
  const config = join(folder, 'original.json')
  writeFileSync(
    config,
    JSON.stringify({
      symbol: 'XYZ',
      tick_rate: 0.01,
      volatility: 0.002,
      spread_cost: 0.0005,
      lookback_window: 20,
      inventory_limit: 10,
      initial_balance: 100_000,
    }),
  )
  const bare = JSON.parse((await t2t('backtest', config, '--ticks', '500', '--json')).text)
  expect(bare.band).toBeUndefined()
  const words = ['backtest', config, '--ticks', '500', '--band']
  const told = JSON.parse((await t2t(...words, '--json')).text)
  expect(told.runHash).toBe(bare.runHash)
  expect(told.band.runHashes.chosen).toBe(bare.runHash)
  expect(told.band.fills.chosen).toBe(bare.fills)
  // A strategy that only takes has no queue to guess at: its band has no width.
  expect(told.band.pnlAfterFees.pessimistic).toBe(told.band.pnlAfterFees.optimistic)
  expect((await t2t(...words)).text).toContain('Queue-model band')
})
