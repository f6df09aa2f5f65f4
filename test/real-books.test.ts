/** Real days through the books: final books, and every quote the venue published beside them. */
import { describe, expect, test } from 'vitest'
import {
  LadderBook,
  type OrderBook,
  OrderLevelBook,
  ReferenceBook,
  ReferenceOrderLevelBook,
} from '../src/book/index.ts'
import {
  BUY,
  DEPTH_LEVEL,
  EVENT_I32,
  EventTape,
  EventView,
  FLAG_LAST,
  I_META,
  kindOf,
  ORDER_ADD,
  ORDER_REPLACE,
  SELL,
  SIDES,
  TOUCH,
} from '../src/core/index.ts'
import { openFeed } from '../src/io/index.ts'
import { sharedFile } from './shared-data.ts'

/** Facts that the data's description states; found with other programs. */
const CAPTURES = [
  {
    files: ['usdm/btcusdt_20240808'],
    bid: [61659.7, 1.486],
    ask: [61659.8, 0.981],
    levels: [5_018, 4_578],
    quotes: 629,
  },
  {
    files: ['spot/btcusdt_20240808', 'spot/btcusdt_20240809'],
    bid: [61602.01, 1.67177],
    ask: [61602.02, 2.66795],
    levels: [1_971, 2_962],
    quotes: 1_072,
  },
  {
    files: ['cm/btcusd_perp_20240808', 'cm/btcusd_perp_20240809'],
    bid: [61600, 27],
    ask: [61600.1, 1_647],
    levels: [1_510, 1_733],
    quotes: 1_885,
  },
  {
    files: ['usdm/btcusdt_20240718', 'usdm/btcusdt_20240719'],
    bid: [63867.4, 0.002],
    ask: [63867.5, 5.045],
    levels: [5_276, 5_156],
    quotes: 625,
  },
] as const

describe('Binance captures', () => {
  for (const { files, bid, ask, levels, quotes } of CAPTURES) {
    const paths = files.map((file) => sharedFile(`data/crypto/binance/${file}.log.zst`))
    const isHere = paths.every((path) => path !== undefined)
    const reason = isHere ? '' : ' (skipped: the recorded data are not here)'

    test.skipIf(!isHere)(`${files.join(' + ')}: last book, levels, quotes${reason}`, async () => {
      const feed = await openFeed({ files: paths as string[] })
      const instrument = feed.info.instruments[0]!
      const ladder = new LadderBook({ instrument })
      const twin = new ReferenceBook({ instrument })
      const booked = new Map<number, string>()
      const published = new Map<number, string>()
      const view = new EventView(new EventTape(1))
      for await (const batch of feed.open()) {
        for (let i = 0; i < batch.length; i++) {
          const event = view.at(i, batch)
          ladder.apply(batch, i)
          twin.apply(batch, i)
          if (event.kind === TOUCH) {
            const touch = [event.price, event.size, event.payloadA, event.payloadB]
            published.set(event.sequence, touch.join(' '))
          } else if (event.kind === DEPTH_LEVEL && (event.flags & FLAG_LAST) !== 0) {
            booked.set(event.sequence, touchText(ladder))
          }
        }
      }
      ladder.checkInvariants()
      expect(ladder.stateHash()).toBe(twin.stateHash())
      expect([ladder.bestPrice(BUY), instrument.quantity(ladder.bestSize(BUY))]).toEqual(bid)
      expect([ladder.bestPrice(SELL), instrument.quantity(ladder.bestSize(SELL))]).toEqual(ask)
      expect(SIDES.map((side) => ladder.levelCount(side))).toEqual(levels)
      const shared = [...published].filter(([id]) => booked.has(id))
      const equal = shared.filter(([id, touch]) => booked.get(id) === touch)
      expect([equal.length, shared.length]).toEqual([quotes, quotes])
    })
  }
})

describe('LOBSTER', () => {
  const path = sharedFile('data/lobster/AMZN_2012-06-21_5_message.csv.zst')
  const reason = path === undefined ? ' (skipped: the recorded data are not here)' : ''

  test.skipIf(path === undefined)(`a day order by order, against the twin${reason}`, async () => {
    const feed = await openFeed({ files: [path!], book: false })
    const instrument = feed.info.instruments[0]!
    const book = new OrderLevelBook({ instrument })
    const twin = new ReferenceOrderLevelBook({ instrument })
    for await (const batch of feed.open()) {
      for (let i = 0; i < batch.length; i++) {
        // The orders alone, as the venue told them: what the feed clears of levels out of sight is ours.
        const kind = kindOf(batch.i32[i * EVENT_I32 + I_META]!)
        if (kind < ORDER_ADD || kind > ORDER_REPLACE) continue
        book.apply(batch, i)
        twin.apply(batch, i)
      }
      book.checkInvariants()
      expect(book.orderHash()).toBe(twin.orderHash())
    }
    expect(book.anomalies).toEqual(twin.anomalies)
    expect(book.anomalies).toMatchObject({
      unknownReduces: 110,
      unknownDeletes: 7_329,
      unknownExecutes: 1_052,
      duplicateIds: 0,
      impossible: 0,
    })
  })
})

const touchText = (book: OrderBook): string =>
  [book.best(BUY), book.bestSize(BUY), book.best(SELL), book.bestSize(SELL)].join(' ')
