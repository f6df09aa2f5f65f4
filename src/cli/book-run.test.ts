/** `t2t book` on small files made here: its rows, its ladders, and what it says besides. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { RandomStream } from '../core/index.ts'
import type { BookRequest } from './book-request.ts'
import { printBooks } from './book-run.ts'
import { PLAIN_STYLE } from './book-table.ts'
import { randomLobsterDay } from './lobster-day.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-book-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

interface Printed {
  readonly text: string
  readonly notices: string
}

async function printed(request: Partial<BookRequest>): Promise<Printed> {
  const parts: string[] = []
  const output = {
    write: async (text: string) => parts.push(text) > 0,
    finish: async () => {},
    abandon: async () => {},
  }
  const notices = await printBooks(
    {
      files: [],
      format: 'auto',
      form: 'csv',
      reveals: true,
      tableStyle: PLAIN_STYLE,
      ...request,
    },
    output,
  )
  return { text: parts.join(''), notices: notices.join('\n') }
}

/** The first columns of an orderbook file. */
const cut = (orderbook: string, levels: number): string =>
  orderbook.replace(/^.*$/gm, (row) =>
    row
      .split(',')
      .slice(0, 4 * levels)
      .join(','),
  )

describe('LOBSTER', () => {
  test('rows are those of the orderbook file, for any day, depth and number of levels', async () => {
    let thinDays = 0
    for (let seed = 1; seed <= 40; seed++) {
      const random = RandomStream.named(seed, 'lobster day')
      const depth = random.integer(1, 6)
      const day = randomLobsterDay(random, depth, 300)
      const files = [file('day_message.csv', day.messages)]
      const seedBook = file('day_orderbook.csv', day.orderbook)
      const levels = random.integer(1, depth)
      const { text, notices } = await printed({ files, seedBook, levels, every: 1 })
      expect(text, `seed ${seed}`).toBe(cut(day.orderbook, levels))
      expect(notices, `seed ${seed}`).toContain('300 of 300 rows equal our book')
      thinDays += Number(day.orderbook.includes('9999999999'))
    }
    expect(thinDays).toBeGreaterThan(0)
    expect(thinDays).toBeLessThan(40)
  })

  // Three levels show; message 3 takes a level away, and 9700 comes into sight unannounced.
  const messages = [
    '34200,1,7,10,9900,1',
    '34200.5,4,90,5,10000,-1',
    '34201,3,91,20,9900,1',
    '34202,1,8,6,9700,1',
  ]
  const orderbook = [
    '10000,15,9900,30,10100,2,9800,4,10200,3,9600,1',
    '10000,10,9900,30,10100,2,9800,4,10200,3,9600,1',
    '10000,10,9900,10,10100,2,9800,4,10200,3,9600,1',
    '10000,10,9900,10,10100,2,9800,4,10200,3,9700,6',
  ]
  const gone = ['34203,3,7,10,9900,1']
  const goneRow = ['10000,10,9800,4,10100,2,9700,6,10200,3,9600,8']
  const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('')
  const pair = (rows = [...orderbook, ...goneRow]) => ({
    files: [file('small_message.csv', lines([...messages, ...gone]))],
    seedBook: file('small_orderbook.csv', lines(rows)),
    every: 1,
  })

  test('a level that comes into sight is revealed, counted and told', async () => {
    const { text, notices } = await printed(pair())
    expect(text).toBe(lines([...orderbook, ...goneRow]))
    expect(notices).toContain('5 of 5 rows equal our book')
    expect(notices).toContain('1 level came into sight at the bottom')
  })

  test('without revealing, such a level is empty and nothing is invented', async () => {
    const { text, notices } = await printed({ ...pair(), reveals: false })
    const last = '10000,10,9800,4,10100,2,9700,6,10200,3,-9999999999,0'
    expect(text).toBe(lines([...orderbook, last]))
    expect(notices).toContain('4 of 5 rows equal our book, row 5 is the first that does not')
  })

  test('a seed book of one row seeds; the rest is what messages tell', async () => {
    const { text, notices } = await printed(pair(orderbook.slice(0, 1)))
    const last = '10000,10,9800,4,10100,2,9700,6,10200,3,-9999999999,0'
    expect(text).toBe(lines([...orderbook, last]))
    expect(notices).toContain('ends after row 1 of 5')
  })

  test('a row that differs from our book is told, and our book printed', async () => {
    const wrong = [...orderbook, ...goneRow].map((row) => row.replace('10000,10', '10000,11'))
    const { text, notices } = await printed(pair(wrong))
    expect(text).toBe(lines([...orderbook, ...goneRow]))
    expect(notices).toContain('1 of 5 rows equal our book, row 2 is the first that does not')
  })

  test('a level that messages contradict is dropped when nobody reveals', async () => {
    const files = [file('gone_message.csv', lines(['34200,1,1,5,9900,1', '34201,1,2,5,9900,-1']))]
    const { text, notices } = await printed({ files, every: 1, levels: 1 })
    expect(text).toBe(lines(['9999999999,0,9900,5', '9900,5,-9999999999,0']))
    expect(notices).toContain('stay until a message contradicts them')
    expect(notices).toContain('--seed-book')
  })

  test('the orderbook file beside the messages makes their book whole, unasked', async () => {
    const rows = lines([...orderbook, ...goneRow])
    const files = [file('beside_message_3.csv', lines([...messages, ...gone]))]
    const gz = join(folder, 'beside_orderbook_3.csv.gz')
    writeFileSync(gz, gzipSync(rows))
    const { text, notices } = await printed({ files, every: 1, levels: 3 })
    expect(text).toBe(rows)
    expect(notices).toBe(
      '2 messages of orders from before the file, or that were out of sight: their level changes',
    )
  })

  test('--every prints each so many rows, and says when there were too few', async () => {
    const { text } = await printed({ ...pair(), every: 2 })
    expect(text).toBe(lines([orderbook[1]!, orderbook[3]!]))
    const { text: nothing, notices } = await printed({ ...pair(), every: 6 })
    expect(nothing).toBe('')
    expect(notices).toContain('nothing printed: 5 messages')
  })

  test('--at prints the book after the last message not later', async () => {
    const { every: _every, ...files } = pair()
    for (const at of ['09:30:00.5', '34200.99', '9:30:00.999999999']) {
      expect((await printed({ ...files, at })).text).toBe(lines([orderbook[1]!]))
    }
    await expect(printed({ ...files, at: '09:29' })).rejects.toThrow(
      /--at: there is no book at 09:29: the data begin later\n {2}Ask for a time from \S*34200/,
    )
    await expect(printed({ ...files, at: 'noon' })).rejects.toThrow('"noon" is no time')
    await expect(printed({ ...files, at: '2012-06-21T09:30' })).rejects.toThrow('tells no date')
  })

  test('--at after the last event prints the last book, and says that it is the last', async () => {
    const { every: _every, ...files } = pair()
    const late = await printed({ ...files, at: '16:00' })
    expect(late.text).toBe(lines(goneRow))
    expect(late.notices).toMatch(
      /^--at 16:00 is after the last event, at \S+: this is the last book$/m,
    )
    const inside = await printed({ ...files, at: '09:30:00.5' })
    expect(inside.notices).not.toContain('the last book')
  })

  test('--at before a first message that changes no level is before the data too', async () => {
    const hidden = '34200,5,0,5,9900,1'
    const files = [file('hidden_message.csv', lines([hidden, '34201,1,1,5,9900,1']))]
    await expect(printed({ files, at: '09:29', levels: 1 })).rejects.toThrow('the data begin later')
    expect((await printed({ files, at: '09:30:01', levels: 1 })).text).toBe(
      lines(['9999999999,0,9900,5']),
    )
  })

  test('more levels than the seed book shows cannot be known', async () => {
    await expect(printed({ ...pair(), levels: 4 })).rejects.toThrow('shows 3')
  })

  test('a damaged seed book is an error with file and line', async () => {
    const cases = [
      [`${orderbook[0]}\nx\n`, /small_orderbook.csv, line 2/],
      [orderbook[0]!.replace(',15,', ',9999999999999,'), /line 1.*shares/],
      ['1,2,3\n', /3 columns are no LOBSTER orderbook row/],
      ['', /the file is empty/],
    ] as const
    for (const [damaged, message] of cases) {
      const request = { ...pair(), seedBook: file('small_orderbook.csv', damaged) }
      await expect(printed(request)).rejects.toThrow(message)
    }
  })
})

describe('ticks', () => {
  const files = () => [
    file(
      'ticks.csv',
      'timestamp,price,bid,ask,volume\n1,100,99.9,100.1,7\n2,101,100.9,101.1,8\n3,99,98.9,99.1,9\n',
    ),
  ]

  test('csv has a header, the time and the quote', async () => {
    const { text } = await printed({ files: files(), every: 2 })
    expect(text).toBe(
      'sequence,time,ask_price_1,ask_size_1,bid_price_1,bid_size_1\n2,2,101.1,8,100.9,8\n',
    )
  })

  test('json is one object a line', async () => {
    const { text } = await printed({ files: files(), form: 'json' })
    expect(JSON.parse(text)).toEqual({
      symbol: 'ticks',
      sequence: 3,
      time: '3',
      bids: [[98.9, 9]],
      asks: [[99.1, 9]],
    })
  })

  test('a table draws asks above and bids below', async () => {
    const { text } = await printed({ files: files(), form: 'table' })
    expect(text).toBe(
      [
        ' ticks  3  sequence 3',
        '',
        `  99.1  9  ${'█'.repeat(40)}`,
        ' ── spread 0.2 (2 ticks), mid 99.00 ──',
        `  98.9  9  ${'█'.repeat(40)}`,
        '',
        ' 1 ask level, 1 bid level',
        '',
        '',
      ].join('\n'),
    )
  })

  test('a seed book belongs to LOBSTER messages only', async () => {
    const request = { files: files(), seedBook: file('book.csv', '1,2,3,4\n') }
    await expect(printed(request)).rejects.toThrow('these are ticks')
  })
})
