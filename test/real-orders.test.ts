/** Days of single orders: the facts that their descriptions state, found with other programs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { OrderLevelBook } from '../src/book/index.ts'
import {
  BUY,
  EventTape,
  EventView,
  FLAG_LAST,
  NO_PRICE,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  SELL,
  SIDES,
  type Side,
  TRADE,
} from '../src/core/index.ts'
import { fileSource, openFeed } from '../src/io/index.ts'
import { eventList } from '../src/market-data/event-list.suite.ts'
import type { Feed } from '../src/market-data/index.ts'
import { asciiText, LineSplitter } from '../src/wire/index.ts'
import { sharedFile } from './shared-data.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-real-orders-'))
afterAll(() => rmSync(folder, { recursive: true }))

const reasonFor = (isHere: boolean): string =>
  isHere ? '' : ' (skipped: the recorded data are not here)'

/** Best first: price, lots, number of orders. */
function levels(book: OrderLevelBook, side: Side, depth: number): number[][] {
  const found: number[][] = []
  for (let at = book.best(side); at !== NO_PRICE && found.length < depth; ) {
    const price = book.instrument.price(at)
    found.push([price, book.sizeAt(side, at), book.orderCountAt(side, at)])
    at = book.nextBehind(side, at)
  }
  return found
}

async function eachEvent(
  feed: Feed,
  visit: (event: EventView, batch: EventTape) => void,
): Promise<void> {
  const event = new EventView(new EventTape(1))
  for await (const batch of feed.open()) {
    for (let i = 0; i < batch.length; i++) visit(event.at(i, batch), batch)
  }
}

// ---- Shanghai

const SSE = ['entrust', 'trade', 'snapshot'].map((table) =>
  sharedFile(`data/sse/600519_20230201_${table}.csv.zst`),
)
const hasShanghai = SSE.every((path) => path !== undefined)
const HOUR = 3_600e9
const EAST = 8 * HOUR
/** Both continuous sessions, in nanoseconds since midnight in Shanghai. */
const isContinuous = (ofDay: number): boolean =>
  (ofDay >= 9.5 * HOUR && ofDay < 11.5 * HOUR) || (ofDay >= 13 * HOUR && ofDay < 14.95 * HOUR)

describe(`a Shanghai day${reasonFor(hasShanghai)}`, () => {
  test.skipIf(!hasShanghai)('orders, trades, and the book that they make', async () => {
    const feed = await openFeed({ files: SSE.slice(0, 2) as string[] })
    const book = new OrderLevelBook({ instrument: feed.info.instruments[0]! })
    const counts = new Map<string, number>()
    const count = (name: string, by = 1): unknown => counts.set(name, (counts.get(name) ?? 0) + by)
    let sequenceBefore = 0
    await eachEvent(feed, (event, batch) => {
      const { kind, side, size, sequence } = event
      if (kind === ORDER_ADD) count(`add ${side}`)
      else if (kind === ORDER_DELETE) {
        count(`delete ${side}`)
        if (book.sizeOf(event.orderId) !== size) count('delete of another size')
      } else if (kind === ORDER_EXECUTE) {
        count('execute')
        if (book.sideOf(event.orderId) !== side) count('execution of an order that does not rest')
        if (book.sizeOf(event.orderId) < size) count('execution of more than rests')
      } else if (kind === TRADE) {
        count(`trade ${side}`)
        count('shares', size)
      }
      if (sequence < sequenceBefore) count('sequence back')
      sequenceBefore = sequence
      book.apply(batch, event.index)
      if ((event.flags & FLAG_LAST) !== 0 && isContinuous(event.exchangeTime + EAST)) {
        count('continuous')
        if (book.isCrossed || book.isLocked) count('crossed')
      }
    })
    expect(Object.fromEntries(counts)).toEqual({
      [`add ${BUY}`]: 20_133,
      [`add ${SELL}`]: 18_934,
      [`delete ${BUY}`]: 8_116,
      [`delete ${SELL}`]: 7_552,
      // One resting order in a continuous trade, two in each of the 563 of the auctions.
      execute: 26_572 + 2 * 563,
      [`trade ${BUY}`]: 12_601,
      [`trade ${SELL}`]: 13_971,
      [`trade ${NO_SIDE}`]: 563,
      shares: 3_397_389,
      continuous: 79_385,
    })
    expect(book.anomalies.total).toBe(0)
    expect(book.orderCount).toBe(3_401)
    expect([...feed.notices.keys()]).toEqual([
      'received before an earlier message: held until that one came',
    ])
  })

  test.skipIf(!hasShanghai)(
    'every snapshot of both sessions is a book that was: ten levels, sizes, numbers of orders',
    async () => {
      const snapshots = await readSnapshots(SSE[2]!)
      const feed = await openFeed({ files: SSE.slice(0, 2) as string[] })
      const book = new OrderLevelBook({ instrument: feed.info.instruments[0]! })
      let agreed = 0
      let next = 0
      let drawn = ''
      await eachEvent(feed, (event, batch) => {
        book.apply(batch, event.index)
        if ((event.flags & FLAG_LAST) === 0) return
        // The stamps have whole seconds, and the book is taken up to four seconds before.
        const ofDay = event.exchangeTime + EAST
        while (next < snapshots.length && snapshots[next]!.ofDay + 1.5e9 < ofDay) next++
        if (next === snapshots.length || ofDay < snapshots[next]!.ofDay - 4e9) return
        drawn = SIDES.map((side) => levels(book, side, 10).flat().join(' ')).join(' | ')
        while (next < snapshots.length && snapshots[next]!.drawn === drawn) {
          agreed++
          next++
        }
      })
      expect(snapshots).toHaveLength(4_747)
      expect(agreed).toBe(4_747)
    },
    60_000,
  )
})

interface Snapshot {
  readonly ofDay: number
  readonly drawn: string
}

/** Those of the continuous sessions, from five seconds after they begin. */
async function readSnapshots(path: string): Promise<Snapshot[]> {
  const splitter = new LineSplitter()
  const snapshots: Snapshot[] = []
  let names: string[] | undefined
  for await (const chunk of (await fileSource(path)).read()) {
    splitter.push(chunk)
    while (splitter.next()) {
      const fields = asciiText(splitter.bytes, splitter.start, splitter.end).split(',')
      if (names === undefined) {
        names = fields
        continue
      }
      const [hours, minutes, seconds] = fields[0]!.split(':').map(Number)
      const ofDay = ((hours! * 60 + minutes!) * 60 + seconds!) * 1e9
      const inMorning = ofDay >= 9.5 * HOUR + 5e9 && ofDay <= 11.5 * HOUR
      const inAfternoon = ofDay >= 13 * HOUR + 5e9 && ofDay < 14.95 * HOUR
      if (inMorning || inAfternoon) snapshots.push({ ofDay, drawn: drawnSnapshot(names, fields) })
    }
  }
  return snapshots
}

function drawnSnapshot(names: readonly string[], fields: readonly string[]): string {
  const field = (name: string): number => Number(fields[names.indexOf(name)])
  const side = (letter: 'B' | 'S', word: 'Bid' | 'Ask'): string => {
    const numbers: number[] = []
    for (let level = 1; level <= 10; level++) {
      if (fields[names.indexOf(`${word}Price${level}`)] === '') break
      const price = Math.round(100 * field(`${word}Price${level}`)) / 100
      numbers.push(price, field(`${word}Volume${level}`), field(`NumOrders${letter}${level}`))
    }
    return numbers.join(' ')
  }
  return `${side('B', 'Bid')} | ${side('S', 'Ask')}`
}

// ---- Databento

const ES = sharedFile('data/databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst')

describe(`a day of a future, market by order${reasonFor(ES !== undefined)}`, () => {
  test.skipIf(ES === undefined)('the book is whole and ends as described', async () => {
    const feed = await openFeed({ files: [ES!] })
    const book = new OrderLevelBook({ instrument: feed.info.instruments[0]! })
    expect(feed.info).toMatchObject({ epochNanos: 1_703_462_400_000_000_000n, hasLocalTime: true })
    expect(book.instrument).toMatchObject({ symbol: 'ESH4', tick: { step: 0.25 } })
    let trades = 0
    let lots = 0
    let messages = 0
    let crossed = 0
    let newestCrossed = ''
    let leastLatency = Number.POSITIVE_INFINITY
    await eachEvent(feed, (event, batch) => {
      book.apply(batch, event.index)
      if (event.kind === TRADE) {
        trades++
        lots += event.size
      }
      if ((event.flags & FLAG_LAST) === 0) return
      messages++
      if (messages > 1) {
        leastLatency = Math.min(leastLatency, event.localTime - event.exchangeTime)
      }
      if (!book.isCrossed && !book.isLocked) return
      crossed++
      newestCrossed = String(event.exchangeTime)
    })
    expect([trades, lots]).toEqual([2_973, 9_892])
    // One more end than the venue tells: that of the snapshot.
    expect([messages, crossed]).toEqual([47_022 + 1, 891])
    expect(Number(newestCrossed)).toBeLessThan(23 * HOUR + 1e6)
    expect(Math.floor(leastLatency / 1e3)).toBe(79)
    expect(book.anomalies.total).toBe(0)
    expect(book.orderCount).toBe(11_217)
    expect([book.levelCount(BUY), book.levelCount(SELL)]).toEqual([922, 565])
    expect(levels(book, BUY, 3)).toEqual([
      [4810, 22, 22],
      [4809.75, 47, 22],
      [4809.5, 50, 23],
    ])
    expect(levels(book, SELL, 3)).toEqual([
      [4810.25, 28, 18],
      [4810.5, 40, 27],
      [4810.75, 41, 24],
    ])
    const unknown = feed.notices.get('fill of an order that is in no book, passed over')
    expect(unknown?.count).toBe(7)
    book.checkInvariants()
  })
})

const CONFORMANCE = sharedFile('data/databento/dbn-testdata.tar.zst')

test.skipIf(CONFORMANCE === undefined)(
  `versions 1, 2 and 3 hold the same records${reasonFor(CONFORMANCE !== undefined)}`,
  async () => {
    const entries = await untar(CONFORMANCE!)
    const told = new Map<string, string>()
    for (const name of [
      'mbo.v1.dbn.zst',
      'mbo.v2.dbn.zst',
      'mbo.v3.dbn.zst',
      'mbo.dbn',
      'mbo.v3.dbn',
    ]) {
      const path = join(folder, name)
      writeFileSync(path, entries.get(`dbn/test_data.${name}`)!)
      const feed = await openFeed({ files: [path] })
      expect(feed.info.instruments[0]!.symbol, name).toBe('ESH1')
      const events = await eventList(feed, (view) => {
        const unix = BigInt(view.exchangeTime) + feed.info.epochNanos
        return ` #${view.orderId} ${view.sequence} ${unix} ${view.localTime - view.exchangeTime}`
      })
      told.set(name, events.join('\n'))
    }
    const [first] = told.values()
    expect(first!.split('\n')[0]).toBe(
      'order delete - 372275 x 1 last #647784973705 1170352 1609160400000429831 274229',
    )
    expect(new Set(told.values()).size).toBe(1)
  },
)

/** Regular files of a tar archive, by name. */
async function untar(path: string): Promise<Map<string, Uint8Array>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of (await fileSource(path)).read()) chunks.push(chunk.slice())
  const bytes = Buffer.concat(chunks)
  const entries = new Map<string, Uint8Array>()
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const name = bytes.toString('latin1', at, at + 100).replace(/\0.*$/, '')
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136), 8)
    entries.set(name, bytes.subarray(at + 512, at + 512 + size))
    at += 512 + 512 * Math.ceil(size / 512)
  }
  return entries
}
