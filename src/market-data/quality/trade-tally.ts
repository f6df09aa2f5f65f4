/** What the gate notes of trades: sides, volume, and whether their ids are whole. */
import { BUY, SELL } from '../../core/index.ts'

export class TradeTally {
  count = 0
  buys = 0
  sells = 0
  totalLots = 0
  /** The same id as the trade before. */
  duplicateIds = 0
  /** An id below one that came before: out of order, or twice. */
  idsBack = 0
  /** Ids left out between one trade and the next, where ids count on. */
  idsMissing = 0
  withoutSize = 0
  #lastId = 0

  /** @param id 0 where the feed numbers no trades. */
  add(side: number, id: number, sizeLots: number): void {
    this.count++
    if (side === BUY) this.buys++
    else if (side === SELL) this.sells++
    this.totalLots += sizeLots
    if (sizeLots <= 0) this.withoutSize++
    if (id <= 0) return
    if (this.#lastId > 0) this.#compare(id)
    if (id > this.#lastId) this.#lastId = id
  }

  #compare(id: number): void {
    if (id === this.#lastId) this.duplicateIds++
    else if (id < this.#lastId) this.idsBack++
    else this.idsMissing += id - this.#lastId - 1
  }
}
