/**
 * A runaway sender, as the one that lost 440 million dollars in 45 minutes: at every message it buys at
 * the touch, with no thought of price or position. Four controls stop it, each alone with all
 * others out of reach; without any it goes on to the end of the data.
 */
import { expect, test } from 'vitest'
import { BUY, lots } from '../core/index.ts'
import { SyntheticFeed } from '../market-data/index.ts'
import {
  type AccountLimits,
  type BreakerLimits,
  POSITION_LIMIT,
  type RiskLimits,
  STRATEGY_DISABLED,
} from '../risk/index.ts'
import { defineStrategy } from '../strategy/index.ts'
import { type BacktestRun, backtest } from './backtest.ts'
import { WIDE_LIMITS } from './series-feed.suite.ts'

const TICKS = 4_000

const runaway = defineStrategy({
  name: 'runaway',
  params: { sizeLots: 10 },
  onBook(_book, { orders, params }) {
    orders.market(BUY, lots(params.sizeLots))
  },
})

interface Controls {
  readonly limits?: Partial<RiskLimits>
  readonly breaker?: BreakerLimits
  readonly accountLimits?: AccountLimits
}

async function letLoose(controls: Controls = {}): Promise<BacktestRun> {
  const { limits = {}, ...rest } = controls
  return await backtest({
    feed: new SyntheticFeed({
      seed: 7,
      ticks: TICKS,
      spreadCost: 0.001,
      volatility: 0.000001,
      tickSeconds: 0.01,
    }),
    strategy: runaway,
    limits: { ...WIDE_LIMITS, ...limits },
    ...rest,
  })
}

/** What has left, and what the whole cost. */
const facts = (run: BacktestRun) => ({
  sent: run.desk.counts.entered,
  loss: -run.summary().pnlAfterFees,
  trips: run.killSwitch.trips,
  reason: run.killSwitch.record?.reason ?? '',
})

test('alone it goes on to the end of the data, and loses all the way', async () => {
  const { sent, loss, trips } = facts(await letLoose())
  expect(sent).toBe(TICKS)
  expect(loss).toBeGreaterThan(1_900)
  expect(trips).toBe(0)
})

test('the rate of messages alone stops it', async () => {
  const run = await letLoose({ breaker: { messages: { messagesMax: 100, windowNanos: 10e9 } } })
  const { sent, loss, reason } = facts(run)
  expect(sent).toBe(101)
  expect(reason).toBe('messages within 10 s: 101, threshold 100')
  expect(loss).toBeLessThan(110)
})

test('the loss alone stops it', async () => {
  const run = await letLoose({ breaker: { loss: { lossMax: 100, windowNanos: 60e9 } } })
  const { sent, loss, reason } = facts(run)
  expect(reason).toMatch(/^loss within 1 min: \d+(\.\d+)?, threshold 100$/)
  expect(sent).toBeLessThan(210)
  // Beyond the threshold by what one message costs, and a little by how the market moves afterwards.
  expect(loss).toBeLessThan(110)
})

test('the position limit alone stops it', async () => {
  const run = await letLoose({ limits: { positionLotsMax: 50 } })
  const { sent, loss, trips } = facts(run)
  expect(sent).toBe(5)
  expect(run.gate.refusals[POSITION_LIMIT]).toBe(TICKS - 5)
  expect(run.portfolio.position).toBe(50)
  expect(loss).toBeLessThan(110)
  expect(trips).toBe(0)
})

test('the throttle of repeated executions alone disables it until somebody re-arms it', async () => {
  const accountLimits = { executionsMax: 80, executionsWindowNanos: 60e9 }
  const run = await letLoose({ accountLimits })
  const { sent, loss, trips } = facts(run)
  expect(sent).toBeLessThan(90)
  expect(run.gate.refusals[STRATEGY_DISABLED]).toBe(TICKS - sent)
  expect(loss).toBeLessThan(110)
  expect(trips).toBe(0)
  const { throttle } = run.summary()
  expect(throttle).toMatchObject({ trips: 1, isDisabled: true, refusals: TICKS - sent })
  expect(throttle?.limit).toBe('80 executions within 1 min')
  expect(throttle?.sinceNanos).toBe(run.fills.at(79).at)
  expect((await letLoose()).summary().throttle).toBeNull()
})
