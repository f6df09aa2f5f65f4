/** Executions seen once are known again, and no other is ever taken for one of them. */
import { expect, test } from 'vitest'
import { SeenExecutions } from './seen-executions.ts'

test('a number is new once, and numbers with the same last bits are not mixed up', () => {
  const seen = new SeenExecutions()
  for (const number of [1, 2, 4_097, 2 ** 40 + 7]) {
    expect([seen.isNew(number), seen.isNew(number)]).toEqual([true, false])
  }
  // 4097 has taken the place of 1, which would be taken in again.
  expect(seen.isNew(1)).toBe(true)
})

test('an execution without a number is always new', () => {
  const seen = new SeenExecutions()
  expect([0, 0, 0].map((number) => seen.isNew(number))).toEqual([true, true, true])
})

test('the newest 4,096 of ascending numbers are all known', () => {
  const seen = new SeenExecutions()
  for (let number = 1; number <= 10_000; number++) expect(seen.isNew(number)).toBe(true)
  for (let number = 10_000 - 4_095; number <= 10_000; number++) {
    if (seen.isNew(number)) expect(number).toBe('known')
  }
})
