/** What a gate says of its controls, and a gate that requires all of them. */
import { expect, test } from 'vitest'
import { lots, ticks } from '../core/index.ts'
import { AccountRisk } from './account-risk.ts'
import { Bench, LINEAR, LOOSE } from './judged-intent.suite.ts'
import { KillSwitch } from './kill-switch.ts'
import { LimitGate } from './limit-gate.ts'
import { limitProblems } from './limit-problems.ts'
import type { AccountLimits, RiskLimits } from './risk-limits.ts'

const EXPOSURE = {
  grossLotsMax: 1e6,
  positionValueMax: 1e12,
  grossValueMax: 1e12,
  openOrdersMax: 1e3,
  openValueMax: 1e12,
}

const ALL: RiskLimits = {
  ...LOOSE,
  ...EXPOSURE,
  ordersPerSecondMax: 1_000,
  ordersBurstMax: 100,
  priceMin: 1,
  priceMax: 1e6,
  touchCollarTicks: 1e4,
  lastTradeCollarTicks: 1e4,
  messagesPerSecondMax: 1_000,
  messagesBurstMax: 1_000,
  orderToTradeMax: 1e6,
  orderToTradeFreeMessages: 1e6,
  duplicateWindowNanos: 1e6,
  staleAfterNanos: 1e9,
  crossedMarketBlock: true,
  selfTradeBlock: true,
  shortSales: 'allowed',
  initialMarginRate: 0.1,
  drawdownMax: 1e12,
}

const ACCOUNT: AccountLimits = {
  positionValueMax: 1e12,
  creditMax: 1e12,
  openOrdersMax: 1e3,
  openValueMax: 1e12,
  capitalMin: 0,
  dailyLossMax: 1e12,
  drawdownMax: 1e12,
  messagesPerSecondMax: 1_000,
  messagesBurstMax: 1_000,
  executionsMax: 100,
  executionsWindowNanos: 1e9,
  restricted: [],
  groups: { all: { ...EXPOSURE, positionLotsMax: 1e6 } },
}

function gateOf(limits: RiskLimits, accountLimits: AccountLimits, group?: string): LimitGate {
  const account = new AccountRisk({ limits: accountLimits })
  const killSwitch = new KillSwitch()
  return new LimitGate({
    limits,
    instrument: LINEAR,
    killSwitch,
    account,
    group,
    requiresAll: true,
  })
}

test('a gate that requires all is made when all are given', () => {
  const gate = gateOf(ALL, ACCOUNT, 'all')
  expect(gate.controls().filter(({ isOn }) => !isOn)).toMatchObject([{ name: 'locatedLots' }])
})

test('a gate that requires all names each that is missing, by its scope', () => {
  for (const name of Object.keys(ALL) as (keyof RiskLimits)[]) {
    if (Object.hasOwn(LOOSE, name)) continue
    const { [name]: _left, ...rest } = ALL
    const partner = limitProblems(rest as RiskLimits).length > 0
    expect(() => gateOf(rest as RiskLimits, ACCOUNT, 'all'), name).toThrow(
      partner ? 'belong together' : `missing limits: instrument.${name}`,
    )
  }
  expect(() => gateOf(ALL, {}, undefined)).toThrow(/group\.openOrdersMax.*account\.creditMax/)
  expect(() => gateOf({ ...ALL, selfTradeBlock: false }, ACCOUNT, 'all')).toThrow('selfTradeBlock')
})

test('the list tells limits, what is off, and how often each has acted', () => {
  const bench = new Bench({ touchCollarTicks: 3, openOrdersMax: 1, dailyLossMax: 100 })
  bench.gate.openDay(0)
  const named = (name: string) =>
    bench.gate.controls().find((one) => one.name === name && one.scope === 'instrument')
  for (let k = 0; k < 3; k++) bench.judge({ price: ticks(200) })
  bench.reserve(1, 1, 99)
  bench.judge({ size: lots(1) })
  expect(named('touchCollarTicks')).toEqual({
    scope: 'instrument',
    name: 'touchCollarTicks',
    limit: 3,
    isOn: true,
    timesActed: 3,
  })
  expect(named('openOrdersMax')).toMatchObject({ limit: 1, isOn: true, timesActed: 1 })
  expect(named('grossLotsMax')).toMatchObject({ limit: undefined, isOn: false, timesActed: 0 })
  // A loss found between two orders counts as an act too.
  bench.account.equity = -101
  expect(bench.gate.isLossBeyondLimit(bench.account, bench.now)).toBe(true)
  expect(named('dailyLossMax')).toMatchObject({ timesActed: 1 })
})

test('limits that need a partner, or cannot be, are named', () => {
  for (const [given, problem] of [
    [{ priceMin: 1 }, 'priceMin and priceMax belong together'],
    [{ priceMin: 2, priceMax: 1 }, 'the lower one first'],
    [{ messagesBurstMax: 5 }, 'messagesPerSecondMax and messagesBurstMax belong together'],
    [{ messagesPerSecondMax: 5, messagesBurstMax: 0.5 }, 'messagesBurstMax must be at least 1'],
    [{ orderToTradeMax: 5 }, 'orderToTradeMax and orderToTradeFreeMessages belong together'],
    [{ orderToTradeMax: 5, orderToTradeFreeMessages: -1 }, 'orderToTradeFreeMessages must be'],
    [{ shortSales: 'located' }, 'locatedLots belongs to shortSales: located'],
    [{ locatedLots: 5 }, 'locatedLots belongs to shortSales: located'],
    [{ shortSales: 'sometimes' as never }, 'shortSales must be allowed, located or forbidden'],
    [{ touchCollarTicks: 0 }, 'touchCollarTicks must be a positive, finite number'],
    [{ duplicateWindowNanos: 1e12 }, 'duplicateWindowNanos must be so short'],
  ] as const) {
    expect(limitProblems({ ...LOOSE, ...given }).join('; ')).toContain(problem)
  }
})
