/**
 * No sequence of intents, fills, withdrawals, refusals, lost requests, dropped lines and repeated reports
 * leaves a limit exceeded, whatever is working or on its way: judged after every step, on the venue's
 * side, by loops over all orders that know nothing of how the gate counts.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CANCEL_ORDER, lots, nanos, REPLACE_ORDER, SIDES, type Side, ticks } from '../core/index.ts'
import {
  ACCOUNT_OPEN_ORDERS,
  ACCOUNT_OPEN_VALUE,
  ACCOUNT_POSITION_VALUE,
  AccountRisk,
  CREDIT_LIMIT,
  DUPLICATE_ORDER,
  GROSS_POSITION,
  GROSS_VALUE,
  GROUP_GROSS_POSITION,
  GROUP_POSITION,
  HALTED_HERE,
  MESSAGE_RATE,
  MESSAGE_RATE_TOTAL,
  NO_REASON,
  OPEN_ORDERS,
  OPEN_VALUE,
  ORDER_TO_TRADE,
  OWN_ORDER_CROSSED,
  POSITION_LIMIT,
  POSITION_VALUE,
  PRICE_BAND,
  reasonText,
  STRATEGY_DISABLED,
  TRADING_HALTED,
  TRADING_OPEN,
} from '../risk/index.ts'
import { HostileVenue, type WorstOrder } from './hostile-venue.suite.ts'
import { WiredDesk } from './wired-desk.suite.ts'

/** The mid of the book, which does not move here. */
const MARK = 100

/** Where nothing else is said, a limit is out of reach. */
const FAR = 1e9

const FAR_OWN = {
  positionLotsMax: FAR,
  grossLotsMax: FAR,
  positionValueMax: FAR,
  grossValueMax: FAR,
  openOrdersMax: FAR,
  openValueMax: FAR,
  messagesPerSecondMax: FAR,
  messagesBurstMax: FAR,
  orderToTradeMax: FAR,
  orderToTradeFreeMessages: 0,
  selfTradeBlock: false,
}

const FAR_ACCOUNT = {
  creditMax: FAR,
  positionValueMax: FAR,
  openOrdersMax: FAR,
  openValueMax: FAR,
  messagesPerSecondMax: FAR,
  messagesBurstMax: FAR,
}

const FAR_GROUP = { positionLotsMax: FAR, grossLotsMax: FAR }

/** What is tight in a walk: everything at once would hide most limits behind a few. */
const TIGHT = [
  {
    own: { positionLotsMax: 20, grossLotsMax: 26, positionValueMax: 1_900, grossValueMax: 2_500 },
    account: { creditMax: 3_600, positionValueMax: 2_400 },
    group: { positionLotsMax: 26, grossLotsMax: 34 },
  },
  {
    own: {
      openOrdersMax: 4,
      openValueMax: 2_400,
      selfTradeBlock: true,
      priceMin: 91,
      priceMax: 110,
    },
    account: { openOrdersMax: 6, openValueMax: 3_300, creditMax: 5_000 },
    group: {},
  },
  {
    own: {
      messagesPerSecondMax: 10,
      messagesBurstMax: 9,
      orderToTradeMax: 6,
      orderToTradeFreeMessages: 20,
      duplicateWindowNanos: 3e8,
      ordersPerSecondMax: 15,
      ordersBurstMax: 10,
    },
    account: {
      messagesPerSecondMax: 15,
      messagesBurstMax: 16,
      executionsMax: 4,
      executionsWindowNanos: 3e8,
    },
    group: {},
  },
] as const

type Tight = (typeof TIGHT)[number]

/** Every limit of a walk, with those out of reach. */
const limitsOf = ({ own, account, group }: Tight) => ({
  own: { ...FAR_OWN, ...own },
  account: { ...FAR_ACCOUNT, ...account, groups: { pair: { ...FAR_GROUP, ...group } } },
})
type Limits = ReturnType<typeof limitsOf>

interface Sent {
  readonly atNanos: number
  readonly isCancel: boolean
  readonly weight: number
}

/** A desk, its venue, and what has passed between them. */
class Post {
  readonly venue = new HostileVenue()
  readonly wired: WiredDesk
  readonly sent: Sent[] = []
  readonly #canceled = new Set<number>()

  readonly limits: Limits

  constructor(limits: Limits, account: AccountRisk, now: () => number) {
    this.limits = limits
    this.wired = new WiredDesk(limits.own, undefined, { account, group: 'pair' })
    this.wired.onSent = (intent, request) => {
      this.venue.take(intent, request)
      const isCancel = intent.action === CANCEL_ORDER
      const isFirst = !this.#canceled.has(intent.orderId)
      if (isCancel) this.#canceled.add(intent.orderId)
      const counted = intent.action === REPLACE_ORDER ? 2 : 1
      this.sent.push({ atNanos: now(), isCancel, weight: isCancel && !isFirst ? 0 : counted })
    }
  }
}

/** Refusals are explained by `expect`, which is too slow to ask when nothing is wrong. */
function atMost(amount: number, limit: number, what: string): void {
  if (!(amount <= limit * (1 + 1e-12))) expect(amount, what).toBeLessThanOrEqual(limit)
}

interface Worst {
  readonly long: number
  readonly short: number
  readonly longValue: number
  readonly shortValue: number
  readonly openValue: number
}

const positive = (amount: number): number => Math.max(0, amount)

function worstOf(position: number, orders: readonly WorstOrder[]): Worst {
  const lotsOf = (side: Side) =>
    sum(orders.filter((order) => order.side === side).map((o) => o.lots))
  const amountOf = (side: Side) =>
    sum(orders.filter((order) => order.side === side).map((o) => o.lots * o.price))
  const side = (sign: Side) => {
    const worst = sign * position + lotsOf(sign)
    if (worst <= 0) return [worst, worst * MARK] as const
    if (sign * position >= 0) return [worst, sign * position * MARK + amountOf(sign)] as const
    return [worst, (amountOf(sign) * worst) / lotsOf(sign)] as const
  }
  const [long, longValue] = side(1)
  const [short, shortValue] = side(-1)
  return { long, short, longValue, shortValue, openValue: amountOf(1) + amountOf(-1) }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0)

function judgePosition(worst: Worst, limits: Limits['own']): void {
  const { long, short, longValue, shortValue, openValue } = worst
  atMost(Math.max(long, short), limits.positionLotsMax, 'position')
  atMost(positive(long) + positive(short), limits.grossLotsMax, 'gross lots')
  atMost(Math.max(longValue, shortValue), limits.positionValueMax, 'position value')
  atMost(positive(longValue) + positive(shortValue), limits.grossValueMax, 'gross value')
  atMost(openValue, limits.openValueMax, 'open value')
}

/** Tokens counted anew from the first message on; what is withdrawn may take them below zero. */
function judgeRate(sent: readonly Sent[], perSecond: number, burst: number): void {
  let tokens = burst
  let last = 0
  for (const { atNanos, isCancel } of sent) {
    tokens = Math.min(burst, tokens + ((atNanos - last) / 1e9) * perSecond)
    last = atNanos
    // A millionth for what repeated additions of thirds lose.
    if (!isCancel) atMost(1 - tokens, 1e-6, 'messages a second')
    tokens--
  }
}

function judgePost({ limits: { own: limits }, venue, wired, sent }: Post): Worst {
  const { desk } = wired
  const live = Array.from({ length: desk.count }, (_, k) => desk.at(k) as unknown as LiveOrder)
  const known = live.map(({ side, openLots, dearestTicks, boldestTicks }) => ({
    side,
    lots: openLots,
    price: dearestTicks,
    boldest: boldestTicks,
  }))
  const here = worstOf(desk.position, known)
  judgePosition(here, limits)
  // A fill is valued at the mark: an order counts as dear as that, whatever its price.
  const there = venue
    .worstOrders()
    .map((order) => ({ ...order, price: Math.max(order.price, MARK) }))
  judgePosition(worstOf(venue.position, there), limits)
  atMost(desk.count, limits.openOrdersMax, 'open orders')
  judgeRate(sent, limits.messagesPerSecondMax, limits.messagesBurstMax)
  for (const orders of limits.selfTradeBlock ? [known, there] : []) {
    const bids = orders.filter(({ side }) => side === 1).map(({ boldest }) => boldest)
    const asks = orders.filter(({ side }) => side === -1).map(({ boldest }) => boldest)
    atMost(Math.max(...bids), Math.min(...asks) - 1, 'own orders meet')
  }
  const messages = sum(sent.map(({ weight }) => weight))
  const ratio = messages / Math.max(1, venue.told) - 1
  if (messages > limits.orderToTradeFreeMessages)
    atMost(ratio, limits.orderToTradeMax, 'order to trade')
  return here
}

interface LiveOrder {
  readonly side: Side
  readonly openLots: number
  readonly dearestTicks: number
  readonly boldestTicks: number
}

function judgeAll(posts: readonly Post[], limits: Limits['account']): void {
  const worsts = posts.map(judgePost)
  const total = (of: (worst: Worst) => number) => sum(worsts.map(of))
  const gross = total(({ longValue, shortValue }) => positive(longValue) + positive(shortValue))
  const groupGross = total(({ long, short }) => positive(long) + positive(short))
  atMost(gross, limits.creditMax, 'credit')
  atMost(
    total(({ longValue }) => longValue),
    limits.positionValueMax,
    'net value, long',
  )
  atMost(
    total(({ shortValue }) => shortValue),
    limits.positionValueMax,
    'net value, short',
  )
  atMost(
    total(({ openValue }) => openValue),
    limits.openValueMax,
    'open value of the account',
  )
  atMost(sum(posts.map(({ wired }) => wired.desk.count)), limits.openOrdersMax, 'open orders')
  const { positionLotsMax, grossLotsMax } = limits.groups.pair
  atMost(
    total(({ long }) => long),
    positionLotsMax,
    'group, long',
  )
  atMost(
    total(({ short }) => short),
    positionLotsMax,
    'group, short',
  )
  atMost(groupGross, grossLotsMax, 'group, gross')
  // Within one instant the order of two desks' messages is not known here: withdrawals come last.
  const all = posts.flatMap(({ sent }) => sent)
  all.sort((a, b) => a.atNanos - b.atNanos || Number(a.isCancel) - Number(b.isCancel))
  judgeRate(all, limits.messagesPerSecondMax, limits.messagesBurstMax)
}

/** What the walks must have been refused for, or they prove nothing about it. */
const REACHED = [
  ...[POSITION_LIMIT, GROSS_POSITION, POSITION_VALUE, GROSS_VALUE, OPEN_ORDERS, OPEN_VALUE],
  ...[GROUP_POSITION, GROUP_GROSS_POSITION, ACCOUNT_POSITION_VALUE, CREDIT_LIMIT],
  ...[ACCOUNT_OPEN_ORDERS, ACCOUNT_OPEN_VALUE, ORDER_TO_TRADE, OWN_ORDER_CROSSED, PRICE_BAND],
  ...[MESSAGE_RATE, MESSAGE_RATE_TOTAL, DUPLICATE_ORDER, STRATEGY_DISABLED, HALTED_HERE],
]

const often = <T>(...values: T[]) => fc.constantFrom(...values)
const step = fc.record({
  what: often(
    ...['enter', 'enter', 'enter', 'replace', 'replace', 'cancel', 'read', 'read', 'report'],
    ...['report', 'report', 'trade', 'trade', 'refuse', 'lose', 'repeat', 'wait', 'wait', 'wait'],
    ...['market', 'drop', 'halt', 'rearm'],
  ),
  desk: fc.nat({ max: 1 }),
  side: fc.constantFrom<Side>(1, -1),
  which: fc.nat({ max: 7 }),
  size: fc.integer({ min: 1, max: 12 }),
  price: fc.integer({ min: 90, max: 111 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const tightness = fc.constantFrom<Tight>(...TIGHT)

class Walk {
  readonly limits: Limits
  readonly account: AccountRisk
  readonly posts: readonly Post[]
  now = 0

  constructor(tight: Tight) {
    const limits = limitsOf(tight)
    this.limits = limits
    this.account = new AccountRisk({ limits: limits.account })
    this.posts = [0, 1].map(() => new Post(limits, this.account, () => this.now))
  }

  act({ what, desk: at, side, which, size, price }: Step): void {
    const { wired, venue, sent } = this.posts[at]!
    const { desk, gate } = wired
    const before = sent.length
    const isDisabled = gate.isStopped
    desk.now = nanos(this.now)
    const id = desk.count === 0 ? 0 : desk.at(which % desk.count).id
    if (what === 'enter') desk.enter(side, ticks(price), lots(size))
    else if (what === 'market') desk.market(side, lots(size))
    else if (what === 'replace') desk.replace(id, ticks(price), lots(size))
    else if (what === 'cancel') desk.cancel(id)
    else if (what === 'read') venue.read(false)
    else if (what === 'refuse') venue.read(true)
    else if (what === 'lose') venue.lose()
    else if (what === 'drop') venue.disconnect()
    else if (what === 'report') venue.deliver(wired)
    else if (what === 'repeat') venue.repeat(wired, which)
    else if (what === 'trade') venue.trade(which, size)
    else if (what === 'wait') this.now += which * 20e6
    else if (what === 'rearm') this.account.rearm()
    else gate.state.mode = which < 2 ? TRADING_HALTED : TRADING_OPEN
    const isNew = sent.slice(before).some(({ isCancel }) => !isCancel)
    if (isDisabled && isNew) expect(what, 'stopped').toBe('silent')
    // A market order has no price: what would rest is withdrawn by a venue that lives by the rules.
    if (what === 'market') this.#settleMarket(venue)
  }

  /** A market order rests nowhere: it is read at once, at the price that risk judged it by. */
  #settleMarket(venue: HostileVenue): void {
    const flying = venue.requests.at(-1)
    if (flying === undefined || flying.price > 0) return
    venue.requests.pop()
    venue.requests.push({ ...flying, price: flying.side > 0 ? 103 : 97 })
    while (venue.requests.length > 0) venue.read(false)
    const order = venue.resting.get(flying.id)
    if (order !== undefined) venue.trade([...venue.resting.keys()].indexOf(flying.id), order.size)
  }

  /** Everything is withdrawn and told; positions are closed by hand. */
  end(): void {
    for (const { wired, venue } of this.posts) {
      venue.disconnect()
      while (venue.reports.length > 0) venue.deliver(wired)
      expect([wired.desk.count, wired.desk.position + 0]).toEqual([0, venue.position + 0])
      if (venue.position === 0) continue
      const side: Side = venue.position > 0 ? -1 : 1
      wired.filled(-1, side, Math.abs(venue.position), MARK, 0, venue.executions + 1)
    }
  }
}

test('property: no limit is ever exceeded, by what is known here or by what is true at the venue', () => {
  const seen = new Map<number, number>()
  let repeated = 0
  fc.assert(
    fc.property(tightness, fc.array(step, { minLength: 100, maxLength: 300 }), (tight, steps) => {
      const walk = new Walk(tight)
      for (const one of steps) {
        walk.act(one)
        judgeAll(walk.posts, walk.limits.account)
      }
      walk.end()
      for (const { wired } of walk.posts) {
        const { open } = wired.gate
        const sums = [open.orders, open.buyLots, open.sellLots, open.buyCells, open.sellCells]
        expect(sums).toEqual([0, 0, 0, 0, 0])
        for (const reason of wired.judged) seen.set(reason, (seen.get(reason) ?? 0) + 1)
        repeated += wired.desk.counts.repeatedReports
      }
      const flat = walk.account.exposure.totals.subarray(0, 8)
      expect([...flat].map((amount) => amount + 0)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    }),
    { numRuns: 1_000, seed: 30 },
  )
  // The walk has to reach what it is about: most of the limits have refused something.
  expect(repeated).toBeGreaterThan(100)
  expect(seen.get(NO_REASON)).toBeGreaterThan(5_000)
  for (const reason of REACHED) expect(seen.get(reason), reasonText(reason)).toBeGreaterThan(5)
})

test('property: the sums of a gate are those of its live orders, after every step', () => {
  fc.assert(
    fc.property(tightness, fc.array(step, { minLength: 50, maxLength: 150 }), (tight, steps) => {
      const walk = new Walk(tight)
      for (const one of steps) {
        walk.act(one)
        for (const { wired } of walk.posts) {
          const { desk, gate } = wired
          const { open } = gate
          const live = Array.from(
            { length: desk.count },
            (_, k) => desk.at(k) as unknown as LiveOrder,
          )
          for (const side of SIDES) {
            const own = live.filter((order) => order.side === side)
            const boldest = own.map(({ boldestTicks }) => side * boldestTicks)
            const found = side > 0 ? open.boldestBid : open.boldestAsk
            const expected = [
              sum(own.map(({ openLots }) => openLots)),
              sum(own.map(({ openLots, dearestTicks }) => openLots * dearestTicks)),
              own.length === 0 ? -0x8000_0000 : side * Math.max(...boldest),
            ]
            const sums = [open.lots(side), side > 0 ? open.buyCells : open.sellCells, found]
            if (String(sums) !== String(expected)) expect(sums).toEqual(expected)
          }
          if (open.orders !== live.length) expect(open.orders).toBe(live.length)
        }
      }
    }),
    { numRuns: 100, seed: 31 },
  )
})

test('property: the same steps have the same verdicts and the same requests', () => {
  fc.assert(
    fc.property(tightness, fc.array(step, { minLength: 50, maxLength: 150 }), (tight, steps) => {
      const [one, other] = [new Walk(tight), new Walk(tight)].map((walk) => {
        for (const each of steps) walk.act(each)
        return walk.posts.map(({ wired }) => [wired.judged, wired.sent])
      })
      expect(one).toEqual(other)
    }),
    { numRuns: 50, seed: 32 },
  )
})
