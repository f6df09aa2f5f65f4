/** Every hard limit at its boundary, on both sides, one tightened at a time. */
import { expect, test } from 'vitest'
import {
  BUY,
  CANCEL_ORDER,
  Instrument,
  lots,
  NO_PRICE,
  nanos,
  REPLACE_ORDER,
  SELL,
  SIDES,
  sideName,
  ticks,
} from '../core/index.ts'
import { Bench, LINEAR, marketIntent } from './judged-intent.suite.ts'
import {
  KILL_SWITCH,
  MALFORMED,
  NO_MARKET,
  NO_REASON,
  ORDER_RATE,
  ORDER_SIZE,
  ORDER_VALUE,
  POSITION_LIMIT,
  PRICE_COLLAR,
} from './reason.ts'

const EMPTY = ''

for (const side of SIDES) {
  const name = sideName(side)

  test(`${name}: an order of the largest size passes, one lot more does not`, () => {
    const bench = new Bench({ orderLotsMax: 7 })
    expect(bench.judge({ side, size: lots(7) })).toBe(NO_REASON)
    expect(bench.judge({ side, size: lots(8) })).toBe(ORDER_SIZE)
    expect(bench.judge(marketIntent(side, 7))).toBe(NO_REASON)
    expect(bench.judge(marketIntent(side, 8))).toBe(ORDER_SIZE)
  })

  test(`${name}: the position limit counts position, open orders and the new one`, () => {
    const bench = new Bench({ positionLotsMax: 10 })
    bench.account.position = lots(side * 4)
    if (side === BUY) bench.account.openBids = 3
    else bench.account.openAsks = 3
    expect(bench.judge({ side, size: lots(3) })).toBe(NO_REASON)
    expect(bench.judge({ side, size: lots(4) })).toBe(POSITION_LIMIT)
    expect(bench.judge(marketIntent(side, 4))).toBe(POSITION_LIMIT)
  })

  test(`${name}: orders of the other side do not make room`, () => {
    const bench = new Bench({ positionLotsMax: 10 })
    bench.account.openBids = side === BUY ? 0 : 100
    bench.account.openAsks = side === BUY ? 100 : 0
    expect(bench.judge({ side, size: lots(10) })).toBe(NO_REASON)
    expect(bench.judge({ side, size: lots(11) })).toBe(POSITION_LIMIT)
  })

  test(`${name}: a position at its limit may be turned round, to the other limit and no further`, () => {
    const bench = new Bench({ positionLotsMax: 10 })
    bench.account.position = lots(-side * 10)
    expect(bench.judge({ side, size: lots(20) })).toBe(NO_REASON)
    expect(bench.judge({ side, size: lots(21) })).toBe(POSITION_LIMIT)
  })

  test(`${name}: a replace is judged by its growth, and one that does not grow always fits`, () => {
    const bench = new Bench({ positionLotsMax: 10 })
    bench.account.position = lots(side * 6)
    if (side === BUY) bench.account.openBids = 3
    else bench.account.openAsks = 3
    const replace = { action: REPLACE_ORDER, side, size: lots(4) } as const
    expect(bench.judge({ ...replace, growth: lots(1) })).toBe(NO_REASON)
    expect(bench.judge({ ...replace, growth: lots(2) })).toBe(POSITION_LIMIT)
    bench.account.position = lots(side * 50)
    expect(bench.judge({ ...replace, growth: lots(0) })).toBe(NO_REASON)
  })

  test(`${name}: the collar is measured from the mid, and includes its edge`, () => {
    // The mid is 100: 500 basis points are 5 ticks either way.
    const bench = new Bench({ priceCollarBps: 500 })
    for (const [price, reason] of [
      [105, NO_REASON],
      [106, PRICE_COLLAR],
      [95, NO_REASON],
      [94, PRICE_COLLAR],
    ] as const) {
      expect(bench.judge({ side, price: ticks(price) })).toBe(reason)
    }
  })

  test(`${name}: a market order is judged by the price that it would take`, () => {
    // Mid 100, touch 5 ticks away on either side: 500 basis points.
    for (const [priceCollarBps, reason] of [
      [500, NO_REASON],
      [499, PRICE_COLLAR],
    ] as const) {
      const bench = new Bench({ priceCollarBps }, '7 | 105 |\n| 95 | 7')
      expect(bench.judge(marketIntent(side, 1))).toBe(reason)
    }
  })

  test(`${name}: in a one-sided book the collar is measured from the side there is`, () => {
    for (const drawing of ['7 | 100 |', '| 100 | 7']) {
      const bench = new Bench({ priceCollarBps: 500 }, drawing)
      expect(bench.judge({ side, price: ticks(105) })).toBe(NO_REASON)
      expect(bench.judge({ side, price: ticks(106) })).toBe(PRICE_COLLAR)
      expect(bench.judge({ side, price: ticks(94) })).toBe(PRICE_COLLAR)
      expect(bench.judge(marketIntent(side, 1))).toBe(NO_REASON)
    }
  })

  test(`${name}: without a market nothing can be judged, so nothing leaves`, () => {
    const bench = new Bench({}, EMPTY)
    expect(bench.judge({ side })).toBe(NO_MARKET)
    expect(bench.judge(marketIntent(side, 1))).toBe(NO_MARKET)
    expect(bench.judge({ side, action: REPLACE_ORDER })).toBe(NO_MARKET)
  })

  test(`${name}: the value of a limit order is taken at its own price`, () => {
    const bench = new Bench({ orderValueMax: 1_000 })
    expect(bench.judge({ side, price: ticks(100), size: lots(10) })).toBe(NO_REASON)
    expect(bench.judge({ side, price: ticks(101), size: lots(10) })).toBe(ORDER_VALUE)
  })

  test(`${name}: the value of a market order is taken at the touch it takes`, () => {
    const touch = side === BUY ? 101 : 99
    expect(new Bench({ orderValueMax: touch * 3 }).judge(marketIntent(side, 3))).toBe(NO_REASON)
    expect(new Bench({ orderValueMax: touch * 3 - 1 }).judge(marketIntent(side, 3))).toBe(
      ORDER_VALUE,
    )
  })

  test(`${name}: contract size scales the value; an inverse contract's is in its own units`, () => {
    const linear = new Instrument({ symbol: 'L', tick: '1', lot: '0.1', contractSize: 50 })
    const inverse = new Instrument({
      symbol: 'I',
      tick: '1',
      lot: '1',
      contract: 'inverse',
      contractSize: 100,
    })
    // 20 lots of 0.1 times 50 at 100 are 10,000; 20 contracts of 100 are 2,000 at any price.
    for (const [instrument, value] of [
      [linear, 10_000],
      [inverse, 2_000],
    ] as const) {
      const order = { side, price: ticks(100), size: lots(20) }
      const within = new Bench({ orderValueMax: value }, undefined, instrument)
      const beyond = new Bench({ orderValueMax: value - 1 }, undefined, instrument)
      expect(within.judge(order)).toBe(NO_REASON)
      expect(beyond.judge(order)).toBe(ORDER_VALUE)
    }
  })

  test(`${name}: negative prices have a value and a collar too`, () => {
    const bench = new Bench(
      { orderValueMax: 1_000, priceCollarBps: 500 },
      '5 | -99 | \n | -101 | 5',
    )
    expect(bench.judge({ side, price: ticks(-100), size: lots(10) })).toBe(NO_REASON)
    expect(bench.judge({ side, price: ticks(-100), size: lots(11) })).toBe(ORDER_VALUE)
    expect(bench.judge({ side, price: ticks(-106) })).toBe(PRICE_COLLAR)
    expect(bench.judge({ side, price: ticks(-94) })).toBe(PRICE_COLLAR)
  })

  test(`${name}: an order no record could carry is malformed`, () => {
    const bench = new Bench({ orderLotsMax: 1e12, priceCollarBps: 1e12, positionLotsMax: 1e12 })
    const sizes = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 0x8000_0000]
    for (const size of sizes) expect(bench.judge({ side, size: lots(size) })).toBe(MALFORMED)
    const prices = [NO_PRICE, 99.5, Number.NaN, Number.NEGATIVE_INFINITY, 0x8000_0000, -0x8000_0001]
    for (const price of prices) {
      expect(bench.judge({ side, price: ticks(price) })).toBe(MALFORMED)
      expect(bench.judge({ side, action: REPLACE_ORDER, price: ticks(price) })).toBe(MALFORMED)
    }
    for (const orderId of [0.5, Number.NaN, 2 ** 53]) {
      expect(bench.judge({ side, orderId })).toBe(MALFORMED)
    }
    expect(bench.judge({ side: 0 as typeof side })).toBe(MALFORMED)
    expect(bench.judge({ side, price: ticks(0x7fff_ffff) })).toBe(NO_REASON)
  })

  test(`${name}: the throttle lets a burst through and then one for each interval`, () => {
    const bench = new Bench({ ordersPerSecondMax: 10, ordersBurstMax: 2 })
    expect(bench.judge({ side })).toBe(NO_REASON)
    expect(bench.judge({ side, action: REPLACE_ORDER })).toBe(NO_REASON)
    expect(bench.judge({ side })).toBe(ORDER_RATE)
    bench.now = nanos(99_999_999)
    expect(bench.judge({ side })).toBe(ORDER_RATE)
    bench.now = nanos(100_000_000)
    expect(bench.judge({ side })).toBe(NO_REASON)
    expect(bench.judge({ side })).toBe(ORDER_RATE)
  })

  test(`${name}: what another limit refuses does not use up the throttle`, () => {
    const bench = new Bench({ ordersPerSecondMax: 1, ordersBurstMax: 1, orderLotsMax: 1 })
    for (let k = 0; k < 5; k++) expect(bench.judge({ side, size: lots(2) })).toBe(ORDER_SIZE)
    expect(bench.judge({ side })).toBe(NO_REASON)
  })

  test(`${name}: a withdrawal passes whatever is stopped, broken or exhausted`, () => {
    const bench = new Bench({ ordersPerSecondMax: 1, ordersBurstMax: 1, orderLotsMax: 1 }, EMPTY)
    bench.killSwitch.trip('operator')
    const cancel = { action: CANCEL_ORDER, side, size: lots(99), price: NO_PRICE } as const
    for (let k = 0; k < 3; k++) expect(bench.judge(cancel)).toBe(NO_REASON)
    expect(bench.judge({ side })).toBe(KILL_SWITCH)
    expect(bench.judge({ side, action: REPLACE_ORDER })).toBe(KILL_SWITCH)
    expect(bench.judge(cancel)).toBe(NO_REASON)
  })
}

test('refusals are counted by reason, approvals apart', () => {
  const bench = new Bench({ orderLotsMax: 5, priceCollarBps: 500 })
  bench.judge({})
  bench.judge({ side: SELL })
  for (let k = 0; k < 3; k++) bench.judge({ size: lots(6) })
  for (let k = 0; k < 2; k++) bench.judge({ price: ticks(1_000) })
  bench.gate.refuse(MALFORMED)
  expect(bench.gate.approvals).toBe(2)
  expect(bench.gate.refusals[ORDER_SIZE]).toBe(3)
  expect(bench.gate.refusals[PRICE_COLLAR]).toBe(2)
  expect(bench.gate.refusals[MALFORMED]).toBe(1)
  expect(bench.gate.refusals.reduce((sum, count) => sum + count)).toBe(6)
  expect(bench.gate.reason).toBe(MALFORMED)
})

test('the test instrument is what the figures above take it for', () => {
  expect(LINEAR.price(ticks(100))).toBe(100)
  expect(LINEAR.quantity(lots(7))).toBe(7)
})
