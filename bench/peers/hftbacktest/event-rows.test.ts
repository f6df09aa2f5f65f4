/** The rows that the peer gets are the rows that its own converter makes of the same capture. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { EVENT_F64, EventView, F_EXCHANGE, F_LOCAL } from '../../../src/core/index.ts'
import { openFeed } from '../../../src/io/index.ts'
import { sharedFile } from '../../../test/shared-data.ts'
import { orderedMarket, repeated } from '../../replay/ordered-market.ts'
import { eventRows, rowFileHeader } from './event-rows.ts'

const capture = sharedFile('data/crypto/binance/usdm/btcusdt_20240808.log.zst')
const reason = capture === undefined ? ' (skipped: no shared data here)' : ''

test.skipIf(capture === undefined)(`a capture becomes the converter's rows${reason}`, async () => {
  const grid = { tick: '0.1', lot: '0.001' }
  const feed = await openFeed({ files: [capture!], convention: 'hftbacktest', ...grid })
  const market = await orderedMarket(feed)
  expect(market.records.length).toBe(491_973)
  expect(createHash('sha256').update(eventRows(market)).digest('hex')).toBe(
    '239b41a6168b4f6833bbf552d215c672cfdd046a0847bfc5f288171e80995598',
  )

  const twice = repeated(market, 2)
  expect(twice.records.length).toBe(2 * market.records.length)
  const last = new EventView(market.records).at(market.records.length - 1).localTime
  const { f64 } = twice.records
  const again = market.records.length * EVENT_F64
  expect(f64[again + F_EXCHANGE]!).toBeGreaterThan(last)
  expect(f64[again + F_LOCAL]! - f64[F_LOCAL]!).toBe(f64[again]! - f64[0]!)
})

test('the header of a row file is a whole number of cache lines and names every field', () => {
  for (const count of [0, 7, 491_973, 2 ** 40]) {
    const header = rowFileHeader(count)
    expect(header.length % 64).toBe(0)
    expect(header[8]! + 256 * header[9]! + 10).toBe(header.length)
    const text = new TextDecoder('latin1').decode(header.subarray(10))
    expect(text).toContain(`'shape': (${count},)`)
    expect(text).toContain("[('ev', '<u8'), ('exch_ts', '<i8'), ('local_ts', '<i8'), ('px', '<f8')")
    expect(text.endsWith('\n')).toBe(true)
  }
})
