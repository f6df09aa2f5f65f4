/** Writes an owner's flow and a market by hand, and shows it to surveillance: tests only. */
import {
  ACCEPTED,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EventTape,
  EXPIRED,
  F_A,
  F_B,
  F_ORDER,
  FILLED,
  FLAG_MAKER,
  GTC,
  I_ALGORITHM,
  I_GRADE,
  I_PRICE,
  I_REST,
  I_SIZE,
  JOURNAL_INTENT,
  LIMIT,
  packMeta,
  REPLACE_ORDER,
  REPLACED,
  type Side,
  type TimeInForce,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import { Surveillance, type SurveillanceOptions } from './index.ts'

interface Written {
  readonly side: Side
  readonly price: number
  readonly size: number
}

export class OwnFlow {
  readonly surveillance: Surveillance
  /** In nanoseconds; tests move it. */
  now = 0
  algorithm = 1
  /** Sequences of all records so far, for holding evidence against. */
  sequence = 0
  readonly #orders = new Map<number, Written>()
  readonly #tape = new EventTape(1)
  #nextId = 1

  constructor(options: SurveillanceOptions = {}) {
    this.surveillance = new Surveillance(options)
  }

  /** The rules that raised something, once each. */
  get found(): string[] {
    return [...new Set(this.surveillance.alerts.map(({ rule }) => rule))].sort()
  }

  wait(seconds: number): void {
    this.now += Math.round(seconds * 1e9)
  }

  touch(bid: number, ask: number, lots = 10): void {
    this.#write(packMeta(TOUCH, 0, 0), { price: bid, size: lots, a: ask, b: lots })
  }

  trade(side: Side, price: number, size: number): void {
    this.#write(packMeta(TRADE, side, 0), { price, size })
  }

  /** A market that moves little, second by second, with a trade in each. */
  quiet(seconds: number, mid = 1_000): void {
    for (let second = 0; second < seconds; second++) {
      this.touch(mid - 1 + (second % 2), mid + 1 + (second % 2))
      this.trade(1, mid + 1, 4)
      this.wait(1)
    }
    this.touch(mid - 1, mid + 1)
  }

  /** Enters an order that rests at once; answers its id. */
  rest(side: Side, price: number, size: number): number {
    const id = this.send(side, price, size, GTC)
    this.#write(packMeta(ACCEPTED, side, 0), { id, price, size })
    return id
  }

  send(side: Side, price: number, size: number, timeInForce: TimeInForce): number {
    const id = this.#nextId++
    this.#orders.set(id, { side, price, size })
    this.#intend(ENTER_ORDER, id, price, size, timeInForce)
    return id
  }

  cancel(id: number): void {
    const { side, price, size } = this.#orders.get(id)!
    this.#intend(CANCEL_ORDER, id, price, size)
    this.#write(packMeta(CANCELED, side, 0), { id, price, size })
  }

  replace(id: number, price: number, size: number): void {
    const { side } = this.#orders.get(id)!
    this.#orders.set(id, { side, price, size })
    this.#intend(REPLACE_ORDER, id, price, size)
    this.#write(packMeta(REPLACED, side, 0), { id, price, size })
  }

  fill(id: number, lots: number, isMaker = true, price = this.#orders.get(id)!.price): void {
    const { side } = this.#orders.get(id)!
    this.#write(packMeta(FILLED, side, isMaker ? FLAG_MAKER : 0), {
      id,
      price,
      size: lots,
      a: price,
    })
  }

  expire(id: number): void {
    const { side, price, size } = this.#orders.get(id)!
    this.#write(packMeta(EXPIRED, side, 0), { id, price, size })
  }

  finish(): void {
    this.surveillance.finish()
  }

  #intend(
    action: number,
    id: number,
    price: number,
    size: number,
    timeInForce = GTC as number,
  ): void {
    const { side } = this.#orders.get(id)!
    const { f64, i32 } = this.#begin(packMeta(JOURNAL_INTENT, side, 0))
    f64[F_ORDER] = id
    i32[I_PRICE] = price
    i32[I_SIZE] = size
    i32[I_GRADE] = action
    i32[I_ALGORITHM] = this.algorithm
    i32[I_REST] = LIMIT | (timeInForce << 8)
    this.surveillance.take(this.#tape, 0, this.sequence)
  }

  #write(
    meta: number,
    {
      id = 0,
      price,
      size,
      a = 0,
      b = 0,
    }: { id?: number; price: number; size: number; a?: number; b?: number },
  ): void {
    const { f64, i32 } = this.#begin(meta)
    f64[F_ORDER] = id
    i32[I_PRICE] = price
    i32[I_SIZE] = size
    f64[F_A] = a
    f64[F_B] = b
    this.surveillance.take(this.#tape, 0, this.sequence)
  }

  #begin(meta: number): EventTape {
    this.sequence++
    this.#tape.clear()
    this.#tape.append(meta, 0, this.now, this.now)
    return this.#tape
  }
}
