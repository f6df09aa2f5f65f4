/** skew-quoter: where it quotes, how it leans, and when it leaves a side out. */
import { expect, test } from 'vitest'
import { BUY, lots, opposite, SELL, SIDES } from '../core/index.ts'
import { FakeRun } from './fake-context.suite.ts'
import { skewQuoter } from './skew-quoter.ts'

/** A mid of 100.00 in cents: 2.5 basis points are two and a half ticks. */
const BOOK = '9 | 10001 |\n | 9999 | 9'
/** One lot of 0.001 at 100 is worth 0.1: ten lots make an order, a hundred the limit. */
const PARAMS = { orderValue: 1, positionValueMax: 10 }

function step(run: FakeRun, drawing = BOOK): (string | undefined)[] {
  run.draw(drawing).timer()
  return SIDES.map((side) => run.quotes.of(side))
}

test('flat, it quotes both sides at the same distance, rounded away from the mid', () => {
  expect(step(new FakeRun(skewQuoter, PARAMS))).toEqual(['10 at 9997', '10 at 10003'])
})

test('it leans against its inventory, and never quotes better than the touch', () => {
  for (const side of SIDES) {
    const run = new FakeRun(skewQuoter, PARAMS)
    run.position = lots(side * 100)
    expect(step(run)).toEqual(
      side === BUY ? ['10 at 9995', '10 at 10001'] : ['10 at 9999', '10 at 10005'],
    )
  }
})

test('beyond the limit it wants the reducing side only', () => {
  for (const side of SIDES) {
    const run = new FakeRun(skewQuoter, PARAMS)
    step(run)
    run.position = lots(side * 101)
    step(run)
    expect(run.quotes.of(side)).toBeUndefined()
    expect(run.quotes.of(opposite(side))).toBeDefined()
  }
})

test('without two sides it wants nothing, and what has filled waits for the next step', () => {
  const run = new FakeRun(skewQuoter, PARAMS)
  step(run)
  run.fill(SELL, 10)
  expect(SIDES.map((side) => run.quotes.of(side))).toEqual(['10 at 9997', undefined])
  expect(step(run)).not.toContain(undefined)
  expect(step(run, ' | 9999 | 9')).toEqual([undefined, undefined])
})

test('an order is one lot at least, and impossible parameters are named', () => {
  const run = new FakeRun(skewQuoter, { ...PARAMS, orderValue: 0.001 })
  expect(step(run)).toEqual(['1 at 9997', '1 at 10003'])
  expect(skewQuoter.validate?.(skewQuoter.params)).toEqual([])
  const wrong = { halfSpreadBps: -1, skewBps: Number.NaN, orderValue: 0, positionValueMax: -3 }
  expect(skewQuoter.validate?.({ ...wrong, stepNanos: 0.5 })).toHaveLength(5)
})
