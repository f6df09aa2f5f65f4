/**
 * Market records as the rows of the reference backtester, in a file that NumPy reads.
 *
 * A row is eight little-endian fields of eight bytes: flags and kind, exchange time, local time, price,
 * quantity, and three that stay zero here. Times are nanoseconds since 1970.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EventView,
  FLAG_EXCHANGE,
  FLAG_LOCAL,
  FLAG_SNAPSHOT,
  SELL,
} from '../../../src/core/index.ts'
import type { OrderedMarket } from '../../replay/ordered-market.ts'

const EXCHANGE_BIT = 0x8000_0000
const LOCAL_BIT = 0x4000_0000
const BUY_BIT = 0x2000_0000
const SELL_BIT = 0x1000_0000
const ROW_DEPTH = 1
const ROW_TRADE = 2
const ROW_CLEAR = 3
const ROW_SNAPSHOT = 4
const FIELDS = 8

/** The rows alone, 64 bytes each. */
export function eventRows({ info, records }: OrderedMarket): Uint8Array {
  const instrument = info.instruments[0]!
  const bytes = new ArrayBuffer(records.length * FIELDS * 8)
  const whole = new BigInt64Array(bytes)
  const floats = new Float64Array(bytes)
  const view = new EventView(records)
  for (let at = 0; at < records.length; at++) {
    const record = view.at(at)
    const slot = at * FIELDS
    whole[slot] = BigInt(rowFlags(record))
    whole[slot + 1] = info.epochNanos + BigInt(record.exchangeTime)
    whole[slot + 2] = info.epochNanos + BigInt(record.localTime)
    floats[slot + 3] = instrument.price(record.price)
    floats[slot + 4] = record.kind === DEPTH_CLEAR ? 0 : instrument.quantity(record.size)
  }
  return new Uint8Array(bytes)
}

function rowFlags({ kind, side, flags }: EventView): number {
  let bits = 0
  if ((flags & FLAG_EXCHANGE) !== 0) bits += EXCHANGE_BIT
  if ((flags & FLAG_LOCAL) !== 0) bits += LOCAL_BIT
  if (side === BUY) bits += BUY_BIT
  if (side === SELL) bits += SELL_BIT
  if (kind === DEPTH_CLEAR) return bits + ROW_CLEAR
  if (kind !== DEPTH_LEVEL) return bits + ROW_TRADE
  return bits + ((flags & FLAG_SNAPSHOT) !== 0 ? ROW_SNAPSHOT : ROW_DEPTH)
}

/** The header of a `.npy` file of so many rows; the rows follow it. */
export function rowFileHeader(rowCount: number): Uint8Array {
  const types = ['ev <u8', 'exch_ts <i8', 'local_ts <i8', 'px <f8', 'qty <f8']
  const fields = [...types, 'order_id <u8', 'ival <i8', 'fval <f8']
    .map((field) => `('${field.replace(' ', "', '")}')`)
    .join(', ')
  const text = `{'descr': [${fields}], 'fortran_order': False, 'shape': (${rowCount},), }`
  // Magic, version and length take ten bytes; the whole is padded to a multiple of 64.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10
  const padded = `${text.padEnd(length - 1)}\n`
  const bytes = new Uint8Array(10 + length)
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, length & 0xff, length >> 8])
  bytes.set(new TextEncoder().encode(padded), 10)
  return bytes
}

/** Writes the rows as a NumPy file. */
export function writeRowFile(path: string, market: OrderedMarket): void {
  const file = openSync(path, 'w')
  try {
    writeSync(file, rowFileHeader(market.records.length))
    writeSync(file, eventRows(market))
  } finally {
    closeSync(file)
  }
}
