/**
 * Market-by-order records to numbers, in place; the layout is in PROTOCOL.md.
 *
 * Times are 64-bit nanoseconds since 1970, which a double does not hold: the epoch is subtracted in
 * two halves, and what is left is exact within 104 days.
 */
import { BUY, InputError, NO_SIDE, SELL, type Side } from '../../core/index.ts'
import { excerpt } from '../ascii.ts'
import {
  readBigUint64,
  readInt32,
  readInt64,
  readUint32,
  readUint64,
  TWO_TO_32,
} from './dbn-fields.ts'

export const RTYPE_MBO = 0xa0
export const MBO_BYTES = 56

export const MBO_ADD = 65
export const MBO_CANCEL = 67
export const MBO_FILL = 70
export const MBO_MODIFY = 77
export const MBO_NONE = 78
export const MBO_CLEAR = 82
export const MBO_TRADE = 84

/** The last record of what the venue said at once of this instrument. */
export const DBN_LAST = 0x80
/** The best level of a book without orders. */
export const DBN_TOP_OF_BOOK = 0x40
/** Part of a snapshot: the receive time is the snapshot's, the venue's is the order's own. */
export const DBN_SNAPSHOT = 0x20

const ACTIONS: ReadonlySet<number> = new Set([
  MBO_ADD,
  MBO_CANCEL,
  MBO_FILL,
  MBO_MODIFY,
  MBO_NONE,
  MBO_CLEAR,
  MBO_TRADE,
])
const ASK = 65
const BID = 66
const NONE = 78

/** Where fields stand, counted from the first byte of a record. */
const INSTRUMENT = 4
const EVENT_TIME = 8
const ORDER_ID = 16
const PRICE = 24
const SIZE = 32
const FLAGS = 36
const ACTION = 38
const SIDE = 39
const RECEIVE_TIME = 40
const SEQUENCE = 52

const UNDEFINED_HIGH = 0xffff_ffff
const UNDEFINED_PRICE_HIGH = 0x7fff_ffff

export class MboDecoder {
  /** Nanoseconds since the epoch: at the venue, and at the vendor's receiver. */
  nanos = 0
  localNanos = 0
  /** Exact up to 2^53. */
  orderId = 0
  /** Billionths of the currency, exact up to 2^53; NaN where the record has no price. */
  price = 0
  size = 0
  flags = 0
  action = 0
  /** A trade's aggressor, otherwise the side where the order rests. */
  side: Side | typeof NO_SIDE = NO_SIDE
  sequence = 0
  readonly #epochHigh: number = 0
  readonly #epochLow: number = 0

  constructor(epochNanos: bigint) {
    this.#epochHigh = Number(epochNanos >> 32n)
    this.#epochLow = Number(epochNanos & 0xffff_ffffn)
  }

  /** The bytes from `start` on hold a whole record. @throws InputError, without file and byte. */
  decode(bytes: Uint8Array, start: number): void {
    this.action = bytes[start + ACTION]!
    if (!ACTIONS.has(this.action)) refuse(bytes, start + ACTION, 'action', 'A, C, F, M, N, R or T')
    this.side = sideOf(bytes, start + SIDE)
    this.flags = bytes[start + FLAGS]!
    this.orderId = readUint64(bytes, start + ORDER_ID)
    this.price = priceAt(bytes, start + PRICE)
    this.size = readUint32(bytes, start + SIZE)
    this.sequence = readUint32(bytes, start + SEQUENCE)
    this.#readTimes(bytes, start)
  }

  /** Where one of the two is not told, the other stands for it. */
  #readTimes(bytes: Uint8Array, start: number): void {
    const event = this.#since(bytes, start + EVENT_TIME)
    const received = this.#since(bytes, start + RECEIVE_TIME)
    if (Number.isNaN(event) && Number.isNaN(received)) {
      throw new InputError('the record has no time', { field: 'ts_event' })
    }
    const isSnapshot = (this.flags & DBN_SNAPSHOT) !== 0
    this.localNanos = Number.isNaN(received) ? event : received
    // A snapshot says how the book stands now; when each of its orders came is long past.
    this.nanos = Number.isNaN(event) || isSnapshot ? this.localNanos : event
  }

  #since(bytes: Uint8Array, at: number): number {
    const high = readUint32(bytes, at + 4)
    const low = readUint32(bytes, at)
    if (high === UNDEFINED_HIGH && low === UNDEFINED_HIGH) return Number.NaN
    return (high - this.#epochHigh) * TWO_TO_32 + (low - this.#epochLow)
  }
}

export const instrumentOf = (bytes: Uint8Array, start: number): number =>
  readUint32(bytes, start + INSTRUMENT)

/** When a record was received, or where that is not told happened; Unix nanoseconds. */
export function unixNanosOf(bytes: Uint8Array, start: number): bigint {
  const isUndefined = (at: number): boolean =>
    readUint32(bytes, at + 4) === UNDEFINED_HIGH && readUint32(bytes, at) === UNDEFINED_HIGH
  const at = isUndefined(start + RECEIVE_TIME) ? EVENT_TIME : RECEIVE_TIME
  return readBigUint64(bytes, start + at)
}

function priceAt(bytes: Uint8Array, at: number): number {
  const isUndefined =
    readInt32(bytes, at + 4) === UNDEFINED_PRICE_HIGH && readUint32(bytes, at) === UNDEFINED_HIGH
  return isUndefined ? Number.NaN : readInt64(bytes, at)
}

function sideOf(bytes: Uint8Array, at: number): Side | typeof NO_SIDE {
  const letter = bytes[at]!
  if (letter === BID) return BUY
  if (letter === ASK) return SELL
  if (letter !== NONE) refuse(bytes, at, 'side', 'A, B or N')
  return NO_SIDE
}

function refuse(bytes: Uint8Array, at: number, field: string, expected: string): never {
  throw new InputError(`expected ${expected}, found "${excerpt(bytes, at, at + 1)}"`, { field })
}
