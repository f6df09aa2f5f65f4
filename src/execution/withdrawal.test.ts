/** From the trip to the venue's answer, or to the alert that there is none. */
import { expect, test } from 'vitest'
import {
  ALERT_TRIPPED,
  ALERT_UNCONFIRMED,
  ALERT_WITHDRAWN,
  BUY,
  lots,
  SIDES,
  ticks,
} from '../core/index.ts'
import { AlertLog } from '../risk/index.ts'
import { NOT_SENT } from '../strategy/index.ts'
import { WiredDesk } from './wired-desk.suite.ts'
import { Withdrawal } from './withdrawal.ts'

function watched() {
  const wired = new WiredDesk()
  const { killSwitch } = wired
  const alerts = new AlertLog()
  const steps: string[] = []
  const withdrawal = new Withdrawal({
    killSwitch,
    alerts,
    timeoutNanos: 1_000,
    onStep: (state, open) => steps.push(`${state} ${open}`),
  })
  withdrawal.join([wired.desk])
  const codes = () => alerts.alerts.map(({ code }) => code)
  return { wired, killSwitch, alerts, withdrawal, steps, codes }
}

test('nothing is told while the switch is armed', () => {
  const { withdrawal, steps, alerts } = watched()
  withdrawal.check(1)
  expect(steps).toEqual([])
  expect(alerts.raised).toBe(0)
})

test('without orders a trip is confirmed at once', () => {
  const { killSwitch, withdrawal, steps, codes } = watched()
  killSwitch.trip('operator')
  withdrawal.check(5)
  expect(steps).toEqual(['tripped 0', 'withdrawing 0', 'confirmed 0'])
  expect(codes()).toEqual([ALERT_TRIPPED, ALERT_WITHDRAWN])
})

test('working orders and one on its way are open until the venue has answered for each', () => {
  for (const side of SIDES) {
    const { wired, killSwitch, withdrawal, steps } = watched()
    const { desk } = wired
    desk.enter(side, ticks(100), lots(2))
    wired.accepted(1, side)
    desk.enter(side, ticks(100), lots(3))
    killSwitch.trip('operator')
    withdrawal.check(1)
    expect([withdrawal.openOrders, withdrawal.openLots]).toEqual([2, 5])
    expect(desk.enter(side, ticks(100), lots(1))).toBe(NOT_SENT)
    desk.cancelAll()
    wired.canceled(1, side)
    withdrawal.check(2)
    expect(withdrawal.state).toBe('withdrawing')
    // The venue took the second one before it heard of anything.
    wired.accepted(2, side, 2)
    desk.cancelAll()
    wired.canceled(2, side)
    withdrawal.check(3)
    expect(steps).toEqual(['tripped 2', 'withdrawing 2', 'confirmed 0'])
  }
})

test('an answer that does not come is an alert of its own, once, and may still come', () => {
  const { wired, killSwitch, withdrawal, alerts, codes } = watched()
  wired.desk.enter(BUY, ticks(100), lots(4))
  wired.accepted(1, BUY)
  killSwitch.trip('operator')
  for (const now of [0, 1_000]) {
    withdrawal.check(now)
    expect(withdrawal.state).toBe('withdrawing')
  }
  for (const now of [1_001, 2_000, 9_000]) {
    withdrawal.check(now)
    expect(withdrawal.state).toBe('unconfirmed')
  }
  expect(alerts.alerts.at(-1)?.text).toBe(
    'withdrawal not confirmed: 1 order with 4 lots may still trade',
  )
  wired.desk.cancelAll()
  wired.canceled(1, BUY)
  withdrawal.check(9_001)
  expect(codes()).toEqual([ALERT_TRIPPED, ALERT_UNCONFIRMED, ALERT_WITHDRAWN])
})

test('re-arming ends it, and the next trip begins anew, however short the time between', () => {
  const { killSwitch, withdrawal, steps, codes } = watched()
  killSwitch.trip('first')
  withdrawal.check(1)
  killSwitch.rearm()
  withdrawal.check(2)
  killSwitch.trip('second')
  withdrawal.check(3)
  killSwitch.rearm()
  killSwitch.trip('third')
  withdrawal.check(4)
  expect(steps.filter((step) => step !== 'withdrawing 0')).toEqual([
    'tripped 0',
    'confirmed 0',
    'armed 0',
    'tripped 0',
    'confirmed 0',
    'tripped 0',
    'confirmed 0',
  ])
  expect(codes().filter((code) => code === ALERT_TRIPPED)).toHaveLength(3)
})
