import { expect, test } from 'vitest'
import type { EventView } from '../core/index.ts'
import {
  capture,
  captureFeed,
  diff,
  START_MILLIS,
  snapshot,
  touch,
  trade,
} from './binance-feed.suite.ts'
import { eventList } from './event-list.suite.ts'
import type { Feed } from './market-data.ts'

const BOOK = snapshot(
  10,
  [
    ['100.0', '1.000'],
    ['99.9', '2.000'],
  ],
  [['100.1', '3.000']],
)
const BOOK_EVENTS = [
  'depth clear 0 x 0 snapshot',
  'depth level + 1000 x 1000 snapshot',
  'depth level + 999 x 2000 snapshot',
  'depth level - 1001 x 3000 last snapshot',
]

const noticeCounts = (feed: Feed): Record<string, number> =>
  Object.fromEntries([...feed.notices].map(([kind, { count }]) => [kind, count]))

test('a snapshot clears the book and gives its levels, then diffs set levels', async () => {
  const feed = await captureFeed(
    capture(BOOK, diff({ U: 11, u: 12, b: [['100.0', '0.000']], a: [['100.2', '0.5']] })),
  )
  expect(await eventList(feed)).toEqual([
    ...BOOK_EVENTS,
    'depth level + 1000 x 0',
    'depth level - 1002 x 500 last',
  ])
  expect(noticeCounts(feed)).toEqual({})
})

test('diffs before the snapshot wait for it: stale ones are dropped, others follow it', async () => {
  const feed = await captureFeed(
    capture(
      diff({ U: 8, u: 10, b: [['98.0', '1']] }),
      diff({ U: 11, u: 12, b: [['98.1', '1']] }),
      BOOK,
      diff({ u: 13, b: [['98.2', '1']] }),
    ),
  )
  const local = (view: EventView): string => ` at ${(view.localTime / 1e6).toFixed(0)}`
  expect(await eventList(feed, local)).toEqual([
    ...BOOK_EVENTS.map((event) => `${event} at 1002`),
    'depth level + 981 x 1000 last at 1002',
    'depth level + 982 x 1000 last at 1003',
  ])
  expect(noticeCounts(feed)).toEqual({ 'stale diff, dropped: the book already contains it': 1 })
})

for (const market of ['spot', 'futures'] as const) {
  const chained = (previous: number, u: number): object =>
    market === 'spot'
      ? diff({ U: previous + 1, u, b: [['99.0', '1']] })
      : diff({ U: previous + 5, u: u + 5, pu: previous, b: [['99.0', '1']] })

  test(`${market}: a chain that holds has no gap, the first diff overlaps the snapshot`, async () => {
    const first = market === 'spot' ? chained(8, 12) : chained(9, 12)
    const second = market === 'spot' ? chained(12, 14) : chained(17, 20)
    const feed = await captureFeed(capture(BOOK, first, second))
    expect((await eventList(feed)).filter((event) => event.startsWith('gap'))).toEqual([])
    expect(noticeCounts(feed)).toEqual({})
  })

  test(`${market}: a diff that breaks the chain is told by a gap, and applied`, async () => {
    const first = market === 'spot' ? chained(10, 12) : chained(10, 12)
    const broken = market === 'spot' ? chained(15, 16) : chained(21, 30)
    const feed = await captureFeed(capture(BOOK, first, broken))
    const told = (view: EventView): string => ` ${view.payloadA} ${view.payloadB}`
    const events = await eventList(feed, told)
    const [expected, found] = market === 'spot' ? [13, 16] : [17, 21]
    expect(events.slice(-2)).toEqual([
      `gap 0 x 0 last ${expected} ${found}`,
      'depth level + 990 x 1000 last 0 0',
    ])
    expect(Object.values(noticeCounts(feed))).toEqual([1])
  })
}

test('a first diff that leaves a hole after the snapshot is a gap', async () => {
  const feed = await captureFeed(capture(BOOK, diff({ U: 12, u: 13, b: [['99.0', '1']] })))
  expect(await eventList(feed)).toContain('gap 0 x 0 last')
})

test('a diff that comes twice is dropped the second time', async () => {
  const once = diff({ U: 11, u: 12, b: [['99.0', '1']] })
  const feed = await captureFeed(capture(BOOK, once, once))
  expect(await eventList(feed)).toHaveLength(BOOK_EVENTS.length + 1)
})

test('a second snapshot older than an unbroken book is skipped, after a gap it counts', async () => {
  const next = diff({ U: 11, u: 20, b: [['99.0', '1']] })
  const older = snapshot(15, [['97.0', '1']], [['101.0', '1']])
  const unbroken = await captureFeed(capture(BOOK, next, older))
  expect(await eventList(unbroken)).toHaveLength(BOOK_EVENTS.length + 1)
  expect(noticeCounts(unbroken)).toEqual({ 'snapshot older than the book, skipped': 1 })

  const lost = diff({ U: 12, u: 20, b: [['99.0', '1']] })
  const events = await eventList(await captureFeed(capture(BOOK, lost, older)))
  expect(events.slice(-3)).toEqual([
    'depth clear 0 x 0 snapshot',
    'depth level + 970 x 1000 snapshot',
    'depth level - 1010 x 1000 last snapshot',
  ])
})

test('without any snapshot diffs are applied as they come, and each is noticed', async () => {
  const feed = await captureFeed(
    capture(diff({ u: 1, b: [['99.0', '1']] }), trade(1, '99', '1', true)),
  )
  expect(await eventList(feed)).toEqual([
    'depth level + 990 x 1000 last',
    'trade - 990 x 1000 last',
  ])
  expect(noticeCounts(feed)).toEqual({ 'diff without a snapshot before it': 1 })
})

test('the side of a trade is the aggressor, its order slot the trade id', async () => {
  const text = capture(trade(7, '100.0', '0.010', true), trade(8, '100.1', '0.020', false))
  const id = (view: EventView): string => ` id ${view.orderId}`
  expect(await eventList(await captureFeed(text), id)).toEqual([
    'trade - 1000 x 10 last id 7',
    'trade + 1001 x 20 last id 8',
  ])
})

test('aggregates are trades, unless single trades are there too', async () => {
  const aggregate = {
    ...{ e: 'aggTrade', E: START_MILLIS, s: 'BTCUSDT', a: 3, p: '100.0', q: '1', f: 1, l: 2 },
    ...{ T: START_MILLIS, m: true },
  }
  expect(await eventList(await captureFeed(capture(aggregate)))).toEqual([
    'trade - 1000 x 1000 last',
  ])
  const both = await captureFeed(capture(trade(1, '100', '1', true), aggregate))
  expect(await eventList(both)).toHaveLength(1)
})

test('a touch carries bid in price and size, ask in the payload, and the update id', async () => {
  const feed = await captureFeed(capture(touch(33, '100.0', '1.5', '100.2', '2.5')))
  const ask = (view: EventView): string =>
    ` ask ${view.payloadA} x ${view.payloadB}, ${view.sequence}`
  expect(await eventList(feed, ask)).toEqual(['touch 1000 x 1500 last ask 1002 x 2500, 33'])
})

test('the exchange time is T, else E, else the newest seen, else the local time', async () => {
  const feed = await captureFeed(
    capture(
      touch(1, '100', '1', '100.1', '1'),
      trade(1, '100.0', '1', true),
      touch(2, '100', '1', '100.1', '1'),
      diff({ u: 1, b: [['99.0', '1']] }),
      diff({ u: 2, b: [['99.0', '1']], T: START_MILLIS + 3 }),
    ),
  )
  const times = (view: EventView): string => ` ${view.exchangeTime / 1e6} ${view.localTime / 1e6}`
  expect(await eventList(feed, times)).toEqual([
    'touch 1000 x 1000 last 1000 1000',
    'trade - 1000 x 1000 last 1001 1001',
    'touch 1000 x 1000 last 1001 1002',
    'depth level + 990 x 1000 last 1005 1003',
    'depth level + 990 x 1000 last 1003 1004',
  ])
})

test('applied stale diffs are marked, and nothing waits for the snapshot', async () => {
  const text = capture(
    diff({ U: 8, u: 10, b: [['98.0', '1']] }),
    BOOK,
    diff({ U: 9, u: 10, b: [['98.1', '1']] }),
    diff({ U: 11, u: 11, b: [['98.2', '1']] }),
  )
  const feed = await captureFeed(text, { staleDiffs: 'apply' })
  expect(await eventList(feed)).toEqual([
    'depth level + 980 x 1000 last stale',
    ...BOOK_EVENTS,
    'depth level + 981 x 1000 last stale',
    'depth level + 982 x 1000 last',
  ])
})

test('the hftbacktest convention clears up to the farthest level and leaves touches out', async () => {
  const text = capture(
    touch(1, '100', '1', '100.1', '1'),
    diff({ u: 1, T: START_MILLIS, b: [['98.0', '1']] }),
    BOOK,
    { ...trade(1, '100', '1', true), data: { ...tradeData(), X: 'INSURANCE_FUND' } },
    trade(2, '100', '1', false),
  )
  const feed = await captureFeed(text, { convention: 'hftbacktest' })
  const payload = (view: EventView): string => (view.payloadA === 1 ? ' up to' : '')
  expect(await eventList(feed, payload)).toEqual([
    'depth level + 980 x 1000 last stale',
    'depth clear + 999 x 0 up to',
    'depth level + 1000 x 1000 snapshot',
    'depth level + 999 x 2000 snapshot',
    'depth clear - 1001 x 0 up to',
    'depth level - 1001 x 3000 last snapshot',
    'trade + 1000 x 1000 last',
  ])
})

const tradeData = (): object => ({
  ...{
    e: 'trade',
    E: START_MILLIS,
    T: START_MILLIS,
    s: 'BTCUSDT',
    t: 1,
    p: '100',
    q: '1',
    m: true,
  },
})

test('without transaction times, as on spot, both conventions take the event time', async () => {
  const text = capture(diff({ u: 1, b: [['98.0', '1']] }))
  const exchangeTime = (view: EventView): string => ` at ${view.exchangeTime}`
  const [ofVenue, ofReference] = await Promise.all(
    (['venue', 'hftbacktest'] as const).map(async (convention) =>
      eventList(await captureFeed(text, { convention }), exchangeTime),
    ),
  )
  expect(ofVenue).toEqual(['depth level + 980 x 1000 last at 1005000000'])
  expect(ofReference).toEqual(['depth level + 980 x 1000 last stale at 1005000000'])
})

test('files in order are one stream: the chain goes on from one to the next', async () => {
  const first = capture(BOOK, diff({ u: 11, b: [['99.0', '1']] }))
  const whole = await captureFeed([first, capture(diff({ u: 12, b: [['99.0', '1']] }))])
  expect(noticeCounts(whole)).toEqual({})
  const broken = await captureFeed([first, capture(diff({ u: 13, b: [['99.0', '1']] }))])
  expect(await eventList(broken)).toContain('gap 0 x 0 last')
  expect([...broken.notices.values()][0]!.first).toBe('capture 2, line 1')
})

test('a price or size that the grid does not hold is named with line and remedy', async () => {
  for (const [message, problem] of [
    [trade(1, '100.05', '1', true), '100.05 is no multiple of the tick 0.1\n  Give'],
    [trade(1, '100.0', '0.0001', true), '0.0001 is no multiple of the lot 0.001\n  Give'],
    [trade(1, '900000000.0', '1', true), '900000000.0 is more than 2147483647 times the tick 0.1'],
    [touch(1, '1', '1', '1.01', '1'), '1.01 is no multiple of the tick 0.1'],
    [
      diff({ u: 11, a: [['5.0', '9999999.000']] }),
      '9999999.000 is more than 2147483647 times the lot',
    ],
  ] as const) {
    const feed = await captureFeed(capture(BOOK, message))
    await expect(eventList(feed)).rejects.toThrow(problem)
    await expect(eventList(feed)).rejects.toThrow('capture 1, line 2, ')
  }
})

test('a time too far from the first is refused', async () => {
  const far = '1999999999000000000 {"u":1,"s":"BTCUSDT","b":"1","B":"1","a":"1","A":"1"}\n'
  const feed = await captureFeed(capture(BOOK) + far)
  await expect(eventList(feed)).rejects.toThrow('the time lies more than 104 days from the first')
})
