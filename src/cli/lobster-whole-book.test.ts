/** Messages with their orderbook file are a whole book after every message; alone, never a crossed one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { OrderLevelBook, type OrderQueues, ReferenceOrderLevelBook } from '../book/index.ts'
import {
  EVENT_I32,
  FLAG_LAST,
  flagsOf,
  I_META,
  InputError,
  NO_PRICE,
  RandomStream,
  SIDES,
} from '../core/index.ts'
import { fileSource, openFeed } from '../io/index.ts'
import { type Feed, LobsterRows, MESSAGES_ALONE } from '../market-data/index.ts'
import { type LobsterDay, randomLobsterDay } from './lobster-day.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-lobster-'))
afterAll(() => rmSync(folder, { recursive: true }))

let days = 0
/** Writes a pair of files, and returns the path of the messages. */
function written({ messages, orderbook }: LobsterDay): { messages: string; book: string } {
  const name = `DAY_2020-01-0${1 + (days % 9)}_${days++}`
  const paths = {
    messages: join(folder, `${name}_message_3.csv`),
    book: join(folder, `${name}_orderbook_3.csv`),
  }
  writeFileSync(paths.messages, messages)
  writeFileSync(paths.book, orderbook)
  return paths
}

interface Comparison {
  readonly rows: number
  /** Rows whose levels are those of the book, every one and no other. */
  readonly equal: number
  readonly crossed: number
  readonly locked: number
  /** Rows whose best prices are those of the book. */
  readonly touches: number
}

/** Applies a feed to a book, and nothing else, and compares it with every row. */
async function compared(feed: Feed, bookFile: string, book: OrderQueues): Promise<Comparison> {
  const rows = new LobsterRows(feed.info.instruments[0]!, await fileSource(bookFile))
  try {
    return await comparedWith(feed, rows, book)
  } finally {
    await rows.close()
  }
}

async function comparedWith(feed: Feed, rows: LobsterRows, book: OrderQueues): Promise<Comparison> {
  let [count, equal, crossed, locked, touches] = [0, 0, 0, 0, 0]
  for await (const batch of feed.open()) {
    for (let index = 0; index < batch.length; index++) {
      book.apply(batch, index)
      if ((flagsOf(batch.i32[index * EVENT_I32 + I_META]!) & FLAG_LAST) === 0) continue
      if (!rows.next() && !(await rows.advance())) throw new Error('a message without a row')
      count++
      equal += Number(isEqual(book, rows))
      crossed += Number(book.isCrossed)
      locked += Number(book.isLocked)
      const isTouch = SIDES.every((side) => book.best(side) === bestOf(rows, side))
      touches += Number(isTouch)
    }
  }
  book.checkInvariants()
  return { rows: count, equal, crossed, locked, touches }
}

const bestOf = (rows: LobsterRows, side: 1 | -1): number => {
  const { count, prices } = rows.levels(side)
  return count === 0 ? NO_PRICE : prices[0]!
}

function isEqual(book: OrderQueues, rows: LobsterRows): boolean {
  for (const side of SIDES) {
    const { count, prices, sizes } = rows.levels(side)
    if (book.levelCount(side) !== count) return false
    let price = book.best(side)
    for (let level = 0; level < count; level++) {
      if (price !== prices[level] || book.sizeAt(side, price) !== sizes[level]) return false
      price = book.nextBehind(side, price)
    }
  }
  return true
}

describe('random days', () => {
  const dayOf = (seed: number) => {
    const random = RandomStream.named(seed, 'whole lobster book')
    const depth = random.integer(1, 6)
    return { random, depth, day: randomLobsterDay(random, depth, 300) }
  }

  test('with the orderbook file the book is the row, after every message', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { messages, book: rows } = written(dayOf(seed).day)
      const feed = await openFeed({ files: [messages] })
      const [instrument] = feed.info.instruments
      const book = new ReferenceOrderLevelBook({ instrument: instrument! })
      const found = await compared(feed, rows, book)
      expect(found, `seed ${seed}`).toMatchObject({ rows: 300, equal: 300, crossed: 0, locked: 0 })
      expect(book.anomalies, `seed ${seed}`).toMatchObject({ overReductions: 0, impossible: 0 })
      const noticed = [...feed.notices.keys()].filter((kind) => !kind.startsWith('quoting resumes'))
      expect(noticed, `seed ${seed}`).toEqual([])
    }
  })

  test('without it the book is never crossed or locked, and a notice says what is not told', async () => {
    let touches = 0
    for (let seed = 1; seed <= 60; seed++) {
      const { messages, book: rows } = written(dayOf(seed).day)
      const feed = await openFeed({ files: [messages], book: false })
      const book = new ReferenceOrderLevelBook({ instrument: feed.info.instruments[0]! })
      const found = await compared(feed, rows, book)
      expect(found, `seed ${seed}`).toMatchObject({ rows: 300, crossed: 0, locked: 0 })
      expect(feed.notices.has(MESSAGES_ALONE)).toBe(true)
      touches += found.touches
    }
    expect(touches).toBeGreaterThan(0)
  })

  test('one row changed anywhere: the book is the row still, and the row is named', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { random, day } = dayOf(seed)
      const rows = day.orderbook.trimEnd().split('\n')
      const wrong = random.integer(2, rows.length)
      // A size at the best ask that no message can have made.
      rows[wrong - 1] = rows[wrong - 1]!.replace(/^(\d+),(\d+)/, (_all, price, size) =>
        price === '9999999999' ? '99999900,7' : `${price},${Number(size) + 1_000_000}`,
      )
      const damaged = written({ ...day, orderbook: `${rows.join('\n')}\n` })
      const feed = await openFeed({ files: [damaged.messages] })
      const book = new ReferenceOrderLevelBook({ instrument: feed.info.instruments[0]! })
      const found = await compared(feed, damaged.book, book)
      expect(found, `seed ${seed}`).toMatchObject({ rows: 300, equal: 300 })
      const notice = feed.notices.get(
        'row that does not follow from its message: the row is believed',
      )
      expect(notice?.first, `seed ${seed}`).toBe(`${damaged.book}, line ${wrong}`)
    }
  })

  test('the rows of another day, of another depth, or one row off are refused with a line', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { random, depth, day } = dayOf(seed)
      const rows = day.orderbook.split('\n')
      const others = {
        'another day': randomLobsterDay(random, depth, 300).orderbook,
        'a row left out': [...rows.slice(0, 20), ...rows.slice(21)].join('\n'),
        'a row twice': [...rows.slice(0, 20), ...rows.slice(19)].join('\n'),
        'too few rows': `${rows.slice(0, 200).join('\n')}\n`,
      }
      for (const [name, orderbook] of Object.entries(others)) {
        const stranger = written({ ...day, orderbook })
        const feed = await openFeed({ files: [stranger.messages] })
        const book = new ReferenceOrderLevelBook({ instrument: feed.info.instruments[0]! })
        const reading = compared(feed, stranger.book, book)
        const error = await reading.then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(error, `seed ${seed}, ${name}`).toBeInstanceOf(InputError)
        expect(String(error), `seed ${seed}, ${name}`).toMatch(/_orderbook_3.csv, line \d+: /)
      }
    }
  })
})

test('with bytes changed in either file, it is read or refused with a place, and the book holds', async () => {
  let refused = 0
  for (let seed = 1; seed <= 120; seed++) {
    const random = RandomStream.named(seed, 'damaged lobster pair')
    const day = randomLobsterDay(random, random.integer(1, 4), 60)
    const damage = (text: string): string => {
      const at = random.integer(0, text.length - 1)
      const byte = String.fromCharCode(random.integer(9, 126))
      return text.slice(0, at) + byte + text.slice(at + random.integer(1, 3))
    }
    const isBook = seed % 2 === 0
    const { messages } = written({
      messages: isBook ? day.messages : damage(day.messages),
      orderbook: isBook ? damage(day.orderbook) : day.orderbook,
    })
    try {
      const feed = await openFeed({ files: [messages], format: 'lobster' })
      const book = new ReferenceOrderLevelBook({ instrument: feed.info.instruments[0]! })
      for await (const batch of feed.open()) {
        for (let index = 0; index < batch.length; index++) book.apply(batch, index)
      }
      book.checkInvariants()
    } catch (error) {
      expect(error, `seed ${seed}`).toBeInstanceOf(InputError)
      expect(String(error), `seed ${seed}`).toMatch(/_(message|orderbook)_3.csv, line \d+/)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(20)
})

test('an orderbook file is found beside one message file, named for several, or refused', async () => {
  const day = randomLobsterDay(RandomStream.named(1, 'beside'), 2, 40)
  const { messages, book } = written(day)
  expect((await openFeed({ files: [messages] })).info.name).toBe(`${messages}, ${book}`)
  expect((await openFeed({ files: [messages], book: false })).info.name).toBe(messages)
  const elsewhere = join(folder, 'elsewhere.csv')
  writeFileSync(elsewhere, day.orderbook)
  const named = await openFeed({ files: [messages], book: elsewhere })
  expect(named.info.name).toBe(`${messages}, ${elsewhere}`)
  const halves = day.messages.split('\n')
  const [first, second] = [join(folder, 'a_message.csv'), join(folder, 'b_message.csv')]
  writeFileSync(first, `${halves.slice(0, 15).join('\n')}\n`)
  writeFileSync(second, halves.slice(15).join('\n'))
  const whole = await openFeed({ files: [first, second], book: elsewhere })
  const found = await compared(
    whole,
    elsewhere,
    new ReferenceOrderLevelBook({ instrument: whole.info.instruments[0]! }),
  )
  expect(found).toMatchObject({ rows: 40, equal: 40 })
  await expect(openFeed({ files: [messages], book: join(folder, 'none.csv') })).rejects.toThrow(
    'none.csv: there is no such file',
  )
  const ticks = join(folder, 'ticks.csv')
  writeFileSync(ticks, '1000,1.5,1.6\n')
  await expect(openFeed({ files: [ticks], book: elsewhere })).rejects.toThrow(
    'only LOBSTER messages have an orderbook file beside them, these are ticks',
  )
})

/** How often messages alone know both best prices: measured, and worth knowing when it changes. */
for (const { depth, rows, touchesAlone } of [
  { depth: 5, rows: 155_935, touchesAlone: 58_385 },
  { depth: 1, rows: 57_515, touchesAlone: 14_428 },
]) {
  const messages = sharedFile(`data/lobster/AMZN_2012-06-21_${depth}_message.csv.zst`)
  const orderbook = sharedFile(`data/lobster/AMZN_2012-06-21_${depth}_orderbook.csv.zst`)
  const isHere = messages !== undefined && orderbook !== undefined
  const reason = isHere ? '' : ' (skipped: the recorded data are not here)'

  test.skipIf(!isHere)(`AMZN, ${depth} levels: ${rows} of ${rows} rows${reason}`, async () => {
    for (const tick of depth === 1 ? ['0.0001', '0.01'] : ['0.01']) {
      const feed = await openFeed({ files: [messages!], tick })
      const book = new OrderLevelBook({ instrument: feed.info.instruments[0]! })
      expect(await compared(feed, orderbook!, book)).toEqual({
        ...{ rows, equal: rows, crossed: 0, locked: 0, touches: rows },
      })
      expect(book.anomalies).toMatchObject({ duplicateIds: 0, overReductions: 0, impossible: 0 })
      const noticed = [...feed.notices.values()].map(({ count }) => count)
      // Hidden executions between the cents.
      expect(noticed).toEqual(tick === '0.01' ? [63] : [])
    }
    const alone = await openFeed({ files: [messages!], book: false })
    const book = new OrderLevelBook({ instrument: alone.info.instruments[0]! })
    expect(await compared(alone, orderbook!, book)).toMatchObject({
      ...{ rows, crossed: 0, locked: 0, touches: touchesAlone },
    })
  })

  test.skipIf(!isHere)(
    `AMZN, ${depth} levels: not the rows of the other file${reason}`,
    async () => {
      const other = orderbook!.replace(`_${depth}_`, `_${6 - depth}_`)
      const feed = await openFeed({ files: [messages!], book: other })
      const book = new OrderLevelBook({ instrument: feed.info.instruments[0]! })
      await expect(compared(feed, other, book)).rejects.toThrow(
        /_orderbook.csv.zst, line \d{2,3}: \d+ of \d+ rows do not follow from their messages/,
      )
    },
  )
}
