/**
 * Writes commands for a matching engine onto a tape.
 *
 * `limit`, `cancel` and `replace` take plain numbers and allocate nothing; `enter` takes an order with
 * every term it may have. All are stamped with `now`, which the caller moves.
 */
import {
  ENGINE_BAND,
  ENGINE_CANCEL,
  ENGINE_DISCONNECT,
  ENGINE_ENTER,
  ENGINE_INDICATE,
  ENGINE_MASS_CANCEL,
  ENGINE_PHASE,
  ENGINE_REPLACE,
  ENGINE_TERMS,
  ENGINE_TIME,
  EVENT_I32,
  EventTape,
  F_B,
  F_ORDER,
  I_DETAIL,
  I_LEFT,
  I_PARTICIPANT,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  type Lots,
  type Nanos,
  NO_PRICE,
  NO_SIDE,
  nanos,
  packMeta,
  type Side,
  type Ticks,
} from '../../core/index.ts'
import type { Phase } from './phase.ts'
import { type OrderTermsOptions, packTerms, TERMS_MORE } from './terms.ts'

/** An order with every term it may have. */
export interface OrderRequest extends OrderTermsOptions {
  readonly id: number
  readonly participant: number
  readonly instrument: number
  readonly side: Side
  readonly size: Lots
  /** The limit; none for market and stop orders, and for a peg without a limit. */
  readonly price?: Ticks
  readonly stopPrice?: Ticks
  readonly displaySize?: Lots
  readonly minimumQuantity?: Lots
  readonly pegOffsetTicks?: number
  readonly expiry?: Nanos
}

/** In a mass cancel: of every participant, of every instrument. */
export const ENGINE_ALL = -1

export class CommandWriter {
  readonly tape: EventTape
  now: Nanos = nanos(0)

  constructor(tape = new EventTape()) {
    this.tape = tape
  }

  limit(
    id: number,
    participant: number,
    instrument: number,
    side: Side,
    price: Ticks,
    size: Lots,
    terms = 0,
  ): void {
    const i = this.#append(ENGINE_ENTER, side, instrument, participant)
    const { f64, i32 } = this.tape
    f64[(i >> 1) + F_ORDER] = id
    i32[i + I_PRICE] = price
    i32[i + I_SIZE] = size
    i32[i + I_DETAIL] = terms
  }

  enter(order: OrderRequest): void {
    const { id, participant, instrument, side, size, price = NO_PRICE } = order
    const { stopPrice, displaySize, minimumQuantity, pegOffsetTicks, expiry } = order
    const more = [stopPrice, displaySize, minimumQuantity, pegOffsetTicks, expiry]
    const hasMore = more.some((term) => term !== undefined)
    const terms = packTerms(order) | (hasMore ? TERMS_MORE : 0)
    this.limit(id, participant, instrument, side, price, size, terms)
    if (!hasMore) return
    const i = this.#append(ENGINE_TERMS, side, instrument, pegOffsetTicks ?? 0)
    const { f64, i32 } = this.tape
    f64[(i >> 1) + F_ORDER] = id
    f64[(i >> 1) + F_B] = expiry ?? 0
    i32[i + I_PRICE] = stopPrice ?? NO_PRICE
    i32[i + I_SIZE] = displaySize ?? 0
    i32[i + I_DETAIL] = minimumQuantity ?? 0
  }

  cancel(id: number, participant: number, instrument: number): void {
    const i = this.#append(ENGINE_CANCEL, NO_SIDE, instrument, participant)
    this.tape.f64[(i >> 1) + F_ORDER] = id
  }

  /** `size`: the lots that shall be open from then on. */
  replace(id: number, participant: number, instrument: number, price: Ticks, size: Lots): void {
    const i = this.#append(ENGINE_REPLACE, NO_SIDE, instrument, participant)
    const { f64, i32 } = this.tape
    f64[(i >> 1) + F_ORDER] = id
    i32[i + I_PRICE] = price
    i32[i + I_SIZE] = size
  }

  massCancel(participant: number, instrument: number, side: Side | typeof NO_SIDE): void {
    this.#append(ENGINE_MASS_CANCEL, side, instrument, participant)
  }

  disconnect(participant: number): void {
    this.#append(ENGINE_DISCONNECT, NO_SIDE, ENGINE_ALL, participant)
  }

  /** Moves `now` and tells the engine. */
  time(now: Nanos): void {
    this.now = now
    this.#append(ENGINE_TIME, NO_SIDE, ENGINE_ALL, ENGINE_ALL)
  }

  phase(instrument: number, phase: Phase): void {
    const i = this.#append(ENGINE_PHASE, NO_SIDE, instrument, ENGINE_ALL)
    this.tape.i32[i + I_DETAIL] = phase
  }

  band(instrument: number, lowest: Ticks, highest: Ticks): void {
    const i = this.#append(ENGINE_BAND, NO_SIDE, instrument, ENGINE_ALL)
    this.tape.i32[i + I_LEFT] = lowest
    this.tape.i32[i + I_SHOWN] = highest
  }

  indicate(instrument: number): void {
    this.#append(ENGINE_INDICATE, NO_SIDE, instrument, ENGINE_ALL)
  }

  /** Returns where the record's int32 slots begin. */
  #append(kind: number, side: number, instrument: number, participant: number): number {
    const i = this.tape.append(packMeta(kind, side, 0), instrument, this.now, 0) * EVENT_I32
    this.tape.i32[i + I_PARTICIPANT] = participant
    return i
  }
}
