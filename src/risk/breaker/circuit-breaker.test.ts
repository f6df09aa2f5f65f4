/** What the breaker hears at its seats, and that a trip is one alert and one reason. */
import { expect, test } from 'vitest'
import {
  ACCEPTED,
  ALERT_JOURNAL,
  ALERT_TRIPPED,
  type Alert,
  CANCELED,
  EventTape,
  F_SEQUENCE,
  FILLED,
  packMeta,
  REJECTED,
  REQUEST_REJECTED,
  SEVERITY_CRITICAL,
} from '../../core/index.ts'
import { AlertLog } from '../alert-log.ts'
import { KillSwitch } from '../kill-switch.ts'
import { KILL_SWITCH, NO_REASON, ORDER_SIZE } from '../reason.ts'
import { OrderIntent } from '../risk.ts'
import type { BreakerLimits } from './breaker-limits.ts'
import type { BreakerSeat } from './breaker-seat.ts'
import { CircuitBreaker } from './circuit-breaker.ts'

const INTENT = new OrderIntent()

class Rig {
  readonly killSwitch = new KillSwitch()
  readonly raised: Alert[] = []
  readonly breaker: CircuitBreaker
  readonly seat: BreakerSeat
  now = 0

  constructor(limits: BreakerLimits) {
    const alerts = new AlertLog({ onAlert: (alert) => this.raised.push(alert) })
    const { killSwitch } = this
    this.breaker = new CircuitBreaker({ limits, killSwitch, alerts, now: () => this.now })
    this.seat = this.breaker.seat()
  }

  sends(): void {
    this.seat.onIntent(INTENT, NO_REASON)
  }
  hears(kind: number, request: number): void {
    const tape = new EventTape(1)
    tape.append(packMeta(kind, 1, 0), 0, this.now, this.now)
    tape.f64[F_SEQUENCE] = request
    this.seat.onReport(tape, 0)
  }
  get reason(): string {
    return this.killSwitch.record?.reason ?? ''
  }
}

test('money: the equity of all seats together is judged, in both ways', () => {
  const loss = { lossMax: 100, windowNanos: 1e9 }
  for (const limits of [{ loss }, { drawdown: { drawdownMax: 100 } }]) {
    const rig = new Rig(limits)
    const other = rig.breaker.seat()
    rig.seat.onMarket(0, 0, 500)
    other.onMarket(0, 1, 500)
    rig.seat.onMarket(0, 2, 450)
    other.onFill(3, 450)
    expect(rig.reason).toBe('')
    other.onFill(4, 449)
    expect(rig.reason).toMatch(/^(loss within 1 s|drawdown): 101, threshold 100$/)
    expect(rig.raised).toMatchObject([
      { severity: SEVERITY_CRITICAL, causeNanos: 4, measured: 101, threshold: 100 },
    ])
  }
})

test('messages: what leaves counts, withdrawals included; what is refused does not', () => {
  const rig = new Rig({ messages: { messagesMax: 2, windowNanos: 1e9 } })
  rig.sends()
  for (let k = 0; k < 9; k++) rig.seat.onIntent(INTENT, ORDER_SIZE)
  rig.sends()
  expect(rig.reason).toBe('')
  rig.sends()
  expect(rig.reason).toBe('messages within 1 s: 3, threshold 2')
})

test('answers: refusals of venue and gate count, late cancels and the kill switch do not', () => {
  const rig = new Rig({ rejects: { shareMax: 0.5, answers: 4 } })
  rig.hears(ACCEPTED, 1)
  rig.hears(REJECTED, 2)
  for (let k = 0; k < 9; k++) rig.hears(REQUEST_REJECTED, 9)
  for (let k = 0; k < 9; k++) rig.hears(CANCELED, 9)
  for (let k = 0; k < 9; k++) rig.hears(FILLED, 9)
  for (let k = 0; k < 9; k++) rig.seat.onIntent(INTENT, KILL_SWITCH)
  rig.hears(REJECTED, 3)
  expect(rig.reason).toBe('')
  rig.seat.onIntent(INTENT, ORDER_SIZE)
  expect(rig.reason).toBe('refused share of the last 4 answers: 0.75, threshold 0.5')
})

test('latency: from a request to its first answer', () => {
  const rig = new Rig({ latency: { p99NanosMax: 100, answers: 2 } })
  rig.sends()
  rig.now = 100
  rig.hears(ACCEPTED, 1)
  rig.sends()
  // The second answer to a request, and the answer to one that nobody sent, are not timed.
  rig.now = 5_000
  rig.hears(CANCELED, 1)
  rig.hears(CANCELED, 77)
  expect(rig.reason).toBe('')
  rig.hears(REJECTED, 2)
  expect(rig.reason).toContain('the latest: 4.9 us')
})

test('data: silence and reported losses, the latter when asked for', () => {
  for (const gaps of [true, false]) {
    const rig = new Rig({ data: { silenceNanosMax: 1e9, gaps } })
    rig.seat.onMarket(0, 0, Number.NaN)
    rig.seat.onGap(5)
    expect(rig.reason).toBe(gaps ? 'market data lost: the feed reports a gap' : '')
  }
  const rig = new Rig({ data: { silenceNanosMax: 1e9, gaps: false } })
  rig.seat.onMarket(0, 0, Number.NaN)
  rig.breaker.check(1e9)
  expect(rig.reason).toBe('')
  rig.breaker.check(1e9 + 1)
  expect(rig.reason).toContain('market data silent for more than 1 s')
})

test('clocks: of a venue against the own, and of the wall against a steady one', () => {
  const rig = new Rig({ clock: { jumpNanosMax: 1e6 } })
  rig.seat.onMarket(0, 10, Number.NaN)
  rig.seat.onMarket(3e6, 20, Number.NaN)
  expect(rig.reason).toContain('clock jumped by more than 1 ms')
  const live = new Rig({ clock: { jumpNanosMax: 1e6 } })
  live.breaker.check(1e9, 100e9)
  live.breaker.check(2e9, 101e9)
  expect(live.reason).toBe('')
  live.breaker.check(3e9, 99e9)
  expect(live.reason).toBe('clock jumped by more than 1 ms: 3 s')
})

test('stages: one that does not beat', () => {
  const rig = new Rig({ heartbeat: { silenceNanosMax: 1e9, stages: ['feed'] } })
  rig.breaker.beat(0, 0)
  rig.breaker.check(1e9)
  expect(rig.reason).toBe('')
  rig.breaker.check(2e9)
  expect(rig.reason).toBe('no heartbeat of feed for more than 1 s: 2 s')
})

test('journal: a failure trips, and is an alert of its own', () => {
  const rig = new Rig({})
  rig.breaker.journalFailed('no space left', 8)
  expect(rig.reason).toBe('journal failed: no space left')
  expect(rig.raised.map(({ code }) => code)).toEqual([ALERT_JOURNAL, ALERT_TRIPPED])
})

test('while the switch is on nothing is judged; re-arming forgets the past', () => {
  const rig = new Rig({ messages: { messagesMax: 2, windowNanos: 1e9 } })
  for (let k = 0; k < 9; k++) rig.sends()
  expect(rig.killSwitch.trips).toBe(1)
  expect(rig.raised).toHaveLength(1)
  rig.killSwitch.rearm()
  rig.sends()
  rig.sends()
  expect(rig.killSwitch.isTripped).toBe(false)
  rig.sends()
  expect(rig.killSwitch.trips).toBe(2)
})

test('without thresholds nothing ever trips', () => {
  const rig = new Rig({})
  for (let k = 0; k < 1e4; k++) rig.sends()
  rig.seat.onMarket(0, 0, 1e9)
  rig.seat.onMarket(1e15, 1e6, -1e9)
  rig.seat.onGap(1)
  rig.breaker.check(1e15, 0)
  expect(rig.killSwitch.isTripped).toBe(false)
})

test('thresholds that cannot be are all named', () => {
  const limits: BreakerLimits = {
    loss: { lossMax: -1, windowNanos: Number.NaN },
    rejects: { shareMax: 1, answers: 2.5 },
  }
  expect(() => new Rig(limits)).toThrow(
    'loss.lossMax must be a positive, finite number; loss.windowNanos must be a positive, finite ' +
      'number; rejects.answers must be a whole number of at most 1000000; rejects.shareMax must be below 1',
  )
})
