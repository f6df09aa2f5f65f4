/** Feeds of single orders opened by content: hostile files, and facts of recorded days. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { InputError } from '../core/index.ts'
import { eventList, readAll } from '../market-data/event-list.suite.ts'
import { type DrawnMbo, dbnHeader, joined, mboRecord } from '../wire/databento/dbn-bytes.suite.ts'
import { type OpenFeedOptions, openFeed } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-orders-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(content: string | Uint8Array, name = 'input'): string {
  const path = join(folder, `${files++}_${name}`)
  writeFileSync(path, content)
  return path
}

const RECORDS: readonly DrawnMbo[] = [
  { action: 'A', side: 'B', id: 7, price: 100, size: 3 },
  { action: 'A', side: 'A', id: 8, price: 101, size: 3 },
  { action: 'T', side: 'A', id: 9, price: 100, size: 2, flags: 0 },
  { action: 'F', side: 'B', id: 7, price: 100, size: 2, flags: 0 },
  { action: 'M', side: 'B', id: 7, price: 100, size: 1 },
  { action: 'C', side: 'A', id: 8, price: 101, size: 3 },
]
const DBN = joined(dbnHeader(), ...RECORDS.map(mboRecord))
const ORDERS =
  'SecurityID,OrderTime,OrderType,OrderNO,OrderPrice,Balance,OrderBSFlag,BizIndex,LocalTime\n' +
  '600000,09:30:01.000,A,7,10.01,300,B,1,09:30:01.200\n' +
  '600000,09:30:03.000,D,7,10.01,200,B,3,09:30:03.200\n'
const TRADES =
  'SecurityID,TradTime,TradPrice,TradVolume,TradeBuyNo,TradeSellNo,TradeBSFlag,BizIndex,LocalTime\n' +
  '600000,09:30:02.000,10.01,100,7,9,S,2,09:30:02.200\n'

/** Opens and reads; an input error is an answer, anything else fails the test. */
async function survive(
  contents: readonly (string | Uint8Array)[],
  options: Partial<OpenFeedOptions> = {},
): Promise<void> {
  try {
    const paths = contents.map((content) => file(content.length === 0 ? ' ' : content))
    await readAll(await openFeed({ files: paths, ...options }))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    expect(error.message).not.toContain('undefined')
  }
}

test('a DBN file is recognised by its content, and read the same when its format is told', async () => {
  const path = file(DBN)
  const feed = await openFeed({ files: [path] })
  expect(feed.info.instruments[0]!.symbol).toBe('ESH4')
  expect(feed.info.isOrderLevel).toBe(true)
  const expected = await eventList(feed)
  expect(expected).toHaveLength(5)
  expect(feed.bytesRead).toBe(feed.info.sizeBytes)
  const told = await openFeed({ files: [path], format: 'databento' })
  expect(told.info).toEqual(feed.info)
  expect(await eventList(told)).toEqual(expected)
})

test('Shanghai tables are recognised by their headers, in either order', async () => {
  const paths = [file(ORDERS, '20230201_entrust.csv'), file(TRADES, '20230201_trade.csv')]
  const feed = await openFeed({ files: paths })
  const expected = ['add', 'execute', 'trade', 'delete']
  expect(
    (await eventList(feed)).map((line) => line.match(/add|execute|trade|delete/)?.[0]),
  ).toEqual(expected)
  expect(feed.bytesRead).toBe(feed.info.sizeBytes)
  const turned = await openFeed({ files: paths.reverse(), format: 'sse' })
  expect(turned.info).toEqual(feed.info)
})

test('read as a format that it is not, it is refused', async () => {
  for (const format of ['binance', 'databento', 'lobster', 'sse', 'ticks'] as const) {
    for (const [own, content] of [
      ['databento', DBN],
      ['sse', ORDERS],
    ] as const) {
      if (own === format) continue
      const opened = openFeed({ files: [file(content)], format }).then(readAll)
      const error = await opened.then(
        ({ error: found }) => found,
        (found: unknown) => found,
      )
      expect(error, `${own} as ${format}`).toBeInstanceOf(InputError)
    }
  }
})

test('cut at every byte, a DBN file is read up to the cut or refused', async () => {
  for (let length = 1; length < DBN.length; length++) {
    await survive([DBN.slice(0, length)])
    await survive([DBN.slice(0, length)], { format: 'databento' })
  }
})

test('cut at every byte, a table is read up to the cut or refused', async () => {
  for (let length = 1; length < ORDERS.length; length++) {
    await survive([ORDERS.slice(0, length), TRADES])
  }
  for (let length = 1; length < TRADES.length; length++) {
    await survive([ORDERS, TRADES.slice(0, length)])
  }
})

const wounds = (length: number) =>
  fc.array(fc.tuple(fc.nat(length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })

test('with bytes changed at random, a DBN file is read or refused', async () => {
  await fc.assert(
    fc.asyncProperty(wounds(DBN.length), async (places) => {
      const damaged = DBN.slice()
      for (const [at, byte] of places) damaged[at] = byte
      await survive([damaged], { format: 'databento' })
    }),
    { numRuns: 300 },
  )
})

test('with bytes changed at random, tables are read or refused', async () => {
  const bytes = new TextEncoder().encode(ORDERS)
  await fc.assert(
    fc.asyncProperty(wounds(bytes.length), async (places) => {
      const damaged = bytes.slice()
      for (const [at, byte] of places) damaged[at] = byte
      await survive([damaged, TRADES], { format: 'sse' })
    }),
    { numRuns: 200 },
  )
})
