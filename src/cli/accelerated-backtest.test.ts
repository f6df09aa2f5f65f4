/** `t2t backtest --engine accelerated` and `t2t compare-engines` over a recorded book of levels. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { EXIT_OK, EXIT_USAGE } from './exit.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-accelerated-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const CAPTURE = sharedFile('data/crypto/binance/usdm/btcusdt_20240718.log.zst')
const skipped = CAPTURE === undefined ? ' (skipped: the recorded data are not here)' : ''

function configured(name: string, changes: object = {}): string {
  const config = {
    strategy: 'skew-quoter',
    params: { halfSpreadBps: 0.5, skewBps: 0.5 },
    feed: { files: CAPTURE ?? 'none', tick: 0.1, lot: 0.001 },
    latency: { entry: '4ms', response: '3ms' },
    fees: { makerRate: -0.00005, takerRate: 0.0007 },
    limits: {
      positionLotsMax: 100_000,
      orderLotsMax: 10_000,
      orderValueMax: 1e6,
      priceCollarBps: 100,
      ordersPerSecondMax: 1_000,
      ordersBurstMax: 100,
      dailyLossMax: 1e6,
    },
    ...changes,
  }
  writeFileSync(at(name), JSON.stringify(config))
  return at(name)
}

test.skipIf(CAPTURE === undefined)(
  `a run prints its totals and writes its fills and its equity${skipped}`,
  async () => {
    const config = configured('quoter.json')
    const accelerated = ['--engine', 'accelerated']
    const written = ['--fills', at('fills.csv'), '--equity', at('equity.csv')]
    const { code, text } = await t2t('backtest', config, ...accelerated, ...written, '--json')
    expect(code).toBe(EXIT_OK)
    const report = JSON.parse(text)
    expect(report).toMatchObject({ engine: 'accelerated', strategy: 'skew-quoter', rows: 1780 })
    const fills = readFileSync(at('fills.csv'), 'utf8').trim().split('\n')
    expect(fills).toHaveLength(report.fills + 1)
    expect(fills[1]).toMatch(/,maker,.*,0,(traded through|best crossed)$/)
    const equity = readFileSync(at('equity.csv'), 'utf8').trim().split('\n')
    expect(equity).toHaveLength(report.rows + 2)
    const plain = await t2t('backtest', config, ...accelerated)
    expect(plain.text).toContain('skew-quoter on BTCUSDT, accelerated')
    expect(plain.text).toContain('1,780 rows of 100 ms')
    expect(plain.text).toContain(report.runHash)
  },
  60_000,
)

test.skipIf(CAPTURE === undefined)(
  `engines are compared, and what differs is explained${skipped}`,
  async () => {
    const config = configured('spread.json', {
      strategy: 'spread-threshold',
      params: { openTicks: 1, closeTicks: 1 },
    })
    const { code, text } = await t2t('compare-engines', config, '--interval', '50ms')
    expect(code).toBe(EXIT_OK)
    expect(text).toMatch(/^Without queues both engines do the same: [\d,]+ decisions, \d+ fills\./)
    expect(text).toMatch(/equal decisions, then (queue|partial) fill\./)
    expect(text).toContain('traded value')
    const late = ['--interval', '50ms', '--late-answers', '--json']
    const report = JSON.parse((await t2t('compare-engines', config, ...late)).text)
    expect(report.isExplained).toBe(true)
    expect(report.figures[0]).toMatchObject({ name: 'pnl after fees' })
  },
  60_000,
)

test.skipIf(CAPTURE === undefined)(
  `what the engine cannot run is refused with the way out${skipped}`,
  async () => {
    const spread = configured('timerless.json', { strategy: 'spread-threshold', params: {} })
    const orders = configured('orders.json', { strategy: 'touch-quoter', params: {} })
    for (const command of [['compare-engines'], ['backtest', '--engine', 'accelerated']]) {
      const timerless = await t2t(...command, spread)
      expect(timerless.code).toBe(EXIT_USAGE)
      expect(timerless.errors).toMatch(/--interval: spread-threshold has no timer/)
      const single = await t2t(...command, orders)
      expect(single.code).toBe(EXIT_USAGE)
      expect(single.errors).toMatch(/touch-quoter sends single orders/)
    }
  },
  60_000,
)

test('options of another engine are a mistake', async () => {
  const config = configured('any.json')
  for (const option of [['--interval', '1s'], ['--late-answers'], ['--cap-fills']]) {
    const { code, errors } = await t2t('backtest', config, ...option)
    expect(code).toBe(EXIT_USAGE)
    expect(errors).toMatch(/needs the accelerated engine/)
  }
  for (const option of [['--band'], ['--save', at('run.json')]]) {
    const { code, errors } = await t2t('backtest', config, '--engine', 'accelerated', ...option)
    expect(code).toBe(EXIT_USAGE)
    expect(errors).toMatch(/needs the event engine/)
  }
  expect((await t2t('backtest', config, '--interval', '5')).errors).toMatch(/not a duration/)
})
