import { expect, test } from 'vitest'
import type { EventView } from '../core/index.ts'
import { eachEvent, eventList, textSource } from './event-list.suite.ts'
import { readFirstLines } from './first-lines.ts'
import type { Feed } from './market-data.ts'
import { type TickFeedOptions, tickFeed } from './tick-feed.ts'

async function feedOf(
  text: string | readonly string[],
  options: Omit<Partial<TickFeedOptions>, 'sources' | 'firstLines'> = {},
): Promise<Feed> {
  const texts = typeof text === 'string' ? [text] : text
  const sources = texts.map((content, at) => textSource(content, `ticks ${at + 1}.csv`))
  return tickFeed({ ...options, sources, firstLines: await readFirstLines(sources[0]!) })
}

const exact = (view: EventView): string =>
  ` ${view.localTime} ${view.orderId} ${view.payloadA} ${view.payloadB}`

test('a row gives the exact prices, and the last price and volume on the grid', async () => {
  const feed = await feedOf('timestamp,price,bid,ask,volume\n1000,100.25,100.2,100.3,7\n')
  expect(await eventList(feed, exact)).toEqual([
    'tick 10025 x 7 last 1000000000 100.25 100.2 100.3',
  ])
  expect(feed.info).toMatchObject({ epochNanos: 0n, timeUnit: 'ms', hasLocalTime: false })
})

test('a quote without a last price carries the middle and no volume', async () => {
  const feed = await feedOf('1000,1.5,1.75\n')
  expect(await eventList(feed, exact)).toEqual(['tick 163 x 0 last 1000000000 1.625 1.5 1.75'])
})

test('rows of one timestamp are a nanosecond apart, and time never goes back', async () => {
  const feed = await feedOf('5,1.5,1.6\n5,1.5,1.6\n5,1.5,1.6\n4,1.5,1.6\n6,1.5,1.6\n')
  const times: number[] = []
  await eachEvent(feed, (view) => times.push(view.localTime))
  expect(times).toEqual([5_000_000, 5_000_001, 5_000_002, 5_000_003, 6_000_000])
  expect(feed.notices.get('time steps back: held at the time before')?.count).toBe(1)
})

test('crossed and locked quotes are delivered, and counted', async () => {
  const feed = await feedOf('1,1.5,1.6\n2,1.6,1.5\n3,1.5,1.5\n4,1.7,1.5\n')
  expect(await eventList(feed)).toHaveLength(4)
  expect(feed.notices.get('crossed quote: bid above ask')).toEqual({
    ...{ count: 2, first: 'ticks 1.csv, line 2' },
  })
  expect(feed.notices.get('locked quote: bid equal to ask')?.count).toBe(1)
})

for (const [price, tick] of [
  ['100.12345678901', 0.000001],
  ['99999.123456789012', 0.001],
  ['1.2345678901234', 0.00000001],
] as const) {
  test(`prices such as ${price} have no grid: the integers resolve ${tick}`, async () => {
    const feed = await feedOf(`1,${price},${price}\n`)
    const instrument = feed.info.instruments[0]!
    expect(instrument.isContinuous).toBe(true)
    expect(instrument.tick.step).toBe(tick)
    let last = 0
    await eachEvent(feed, (view) => {
      last = view.payloadA
    })
    expect(last).toBe(Number(price))
  })
}

test('a price between the ticks is named with line, column and remedy', async () => {
  for (const [row, column] of [
    ['2,100.255,100.2,100.3,7', 'price'],
    ['2,100.2,100.255,100.3,7', 'bid'],
    ['2,100.2,100.2,100.255,7', 'ask'],
  ] as const) {
    const feed = await feedOf(`1,100.2,100.2,100.3,7\n${row}\n`, { tick: '0.01' })
    await expect(eventList(feed)).rejects.toThrow(
      `ticks 1.csv, line 2, ${column}: 100.255 is no multiple of the tick 0.01\n  Give`,
    )
  }
})

test('fractional volumes find their lot', async () => {
  const feed = await feedOf('1,10,9,11,0.25\n2,10,9,11,1.5\n')
  expect(feed.info.instruments[0]!.lot.step).toBe(0.01)
  expect(await eventList(feed)).toEqual(['tick 10 x 25 last', 'tick 10 x 150 last'])
  expect(feed.notices.size).toBe(0)
})

test('a volume between two lots is rounded, to one at least, and counted', async () => {
  for (const [volume, lots, notices] of [
    ['0', 0, 0],
    ['1e-12', 1, 1],
    ['0.001', 1, 1],
    ['0.25', 1, 1],
    ['0.5', 1, 1],
    ['1', 1, 0],
    ['1.4', 1, 1],
    ['2.5', 3, 1],
    ['99999999999', 2_147_483_647, 0],
  ] as const) {
    const feed = await feedOf(`1,10,9,11,${volume}\n`, { lot: '1' })
    expect([volume, await eventList(feed)]).toEqual([volume, [`tick 10 x ${lots} last`]])
    expect(feed.notices.get('volume rounded to the lot')?.count ?? 0).toBe(notices)
  }
})

test('a volume off the lot that was learnt, or beyond what is counted, ends no series', async () => {
  const rows = Array.from({ length: 6000 }, (_, at) => `${at},10,9,11,3`)
  rows[5500] = '5500,10,9,11,0.25'
  rows[5501] = '5501,10,9,11,99999999999'
  const feed = await feedOf(rows.join('\n'))
  const events = await eventList(feed)
  expect(events).toHaveLength(6000)
  expect(events.slice(5499, 5503)).toEqual([
    'tick 10 x 3 last',
    'tick 10 x 1 last',
    'tick 10 x 2147483647 last',
    'tick 10 x 3 last',
  ])
  expect(feed.notices.get('volume rounded to the lot')).toEqual({
    ...{ count: 1, first: 'ticks 1.csv, line 5501' },
  })
  const tooLarge = 'volume too large: held at the most lots that are counted'
  expect(feed.notices.get(tooLarge)?.count).toBe(1)
})

test('what does not fit or makes no sense is refused', async () => {
  for (const [rows, problem] of [
    [
      '1,1,1,1,1\n2,99999999999,1,1,1\n',
      'price: 99999999999 is more than 2147483647 times the tick',
    ],
    ['1,1,1,1,1\n2,1,1,1,-5\n', 'line 2, volume: expected a volume, found -5'],
    ['1,1,1,1,1\n99999999999999,1,1,1,1\n', 'the time lies more than 104 days from the first'],
  ] as const) {
    await expect(
      feedOf(rows, { tick: '1', lot: '1' }).then((feed) => eventList(feed)),
    ).rejects.toThrow(problem)
  }
})

test('a header without rows, and a first row without a time, are no series', async () => {
  await expect(feedOf('timestamp,bid,ask\n')).rejects.toThrow('the file has a header and no rows')
  await expect(feedOf('soon,1,2\n')).rejects.toThrow(
    'ticks 1.csv, line 1, timestamp: no timestamp: "soon"',
  )
})

test('columns without a use are told, blank lines and line ends of Windows are nothing', async () => {
  const feed = await feedOf('\ufefftimestamp,bid,ask,z\r\n\r\n1,1.5,1.6,9\r\n\r\n')
  expect(await eventList(feed)).toHaveLength(1)
  expect(feed.notices.get('column z, ignored')?.count).toBe(1)
})

test('a second file must be built like the first, so that no row is taken for a header', async () => {
  const first = 'timestamp,bid,ask\n1,1.5,1.6\n'
  expect(await eventList(await feedOf([first, 'timestamp,bid,ask\n2,1.5,1.6\n']))).toHaveLength(2)
  for (const second of ['2,1.5,1.6\n', 'timestamp,ask,bid\n2,1.6,1.5\n']) {
    await expect(eventList(await feedOf([first, second]))).rejects.toThrow(
      "ticks 2.csv, line 1: the columns are not the first file's",
    )
  }
})

test('a dated series counts from midnight of its first day', async () => {
  const feed = await feedOf('1722988801123456789,1.5,1.6\n1722988801123456790,1.5,1.6\n')
  const times: number[] = []
  await eachEvent(feed, (view) => times.push(view.exchangeTime))
  expect(feed.info.epochNanos).toBe(1_722_988_800_000_000_000n)
  expect(times).toEqual([1_123_456_789, 1_123_456_790])
})

test('the symbol is the name of the file, or the one that is told', async () => {
  expect((await feedOf('1,1.5,1.6\n')).info.instruments[0]!.symbol).toBe('ticks 1')
  const named = await feedOf('1,1.5,1.6\n', { symbol: 'EURUSD' })
  expect(named.info.instruments[0]!.symbol).toBe('EURUSD')
})
