import { expect, test } from 'vitest'
import type { EventView } from '../core/index.ts'
import { eventList, textSource } from './event-list.suite.ts'
import { lobsterFeed } from './lobster-feed.ts'
import { MESSAGES_ALONE } from './lobster-reader.ts'
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
      `order add ${resting} 2239500 x 100 11`,
      `depth clear ${aggressor} 2239500 x 0 last 0`,
      `order reduce ${resting} 2239500 x 30 last 11`,
      `order execute ${resting} 2239500 x 20 11`,
      `depth clear ${resting} ${2239500 + direction} x 0 0`,
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
    'order add + 100 x 1 34200017459617 34200017459617',
    'depth clear - 100 x 0 last 34200017459617 34200017459617',
  ])
})

test('a coarser tick holds where the prices fit, and names the line where they do not', async () => {
  const first = async (text: string, tick: string) => (await eventList(feedOf(text, tick)))[0]
  expect(await first('1,1,1,1,2239500,1\n', '0.01')).toBe('order add + 22395 x 1')
  expect(await first('1,1,1,1,25,1\n', '0.00005')).toBe('order add + 50 x 1')
  await expect(eventList(feedOf('1,5,0,1,2239400,1\n2,1,9,1,2239455,1\n', '0.01'))).rejects.toThrow(
    'message_5.csv, line 2, price: 223.9455 is no multiple of the tick 0.01',
  )
})

test('a hidden execution between two ticks is told at the nearer one, and counted', async () => {
  const feed = feedOf('1,5,0,1,2239400,1\n2,5,0,1,2239449,1\n3,5,0,1,2239450,-1\n', '0.01')
  expect(await eventList(feed)).toEqual([
    'trade - 22394 x 1 last hidden',
    'trade - 22394 x 1 last hidden',
    'trade + 22395 x 1 last hidden',
  ])
  const rounded = 'execution of a hidden order between two ticks: told at the nearer one'
  expect(feed.notices.get(rounded)).toEqual({ count: 2, first: `${NAME}, line 2` })
  await expect(eventList(feedOf('1,5,0,1,99999999999999,1\n', '0.01'))).rejects.toThrow('that fits')
})

for (const [side, direction, opposed] of [
  ['+', 1, '-'],
  ['-', -1, '+'],
] as const) {
  test(`an order (${side}) shows what the other side has not, and a trade what its own has not`, async () => {
    const feed = feedOf(
      [
        `1,4,7,5,1000,${direction}`,
        `2,1,8,5,1000,${direction}`,
        // Nobody tells that 8 goes; an order of the other side at its price does.
        `3,1,9,5,1000,${-direction}`,
        `4,1,10,5,${1000 + 2 * direction},${-direction}`,
        // Deeper than what was cleared already: nothing can stand there.
        `5,3,10,5,${1000 + 2 * direction},${-direction}`,
        `6,3,9,5,1000,${-direction}\n`,
      ].join('\n'),
    )
    const through = (view: EventView): string => (view.payloadA === 1 ? ' through' : '')
    expect(await eventList(feed, through)).toEqual([
      `order execute ${side} 1000 x 5`,
      `depth clear ${opposed} 1000 x 0 through`,
      `depth clear ${side} ${1000 + direction} x 0 through`,
      `trade ${opposed} 1000 x 5 last`,
      `order add ${side} 1000 x 5 last`,
      `order add ${opposed} 1000 x 5`,
      `depth clear ${side} 1000 x 0 last through`,
      `order add ${opposed} ${1000 + 2 * direction} x 5 last`,
      `order delete ${opposed} ${1000 + 2 * direction} x 5 last`,
      `order delete ${opposed} 1000 x 5 last`,
    ])
    expect(feed.notices.get(MESSAGES_ALONE)).toEqual({ count: 1, first: `${NAME}, line 1` })
  })
}

test('the best price that an int32 holds has nothing better', async () => {
  for (const direction of [1, -1]) {
    const feed = feedOf(`1,4,7,5,${direction * 2_147_483_647},${direction}\n`)
    expect((await eventList(feed)).filter((event) => event.startsWith('depth'))).toHaveLength(1)
  }
})

test('more shares than fit, and a lot that LOBSTER does not have, are refused', async () => {
  await expect(eventList(feedOf('1,1,1,3000000000,1,1\n'))).rejects.toThrow('3000000000 shares')
  expect(() => lobsterFeed({ sources: [], lot: '100' })).toThrow('LOBSTER counts single shares')
})
