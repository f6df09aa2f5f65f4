/**
 * Every limit of the gate through a run configuration: what is exactly at it leaves, one beyond is
 * refused by its name, on both sides.
 */
import { expect, test } from 'vitest'
import { BUY, SELL, SIDES, sideName } from '../core/index.ts'
import * as reasons from '../risk/index.ts'
import {
  at100,
  counted,
  type Given,
  grouped,
  held,
  type LimitCase,
  priced,
  rates,
  sized,
  spaced,
  spread,
  steps,
} from './limit-case.suite.ts'
import { CASH, scripted } from './scripted-run.suite.ts'

const CASES: readonly LimitCase[] = [
  sized('orderLotsMax', reasons.ORDER_SIZE, { limits: { orderLotsMax: 10 } }, (n) => [at100(n)]),
  sized('orderValueMax', reasons.ORDER_VALUE, { limits: { orderValueMax: 1_000 } }, (n) => [
    at100(n),
  ]),
  sized('positionLotsMax', reasons.POSITION_LIMIT, { limits: { positionLotsMax: 10 } }, (n) => [
    at100(4),
    at100(n - 4),
  ]),
  sized(
    'positionLotsMax of what is held',
    reasons.POSITION_LIMIT,
    { limits: { positionLotsMax: 10 } },
    (n) => [held, at100(n - 5, { at: 6 })],
  ),
  sized('grossLotsMax', reasons.GROSS_POSITION, { limits: { grossLotsMax: 10 } }, (n) => [
    { way: -1, price: 101, size: 4 },
    at100(n - 4),
  ]),
  sized(
    'positionValueMax',
    reasons.POSITION_VALUE,
    { limits: { positionValueMax: 1_000 } },
    (n) => [at100(4), at100(n - 4)],
  ),
  sized('openValueMax', reasons.OPEN_VALUE, { limits: { openValueMax: 1_000 } }, (n) => [
    at100(4),
    at100(n - 4),
  ]),
  counted('openOrdersMax', reasons.OPEN_ORDERS, { limits: { openOrdersMax: 3 } }),
  priced('priceCollarBps', reasons.PRICE_COLLAR, { limits: { priceCollarBps: 200 } }, [98, 97]),
  priced('priceCollarBps', reasons.PRICE_COLLAR, { limits: { priceCollarBps: 200 } }, [102, 103]),
  priced('touchCollarTicks', reasons.TOUCH_COLLAR, { limits: { touchCollarTicks: 3 } }, [96, 95]),
  priced('touchCollarTicks', reasons.TOUCH_COLLAR, { limits: { touchCollarTicks: 3 } }, [104, 105]),
  ...(
    [
      [98, 97],
      [102, 103],
    ] as const
  ).map((prices) =>
    priced(
      'lastTradeCollarTicks',
      reasons.LAST_TRADE_COLLAR,
      { limits: { lastTradeCollarTicks: 2 } },
      prices,
    ),
  ),
  priced('priceMin', reasons.PRICE_BAND, { limits: { priceMin: 97, priceMax: 103 } }, [97, 96]),
  priced('priceMax', reasons.PRICE_BAND, { limits: { priceMin: 97, priceMax: 103 } }, [103, 104]),
  counted('ordersBurstMax', reasons.ORDER_RATE, { limits: rates('orders', 3) }),
  spaced('ordersPerSecondMax', reasons.ORDER_RATE, { limits: rates('orders', 1) }, 100, at100(1)),
  counted('messagesBurstMax', reasons.MESSAGE_RATE, { limits: rates('messages', 3) }),
  spaced(
    'messagesPerSecondMax',
    reasons.MESSAGE_RATE,
    { limits: rates('messages', 1) },
    100,
    at100(1),
  ),
  spaced(
    'duplicateWindow',
    reasons.DUPLICATE_ORDER,
    { limits: { duplicateWindow: '100ms' } },
    100,
    at100(1),
  ),
  {
    // The newest record is the first book's, at 0 ms.
    name: 'staleAfter',
    reason: reasons.STALE_MARKET,
    given: { limits: { staleAfter: '100ms' } },
    within: steps(at100(1, { at: 100 })),
    beyond: steps(at100(1, { at: 101 })),
  },
  {
    name: 'crossedMarketBlock',
    reason: reasons.CROSSED_MARKET,
    given: { limits: { crossedMarketBlock: true }, ...steps(at100(1)) },
    within: { quote: [100, 100] },
    beyond: { quote: [101, 100] },
  },
  {
    name: 'selfTradeBlock',
    reason: reasons.OWN_ORDER_CROSSED,
    given: { limits: { selfTradeBlock: true } },
    within: steps({ way: -1, price: 101, size: 1 }, at100(1)),
    beyond: steps({ way: -1, price: 101, size: 1 }, { price: 101, size: 1 }),
  },
  {
    name: 'shortSales: forbidden',
    reason: reasons.SHORT_SALE,
    given: { limits: { shortSales: 'forbidden' } },
    sides: [SELL],
    within: steps({ way: -1, size: 5 }, at100(5, { at: 6 })),
    beyond: steps({ way: -1, size: 5 }, at100(6, { at: 6 })),
  },
  {
    name: 'shortSales: located',
    reason: reasons.LOCATE_REQUIRED,
    given: { limits: { shortSales: 'located', locatedLots: 3 } },
    sides: [SELL],
    within: steps(at100(3)),
    beyond: steps(at100(4)),
  },
  {
    // A new order counts twice: itself, and the withdrawal that it may need.
    name: 'orderToTradeMax',
    reason: reasons.ORDER_TO_TRADE,
    given: { limits: { orderToTradeMax: 3, orderToTradeFreeMessages: 0 } },
    within: steps(at100(1), at100(1)),
    beyond: steps(at100(1), at100(1), at100(1)),
  },
  {
    name: 'orderToTradeFreeMessages',
    reason: reasons.ORDER_TO_TRADE,
    given: steps(at100(1), at100(1)),
    within: { limits: { orderToTradeMax: 1, orderToTradeFreeMessages: 4 } },
    beyond: { limits: { orderToTradeMax: 1, orderToTradeFreeMessages: 3 } },
  },
  sized('initialMarginRate', reasons.MARGIN, { limits: { initialMarginRate: 1 } }, (n) => [
    at100(n),
  ]),
  ...(
    [
      ['dailyLossMax', 'limits', reasons.DAILY_LOSS],
      ['drawdownMax', 'limits', reasons.DRAWDOWN],
      ['dailyLossMax', 'account', reasons.ACCOUNT_LOSS],
      ['drawdownMax', 'account', reasons.ACCOUNT_DRAWDOWN],
    ] as const
  ).map(
    ([name, section, reason]): LimitCase => ({
      name: section === 'account' ? `account.${name}` : name,
      reason,
      trips: true,
      given: steps(held, at100(1, { at: 6 })),
      within: { [section]: { [name]: 5 } },
      beyond: { [section]: { [name]: 4 } },
    }),
  ),
  {
    name: 'account.capitalMin',
    reason: reasons.CAPITAL_THRESHOLD,
    given: steps(at100(1)),
    within: { account: { capitalMin: CASH } },
    beyond: { account: { capitalMin: CASH + 1 } },
  },
  sized('account.creditMax', reasons.CREDIT_LIMIT, { account: { creditMax: 1_000 } }, spread),
  sized(
    'account.positionValueMax',
    reasons.ACCOUNT_POSITION_VALUE,
    { account: { positionValueMax: 1_000 } },
    spread,
  ),
  sized(
    'account.openValueMax',
    reasons.ACCOUNT_OPEN_VALUE,
    { account: { openValueMax: 1_000 } },
    spread,
  ),
  {
    name: 'account.openOrdersMax',
    reason: reasons.ACCOUNT_OPEN_ORDERS,
    given: { account: { openOrdersMax: 2 } },
    within: steps(at100(1), at100(1, { market: 1 })),
    beyond: steps(at100(1), at100(1, { market: 1 }), at100(1, { market: 1 })),
  },
  {
    name: 'account.messagesBurstMax',
    reason: reasons.MESSAGE_RATE_TOTAL,
    given: { account: rates('messages', 2) },
    within: steps(at100(1), at100(1, { market: 1 })),
    beyond: steps(at100(1), at100(1, { market: 1 }), at100(1, { market: 1 })),
  },
  spaced(
    'account.messagesPerSecondMax',
    reasons.MESSAGE_RATE_TOTAL,
    { account: rates('messages', 1) },
    100,
    at100(1),
  ),
  {
    name: 'account.executionsMax',
    reason: reasons.STRATEGY_DISABLED,
    given: { account: { executionsMax: 3, executionsWindow: '1s' } },
    within: steps(held, { ...held, market: 1 }, at100(1, { at: 6 })),
    beyond: steps(held, { ...held, market: 1 }, held, at100(1, { at: 6 })),
  },
  {
    name: 'account.executionsWindow',
    reason: reasons.STRATEGY_DISABLED,
    given: { account: { executionsMax: 2, executionsWindow: '64ms' } },
    within: steps(held, { ...held, at: 5 + 64 }, at100(1, { at: 80 })),
    beyond: steps(held, { ...held, at: 4 + 64 }, at100(1, { at: 80 })),
  },
  {
    name: 'account.restricted',
    reason: reasons.RESTRICTED_INSTRUMENT,
    given: { account: { restricted: ['SECOND'] } },
    within: steps(at100(1)),
    beyond: steps(at100(1, { market: 1 })),
  },
  ...(
    [
      ['positionLotsMax', reasons.GROUP_POSITION, 10],
      ['grossLotsMax', reasons.GROUP_GROSS_POSITION, 10],
      ['positionValueMax', reasons.GROUP_POSITION_VALUE, 1_000],
      ['grossValueMax', reasons.GROUP_GROSS_VALUE, 1_000],
      ['openValueMax', reasons.GROUP_OPEN_VALUE, 1_000],
    ] as const
  ).map(([name, reason, most]) =>
    sized(`${name} of a group`, reason, grouped({ [name]: most }), spread),
  ),
  {
    name: 'openOrdersMax of a group',
    reason: reasons.GROUP_OPEN_ORDERS,
    given: grouped({ openOrdersMax: 2 }),
    within: steps(at100(1), at100(1, { market: 1 })),
    beyond: steps(at100(1), at100(1, { market: 1 }), at100(1)),
  },
  ...SIDES.map((side): LimitCase => {
    // The other side's order lies at 101 as a buyer sees it: at 99 for a seller, worth the mark.
    const other = side === BUY ? 101 : 100
    return {
      name: 'grossValueMax',
      reason: reasons.GROSS_VALUE,
      sides: [side],
      given: { limits: { grossValueMax: 4 * other + 600 } },
      within: steps({ way: -1, price: 101, size: 4 }, at100(6)),
      beyond: steps({ way: -1, price: 101, size: 4 }, at100(7)),
    }
  }),
  {
    name: 'a whole number of lots',
    reason: reasons.MALFORMED,
    within: steps(at100(1)),
    beyond: steps(at100(1.5)),
  },
]

for (const { name, reason, given, within, beyond, sides = SIDES, trips = false } of CASES) {
  for (const side of sides) {
    test(`${sideName(side)}: ${name}: at the limit it leaves, one beyond it is refused`, async () => {
      const run = (more: Partial<Given>) => {
        const whole = { steps: [], ...given, ...more, side }
        return { whole, outcome: scripted(whole) }
      }
      const allowed = run(within)
      expect(await allowed.outcome).toEqual({
        sent: allowed.whole.steps.length,
        refusals: {},
        killed: '',
      })
      const refused = run(beyond)
      const { sent, refusals, killed } = await refused.outcome
      expect(sent).toBe(refused.whole.steps.length - 1)
      if (!trips) expect(killed).toBe('')
      else expect(killed).toContain(reasons.reasonText(reason))
      expect(refusals).toEqual({ [reasons.reasonText(trips ? reasons.KILL_SWITCH : reason)]: 1 })
    })
  }
}

/** What only a venue says of an order, or the desk before the gate is asked. */
const NOT_OF_THE_GATE: ReadonlySet<number> = new Set([
  reasons.NO_REASON,
  reasons.DUPLICATE_ORDER_ID,
  reasons.UNKNOWN_ORDER,
  reasons.POST_ONLY_WOULD_TAKE,
  reasons.IMMEDIATE_REST,
  reasons.NOT_ALL_AT_ONCE,
  reasons.NO_LIQUIDITY,
  reasons.VENUE_HALTED,
  reasons.NOT_DELIVERED,
  reasons.NOT_SUPPORTED,
  reasons.REDUCE_ONLY,
  reasons.SELF_TRADE,
  reasons.TIME_EXPIRED,
])
/** Nothing that a configuration could say: an operator's acts, and a book that is empty. */
const NOT_CONFIGURED: ReadonlySet<number> = new Set([
  reasons.HALTED_HERE,
  reasons.REDUCING_ONLY,
  reasons.NO_MARKET,
])

test('every reason of the gate has its place in the table', () => {
  // Losses refuse the order that finds them by the switch that they trip.
  const told = new Set([...CASES.map(({ reason }) => reason), reasons.KILL_SWITCH])
  const all = Array.from({ length: reasons.REASON_COUNT }, (_, reason) => reason)
  const missing = all.filter(
    (reason) => !told.has(reason) && !NOT_OF_THE_GATE.has(reason) && !NOT_CONFIGURED.has(reason),
  )
  expect(missing.map(reasons.reasonText)).toEqual([])
})
