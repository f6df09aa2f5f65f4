/** Scenarios: what each does to a market, at which instant, and that it ends. */
import { expect, test } from 'vitest'
import { BUY, lots, NEVER, nanos, SELL, SIDES, seconds, ticks } from '../../core/index.ts'
import { HALTED, MatchingEngine } from '../../exchange/index.ts'
import {
  type AgentDesk,
  FatFinger,
  FlashCrash,
  LiquidityWithdrawal,
  type MarketAgent,
  MarketRecord,
  MarketSimulation,
  NewsJump,
  QuoteStuffing,
  type Scenario,
  ScenarioMarket,
  VenueOutage,
} from './index.ts'

/** Ten levels of ten lots a side around 100, which nobody refills. */
class StillMarket implements MarketAgent {
  readonly name = 'still'
  readonly told: string[] = []
  start(desk: AgentDesk): void {
    for (const side of SIDES) {
      for (let k = 0; k < 10; k++) {
        desk.limit(side, ticks(side === BUY ? 100 - k : 101 + k), lots(10))
      }
    }
  }
  wake(): void {}
  report(): void {}
  answer(): void {}
  hearNews(_desk: AgentDesk, jumpTicks: number): void {
    this.told.push(`news ${jumpTicks}`)
  }
  withdraw(_desk: AgentDesk, share: number, until: number): void {
    this.told.push(`withdraw ${share} until ${until}`)
  }
}

function marketWith(scenario: Scenario) {
  const agent = new StillMarket()
  const engine = new MatchingEngine({ instruments: [{}], participants: 3 })
  const simulation = new MarketSimulation({ engine, members: [{ agent }], seed: 1, guests: 1 })
  const record = new MarketRecord()
  simulation.listen(record)
  const market = new ScenarioMarket(simulation, [scenario])
  simulation.start()
  return { market, simulation, engine, agent, record, book: simulation.book }
}

for (const side of [BUY, SELL] as const) {
  test(`a fat finger of side ${side} takes what stands there, once`, () => {
    const { market, book, simulation } = marketWith(new FatFinger(seconds(5), side, lots(35)))
    market.advanceTo(nanos(seconds(5) - 1))
    expect(simulation.venue.tradedLots).toBe(0)
    expect(market.nextTime).toBe(seconds(5))
    market.advanceTo(seconds(100))
    expect(simulation.venue.tradedLots).toBe(35)
    expect(book.best(side === BUY ? SELL : BUY)).toBe(side === BUY ? 104 : 97)
    expect(market.nextTime).toBe(NEVER)
  })

  test(`news of side ${side} takes everything up to the new price and is heard`, () => {
    const { market, agent, book } = marketWith(new NewsJump(seconds(1), side * 4))
    market.advanceTo(seconds(2))
    // The mid of 100.5 jumps to 104.5 or 96.5, rounded down.
    expect(book.best(side === BUY ? SELL : BUY)).toBe(side === BUY ? 105 : 95)
    expect(agent.told).toEqual([`news ${side * 4}`])
  })
}

test('a flash crash sells everything in slices while others step aside', () => {
  const { market, agent, simulation, record, book } = marketWith(
    new FlashCrash(seconds(10), seconds(2), lots(60), 0.7),
  )
  market.advanceTo(seconds(11))
  const halfway = simulation.venue.tradedLots
  expect(halfway).toBeGreaterThan(20)
  expect(halfway).toBeLessThan(40)
  market.advanceTo(seconds(60))
  expect(simulation.venue.tradedLots).toBe(60)
  expect(record.counts.executions).toBeGreaterThanOrEqual(20)
  expect(book.best(BUY)).toBe(94)
  expect(agent.told).toEqual([`withdraw 0.7 until ${seconds(12)}`])
  expect(market.nextTime).toBe(NEVER)
})

test('a withdrawal tells everybody how much and until when', () => {
  const { market, agent } = marketWith(new LiquidityWithdrawal(seconds(1), seconds(9), 0.25))
  market.advanceTo(seconds(1))
  expect(agent.told).toEqual([`withdraw 0.25 until ${seconds(10)}`])
})

test('a storm enters and withdraws at its rate, and leaves the book as it was', () => {
  const { market, record, book } = marketWith(new QuoteStuffing(seconds(1), seconds(2), 500))
  const before = [book.totalLots(BUY), book.totalLots(SELL)]
  market.advanceTo(seconds(10))
  const { orders, canceled, executions } = record.counts
  expect(Math.abs(orders - 20 - 1_001)).toBeLessThanOrEqual(1)
  expect(canceled).toBe(orders - 20)
  expect(executions).toBe(0)
  expect([book.totalLots(BUY), book.totalLots(SELL)]).toEqual(before)
  expect(market.nextTime).toBe(NEVER)
})

test('a storm lets its caller have a turn, and goes on where it was', () => {
  const { market, record } = marketWith(new QuoteStuffing(seconds(1), seconds(2), 500))
  let turns = 0
  while (!market.advanceTo(seconds(10), 100)) turns++
  expect(turns).toBeGreaterThanOrEqual(10)
  expect(Math.abs(record.counts.orders - 20 - 1_001)).toBeLessThanOrEqual(1)
})

test('in an outage nobody trades, and afterwards the book is as it was', () => {
  const { market, simulation, engine, record, book } = marketWith(
    new VenueOutage(seconds(1), seconds(5)),
  )
  market.advanceTo(seconds(3))
  expect(engine.phaseOf(0)).toBe(HALTED)
  simulation.command((commands) => commands.limit(999, 2, 0, BUY, ticks(101), lots(1)))
  expect(record.counts.refused).toBe(1)
  market.advanceTo(seconds(7))
  simulation.command((commands) => commands.limit(999, 2, 0, BUY, ticks(101), lots(1)))
  expect(record.counts.executions).toBe(1)
  expect(book.best(BUY)).toBe(100)
})

test('an agent that cannot step aside has all its orders withdrawn', () => {
  const plain: MarketAgent = {
    name: 'plain',
    start: (desk) => void desk.limit(BUY, ticks(10), lots(1)),
    wake: () => {},
    report: () => {},
    answer: () => {},
  }
  const engine = new MatchingEngine({ instruments: [{}], participants: 3 })
  const simulation = new MarketSimulation({
    engine,
    members: [{ agent: plain }],
    seed: 1,
    guests: 1,
  })
  const market = new ScenarioMarket(simulation, [
    new LiquidityWithdrawal(seconds(1), seconds(1), 1),
  ])
  simulation.start()
  expect(simulation.book.totalLots(BUY)).toBe(1)
  market.advanceTo(seconds(2))
  expect(simulation.book.totalLots(BUY)).toBe(0)
})

test('the path of a price keeps its shape in few points', () => {
  const { record, simulation } = marketWith(new FatFinger(NEVER, BUY, lots(1)))
  for (let k = 1; k <= 4_000; k++) {
    simulation.advanceTo(nanos(k * 10_000_000))
    simulation.command((commands) => commands.limit(1_000 + k, 2, 0, SELL, ticks(101), lots(1)))
  }
  expect(record.path.length).toBeGreaterThan(100)
  expect(record.path.length).toBeLessThanOrEqual(512)
  for (const { midTicks } of record.path) expect(midTicks).toBe(100.5)
  expect(record.path.at(-1)!.nanos).toBeGreaterThan(3.8e10)
  expect([record.lowestMidTicks, record.highestMidTicks]).toEqual([100.5, 100.5])
})
