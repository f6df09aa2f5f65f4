/** spread-threshold: hysteresis, never crossing, and the inventory limit. */
import { expect, test } from 'vitest'
import { BUY, lots, opposite, SELL, SIDES, sideName, ticks } from '../core/index.ts'
import { FakeRun } from './fake-context.suite.ts'
import { spreadThreshold } from './spread-threshold.ts'

const spread = (ticks: number): string => `1 | ${100 + ticks} |\n | 100 | 1`
const run = (overrides = {}) => new FakeRun(spreadThreshold, overrides)
const quotesOf = ({ quotes }: FakeRun) => [quotes.of(BUY), quotes.of(SELL)]

test('opens at the threshold, holds between the thresholds, and stops below the lower', () => {
  const one = run({ openTicks: 6, closeTicks: 4 })
  const wanted: boolean[] = []
  for (const ticks of [5, 6, 5, 4, 3, 4, 5, 6, 4]) {
    one.see(spread(ticks))
    const [bid, ask] = quotesOf(one)
    expect(bid === undefined).toBe(ask === undefined)
    wanted.push(bid !== undefined)
  }
  expect(wanted).toEqual([false, true, true, true, false, false, false, true, true])
})

test('with equal thresholds there is no band to hold in', () => {
  const one = run({ openTicks: 4, closeTicks: 4 })
  expect(quotesOf(one.see(spread(4)))).toEqual(['1 at 101', '1 at 103'])
  expect(quotesOf(one.see(spread(3)))).toEqual([undefined, undefined])
})

test('quotes inside the touch by as much as it may, and never reaches the other quote', () => {
  for (const [ticks, improveTicks, bid, ask] of [
    [10, 1, 101, 109],
    [10, 4, 104, 106],
    [10, 9, 104, 106],
    [9, 9, 104, 105],
    [4, 5, 101, 103],
    [3, 5, 101, 102],
    [2, 5, 100, 102],
    [1, 5, 100, 101],
    [10, 0, 100, 110],
  ] as const) {
    const one = run({ openTicks: 1, closeTicks: 1, improveTicks, sizeLots: 2 })
    expect(quotesOf(one.see(spread(ticks)))).toEqual([`2 at ${bid}`, `2 at ${ask}`])
  }
})

test('a one-sided, locked or crossed book is no place to quote, and ends the holding', () => {
  for (const drawing of ['1 | 110 |', '| 100 | 1', '', '1 | 100 | 1', '1 | 99 | \n | 100 | 1']) {
    const one = run({ openTicks: 4, closeTicks: 2 }).see(spread(10))
    expect(quotesOf(one)).toEqual(['1 at 101', '1 at 109'])
    expect(quotesOf(one.see(drawing))).toEqual([undefined, undefined])
    expect(quotesOf(one.see(spread(3)))).toEqual([undefined, undefined])
    expect(quotesOf(one.see(spread(4)))).toEqual(['1 at 101', '1 at 103'])
  }
})

for (const side of SIDES) {
  const away = opposite(side)

  test(`${sideName(side)}: near the inventory limit it wants what still fits, at it the other side only`, () => {
    const one = run({ sizeLots: 4, inventoryLimitLots: 10 })
    for (const [position, size] of [
      [6, '4'],
      [7, '3'],
      [9, '1'],
      [10, undefined],
      [12, undefined],
    ] as const) {
      one.position = lots(side * position)
      one.see(spread(10))
      expect(one.quotes.of(side)?.split(' ')[0]).toBe(size)
      expect(one.quotes.of(away)?.split(' ')[0]).toBe('4')
    }
  })

  test(`${sideName(side)}: the fill that reaches the limit takes the quote back at once`, () => {
    const one = run({ sizeLots: 5, inventoryLimitLots: 5 }).see(spread(10))
    expect(one.quotes.of(side)).toBeDefined()
    one.fill(side, 5)
    expect(one.quotes.of(side)).toBeUndefined()
    expect(one.quotes.of(away)).toBeDefined()
  })
}

test('shows what it decides by', () => {
  const one = run({ openTicks: 7, closeTicks: 5 }).see(spread(6))
  expect(spreadThreshold.gauges?.(one.state, one.params as never)).toEqual({
    'spread ticks': 6,
    'open threshold': 7,
    'close threshold': 5,
  })
})

test('its defaults are possible, and impossible parameters are all named', () => {
  const { params, validate } = spreadThreshold
  expect(validate?.(params)).toEqual([])
  const problems = validate?.({
    openTicks: 0,
    closeTicks: 0,
    improveTicks: -1,
    sizeLots: 0,
    inventoryLimitLots: 1.5,
  })
  expect(problems).toHaveLength(5)
  expect(validate?.({ ...params, closeTicks: 5 })).toEqual(['closeTicks is at most openTicks'])
  expect(validate?.({ ...params, closeTicks: Number.NaN })).toHaveLength(1)
  expect(validate?.({ ...params, openTicks: Number.NaN })).toHaveLength(1)
  expect(validate?.({ ...params, improveTicks: 0.5 })).toHaveLength(1)
})

test('where the book holds its own quotes it measures the spread of the others, and stays where it is', () => {
  for (const mine of [1, 3]) {
    const one = run({ openTicks: 4, closeTicks: 3, sizeLots: mine })
    one.isOwnInBook = true
    one.see('1 | 110 |\n | 100 | 1')
    for (const side of SIDES) one.orders.enter(side, ticks(side === BUY ? 101 : 109), lots(mine))
    one.orders.acceptAll()
    one.see(`1 | 110 |\n${mine} | 109 |\n | 101 | ${mine}\n | 100 | 1`)
    expect(quotesOf(one)).toEqual([`${mine} at 101`, `${mine} at 109`])
    // Somebody joins the bid: now it is theirs to improve.
    one.see(`1 | 110 |\n${mine} | 109 |\n | 101 | ${mine + 1}\n | 100 | 1`)
    expect(quotesOf(one)).toEqual([`${mine} at 102`, `${mine} at 109`])
    // Nobody else is left on one side.
    one.see(`1 | 110 |\n${mine} | 109 |\n | 101 | ${mine}`)
    expect(quotesOf(one)).toEqual([undefined, undefined])
  }
})

test('while it is not known where its own quotes stand it leaves them, but for a side that is full', () => {
  for (const side of SIDES) {
    const one = run({ openTicks: 4, closeTicks: 3, inventoryLimitLots: 2 })
    one.isOwnInBook = true
    one.see(spread(10))
    expect(quotesOf(one)).toEqual(['1 at 101', '1 at 109'])
    one.orders.enter(BUY, ticks(101), lots(1))
    one.see(spread(2))
    expect(quotesOf(one)).toEqual(['1 at 101', '1 at 109'])
    one.fill(side, 2)
    expect([one.quotes.of(side), one.quotes.of(opposite(side))]).toEqual([
      undefined,
      side === BUY ? '1 at 109' : '1 at 101',
    ])
    one.orders.acceptAll()
    one.see(spread(2))
    expect(quotesOf(one)).toEqual([undefined, undefined])
  }
})
