import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  EventTape,
  FLAG_LAST,
  JOURNAL_RUN_BEGIN,
  lots,
  MARKET_NONE,
  MARKET_TOUCH,
  nanos,
  OPERATOR_TUNED,
  packMeta,
  SELL,
  STOP,
  STOP_LIMIT,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { SyntheticFeed } from '../../market-data/index.ts'
import { rejectCodes, STRATEGY_DISABLED } from '../../risk/index.ts'
import { ConstantLatency } from '../../simulation/index.ts'
import { defineStrategy, touchQuoter, zScoreReversion } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import { AlgorithmRegister } from '../register/index.ts'
import {
  brokenMarkup,
  oddNumbers,
  outsideReferences,
  shownText,
} from '../report/page-check.suite.ts'
import { RunJournal } from '../run-journal/index.ts'
import { feedOf } from '../series-feed.suite.ts'
import { compliancePage } from './compliance-page.ts'
import { COMPLIANCE_SCHEMA, type ComplianceReport } from './compliance-report.ts'
import { composeReport } from './compose-report.ts'
import { controlsDescription } from './declared-controls.ts'
import { EvidenceSink } from './evidence-sink.ts'
import { killTest } from './kill-test.ts'
import { REQUIREMENTS } from './requirements.ts'
import { ANSWER_MARK, assessmentMarkdown, assessmentPage } from './self-assessment.ts'

const LIMITS = {
  positionLotsMax: 200,
  orderLotsMax: 100,
  orderValueMax: 1e6,
  priceCollarBps: 1_000,
  ordersPerSecondMax: 1_000,
  ordersBurstMax: 1_000,
  dailyLossMax: 1e6,
}

function optionsOf(
  limits: object = {},
  strategy = zScoreReversion as BacktestOptions['strategy'],
  symbol?: string,
) {
  const feed = new SyntheticFeed({
    symbol,
    seed: 1,
    volatility: 0.002,
    spreadCost: 0.0005,
    tickSeconds: 0.01,
    ticks: 3_000,
  })
  return { feed, strategy, cash: 10_000, limits: { ...LIMITS, ...limits } } as const
}

async function reportOf(
  options: BacktestOptions,
  more: { algorithm?: number; algorithmTold?: string[]; register?: AlgorithmRegister } = {},
): Promise<ComplianceReport> {
  const sink = new EvidenceSink()
  const journal = new RunJournal({
    open: ({ epochNanos }) => {
      sink.epochNanos = epochNanos
      return sink
    },
    description: { controls: controlsDescription(options) },
    ...(more.algorithm === undefined ? {} : { algorithm: more.algorithm }),
    ...(more.algorithmTold === undefined ? {} : { algorithmTold: more.algorithmTold }),
  })
  const run = await backtest({ ...options, journal })
  expect(run.digest()).toBe((await backtest({ ...options, feed: optionsOf().feed })).digest())
  journal.operator(OPERATOR_TUNED, '<b>Eve</b>', 'a "reason" & more')
  return composeReport(sink.evidence, {
    product: '0',
    source: 'configuration',
    name: '<img src=x>',
    epochNanos: sink.epochNanos,
    journal: null,
    register: more.register,
  })
}

test('each refusal is there with its instant, order, price and reason, and counted with its control', async () => {
  const report = await reportOf(optionsOf({ orderLotsMax: 3 }))
  const { actions, controls, run } = report
  expect(report.schema).toBe(COMPLIANCE_SCHEMA)
  expect(run).toMatchObject({ strategy: 'z-score-reversion', outcome: 'finished' })
  expect(actions.total).toBeGreaterThan(3)
  expect(actions.rows).toHaveLength(actions.total)
  expect(actions.byReason).toEqual([
    { reasonCode: 3, reason: 'order size cap', times: actions.total },
  ])
  for (const row of actions.rows) {
    expect(row).toMatchObject({ verdict: 'refused', reasonCode: 3, action: 'enter' })
    expect(row.size).toBeGreaterThan(3)
    expect(row.nanos).toBeGreaterThan(0)
  }
  expect(actions.slices.reduce((sum, times) => sum + times, 0)).toBe(actions.total)
  const control = controls.find(({ name }) => name === 'orderLotsMax')
  expect(control).toMatchObject({ limit: 3, isOn: true, timesActed: actions.total, reasonCode: 3 })
  expect(control?.codes).toEqual(rejectCodes(3))
  const volume = report.requirements.find(({ place }) => place === 'Art. 15(1)(c)')
  expect(volume).toMatchObject({ status: 'on', timesActed: actions.total })
  const throttle = report.requirements.find(({ place }) => place === 'Art. 15(3)')
  expect(throttle).toMatchObject({ status: 'off', timesActed: 0 })
})

test('several runs in one journal are each counted with their own instrument and limits', async () => {
  const sink = new EvidenceSink()
  const made: { symbol: string; refused: number; executions: number }[] = []
  const symbols = ['ONE', 'TWO', 'ONE'] as const
  for (const symbol of symbols) {
    const limits = { orderLotsMax: symbol === 'ONE' ? 3 : 4 }
    const executionsMax = symbol === 'ONE' ? 20 : 10
    const options = {
      ...optionsOf(limits, undefined, symbol),
      accountLimits: { executionsMax, executionsWindowNanos: nanos(1e12) },
    }
    const journal = new RunJournal({
      open: () => sink,
      description: { controls: controlsDescription(options) },
    })
    const run = await backtest({ ...options, journal })
    made.push({
      symbol,
      refused: run.summary().refusals['order size cap'] ?? 0,
      executions: run.summary().fills,
    })
  }
  const of = (symbol: string, key: 'refused' | 'executions') =>
    made.reduce((sum, each) => sum + (each.symbol === symbol ? each[key] : 0), 0)
  const context = {
    product: '0',
    source: 'journal',
    name: '',
    epochNanos: 0n,
    journal: null,
  } as const
  const report = composeReport(sink.evidence, context)
  const { run, controls, orderToTrade, unknown, requirements } = report
  expect(run).toMatchObject({ runs: 3, symbols: ['ONE', 'TWO'], outcome: 'finished' })
  const scopes = controls.map(({ scope }) => scope)
  expect(scopes.lastIndexOf('instrument')).toBeLessThan(scopes.indexOf('group'))
  const sizes = controls.filter(({ name }) => name === 'orderLotsMax')
  expect(sizes.map(({ symbol, limit, timesActed }) => [symbol, limit, timesActed])).toEqual([
    ['ONE', 3, of('ONE', 'refused')],
    ['TWO', 4, of('TWO', 'refused')],
  ])
  expect(orderToTrade.rows.map(({ symbol, trades }) => [symbol, trades])).toEqual([
    ['ONE', of('ONE', 'executions')],
    ['TWO', of('TWO', 'executions')],
  ])
  expect(of('TWO', 'executions')).toBeGreaterThan(0)
  expect(unknown.join()).toContain('holds 3 runs, one after the other')
  const throttles = controls.filter(({ name }) => name === 'executionsMax')
  expect(throttles.map(({ limit, timesActed }) => [limit, timesActed])).toEqual([
    [20, 2],
    [10, 1],
  ])
  const throttle = requirements.find(({ place }) => place === 'Art. 15(3)')
  expect(throttle?.timesActed).toBe(3)
  // A run that was killed has no end, and those of the runs before are not its own.
  const tape = new EventTape(1)
  tape.append(packMeta(JOURNAL_RUN_BEGIN, 0, 0), 0, 0, 0)
  sink.append(tape, 0)
  const { run: last } = composeReport(sink.evidence, context)
  expect(last).toMatchObject({ runs: 4, outcome: 'not ended', runHash: '' })
})

test('a stop that the venue wakes counts once more, though no report says that it woke', async () => {
  const stopper = defineStrategy<Record<string, never>, { isSent: boolean }>({
    name: 'stopper',
    params: {},
    setup: () => ({ isSent: false }),
    onBook(_book, { orders, state }) {
      if (state.isSent) return
      state.isSent = true
      const stop = { side: BUY, size: lots(1) } as const
      orders.submit({ ...stop, stopPrice: ticks(103), type: STOP_LIMIT, price: ticks(95) })
      orders.submit({ ...stop, stopPrice: ticks(150), type: STOP })
    },
  })
  const level = { kind: DEPTH_LEVEL, at: 1e9, size: 9 }
  const records = [
    { ...level, side: BUY, price: 99, flags: 0 },
    { ...level, side: SELL, price: 101, flags: FLAG_LAST },
    { kind: TRADE, side: BUY, at: 5e9, price: 104, size: 1, flags: FLAG_LAST },
  ]
  for (const [market, triggers] of [
    [MARKET_TOUCH, 1],
    [MARKET_NONE, 0],
  ] as const) {
    const sink = new EvidenceSink()
    const journal = new RunJournal({ open: () => sink, market })
    const options = { ...optionsOf({ priceCollarBps: 9_000 }, stopper), feed: feedOf(records) }
    const run = await backtest({ ...options, journal })
    // What woke rests at its limit, and what did not wake is no resting order.
    expect(run.venue.resting(BUY).count).toBe(1)
    const [day] = sink.evidence.orderToTrade.days
    expect([day?.newOrders, day?.triggers, day?.orders]).toEqual([2, triggers, 2 + triggers])
  }
})

test('a loss that trips the switch is told with what it refused, and nothing new passes', async () => {
  const { killSwitch, actions, orderToTrade } = await reportOf(optionsOf({ dailyLossMax: 1 }))
  expect(killSwitch).toMatchObject({ trips: 1, passed: 0 })
  const times = new Map(actions.byReason.map(({ reason, times: each }) => [reason, each]))
  expect(times.get('maximum daily loss')).toBe(1)
  expect(times.get('kill switch is on') ?? 0).toBe(killSwitch.refused)
  expect(actions.rows[0]).toMatchObject({ verdict: 'kill switch tripped', reasonCode: 7 })
  expect(killSwitch.events.map(({ state }) => state)).toContain('tripped')
  expect(orderToTrade.rows[0]?.day).toBe('day 1')
})

test('a throttle that disables the strategy has acted, though it refuses no order of its own', async () => {
  const accountLimits = { executionsMax: 3, executionsWindowNanos: 60e9 }
  const { actions, requirements } = await reportOf({ ...optionsOf(), accountLimits })
  expect(actions.rows[0]).toMatchObject({
    verdict: 'strategy disabled',
    reasonCode: STRATEGY_DISABLED,
  })
  const requirement = requirements.find(({ place }) => place === 'Art. 15(3)')
  expect(requirement).toMatchObject({ status: 'on', timesActed: actions.total })
})

test('every control that a requirement names exists, and every control stands for something', async () => {
  const { controls } = await reportOf(optionsOf())
  const known = new Set(controls.map(({ scope, name }) => `${scope}.${name}`))
  const named = REQUIREMENTS.flatMap((each) => each.controls)
  expect(named.filter((name) => !known.has(name))).toEqual([])
  for (const { controls: mine, otherwise } of REQUIREMENTS) {
    expect(mine.length > 0).toBe(otherwise === undefined)
  }
})

test('timestamps are as fine as they are: a tick of 10 ms, and no trace to UTC', async () => {
  const { clocks } = await reportOf(optionsOf())
  expect(clocks.granularityNanos).toBe(10e6)
  expect(clocks.timeSource).toContain('simulated')
  expect(clocks.rules.map(({ meetsGranularity }) => meetsGranularity)).toEqual([
    false,
    false,
    false,
    true,
    false,
  ])
})

test('the page is sound, asks for nothing, and escapes what users write', async () => {
  const page = compliancePage(await reportOf(optionsOf({ orderLotsMax: 3 })))
  expect(brokenMarkup(page)).toEqual([])
  expect(outsideReferences(page)).toEqual([])
  expect(oddNumbers(page)).toEqual([])
  const text = shownText(page)
  expect(text.indexOf('Not legal advice')).toBeLessThan(text.indexOf('Controls on'))
  expect(text).toContain('unverified: check the text before quoting')
  expect(text).toContain('<b>Eve</b>')
  expect(page).not.toContain('<b>Eve')
  expect(page).not.toContain('<img')
})

test('an algorithm is found in the register by the number of its orders', async () => {
  const register = new AlgorithmRegister((text) => createHash('sha256').update(text).digest('hex'))
  const evidence = { runs: [], certification: null, sweep: '', notes: [] }
  const code = { strategy: 'a', product: 'b' }
  const parts = { strategy: 's', params: {}, limits: [], account: {}, breaker: {}, code }
  const more = { owner: 'Ada', description: '', productVersion: '0', evidence }
  const algorithm = { identifier: 'q', version: '1', ...parts, ...more }
  register.write({ kind: 'add', algorithm, by: 'Ada' }, 'now')
  const found = await reportOf(optionsOf(), { algorithm: 1, register })
  expect(found.algorithms).toMatchObject([
    { number: 1, entry: { identifier: 'q' }, problem: 'it is registered and not approved' },
  ])
  const problemOf = async (...told: string[]) => {
    const options = { algorithm: 1, algorithmTold: told, register }
    return (await reportOf(optionsOf(), options)).algorithms[0]?.problem
  }
  const sign = { kind: 'approve', identifier: 'q', version: '1', why: 'x', on: '' } as const
  register.write({ ...sign, by: 'Bo' }, 'now')
  expect(await problemOf('q', '1', 'a', 'b', 'Ada')).toBe('')
  expect(await problemOf('q', '1', 'c', 'b', 'Ada')).toContain('the code that ran is not the code')
  expect(await problemOf('q', '1', 'a', 'c', 'Ada')).toContain('the code that ran is not the code')
  expect(await problemOf('r', '1', 'a', 'b', 'Ada')).toContain('the journal calls it r@1')
  // What was wrong when it ran stays wrong, whatever the register says afterwards.
  expect(await problemOf('q', '1', 'a', 'b', 'Ada', 'params.x is 2, registered as 1')).toBe(
    'when it ran: params.x is 2, registered as 1',
  )
  const none = await reportOf(optionsOf(), { register })
  expect(none.algorithms).toMatchObject([{ number: 0, entry: null }])
  expect(none.algorithms[0]?.problem).toContain('name no algorithm')
})

test('a test of the kill switch passes where orders work, and by its own orders where none do', async () => {
  const latency = new ConstantLatency({ entry: nanos(5e6), response: nanos(5e6) })
  const working = await killTest({ run: { ...optionsOf({}, touchQuoter), latency }, who: 'Ada' })
  expect(working.test).toMatchObject({ passed: true, approvedAfter: 0, openOrdersAfter: 0 })
  expect(working.test.openOrdersBefore).toBeGreaterThan(0)
  expect(working.test.confirmedAfterNanos).toBeGreaterThan(0)
  const idle = await killTest({ run: { ...optionsOf(), params: { threshold: 1e9 } }, who: 'Ada' })
  expect(idle.test).toMatchObject({ passed: true, openOrdersBefore: 0, intentsAfter: 10 })
  expect(idle.test.approvedAfter).toBe(0)
  const short = { ...optionsOf(), sampling: nanos(1e15) }
  const unlooked = await killTest({ run: short, who: 'Ada' })
  expect(unlooked.test).toMatchObject({ passed: false, intentsAfter: 0 })
  expect(unlooked.test.what).toContain('proves nothing')
})

test('a self-assessment fills in what is known and marks what is not', async () => {
  const report = await reportOf(optionsOf({ orderLotsMax: 3 }))
  const options = { product: '0', reports: [report], firm: 'A|B' }
  const text = assessmentMarkdown(options)
  expect(text).toContain('Not legal advice')
  expect(text).toContain('- Firm: A\\|B')
  expect(text).toContain(`- Period: ${ANSWER_MARK}`)
  expect(text).toContain('| maximum order volume | on |')
  expect(text.split(ANSWER_MARK).length).toBeGreaterThan(20)
  const page = assessmentPage(options)
  expect(brokenMarkup(page)).toEqual([])
  expect(outsideReferences(page)).toEqual([])
})
