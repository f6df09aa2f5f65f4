/** Limits are mandatory: whatever is missing, infinite or not positive is named, all at once. */
import { expect, test } from 'vitest'
import { LINEAR, LOOSE } from './judged-intent.suite.ts'
import { KillSwitch } from './kill-switch.ts'
import { LimitGate } from './limit-gate.ts'
import { limitProblems } from './limit-problems.ts'
import { NO_REASON, REASON_COUNT, reasonText } from './reason.ts'
import type { RiskLimits } from './risk-limits.ts'

const names = Object.keys(LOOSE) as (keyof RiskLimits)[]
const gateOf = (limits: RiskLimits) =>
  new LimitGate({ limits, instrument: LINEAR, killSwitch: new KillSwitch() })

for (const name of names) {
  test(`${name} must be a positive, finite number`, () => {
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, undefined, '5', null]) {
      const limits = { ...LOOSE, [name]: value } as RiskLimits
      expect(limitProblems(limits)).toEqual([`${name} must be a positive, finite number`])
      expect(() => gateOf(limits)).toThrow(name)
    }
  })
}

test('all impossible limits are named together', () => {
  const limits = Object.fromEntries(names.map((name) => [name, 0])) as unknown as RiskLimits
  expect(limitProblems(limits)).toHaveLength(names.length)
  for (const name of names) expect(() => gateOf(limits)).toThrow(name)
  expect(limitProblems({} as RiskLimits)).toHaveLength(names.length)
})

test('a burst smaller than one order would let nothing through, and is refused by name', () => {
  const limits = { ...LOOSE, ordersBurstMax: 0.5 }
  expect(limitProblems(limits)).toEqual(['ordersBurstMax must be at least 1'])
  expect(() => gateOf(limits)).toThrow('ordersBurstMax')
})

test('possible limits have no problems', () => {
  expect(limitProblems(LOOSE)).toEqual([])
  expect(gateOf(LOOSE).reason).toBe(NO_REASON)
})

test('every reason code has words of its own', () => {
  const words = Array.from({ length: REASON_COUNT }, (_, code) => reasonText(code))
  expect(new Set(words).size).toBe(REASON_COUNT)
  for (const text of words) expect(text).not.toMatch(/^reason \d/)
  expect(reasonText(REASON_COUNT)).toBe(`reason ${REASON_COUNT}`)
})
