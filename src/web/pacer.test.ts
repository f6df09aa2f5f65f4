/** The pacer on a clock that the test moves. */
import { expect, test } from 'vitest'
import { DEMO_DICTIONARY } from './demo-market.ts'
import { DemoSession } from './demo-session.ts'
import { Pacer } from './pacer.ts'

/** A session with its pacer; `pass` lets wall time pass in turns of `turnMillis`. */
function paced(turnMillis = 5) {
  let millis = 0
  const session = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1 })
  const pacer = new Pacer(session, () => millis)
  const pass = (spanMillis: number) => {
    for (const end = millis + spanMillis; millis < end; ) {
      millis = Math.min(end, millis + turnMillis)
      pacer.turn()
    }
  }
  return { session, pacer, pass, skip: (spanMillis: number) => (millis += spanMillis) }
}

for (const speed of [0.5, 1, 2, 5, 10, 100]) {
  test(`at ${speed}x a second runs ${100 * speed} ticks`, () => {
    for (const turnMillis of [1, 5, 16]) {
      const { session, pass } = paced(turnMillis)
      session.speed = speed
      pass(1_000)
      expect(Math.abs(session.status().ticks - 100 * speed)).toBeLessThanOrEqual(1)
      expect(session.status().atSeconds).toBeCloseTo(speed, 1)
    }
  })
}

test('the pace does not change the run', () => {
  const hashes = [1, 7, 33].map((turnMillis) => {
    const { session, pass } = paced(turnMillis)
    session.speed = 10
    while (session.status().ticks < 900) pass(turnMillis)
    session.pause()
    session.advance(1_500 - session.status().ticks)
    return session.status().runHash
  })
  expect(new Set(hashes).size).toBe(1)
})

test('nothing runs while paused, and no arrears build up', () => {
  const { session, pass } = paced()
  pass(100)
  const { ticks } = session.status()
  session.pause()
  pass(5_000)
  expect(session.status().ticks).toBe(ticks)
  session.resume()
  pass(10)
  expect(session.status().ticks).toBeLessThanOrEqual(ticks + 1)
})

test('a machine that slept does not race to catch up', () => {
  const { session, pass, skip } = paced()
  skip(3_600_000)
  pass(5)
  expect(session.status().ticks).toBeLessThanOrEqual(21)
})

test('as fast as possible runs until its slice is over, and wants to go on', () => {
  let millis = 0
  const session = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1, speed: 'max' })
  // Every look at the clock costs a millisecond.
  const pacer = new Pacer(session, () => millis++)
  expect(pacer.turn()).toBe(true)
  expect(session.status().ticks).toBeGreaterThan(32)
  expect(session.status().ticks).toBeLessThan(32 * 10)
  session.speed = 1
  pacer.turn()
  expect(pacer.turn()).toBe(false)
})

test('a series that ends while running leaves nothing to do', () => {
  let millis = 0
  const session = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1, speed: 'max', ticks: 50 })
  const pacer = new Pacer(session, () => millis++)
  expect(pacer.turn()).toBe(false)
  expect(session.status()).toMatchObject({ ticks: 50, phase: 'ended' })
})

test('the rate is measured', () => {
  const { session, pass } = paced()
  session.speed = 10
  pass(2_500)
  expect(session.status().ticksPerSecond).toBeGreaterThan(950)
  expect(session.status().ticksPerSecond).toBeLessThan(1_050)
})
