import { expect, test } from 'vitest'
import {
  BUY,
  type EventTape,
  EventView,
  type Lots,
  lots,
  NO_PRICE,
  SELL,
  type Side,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import {
  capture,
  captureFeed,
  diff,
  START_MILLIS,
  snapshot,
  touch,
  trade,
} from '../binance-feed.suite.ts'
import { textSource } from '../event-list.suite.ts'
import { readFirstLines } from '../first-lines.ts'
import type { Feed } from '../market-data.ts'
import { tickFeed } from '../tick-feed.ts'
import { type JudgedBook, QualityGate, type QualityReport } from './index.ts'

/** Levels in a map: the least that the gate needs of a book. */
class MapBook implements JudgedBook {
  readonly #sizes = { [BUY]: new Map<number, number>(), [SELL]: new Map<number, number>() }

  apply(tape: EventTape, index: number): void {
    const { kind, side, price, size } = new EventView(tape).at(index)
    if (kind === 2) for (const each of [BUY, SELL] as const) this.#sizes[each].clear()
    else if (size > 0) this.#sizes[side].set(price, size)
    else this.#sizes[side].delete(price)
  }
  best(side: Side): Ticks {
    const prices = [...this.#sizes[side].keys()].sort((a, b) => side * (b - a))
    return prices[0] === undefined ? NO_PRICE : ticks(prices[0])
  }
  bestSize(side: Side): Lots {
    return lots(this.#sizes[side].get(this.best(side)) ?? 0)
  }
  levelCount(side: Side): number {
    return this.#sizes[side].size
  }
}

async function inspect(feed: Feed, book?: JudgedBook): Promise<QualityReport> {
  const gate = new QualityGate(feed.info, book)
  for await (const batch of feed.open()) gate.add(batch)
  return gate.report(feed.notices)
}
const inspectCapture = async (...messages: object[]): Promise<QualityReport> =>
  inspect(await captureFeed(capture(...messages)), new MapBook())
const inspectTicks = async (text: string): Promise<QualityReport> => {
  const sources = [textSource(text)]
  return inspect(tickFeed({ sources, firstLines: await readFirstLines(sources[0]!) }))
}

const T = START_MILLIS
const BOOK = snapshot(10, [['100.0', '1.000']], [['100.1', '3.000']])
const QUIET = Array.from({ length: 500 }, (_, at) => touch(1000 + at, '100', '1', '100.1', '1'))

test('a capture that holds together is fit', async () => {
  const report = await inspectCapture(
    BOOK,
    diff({ u: 11, T, b: [['99.9', '2']] }),
    trade(1, '100', '1', true),
  )
  expect([report.verdict, report.reasons]).toEqual(['fit', []])
  expect(report.counts).toEqual({ 'depth level': 3, 'depth clear': 1, trade: 1 })
  expect([report.events, report.messages]).toEqual([5, 3])
  expect(report.lastBook).toEqual({
    ...{ bid: 100, bidSize: 1, ask: 100.1, askSize: 3, bidLevels: 2, askLevels: 1 },
  })
  expect(report.trades).toMatchObject({ count: 1, buys: 0, sells: 1, totalSize: 1 })
})

test('a gap is listed, and what follows it until a snapshot is not trusted', async () => {
  const lost = diff({ U: 15, u: 16, T, b: [['99.9', '2']] })
  const healed = await inspectCapture(...QUIET, BOOK, lost, { ...BOOK, lastUpdateId: 20 })
  expect(healed.gaps).toMatchObject({
    count: 1,
    untrustedMessages: 2,
    first: [{ expected: 11, found: 15 }],
  })
  expect(healed.verdict).toBe('fit with reservations')
  const forever = await inspectCapture(BOOK, lost, ...QUIET)
  expect(forever.verdict).toBe('unfit')
  expect(forever.reasons[0]).toContain('of the messages meet a book not to be trusted')
})

test('a touch and a diff of one id are compared, whichever comes first', async () => {
  const agreeing = touch(11, '100.0', '1', '100.1', '3')
  const differing = touch(12, '100.0', '7', '100.1', '3')
  const level = (u: number): object => diff({ u, T, b: [['90.0', String(u)]] })
  for (const messages of [
    [BOOK, level(11), agreeing, level(12), differing],
    [BOOK, agreeing, level(11), differing, level(12)],
  ]) {
    const report = await inspectCapture(...messages)
    expect(report.touches).toEqual({ compared: 2, agreed: 1 })
    expect(report.verdict).toBe('unfit')
    expect(report.reasons).toEqual(["the book differs from the venue's touch in 1 of 2 cases"])
  }
})

test('a book crossed at the end of a message counts, inside one it does not', async () => {
  const inside = diff({
    u: 11,
    T,
    b: [['100.2', '1']],
    a: [
      ['100.1', '0'],
      ['100.3', '1'],
    ],
  })
  expect((await inspectCapture(BOOK, inside)).quotes).toMatchObject({ judged: 2, crossed: 0 })
  const crossed = await inspectCapture(BOOK, diff({ u: 11, T, b: [['100.2', '1']] }))
  expect(crossed.quotes).toMatchObject({ judged: 2, crossed: 1, locked: 0 })
  expect(crossed.verdict).toBe('unfit')
  const locked = await inspectCapture(BOOK, diff({ u: 11, T, b: [['100.1', '1']] }))
  expect(locked.quotes).toMatchObject({ crossed: 0, locked: 1 })
})

test('a book that never has two sides is unfit', async () => {
  const report = await inspectCapture(diff({ u: 11, T, b: [['100.2', '1']] }))
  expect(report.verdict).toBe('unfit')
  expect(report.reasons[0]).toBe('there is never a price on both sides')
})

test('a recorder whose clock is behind is told by how much', async () => {
  const behind = { ...trade(1, '100', '1', true) } as { data: Record<string, unknown> }
  behind.data = { ...behind.data, T: T + 1272 }
  const report = await inspectCapture(BOOK, behind)
  expect(report.skew).toEqual({
    ...{ messages: 1, negative: 1, minNanos: -1_271e6, medianNanos: -1_271e6, maxNanos: -1_271e6 },
  })
  expect(report.reasons[0]).toContain("the recorder's clock is up to 1271.0 ms behind")
})

test('trade ids that repeat, go back or leave others out are counted', async () => {
  const ids = [5, 5, 9, 7].map((id) => trade(id, '100', '1', false))
  const { trades } = await inspectCapture(BOOK, ...ids, trade(10, '100', '0', false))
  expect(trades).toMatchObject({ duplicateIds: 1, idsBack: 1, idsMissing: 3, withoutSize: 1 })
})

test('times that step back are counted for each clock, with the worst', async () => {
  const lines = capture(
    trade(1, '1', '1', true),
    trade(2, '1', '1', true),
    trade(3, '1', '1', true),
  )
  const [first, second, third] = lines.trim().split('\n')
  const feed = await captureFeed(`${[second, third, first].join('\n')}\n`)
  const { time } = await inspect(feed, new MapBook())
  expect(time.localBack).toEqual({ count: 1, worstNanos: 2_000_000 })
  expect(time.exchangeBack.count).toBe(0)
})

test('a series tells crossed and locked quotes, jumps, silences and prices that are none', async () => {
  const report = await inspectTicks('1,9,11\n2,11,9\n3,10,10\n4,20,21\n5,-1,-1\n600000,20,21\n')
  expect(report.quotes).toMatchObject({
    judged: 6,
    crossed: 1,
    locked: 2,
    notPositive: 1,
    jumps: 3,
  })
  expect(report.time).toMatchObject({ silences: 1, longestSilenceNanos: 599_995e6 })
  expect(report.verdict).toBe('fit with reservations')
  expect(report.skew).toBeUndefined()
})

test('a series with bid and ask the wrong way round is unfit', async () => {
  expect((await inspectTicks('1,11,9\n2,11,9\n3,9,11\n')).verdict).toBe('unfit')
})

test('without a book the messages are counted, and the book is said not to be judged', async () => {
  const report = await inspect(await captureFeed(capture(trade(1, '1', '1', true))))
  expect(report.reasons).toContain('the messages alone do not tell the book: it was not judged')
  expect(report.counts).toEqual({ trade: 1 })
})

test('a report is plain data: JSON keeps all of it', async () => {
  const report = await inspectCapture(BOOK, trade(1, '100', '1', true))
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})
