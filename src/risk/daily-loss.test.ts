/** The daily loss limit: from where it counts, when it trips, and what a new day changes. */
import { expect, test } from 'vitest'
import { CANCEL_ORDER, nanos } from '../core/index.ts'
import { Bench } from './judged-intent.suite.ts'
import { DAILY_LOSS, KILL_SWITCH, NO_REASON } from './reason.ts'

const DAY = 86_400e9

function losing(dailyLossMax = 100): Bench {
  const bench = new Bench({ dailyLossMax })
  bench.gate.openDay(1_000)
  return bench
}

test('a loss at the limit passes, a cent more refuses and trips the switch', () => {
  const bench = losing()
  bench.account.equity = 900
  expect(bench.judge({})).toBe(NO_REASON)
  bench.account.equity = 899.99
  bench.now = nanos(77)
  expect(bench.judge({})).toBe(DAILY_LOSS)
  expect(bench.killSwitch.record).toEqual({ reason: 'maximum daily loss', atNanos: 77 })
  expect(bench.judge({})).toBe(KILL_SWITCH)
  expect(bench.judge({ action: CANCEL_ORDER })).toBe(NO_REASON)
})

test('a loss is measured from the opening, not from the highest equity', () => {
  const bench = losing()
  for (const equity of [5_000, 950]) {
    bench.account.equity = equity
    expect(bench.judge({})).toBe(NO_REASON)
  }
})

test('the first day counts from the opening even when nothing happens before its second day', () => {
  const bench = losing()
  bench.account.equity = 890
  bench.now = nanos(1.5 * DAY)
  expect(bench.judge({})).toBe(DAILY_LOSS)
})

test('without an opening, the first equity seen is what the loss counts from', () => {
  const bench = new Bench({ dailyLossMax: 100 })
  bench.account.equity = 500
  expect(bench.judge({})).toBe(NO_REASON)
  bench.account.equity = 399
  expect(bench.judge({})).toBe(DAILY_LOSS)
})

test('a new day starts a new loss at its first equity', () => {
  const bench = losing()
  bench.account.equity = 910
  expect(bench.judge({})).toBe(NO_REASON)
  bench.now = nanos(DAY)
  expect(bench.judge({})).toBe(NO_REASON)
  bench.account.equity = 810
  expect(bench.judge({})).toBe(NO_REASON)
  bench.account.equity = 809
  expect(bench.judge({})).toBe(DAILY_LOSS)
})

test('the last nanosecond of a day still belongs to it', () => {
  const bench = losing()
  bench.account.equity = 910
  bench.judge({})
  bench.now = nanos(DAY - 1)
  bench.account.equity = 890
  expect(bench.judge({})).toBe(DAILY_LOSS)
})

test('a moment without a market judges nothing and forgets nothing', () => {
  const bench = losing()
  bench.account.equity = 950
  bench.judge({})
  bench.account.equity = Number.NaN
  expect(bench.judge({})).toBe(NO_REASON)
  bench.account.equity = 890
  expect(bench.judge({})).toBe(DAILY_LOSS)
})

test('re-armed while the loss stands, it trips again at once', () => {
  const bench = losing()
  bench.account.equity = 0
  expect(bench.judge({})).toBe(DAILY_LOSS)
  bench.killSwitch.rearm()
  expect(bench.judge({})).toBe(DAILY_LOSS)
  expect(bench.killSwitch.trips).toBe(2)
})
