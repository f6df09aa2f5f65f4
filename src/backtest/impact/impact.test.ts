/** Impact and shortfall, worked by hand; and nothing where nothing was done. */
import { expect, test } from 'vitest'
import { IOC, lots, millis, opposite, SIDES, seconds, ticks } from '../../core/index.ts'
import { LivingFeed, type LivingMarketOptions, MidPath } from '../../simulation/index.ts'
import { scriptedMarket } from '../../simulation/living/scripted-agents.suite.ts'
import { defineStrategy, touchQuoter } from '../../strategy/index.ts'
import { backtest, measureImpact } from '../index.ts'

const LIMITS = {
  positionLotsMax: 1_000,
  orderLotsMax: 500,
  orderValueMax: 1e9,
  priceCollarBps: 9_000,
  ordersPerSecondMax: 1e6,
  ordersBurstMax: 10_000,
  dailyLossMax: 1e9,
}
const MIDDLE = 10_000

test('a sweep of known levels moves the mid by half of what it takes away, and costs what it costs', async () => {
  for (const side of SIDES) {
    const far = opposite(side)
    const at = (away: number) => ticks(MIDDLE + side * away)
    // Far from the middle by 10, 13 and 20 ticks on the side to be taken, by 10 on the other.
    const market = scriptedMarket(
      [
        [
          [0, (desk) => desk.limit(side, at(-10), lots(5))],
          [0, (desk) => desk.limit(far, at(10), lots(5))],
          [0, (desk) => desk.limit(far, at(13), lots(5))],
          [0, (desk) => desk.limit(far, at(20), lots(5))],
          // By itself the market would move a tick later on, with us or without.
          [3e6, (desk) => desk.limit(side, at(-8), lots(1))],
        ],
      ],
      1e10,
    )
    let isDone = false
    const sweeper = defineStrategy({
      name: 'sweeper',
      params: {},
      timerNanos: () => 1e6,
      onTimer({ orders, now }) {
        if (isDone || now < 1e6) return
        isDone = true
        orders.enter(side, at(13), lots(8), IOC)
      },
    })
    const run = await backtest({
      strategy: sweeper,
      feed: new LivingFeed({ market }),
      limits: LIMITS,
      fees: { makerRate: 0, takerRate: 0.001 },
      analytics: true,
      keepsPath: true,
    })
    const { curve, path, shortfalls } = await measureImpact(run)
    // Five at 10 and three at 13: the best of that side goes to 13, the mid by one and a half.
    expect(curve[0]).toMatchObject({
      horizonNanos: 0,
      dropped: 0,
      taker: { fills: 2, moved: 1.5, wouldHave: 0, impact: 1.5 },
      maker: { fills: 0 },
    })
    // Ten milliseconds later the market's own tick is in both, and cancels out.
    expect(curve[1]!.all).toMatchObject({ moved: 2.5, wouldHave: 1, impact: 1.5 })
    // Eleven looks, one a second; at the first of them nothing had happened yet.
    expect(path.meanAbsoluteTicks).toBeCloseTo((10 * 1.5) / 11, 12)
    expect(path).toMatchObject({ largestTicks: 1.5, finalTicks: 1.5 * side })

    const [shortfall] = shortfalls
    const trading = (5 * 10 + 3 * 13) * 0.01
    const fees = 0.001 * (5 * (100 + side * 0.1) + 3 * (100 + side * 0.13))
    expect(shortfall).toMatchObject({ name: 'sweeper', delay: 0, opportunity: 0 })
    expect(shortfall!.trading).toBeCloseTo(trading, 12)
    expect(shortfall!.fees).toBeCloseTo(fees, 12)
    expect(shortfall!.total).toBeCloseTo(trading + fees, 12)
  }
})

const hawkes: LivingMarketOptions = {
  population: 'hawkes',
  seed: 3,
  span: seconds(300),
  warmUp: seconds(30),
}

test('the parts of a shortfall sum to it, and idle strategies have no impact', async () => {
  const idle = defineStrategy({ name: 'idle', params: {}, onBook() {} })
  for (const strategy of [touchQuoter, idle]) {
    const run = await backtest({
      strategy,
      feed: new LivingFeed({ market: hawkes }),
      limits: LIMITS,
      latency: { feed: millis(1), entry: millis(2), response: millis(1) },
      analytics: true,
      keepsPath: true,
    })
    const { shortfalls, path, curve } = await measureImpact(run)
    const [{ delay, trading, opportunity, fees, total }] = shortfalls as [(typeof shortfalls)[0]]
    expect(total).toBeCloseTo(delay + trading + opportunity + fees, 10)
    const { fills } = run.summary()
    if (strategy === idle) {
      expect(path).toEqual({ meanAbsoluteTicks: 0, largestTicks: 0, finalTicks: 0 })
    } else {
      expect(fills).toBeGreaterThan(10)
      expect(curve[0]!.all.fills + curve[0]!.dropped).toBe(fills)
    }
  }
})

test('a path that has become too long keeps the latest mid of each stretch', () => {
  const path = new MidPath(64)
  const exact = new MidPath()
  for (let k = 0; k < 10_000; k++) {
    const book = { bid: ticks(2 * k), ask: ticks(2 * k + 2) }
    for (const one of [path, exact]) one.touch((k * 10) as never, book as never)
  }
  expect(path.length).toBeLessThanOrEqual(64)
  expect(exact.length).toBe(10_000)
  for (let at = 0; at < 100_000; at += 777) {
    // Never older than a stretch, and never from the future.
    expect(path.at(at)).toBeLessThanOrEqual(exact.at(at) + 2 * 320)
    expect(path.at(at)).toBeGreaterThanOrEqual(exact.at(at) - 2 * 640)
  }
  expect(exact.before(500)).toBe(exact.at(490))
})
