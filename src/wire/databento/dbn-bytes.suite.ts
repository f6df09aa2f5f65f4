/** DBN files made by hand: a header of any version and market-by-order records. */
import { asciiBytes } from '../ascii.ts'
import { DBN_LAST, MBO_BYTES, RTYPE_MBO } from './mbo-decoder.ts'

export interface DrawnHeader {
  readonly version?: 1 | 2 | 3
  readonly schema?: number
  readonly startNanos?: bigint
  readonly symbols?: readonly string[]
  /** Symbol and the names that records give it. */
  readonly mappings?: readonly (readonly [string, readonly string[]])[]
}

export function dbnHeader(header: DrawnHeader = {}): Uint8Array {
  const { version = 1, schema = 0, startNanos = 0n, symbols = ['ESH4'] } = header
  const mappings = header.mappings ?? [['ESH4', ['17077']] as const]
  const symbolBytes = version === 1 ? 22 : 71
  const parts: Uint8Array[] = [fixedPart(version, schema, startNanos, symbolBytes)]
  const count = (value: number): number => parts.push(uint32(value))
  const text = (value: string): number => parts.push(padded(value, symbolBytes))
  count(0)
  count(symbols.length)
  symbols.forEach(text)
  count(0)
  count(0)
  count(mappings.length)
  for (const [symbol, names] of mappings) {
    text(symbol)
    count(names.length)
    for (const name of names) {
      count(20_231_225)
      count(20_231_226)
      text(name)
    }
  }
  const body = joined(...parts)
  return joined(asciiBytes('DBN'), Uint8Array.of(version), uint32(body.length), body)
}

function fixedPart(
  version: number,
  schema: number,
  startNanos: bigint,
  symbolBytes: number,
): Uint8Array {
  const bytes = new Uint8Array(100)
  const view = new DataView(bytes.buffer)
  bytes.set(asciiBytes('GLBX.MDP3'))
  view.setUint16(16, schema, true)
  view.setBigUint64(18, startNanos, true)
  if (version > 1) view.setUint16(45, symbolBytes, true)
  return bytes
}

export interface DrawnMbo {
  readonly action: string
  readonly side?: string
  readonly id?: number | bigint
  /** In the currency; undefined prices are written as such. */
  readonly price?: number | undefined
  readonly size?: number
  readonly flags?: number
  readonly instrument?: number
  readonly eventNanos?: bigint
  readonly receivedNanos?: bigint
  readonly sequence?: number
}

/** 2023-12-25, midnight UTC. */
export const DRAWN_DAY = 1_703_462_400_000_000_000n
const UNDEFINED_PRICE = 2n ** 63n - 1n

export function mboRecord(drawn: DrawnMbo): Uint8Array {
  const { action, side = 'N', id = 0, price, size = 0, flags = DBN_LAST } = drawn
  const { instrument = 17_077, eventNanos = DRAWN_DAY + 1_000n, sequence = 1 } = drawn
  const bytes = new Uint8Array(MBO_BYTES)
  const view = new DataView(bytes.buffer)
  bytes[0] = MBO_BYTES / 4
  bytes[1] = RTYPE_MBO
  view.setUint32(4, instrument, true)
  view.setBigUint64(8, eventNanos, true)
  view.setBigUint64(16, BigInt(id), true)
  const billionths = price === undefined ? UNDEFINED_PRICE : BigInt(Math.round(price * 1e9))
  view.setBigInt64(24, billionths, true)
  view.setUint32(32, size, true)
  bytes[36] = flags
  bytes[38] = action.charCodeAt(0)
  bytes[39] = side.charCodeAt(0)
  view.setBigUint64(40, drawn.receivedNanos ?? eventNanos + 500n, true)
  view.setUint32(52, sequence, true)
  return bytes
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

function padded(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(asciiBytes(text))
  return bytes
}
