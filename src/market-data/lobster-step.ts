/**
 * From one row of a LOBSTER orderbook file to the next: what the message between them explains, and
 * what it does not.
 *
 * Row k + 1 is row k with message k + 1 applied to its side: a size added, or taken away and the level
 * dropped at zero; the other side stays. Two things no message tells. A level that a better one pushes
 * below the last visible is out of sight, and a level that comes into sight at the bottom may have any
 * size.
 *
 * ```
 *   row k      message: 2 at 102      row k + 1        what is told besides
 *   101 | 7     101 | 7                101 | 7
 *   103 | 8     102 | 2                102 | 2
 *               103 | 8                                103 is out of sight
 * ```
 *
 * Anything else is a row that does not follow from its message. It is told too: whoever applies
 * message and changes has the levels of the row, exactly.
 */
import {
  BUY,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  SELL,
  SIDES,
  type Side,
} from '../core/index.ts'
import { LobsterLevels } from './lobster-levels.ts'
import type { LobsterRows } from './lobster-rows.ts'

export class LobsterStep {
  /** How many levels no message explains, after `settle`; the first so many slots below tell them. */
  changeCount = 0
  readonly changeSides: Int8Array
  readonly changePrices: Int32Array
  /** Lots that a level has now. */
  readonly changeSizes: Int32Array
  /** 1 where the level is out of sight and may be as it was. */
  readonly changeIsUnseen: Uint8Array
  readonly #depth: number = 0
  /** What row and message make of the levels; one more than is visible fits. */
  readonly #bids: LobsterLevels
  readonly #asks: LobsterLevels
  /** The side that the message took a whole level from, while levels may wait below the last. */
  #openSide = 0
  #follows = true

  constructor(depth: number) {
    this.#depth = depth
    this.#bids = new LobsterLevels(BUY, depth + 1)
    this.#asks = new LobsterLevels(SELL, depth + 1)
    // At worst every level of a side is another one.
    const changes = 2 * (2 * depth + 1)
    this.changeSides = new Int8Array(changes)
    this.changePrices = new Int32Array(changes)
    this.changeSizes = new Int32Array(changes)
    this.changeIsUnseen = new Uint8Array(changes)
  }

  /** The levels that row and messages have made so far. */
  levels(side: Side): LobsterLevels {
    return side === BUY ? this.#bids : this.#asks
  }

  /** Starts from a row. */
  begin(rows: LobsterRows): void {
    for (const side of SIDES) this.levels(side).copyFrom(rows.levels(side))
    this.#openSide = 0
  }

  /** Takes back what a message did, to have the levels before it. */
  undo(kind: number, side: Side, priceTicks: number, sizeLots: number): void {
    const sign = signOf(kind)
    if (sign !== 0) this.levels(side).change(priceTicks, -sign * sizeLots)
  }

  /** A record of the message; only those of orders change levels. */
  apply(kind: number, side: Side, priceTicks: number, sizeLots: number): void {
    const sign = signOf(kind)
    if (sign === 0) return
    const levels = this.levels(side)
    const { count } = levels
    levels.change(priceTicks, sign * sizeLots)
    if (levels.count < count && count >= this.#depth) this.#openSide = side
  }

  /** The row after the message: collects the changes, goes on from it. Whether the row follows. */
  settle(rows: LobsterRows): boolean {
    this.changeCount = 0
    this.#follows = true
    for (const side of SIDES) this.#compare(this.levels(side), rows.levels(side))
    this.begin(rows)
    return this.#follows
  }

  #compare(expected: LobsterLevels, found: LobsterLevels): void {
    const { side } = expected
    let at = 0
    for (let place = 0; place < found.count; ) {
      const price = found.prices[place]!
      const size = found.sizes[place]!
      const behind = at < expected.count ? side * (expected.prices[at]! - price) : -1
      if (behind > 0) this.#remove(side, expected.prices[at++]!, false)
      else {
        if (behind < 0) this.#reveal(side, price, size, at === expected.count)
        else if (expected.sizes[at++] !== size) this.#contradict(side, price, size)
        place++
      }
    }
    const isFull = found.count === this.#depth
    while (at < expected.count) this.#remove(side, expected.prices[at++]!, isFull)
  }

  #remove(side: Side, priceTicks: number, isUnseen: boolean): void {
    this.#change(side, priceTicks, 0, isUnseen)
    if (!isUnseen) this.#follows = false
  }

  #reveal(side: Side, priceTicks: number, sizeLots: number, isAtBottom: boolean): void {
    this.#change(side, priceTicks, sizeLots, false)
    // One level goes, one comes into sight.
    if (isAtBottom && this.#openSide === side) this.#openSide = 0
    else this.#follows = false
  }

  #contradict(side: Side, priceTicks: number, sizeLots: number): void {
    this.#change(side, priceTicks, sizeLots, false)
    this.#follows = false
  }

  #change(side: Side, priceTicks: number, sizeLots: number, isUnseen: boolean): void {
    const at = this.changeCount++
    this.changeSides[at] = side
    this.changePrices[at] = priceTicks
    this.changeSizes[at] = sizeLots
    this.changeIsUnseen[at] = Number(isUnseen)
  }
}

/** Whether a record adds lots (1), takes them (-1) or leaves the book alone (0). */
function signOf(kind: number): number {
  if (kind === ORDER_ADD) return 1
  return kind === ORDER_REDUCE || kind === ORDER_DELETE || kind === ORDER_EXECUTE ? -1 : 0
}
