import { expect, test } from 'vitest'
import type { EventView } from '../core/index.ts'
import {
  DRAWN_DAY,
  type DrawnHeader,
  type DrawnMbo,
  dbnHeader,
  joined,
  mboRecord,
} from '../wire/databento/dbn-bytes.suite.ts'
import { MemorySource } from './byte-source.ts'
import { type DatabentoFeedOptions, databentoFeed } from './databento-feed.ts'
import { eventList, readAll } from './event-list.suite.ts'
import type { Feed } from './market-data.ts'

const file = (records: readonly DrawnMbo[], header: DrawnHeader = {}): Uint8Array =>
  joined(dbnHeader(header), ...records.map(mboRecord))

const feedOver = (
  files: readonly Uint8Array[],
  options: Partial<DatabentoFeedOptions> = {},
  chunkBytes = 1000,
): Promise<Feed> =>
  databentoFeed({
    sources: files.map((bytes, k) => new MemorySource(`day${k}.dbn`, bytes, chunkBytes)),
    tick: '0.25',
    ...options,
  })

/** Events of the records, each with its order id. */
const events = async (...records: readonly DrawnMbo[]): Promise<string[]> =>
  eventList(await feedOver([file(records)]), (view: EventView) => ` #${view.orderId}`)

for (const [letter, far, resting, aggressor, better] of [
  ['B', 'A', '+', '-', 1],
  ['A', 'B', '-', '+', -1],
] as const) {
  const add = (id: number, size: number, price = 100): DrawnMbo => ({
    action: 'A',
    side: letter,
    id,
    size,
    price,
  })
  const part = { flags: 0 } as const
  const trade = (size: number, price = 100): DrawnMbo => ({
    ...part,
    action: 'T',
    side: far,
    id: 99,
    size,
    price,
  })
  const fill = (id: number, size: number, price = 100): DrawnMbo => ({
    ...part,
    action: 'F',
    side: letter,
    id,
    size,
    price,
  })
  const cancel = (id: number, size: number, price = 100): DrawnMbo => ({
    action: 'C',
    side: letter,
    id,
    size,
    price,
  })
  const modify = (id: number, size: number, price = 100): DrawnMbo => ({
    action: 'M',
    side: letter,
    id,
    size,
    price,
  })

  test(`${letter}: orders come, shrink in place, and go`, async () => {
    expect(await events(add(7, 5), cancel(7, 2), modify(7, 2), modify(7, 2), cancel(7, 2))).toEqual(
      [
        `order add ${resting} 400 x 5 last #7`,
        `order reduce ${resting} 400 x 2 last #7`,
        `order reduce ${resting} 400 x 1 last #7`,
        `order delete ${resting} 400 x 2 last #7`,
      ],
    )
  })

  test(`${letter}: another price or more lots lose the place`, async () => {
    expect(await events(add(7, 5), modify(7, 6), modify(7, 3, 101), cancel(7, 3, 101))).toEqual([
      `order add ${resting} 400 x 5 last #7`,
      `order replace ${resting} 400 x 6 last #7`,
      `order replace ${resting} 404 x 3 last #7`,
      `order delete ${resting} 404 x 3 last #7`,
    ])
  })

  test(`${letter}: a fill and the change that it makes are one execution`, async () => {
    expect(
      await events(
        add(7, 5),
        add(8, 4),
        trade(7),
        fill(7, 5),
        fill(8, 2),
        { ...cancel(7, 5), ...part },
        modify(8, 2),
      ),
    ).toEqual([
      `order add ${resting} 400 x 5 last #7`,
      `order add ${resting} 400 x 4 last #8`,
      `trade ${aggressor} 400 x 7 #0`,
      `order execute ${resting} 400 x 5 #7`,
      `order execute ${resting} 400 x 2 last #8`,
    ])
  })

  test(`${letter}: executions are told in the order of the queue, however the venue lists them`, async () => {
    const second = 100 + better
    expect(
      await events(
        add(7, 1),
        add(8, 1),
        add(9, 1, second),
        trade(3),
        fill(8, 1),
        fill(7, 1),
        fill(9, 1, second),
        { ...cancel(8, 1), ...part },
        { ...cancel(9, 1, second), ...part },
        cancel(7, 1),
      ),
    ).toEqual([
      `order add ${resting} 400 x 1 last #7`,
      `order add ${resting} 400 x 1 last #8`,
      `order add ${resting} ${4 * second} x 1 last #9`,
      `trade ${aggressor} 400 x 3 #0`,
      `order execute ${resting} ${4 * second} x 1 #9`,
      `order execute ${resting} 400 x 1 #7`,
      `order execute ${resting} 400 x 1 last #8`,
    ])
  })

  test(`${letter}: who is taken out of the way of his own order leaves before the trade`, async () => {
    expect(
      await events(
        add(7, 1),
        add(8, 1),
        trade(1),
        fill(8, 1),
        { ...cancel(8, 1), ...part },
        cancel(7, 1),
      ),
    ).toEqual([
      `order add ${resting} 400 x 1 last #7`,
      `order add ${resting} 400 x 1 last #8`,
      `trade ${aggressor} 400 x 1 #0`,
      `order delete ${resting} 400 x 1 #7`,
      `order execute ${resting} 400 x 1 last #8`,
    ])
  })

  test(`${letter}: what an iceberg had not shown trades behind everybody else`, async () => {
    expect(
      await events(
        add(7, 2),
        add(8, 1),
        trade(6),
        fill(7, 5),
        fill(8, 1),
        { ...modify(7, 1), ...part },
        cancel(8, 1),
      ),
    ).toEqual([
      `order add ${resting} 400 x 2 last #7`,
      `order add ${resting} 400 x 1 last #8`,
      `trade ${aggressor} 400 x 6 #0`,
      `order execute ${resting} 400 x 2 #7`,
      `order execute ${resting} 400 x 1 #8`,
      `order add ${resting} 400 x 3 #7`,
      `order execute ${resting} 400 x 3 #7`,
      `order add ${resting} 400 x 1 last #7`,
    ])
  })

  test(`${letter}: an order that moves to take is no resting order that traded`, async () => {
    // The order of the far side came down to take: its own fill is told too.
    const mover = { id: 9, side: far, price: 100, size: 1 } as const
    expect(
      await events(
        add(7, 1),
        { action: 'A', ...mover, price: 100 + 2 * better, size: 3 },
        { ...part, action: 'T', ...mover },
        { ...part, action: 'F', ...mover },
        fill(7, 1),
        { ...cancel(7, 1), ...part },
        { action: 'M', ...mover, size: 2 },
      ),
    ).toEqual([
      `order add ${resting} 400 x 1 last #7`,
      `order add ${aggressor} ${4 * (100 + 2 * better)} x 3 last #9`,
      `trade ${aggressor} 400 x 1 #0`,
      `order execute ${resting} 400 x 1 #7`,
      `order replace ${aggressor} 400 x 2 last #9`,
    ])
  })

  test(`${letter}: a part traded and the rest withdrawn in one message are both told`, async () => {
    expect(await events(add(7, 5), trade(2), fill(7, 2), cancel(7, 5))).toEqual([
      `order add ${resting} 400 x 5 last #7`,
      `trade ${aggressor} 400 x 2 #0`,
      `order execute ${resting} 400 x 2 #7`,
      `order delete ${resting} 400 x 3 last #7`,
    ])
    expect(await events(add(7, 9), trade(2), fill(7, 2), cancel(7, 5), cancel(7, 4))).toEqual([
      `order add ${resting} 400 x 9 last #7`,
      `trade ${aggressor} 400 x 2 #0`,
      `order execute ${resting} 400 x 2 #7`,
      `order reduce ${resting} 400 x 3 last #7`,
      `order delete ${resting} 400 x 4 last #7`,
    ])
  })

  test(`${letter}: orders that nobody knows are told as they come`, async () => {
    expect(await events(cancel(5, 2), modify(6, 3))).toEqual([
      `order delete ${resting} 400 x 2 last #5`,
      `order replace ${resting} 400 x 3 last #6`,
    ])
  })
}

test('fills of unknown orders and fills without a change are counted, not told', async () => {
  const feed = await feedOver([
    file([
      { action: 'A', side: 'B', id: 7, price: 100, size: 5 },
      { action: 'F', side: 'B', id: 8, price: 100, size: 1, flags: 0 },
      { action: 'F', side: 'B', id: 7, price: 100, size: 1 },
      { action: 'C', side: 'B', id: 7, price: 100, size: 5 },
    ]),
  ])
  expect(await eventList(feed)).toEqual(['order add + 400 x 5 last', 'order delete + 400 x 5 last'])
  expect(Object.fromEntries(feed.notices)).toMatchObject({
    'fill of an order that is in no book, passed over': { count: 1 },
    'fill that no change of its order confirms, passed over': { count: 1 },
  })
  expect([...feed.notices.values()][0]!.first).toMatch(/^day0\.dbn, byte \d+$/)
})

test('a snapshot ends where its flag does, and its orders bear its time', async () => {
  const old = DRAWN_DAY - 50_000_000_000n
  const snapshot = { action: 'A', flags: 0x28, eventNanos: old, receivedNanos: DRAWN_DAY } as const
  const feed = await feedOver([
    file([
      { ...snapshot, side: 'B', id: 1, price: 100, size: 1 },
      { ...snapshot, side: 'A', id: 2, price: 101, size: 1 },
      { action: 'N' },
      { action: 'R', flags: 0 },
      { action: 'A', side: 'A', id: 2, price: 102, size: 2 },
    ]),
  ])
  const time = (view: EventView): string => ` at ${view.exchangeTime}`
  expect(await eventList(feed, time)).toEqual([
    'order add + 400 x 1 snapshot at 0',
    'order add - 404 x 1 last snapshot at 0',
    'depth clear 0 x 0 at 1000',
    'order add - 408 x 2 last at 1000',
  ])
  expect(feed.info.epochNanos).toBe(DRAWN_DAY)
})

test('the snapshot of a second file replaces what the first left', async () => {
  const one = file([{ action: 'A', side: 'B', id: 1, price: 100, size: 1 }])
  const snapshot = { action: 'A', side: 'B', id: 2, price: 99, size: 4, flags: 0xa8 } as const
  const two = file([snapshot], { mappings: [['ESH4', ['55']]] })
  const renumbered = file([{ ...snapshot, instrument: 55 }], { mappings: [['ESH4', ['55']]] })
  expect(await eventList(await feedOver([one, renumbered]))).toEqual([
    'order add + 400 x 1 last',
    'depth clear 0 x 0 snapshot',
    'order add + 396 x 4 last snapshot',
  ])
  expect(await eventList(await feedOver([one, two]))).toEqual(['order add + 400 x 1 last'])
})

test('of several instruments one is chosen by its symbol; the rest is counted', async () => {
  const header: DrawnHeader = {
    symbols: ['ESH4', 'ESM4'],
    mappings: [
      ['ESH4', ['17077']],
      ['ESM4', ['5']],
      ['ES.c.0', ['17077', '5']],
    ],
  }
  const bytes = file(
    [
      { action: 'A', side: 'B', id: 1, price: 100, size: 1 },
      { action: 'A', side: 'B', id: 1, price: 50, size: 2, instrument: 5 },
    ],
    header,
  )
  await expect(feedOver([bytes])).rejects.toThrow('Choose one with --symbol: ESH4, ESM4, ES.c.0')
  await expect(feedOver([bytes], { symbol: 'NQH4' })).rejects.toThrow('no symbol is called "NQH4"')
  await expect(feedOver([bytes], { symbol: 'ES.c.0' })).rejects.toThrow(
    'ES.c.0 stands for 2 instruments',
  )
  const feed = await feedOver([bytes], { symbol: 'ESM4' })
  expect(feed.info.instruments[0]!.symbol).toBe('ESM4')
  expect(await eventList(feed)).toEqual(['order add + 200 x 2 last'])
  expect(feed.notices.get('record of another instrument, passed over')?.count).toBe(1)
})

test('without names the instrument of the first record is meant', async () => {
  const bytes = file([{ action: 'A', side: 'B', id: 1, price: 100, size: 1 }], {
    symbols: [],
    mappings: [],
  })
  const feed = await feedOver([bytes])
  expect(feed.info.instruments[0]!.symbol).toBe('GLBX.MDP3 17077')
  expect(await eventList(feed)).toHaveLength(1)
})

test('the tick is learnt from the first prices, or told', async () => {
  const records = Array.from({ length: 150 }, (_, k) => ({
    action: 'A',
    side: 'B',
    id: k + 1,
    price: 100 + k / 4,
    size: 1,
  }))
  const learnt = await feedOver([file(records)], { tick: undefined })
  expect(learnt.info.instruments[0]!.tick.step).toBe(0.25)
  const told = await feedOver([file(records)], { tick: '0.5' })
  const { events: delivered, error } = await readAll(told)
  expect([delivered, error?.problem]).toEqual([
    1,
    '100.25 is no multiple of the tick 0.5 that fits',
  ])
  expect(error?.place.file).toBe('day0.dbn')
})

test('contracts, lots and other schemas', async () => {
  const bytes = file([{ action: 'A', side: 'B', id: 1, price: 100, size: 1 }])
  const { info } = await feedOver([bytes], { contractSize: 50, contract: 'linear' })
  expect(info.instruments[0]).toMatchObject({ contractSize: 50, symbol: 'ESH4' })
  await expect(feedOver([bytes], { lot: '10' })).rejects.toThrow('counts whole lots')
  await expect(feedOver([file([], { schema: 1 })])).rejects.toThrow(
    'day0.dbn, byte 24: a file of schema 1 tells no single orders',
  )
  const { error } = await readAll(await feedOver([bytes], { tick: '0.0000000001' }))
  expect(error?.message).toBe('tick: a tick of 1e-10 is finer than the prices')
})

test('numbers that no record holds end the stream after the events before, with the byte', async () => {
  const first: DrawnMbo = { action: 'A', side: 'B', id: 1, price: 100, size: 1 }
  for (const [wrong, problem] of [
    [{ id: 2n ** 60n }, 'order_id: the order id 1152921504606847000 is larger than 2^53'],
    [{ size: 3_000_000_000 }, 'size: a size of 3000000000 is too large'],
    [{ price: undefined }, 'price: the order has no price'],
    [{ price: 100.1 }, 'price: 100.1 is no multiple of the tick 0.25 that fits'],
    [{ eventNanos: 1n, receivedNanos: 1n }, 'ts_event: the time lies more than 104 days'],
    [{ action: '?' }, 'action: expected A, C, F, M, N, R or T, found "?"'],
  ] as const) {
    const feed = await feedOver([file([first, { ...first, ...wrong }])])
    const { events: delivered, error } = await readAll(feed)
    expect([delivered, error?.message.replace(/^day0.dbn, byte \d+, /, '')]).toEqual([
      1,
      expect.stringContaining(problem),
    ])
  }
})

test('a message whose end is missing is closed where the file ends, and told', async () => {
  const feed = await feedOver([
    file([
      { action: 'A', side: 'B', id: 1, price: 100, size: 2 },
      { action: 'F', side: 'B', id: 1, price: 100, size: 2, flags: 0 },
      { action: 'C', side: 'B', id: 1, price: 100, size: 2, flags: 0 },
    ]),
  ])
  expect(await eventList(feed)).toEqual([
    'order add + 400 x 2 last',
    'order execute + 400 x 2 last',
  ])
  expect(feed.notices.has('the end of the last message is missing')).toBe(true)
})

test('records too short for an order, and tops of books without orders', async () => {
  const short = mboRecord({ action: 'A', side: 'B', id: 1, price: 100, size: 1 }).slice(0, 48)
  short[0] = 12
  const top = { action: 'A', side: 'B', id: 0, price: 100, size: 1, flags: 0xc0 } as const
  const feed = await feedOver([joined(file([top]), short)])
  const { events: delivered, error } = await readAll(feed)
  expect([delivered, error?.problem]).toEqual([0, 'an order record of 48 bytes, it has 56'])
  expect(feed.notices.has('top of a book without orders, passed over')).toBe(true)
})

test('the stream is the same however the file is cut into chunks', async () => {
  const records: DrawnMbo[] = [
    { action: 'A', side: 'B', id: 1, price: 100, size: 2 },
    { action: 'T', side: 'A', price: 100, size: 1, flags: 0 },
    { action: 'F', side: 'B', id: 1, price: 100, size: 1, flags: 0 },
    { action: 'M', side: 'B', id: 1, price: 100, size: 1 },
  ]
  const expected = await eventList(await feedOver([file(records)]))
  expect(expected).toHaveLength(3)
  for (const chunkBytes of [1, 13, 57]) {
    const feed = await feedOver([file(records)], {}, chunkBytes)
    expect(await eventList(feed)).toEqual(expected)
  }
})
