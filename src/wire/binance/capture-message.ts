/**
 * One line of a Binance capture, decoded: a flyweight that the decoder refills line by line.
 *
 * Prices and sizes are whole numbers of `10 ** -priceDecimals` and `10 ** -sizeDecimals`, exact from
 * the digits; NaN where the text has further digits than that. Identifiers and times are as sent.
 */

/** A depth diff: levels with absolute sizes. */
export const CAPTURE_DEPTH = 1
/** One trade, or an aggregate of trades (`isAggregate`). */
export const CAPTURE_TRADE = 2
/** Best bid and ask. */
export const CAPTURE_TOUCH = 3
/** A depth snapshot from the REST interface. */
export const CAPTURE_SNAPSHOT = 4
/** A well-formed message of no use here; `otherName` says which. */
export const CAPTURE_OTHER = 5

export type CaptureKind =
  | typeof CAPTURE_DEPTH
  | typeof CAPTURE_TRADE
  | typeof CAPTURE_TOUCH
  | typeof CAPTURE_SNAPSHOT
  | typeof CAPTURE_OTHER

/** Levels of one side, in the order of the message. The columns grow, and are replaced when they do. */
export class LevelColumns {
  prices = new Float64Array(1024)
  sizes = new Float64Array(1024)
  count = 0

  /** Makes room for one more level than there are. */
  reserve(): void {
    if (this.count < this.prices.length) return
    const prices = new Float64Array(2 * this.count)
    prices.set(this.prices)
    this.prices = prices
    const sizes = new Float64Array(2 * this.count)
    sizes.set(this.sizes)
    this.sizes = sizes
  }
}

/** Slots of `CaptureMessage.numbers`, so that scanners write without allocating. */
export const SLOT_EVENT_TIME = 0
export const SLOT_TRANSACTION_TIME = 1
export const SLOT_FIRST_ID = 2
export const SLOT_LAST_ID = 3
export const SLOT_PREVIOUS_ID = 4
export const SLOT_TRADE_ID = 5
export const SLOT_PRICE = 6
export const SLOT_SIZE = 7
export const SLOT_BID_PRICE = 8
export const SLOT_BID_SIZE = 9
export const SLOT_ASK_PRICE = 10
export const SLOT_ASK_SIZE = 11
/** Where an aggregate's id waits until the message is known to be one. */
export const SLOT_AGGREGATE_ID = 12
const SLOTS = 13

/** What `eventTime`, `transactionTime` and `previousId` answer when the message has none. */
export const ABSENT = -1

export class CaptureMessage {
  kind: CaptureKind = CAPTURE_OTHER
  /** Receive time: whole seconds since the Unix epoch, and nanoseconds within the second. */
  receivedSeconds = 0
  receivedNanos = 0
  readonly numbers = new Float64Array(SLOTS)
  readonly bids = new LevelColumns()
  readonly asks = new LevelColumns()
  isBuyerMaker = false
  isAggregate = false
  /** False for trades that no order book made, such as liquidations handed to the insurance fund. */
  isMarketTrade = true
  /** The message names a pair beside its symbol, as COIN-M futures do. */
  hasPair = false
  /** False when the message names a symbol other than the one looked for. */
  isWantedSymbol = true
  /** For `CAPTURE_OTHER`: the event's name, or what kind of reply it is. */
  otherName = ''

  /** `E`, as sent (milliseconds or microseconds since the Unix epoch); `ABSENT` without. */
  get eventTime(): number {
    return this.numbers[SLOT_EVENT_TIME]!
  }
  /** `T`, as sent; `ABSENT` without. */
  get transactionTime(): number {
    return this.numbers[SLOT_TRANSACTION_TIME]!
  }
  /** `U` of a diff. */
  get firstId(): number {
    return this.numbers[SLOT_FIRST_ID]!
  }
  /** `u` of a diff or a touch, `lastUpdateId` of a snapshot. */
  get lastId(): number {
    return this.numbers[SLOT_LAST_ID]!
  }
  /** `pu` of a futures diff; `ABSENT` on spot. */
  get previousId(): number {
    return this.numbers[SLOT_PREVIOUS_ID]!
  }
  get tradeId(): number {
    return this.numbers[SLOT_TRADE_ID]!
  }
  get price(): number {
    return this.numbers[SLOT_PRICE]!
  }
  get size(): number {
    return this.numbers[SLOT_SIZE]!
  }
  get bidPrice(): number {
    return this.numbers[SLOT_BID_PRICE]!
  }
  get bidSize(): number {
    return this.numbers[SLOT_BID_SIZE]!
  }
  get askPrice(): number {
    return this.numbers[SLOT_ASK_PRICE]!
  }
  get askSize(): number {
    return this.numbers[SLOT_ASK_SIZE]!
  }

  /** Back to the state before any field is read. */
  reset(): void {
    this.kind = CAPTURE_OTHER
    this.numbers.fill(ABSENT)
    this.bids.count = 0
    this.asks.count = 0
    this.isBuyerMaker = false
    this.isAggregate = false
    this.isMarketTrade = true
    this.hasPair = false
    this.isWantedSymbol = true
    this.otherName = ''
  }
}
