import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { EVENT_I32, I_META, InputError, kindOf, TICK, TRADE } from '../core/index.ts'
import { capture, diff, snapshot, touch, trade } from '../market-data/binance-feed.suite.ts'
import { eachEvent, readAll } from '../market-data/event-list.suite.ts'
import { type OpenFeedOptions, openFeed } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-feed-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(content: string | Uint8Array, name = 'input'): string {
  const path = join(folder, `${files++}_${name}`)
  writeFileSync(path, content)
  return path
}

const CAPTURE = capture(
  snapshot(10, [['100.0', '1.000']], [['100.1', '3.000']]),
  diff({
    u: 11,
    b: [
      ['99.9', '2'],
      ['99.8', '0'],
    ],
    a: [['100.2', '0.5']],
  }),
  trade(1, '100.1', '0.25', false),
  touch(11, '100.0', '1', '100.1', '3'),
)
const LOBSTER = '34200.5,1,11,100,2239500,1\n34200.6,4,11,100,2239500,1\n34201,5,0,7,2239450,-1\n'
const TICKS = 'timestamp,price,bid,ask,volume\n1000,10.5,10.4,10.6,3\n1001,10.6,10.5,10.7,9\n'

for (const [format, content, symbol] of [
  ['binance', CAPTURE, 'BTCUSDT'],
  ['lobster', LOBSTER, 'UNKNOWN'],
  ['ticks', TICKS, 'named'],
  ['ticks', '1000,1.5,1.6\n', 'named'],
] as const) {
  test(`${format} is recognised by its content`, async () => {
    const options = format === 'ticks' ? { symbol } : {}
    const path = file(content)
    const feed = await openFeed({ files: [path], ...options })
    expect(feed.info.instruments[0]!.symbol).toBe(symbol)
    expect((await readAll(feed)).events).toBeGreaterThan(0)
    expect(feed.bytesRead).toBe(feed.info.sizeBytes)
    const told = await openFeed({ files: [path], format, ...options })
    expect(told.info).toEqual(feed.info)
  })
}

for (const [content, problem] of [
  ['\u0000\u0001\u0002binary\n', 'the format is not known: binary data'],
  ['<!DOCTYPE html>\n<html>\n', 'the format is not known: a page of HTML or XML'],
  [
    '{"lastUpdateId":1,"bids":[],"asks":[]}\n',
    'the format is not known: JSON without receive times',
  ],
  ['[{"e":"trade"}]', 'the format is not known: JSON without receive times'],
  ['# Notes\n', 'the format is not known: text that is no table of ticks'],
  ['1,2,3,4,5,6,7,8\n', 'a LOBSTER orderbook file; give the message file'],
  ['\n \n\r\n', 'the file holds no data'],
] as const) {
  test(`${JSON.stringify(content)} is told apart: ${problem}`, async () => {
    await expect(openFeed({ files: [file(content)] })).rejects.toThrow(problem)
  })
}

test('an unknown format lists what was tried', async () => {
  await expect(openFeed({ files: [file('hello\n')] })).rejects.toThrow(
    /binance: .*\n.*databento: .*\n.*lobster: .*\n.*sse: .*\n.*ticks: /,
  )
})

test('options that make no sense are named', async () => {
  const path = file(TICKS)
  const bad: [Partial<OpenFeedOptions>, string][] = [
    [{ files: [] }, 'files: no file is named'],
    [{ tick: '-1' }, 'tick: "-1" is no step'],
    [{ lot: 'much' }, 'lot: "much" is no step'],
    [{ tick: '0' }, 'tick: "0" is no step'],
  ]
  for (const [options, problem] of bad) {
    await expect(openFeed({ files: [path], ...options })).rejects.toThrow(problem)
  }
})

/** Opens and reads; an input error is an answer, anything else fails the test. */
async function survive(
  content: string | Uint8Array,
  options: Partial<OpenFeedOptions>,
): Promise<void> {
  try {
    await readAll(await openFeed({ files: [file(content)], ...options }))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    expect(error.message).not.toContain('undefined')
  }
}

describe.each([
  ['binance', CAPTURE],
  ['lobster', LOBSTER],
  ['ticks', TICKS],
] as const)('hostile %s', (format, content) => {
  const bytes = new TextEncoder().encode(content)

  test('cut at every byte, it is read up to the cut or refused', async () => {
    for (let length = 0; length < bytes.length; length++) await survive(bytes.slice(0, length), {})
  })

  test('with bytes changed at random, it is read or refused, whatever format is assumed', async () => {
    const wound = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(wound, { minLength: 1, maxLength: 4 }), async (wounds) => {
        const damaged = bytes.slice()
        for (const [at, byte] of wounds) damaged[at] = byte
        await survive(damaged, {})
        await survive(damaged, { format })
      }),
      { numRuns: 150 },
    )
  })

  test('read as a format that it is not, it is refused', async () => {
    for (const other of ['binance', 'lobster', 'ticks'] as const) {
      if (other === format) continue
      const opened = openFeed({ files: [file(content)], format: other }).then(readAll)
      const error = await opened.then(
        ({ error: found }) => found,
        (found: unknown) => found,
      )
      expect(error, other).toBeInstanceOf(InputError)
    }
  })

  test('with a line without end in the middle, it is refused in bounded memory', async () => {
    const line = content.indexOf('\n') + 1
    const endless = content.slice(0, line) + '9'.repeat(17 * 1024 * 1024) + content.slice(line)
    const error = await openFeed({ files: [file(endless)] })
      .then(readAll)
      .then(
        ({ error: met }) => met,
        (thrown: unknown) => thrown,
      )
    expect(String(error)).toContain('line 2: the line is longer than 16777216 bytes')
  })
})

/** Facts that the data's description states, found with other programs. */
const QUOTES = {
  fxcm: [
    ['20140501', 51_053, 3_991, 5_409],
    ['20140502', 96_406, 12_061, 13_004],
    ['20140505', 58_143, 4_987, 7_109],
    ['20140506', 102_682, 9_999, 12_154],
  ],
  oanda: [
    ['20140501', 24_179, 0, 0],
    ['20140502', 49_341, 0, 0],
    ['20140505', 25_177, 0, 0],
    ['20140506', 44_864, 0, 0],
  ],
} as const

for (const [venue, days] of Object.entries(QUOTES)) {
  for (const [day, rows, crossed, locked] of days) {
    const path = sharedFile(`data/ticks/${venue}_eurusd_${day}.csv.zst`)
    const reason = path === undefined ? ' (skipped: the recorded data are not here)' : ''
    test.skipIf(path === undefined)(`${venue} ${day}: rows, crossed, locked${reason}`, async () => {
      const feed = await openFeed({ files: [path!] })
      const counts = await countKinds(feed)
      const noticed = (start: string): number =>
        [...feed.notices].find(([kind]) => kind.startsWith(start))?.[1].count ?? 0
      expect([counts.get(TICK), noticed('crossed'), noticed('locked')]).toEqual([
        rows,
        crossed,
        locked,
      ])
      expect(feed.notices.has('time steps back: held at the time before')).toBe(false)
    })
  }
}

async function countKinds(
  feed: Awaited<ReturnType<typeof openFeed>>,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  for await (const batch of feed.open()) {
    for (let index = 0; index < batch.length; index++) {
      const kind = kindOf(batch.i32[index * EVENT_I32 + I_META]!)
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
  }
  return counts
}

const DAY = sharedFile('data/crypto/binance/usdm/btcusdt_20240808.log.zst')

test.skipIf(DAY === undefined)(
  `a futures capture in the hftbacktest convention has its rows${DAY === undefined ? ' (skipped: the recorded data are not here)' : ''}`,
  async () => {
    const feed = await openFeed({ files: [DAY!], convention: 'hftbacktest' })
    let rows = 0
    let leastLatency = Number.POSITIVE_INFINITY
    let trades = 0
    await eachEvent(feed, (view) => {
      rows++
      trades += Number(view.kind === TRADE)
      leastLatency = Math.min(leastLatency, view.localTime - view.exchangeTime)
    })
    expect([rows, trades, leastLatency]).toEqual([466_836, 21_313, -1_272_156_851])
  },
)

const XZ = sharedFile('data/fi2010/Test_Dst_NoAuction_ZScore_CF_2.lob40lab5.txt.xz')

test.skipIf(XZ === undefined)(
  `an xz file that is no market data is refused by content${XZ === undefined ? ' (skipped: the recorded data are not here)' : ''}`,
  async () => {
    await expect(openFeed({ files: [XZ!] })).rejects.toThrow('the format is not known')
  },
)
