/** Flows against what their models say of them. */
import { expect, test } from 'vitest'
import { BUY, nanos, SELL, SIDES, seconds, ticks } from '../../core/index.ts'
import { MatchingEngine } from '../../exchange/index.ts'
import {
  checkedHawkes,
  defaultQueueReactive,
  queueLaw,
  santaFeScales,
  spectralRadius,
  stationaryRates,
} from '../../models/index.ts'
import {
  type MarketAgent,
  MarketSimulation,
  ORDER_BOOKED,
  ORDER_CANCELED,
  ORDER_TRADED,
  type OrderReport,
} from '../market/index.ts'
import { FakeDesk, stand } from './fake-desk.suite.ts'
import {
  FlowOrders,
  HAWKES_FLOW,
  HawkesFlow,
  hawkesOf,
  MarketRun,
  PoissonFlow,
  QueueReactiveFlow,
  uniformRates,
} from './index.ts'

function marketOf(agent: MarketAgent, seed = 1): MarketSimulation {
  const engine = new MatchingEngine({ instruments: [{}], participants: 4 })
  const market = new MarketSimulation({ engine, members: [{ agent }], seed })
  market.start()
  return market
}

function meanSpread(limits: number, marketOrders: number, cancels: number, band: number): number {
  const run = new MarketRun({
    population: 'santa-fe',
    parameters: {
      limitOrdersPerTickSecond: limits,
      marketOrdersPerSecond: marketOrders,
      cancelsPerSecond: cancels,
      bandTicks: band,
    },
    seed: 4,
    span: seconds(250),
    warmUp: seconds(60),
  })
  run.advance(Number.POSITIVE_INFINITY)
  return run.result().statistics.meanSpreadTicks
}

test('the zero-intelligence spread scales as the dimensions say', () => {
  const base = meanSpread(1, 10, 0.2, 60)
  expect(Math.abs(base - 3.12)).toBeLessThan(0.3)
  // Half the orders at each price: everything is twice as far apart.
  expect(Math.abs(meanSpread(0.5, 10, 0.2, 120) / base - 2)).toBeLessThan(0.3)
  // Impatience widens it with a power of about three quarters, on top of what is always there.
  const scale = (cancels: number) =>
    santaFeScales({
      limitOrdersPerTickSecond: 1,
      marketOrdersPerSecond: 10,
      cancelsPerSecond: cancels,
      orderLots: 1,
    }).spreadTicks
  const widened = meanSpread(1, 10, 0.8, 60) / base
  expect(Math.abs(widened / (scale(0.8) / scale(0.2)) - 1)).toBeLessThan(0.15)
})

test('a queue of model I has the length that its invariant law says', () => {
  const model = defaultQueueReactive(1)
  const reference = ticks(1_000)
  const market = marketOf(new QueueReactiveFlow({ model, referenceTicks: reference }))
  const law = queueLaw(model.queues[0]!)
  const counts = new Float64Array(law.length)
  const samples = 4_000
  market.advanceTo(seconds(100))
  for (let k = 0; k < samples; k++) {
    market.advanceTo(nanos(market.now + 2e9))
    counts[market.book.sizeAt(BUY, reference)]!++
    counts[market.book.sizeAt(SELL, ticks(reference + 1))]!++
  }
  let distance = 0
  for (let units = 0; units < law.length; units++) {
    distance += Math.abs(counts[units]! / (2 * samples) - law[units]!) / 2
  }
  expect(distance).toBeLessThan(0.05)
})

test('without reference moves prices stay, with them they go', () => {
  for (const [model, isMoving] of [
    [1, false],
    [2, false],
    [3, true],
  ] as const) {
    const run = new MarketRun({
      population: 'queue-reactive',
      parameters: { model },
      seed: 2,
      span: seconds(3_600),
    })
    run.advance(Number.POSITIVE_INFINITY)
    const { highestMidTicks, lowestMidTicks, statistics } = run.result()
    expect(highestMidTicks - lowestMidTicks > 5).toBe(isMoving)
    expect(statistics.oneSidedShare).toBeLessThan(0.001)
  }
})

test('the Hawkes flow has its long-run rates and is near-critical', () => {
  const process = checkedHawkes(hawkesOf(HAWKES_FLOW))
  expect(spectralRadius(process)).toBeCloseTo(0.92, 6)
  const { marketOrdersPerSecond, limitOrdersPerSecond } = HAWKES_FLOW
  const rates = stationaryRates(process)
  for (const k of [0, 1]) expect(rates[k]).toBeCloseTo(marketOrdersPerSecond, 9)
  for (const k of [2, 3]) expect(rates[k]).toBeCloseTo(limitOrdersPerSecond, 9)
})

test('a Hawkes flow without baseline is refused in words', () => {
  for (const [change, word] of [
    [{ refill: 100 }, 'limitOrdersPerSecond'],
    [{ sameSide: 0.9, otherSide: 0.2 }, 'sameSide and otherSide'],
  ] as const) {
    const shape = { ...HAWKES_FLOW, ...change }
    expect(() => new HawkesFlow({ shape, referenceTicks: ticks(1) })).toThrow(word)
  }
})

test('what a flow knows of its orders is what the venue displays', () => {
  for (const population of ['cont-stoikov-talreja', 'hawkes', 'queue-reactive'] as const) {
    const run = new MarketRun({ population, seed: 3, span: seconds(60) })
    run.advance(Number.POSITIVE_INFINITY)
    const { simulation } = run
    simulation.engine.checkInvariants()
    for (const side of SIDES)
      expect(simulation.book.best(side)).toBe(simulation.engine.bestOf(0, side))
    expect(run.result().counts.refused).toBe(0)
  }
})

test('a flow that starts a book which loses a side offers from where that side was', () => {
  const rates = uniformRates(5, 0, 0, 1)
  const flow = new PoissonFlow({ rates, referenceTicks: ticks(100), ordersPerLevel: 1 })
  const desk = new FakeDesk('empty side')
  flow.start(desk)
  expect(desk.take()).toEqual(['BUY 1 at 100', 'SELL 1 at 101'])
  stand(desk, BUY, 90)
  for (let k = 0; k < 40; k++) desk.wakeNext(flow)
  const prices = new Set(desk.take().map((act) => act.split(' at ')[1]))
  // Bids stand one tick from the ask of 101 that went, asks one from the bid of 90 that is there.
  expect([...prices].sort()).toEqual(['100', '91'])
})

test('resting orders keep up with reports, in any order of ends', () => {
  const orders = new FlowOrders()
  const report = (change: OrderReport['change'], orderId: number, size: number): OrderReport => ({
    change,
    orderId,
    side: BUY,
    price: ticks(orderId),
    size: size as OrderReport['size'],
    isMaker: true,
    reason: 0,
  })
  for (let id = 1; id <= 200; id++) orders.follow(report(ORDER_BOOKED, id, 3))
  orders.follow(report(ORDER_TRADED, 7, 1))
  orders.follow({ ...report(ORDER_TRADED, 8, 1), isMaker: false })
  orders.follow(report(ORDER_CANCELED, 1, 3))
  orders.follow(report(ORDER_CANCELED, 200, 3))
  orders.follow(report(ORDER_CANCELED, 5_000, 3))
  expect([orders.count, orders.totalLots]).toEqual([198, 593])
  expect(orders.totalsBySlot()).toEqual({ orders: 198, lots: 593 })
  for (let slot = 0; slot < orders.count; slot++) {
    expect(orders.priceAt(slot)).toBe(orders.idAt(slot))
    expect(orders.lotsAt(slot)).toBe(orders.idAt(slot) === 7 ? 2 : 3)
  }
})
