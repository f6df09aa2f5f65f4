/** Each trigger alone: passes at its threshold, trips one step beyond it, and forgets when reset. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClockJumpTrigger } from './clock-jump-trigger.ts'
import { DataGapTrigger } from './data-gap-trigger.ts'
import { DrawdownTrigger } from './drawdown-trigger.ts'
import { HeartbeatTrigger } from './heartbeat-trigger.ts'
import { LatencyTrigger } from './latency-trigger.ts'
import { LossTrigger } from './loss-trigger.ts'
import { MessageRateTrigger } from './message-rate-trigger.ts'
import { RejectRateTrigger } from './reject-rate-trigger.ts'
import { spanText, triggerText } from './trigger.ts'

const SECOND = 1e9

test('a loss counts from the highest equity of its window, not from before', () => {
  const trigger = new LossTrigger({ lossMax: 100, windowNanos: 10 * SECOND })
  expect(trigger.isBeyond(1_000, 0)).toBe(false)
  expect(trigger.isBeyond(900, SECOND)).toBe(false)
  expect(trigger.isBeyond(899, 2 * SECOND)).toBe(true)
  expect(trigger.measured).toBe(101)
  expect(triggerText(trigger)).toBe('loss within 10 s: 101, threshold 100')
  expect(trigger.isBeyond(850, 30 * SECOND)).toBe(false)
  trigger.reset()
  expect(trigger.isBeyond(500, 31 * SECOND)).toBe(false)
})

test('a drawdown counts from the highest equity there ever was', () => {
  const trigger = new DrawdownTrigger({ drawdownMax: 100 })
  expect([1_000, 1_100, 1_000, Number.NaN].map((equity) => trigger.isBeyond(equity))).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(trigger.isBeyond(999)).toBe(true)
  trigger.reset()
  expect(trigger.isBeyond(999)).toBe(false)
})

test('a share of refusals is judged when enough answers are known', () => {
  const trigger = new RejectRateTrigger({ shareMax: 0.5, answers: 4 })
  expect([true, true, true].map((refused) => trigger.isBeyond(refused))).toEqual([
    false,
    false,
    false,
  ])
  expect(trigger.isBeyond(true)).toBe(true)
  expect(trigger.isBeyond(false)).toBe(true)
  expect(trigger.isBeyond(false)).toBe(false)
  trigger.reset()
  expect(trigger.isBeyond(true)).toBe(false)
})

test('messages are counted within their window', () => {
  const trigger = new MessageRateTrigger({ messagesMax: 3, windowNanos: SECOND })
  expect([0, 1, 2].map((at) => trigger.isBeyond(at))).toEqual([false, false, false])
  expect(trigger.isBeyond(0.9 * SECOND)).toBe(true)
  expect(trigger.isBeyond(3 * SECOND)).toBe(false)
})

test('the 99th percentile is above when more than one in a hundred latencies are', () => {
  const trigger = new LatencyTrigger({ p99NanosMax: 1_000, answers: 200 })
  for (let k = 0; k < 197; k++) expect(trigger.isBeyond(1_000)).toBe(false)
  expect([5_000, 6_000].map((latency) => trigger.isBeyond(latency))).toEqual([false, false])
  expect(trigger.isBeyond(7_000)).toBe(true)
  expect(triggerText(trigger)).toContain('above 1 us, the latest: 7 us')
})

test('silence of the market trips when it ends, and while it lasts', () => {
  const trigger = new DataGapTrigger({ silenceNanosMax: SECOND })
  expect(trigger.isSilent(9 * SECOND)).toBe(false)
  expect(trigger.hears(10 * SECOND)).toBe(false)
  expect(trigger.hears(11 * SECOND)).toBe(false)
  expect(trigger.isSilent(12 * SECOND)).toBe(false)
  expect(trigger.isSilent(12 * SECOND + 1)).toBe(true)
  expect(trigger.hears(12 * SECOND + 1)).toBe(true)
})

test('a clock jumps in either direction, and may drift slowly', () => {
  for (const direction of [1, -1]) {
    const trigger = new ClockJumpTrigger({ jumpNanosMax: 1_000 })
    expect(trigger.isBeyond(50, 0)).toBe(false)
    for (let k = 1; k < 50; k++) {
      expect(trigger.isBeyond(50 + k * (SECOND + direction * 1_000), k * SECOND)).toBe(false)
    }
    const drifted = 50 + direction * 49_000
    expect(trigger.isBeyond(drifted + direction * 1_001 + 50 * SECOND, 50 * SECOND)).toBe(true)
  }
})

test('a stage that has lived and does not is named; one that never lived is not waited for', () => {
  const trigger = new HeartbeatTrigger({ silenceNanosMax: SECOND, stages: ['feed', 'strategy'] })
  expect(trigger.isBeyond(100 * SECOND)).toBe(false)
  trigger.beat(0, 0)
  trigger.beat(1, 0)
  trigger.beat(0, SECOND)
  expect(trigger.isBeyond(SECOND)).toBe(false)
  expect(trigger.isBeyond(SECOND + 1)).toBe(true)
  expect(trigger.text).toBe('no heartbeat of strategy for more than 1 s')
  trigger.reset()
  expect(trigger.isBeyond(100 * SECOND)).toBe(false)
})

test('windows never forget too early, and forget a slice later at most', () => {
  const windowNanos = 6_300
  const slack = 2 * (windowNanos / 63)
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 50 })),
  )
  fc.assert(
    fc.property(steps, (moves) => {
      const losses = new LossTrigger({ lossMax: 1e9, windowNanos })
      const messages = new MessageRateTrigger({ messagesMax: 1e9, windowNanos })
      const seen: { at: number; equity: number }[] = []
      let now = 0
      for (const [wait, equity] of moves) {
        now += wait
        seen.push({ at: now, equity })
        losses.isBeyond(equity, now)
        messages.isBeyond(now)
        const within = (span: number) => seen.filter(({ at }) => at >= now - span)
        const fall = (span: number) => Math.max(...within(span).map((row) => row.equity)) - equity
        expect(losses.measured).toBeGreaterThanOrEqual(fall(windowNanos))
        expect(losses.measured).toBeLessThanOrEqual(fall(windowNanos + slack))
        expect(messages.measured).toBeGreaterThanOrEqual(within(windowNanos).length)
        expect(messages.measured).toBeLessThanOrEqual(within(windowNanos + slack).length)
      }
    }),
  )
})

test('spans are told in the unit that suits them', () => {
  const spans = [5, 1_500, 2e6, 1.25e9, 90e9]
  expect(spans.map(spanText)).toEqual(['5 ns', '1.5 us', '2 ms', '1.25 s', '1.5 min'])
})
