/** touch-quoter, step by step: what it keeps, cancels and enters, and by which position it decides. */
import { expect, test } from 'vitest'
import { BUY, lots, SELL, SIDES, sideName, ticks } from '../core/index.ts'
import { FakeRun } from './fake-context.suite.ts'
import { touchQuoter } from './touch-quoter.ts'

const touch = (bid: number, ask: number): string => `9 | ${ask} |\n | ${bid} | 9`

function stepped(run: FakeRun, drawing: string): string[] {
  run.orders.sent.length = 0
  run.draw(drawing).timer()
  return [...run.orders.sent]
}

test('enters one post-only order a side at the touch, with ids made of the prices', () => {
  const run = new FakeRun(touchQuoter)
  expect(stepped(run, touch(100, 103))).toEqual([
    'enter BUY 10 at 100 GTX id 200',
    'enter SELL 10 at 103 GTX id 207',
  ])
  expect(stepped(run, touch(100, 103))).toEqual([])
})

test('an offset rests that many ticks behind the touch', () => {
  const run = new FakeRun(touchQuoter, { offsetTicks: 2, sizeLots: 3 })
  expect(stepped(run, touch(100, 103))).toEqual([
    'enter BUY 3 at 98 GTX id 196',
    'enter SELL 3 at 105 GTX id 211',
  ])
})

test('sends nothing into a locked or crossed book, and nothing while trading is halted', () => {
  const run = new FakeRun(touchQuoter)
  for (const ask of [100, 99]) expect(stepped(run, touch(100, ask))).toEqual([])
  run.isHalted = true
  expect(stepped(run, touch(100, 103))).toEqual([])
  run.isHalted = false
  expect(stepped(run, touch(100, 103))).toHaveLength(2)
})

test('cancels what stands elsewhere, in ascending order of ids, before it enters anew', () => {
  const run = new FakeRun(touchQuoter)
  stepped(run, touch(100, 103))
  run.orders.acceptAll()
  expect(stepped(run, touch(101, 104))).toEqual([
    'cancel 200',
    'cancel 207',
    'enter BUY 10 at 101 GTX id 202',
    'enter SELL 10 at 104 GTX id 209',
  ])
})

test('leaves alone what the venue has not answered yet', () => {
  const run = new FakeRun(touchQuoter)
  stepped(run, touch(100, 103))
  expect(stepped(run, touch(101, 103))).toEqual(['enter BUY 10 at 101 GTX id 202'])
  run.orders.acceptAll()
  expect(stepped(run, touch(101, 103))).toEqual(['cancel 200'])
  // The cancel of 200 is in flight: back at its price, the order that dies there counts as standing.
  expect(stepped(run, touch(100, 103))).toEqual(['cancel 202'])
})

test('a price is free again once its order has ended', () => {
  const run = new FakeRun(touchQuoter)
  stepped(run, touch(100, 103))
  run.orders.end(200)
  expect(stepped(run, touch(100, 103))).toEqual(['enter BUY 10 at 100 GTX id 200'])
})

test('never enters an id that is alive on the other side of a crossed pair of steps', () => {
  const run = new FakeRun(touchQuoter)
  run.orders.enter(SELL, ticks(999), lots(1), undefined, 200)
  expect(stepped(run, touch(100, 103))).toEqual(['enter SELL 10 at 103 GTX id 207'])
})

test('does nothing without two sides', () => {
  for (const drawing of ['', '9 | 103 |', '| 100 | 9']) {
    const run = new FakeRun(touchQuoter)
    stepped(run, touch(100, 103))
    run.orders.acceptAll()
    expect(stepped(run, drawing)).toEqual([])
  }
})

for (const side of SIDES) {
  test(`${sideName(side)}: ten fills of 0.01 sum to less than 0.1, so an eleventh order leaves`, () => {
    const run = new FakeRun(touchQuoter)
    for (let k = 0; k < 10; k++) run.fill(side, 10)
    expect(run.position).toBe(side * 100)
    expect(Math.abs(run.positionFloat)).toBe(0.09999999999999999)
    const entered = (sent: string[]) => sent.some((line) => line.includes(sideName(side)))
    expect(entered(stepped(run, touch(100, 103)))).toBe(true)

    run.fill(side, 10)
    expect(entered(stepped(run, touch(110, 113)))).toBe(false)
    const other = sideName(side === BUY ? SELL : BUY)
    expect(stepped(run, touch(120, 123)).join()).toContain(other)
  })

  test(`${sideName(side)}: a position whose float sum is the limit has no room`, () => {
    const run = new FakeRun(touchQuoter, { sizeLots: 1, positionLimitLots: 4 })
    run.fill(side, 4)
    expect(stepped(run, touch(100, 103)).join()).not.toContain(`enter ${sideName(side)}`)
  })
}

test('prices below zero have ids of their own too', () => {
  const run = new FakeRun(touchQuoter)
  expect(stepped(run, touch(-3, -1))).toEqual([
    'enter BUY 10 at -3 GTX id -6',
    'enter SELL 10 at -1 GTX id -1',
  ])
})

test('its timer is its step, its defaults are possible, impossible parameters are all named', () => {
  const { params, timerNanos, validate } = touchQuoter
  expect(timerNanos?.({ ...params, stepNanos: 77 })).toBe(77)
  expect(validate?.(params)).toEqual([])
  const wrong = { offsetTicks: -1, sizeLots: 0, positionLimitLots: 0.5, stepNanos: 0 }
  expect(validate?.(wrong)).toHaveLength(4)
  for (const name of Object.keys(wrong)) {
    expect(validate?.({ ...params, [name]: Number.NaN })).toHaveLength(1)
  }
})
