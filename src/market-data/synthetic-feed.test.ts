import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eachEvent } from './event-list.suite.ts'
import { SyntheticFeed, type SyntheticFeedOptions } from './synthetic-feed.ts'

const OPTIONS: SyntheticFeedOptions = {
  ...{ seed: 42, volatility: 0.002, spreadCost: 0.0005, tickSeconds: 0.1, ticks: 5000 },
}

interface Row {
  readonly nanos: number
  readonly price: number
  readonly bid: number
  readonly ask: number
  readonly volume: number
}

async function rowsOf(feed: SyntheticFeed): Promise<Row[]> {
  const rows: Row[] = []
  await eachEvent(feed, (view) => {
    const { localTime: nanos, orderId: price, payloadA: bid, payloadB: ask, size: volume } = view
    rows.push({ nanos, price, bid, ask, volume })
  })
  return rows
}

test('the same seed gives the same series, whatever the batches, another seed another', async () => {
  const rows = await rowsOf(new SyntheticFeed(OPTIONS))
  expect(rows).toHaveLength(5000)
  expect(await rowsOf(new SyntheticFeed({ ...OPTIONS, batchTicks: 7 }))).toEqual(rows)
  const feed = new SyntheticFeed(OPTIONS)
  await rowsOf(feed)
  expect(await rowsOf(feed)).toEqual(rows)
  expect(await rowsOf(new SyntheticFeed({ ...OPTIONS, seed: 43 }))).not.toEqual(rows)
})

test('bid and ask lie half the spread around the price, the volume from 1 to 99', async () => {
  const rows = await rowsOf(new SyntheticFeed(OPTIONS))
  for (const { price, bid, ask, volume } of rows) {
    expect(bid).toBe(price * (1 - 0.00025))
    expect(ask).toBe(price * (1 + 0.00025))
    expect(volume).toBeGreaterThanOrEqual(1)
    expect(volume).toBeLessThanOrEqual(99)
  }
  expect(new Set(rows.map(({ volume }) => volume)).size).toBe(99)
})

test('the first tick comes one interval after the epoch, the price walks from its start', async () => {
  const rows = await rowsOf(new SyntheticFeed(OPTIONS))
  expect(rows[0]!.nanos).toBe(100_000_000)
  expect(rows.at(-1)!.nanos).toBe(5000 * 100_000_000)
  expect(Math.abs(rows[0]!.price - 100)).toBeLessThan(100 * 0.002 * 6)
  const still = await rowsOf(new SyntheticFeed({ ...OPTIONS, volatility: 0, startPrice: 7 }))
  expect(new Set(still.map(({ price }) => price))).toEqual(new Set([7]))
})

test('the changes have the deviation of both draws together', async () => {
  const rows = await rowsOf(new SyntheticFeed({ ...OPTIONS, ticks: 50_000 }))
  const changes = rows.slice(1).map(({ price }, at) => price / rows[at]!.price - 1)
  const variance = changes.reduce((sum, change) => sum + change * change, 0) / changes.length
  const expected = 0.002 * Math.sqrt(1.01)
  expect(Math.abs(Math.sqrt(variance) / expected - 1)).toBeLessThan(0.02)
})

test('volatility and spread can change while the series runs', () => {
  const feed = new SyntheticFeed({ ...OPTIONS, batchTicks: 1 })
  const batches = feed.open()[Symbol.iterator]()
  batches.next()
  feed.volatility = 0
  feed.spreadCost = 0.01
  const f64 = batches.next().value!.f64
  const price = f64[2]!
  expect([f64[6], f64[7]]).toEqual([price * (1 - 0.005), price * (1 + 0.005)])
  expect(batches.next().value!.f64[2]).toBe(price)
})

test('however wild, the price stays positive, finite and within its slots, and says when it stood', async () => {
  const wild = fc.record({
    seed: fc.nat(),
    volatility: fc.double({ min: 0.05, max: 10, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(wild, async (options) => {
      const feed = new SyntheticFeed({ ...OPTIONS, ...options, ticks: 2000 })
      const { tick } = feed.info.instruments[0]!
      let stood = 0
      let wrong = 0
      let before = 100
      await eachEvent(feed, (view) => {
        const price = view.orderId
        const isRight = price > 0 && Number.isFinite(price)
        wrong += Number(!isRight || view.price !== Math.round(tick.countOf(price)))
        stood += Number(price === before)
        before = price
      })
      expect(wrong).toBe(0)
      const notice = feed.notices.get('step not taken: the price would leave its range')
      expect(notice?.count ?? 0).toBe(stood)
    }),
    { numRuns: 20 },
  )
})

test('a series without an end hands out batch after batch', () => {
  const { ticks: _ticks, ...endless } = OPTIONS
  const batches = new SyntheticFeed(endless).open()[Symbol.iterator]()
  for (let batch = 0; batch < 100; batch++) expect(batches.next().value?.length).toBe(1024)
})

test('time ends where nanoseconds are no longer exact', async () => {
  const feed = new SyntheticFeed({ ...OPTIONS, tickSeconds: 86_400, ticks: 1000 })
  expect(await rowsOf(feed)).toHaveLength(104)
})

for (const [field, value] of [
  ['volatility', -1],
  ['volatility', Number.NaN],
  ['spreadCost', 2],
  ['tickSeconds', 0],
  ['startPrice', Number.POSITIVE_INFINITY],
  ['ticks', -1],
  ['batchTicks', 0],
] as const) {
  test(`${field} ${value} is refused by name`, () => {
    expect(() => new SyntheticFeed({ ...OPTIONS, [field]: value })).toThrow(
      `${field}: expected a number`,
    )
  })
}
