import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InputError } from '../../core/index.ts'
import {
  captureJson,
  damagedJson,
  decodeLine,
  plainMessage,
  RECEIVED,
} from './capture-line.suite.ts'
import {
  ABSENT,
  CAPTURE_DEPTH,
  CAPTURE_OTHER,
  CAPTURE_SNAPSHOT,
  CAPTURE_TOUCH,
  CAPTURE_TRADE,
  CaptureDecoder,
  CaptureMessage,
  readCaptureJson,
} from './index.ts'

const SCALE = { priceDecimals: 1, sizeDecimals: 3, symbol: 'BTCUSDT' }

const decoded = (json: string): CaptureMessage =>
  decodeLine(new CaptureDecoder(SCALE), `${RECEIVED} ${json}`)

test('a depth diff gives its ids, times and levels as whole numbers', () => {
  const message = decoded(
    '{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1700000000200,"T":1700000000190,' +
      '"s":"BTCUSDT","U":11,"u":15,"pu":9,"b":[["61800.20","0.014"],["7","0.000"]],"a":[["61800.3","2"]]}}',
  )
  expect(message.kind).toBe(CAPTURE_DEPTH)
  expect([message.receivedSeconds, message.receivedNanos]).toEqual([1_700_000_000, 123_456_789])
  expect([message.eventTime, message.transactionTime]).toEqual([1700000000200, 1700000000190])
  expect([message.firstId, message.lastId, message.previousId]).toEqual([11, 15, 9])
  expect([...message.bids.prices.slice(0, message.bids.count)]).toEqual([618_002, 70])
  expect([...message.bids.sizes.slice(0, message.bids.count)]).toEqual([14, 0])
  expect([message.asks.prices[0], message.asks.sizes[0]]).toEqual([618_003, 2_000])
})

test('a spot touch has neither a name nor a time', () => {
  const message = decoded('{"u":7,"s":"BTCUSDT","b":"10.0","B":"1.5","a":"10.1","A":"2"}')
  expect(message.kind).toBe(CAPTURE_TOUCH)
  expect([message.eventTime, message.transactionTime]).toEqual([ABSENT, ABSENT])
  expect([message.bidPrice, message.bidSize, message.askPrice, message.askSize]).toEqual([
    100, 1500, 101, 2000,
  ])
})

for (const isBuyerMaker of [true, false]) {
  test(`a trade says that the buyer was the ${isBuyerMaker ? 'maker' : 'taker'}`, () => {
    const message = decoded(
      `{"e":"trade","E":2,"T":1,"s":"BTCUSDT","t":77,"p":"10.5","q":"0.25","X":"MARKET","m":${isBuyerMaker}}`,
    )
    expect(message.kind).toBe(CAPTURE_TRADE)
    expect(message.isBuyerMaker).toBe(isBuyerMaker)
    expect([message.tradeId, message.price, message.size]).toEqual([77, 105, 250])
    expect(message.isMarketTrade).toBe(true)
  })
}

test('an aggregate of trades is a trade that says so', () => {
  const message = decoded(
    '{"e":"aggTrade","E":2,"s":"BTCUSDT","a":5,"p":"1.5","q":"2","f":1,"l":3,"T":1,"m":true,"M":true}',
  )
  expect([message.kind, message.isAggregate, message.tradeId]).toEqual([CAPTURE_TRADE, true, 5])
})

test('a snapshot has two sides of levels, and a symbol only on COIN-M futures', () => {
  const message = decoded(
    '{"lastUpdateId":5,"E":2,"T":1,"symbol":"BTCUSDT","pair":"BTC","bids":[["1.0","2"]],"asks":[]}',
  )
  expect([message.kind, message.lastId, message.hasPair]).toEqual([CAPTURE_SNAPSHOT, 5, true])
  expect([message.bids.count, message.asks.count]).toEqual([1, 0])
})

test('levels beyond the first thousand find room', () => {
  const levels = Array.from({ length: 5000 }, (_, at) => [String(at), '1'])
  const message = decoded(JSON.stringify({ lastUpdateId: 5, bids: levels, asks: levels }))
  expect([message.bids.count, message.asks.count]).toEqual([5000, 5000])
  expect(message.asks.prices[4999]).toBe(49_990)
})

test('digits beyond the scale are NaN when they matter and nothing when they are zeros', () => {
  const message = decoded(
    '{"u":7,"s":"BTCUSDT","b":"1.25","B":"1.0000000","a":"1.20","A":"0.0001"}',
  )
  expect([message.bidPrice, message.bidSize]).toEqual([Number.NaN, 1000])
  expect([message.askPrice, message.askSize]).toEqual([12, Number.NaN])
})

test('numbers too large for a double to count are not passed on as others', () => {
  const message = decoded(`{"u":7,"s":"BTCUSDT","b":"${'9'.repeat(40)}","B":"1","a":"1","A":"1"}`)
  expect(message.bidPrice).toBeNaN()
  expect(() =>
    decoded(`{"u":${'9'.repeat(40)},"s":"BTCUSDT","b":"1","B":"1","a":"1","A":"1"}`),
  ).toThrow('u: expected a whole number of at least 0 below 2^53')
})

test('messages of another symbol are marked', () => {
  for (const spaces of [undefined, 1]) {
    const touch = { u: 7, s: 'BTCUSDTX', b: '1', B: '1', a: '1', A: '1' }
    expect(decoded(JSON.stringify(touch, null, spaces).replaceAll('\n', '')).isWantedSymbol).toBe(
      false,
    )
  }
})

test('partial books, other events and control replies are known and of no use', () => {
  for (const [json, name] of [
    ['{"stream":"btcusdt@depth20","data":{"lastUpdateId":1,"bids":[],"asks":[]}}', 'partial book'],
    ['{"e":"kline","E":1,"s":"BTCUSDT","k":{"t":1}}', 'kline event'],
    ['{"result":null,"id":1}', 'control reply'],
  ] as const) {
    const message = decoded(json)
    expect([message.kind, message.otherName]).toEqual([CAPTURE_OTHER, name])
  }
})

test('a line that is no message says what is wrong, and where in it', () => {
  for (const [line, problem] of [
    ['hello', 'no capture line: "hello"'],
    [`${RECEIVED}x{}`, 'no capture line'],
    ['17000000001234567x9 {}', 'no capture line'],
    [`${RECEIVED} {"e":"trade"`, 'is not JSON'],
    [`${RECEIVED} [1]`, 'is not a JSON object'],
    [`${RECEIVED} {"a":1}`, 'the message is none that Binance sends'],
    [`${RECEIVED} {"e":"trade","T":1,"t":1,"p":"1","m":true}`, 'q: the field is missing'],
    [
      `${RECEIVED} {"e":"trade","T":1,"t":1,"p":-1,"q":"1","m":true}`,
      'p: expected a decimal number',
    ],
    [`${RECEIVED} {"e":"trade","T":1,"t":1,"p":"NaN","q":"1","m":true}`, 'found "NaN"'],
    [`${RECEIVED} {"lastUpdateId":1,"bids":[["1"]],"asks":[]}`, 'bids[0]: expected [price, size]'],
    [`${RECEIVED} {"data":7}`, 'data: the payload is not an object'],
  ] as const) {
    expect(() => decodeLine(new CaptureDecoder(SCALE), line)).toThrow(problem)
    expect(() => decodeLine(new CaptureDecoder(SCALE), line)).toThrow(InputError)
  }
})

test('a name of one character that JSON does not allow is refused', () => {
  const rest = '"u":7,"s":"BTCUSDT","b":"1","B":"1","a":"1","A":"1"}'
  for (const name of ['\\', '"', '\t']) {
    expect(() => decoded(`{"${name}":"x",${rest}`)).toThrow('is not JSON')
  }
})

/** What the twin makes of a text: a message, or the error it words. */
function slowly(json: string): unknown {
  const message = new CaptureMessage()
  try {
    readCaptureJson(json, message, SCALE)
    return plainMessage(message)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}

function quickly(decoder: CaptureDecoder, json: string): unknown {
  try {
    return plainMessage(decodeLine(decoder, `${RECEIVED} ${json}`))
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}

for (const [name, json] of [
  ['whole', captureJson],
  ['damaged', damagedJson],
] as const) {
  test(`the scanner reads ${name} messages as JSON.parse does`, () => {
    const decoder = new CaptureDecoder(SCALE)
    const check = (text: string): void => {
      expect(quickly(decoder, text)).toEqual(slowly(text))
    }
    fc.assert(fc.property(json, check), { numRuns: 2500 })
  })
}

test('the shapes of real streams never need the slow way', () => {
  const decoder = new CaptureDecoder(SCALE)
  const compact = captureJson.filter((text) => !/@depth20|^\{ | "|"data".*"stream"/.test(text))
  let lines = 0
  fc.assert(
    fc.property(compact, (text) => {
      const message = slowly(text)
      fc.pre(typeof message === 'object' && (message as CaptureMessage).kind !== CAPTURE_OTHER)
      lines++
      quickly(decoder, text)
      expect(decoder.slowLines).toBe(0)
    }),
    { numRuns: 500 },
  )
  expect(lines).toBeGreaterThan(50)
})
