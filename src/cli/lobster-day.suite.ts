/**
 * A random day of one stock as a pair of LOBSTER files: what a venue would show of a full book.
 *
 * The whole book is known here. A message is written when it concerns the first `depth` levels of
 * its side, and a row of the orderbook file follows each, as the vendor describes both files.
 */
import { ReferenceOrderLevelBook } from '../book/index.ts'
import {
  BUY,
  Instrument,
  lots,
  NO_PRICE,
  opposite,
  type RandomStream,
  SELL,
  type Side,
  type Ticks,
  ticks,
} from '../core/index.ts'

export interface LobsterDay {
  readonly messages: string
  readonly orderbook: string
}

/** Ticks of a cent in LOBSTER's units. */
const CENT = 100
const ORDERS_BEFORE_OPEN = 60

export function randomLobsterDay(
  random: RandomStream,
  depth: number,
  messageCount: number,
): LobsterDay {
  return new RandomDay(random, depth).written(messageCount)
}

class RandomDay {
  readonly #random: RandomStream
  readonly #depth: number
  readonly #book = new ReferenceOrderLevelBook({
    instrument: new Instrument({ symbol: 'DAY', tick: '0.0001', lot: '1' }),
  })
  readonly #messages: string[] = []
  readonly #rows: string[] = []
  #nextId = 1
  #nanos = 34_200_000_000_000

  constructor(random: RandomStream, depth: number) {
    this.#random = random
    this.#depth = depth
  }

  written(messageCount: number): LobsterDay {
    for (let i = 0; i < ORDERS_BEFORE_OPEN; i++) this.#change()
    this.#messages.length = 0
    this.#rows.length = 0
    while (this.#rows.length < messageCount) this.#change()
    return {
      messages: this.#messages.map((line) => `${line}\n`).join(''),
      orderbook: this.#rows.map((line) => `${line}\n`).join(''),
    }
  }

  #change(): void {
    const random = this.#random
    const side = random.integer(0, 1) === 0 ? BUY : SELL
    const event = random.integer(1, 100)
    if (event <= 45) this.#add(side)
    else if (event <= 90) this.#take(side, event)
    else if (event <= 96) this.#write(5, 0, 10, this.#anyPrice(side) + 50, side)
    else if (event <= 97) this.#write(6, 0, 500, this.#anyPrice(side), side)
    else this.#write(7, 0, 0, random.integer(-1, 1), SELL)
  }

  #add(side: Side): void {
    const price = this.#anyPrice(side)
    const id = this.#nextId++
    const size = this.#random.integer(1, 300)
    this.#book.add(id, side, price, lots(size))
    if (this.#isVisible(side, price)) this.#write(1, id, size, price, side)
  }

  /** Behind the other side's best, so that the book is never crossed. */
  #anyPrice(side: Side): Ticks {
    const opposed = this.#book.best(opposite(side))
    const from = opposed === NO_PRICE ? 1_000_000 : opposed
    return ticks(from - side * CENT * this.#random.integer(1, 14))
  }

  #take(side: Side, event: number): void {
    const random = this.#random
    const book = this.#book
    if (book.best(side) === NO_PRICE) return
    const price = event <= 70 ? this.#anyLevel(side) : book.best(side)
    const orders = new Float64Array(2 * book.orderCountAt(side, price))
    const count = book.ordersAtInto(side, price, orders)
    const isExecution = event > 70
    const at = isExecution ? 0 : random.integer(0, count - 1)
    const [id, size] = [orders[2 * at]!, orders[2 * at + 1]!]
    const part = random.integer(1, size)
    const isVisible = this.#isVisible(side, price)
    const isWhole = !isExecution && event > 55
    if (isWhole) book.delete(id, lots(size), side, price)
    else book.reduce(id, lots(part), side, price)
    const type = isExecution ? 4 : isWhole || part === size ? 3 : 2
    if (isVisible) this.#write(type, id, isWhole ? size : part, price, side)
  }

  #anyLevel(side: Side): Ticks {
    let price = this.#book.best(side)
    for (let behind = this.#random.integer(0, this.#depth); behind > 0; behind--) {
      const next = this.#book.nextBehind(side, price)
      if (next !== NO_PRICE) price = next
    }
    return price
  }

  #isVisible(side: Side, price: Ticks): boolean {
    let level = this.#book.best(side)
    for (let i = 1; i < this.#depth && level !== NO_PRICE && level !== price; i++) {
      level = this.#book.nextBehind(side, level)
    }
    return level === price
  }

  #write(type: number, id: number, size: number, price: number, side: Side): void {
    this.#nanos += this.#random.integer(0, 2_000_000_000)
    const seconds = Math.floor(this.#nanos / 1e9)
    const fraction = String(this.#nanos % 1e9).padStart(9, '0')
    const time = `${seconds}.${fraction}`.replace(/\.?0+$/, '')
    this.#messages.push(`${time},${type},${id},${size},${price},${side}`)
    this.#rows.push(this.#row())
  }

  #row(): string {
    const cells: string[] = []
    const levels = [SELL, BUY].map((side) => {
      const pairs = new Float64Array(2 * this.#depth)
      const count = this.#book.levelsInto(side as Side, pairs, this.#depth)
      return { pairs, count, noPrice: -side * 9_999_999_999 }
    })
    for (let level = 0; level < this.#depth; level++) {
      for (const { pairs, count, noPrice } of levels) {
        const isThere = level < count
        cells.push(isThere ? `${pairs[2 * level]},${pairs[2 * level + 1]}` : `${noPrice},0`)
      }
    }
    return cells.join(',')
  }
}
