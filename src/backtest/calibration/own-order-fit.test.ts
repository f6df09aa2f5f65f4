/** Own orders: what a venue with a known queue model did to them tells the model again. */
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  InputError,
  Instrument,
  lots,
  nanos,
  RandomStream,
  SELL,
  type Side,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { powerQueue2, powerQueue3, type QueueModel } from '../../exchange/index.ts'
import { defineStrategy } from '../../strategy/index.ts'
import { backtest } from '../backtest.ts'
import { OrderWitness } from '../order-life/index.ts'
import { type DrawnRecord, feedOf, tapeOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { type OwnOrder, OwnOrderTracer } from './own-order.ts'
import { fitOwnOrders } from './own-order-fit.ts'

const instrument = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })

/** Levels that grow, trade and shrink, never gone. */
function levelMarket(events: number, seed: number): DrawnRecord[] {
  const stream = RandomStream.named(seed, 'levels')
  const shown = new Map<Side, number>([
    [BUY, 40],
    [SELL, 40],
  ])
  const records: DrawnRecord[] = []
  for (let k = 0; k < events; k++) {
    const side: Side = stream.integer(0, 1) === 0 ? BUY : SELL
    const price = side === BUY ? 99 : 101
    const at = k * 1e6
    const before = shown.get(side)!
    const kind = stream.uniform()
    let after = before
    if (kind < 0.25 && before > 12) {
      const size = stream.integer(1, 6)
      records.push({ kind: TRADE, side: -side, at, price, size })
      after = before - size
    } else if (kind < 0.62 && before > 12) after = before - stream.integer(1, 9)
    else if (before < 80) after = before + stream.integer(1, 9)
    shown.set(side, after)
    records.push({ kind: DEPTH_LEVEL, side, at, price, size: after })
  }
  return records
}

/** Rests an order a side for random spans, again and again. */
const waiting = defineStrategy<{ seed: number }, { stream: RandomStream }>({
  name: 'waiting',
  params: { seed: 1 },
  setup: ({ params }) => ({ stream: RandomStream.named(params.seed, 'waiting') }),
  timerNanos: () => 5e6,
  onTimer({ orders, book, state: { stream } }) {
    if (!book.isTwoSided) return
    for (const [id, side, price] of [
      [1, BUY, 99],
      [2, SELL, 101],
    ] as const) {
      if (!orders.isLive(id)) orders.enter(side, ticks(price), lots(1), undefined, id)
      else if (stream.integer(0, 20) === 0) orders.cancel(id)
    }
  },
})

async function ownOrders(queueModel: QueueModel, market: readonly DrawnRecord[]) {
  const witness = new OrderWitness()
  const options = { feed: feedOf(market), strategy: waiting, limits: WIDE_LIMITS, queueModel }
  await backtest({ ...options, witness })
  return witness.ledger.records
    .filter(({ endedNanos }) => !Number.isNaN(endedNanos))
    .map(
      (record): OwnOrder => ({
        side: record.side,
        price: record.entryPrice,
        sizeLots: record.entrySize,
        restedNanos: record.arrivedNanos,
        endedNanos: record.endedNanos,
        isFilled: record.filled > 0,
      }),
    )
}

function traced(orders: readonly OwnOrder[], market: readonly DrawnRecord[]) {
  const tracer = new OwnOrderTracer(orders, instrument, false)
  tracer.push(tapeOf(market))
  tracer.finish()
  return tracer.traced
}

for (const [name, n, model] of [
  ['power-3', 3, powerQueue3(3)],
  ['power-2', 0.5, powerQueue2(0.5)],
] as const) {
  test(`${name} with n = ${n} is found from what it filled and what it did not`, async () => {
    const market = levelMarket(25_000, 4)
    const orders = await ownOrders(model, market)
    const { fits, fills } = fitOwnOrders(traced(orders, market), 1)
    const [best] = fits
    expect(fills).toBeGreaterThan(50)
    expect(best?.family).toBe(name)
    expect(Math.abs(best!.n - n) / n).toBeLessThan(0.1)
    // The venue knew no chance: a threshold without spread, next to the cautious model's.
    const cautious = fits.find(({ family }) => family === 'conservative')!
    expect(best!.scale).toBeLessThan(cautious.scale / 2)
    expect(best!.aic).toBeLessThan(cautious.aic - 50)
  })
}

test('an order sees what happens after it came to rest and until its end', () => {
  const level = (at: number, size: number): DrawnRecord => ({
    kind: DEPTH_LEVEL,
    side: BUY,
    at,
    price: 99,
    size,
  })
  const market = [level(1, 10), level(5, 12), level(7, 9), level(9, 4)]
  const order = (restedNanos: number, endedNanos: number): OwnOrder => ({
    side: BUY,
    price: ticks(99),
    sizeLots: lots(1),
    restedNanos: nanos(restedNanos),
    endedNanos: nanos(endedNanos),
    isFilled: false,
  })
  const shown = traced([order(7, 9), order(1, 7), order(3, 4)], market).map(({ trace }) => [
    trace.shownLots,
    trace.steps,
    trace.end,
  ])
  expect(shown).toEqual([
    [10, 2, 'left'],
    [10, 0, 'left'],
    [9, 1, 'left'],
  ])
})

test('too few own orders, or all of one outcome, are refused with what is needed', async () => {
  const market = levelMarket(2000, 9)
  const few = traced((await ownOrders(powerQueue3(3), market)).slice(0, 30), market)
  expect(() => fitOwnOrders(few, 1)).toThrow(InputError)
  expect(() => fitOwnOrders([], 1)).toThrow(
    'At least 100 are needed, 20 that filled and 20 that did not',
  )
})
