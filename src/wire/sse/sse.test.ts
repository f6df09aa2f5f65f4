import { expect, test } from 'vitest'
import { BUY, NO_SIDE, SELL } from '../../core/index.ts'
import { asciiBytes } from '../ascii.ts'
import {
  readTimeOfDay,
  SSE_ADD,
  SSE_DELETE,
  SSE_STATUS,
  SseOrderDecoder,
  SseTradeDecoder,
  sseTable,
} from './index.ts'

const ORDERS =
  'OrderIndex,SecurityID,OrderTime,OrderType,OrderNO,OrderPrice,Balance,OrderBSFlag,BizIndex,LocalTime'
const TRADES =
  'SecurityID,TradTime,TradPrice,TradVolume,TradeBuyNo,TradeSellNo,TradeBSFlag,BizIndex,LocalTime'

const time = (text: string): number => readTimeOfDay(asciiBytes(text), 0, text.length)

function order(row: string, header = ORDERS): SseOrderDecoder | undefined {
  const decoder = new SseOrderDecoder(sseTable(header)!, asciiBytes('600000'))
  return decoder.decode(asciiBytes(row), 0, row.length) ? decoder : undefined
}

function trade(row: string, header = TRADES): SseTradeDecoder | undefined {
  const decoder = new SseTradeDecoder(sseTable(header)!, asciiBytes('600000'))
  return decoder.decode(asciiBytes(row), 0, row.length) ? decoder : undefined
}

test('times of day are exact to the last digit', () => {
  expect(time('09:30:00')).toBe(34_200e9)
  expect(time('09:30:00.120')).toBe(34_200_120_000_000)
  expect(time('23:59:59.999999999')).toBe(86_399_999_999_999)
  expect(time('00:00:00.1')).toBe(100_000_000)
})

test('what is no time of day is none', () => {
  for (const text of [
    '',
    '9:30:00.1',
    '24:00:00',
    '09:60:00',
    '09:30:60',
    '09-30-00',
    '09:3x:00',
    '09:30:00.',
    '09:30:00,1',
    '09:30:00.1234567890',
    '09:30:00.1x',
    '-9:30:00',
  ]) {
    expect(time(text), text).toBeNaN()
  }
})

test('a header says which table it heads, whatever the order of its columns', () => {
  expect(sseTable(ORDERS)?.kind).toBe('orders')
  expect(sseTable(TRADES)?.kind).toBe('trades')
  expect(sseTable('UpdateTime, "NumOrdersB1" ,NumOrdersS1')?.kind).toBe('snapshots')
  expect(sseTable('timestamp,price,bid,ask,volume')).toBeUndefined()
  expect(sseTable('')).toBeUndefined()
})

for (const [letter, side] of [
  ['B', BUY],
  ['S', SELL],
] as const) {
  test(`orders of side ${letter} give their numbers`, () => {
    expect(
      order(`5,600000,09:30:00.010,A,77,10.0100000000000002,300,${letter},12,09:30:00.120`),
    ).toMatchObject({
      nanos: 34_200_010_000_000,
      localNanos: 34_200_120_000_000,
      type: SSE_ADD,
      orderId: 77,
      price: 10.01,
      size: 300,
      side,
      bizIndex: 12,
    })
    const gone = order(`6,600000,09:30:00.010,D,77,10.01,100,${letter},13,09:30:00.120`)
    expect([gone?.type, gone?.size, gone?.side]).toEqual([SSE_DELETE, 100, side])
  })

  test(`trades with the aggressor ${letter} give their numbers`, () => {
    expect(trade(`600000,09:30:00.010,10.01,100,7,8,${letter},14,09:30:00.120`)).toMatchObject({
      price: 10.01,
      size: 100,
      buyOrderId: 7,
      sellOrderId: 8,
      aggressor: side,
      bizIndex: 14,
    })
  })
}

test('the trade of an auction has no aggressor', () => {
  expect(trade('600000,09:25:00.010,10.01,100,7,8,N,14,09:25:00.120')?.aggressor).toBe(NO_SIDE)
})

test('without a receive time the time at the exchange stands for it', () => {
  const header = ORDERS.replace(',LocalTime', '')
  const { nanos, localNanos } = order('5,600000,09:30:00.010,A,77,10,300,B,12', header)!
  expect(localNanos).toBe(nanos)
})

test('rows of other securities are passed over, trading phases are known as such', () => {
  expect(order('5,600001,never,A,77,10,300,B,12,never')).toBeUndefined()
  expect(trade('60000,never,x,x,x,x,x,x,x')).toBeUndefined()
  expect(order('5,600000,09:25:00.000,S,0,0,0,,12,09:25:00.000')?.type).toBe(SSE_STATUS)
})

test('a field that is wrong is named', () => {
  const row = '5,600000,09:30:00.010,A,77,10,300,B,12,09:30:00.120'
  for (const [from, to, problem] of [
    ['09:30:00.010', 'noon', 'OrderTime: expected a time such as 09:30:00.120, found "noon"'],
    [',A,', ',AD,', 'OrderType: expected A, D or S, found "AD"'],
    [',77,', ',-1,', 'OrderNO: expected a whole number, found "-1"'],
    [',77,', ',9007199254740993,', 'OrderNO: expected a whole number'],
    [',10,', ',,', 'OrderPrice: expected a number, found ""'],
    [',300,', ',3.5,', 'Balance: expected a whole number, found "3.5"'],
    [',B,', ',N,', 'OrderBSFlag: expected B or S, found "N"'],
    [',12,', ',x,', 'BizIndex: expected a whole number, found "x"'],
    ['09:30:00.120', '', 'LocalTime: expected a time'],
    [',B', '', '9 columns where the header has 10'],
    [',B', ',B,', '11 columns where the header has 10'],
  ] as const) {
    expect(() => order(row.replace(from, to)), problem).toThrow(problem)
  }
  expect(() => trade('600000,09:30:00.010,10.01,100,7,8,X,14,09:30:00.120')).toThrow(
    'TradeBSFlag: expected B, S or N, found "X"',
  )
})

test('a table that lacks a column is refused before its rows', () => {
  expect(() => order('', ORDERS.replace('Balance,', ''))).toThrow(
    'line 1: the table of orders has no column Balance',
  )
  expect(() => trade('', TRADES.replace('BizIndex,', ''))).toThrow(
    'line 1: the table of trades has no column BizIndex',
  )
})
