/** A run with a breaker: what trips, what is told, what becomes of the orders, and that it changes nothing else. */
import { expect, test } from 'vitest'
import {
  ALERT_DISABLED,
  ALERT_TRIPPED,
  ALERT_UNCONFIRMED,
  ALERT_WITHDRAWN,
  type Alert,
  seconds,
} from '../core/index.ts'
import { SyntheticFeed } from '../market-data/index.ts'
import { ConstantLatency } from '../simulation/index.ts'
import { touchQuoter, zScoreReversion } from '../strategy/index.ts'
import { type BacktestOptions, backtest } from './backtest.ts'
import { furtherLimits } from './further-limits.ts'
import { WIDE_LIMITS } from './series-feed.suite.ts'

const options = (): BacktestOptions => ({
  feed: new SyntheticFeed({
    seed: 3,
    ticks: 3_000,
    spreadCost: 0.001,
    volatility: 0.002,
    tickSeconds: 0.01,
  }),
  strategy: zScoreReversion,
  limits: WIDE_LIMITS,
  cash: 10_000,
})

test('a run that stays within its thresholds has the hash of one without any', async () => {
  const plain = await backtest(options())
  const alerts: Alert[] = []
  const guarded = await backtest({
    ...options(),
    breaker: { drawdown: { drawdownMax: 1e9 }, messages: { messagesMax: 1e6, windowNanos: 1e9 } },
    onAlert: (alert) => alerts.push(alert),
  })
  expect(guarded.digest()).toBe(plain.digest())
  expect(alerts).toEqual([])
  expect(plain.guard).toBeUndefined()
})

test('one that does not is stopped, and told of at the instant of its cause', async () => {
  const alerts: Alert[] = []
  const run = await backtest({
    ...options(),
    breaker: { drawdown: { drawdownMax: 20 } },
    onAlert: (alert) => alerts.push(alert),
  })
  expect(alerts.map(({ code }) => code)).toEqual([ALERT_TRIPPED, ALERT_WITHDRAWN])
  expect(alerts[0]).toMatchObject({ threshold: 20, causeNanos: run.killSwitch.record?.atNanos })
  expect(alerts[0]!.measured).toBeGreaterThan(20)
  expect(run.guard?.withdrawal.state).toBe('confirmed')
  expect(run.desk.count).toBe(0)
})

test('orders that the venue has not answered for are open, and told of when it takes too long', async () => {
  for (const [responseSeconds, expected] of [
    [1, [ALERT_TRIPPED, ALERT_WITHDRAWN]],
    [6, [ALERT_TRIPPED, ALERT_UNCONFIRMED, ALERT_WITHDRAWN]],
  ] as const) {
    const codes: number[] = []
    const run = await backtest({
      ...options(),
      strategy: touchQuoter,
      latency: new ConstantLatency({ entry: seconds(0.01), response: seconds(responseSeconds) }),
      breaker: { messages: { messagesMax: 1, windowNanos: 1e9 } },
      onAlert: ({ code }) => codes.push(code),
    })
    expect(codes).toEqual(expected)
    expect(run.desk.count).toBe(0)
  }
})

test('engines that do not hear every event say that they have no breaker', () => {
  expect(furtherLimits({ limits: WIDE_LIMITS, breaker: {} })).toEqual(['breaker'])
})

test('a throttle of repeated executions that trips is told of once, at the instant of its last execution', async () => {
  const accountLimits = { executionsMax: 5, executionsWindowNanos: 10e9 }
  const plain = await backtest({ ...options(), accountLimits })
  const alerts: Alert[] = []
  const onAlert = (alert: Alert) => alerts.push(alert)
  const run = await backtest({ ...options(), accountLimits, onAlert })
  expect(run.digest()).toBe(plain.digest())
  expect(alerts).toHaveLength(1)
  expect(alerts[0]).toMatchObject({
    code: ALERT_DISABLED,
    causeNanos: run.accountRisk.executions.sinceNanos,
  })
  expect(alerts[0]!.text).toContain('5 executions within 10 s')
})
