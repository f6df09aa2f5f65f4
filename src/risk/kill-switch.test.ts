/** The switch that stops trading: first reason stays, sharing its memory is enough to trip it. */
import { expect, test } from 'vitest'
import { KILL_SWITCH_BYTES, KillSwitch } from './kill-switch.ts'

test('starts armed and without a record', () => {
  const killSwitch = new KillSwitch()
  expect(killSwitch.isTripped).toBe(false)
  expect(killSwitch.record).toBeUndefined()
  expect(killSwitch.trips).toBe(0)
})

test('tripping twice is tripping once: the first reason and instant stay', () => {
  const killSwitch = new KillSwitch()
  expect(killSwitch.trip('operator', 5)).toBe(true)
  expect(killSwitch.trip('maximum daily loss', 9)).toBe(false)
  expect(killSwitch.isTripped).toBe(true)
  expect(killSwitch.record).toEqual({ reason: 'operator', atNanos: 5 })
  expect(killSwitch.trips).toBe(1)
})

test('stays tripped until it is re-armed, and then trips anew', () => {
  const killSwitch = new KillSwitch()
  killSwitch.trip('a first, much longer reason')
  killSwitch.rearm()
  expect(killSwitch.isTripped).toBe(false)
  expect(killSwitch.record).toBeUndefined()
  killSwitch.rearm()
  killSwitch.trip('second', 3)
  expect(killSwitch.record).toEqual({ reason: 'second', atNanos: 3 })
  expect(killSwitch.trips).toBe(2)
})

test('one in shared memory trips every switch that reads it, with its reason', () => {
  const memory = new SharedArrayBuffer(KILL_SWITCH_BYTES)
  const here = new KillSwitch(memory)
  const there = new KillSwitch(memory)
  there.trip('the other thread: 2 µs', 1)
  expect(here.isTripped).toBe(true)
  expect(here.record).toEqual({ reason: 'the other thread: 2 µs', atNanos: 1 })
  expect(here.trip('too late')).toBe(false)
  here.rearm()
  expect(there.isTripped).toBe(false)
  expect(there.record).toBeUndefined()
})

test('one that another thread is tripping is tripped before its reason is there', () => {
  const memory = new SharedArrayBuffer(KILL_SWITCH_BYTES)
  const claimed = 1
  new Int32Array(memory)[0] = claimed
  const killSwitch = new KillSwitch(memory)
  expect(killSwitch.isTripped).toBe(true)
  expect(killSwitch.record?.reason).toBe('tripped by another thread')
})

test('a reason longer than its room is cut, and never a failure', () => {
  const killSwitch = new KillSwitch()
  killSwitch.trip('ä'.repeat(1_000), 7)
  expect(killSwitch.record?.reason).toMatch(/^ä{116}$/)
  expect(killSwitch.record?.atNanos).toBe(7)
})

test('one tripped without a clock has the time at which a run noticed, the first one', () => {
  const killSwitch = new KillSwitch()
  killSwitch.noticed(3)
  killSwitch.trip('another thread')
  killSwitch.noticed(5)
  killSwitch.noticed(9)
  expect(killSwitch.record?.atNanos).toBe(5)
})
