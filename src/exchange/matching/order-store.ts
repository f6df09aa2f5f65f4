/**
 * All orders of an engine in typed arrays: an order is the offset of its record.
 *
 * Half a cache line holds what nearly every order has and nearly every command touches; a second
 * record beside it, which a plain order never touches, holds what few orders have. The heads of queues
 * are records of the same pool (`level-queues.ts`): a list that ends where it began needs no ends.
 *
 * | int32 | an order                            | int32 | its rare terms                            |
 * |-------|-------------------------------------|-------|-------------------------------------------|
 * | 0-1   | id, a double                        | 0-1   | arrival, a double                         |
 * | 2     | lots left                           | 2-3   | expiry, a double                          |
 * | 3     | its level, -1 for a parked peg      | 4     | displayed lots                            |
 * | 4-5   | record behind, record ahead         | 5     | display size                              |
 * | 6     | participant                         | 6     | stop price                                |
 * | 7     | terms, and `BUYS`, `ICEBERG`, `DATED` | 7   | peg offset in ticks                       |
 * |       |                                     | 8     | limit of a stop or peg                    |
 * |       |                                     | 9     | place among the dated orders              |
 * |       |                                     | 10-11 | next and previous peg of the instrument   |
 * |       |                                     | 12    | instrument                                |
 */
import { RecordPool } from '../../book/index.ts'
import { IntMap, type Side, STOP } from '../../core/index.ts'
import { pegOf, TERMS_ALL_OR_NONE, TERMS_HIDDEN, typeOf } from './terms.ts'

/** What stands for no order. */
export const NO_ORDER = -1

export const LEAVES = 2
export const LEVEL = 3
export const BEHIND = 4
export const AHEAD = 5
export const PARTICIPANT = 6
export const TERMS = 7

/** Beside the terms of an order: it buys. */
export const BUYS = 1 << 16
/** Its displayed lots are a slice, told in its rare terms. */
export const ICEBERG = 1 << 17
/** It has a date. */
export const DATED = 1 << 18
export const TERMS_BITS = 0xffff
/** None of these: a displayed limit order that rests whole, at the price of its level. */
export const UNUSUAL = 3 | TERMS_HIDDEN | TERMS_ALL_OR_NONE | (3 << 12) | ICEBERG

/** Offsets of doubles from `rare(order) >> 1`. */
export const ARRIVAL = 0
export const EXPIRY = 1
/** Offsets of int32 from `rare(order)`. */
export const SHOWN = 4
export const DISPLAY_SIZE = 5
export const STOP_PRICE = 6
export const PEG_OFFSET = 7
export const LIMIT_PRICE = 8
export const DATE_PLACE = 9
export const NEXT_PEG = 10
export const PREVIOUS_PEG = 11
export const INSTRUMENT = 12

const RARE_I32 = 16
const RECORD_I32 = 8

/** Where the rare terms of an order begin. */
export const rare = (order: number): number => order * (RARE_I32 / RECORD_I32)

export class OrderStore {
  /** The arrays are replaced when the store grows: read them anew after every `take`. */
  rareI32: Int32Array
  rareF64: Float64Array
  /** Orders, and heads of queues. */
  readonly records: RecordPool
  readonly #byId: IntMap

  constructor(expected: number) {
    this.records = new RecordPool(expected)
    this.#byId = new IntMap(expected)
    const bytes = new ArrayBuffer(this.records.i32.length * 2 * 4)
    this.rareI32 = new Int32Array(bytes)
    this.rareF64 = new Float64Array(bytes)
  }

  get count(): number {
    return this.#byId.size
  }
  /** The order of an id, `NO_ORDER` without. */
  find(id: number): number {
    return this.#byId.get(id)
  }

  /** The order of an id, if it is quickly found: `NO_ORDER` does not mean that there is none. */
  findQuickly(id: number): number {
    return this.#byId.getAtHome(id)
  }

  /** A record for an order with the id at a place of an array, new here; its other words are undefined. */
  take(ids: Float64Array, at: number): number {
    const order = this.records.take()
    if (this.rareI32.length < this.records.i32.length * 2) this.#growRare()
    this.records.f64[order >> 1] = ids[at]!
    this.#byId.add(ids[at]!, order)
    return order
  }

  release(order: number): void {
    this.#byId.delete(this.records.f64[order >> 1]!)
    this.records.release(order)
  }

  sideOf(order: number): Side {
    return (this.records.i32[order + TERMS]! & BUYS) !== 0 ? 1 : -1
  }

  /** Whether its limit is not the price of its level. */
  hasLimitApart(terms: number): boolean {
    return typeOf(terms) >= STOP || pegOf(terms) !== 0
  }

  /** Lots that an incoming order can take from it in one trade. */
  tradable(order: number): number {
    const { i32 } = this.records
    const isSliced = (i32[order + TERMS]! & ICEBERG) !== 0
    return isSliced ? this.rareI32[rare(order) + SHOWN]! : i32[order + LEAVES]!
  }

  #growRare(): void {
    const bytes = new ArrayBuffer(this.records.i32.length * 2 * 4)
    const i32 = new Int32Array(bytes)
    i32.set(this.rareI32)
    this.rareI32 = i32
    this.rareF64 = new Float64Array(bytes)
  }

  checkInvariants(): void {
    this.#byId.checkInvariants()
  }
}
