/**
 * Event records in memory: `EventTape` holds many, `EventView` reads one in place.
 *
 * The layout of a record is told in `event.ts`.
 */
import { assert } from './assert.ts'
import {
  EVENT_BYTES,
  EVENT_F64,
  EVENT_I32,
  type EventKind,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  F_SEQUENCE,
  flagsOf,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_SIZE,
  kindOf,
  sideOf,
} from './event.ts'
import type { Side } from './side.ts'
import { type Lots, lots, type Nanos, nanos, type Ticks, ticks } from './units.ts'

/**
 * A growable run of event records, the batch in which feeds hand events on.
 *
 * ```ts
 * const tape = new EventTape(1024)
 * const at = tape.append(packMeta(TRADE, BUY, FLAG_LAST), 0, exchangeNanos, localNanos)
 * tape.i32[at * EVENT_I32 + I_PRICE] = 6_165_970
 * ```
 *
 * The typed arrays are replaced when the tape grows: read them anew after every `append`.
 */
export class EventTape {
  // Of their type from the start: V8 asks what a field is that was undefined once, at every use.
  f64: Float64Array = new Float64Array(0)
  i32: Int32Array = new Int32Array(0)
  length = 0

  constructor(capacity = 4096, buffer?: ArrayBufferLike) {
    const bytes = buffer ?? new ArrayBuffer(Math.max(1, capacity) * EVENT_BYTES)
    assert(bytes.byteLength % EVENT_BYTES === 0, 'a tape holds whole records')
    this.f64 = new Float64Array(bytes)
    this.i32 = new Int32Array(bytes)
    if (buffer !== undefined) this.length = bytes.byteLength / EVENT_BYTES
  }

  get capacity(): number {
    return this.f64.length / EVENT_F64
  }

  /** Forgets all records; their bytes stay until they are overwritten. */
  clear(): void {
    this.length = 0
  }

  /**
   * Adds a zeroed record with its meta, instrument and times, and returns its index. Amortised
   * O(1).
   */
  append(meta: number, instrument: number, exchangeNanos: number, localNanos: number): number {
    const index = this.length
    if (index === this.capacity) this.#grow(index + 1)
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const { f64, i32 } = this
    f64[f + F_EXCHANGE] = exchangeNanos
    f64[f + F_LOCAL] = localNanos
    f64[f + F_ORDER] = 0
    f64[f + F_SEQUENCE] = 0
    i32[i + I_PRICE] = 0
    i32[i + I_SIZE] = 0
    i32[i + I_META] = meta
    i32[i + I_INSTRUMENT] = instrument
    f64[f + F_A] = 0
    f64[f + F_B] = 0
    this.length = index + 1
    return index
  }

  /** Adds a record with whatever bytes are in it, for a caller who writes every slot. Amortised O(1). */
  reserve(): number {
    const index = this.length
    if (index * EVENT_F64 === this.f64.length) this.#grow(index + 1)
    this.length = index + 1
    return index
  }

  /** Copies `count` records of `source`, from `start` on, to the end of this tape. */
  appendFrom(source: EventTape, start: number, count: number): void {
    assert(start >= 0 && count >= 0 && start + count <= source.length, 'the records exist')
    const index = this.length
    if (index + count > this.capacity) this.#grow(index + count)
    this.f64.set(
      source.f64.subarray(start * EVENT_F64, (start + count) * EVENT_F64),
      index * EVENT_F64,
    )
    this.length = index + count
  }

  /** Drops the first `count` records and moves the rest to the front. */
  dropFirst(count: number): void {
    assert(count >= 0 && count <= this.length, 'the records exist')
    this.f64.copyWithin(0, count * EVENT_F64, this.length * EVENT_F64)
    this.length -= count
  }

  #grow(needed: number): void {
    // A tape over an empty buffer has no room at all, and doubling nothing never ends.
    let capacity = Math.max(1, this.capacity)
    while (capacity < needed) capacity *= 2
    const bytes = new ArrayBuffer(capacity * EVENT_BYTES)
    const f64 = new Float64Array(bytes)
    f64.set(this.f64)
    this.f64 = f64
    this.i32 = new Int32Array(bytes)
  }
}

/**
 * Reads one record in place. A flyweight: what it shows changes with `at`, and it is valid only
 * during the callback that hands it over.
 */
export class EventView {
  #tape: EventTape
  #index = 0

  constructor(tape: EventTape) {
    this.#tape = tape
  }

  at(index: number, tape: EventTape = this.#tape): this {
    this.#tape = tape
    this.#index = index
    return this
  }

  get index(): number {
    return this.#index
  }
  get kind(): EventKind {
    return kindOf(this.#i32(I_META))
  }
  get side(): Side {
    return sideOf(this.#i32(I_META))
  }
  get flags(): number {
    return flagsOf(this.#i32(I_META))
  }
  get instrument(): number {
    return this.#i32(I_INSTRUMENT)
  }
  get price(): Ticks {
    return ticks(this.#i32(I_PRICE))
  }
  get size(): Lots {
    return lots(this.#i32(I_SIZE))
  }
  get exchangeTime(): Nanos {
    return nanos(this.#f64(F_EXCHANGE))
  }
  get localTime(): Nanos {
    return nanos(this.#f64(F_LOCAL))
  }
  get orderId(): number {
    return this.#f64(F_ORDER)
  }
  get sequence(): number {
    return this.#f64(F_SEQUENCE)
  }
  get payloadA(): number {
    return this.#f64(F_A)
  }
  get payloadB(): number {
    return this.#f64(F_B)
  }

  #f64(slot: number): number {
    return this.#tape.f64[this.#index * EVENT_F64 + slot]!
  }
  #i32(slot: number): number {
    return this.#tape.i32[this.#index * EVENT_I32 + slot]!
  }
}
