/** The switch that stops trading: first reason stays, sharing its flag is enough to trip it. */
import { expect, test } from 'vitest'
import { KillSwitch } from './kill-switch.ts'

test('starts armed and without a record', () => {
  const killSwitch = new KillSwitch()
  expect(killSwitch.isTripped).toBe(false)
  expect(killSwitch.record).toBeUndefined()
  expect(killSwitch.trips).toBe(0)
})

test('tripping twice is tripping once: the first reason and instant stay', () => {
  const killSwitch = new KillSwitch()
  killSwitch.trip('operator', 5)
  killSwitch.trip('maximum daily loss', 9)
  expect(killSwitch.isTripped).toBe(true)
  expect(killSwitch.record).toEqual({ reason: 'operator', atNanos: 5 })
  expect(killSwitch.trips).toBe(1)
})

test('stays tripped until it is re-armed, and then trips anew', () => {
  const killSwitch = new KillSwitch()
  killSwitch.trip('first')
  killSwitch.rearm()
  expect(killSwitch.isTripped).toBe(false)
  expect(killSwitch.record).toBeUndefined()
  killSwitch.rearm()
  killSwitch.trip('second', 3)
  expect(killSwitch.record).toEqual({ reason: 'second', atNanos: 3 })
  expect(killSwitch.trips).toBe(2)
})

test('a flag in shared memory trips every switch that reads it', () => {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const here = new KillSwitch(flag)
  const there = new KillSwitch(flag)
  there.trip('the other thread', 1)
  expect(here.isTripped).toBe(true)
  expect(here.record).toBeUndefined()
  here.rearm()
  expect(there.isTripped).toBe(false)
  expect(there.record).toBeUndefined()
})
