import { expect, test } from 'vitest'
import { capture, captureFeed, diff, snapshot, touch, trade } from './binance-feed.suite.ts'
import { eventList } from './event-list.suite.ts'

const LEARN = { tick: undefined, lot: undefined }
const levels = (tick: number, count: number): [string, string][] =>
  Array.from({ length: count }, (_, at) => [(600 + at * tick).toFixed(2), (at * 0.005).toFixed(8)])

test('tick and lot are learnt from many levels, trailing zeros left out', async () => {
  const text = capture(snapshot(1, levels(0.5, 200), levels(0.5, 200)))
  const [instrument] = (await captureFeed(text, LEARN)).info.instruments
  expect([instrument!.tick.step, instrument!.lot.step]).toEqual([0.5, 0.005])
})

test('few values show no more than their decimals', async () => {
  const [instrument] = (await captureFeed(capture(trade(1, '61800.50', '0.002', true)), LEARN)).info
    .instruments
  expect([instrument!.tick.step, instrument!.lot.step]).toEqual([0.1, 0.001])
})

test('event times count from midnight UTC of the first line', async () => {
  const { info } = await captureFeed(capture(trade(1, '1', '1', true)))
  expect(info.epochNanos).toBe(1_723_075_200_000_000_000n)
  expect([info.hasLocalTime, info.timeUnit, info.isOrderLevel]).toEqual([true, 'ns', false])
})

test('a COIN-M capture is of inverse contracts, worth 100 dollars for bitcoin and 10 for others', async () => {
  for (const [symbol, contractSize] of [
    ['BTCUSD_PERP', 100],
    ['ETHUSD_PERP', 10],
  ] as const) {
    const message = { u: 1, s: symbol, ps: symbol, b: '1.0', B: '1', a: '1.1', A: '1' }
    const { instruments } = (await captureFeed(capture(message))).info
    expect(instruments[0]).toMatchObject({ symbol, contract: 'inverse', contractSize })
  }
})

test('a capture of several symbols asks which, and the others are then skipped and counted', async () => {
  const other = { u: 1, s: 'ETHUSDT', b: '1.0', B: '1', a: '1.1', A: '1' }
  const text = capture(touch(1, '1.0', '1', '1.1', '1'), other)
  await expect(captureFeed(text)).rejects.toThrow(
    'the capture holds several symbols: BTCUSDT, ETHUSDT',
  )
  const feed = await captureFeed(text, { symbol: 'ethusdt' })
  expect(await eventList(feed)).toHaveLength(1)
  expect(feed.notices.get('message of another symbol, skipped')?.count).toBe(1)
  await expect(captureFeed(text, { symbol: 'SOLUSDT' })).rejects.toThrow('no messages of SOLUSDT')
})

test('a capture without market data says so, and a damaged first line is named', async () => {
  const reply = capture({ result: null, id: 1 })
  await expect(captureFeed(reply)).rejects.toThrow(
    'no market data in the first 1 line\n  A line of',
  )
  await expect(captureFeed('1723075201000000000 {"e":"tr')).rejects.toThrow(
    'capture 1, line 1: what follows the receive time is not JSON',
  )
})

test('reading starts anew each time', async () => {
  const feed = await captureFeed(
    capture(snapshot(1, [['1', '1']], []), diff({ u: 5, b: [['1', '1']] })),
  )
  const first = await eventList(feed)
  expect(await eventList(feed)).toEqual(first)
  expect([...feed.notices.values()][0]!.count).toBe(1)
})

test('the events before a damaged line are delivered, then the error', async () => {
  const feed = await captureFeed(`${capture(trade(1, '1', '1', true))}1723075201000000001 {"e":\n`)
  const seen: number[] = []
  const read = async (): Promise<void> => {
    for await (const batch of feed.open()) seen.push(batch.length)
  }
  await expect(read()).rejects.toThrow(
    'capture 1, line 2: what follows the receive time is not JSON',
  )
  expect(seen).toEqual([1])
})

test('a message that fails half-way leaves no records behind', async () => {
  const half = diff({ u: 2, b: [['1.0', '1']], a: [['1.05', '1']] })
  const feed = await captureFeed(capture(trade(1, '1', '1', true), half))
  const seen: number[] = []
  const read = async (): Promise<void> => {
    for await (const batch of feed.open()) seen.push(batch.length)
  }
  await expect(read()).rejects.toThrow('1.05 is no multiple of the tick 0.1')
  expect(seen).toEqual([1])
})
