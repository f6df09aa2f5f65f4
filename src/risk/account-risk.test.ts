/** Limits over several instruments: credit, groups, rates, losses, lists, the throttle of executions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  CANCEL_ORDER,
  Instrument,
  lots,
  nanos,
  SELL,
  SIDES,
  sideName,
  ticks,
} from '../core/index.ts'
import { AccountRisk } from './account-risk.ts'
import { AggregateExposure } from './aggregate-exposure.ts'
import { EXPOSURE_COLUMNS } from './exposure-columns.ts'
import { Bench, LINEAR, LOOSE } from './judged-intent.suite.ts'
import { KillSwitch } from './kill-switch.ts'
import { LimitGate } from './limit-gate.ts'
import {
  ACCOUNT_DRAWDOWN,
  ACCOUNT_LOSS,
  ACCOUNT_OPEN_ORDERS,
  ACCOUNT_OPEN_VALUE,
  ACCOUNT_POSITION_VALUE,
  CAPITAL_THRESHOLD,
  CREDIT_LIMIT,
  GROUP_GROSS_POSITION,
  GROUP_GROSS_VALUE,
  GROUP_OPEN_ORDERS,
  GROUP_OPEN_VALUE,
  GROUP_POSITION,
  GROUP_POSITION_VALUE,
  KILL_SWITCH,
  MARGIN,
  MESSAGE_RATE_TOTAL,
  NO_REASON,
  RESTRICTED_INSTRUMENT,
  STRATEGY_DISABLED,
} from './reason.ts'
import type { AccountLimits, GroupLimits, RiskLimits } from './risk-limits.ts'

/** Two instruments of one account: what is open in the first leaves less room in the second. */
function pair(limits: AccountLimits, group?: string, own: Partial<RiskLimits> = {}) {
  const account = new AccountRisk({ limits })
  const shared = { account, ...(group === undefined ? {} : { group }) }
  const [first, second] = [0, 1].map(() => new Bench(own, undefined, LINEAR, shared))
  return { account, first: first!, second: second! }
}

for (const side of SIDES) {
  const name = sideName(side)
  const at = (size: number, price = 100) => ({ side, price: ticks(price), size: lots(size) })

  test(`${name}: credit is what all instruments could hold, either way`, () => {
    const { first, second } = pair({ creditMax: 1_000 })
    first.hold(-3)
    first.reserve(side, 2, 100)
    // 300 or 500 of the first, and what is left of 1,000.
    const used = side === SELL ? 5 : 3
    expect(second.judge(at(10 - used))).toBe(NO_REASON)
    expect(second.judge(at(9 - used))).toBe(NO_REASON)
    expect(second.judge(at(11 - used))).toBe(CREDIT_LIMIT)
    first.reserve(side, 2, 100, -1)
    first.hold(0)
    expect(second.judge(at(10))).toBe(NO_REASON)
  })

  test(`${name}: net value of the account lets instruments balance each other`, () => {
    const { first, second } = pair({ positionValueMax: 1_000 })
    first.hold(-side * 4)
    expect(second.judge(at(14))).toBe(NO_REASON)
    expect(second.judge(at(15))).toBe(ACCOUNT_POSITION_VALUE)
    // An open order of the first does not balance before it has filled.
    first.hold(0)
    first.reserve(-side as typeof side, 4, 100)
    expect(second.judge(at(10))).toBe(NO_REASON)
    expect(second.judge(at(11))).toBe(ACCOUNT_POSITION_VALUE)
  })

  test(`${name}: open orders of all instruments are counted and valued`, () => {
    const counted = pair({ openOrdersMax: 2 })
    counted.first.reserve(side, 1, 100)
    expect(counted.second.judge(at(1))).toBe(NO_REASON)
    counted.first.reserve(side, 1, 100)
    expect(counted.second.judge(at(1))).toBe(ACCOUNT_OPEN_ORDERS)
    const valued = pair({ openValueMax: 1_000 })
    valued.first.reserve(side, 4, 100)
    expect(valued.second.judge(at(6))).toBe(NO_REASON)
    expect(valued.second.judge(at(7))).toBe(ACCOUNT_OPEN_VALUE)
  })

  for (const [limit, reason] of [
    ['positionLotsMax', GROUP_POSITION],
    ['grossLotsMax', GROUP_GROSS_POSITION],
    ['positionValueMax', GROUP_POSITION_VALUE],
    ['grossValueMax', GROUP_GROSS_VALUE],
    ['openValueMax', GROUP_OPEN_VALUE],
  ] as const satisfies readonly (readonly [keyof GroupLimits, number])[]) {
    test(`${name}: ${limit} of a group holds for its instruments together, and no others`, () => {
      const inMoney = limit.includes('Value') ? 100 : 1
      const { account, first, second } = pair({ groups: { a: { [limit]: 10 * inMoney } } }, 'a')
      const outside = new Bench({}, undefined, LINEAR, { account })
      first.reserve(side, 4, 100)
      expect([5, 6, 7].map((size) => second.judge(at(size)))).toEqual([0, 0, reason])
      expect(outside.judge(at(100))).toBe(NO_REASON)
    })
  }

  test(`${name}: a group's open orders are counted`, () => {
    const { first, second } = pair({ groups: { a: { openOrdersMax: 2 } } }, 'a')
    first.reserve(side, 1, 100)
    expect(second.judge(at(1))).toBe(NO_REASON)
    second.reserve(side, 1, 100)
    expect(second.judge(at(1))).toBe(GROUP_OPEN_ORDERS)
  })

  test(`${name}: the margin of all instruments is covered by the equity of all`, () => {
    const { first, second } = pair({}, undefined, { initialMarginRate: 0.1 })
    first.account.equity = 60
    second.account.equity = 40
    expect(first.judge(at(4))).toBe(NO_REASON)
    first.reserve(side, 4, 100)
    expect([5, 6, 7].map((size) => second.judge(at(size)))).toEqual([NO_REASON, NO_REASON, MARGIN])
  })
}

test('below the capital threshold only what reduces a position passes', () => {
  const { first, second } = pair({ capitalMin: 1_000 })
  first.account.equity = 600
  first.gate.isLossBeyondLimit(first.account, nanos(0))
  second.hold(5)
  for (const [equity, reason] of [
    [401, NO_REASON],
    [400, NO_REASON],
    [399, CAPITAL_THRESHOLD],
  ] as const) {
    second.account.equity = equity
    expect(second.judge({ size: lots(1) })).toBe(reason)
    expect(second.judge({ side: SELL, size: lots(5) })).toBe(NO_REASON)
  }
  expect(second.judge({ side: SELL, size: lots(6) })).toBe(CAPITAL_THRESHOLD)
})

test('losses of all instruments add up, and trip the switch of whoever finds them', () => {
  for (const [limits, reason] of [
    [{ dailyLossMax: 100 }, ACCOUNT_LOSS],
    [{ drawdownMax: 100 }, ACCOUNT_DRAWDOWN],
  ] as const) {
    const { first, second } = pair(limits)
    first.gate.openDay(1_000)
    second.gate.openDay(2_000)
    first.account.equity = 950
    second.account.equity = 1_950
    expect([first.judge({}), second.judge({})]).toEqual([NO_REASON, NO_REASON])
    first.account.equity = 949
    expect(first.judge({})).toBe(reason)
    expect(first.judge({})).toBe(KILL_SWITCH)
    // Profit of one makes up for the loss of the other.
    second.account.equity = 1_951
    expect(second.gate.isLossBeyondLimit(second.account, nanos(0))).toBe(false)
  }
})

test('an inverse contract counts at its price, and what it opened with is no profit', () => {
  const inverse = new Instrument({ symbol: 'I', tick: '1', lot: '1', contract: 'inverse' })
  const account = new AccountRisk({ limits: { dailyLossMax: 100 } })
  const bench = new Bench({}, undefined, inverse, { account })
  bench.gate.openDay(50)
  // A coin lost at a price of 100.
  bench.account.equity = 49
  expect(bench.judge({})).toBe(NO_REASON)
  bench.account.equity = 48.99
  expect(bench.judge({})).toBe(ACCOUNT_LOSS)
})

test('messages of all instruments count together, withdrawals never wait', () => {
  const { first, second } = pair({ messagesPerSecondMax: 1, messagesBurstMax: 3 })
  expect(first.judge({})).toBe(NO_REASON)
  expect(second.judge({ action: CANCEL_ORDER })).toBe(NO_REASON)
  expect(first.judge({})).toBe(NO_REASON)
  expect([first.judge({}), second.judge({})]).toEqual([MESSAGE_RATE_TOTAL, MESSAGE_RATE_TOTAL])
  expect(second.judge({ action: CANCEL_ORDER })).toBe(NO_REASON)
  second.now = nanos(1_999_999_999)
  expect(second.judge({})).toBe(MESSAGE_RATE_TOTAL)
  second.now = nanos(2e9)
  expect(second.judge({})).toBe(NO_REASON)
})

test('a restricted symbol is refused until it is taken off the list', () => {
  const { account, first } = pair({ restricted: ['TEST', 'OTHER'] })
  expect(first.judge({})).toBe(RESTRICTED_INSTRUMENT)
  expect(first.judge({ action: CANCEL_ORDER })).toBe(NO_REASON)
  account.unrestrict('TEST')
  expect(first.judge({})).toBe(NO_REASON)
  account.restrict('TEST')
  expect(first.judge({})).toBe(RESTRICTED_INSTRUMENT)
})

test('after so many executions in a window the strategy is off until it is re-armed', () => {
  const { account, first, second } = pair({ executionsMax: 3, executionsWindowNanos: 100 })
  const executed = (bench: Bench, at: number) => bench.gate.executed(nanos(at))
  executed(first, 0)
  executed(second, 50)
  executed(first, 100)
  expect(second.judge({})).toBe(NO_REASON)
  executed(second, 149)
  for (const bench of [first, second]) {
    expect(bench.gate.isStopped).toBe(true)
    expect(bench.judge({})).toBe(STRATEGY_DISABLED)
    expect(bench.judge({ action: CANCEL_ORDER })).toBe(NO_REASON)
    bench.now = nanos(1e12)
    expect(bench.judge({})).toBe(STRATEGY_DISABLED)
  }
  account.rearm()
  expect(first.gate.isStopped).toBe(false)
  expect(first.judge({})).toBe(NO_REASON)
  expect(account.executions.trips).toBe(1)
  for (const at of [2e12, 2e12, 2e12]) executed(first, at)
  expect(account.executions.trips).toBe(2)
})

test('a group that the account does not have is refused, and impossible limits are named together', () => {
  const { account } = pair({ groups: { a: {} } })
  const options = { limits: LOOSE, instrument: LINEAR, killSwitch: new KillSwitch(), account }
  expect(() => new LimitGate({ ...options, group: 'b' })).toThrow('no group b')
  const impossible = {
    creditMax: 0,
    executionsMax: 1.5,
    messagesPerSecondMax: 1,
    capitalMin: Number.NaN,
    groups: { a: { openOrdersMax: -1 } },
  }
  const problems = [
    'creditMax must be a positive, finite number',
    'capitalMin must be a finite number',
    'executionsMax must be a whole number of at most 1000000',
    'groups.a.openOrdersMax must be a positive, finite number',
    'messagesPerSecondMax and messagesBurstMax belong together',
    'executionsMax and executionsWindowNanos belong together',
  ]
  expect(() => new AccountRisk({ limits: impossible })).toThrow(problems.join('; '))
})

test('property: sums over any number of seats are those of a loop, and zero when all are flat', () => {
  const change = fc.tuple(fc.nat({ max: 12 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 }))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 13 }), fc.array(change), (seats, changes) => {
      const sums = new AggregateExposure()
      const rows = Array.from({ length: seats }, () => new Float64Array(EXPOSURE_COLUMNS))
      for (const [seat, row] of rows.entries()) {
        expect(sums.add(row.fill(seat))).toBe(seat)
      }
      for (const [place, value] of changes) {
        const seat = place % seats
        rows[seat]!.fill(value)
        sums.changed(seat, 0)
        const sum = rows.reduce((total, [first]) => total + first!, 0)
        for (const total of sums.totals) expect(total).toBeCloseTo(sum, 4)
      }
      for (const [seat, row] of rows.entries()) {
        row.fill(0)
        sums.changed(seat, 0)
      }
      expect([...sums.totals].every((total) => total === 0)).toBe(true)
    }),
    { numRuns: 200, seed: 8 },
  )
})
