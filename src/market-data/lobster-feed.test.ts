import { expect, test } from 'vitest'
import { BUY, type EventView, SELL } from '../core/index.ts'
import { eventList, textSource } from './event-list.suite.ts'
import { lobsterBookRows, lobsterFeed } from './lobster-feed.ts'
import type { Feed } from './market-data.ts'

const NAME = '/data/AMZN_2012-06-21_34200000_57600000_message_5.csv'
const feedOf = (text: string, tick?: string): Feed =>
  lobsterFeed({ sources: [textSource(text, NAME)], tick })

for (const [direction, resting, aggressor] of [
  [1, '+', '-'],
  [-1, '-', '+'],
] as const) {
  test(`messages of orders that ${direction > 0 ? 'buy' : 'sell'} become order events and trades`, async () => {
    const feed = feedOf(
      [
        `34200.5,1,11,100,2239500,${direction}`,
        `34200.6,2,11,30,2239500,${direction}`,
        `34200.7,4,11,20,2239500,${direction}`,
        `34200.8,3,11,50,2239500,${direction}`,
        `34200.9,5,0,7,2239450,${direction}`,
        '34201,6,-1,500,2239500,-1\n',
      ].join('\n'),
    )
    const id = (view: EventView): string => ` ${view.orderId}`
    expect(await eventList(feed, id)).toEqual([
      `order add ${resting} 2239500 x 100 last 11`,
      `order reduce ${resting} 2239500 x 30 last 11`,
      `order execute ${resting} 2239500 x 20 11`,
      `trade ${aggressor} 2239500 x 20 last 0`,
      `order delete ${resting} 2239500 x 50 last 11`,
      `trade ${aggressor} 2239450 x 7 last hidden 0`,
      'trade 2239500 x 500 last 0',
    ])
  })
}

test('a halt stops trading until it resumes; quoting alone does not resume it', async () => {
  const feed = feedOf('1,7,0,0,-1,-1\n2,7,0,0,0,-1\n3,7,0,0,1,-1\n')
  const stopped = (view: EventView): string => ` ${view.payloadA}`
  expect(await eventList(feed, stopped)).toEqual([
    'halt 0 x 0 last 1',
    'halt 0 x 0 last 1',
    'halt 0 x 0 last 0',
  ])
  expect(feed.notices.get('quoting resumes, trading is still halted')?.count).toBe(1)
})

test('symbol and date come from the name, times are exact to the nanosecond', async () => {
  const { info } = feedOf('')
  expect(info.instruments[0]).toMatchObject({ symbol: 'AMZN', contract: 'linear' })
  expect(info).toMatchObject({
    epochNanos: 1_340_236_800_000_000_000n,
    isOrderLevel: true,
    timeUnit: 's',
  })
  const unnamed = lobsterFeed({ sources: [textSource('', 'messages.csv')] }).info
  expect([unnamed.epochNanos, unnamed.instruments[0]!.symbol]).toEqual([0n, 'UNKNOWN'])
  const time = (view: EventView): string => ` ${view.exchangeTime} ${view.localTime}`
  expect(await eventList(feedOf('34200.017459617,1,1,1,100,1\n'), time)).toEqual([
    'order add + 100 x 1 last 34200017459617 34200017459617',
  ])
})

test('a coarser tick holds where the prices fit, and names the line where they do not', async () => {
  expect(await eventList(feedOf('1,1,1,1,2239500,1\n', '0.01'))).toEqual([
    'order add + 22395 x 1 last',
  ])
  expect(await eventList(feedOf('1,1,1,1,25,1\n', '0.00005'))).toEqual(['order add + 50 x 1 last'])
  await expect(eventList(feedOf('1,5,0,1,2239400,1\n2,5,0,1,2239455,1\n', '0.01'))).rejects.toThrow(
    'message_5.csv, line 2, price: 223.9455 is no multiple of the tick 0.01',
  )
})

test('more shares than fit, and a lot that LOBSTER does not have, are refused', async () => {
  await expect(eventList(feedOf('1,1,1,3000000000,1,1\n'))).rejects.toThrow('3000000000 shares')
  expect(() => lobsterFeed({ sources: [], lot: '100' })).toThrow('LOBSTER counts single shares')
})

test('orderbook rows come one by one, and say where they are wrong', async () => {
  const rows: unknown[] = []
  for await (const row of lobsterBookRows(textSource('11,1,10,2\n12,3,9,4', 'book.csv', 5))) {
    rows.push([row.price(SELL, 0), row.size(SELL, 0), row.price(BUY, 0), row.size(BUY, 0)])
  }
  expect(rows).toEqual([
    [11, 1, 10, 2],
    [12, 3, 9, 4],
  ])
  const readWrong = async (): Promise<void> => {
    for await (const row of lobsterBookRows(textSource('1,1,0,2\n2,3,x,4\n', 'book.csv'))) {
      expect(row.levels).toBe(1)
    }
  }
  await expect(readWrong()).rejects.toThrow(
    'book.csv, line 2, column 3: expected a whole number, found "x"',
  )
})
