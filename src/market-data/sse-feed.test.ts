import { expect, test } from 'vitest'
import type { EventView } from '../core/index.ts'
import { eventList, readAll, textSource } from './event-list.suite.ts'
import { readFirstLines } from './first-lines.ts'
import type { Feed } from './market-data.ts'
import { type SseFeedOptions, sseFeed } from './sse-feed.ts'

const ORDERS =
  'SecurityID,OrderTime,OrderType,OrderNO,OrderPrice,Balance,OrderBSFlag,BizIndex,LocalTime'
const TRADES =
  'SecurityID,TradTime,TradPrice,TradVolume,TradeBuyNo,TradeSellNo,TradeBSFlag,BizIndex,LocalTime'
const SNAPSHOTS = 'UpdateTime,SecurityID,AskPrice1,NumOrdersB1\n09:30:00,600000,10.01,3'

/** A table of rows without security, time and receive time, which follow the index in the day. */
function rows(header: string, short: readonly string[]): string {
  const full = short.map((row) => {
    const index = row.split(',').at(-1)!.padStart(2, '0')
    return `600000,09:30:${index}.000,${row},09:30:${index}.200`
  })
  return `${[header, ...full].join('\n')}\n`
}

async function feedOf(
  tables: readonly (readonly [name: string, text: string])[],
  options: Partial<SseFeedOptions> = {},
  chunkBytes?: number,
): Promise<Feed> {
  const headed = []
  for (const [name, text] of tables) {
    const source = textSource(text, name, chunkBytes)
    headed.push({ source, firstLines: await readFirstLines(source) })
  }
  return sseFeed({ ...options, tables: headed })
}

const day = (orders: readonly string[], trades: readonly string[]) =>
  [
    ['600000_20230201_entrust.csv', rows(ORDERS, orders)],
    ['600000_20230201_trade.csv', rows(TRADES, trades)],
  ] as const

const id = (view: EventView): string => ` #${view.orderId} at ${view.sequence}`

for (const [letter, resting, other, aggressor] of [
  ['B', '+', 'S', '-'],
  ['S', '-', 'B', '+'],
] as const) {
  test(`orders of side ${letter}: orders and trades become one stream by their index`, async () => {
    const [buyer, seller] = letter === 'B' ? [7, 9] : [9, 7]
    const feed = await feedOf(
      day(
        [`A,7,10.01,300,${letter},1`, `A,9,10.01,50,${other},4`, `D,7,10.01,100,${letter},6`],
        [
          `10.0100000000000002,150,${buyer},${seller},${other},2`,
          `10.01,50,${buyer},${seller},${other},3`,
        ],
      ),
    )
    expect(await eventList(feed, id)).toEqual([
      `order add ${resting} 1001 x 300 last #7 at 1`,
      `order execute ${resting} 1001 x 150 #7 at 2`,
      `trade ${aggressor} 1001 x 150 last #0 at 2`,
      `order execute ${resting} 1001 x 50 #7 at 3`,
      `trade ${aggressor} 1001 x 50 last #0 at 3`,
      `order add ${aggressor} 1001 x 50 last #9 at 4`,
      `order delete ${resting} 1001 x 100 last #7 at 6`,
    ])
  })
}

test('the trade of an auction takes from both orders and has no aggressor', async () => {
  const feed = await feedOf(day(['A,7,10.05,100,B,1', 'A,8,10.00,100,S,2'], ['10.02,100,7,8,N,3']))
  expect(await eventList(feed, id)).toEqual([
    'order add + 1005 x 100 last #7 at 1',
    'order add - 1000 x 100 last #8 at 2',
    'order execute + 1002 x 100 #7 at 3',
    'order execute - 1002 x 100 #8 at 3',
    'trade 1002 x 100 last #0 at 3',
  ])
})

test('however the files are cut into chunks and whichever is named first, the stream is the same', async () => {
  const orders = Array.from({ length: 40 }, (_, k) => `A,${k},10.0${k % 9},100,B,${2 * k + 1}`)
  const trades = Array.from({ length: 12 }, (_, k) => `10.00,1,${k},99,S,${6 * k + 2}`)
  const tables = day(orders.slice(0, 29), trades.slice(0, 9))
  const expected = await eventList(await feedOf(tables), id)
  expect(expected).toHaveLength(29 + 2 * 9)
  for (const chunkBytes of [1, 7, 64]) {
    expect(await eventList(await feedOf([...tables].reverse(), {}, chunkBytes), id)).toEqual(
      expected,
    )
  }
})

test('times are UTC where the name tells the date, and since midnight where it does not', async () => {
  const time = (view: EventView): string => ` ${view.exchangeTime / 1e9} ${view.localTime / 1e9}`
  const tables = day(['A,7,10,100,B,1'], [])
  const dated = await feedOf(tables)
  expect(dated.info).toMatchObject({
    epochNanos: 1_675_209_600_000_000_000n,
    isOrderLevel: true,
    hasLocalTime: true,
  })
  expect(await eventList(dated, time)).toEqual(['order add + 1000 x 100 last 5401 5401.2'])
  const undated = await feedOf([
    ['orders.csv', tables[0][1]],
    ['trades.csv', tables[1][1]],
  ])
  expect(undated.info.epochNanos).toBe(0n)
  expect(await eventList(undated, time)).toEqual(['order add + 1000 x 100 last 34201 34201.2'])
})

test('a message that was received before an earlier one waits for it, and is counted', async () => {
  const order = '600000,09:30:01.000,A,7,10,100,B,1,09:30:05.000'
  const trade = '600000,09:30:02.000,10,100,7,8,S,2,09:30:02.500'
  const feed = await feedOf([
    ['entrust.csv', `${ORDERS}\n${order}\n`],
    ['trade.csv', `${TRADES}\n${trade}\n`],
  ])
  const local = (view: EventView): string => ` ${view.localTime / 1e9}`
  expect(await eventList(feed, local)).toEqual([
    'order add + 1000 x 100 last 34205',
    'order execute + 1000 x 100 34205',
    'trade - 1000 x 100 last 34205',
  ])
  const held = feed.notices.get('received before an earlier message: held until that one came')
  expect(held).toEqual({ count: 1, first: 'trade.csv, line 2' })
})

test('other securities, trading phases, blank lines and the snapshots are passed over, and told', async () => {
  const [orders, trades] = day(['A,7,10,100,B,1', 'S,0,0,0,B,2'], [])
  const feed = await feedOf([
    [orders[0], `\n${orders[1]}600001,09:30:03.000,A,1,1,1,B,3,09:30:03.000\n\n`],
    ['snapshot.csv', SNAPSHOTS],
    trades,
  ])
  expect(await eventList(feed)).toEqual(['order add + 1000 x 100 last'])
  expect(Object.fromEntries(feed.notices)).toEqual({
    'table of snapshots, not read: orders and trades make the book': {
      count: 1,
      first: 'snapshot.csv, line 1',
    },
    'trading phase, passed over': { count: 1, first: `${orders[0]}, line 4` },
    'row of another security, passed over': { count: 1, first: `${orders[0]}, line 5` },
  })
  const second = await feedOf([orders, trades], { symbol: '600001' })
  expect(await eventList(second)).toEqual([])
})

test('a row that is wrong ends the stream after the events before it, with file and line', async () => {
  for (const [row, problem] of [
    [
      'A,8,10.005,100,B,4',
      'entrust.csv, line 3, OrderPrice: 10.005 is no multiple of the tick 0.01',
    ],
    ['A,8,10.01,3000000000,B,4', 'entrust.csv, line 3, Balance: 3000000000 shares are too many'],
    ['A,8,10.01,100,B,1', 'entrust.csv, line 3, BizIndex: BizIndex 1 follows 1'],
    ['A,8,ten,100,B,4', 'entrust.csv, line 3, OrderPrice: expected a number, found "ten"'],
  ] as const) {
    const feed = await feedOf(day(['A,7,10,300,B,1', row], ['10,100,7,9,S,2', '10,100,7,9,S,5']))
    const { events, error } = await readAll(feed)
    expect(error?.message).toContain(problem)
    expect(events).toBeGreaterThanOrEqual(problem.includes('too many') ? 3 : 1)
  }
})

test('tables that are missing, twice there, or none are refused', async () => {
  const [orders, trades] = day(['A,7,10,100,B,1'], [])
  await expect(feedOf([orders])).rejects.toThrow('no table of trades is named')
  await expect(feedOf([orders, trades, trades])).rejects.toThrow('two tables of trades')
  await expect(feedOf([orders, ['x.csv', 'a,b\n']])).rejects.toThrow(
    'x.csv, line 1: no table of Shanghai orders, trades or snapshots',
  )
  await expect(feedOf([[orders[0], `${ORDERS}\n`], trades])).rejects.toThrow('a header and no rows')
  await expect(feedOf([orders, trades], { lot: '100' })).rejects.toThrow('counts single shares')
  await expect(
    feedOf([[orders[0], orders[1].replaceAll('SecurityID', 'Code')], trades]),
  ).rejects.toThrow('the table of orders has no column SecurityID')
})
