/** Rows of the table of trades to numbers, in place; the columns are in PROTOCOL.md. */
import { BUY, NO_SIDE, SELL, type Side } from '../../core/index.ts'
import { SSE_BUY, SSE_SELL } from './order-decoder.ts'
import { SseRowDecoder } from './row-decoder.ts'
import type { SseTable } from './table.ts'

/** `N`: the trade of an auction, in which both orders rested. */
const SSE_AUCTION = 78

const COLUMNS = {
  price: 'TradPrice',
  size: 'TradVolume',
  buyer: 'TradeBuyNo',
  seller: 'TradeSellNo',
  aggressor: 'TradeBSFlag',
} as const

export class SseTradeDecoder extends SseRowDecoder<keyof typeof COLUMNS> {
  /** As printed: a double that is close to a price of the grid. */
  price = 0
  /** Shares. */
  size = 0
  buyOrderId = 0
  sellOrderId = 0
  /** Who came and took; `NO_SIDE` in an auction. */
  aggressor: Side | typeof NO_SIDE = NO_SIDE

  /** Only rows of `security` are decoded. @throws InputError when a column is missing. */
  constructor(table: SseTable, security: Uint8Array) {
    super(table, security, 'TradTime', COLUMNS)
  }

  /**
   * Answers whether the row is about the security; of another's, nothing is taken.
   * @throws InputError, without file and line, naming the column that is wrong.
   */
  decode(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.begin(bytes, start, end)) return false
    const { fields, columns } = this
    this.price = fields.number(columns.price)
    this.size = fields.count(columns.size)
    this.buyOrderId = fields.count(columns.buyer)
    this.sellOrderId = fields.count(columns.seller)
    this.aggressor = this.#aggressor()
    return true
  }

  #aggressor(): Side | typeof NO_SIDE {
    const column = this.columns.aggressor
    const letter = this.fields.letter(column)
    if (letter === SSE_BUY) return BUY
    if (letter === SSE_SELL) return SELL
    if (letter !== SSE_AUCTION) this.fields.refuse(column, 'B, S or N')
    return NO_SIDE
  }
}
