/** Every control beyond the mandatory seven: at its limit, one below and one above, on both sides. */
import { expect, test } from 'vitest'
import {
  BUY,
  CANCEL_ORDER,
  Instrument,
  LIMIT,
  lots,
  NO_PRICE,
  nanos,
  opposite,
  REPLACE_ORDER,
  SELL,
  SIDES,
  STOP,
  sideName,
  ticks,
} from '../core/index.ts'
import { TRADING_HALTED, TRADING_OPEN, TRADING_REDUCING } from './controls/index.ts'
import { Bench, intent, LINEAR, LOOSE, marketIntent } from './judged-intent.suite.ts'
import {
  CROSSED_MARKET,
  DRAWDOWN,
  DUPLICATE_ORDER,
  GROSS_POSITION,
  GROSS_VALUE,
  HALTED_HERE,
  KILL_SWITCH,
  LAST_TRADE_COLLAR,
  LOCATE_REQUIRED,
  MARGIN,
  MESSAGE_RATE,
  NO_MARKET,
  NO_REASON,
  OPEN_ORDERS,
  OPEN_VALUE,
  ORDER_TO_TRADE,
  OWN_ORDER_CROSSED,
  POSITION_VALUE,
  PRICE_BAND,
  REDUCING_ONLY,
  SHORT_SALE,
  STALE_MARKET,
  TOUCH_COLLAR,
} from './reason.ts'

const DAY = 86_400e9
const cancel = { action: CANCEL_ORDER } as const
const one = lots(1)

for (const side of SIDES) {
  const name = sideName(side)
  const other = opposite(side)
  const at = (price: number, size = 1) => ({ side, price: ticks(price), size: lots(size) })

  test(`${name}: the fixed band includes its edges, also between two ticks`, () => {
    const tenths = new Instrument({ symbol: 'T', tick: '0.1', lot: '1' })
    for (const [priceMin, priceMax] of [
      [9.7, 10.3],
      [9.65, 10.35],
    ] as const) {
      const bench = new Bench({ priceMin, priceMax }, undefined, tenths)
      const judged = [96, 97, 98, 102, 103, 104].map((price) => bench.judge(at(price)))
      const [no, yes] = [PRICE_BAND, NO_REASON]
      expect(judged).toEqual([no, yes, yes, yes, yes, no])
      expect(bench.judge({ ...marketIntent(side, 1) })).toBe(yes)
    }
  })

  test(`${name}: the touch collar counts ticks outside the spread`, () => {
    const bench = new Bench({ touchCollarTicks: 3 })
    // The touch is 99 to 101.
    for (const price of [96, 97, 99, 100, 101, 103, 104]) {
      expect(bench.judge(at(price))).toBe(NO_REASON)
    }
    expect([95, 105].map((price) => bench.judge(at(price)))).toEqual([TOUCH_COLLAR, TOUCH_COLLAR])
    const oneSided = new Bench({ touchCollarTicks: 3 }, '| 99 | 5')
    expect([95, 96, 102, 103].map((price) => oneSided.judge(at(price)))).toEqual([
      TOUCH_COLLAR,
      NO_REASON,
      NO_REASON,
      TOUCH_COLLAR,
    ])
  })

  test(`${name}: the collar around the last trade needs one, and moves with it`, () => {
    const bench = new Bench({ lastTradeCollarTicks: 2 })
    expect(bench.judge(at(100))).toBe(NO_MARKET)
    bench.hear()
    expect(bench.judge(at(100))).toBe(NO_MARKET)
    bench.hear(100)
    const judged = [97, 98, 99, 101, 102, 103].map((price) => bench.judge(at(price)))
    const [no, yes] = [LAST_TRADE_COLLAR, NO_REASON]
    expect(judged).toEqual([no, yes, yes, yes, yes, no])
    bench.hear(97)
    expect([99, 100].map((price) => bench.judge(at(price)))).toEqual([yes, no])
  })

  test(`${name}: data may be as old as the limit, and not a nanosecond older`, () => {
    const bench = new Bench({ staleAfterNanos: 100 })
    expect(bench.judge(at(100))).toBe(STALE_MARKET)
    bench.now = nanos(1_000)
    bench.hear()
    for (const [now, reason] of [
      [1_099, NO_REASON],
      [1_100, NO_REASON],
      [1_101, STALE_MARKET],
    ] as const) {
      bench.now = nanos(now)
      expect(bench.judge(at(100))).toBe(reason)
    }
    expect(bench.judge(cancel)).toBe(NO_REASON)
  })

  test(`${name}: a crossed market is none, a locked one is`, () => {
    for (const [ask, reason] of [
      [100, NO_REASON],
      [99, NO_REASON],
      [98, CROSSED_MARKET],
    ] as const) {
      const drawing = `5 | ${ask} |\n| 99 | 5`
      expect(new Bench({ crossedMarketBlock: true }, drawing).judge(at(99))).toBe(reason)
      expect(new Bench({ crossedMarketBlock: false }, drawing).judge(at(99))).toBe(NO_REASON)
    }
  })

  test(`${name}: the same side, price and size within the window is a duplicate`, () => {
    const bench = new Bench({ duplicateWindowNanos: 100, ordersBurstMax: 50 })
    expect(bench.judge(at(100, 5))).toBe(NO_REASON)
    expect(bench.judge({ ...at(100, 5), orderId: 2 })).toBe(DUPLICATE_ORDER)
    expect(bench.judge(at(101, 5))).toBe(NO_REASON)
    expect(bench.judge(at(100, 6))).toBe(NO_REASON)
    expect(bench.judge({ ...at(100, 5), side: other })).toBe(NO_REASON)
    expect(bench.judge({ ...at(100, 5), action: REPLACE_ORDER, growth: lots(0) })).toBe(NO_REASON)
    bench.now = nanos(99)
    expect(bench.judge(at(100, 5))).toBe(DUPLICATE_ORDER)
    bench.now = nanos(100)
    expect(bench.judge(at(100, 5))).toBe(NO_REASON)
    // A refused one does not begin a window of its own, a sent one does.
    bench.now = nanos(199)
    expect(bench.judge(at(100, 5))).toBe(DUPLICATE_ORDER)
  })

  test(`${name}: withdrawals count as messages, always pass, and are paid for by what follows`, () => {
    const bench = new Bench({ messagesPerSecondMax: 10, messagesBurstMax: 3 })
    expect([1, 2, 3].map(() => bench.judge(at(100)))).toEqual([0, 0, 0])
    expect(bench.judge(at(100))).toBe(MESSAGE_RATE)
    // Two withdrawals beyond the burst: two tenths of a second are spent ahead.
    expect([1, 2].map(() => bench.judge(cancel))).toEqual([NO_REASON, NO_REASON])
    bench.now = nanos(299_999_999)
    expect(bench.judge(at(100))).toBe(MESSAGE_RATE)
    bench.now = nanos(300_000_000)
    expect(bench.judge({ ...at(100), action: REPLACE_ORDER })).toBe(NO_REASON)
    expect(bench.judge(at(100))).toBe(MESSAGE_RATE)
  })

  test(`${name}: gross lots are what could be long plus what could be short`, () => {
    const bench = new Bench({ grossLotsMax: 10 })
    bench.hold(side * 4)
    bench.reserve(other, 6, 100)
    // Four more of the side: 8 one way, 2 the other.
    expect(bench.judge(at(100, 3))).toBe(NO_REASON)
    expect(bench.judge(at(100, 4))).toBe(NO_REASON)
    expect(bench.judge(at(100, 5))).toBe(GROSS_POSITION)
    // Lots that close the position never count against it.
    bench.reserve(other, 6, 100, -1)
    bench.hold(side * 10)
    expect(bench.judge({ ...at(100, 10), side: other })).toBe(NO_REASON)
    expect(bench.judge({ ...at(100, 11), side: other })).toBe(GROSS_POSITION)
    expect(bench.judge(at(100, 1))).toBe(GROSS_POSITION)
  })

  test(`${name}: a position's value counts at the mark, open orders' at their prices`, () => {
    const bench = new Bench({ positionValueMax: 1_000 })
    bench.hold(side * 4)
    bench.reserve(side, 2, 90)
    // 4 at the mid of 100 and 2 at 90 leave room for 420.
    expect(bench.judge(at(105, 4))).toBe(NO_REASON)
    expect(bench.judge(at(104, 4))).toBe(NO_REASON)
    expect(bench.judge(at(106, 4))).toBe(POSITION_VALUE)
    expect(bench.judge({ ...at(100, 14), side: other })).toBe(NO_REASON)
    expect(bench.judge({ ...at(100, 15), side: other })).toBe(POSITION_VALUE)
  })

  test(`${name}: gross value adds what could be long and what could be short`, () => {
    const bench = new Bench({ grossValueMax: 1_000 })
    bench.reserve(side, 5, 98)
    expect(bench.judge({ ...at(102, 5), side: other })).toBe(NO_REASON)
    expect(bench.judge({ ...at(101, 5), side: other })).toBe(NO_REASON)
    expect(bench.judge({ ...at(103, 5), side: other })).toBe(GROSS_VALUE)
    // The decimals of a sum do not make it larger than it is.
    const dimes = new Instrument({ symbol: 'D', tick: '0.1', lot: '0.1' })
    const small = new Bench({ grossValueMax: 0.3 }, '1 | 11 |\n| 9 | 1', dimes)
    small.reserve(side, 1, 10)
    expect(small.judge({ ...at(10, 2), side })).toBe(NO_REASON)
    expect(small.judge({ ...at(10, 3), side })).toBe(GROSS_VALUE)
  })

  test(`${name}: open orders are counted and valued, whatever their side`, () => {
    const counted = new Bench({ openOrdersMax: 2 })
    counted.reserve(side, 1, 100)
    expect(counted.judge(at(100))).toBe(NO_REASON)
    counted.reserve(other, 1, 100)
    expect(counted.judge(at(100))).toBe(OPEN_ORDERS)
    expect(counted.judge({ ...at(100), action: REPLACE_ORDER })).toBe(NO_REASON)
    counted.reserve(other, 1, 100, -1)
    expect(counted.judge(at(100))).toBe(NO_REASON)

    const valued = new Bench({ openValueMax: 1_000 })
    valued.reserve(other, 4, 100)
    expect(valued.judge(at(100, 6))).toBe(NO_REASON)
    expect(valued.judge(at(99, 6))).toBe(NO_REASON)
    expect(valued.judge(at(101, 6))).toBe(OPEN_VALUE)
  })

  test(`${name}: a replace adds what it could become to what it is`, () => {
    const bench = new Bench({ openValueMax: 1_000 })
    bench.reserve(side, 5, 100)
    const held = { action: REPLACE_ORDER, heldTicks: ticks(100), heldLots: lots(5) } as const
    expect(bench.judge({ ...at(100, 10), ...held, growth: lots(5) })).toBe(NO_REASON)
    expect(bench.judge({ ...at(100, 11), ...held, growth: lots(6) })).toBe(OPEN_VALUE)
    // A cheaper price of the same size makes nothing smaller before the venue has answered.
    expect(bench.judge({ ...at(50, 10), ...held, growth: lots(5) })).toBe(NO_REASON)
    expect(bench.judge({ ...at(50, 11), ...held, growth: lots(6) })).toBe(OPEN_VALUE)
    expect(bench.judge({ ...at(200, 5), ...held, growth: lots(0) })).toBe(NO_REASON)
    expect(bench.judge({ ...at(200, 6), ...held, growth: lots(1) })).toBe(OPEN_VALUE)
  })

  test(`${name}: equity must cover the margin of the worst case`, () => {
    const bench = new Bench({ initialMarginRate: 0.1 })
    bench.account.equity = 100
    expect(bench.judge(at(100, 10))).toBe(NO_REASON)
    expect(bench.judge(at(100, 9))).toBe(NO_REASON)
    expect(bench.judge(at(100, 11))).toBe(MARGIN)
    bench.hold(side * 10)
    bench.account.equity = 50
    // Reducing is free, turning round is not.
    expect(bench.judge({ ...at(100, 10), side: other })).toBe(NO_REASON)
    expect(bench.judge({ ...at(100, 21), side: other })).toBe(MARGIN)
    bench.account.equity = Number.NaN
    expect(bench.judge(at(100, 1))).toBe(MARGIN)
  })

  test(`${name}: nothing meets an own order, working at any price or on its way`, () => {
    const bench = new Bench({ selfTradeBlock: true })
    expect(bench.judge(at(100))).toBe(NO_REASON)
    bench.reserve(other, 1, 100)
    bench.reserve(other, 1, 100 + side * 2)
    expect(bench.judge(at(100 - side))).toBe(NO_REASON)
    expect(bench.judge(at(100))).toBe(OWN_ORDER_CROSSED)
    expect(bench.judge(at(100 + side))).toBe(OWN_ORDER_CROSSED)
    expect(bench.judge(marketIntent(side, 1))).toBe(OWN_ORDER_CROSSED)
    const stop = { ...at(100), orderType: STOP, price: NO_PRICE, stopPrice: ticks(90) } as const
    expect(bench.judge(stop)).toBe(OWN_ORDER_CROSSED)
    expect(bench.judge({ ...at(100), side: other })).toBe(NO_REASON)
  })

  test(`${name}: what an operator halts takes nothing new, and still lets withdrawals through`, () => {
    for (const scope of ['instrument', 'account'] as const) {
      const bench = new Bench({})
      const state = scope === 'instrument' ? bench.gate.state : bench.gate.account.state
      state.mode = TRADING_HALTED
      expect(bench.gate.isStopped).toBe(true)
      expect(bench.judge(at(100))).toBe(HALTED_HERE)
      expect(bench.judge({ ...at(100), action: REPLACE_ORDER })).toBe(HALTED_HERE)
      expect(bench.judge(cancel)).toBe(NO_REASON)
      state.mode = TRADING_OPEN
      expect(bench.judge(at(100))).toBe(NO_REASON)
      expect(bench.gate.isStopped).toBe(false)
    }
  })

  test(`${name}: reduce-only lets through what closes the position, and not a lot more`, () => {
    for (const scope of ['instrument', 'account'] as const) {
      const bench = new Bench({})
      const state = scope === 'instrument' ? bench.gate.state : bench.gate.account.state
      state.mode = TRADING_REDUCING
      expect(bench.gate.isStopped).toBe(false)
      expect(bench.judge(at(100))).toBe(REDUCING_ONLY)
      bench.hold(-side * 10)
      bench.reserve(side, 4, 100)
      expect(bench.judge(at(100, 6))).toBe(NO_REASON)
      expect(bench.judge(at(100, 7))).toBe(REDUCING_ONLY)
      expect(bench.judge({ ...at(100, 1), side: other })).toBe(REDUCING_ONLY)
      expect(bench.judge(cancel)).toBe(NO_REASON)
    }
  })
}

test('a sale of what is not held is short: marked, and allowed as the rule says', () => {
  for (const [shortSales, locatedLots, refusal] of [
    ['forbidden', undefined, SHORT_SALE],
    ['located', 5, LOCATE_REQUIRED],
  ] as const) {
    const bench = new Bench({ shortSales, locatedLots })
    bench.hold(10)
    bench.reserve(SELL, 4, 100)
    const free = 6 + (locatedLots ?? 0)
    const sale = (size: number) => bench.judge({ side: SELL, size: lots(size) })
    expect([free - 1, free, free + 1].map(sale)).toEqual([NO_REASON, NO_REASON, refusal])
    // What is bought and not yet filled cannot be delivered.
    bench.reserve(BUY, 100, 99)
    expect(sale(free + 1)).toBe(refusal)
    expect(bench.judge({ side: BUY, size: lots(500) })).toBe(NO_REASON)
    const shrinking = {
      side: SELL,
      action: REPLACE_ORDER,
      size: lots(900),
      growth: lots(0),
    } as const
    expect(bench.judge(shrinking)).toBe(NO_REASON)
  }
  const bench = new Bench({ shortSales: 'allowed' })
  bench.hold(10)
  for (const [size, isShort] of [
    [10, false],
    [11, true],
  ] as const) {
    const sale = intent({ side: SELL, size: lots(size) })
    bench.gate.approve(sale, bench.account, bench.book, bench.now)
    expect(sale.isShortSale).toBe(isShort)
  }
})

test('the order-to-trade ratio counts an order with its withdrawal, a replace twice', () => {
  const bench = new Bench({ orderToTradeMax: 3, orderToTradeFreeMessages: 4 })
  const { gate } = bench
  // Four free messages; then at most four for the one execution that counts although there is none.
  expect([bench.judge({}), bench.judge({})]).toEqual([NO_REASON, NO_REASON])
  expect(bench.judge({})).toBe(ORDER_TO_TRADE)
  expect(bench.judge({ action: REPLACE_ORDER })).toBe(ORDER_TO_TRADE)
  expect(bench.judge(cancel)).toBe(NO_REASON)
  gate.executed(bench.now)
  expect(bench.judge({})).toBe(ORDER_TO_TRADE)
  // An order that filled gives its withdrawal back: 3 of 4, and the next two would be 5.
  gate.endedByItself()
  expect(bench.judge({})).toBe(ORDER_TO_TRADE)
  gate.endedByItself()
  expect(bench.judge({})).toBe(NO_REASON)
  gate.executed(bench.now)
  // Two executions: up to 8 messages.
  expect([bench.judge({}), bench.judge({ action: REPLACE_ORDER })]).toEqual([NO_REASON, NO_REASON])
  expect(bench.judge({})).toBe(ORDER_TO_TRADE)
  bench.now = nanos(DAY)
  expect(bench.judge({})).toBe(NO_REASON)
})

test('a fall from the highest equity trips the switch, from a later high too', () => {
  const bench = new Bench({ drawdownMax: 100 })
  bench.gate.openDay(1_000)
  for (const [equity, reason] of [
    [900, NO_REASON],
    [2_000, NO_REASON],
    [1_901, NO_REASON],
    [1_900, NO_REASON],
    [1_899, DRAWDOWN],
    [5_000, KILL_SWITCH],
  ] as const) {
    bench.account.equity = equity
    bench.now = nanos(bench.now + DAY)
    expect(bench.judge({ size: one })).toBe(reason)
  }
  expect(bench.killSwitch.record?.reason).toBe('maximum drawdown')
})

test('a control without its limit lets everything through', () => {
  const bench = new Bench({}, '5 | 98 |\n| 99 | 5')
  bench.account.equity = Number.NaN
  bench.reserve(SELL, 1e6, 1)
  for (let k = 0; k < 50; k++) {
    const price = ticks(1 + 196 * (k % 2))
    const wanted = { side: BUY, price, size: lots(1e5), orderType: LIMIT } as const
    expect(bench.judge(wanted)).toBe(NO_REASON)
  }
  const off = bench.gate.controls().filter(({ isOn }) => !isOn)
  const mandatory = bench.gate.controls().filter(({ isOn }) => isOn)
  expect(mandatory.map(({ name }) => name).sort()).toEqual(Object.keys(LOOSE).sort())
  expect(off.length).toBeGreaterThan(30)
  expect(LINEAR.price(ticks(3))).toBe(3)
})
