/**
 * The quick way through a capture line: one pass over the bytes, no text, no objects.
 *
 * `bytes[end]` must be a line end. It knows compact JSON with the fields of PROTOCOL.md in any order. Whatever else it meets (white
 * space, escapes, nested values, a field twice, a sign) it answers false, and the decoder takes the
 * slow way: so the scanner has no error messages, and whatever it accepts, `JSON.parse` reads alike.
 */
import { asciiBytes, matches } from '../ascii.ts'
import {
  CAPTURE_DEPTH,
  CAPTURE_SNAPSHOT,
  CAPTURE_TOUCH,
  CAPTURE_TRADE,
  type CaptureMessage,
  type LevelColumns,
  SLOT_AGGREGATE_ID,
  SLOT_ASK_PRICE,
  SLOT_ASK_SIZE,
  SLOT_BID_PRICE,
  SLOT_BID_SIZE,
  SLOT_EVENT_TIME,
  SLOT_FIRST_ID,
  SLOT_LAST_ID,
  SLOT_PREVIOUS_ID,
  SLOT_PRICE,
  SLOT_SIZE,
  SLOT_TRADE_ID,
  SLOT_TRANSACTION_TIME,
} from './capture-message.ts'
import { scanDecimal, scanInteger, scanLevels } from './decimal-scan.ts'

// Own constants: an imported one is a load from memory each time, see decimal-scan.ts.
const UNREAD = -1
const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const CLOSE_BRACE = 125
const OPEN_BRACE = 123

const DEPTH_NAME = asciiBytes('depthUpdate"')
const TRADE_NAME = asciiBytes('trade"')
const TOUCH_NAME = asciiBytes('bookTicker"')
const AGGREGATE_NAME = asciiBytes('aggTrade"')
const MARKET = asciiBytes('MARKET"')
const TRUE = asciiBytes('true')
const FALSE = asciiBytes('false')
const NULL = asciiBytes('null')
/** What `e` says of an aggregate: a trade, told apart until all its fields are read. */
const CAPTURE_AGGREGATE = 100
const STREAM_KEY = asciiBytes('stream":"')
const DATA_KEY = asciiBytes('data":')
const PREVIOUS_KEY = asciiBytes('pu":')
const PAIR_KEY = asciiBytes('ps":')
const LONG_PAIR_KEY = asciiBytes('pair":')
const SYMBOL_KEY = asciiBytes('symbol":"')
const SNAPSHOT_ID_KEY = asciiBytes('lastUpdateId":')
const BIDS_KEY = asciiBytes('bids":')
const ASKS_KEY = asciiBytes('asks":')
const AT_SIGN = 64

// One bit a field: a field that comes twice, or a set that fits no message, is for the slow way.
const HAS_NAME = 1
const HAS_FIRST = 2
const HAS_LAST = 4
const HAS_BID_LEVELS = 8
const HAS_ASK_LEVELS = 16
const HAS_BID = 32
const HAS_ASK = 64
const HAS_BID_SIZE = 128
const HAS_ASK_SIZE = 256
const HAS_TRADE_ID = 512
const HAS_PRICE = 1024
const HAS_SIZE = 2048
const HAS_MAKER = 4096
const HAS_SYMBOL = 8192
const HAS_EVENT_TIME = 16384
const HAS_TRANSACTION_TIME = 32768
const HAS_PREVIOUS = 65536
const HAS_SNAPSHOT_ID = 131072
const HAS_TRADE_TYPE = 262144
const HAS_DATA = 524288
const HAS_STREAM = 1048576
const HAS_PAIR = 2097152
const HAS_AGGREGATE_ID = 4194304
const OPTIONAL =
  HAS_SYMBOL |
  HAS_EVENT_TIME |
  HAS_TRANSACTION_TIME |
  HAS_PREVIOUS |
  HAS_DATA |
  HAS_STREAM |
  HAS_PAIR |
  HAS_TRADE_TYPE

const DEPTH_FIELDS = HAS_NAME | HAS_FIRST | HAS_LAST | HAS_BID_LEVELS | HAS_ASK_LEVELS
const TRADE_FIELDS =
  HAS_NAME | HAS_TRADE_ID | HAS_PRICE | HAS_SIZE | HAS_MAKER | HAS_TRANSACTION_TIME
const AGGREGATE_FIELDS =
  HAS_NAME | HAS_AGGREGATE_ID | HAS_PRICE | HAS_SIZE | HAS_MAKER | HAS_TRANSACTION_TIME
const TOUCH_FIELDS = HAS_LAST | HAS_BID | HAS_ASK | HAS_BID_SIZE | HAS_ASK_SIZE
const SNAPSHOT_FIELDS = HAS_SNAPSHOT_ID | HAS_BID_LEVELS | HAS_ASK_LEVELS

export interface CaptureScale {
  readonly priceDecimals: number
  readonly sizeDecimals: number
  /** Messages of other symbols are marked as such; without one all are wanted. */
  readonly symbol?: string
}

export class CaptureScanner {
  readonly #message: CaptureMessage
  readonly #priceDecimals: number = 0
  readonly #sizeDecimals: number = 0
  readonly #symbol: Uint8Array | undefined
  readonly #ignored = new Float64Array(1)
  #bytes: Uint8Array = new Uint8Array(0)
  #fields = 0
  /** The kind that the name `e` says, 0 without a name. */
  #named = 0

  constructor(message: CaptureMessage, scale: CaptureScale) {
    this.#message = message
    this.#priceDecimals = scale.priceDecimals
    this.#sizeDecimals = scale.sizeDecimals
    this.#symbol = scale.symbol === undefined ? undefined : asciiBytes(`${scale.symbol}"`)
  }

  /** Fills the message from the JSON between `start` and `end`; false when it is not plain enough. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes
    this.#fields = 0
    this.#named = 0
    this.#message.reset()
    return this.#scanObject(start) === end && this.#conclude()
  }

  #conclude(): boolean {
    const fields = this.#fields
    const required = fields & ~OPTIONAL
    const trade = required | (fields & HAS_TRANSACTION_TIME)
    const message = this.#message
    if (this.#named === CAPTURE_DEPTH) {
      message.kind = CAPTURE_DEPTH
      return required === DEPTH_FIELDS && (fields & HAS_EVENT_TIME) !== 0
    }
    if (this.#named === CAPTURE_TRADE) {
      message.kind = CAPTURE_TRADE
      return (trade & ~HAS_AGGREGATE_ID) === TRADE_FIELDS
    }
    if (this.#named === CAPTURE_AGGREGATE) {
      message.kind = CAPTURE_TRADE
      message.isAggregate = true
      message.numbers[SLOT_TRADE_ID] = message.numbers[SLOT_AGGREGATE_ID]!
      return trade === AGGREGATE_FIELDS
    }
    if (required === SNAPSHOT_FIELDS && (fields & (HAS_STREAM | HAS_DATA)) === 0) {
      message.kind = CAPTURE_SNAPSHOT
      return true
    }
    message.kind = CAPTURE_TOUCH
    return (required & ~HAS_NAME) === TOUCH_FIELDS
  }

  #scanObject(from: number): number {
    const bytes = this.#bytes
    let at = from
    if (bytes[at] !== OPEN_BRACE) return UNREAD
    do {
      if (bytes[++at] !== QUOTE) return UNREAD
      at++
      at = bytes[at + 1] === QUOTE ? this.#scanShort(at) : this.#scanLong(at)
      if (at < 0) return UNREAD
    } while (bytes[at] === COMMA)
    return bytes[at] === CLOSE_BRACE ? at + 1 : UNREAD
  }

  /** A field whose name is one character, which stands at `from`. */
  #scanShort(from: number): number {
    const bytes = this.#bytes
    if (bytes[from + 2] !== COLON) return UNREAD
    const at = from + 3
    switch (bytes[from]) {
      case 0x45: // E
        return this.#integer(at, SLOT_EVENT_TIME, HAS_EVENT_TIME)
      case 0x54: // T
        return this.#integer(at, SLOT_TRANSACTION_TIME, HAS_TRANSACTION_TIME)
      case 0x55: // U
        return this.#integer(at, SLOT_FIRST_ID, HAS_FIRST)
      case 0x75: // u
        return this.#integer(at, SLOT_LAST_ID, HAS_LAST)
      case 0x74: // t
        return this.#integer(at, SLOT_TRADE_ID, HAS_TRADE_ID)
      case 0x65: // e
        return this.#name(at)
      case 0x73: // s
        return this.#symbolName(at)
      case 0x62: // b
        return this.#side(at, this.#message.bids, HAS_BID_LEVELS, SLOT_BID_PRICE, HAS_BID)
      case 0x61: // a
        return this.#side(at, this.#message.asks, HAS_ASK_LEVELS, SLOT_ASK_PRICE, HAS_ASK)
      case 0x42: // B
        return this.#decimal(at, this.#sizeDecimals, SLOT_BID_SIZE, HAS_BID_SIZE)
      case 0x41: // A
        return this.#decimal(at, this.#sizeDecimals, SLOT_ASK_SIZE, HAS_ASK_SIZE)
      case 0x70: // p
        return this.#decimal(at, this.#priceDecimals, SLOT_PRICE, HAS_PRICE)
      case 0x71: // q
        return this.#decimal(at, this.#sizeDecimals, SLOT_SIZE, HAS_SIZE)
      case 0x6d: // m
        return this.#maker(at)
      case 0x58: // X
        return this.#tradeType(at)
      default:
        return isPlain(bytes[from]!) ? this.#skipScalar(at) : UNREAD
    }
  }

  /** A field with a longer name, which starts at `at`. */
  #scanLong(at: number): number {
    const bytes = this.#bytes
    if (matches(bytes, at, PREVIOUS_KEY)) {
      return this.#integer(at + PREVIOUS_KEY.length, SLOT_PREVIOUS_ID, HAS_PREVIOUS)
    }
    if (matches(bytes, at, PAIR_KEY)) return this.#pair(at + PAIR_KEY.length)
    if (matches(bytes, at, STREAM_KEY)) return this.#stream(at + STREAM_KEY.length)
    if (matches(bytes, at, DATA_KEY)) return this.#payload(at + DATA_KEY.length)
    if (matches(bytes, at, SNAPSHOT_ID_KEY)) {
      return this.#integer(at + SNAPSHOT_ID_KEY.length, SLOT_LAST_ID, HAS_SNAPSHOT_ID)
    }
    if (matches(bytes, at, BIDS_KEY)) {
      return this.#manyLevels(at + BIDS_KEY.length, this.#message.bids, HAS_BID_LEVELS)
    }
    if (matches(bytes, at, ASKS_KEY)) {
      return this.#manyLevels(at + ASKS_KEY.length, this.#message.asks, HAS_ASK_LEVELS)
    }
    if (matches(bytes, at, SYMBOL_KEY)) return this.#symbolName(at + SYMBOL_KEY.length - 1)
    if (matches(bytes, at, LONG_PAIR_KEY)) return this.#pair(at + LONG_PAIR_KEY.length)
    const after = this.#skipString(at - 1)
    return after > 0 && bytes[after] === COLON ? this.#skipScalar(after + 1) : UNREAD
  }

  /** The payload of a combined stream: after the stream's name and nothing else, and the last field. */
  #payload(from: number): number {
    if ((this.#fields & ~HAS_STREAM) !== 0) return UNREAD
    this.#fields |= HAS_DATA
    const after = this.#scanObject(from)
    return after > 0 && this.#bytes[after] === CLOSE_BRACE ? after : UNREAD
  }

  #isNew(field: number): boolean {
    if ((this.#fields & field) !== 0) return false
    this.#fields |= field
    return true
  }

  #integer(at: number, slot: number, field: number): number {
    if (!this.#isNew(field)) return UNREAD
    return scanInteger(this.#bytes, at, this.#message.numbers, slot)
  }

  #decimal(at: number, decimals: number, slot: number, field: number): number {
    if (this.#bytes[at] !== QUOTE || !this.#isNew(field)) return UNREAD
    return scanDecimal(this.#bytes, at + 1, decimals, this.#message.numbers, slot)
  }

  /** `b` and `a`: levels in a diff, one price in a touch. */
  #side(at: number, levels: LevelColumns, many: number, slot: number, one: number): number {
    const byte = this.#bytes[at]!
    if (byte === OPEN_BRACKET) return this.#manyLevels(at, levels, many)
    if (byte === QUOTE) return this.#decimal(at, this.#priceDecimals, slot, one)
    // In trades these are numbers: `a` the id of an aggregate, both the orders' ids once upon a time.
    if (slot === SLOT_BID_PRICE) return this.#skipScalar(at)
    return this.#integer(at, SLOT_AGGREGATE_ID, HAS_AGGREGATE_ID)
  }

  #manyLevels(at: number, levels: LevelColumns, field: number): number {
    if (!this.#isNew(field)) return UNREAD
    return scanLevels(this.#bytes, at, this.#priceDecimals, this.#sizeDecimals, levels)
  }

  #name(at: number): number {
    const bytes = this.#bytes
    if (bytes[at] !== QUOTE || !this.#isNew(HAS_NAME)) return UNREAD
    if (matches(bytes, at + 1, TOUCH_NAME)) {
      this.#named = CAPTURE_TOUCH
    } else if (matches(bytes, at + 1, TRADE_NAME)) {
      this.#named = CAPTURE_TRADE
    } else if (matches(bytes, at + 1, DEPTH_NAME)) {
      this.#named = CAPTURE_DEPTH
    } else if (matches(bytes, at + 1, AGGREGATE_NAME)) {
      this.#named = CAPTURE_AGGREGATE
    } else {
      return UNREAD
    }
    return this.#skipString(at)
  }

  #symbolName(at: number): number {
    if (!this.#isNew(HAS_SYMBOL)) return UNREAD
    const end = this.#skipString(at)
    const symbol = this.#symbol
    if (end > 0 && symbol !== undefined) {
      this.#message.isWantedSymbol =
        end - at - 1 === symbol.length && matches(this.#bytes, at + 1, symbol)
    }
    return end
  }

  #pair(at: number): number {
    this.#message.hasPair = true
    return this.#isNew(HAS_PAIR) ? this.#skipString(at) : UNREAD
  }

  #maker(at: number): number {
    if (!this.#isNew(HAS_MAKER)) return UNREAD
    if (matches(this.#bytes, at, FALSE)) return at + FALSE.length
    if (!matches(this.#bytes, at, TRUE)) return UNREAD
    this.#message.isBuyerMaker = true
    return at + TRUE.length
  }

  #tradeType(at: number): number {
    if (!this.#isNew(HAS_TRADE_TYPE)) return UNREAD
    this.#message.isMarketTrade = matches(this.#bytes, at + 1, MARKET)
    return this.#skipString(at)
  }

  /** The stream's name, of which only one thing matters: partial books are not diffs. */
  #stream(from: number): number {
    const bytes = this.#bytes
    if ((this.#fields & HAS_DATA) !== 0 || !this.#isNew(HAS_STREAM)) return UNREAD
    const end = this.#skipString(from - 1)
    if (end < 0) return UNREAD
    for (let at = from; at < end; at++) {
      if (bytes[at] !== AT_SIGN) continue
      const afterDepth = bytes[at + 6]
      // `@depth` ends there or goes on with the speed; `@depth20` is a partial book.
      return bytes[at + 1] !== 0x64 || afterDepth === AT_SIGN || afterDepth === QUOTE ? end : UNREAD
    }
    return UNREAD
  }

  /** A string of printable ASCII without escapes, from its opening quote to after the closing one. */
  #skipString(from: number): number {
    const bytes = this.#bytes
    if (bytes[from] !== QUOTE) return UNREAD
    let at = from + 1
    let byte = bytes[at]!
    while (byte !== QUOTE) {
      if (!isPlain(byte)) return UNREAD
      byte = bytes[++at]!
    }
    return at + 1
  }

  /** The value of a field of no interest, as long as it is plain. */
  #skipScalar(from: number): number {
    const bytes = this.#bytes
    if (bytes[from] === QUOTE) return this.#skipString(from)
    if (matches(bytes, from, TRUE)) return from + TRUE.length
    if (matches(bytes, from, FALSE)) return from + FALSE.length
    if (matches(bytes, from, NULL)) return from + NULL.length
    return scanInteger(bytes, from, this.#ignored, 0)
  }
}

/** A character that stands for itself inside a string: printable ASCII, no quote, no backslash. */
const isPlain = (byte: number): boolean =>
  byte >= 0x20 && byte < 0x7f && byte !== 0x5c && byte !== QUOTE
