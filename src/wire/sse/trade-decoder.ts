/** Rows of the table of trades to numbers, in place; the columns are in PROTOCOL.md. */
import { BUY, NO_SIDE, SELL, type Side } from '../../core/index.ts'
import { FieldSplitter } from './field-splitter.ts'
import { SSE_BUY, SSE_SELL } from './order-decoder.ts'
import { columnOf, type SseTable } from './table.ts'

/** `N`: the trade of an auction, in which both orders rested. */
const SSE_AUCTION = 78

export class SseTradeDecoder {
  /** Nanoseconds since midnight in Shanghai, at the exchange and at the receiver. */
  nanos = 0
  localNanos = 0
  /** As printed: a double that is close to a price of the grid. */
  price = 0
  /** Shares. */
  size = 0
  buyOrderId = 0
  sellOrderId = 0
  /** Who came and took; `NO_SIDE` in an auction. */
  aggressor: Side | typeof NO_SIDE = NO_SIDE
  /** Place of the message among all of its channel, orders and trades together. */
  bizIndex = 0
  readonly #fields: FieldSplitter
  readonly #security: Uint8Array = new Uint8Array(0)
  readonly #columns: Readonly<Record<string, number>>
  readonly #localColumn: number = 0

  /** Only rows of `security` are decoded. @throws InputError when a column is missing. */
  constructor(table: SseTable, security: Uint8Array) {
    this.#fields = new FieldSplitter(table.names)
    this.#security = security
    this.#columns = {
      security: columnOf(table, 'SecurityID'),
      time: columnOf(table, 'TradTime'),
      price: columnOf(table, 'TradPrice'),
      size: columnOf(table, 'TradVolume'),
      buyer: columnOf(table, 'TradeBuyNo'),
      seller: columnOf(table, 'TradeSellNo'),
      aggressor: columnOf(table, 'TradeBSFlag'),
      bizIndex: columnOf(table, 'BizIndex'),
    }
    this.#localColumn = table.names.indexOf('LocalTime')
  }

  /**
   * Answers whether the row is about the security; of another's, nothing is taken.
   * @throws InputError, without file and line, naming the column that is wrong.
   */
  decode(bytes: Uint8Array, start: number, end: number): boolean {
    const fields = this.#fields
    const columns = this.#columns
    fields.split(bytes, start, end)
    if (!fields.isText(columns.security!, this.#security)) return false
    this.bizIndex = fields.count(columns.bizIndex!)
    this.nanos = fields.timeOfDay(columns.time!)
    this.localNanos = this.#localColumn < 0 ? this.nanos : fields.timeOfDay(this.#localColumn)
    this.price = fields.number(columns.price!)
    this.size = fields.count(columns.size!)
    this.buyOrderId = fields.count(columns.buyer!)
    this.sellOrderId = fields.count(columns.seller!)
    this.aggressor = this.#aggressor()
    return true
  }

  #aggressor(): Side | typeof NO_SIDE {
    const column = this.#columns.aggressor!
    const letter = this.#fields.letter(column)
    if (letter === SSE_BUY) return BUY
    if (letter === SSE_SELL) return SELL
    if (letter !== SSE_AUCTION) this.#fields.refuse(column, 'B, S or N')
    return NO_SIDE
  }
}
