/**
 * What the orders of one desk could still become: the reservation that every order sent holds.
 *
 * An order is reserved from the moment it is sent, at the largest size and the highest price that it
 * has or has asked for, and released as reports say so. Sums are whole lots and whole ticks times
 * lots, so that what was reserved and released is zero again, to the last bit. O(1).
 *
 * ```
 * open.release(order); order.execute(size); open.reserve(order)   // around everything that changes it
 * ```
 */
import { BUY, type Instrument, NO_PRICE, type Side, type Ticks, ticks } from '../core/index.ts'

/** What an order must tell to be reserved. */
export interface ReservedOrder {
  readonly side: Side
  readonly isLive: boolean
  /** Lots that may still fill, a replace in flight at its larger size. */
  readonly openLots: number
  /** The farthest from zero of the prices that it has or has asked for. */
  readonly dearestTicks: number
  /** The likeliest to trade of them: highest of a buyer, lowest of a seller, int32's end without. */
  readonly boldestTicks: Ticks
}

export class OpenExposure {
  orders = 0
  buyLots = 0
  sellLots = 0
  /** Lots times ticks, or lots alone where a contract is worth the same at any price. */
  buyCells = 0
  sellCells = 0
  /** The boldest own price of a side, `NO_PRICE` without orders. */
  boldestBid: Ticks = NO_PRICE
  boldestAsk: Ticks = NO_PRICE
  /** The boldest order of this side may be gone: `consider` all of the side's, or none is left. */
  staleSide: Side | 0 = 0
  readonly isInverse: boolean
  /** Currency in a cell. */
  readonly cellValue: number

  constructor({ contract, contractSize, lot, tick }: Instrument) {
    this.isInverse = contract === 'inverse'
    this.cellValue = lot.step * contractSize * (this.isInverse ? 1 : tick.step)
  }

  lots(side: Side): number {
    return side === BUY ? this.buyLots : this.sellLots
  }

  cells(priceTicks: number, lots: number): number {
    return this.isInverse ? lots : Math.abs(priceTicks) * lots
  }

  reserve(order: ReservedOrder): void {
    if (!order.isLive) return
    this.#add(order, 1)
    this.consider(order)
  }

  release(order: ReservedOrder): void {
    if (!order.isLive) return
    this.#add(order, -1)
    const isBuy = order.side === BUY
    if (order.boldestTicks !== (isBuy ? this.boldestBid : this.boldestAsk)) return
    this.staleSide = order.side
    if (isBuy) this.boldestBid = NO_PRICE
    else this.boldestAsk = NO_PRICE
  }

  /** An order of the side whose boldest one is looked for. */
  consider({ side, boldestTicks }: ReservedOrder): void {
    const boldest = side === BUY ? this.boldestBid : this.boldestAsk
    if (boldest !== NO_PRICE && side * (boldestTicks - boldest) <= 0) return
    if (side === BUY) this.boldestBid = ticks(boldestTicks)
    else this.boldestAsk = ticks(boldestTicks)
  }

  #add(order: ReservedOrder, sign: number): void {
    const { openLots } = order
    const cells = this.cells(order.dearestTicks, openLots)
    this.orders += sign
    if (order.side === BUY) {
      this.buyLots += sign * openLots
      this.buyCells += sign * cells
    } else {
      this.sellLots += sign * openLots
      this.sellCells += sign * cells
    }
  }
}
