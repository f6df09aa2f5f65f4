/** The limits of a configuration: read into those of the gate, and every mistake named at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { backtest, marketsOf, runVectorised } from '../../backtest/index.ts'
import { summaryText } from '../summary-text.ts'
import { terminalOf } from '../terminal.ts'
import { loadRun } from './load-run.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-limits-'))
afterAll(() => rmSync(folder, { recursive: true }))

const MANDATORY = `positionLotsMax: 50, orderLotsMax: 20, orderValueMax: 10000, priceCollarBps: 500,
  ordersPerSecondMax: 1000, ordersBurstMax: 100, dailyLossMax: 100000`

function load(limits: string, rest = '') {
  const path = join(folder, 'run.yaml')
  writeFileSync(
    path,
    `strategy: z-score-reversion
feed: { format: synthetic, ticks: 2000, tickSeconds: 0.01 }
fees: none
limits: { ${MANDATORY}${limits} }
${rest}`,
  )
  return loadRun(path, {})
}

const problem = (limits: string, rest = ''): Promise<string> =>
  load(limits, rest).then(
    () => 'no problem',
    (error: unknown) => String(error),
  )

test('durations become nanoseconds, everything else stays as it is given', async () => {
  const { options } = await load(
    ', duplicateWindow: 500ms, staleAfter: 2s, touchCollarTicks: 7, shortSales: located, locatedLots: 0',
    'group: all\naccount: { executionsMax: 5, executionsWindow: 1s, groups: { all: { openOrdersMax: 3 } } }',
  )
  const [market] = marketsOf(options)
  expect(market?.limits).toMatchObject({
    duplicateWindowNanos: 5e8,
    staleAfterNanos: 2e9,
    touchCollarTicks: 7,
    shortSales: 'located',
    locatedLots: 0,
  })
  expect(market?.group).toBe('all')
  expect(options.accountLimits).toMatchObject({ executionsMax: 5, executionsWindowNanos: 1e9 })
})

test('what does not go together is named with its place and in the words of the file', async () => {
  expect(await problem(', priceMin: 5')).toContain('priceMin and priceMax belong together')
  // What is too long to be repeated is seen to be cut.
  expect(await problem(', priceMin: 5')).toMatch(/found \{.{59}…, priceMin/)
  expect(await problem(', messagesPerSecondMax: 5')).toContain('messagesBurstMax belong together')
  expect(await problem(', duplicateWindow: 5h')).toContain('duplicateWindow')
  expect(await problem(', staleAfter: 0')).toContain('above zero')
  expect(await problem(', openOrderMax: 5')).toContain('openOrdersMax')
  expect(await problem('', 'account: { executionsMax: 3 }')).toContain(
    'executionsMax and executionsWindow belong together',
  )
  expect(await problem('', 'group: alll\naccount: { groups: { all: {} } }')).toContain(
    'is alll, but the account has the groups all',
  )
  expect(await problem('', 'group: all')).toContain('is all, but the account has no groups')
})

test('limits that nothing reaches change nothing, limits that are reached refuse and are counted', async () => {
  const plain = await backtest((await load('')).options)
  const far = `, openOrdersMax: 1000, grossLotsMax: 100000, touchCollarTicks: 1000000,
    messagesPerSecondMax: 100000, messagesBurstMax: 100000, staleAfter: 1s, initialMarginRate: 0.000001`
  const roomy = await backtest((await load(far, 'cash: 1000000')).options)
  const same = await backtest((await load('', 'cash: 1000000')).options)
  expect(roomy.summary().runHash).toBe(same.summary().runHash)
  expect(plain.summary().fills).toBeGreaterThan(10)

  const tight = await backtest(
    (await load(', orderToTradeMax: 0.5, orderToTradeFreeMessages: 0')).options,
  )
  expect(tight.summary().refusals).toHaveProperty('order-to-trade ratio')

  const account = 'account: { executionsMax: 3, executionsWindow: 10s, restricted: [] }'
  const throttled = await backtest((await load('', account)).options)
  expect(throttled.summary().fills).toBe(3)
  expect(throttled.accountRisk.executions.isTripped).toBe(true)
  const text = summaryText(throttled, terminalOf(process.stdout))
  expect(text).toMatch(
    /EXECUTION THROTTLE .*3 executions within 10 s.*nobody was there to re-arm it/,
  )
  expect(text).toContain('0 orders refused; its quotes were not sent')

  const restricted = await backtest(
    (await load('', 'account: { restricted: [SYNTHETIC] }')).options,
  )
  expect(restricted.summary().fills).toBe(0)
  const acted = restricted.gate.controls().find(({ name }) => name === 'restricted')
  expect(acted?.timesActed).toBe(
    restricted.summary().refusals['the instrument is on the restricted list'],
  )
})

test('engines that do not keep what further limits need refuse them by name', async () => {
  const { options } = await load(
    ', openOrdersMax: 3, duplicateWindow: 1s',
    'account: { creditMax: 5 }',
  )
  expect(() => runVectorised(options, undefined as never)).toThrow(
    /limits\.openOrdersMax.*limits\.duplicateWindow.*account/s,
  )
})
