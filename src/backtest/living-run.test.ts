/** Strategies on a living exchange: drawn by hand, everything conserved, the same every time. */
import { describe, expect, test } from 'vitest'
import {
  BUY,
  GTC,
  GTD,
  GTX,
  InputError,
  IOC,
  LIMIT,
  lots,
  micros,
  millis,
  nanos,
  opposite,
  SELL,
  SIDES,
  type Side,
  STOP,
  seconds,
  ticks,
} from '../core/index.ts'
import { NO_FEES, TYPICAL_FEES } from '../exchange/index.ts'
import { LivingFeed, type LivingMarketOptions, POPULATION_NAMES } from '../simulation/index.ts'
import { type Deed, scriptedMarket } from '../simulation/living/scripted-agents.suite.ts'
import {
  type AnyStrategy,
  builtInStrategies,
  defineStrategy,
  type Orders,
  skewQuoter,
  touchQuoter,
} from '../strategy/index.ts'
import { type BacktestRun, backtest, type MarketOptions } from './index.ts'

const LIMITS = {
  positionLotsMax: 1_000,
  orderLotsMax: 500,
  orderValueMax: 1e9,
  priceCollarBps: 9_000,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 10_000,
  dailyLossMax: 1e9,
}

/** The middle of all drawn books; `away` ticks from it on a side is worse for that side's taker. */
const MIDDLE = 10_000
const priceOf = (side: Side, away: number) => ticks(MIDDLE - side * away)

interface Drawn {
  readonly agents: readonly (readonly Deed[])[]
  /** What the strategy does, and when. */
  readonly own: readonly (readonly [atNanos: number, act: (orders: Orders) => void])[]
  readonly options?: Partial<MarketOptions>
}

/** Runs a drawn market with one strategy; answers what its orders went through. */
async function drawn({
  agents,
  own,
  options,
}: Drawn): Promise<{ run: BacktestRun; log: string[] }> {
  const log: string[] = []
  let next = 0
  const strategy = defineStrategy({
    name: 'drawn',
    params: {},
    timerNanos: () => 100,
    onTimer({ orders, now }) {
      if (next < own.length && own[next]![0] <= now) own[next++]![1](orders)
    },
    onFill({ size, priceTicks, isMaker }, { now }) {
      log.push(`${now} ${isMaker ? 'made' : 'took'} ${size}@${priceTicks - MIDDLE}`)
    },
    onOrder(order, { now }) {
      log.push(`${now} ${order.status} ${order.filled}/${order.size}`)
    },
  })
  const run = await backtest({
    strategy,
    feed: new LivingFeed({ market: scriptedMarket(agents, 100_000) }),
    limits: LIMITS,
    fees: NO_FEES,
    analytics: true,
    ...options,
  })
  return { run, log }
}

/** Five lots a side around the middle, at ten ticks' distance. */
const bookOf = (side: Side): Deed[] => [
  [0, (desk) => desk.limit(side, priceOf(side, 10), lots(5))],
  [0, (desk) => desk.limit(opposite(side), priceOf(opposite(side), 10), lots(5))],
]

const word = (side: Side) => (side === BUY ? 'a buyer' : 'a seller')

describe.each(SIDES.map((side) => [word(side), side] as const))('drawn for %s', (_, side) => {
  const price = priceOf(side, 10)
  const away = price - MIDDLE

  test('an order rests behind those before it and is filled by the order that reaches it', async () => {
    const enemy = opposite(side)
    const { run, log } = await drawn({
      agents: [
        bookOf(side),
        [
          // Somebody comes later to the same price, and leaves again: nothing to us.
          [2_000, (desk) => desk.limit(side, price, lots(7))],
          [3_000, (desk) => desk.cancelAll()],
          [4_000, (desk) => desk.market(enemy, lots(4))],
          [5_000, (desk) => desk.market(enemy, lots(3))],
          [6_000, (desk) => desk.market(enemy, lots(9))],
        ],
      ],
      own: [[1_000, (orders) => orders.enter(side, price, lots(3), GTX)]],
    })
    // Five ahead: the first four go by, of the next three one is ahead and two are ours.
    expect(log).toEqual([
      '1000 working 0/3',
      `5000 made 2@${away}`,
      '5000 partially filled 2/3',
      `6000 made 1@${away}`,
      '6000 filled 3/3',
    ])
    const [queue] = run.summary().analytics!.markets
    expect(queue!.queue.aheadAtEntry).toMatchObject({ count: 1, highest: 5 })
    expect(queue!.queue.aheadAtFill).toMatchObject({ count: 2, highest: 0 })
    expect(queue!.volume.passiveShare).toBeLessThanOrEqual(1)
    expect(run.portfolio.position).toBe(3 * side)
  })

  test('whoever was ahead and leaves makes room', async () => {
    const { run } = await drawn({
      agents: [bookOf(side), [[2_000, (desk) => desk.market(opposite(side), lots(1))]]],
      own: [[1_000, (orders) => orders.enter(side, price, lots(3), GTX)]],
    })
    expect(run.venue.resting(side).at(0).ahead).toBe(4)
  })

  test('taking moves the price that everybody sees', async () => {
    const far = opposite(side)
    const deeper: Deed = [500, (desk) => desk.limit(far, priceOf(far, 13), lots(5))]
    const { run, log } = await drawn({
      agents: [[...bookOf(side), deeper]],
      own: [[1_000, (orders) => orders.enter(side, priceOf(far, 13), lots(6), IOC)]],
    })
    expect(log.slice(1, 4)).toEqual([
      `1000 took 5@${priceOf(far, 10) - MIDDLE}`,
      '1000 partially filled 5/6',
      `1000 took 1@${priceOf(far, 13) - MIDDLE}`,
    ])
    expect(run.venue.book.best(far)).toBe(priceOf(far, 13))
    expect(run.venue.book.sizeAt(far, priceOf(far, 13))).toBe(4)
    expect(run.trader.options.book.best(far)).toBe(priceOf(far, 13))
  })

  test('orders of every kind end as they do at any venue', async () => {
    const far = opposite(side)
    const through = priceOf(far, 10)
    const endings: [string, Drawn['own'][number][1], string][] = [
      ['post-only', (o) => o.enter(side, through, lots(1), GTX), 'expired 0/1'],
      ['immediate', (o) => o.enter(side, price, lots(1), IOC), 'expired 0/1'],
      ['market', (o) => o.market(side, lots(2)), 'filled 2/2'],
      [
        'with a date',
        (o) => o.submit({ side, size: lots(1), price, timeInForce: GTD, expiresAt: nanos(2_000) }),
        'expired 0/1',
      ],
      [
        'reduce-only',
        (o) => o.submit({ side, size: lots(1), price, isReduceOnly: true }),
        'rejected 0/1',
      ],
    ]
    for (const [name, act, ending] of endings) {
      const { log } = await drawn({ agents: [bookOf(side)], own: [[1_000, act]] })
      expect(`${name}: ${log.at(-1)!.replace(/^\d+ /, '')}`).toBe(`${name}: ${ending}`)
    }
  })

  test('a stop waits for a trade at its price and then takes', async () => {
    const far = opposite(side)
    const { log } = await drawn({
      agents: [bookOf(side), [[2_000, (desk) => desk.market(side, lots(1))]]],
      own: [
        [
          1_000,
          (orders) =>
            orders.submit({ side, size: lots(2), type: STOP, stopPrice: priceOf(far, 10) }),
        ],
      ],
    })
    expect(log).toEqual([
      '1000 working 0/2',
      `2000 took 2@${priceOf(far, 10) - MIDDLE}`,
      '2000 filled 2/2',
    ])
  })

  test('an iceberg shows its slices one behind the other', async () => {
    const { run, log } = await drawn({
      agents: [
        bookOf(side),
        [
          [2_000, (desk) => desk.limit(side, price, lots(1))],
          // Five, then our two, then the one, then two more of ours.
          [3_000, (desk) => desk.market(opposite(side), lots(9))],
        ],
      ],
      own: [
        [1_000, (o) => o.submit({ side, size: lots(6), type: LIMIT, price, displaySize: lots(2) })],
      ],
    })
    expect(log.slice(1)).toEqual([
      `3000 made 2@${away}`,
      '3000 partially filled 2/6',
      `3000 made 1@${away}`,
      '3000 partially filled 3/6',
    ])
    expect(run.venue.book.sizeAt(side, price)).toBe(1)
  })

  test('a reduce-only order shrinks with the position and lapses when there is none', async () => {
    const far = opposite(side)
    const { run, log } = await drawn({
      agents: [bookOf(side)],
      own: [
        [1_000, (orders) => orders.market(side, lots(4))],
        [
          2_000,
          (orders) =>
            orders.submit({
              side: far,
              size: lots(9),
              price: priceOf(far, 20),
              isReduceOnly: true,
            }),
        ],
        [3_000, (orders) => orders.market(far, lots(3))],
        [4_000, (orders) => orders.market(far, lots(1))],
      ],
    })
    expect(run.portfolio.position).toBe(0)
    expect(log.at(-1)).toBe('4000 expired 0/9')
    expect(run.venue.resting(far).count).toBe(0)
  })

  test('a replace that shrinks keeps its place, any other goes to the back', async () => {
    const { run, log } = await drawn({
      agents: [
        bookOf(side),
        [
          [2_000, (desk) => desk.limit(side, price, lots(4))],
          [5_000, (desk) => desk.market(opposite(side), lots(6))],
        ],
      ],
      own: [
        [1_000, (orders) => orders.enter(side, price, lots(3), GTC)],
        [3_000, (orders) => orders.replace(orders.at(0).id, price, lots(2))],
        [4_000, (orders) => orders.replace(orders.at(0).id, price, lots(5))],
      ],
    })
    expect(log).toEqual(['1000 working 0/3', '3000 working 0/2', '4000 working 0/5'])
    // Five and four before it, six of them traded.
    expect(run.venue.resting(side).at(0)).toMatchObject({ ahead: 3, aheadAtEntry: 9, size: 5 })
  })
})

/** The market of a population, for a short while. */
const living = (population: LivingMarketOptions['population']): LivingMarketOptions => ({
  population,
  seed: 7,
  span: seconds(120),
  warmUp: seconds(20),
})

const latency = { feed: millis(1), entry: millis(2), response: millis(1), compute: micros(50) }

/** Two strategies with latencies, limits and fees of their own at one exchange. */
function pair(market: LivingMarketOptions, strategies: readonly AnyStrategy[]) {
  return {
    strategy: strategies[0]!,
    markets: strategies.map((strategy, k) => ({
      feed: new LivingFeed({ market, symbol: `SIM:${strategy.name}` }),
      participant: { name: `${strategy.name} ${k}`, strategy },
      limits: LIMITS,
      fees: TYPICAL_FEES,
      latency,
      cash: 1_000,
    })),
  }
}

test('every built-in strategy runs in every population, one object, told nothing', async () => {
  for (const population of POPULATION_NAMES) {
    for (const strategy of builtInStrategies.values()) {
      const run = await backtest({
        strategy,
        feed: new LivingFeed({ market: living(population) }),
        limits: LIMITS,
        latency,
        analytics: true,
      })
      const { records, warnings } = run.summary()
      expect(records).toBeGreaterThan(100)
      expect(warnings).toEqual([])
    }
  }
}, 60_000)

test('cash and fees of everybody sum to zero, strategies among them', async () => {
  const run = await backtest(pair(living('hawkes'), [touchQuoter, skewQuoter]))
  const { living: exchange, markets } = run
  expect(run.summary().fills).toBeGreaterThan(5)
  let cash = 0
  let position = 0
  for (let participant = 0; participant < exchange!.participants; participant++) {
    cash += exchange!.clearing.cashOf(participant)
    position += exchange!.clearing.positionOf(participant, 0)
  }
  expect([cash, position]).toEqual([0, 0])
  for (const [seat, { portfolio }] of markets.entries()) {
    const participant = exchange!.participantOf(seat)
    expect(exchange!.clearing.positionOf(participant, 0)).toBe(portfolio.position)
    // In cents; the desk's cash comes from prices in currency.
    expect(exchange!.clearing.cashOf(participant)).toBe(Math.round(100 * (portfolio.cash - 1_000)))
  }
})

test('equal seeds make equal runs, however they are portioned; another seed another', async () => {
  const options = pair(living('queue-reactive'), [touchQuoter, skewQuoter])
  const one = await backtest(options)
  const two = await backtest({ ...options, analytics: true })
  expect(two.digest()).toBe(one.digest())
  const other = { ...living('queue-reactive'), seed: 8 }
  const three = await backtest(pair(other, [touchQuoter, skewQuoter]))
  expect(three.digest()).not.toBe(one.digest())
})

test('a strategy that does nothing leaves the market as it would have been', async () => {
  const idle = defineStrategy({ name: 'idle', params: {}, onBook() {} })
  for (const population of POPULATION_NAMES) {
    const alone = await backtest({
      strategy: idle,
      feed: new LivingFeed({ market: living(population) }),
      limits: LIMITS,
    })
    const beside = await backtest(pair(living(population), [idle, idle]))
    expect(beside.living!.hash).toBe(alone.living!.hash)
  }
})

test('strategies that trade as one participant do not trade with each other when told so', async () => {
  const crossing = (side: Side) =>
    defineStrategy({
      name: side === BUY ? 'buys' : 'sells',
      params: {},
      timerNanos: () => 1_000,
      onTimer({ orders, now, position }) {
        if (now < 2_000 || position !== 0 || orders.count > 0) return
        orders.enter(side, ticks(MIDDLE), lots(1), GTC)
      },
    })
  for (const isOneParticipant of [false, true]) {
    const market = { ...scriptedMarket([bookOf(BUY)], 3_500), isOneParticipant }
    const options = pair(market, [crossing(BUY), crossing(SELL)])
    const run = await backtest({
      ...options,
      markets: options.markets.map((one) => ({
        ...one,
        latency: {},
        selfTradePrevention: 'cancel-newest' as const,
      })),
    })
    expect(run.summary().fills).toBe(isOneParticipant ? 0 : 2)
  }
})

test('recordings and a living exchange do not mix', async () => {
  const options = pair(living('hawkes'), [touchQuoter, skewQuoter])
  const other = pair(living('hawkes'), [touchQuoter])
  const mixed = { ...options, markets: [...options.markets, ...other.markets] }
  await expect(backtest(mixed)).rejects.toThrow(InputError)
})
