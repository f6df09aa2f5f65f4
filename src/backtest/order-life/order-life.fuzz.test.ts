/**
 * Ledger and chronicle against random markets and a strategy that does everything that can be done:
 * nobody notices them, and their figures are those of the desk and of the log of fills.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  FOK,
  GTC,
  GTX,
  IOC,
  lots,
  NO_PRICE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  RandomStream,
  SELL,
  type Side,
  TICK,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { logQueue2, ProRataQueue, powerQueue3 } from '../../exchange/index.ts'
import type { LatencyPlan } from '../../simulation/index.ts'
import { defineStrategy } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import type { MarketOptions } from '../market.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { OrderWitness } from './order-witness.ts'

const MIDDLE = 100
const REACH = 4

type Content = 'levels' | 'orders' | 'series'

function randomMarket(content: Content, seed: number): DrawnRecord[] {
  const stream = RandomStream.named(seed, 'market')
  const records: DrawnRecord[] = []
  for (let k = 0; k < 200; k++) {
    const at = k * 3e6 + stream.integer(0, 2) * 1e6
    const side: Side = stream.integer(0, 1) === 0 ? BUY : SELL
    const price = MIDDLE - side * stream.integer(0, REACH)
    const size = stream.integer(1, 9)
    if (content === 'series') {
      const half = stream.integer(1, 2)
      const last = MIDDLE + stream.integer(-REACH, REACH)
      const quote = { a: last - half, b: last + half, order: last, price: last }
      records.push({ kind: TICK, at, size: stream.integer(0, 3), ...quote })
    } else if (content === 'levels') {
      const isTrade = stream.integer(0, 2) === 0
      const flags = stream.integer(0, 3) === 0 ? 0 : 1
      const what = isTrade ? { kind: TRADE, side: -side } : { kind: DEPTH_LEVEL, side }
      records.push({ ...what, at, price, flags, size: isTrade ? size : size - 1 })
    } else {
      const kinds = [ORDER_ADD, ORDER_ADD, ORDER_EXECUTE, ORDER_DELETE]
      const kind = kinds[stream.integer(0, 3)]!
      const order = kind === ORDER_ADD ? k + 1 : stream.integer(1, k + 1)
      records.push({ kind, side, at, price, size, order })
    }
  }
  return records
}

/** Enters, cancels and replaces at random, with few ids, so that they are used again and again. */
const restless = defineStrategy<{ seed: number }, { stream: RandomStream }>({
  name: 'restless',
  params: { seed: 1 },
  setup: ({ params }) => ({ stream: RandomStream.named(params.seed, 'strategy') }),
  timerNanos: () => 2e6,
  onTimer({ orders, state: { stream } }) {
    const id = stream.integer(1, 6)
    const side: Side = stream.integer(0, 1) === 0 ? BUY : SELL
    const price = ticks(MIDDLE + stream.integer(-REACH, REACH))
    const size = lots(stream.integer(1, 6))
    const act = stream.integer(0, 9)
    if (act < 4) {
      const timeInForce = ([GTC, GTC, GTX, IOC, FOK] as const)[stream.integer(0, 4)]!
      orders.enter(side, price, size, timeInForce, id)
    } else if (act < 6) orders.cancel(id)
    else if (act < 8) orders.replace(id, price, size)
    else if (act === 8) orders.submit({ side, price, size, displaySize: lots(1), id })
    else orders.market(side, lots(1))
  },
})

const MARKETS: Readonly<Record<string, { content: Content } & Partial<MarketOptions>>> = {
  levels: { content: 'levels', queueModel: powerQueue3(2) },
  'levels shared by size': { content: 'levels', queueModel: new ProRataQueue() },
  'own orders in the way': { content: 'levels', selfTradePrevention: 'decrement' },
  orders: { content: 'orders' },
  series: { content: 'series' },
  'reference, whole': {
    content: 'levels',
    referenceExchange: 'no-partial-fill',
    queueModel: logQueue2(1),
  },
  'reference, partial': { content: 'levels', referenceExchange: 'partial-fill' },
}

const LATENCY: LatencyPlan = {
  entry: { model: 'gamma', shape: 2, scale: 2e6 as never },
  response: { model: 'lognormal', median: 3e6 as never, sigma: 0.6 },
  compute: 3e5 as never,
}

function optionsOf(name: string, seed: number): BacktestOptions {
  const { content, ...more } = MARKETS[name]!
  const market: MarketOptions = {
    feed: feedOf(randomMarket(content, seed)),
    limits: { ...WIDE_LIMITS, positionLotsMax: 12 },
    latency: LATENCY,
    ...more,
  }
  const second = { ...market, feed: feedOf(randomMarket('levels', seed + 1)) }
  const markets = seed % 2 === 0 ? [market] : [market, second]
  return { strategy: restless, params: { seed }, markets }
}

for (const name of Object.keys(MARKETS)) {
  test(`${name}: a run that is watched is the run that was not, and its figures agree`, async () => {
    let fills = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), async (seed) => {
        const options = optionsOf(name, seed)
        const bare = await backtest(options)
        const witness = new OrderWitness()
        const run = await backtest({ ...options, witness, analytics: true })
        expect(run.digest()).toBe(bare.digest())
        fills += run.fills.length
        checkLedger(run, witness)
        await checkChronicle(options, run.digest(), witness, seed)
      }),
      { numRuns: 5 },
    )
    expect(fills).toBeGreaterThan(20)
  })
}

function checkLedger(run: Awaited<ReturnType<typeof backtest>>, { ledger }: OrderWitness): void {
  const { records } = ledger
  for (const [market, { desk, portfolio, gate }] of run.markets.entries()) {
    const own = records.filter((record) => record.market === market)
    const ended = (end: string) => own.filter((record) => record.end === end).length
    expect(own.reduce((sum, record) => sum + record.filled, 0)).toBe(portfolio.tradedLots)
    expect(own.filter((record) => record.end !== 'refused').length).toBe(desk.counts.entered)
    expect(ended('canceled')).toBe(desk.counts.canceled)
    expect(ended('expired')).toBe(desk.counts.expired)
    expect(ended('rejected') + ended('lost')).toBe(desk.counts.rejected)
    expect(gate.refusals.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(
      ended('refused'),
    )
  }
  for (const [index, fill] of [...run.fills].entries()) {
    const record = records[ledger.placeOfExecution(index + 1)!]!
    expect([record.id, record.market, record.side]).toEqual([
      fill.orderId,
      fill.instrument,
      fill.side,
    ])
    expect(record.executions).toContain(index + 1)
    expect(record.arrivedNanos).toBeLessThanOrEqual(fill.at)
  }
  expect(ledger.executionCount).toBe(run.fills.length)
}

/** One life of the run, in full. */
async function checkChronicle(
  options: BacktestOptions,
  digest: string,
  { ledger }: OrderWitness,
  seed: number,
): Promise<void> {
  const place = seed % ledger.records.length
  const record = ledger.records[place]!
  const witness = new OrderWitness({ place, record, before: seed % 4, after: seed % 3 })
  const again = await backtest({ ...options, witness })
  expect(again.digest()).toBe(digest)
  expect(witness.ledger.records[place]).toEqual(record)
  const { entries } = witness.chronicle!
  const filled = entries.flatMap(({ event }) => (event.kind === 'filled' ? [event] : []))
  expect(filled.map(({ execution }) => execution)).toEqual(record.executions)
  expect(filled.reduce((sum, { size }) => sum + size, 0)).toBe(record.filled)
  const times = entries
    .map(({ exchangeNanos, localNanos }) =>
      Number.isNaN(exchangeNanos) ? localNanos : exchangeNanos,
    )
    .filter((nanos) => !Number.isNaN(nanos))
  expect(times).toEqual([...times].sort((a, b) => a - b))
  const hasPrice = record.entryPrice !== NO_PRICE
  expect(hasPrice || entries.every(({ view }) => Number.isNaN(view.levelLots))).toBe(true)
}
