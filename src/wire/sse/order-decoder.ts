/**
 * Rows of the table of orders to numbers, in place; the columns are in PROTOCOL.md.
 *
 * ```ts
 * const order = new SseOrderDecoder(table, asciiBytes('600519'))
 * if (order.decode(bytes, start, end) && order.type === SSE_ADD) add(order.orderId, order.size)
 * ```
 */
import { BUY, SELL, type Side } from '../../core/index.ts'
import { SseRowDecoder } from './row-decoder.ts'
import type { SseTable } from './table.ts'

/** `A`: a new order rests. */
export const SSE_ADD = 65
/** `D`: a resting order is withdrawn. */
export const SSE_DELETE = 68
/** `S`: the trading phase of the security; no order. */
export const SSE_STATUS = 83

export const SSE_BUY = 66
export const SSE_SELL = 83

const COLUMNS = {
  type: 'OrderType',
  order: 'OrderNO',
  price: 'OrderPrice',
  size: 'Balance',
  side: 'OrderBSFlag',
} as const

export class SseOrderDecoder extends SseRowDecoder<keyof typeof COLUMNS> {
  type = 0
  orderId = 0
  /** As printed: a double that is close to a price of the grid. */
  price = 0
  /** Shares: what rests after immediate trades, or what was withdrawn. */
  size = 0
  side: Side = BUY

  /** Only rows of `security` are decoded. @throws InputError when a column is missing. */
  constructor(table: SseTable, security: Uint8Array) {
    super(table, security, 'OrderTime', COLUMNS)
  }

  /**
   * Answers whether the row is about the security; of another's, nothing is taken.
   * @throws InputError, without file and line, naming the column that is wrong.
   */
  decode(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.begin(bytes, start, end)) return false
    const { fields, columns } = this
    this.type = fields.letter(columns.type)
    if (this.type === SSE_STATUS) return true
    if (this.type !== SSE_ADD && this.type !== SSE_DELETE) fields.refuse(columns.type, 'A, D or S')
    this.orderId = fields.count(columns.order)
    this.price = fields.number(columns.price)
    this.size = fields.count(columns.size)
    const letter = fields.letter(columns.side)
    if (letter !== SSE_BUY && letter !== SSE_SELL) fields.refuse(columns.side, 'B or S')
    this.side = letter === SSE_BUY ? BUY : SELL
    return true
  }
}
