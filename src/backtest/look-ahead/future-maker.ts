/** Changes records of a market into those of another future, in place. Times stay what they were. */
import {
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_ORDER,
  flagsOf,
  GAP,
  I_META,
  I_PRICE,
  I_SIZE,
  kindOf,
  ORDER_ADD,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  packMeta,
  type RandomStream,
  sideOf,
  TICK,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import type { Future } from './future.ts'

/** How much higher prices are: far more than any spread, far less than what does not fit a slot. */
const SHIFT = 1.01
const PRICE_MAX = 2 ** 31 - 1

export class FutureMaker {
  readonly #future: Future
  readonly #random: RandomStream

  constructor(future: Future, random: RandomStream) {
    this.#future = future
    this.#random = random
  }

  change(tape: EventTape): void {
    if (this.#future === 'shuffled') {
      this.#shuffle(tape)
      return
    }
    const pivot = pivotOf(tape)
    for (let index = 0; index < tape.length; index++) {
      if (this.#future === 'shifted') this.#shift(tape, index)
      else if (this.#future === 'reflected') reflect(tape, index, pivot)
      else if (this.#future === 'resized') this.#resize(tape, index)
      else if (this.#future === 'thinned') thin(tape, index)
    }
  }

  #shift(tape: EventTape, index: number): void {
    const kind = kindAt(tape, index)
    if (!hasPrice(kind)) return
    const i = index * EVENT_I32 + I_PRICE
    const f = index * EVENT_F64
    tape.i32[i] = shifted(tape.i32[i]!)
    if (kind === TOUCH) tape.f64[f + F_A] = shifted(tape.f64[f + F_A]!)
    if (kind !== TICK) return
    for (const slot of [F_ORDER, F_A, F_B]) tape.f64[f + slot]! *= SHIFT
  }

  #resize(tape: EventTape, index: number): void {
    const kind = kindAt(tape, index)
    const f = index * EVENT_F64
    if (kind === TOUCH) tape.f64[f + F_B] = this.#resized(tape.f64[f + F_B]!)
    if (!hasSize(kind)) return
    const i = index * EVENT_I32 + I_SIZE
    tape.i32[i] = this.#resized(tape.i32[i]!)
  }

  /** A level that is gone stays gone. */
  #resized(size: number): number {
    if (size <= 0) return size
    return Math.max(
      1,
      Math.min(PRICE_MAX, Math.round(size * (0.25 + 1.5 * this.#random.uniform()))),
    )
  }

  /** Records of one kind and side exchange their prices. */
  #shuffle(tape: EventTape): void {
    const groups = new Map<number, number[]>()
    for (let index = 0; index < tape.length; index++) {
      const kind = kindAt(tape, index)
      if (!hasPrice(kind)) continue
      const key = 4 * kind + 1 + sideOf(tape.i32[index * EVENT_I32 + I_META]!)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [index])
      else group.push(index)
    }
    for (const group of groups.values()) {
      for (let k = group.length - 1; k > 0; k--) {
        exchangePrices(tape, group[k]!, group[this.#random.integer(0, k)]!)
      }
    }
  }
}

const kindAt = (tape: EventTape, index: number): number =>
  kindOf(tape.i32[index * EVENT_I32 + I_META]!)

const hasPrice = (kind: number): boolean =>
  kind === DEPTH_LEVEL ||
  kind === TRADE ||
  kind === TICK ||
  kind === TOUCH ||
  kind === ORDER_ADD ||
  kind === ORDER_REPLACE

const hasSize = (kind: number): boolean => hasPrice(kind) || kind === ORDER_REDUCE

const shifted = (price: number): number =>
  Math.min(PRICE_MAX, Math.max(price + 1, Math.round(price * SHIFT)))

/** What prices are mirrored in: the first one there is, twice, exact and in ticks. */
interface Pivot {
  readonly ticks: number
  readonly price: number
}

function pivotOf(tape: EventTape): Pivot {
  for (let index = 0; index < tape.length; index++) {
    if (!hasPrice(kindAt(tape, index))) continue
    const price = tape.f64[index * EVENT_F64 + F_ORDER]!
    return { ticks: 2 * tape.i32[index * EVENT_I32 + I_PRICE]!, price: 2 * price }
  }
  return { ticks: 0, price: 0 }
}

/** Above becomes below: bids are asks, buyers sellers. */
function reflect(tape: EventTape, index: number, { ticks, price }: Pivot): void {
  const kind = kindAt(tape, index)
  const f = index * EVENT_F64
  const i = index * EVENT_I32
  const { f64, i32 } = tape
  if (!hasPrice(kind) && kind !== DEPTH_CLEAR) return
  const meta = i32[i + I_META]!
  i32[i + I_META] = packMeta(kind, -sideOf(meta), flagsOf(meta))
  const bid = i32[i + I_PRICE]!
  i32[i + I_PRICE] = mirrored(bid, ticks)
  if (kind === TICK) {
    const last = f64[f + F_ORDER]!
    const [below, above] = [f64[f + F_A]!, f64[f + F_B]!]
    f64[f + F_ORDER] = above > 0 && price > last ? price - last : last
    f64[f + F_A] = price > above ? price - above : below
    f64[f + F_B] = price > above ? price - below : above
  } else if (kind === TOUCH) {
    i32[i + I_PRICE] = mirrored(f64[f + F_A]!, ticks)
    f64[f + F_A] = mirrored(bid, ticks)
  }
}

const mirrored = (price: number, twicePivot: number): number => Math.max(1, twicePivot - price)

/** Nobody trades: what was executed was withdrawn. */
function thin(tape: EventTape, index: number): void {
  const i = index * EVENT_I32
  const meta = tape.i32[i + I_META]!
  const kind = kindOf(meta)
  if (kind === TICK) tape.i32[i + I_SIZE] = 0
  else if (kind === TRADE) tape.i32[i + I_META] = packMeta(GAP, 0, flagsOf(meta))
  else if (kind === ORDER_EXECUTE) {
    tape.i32[i + I_META] = packMeta(ORDER_REDUCE, sideOf(meta), flagsOf(meta))
  }
}

function exchangePrices(tape: EventTape, a: number, b: number): void {
  const { f64, i32 } = tape
  const price = i32[a * EVENT_I32 + I_PRICE]!
  i32[a * EVENT_I32 + I_PRICE] = i32[b * EVENT_I32 + I_PRICE]!
  i32[b * EVENT_I32 + I_PRICE] = price
  if (kindAt(tape, a) !== TICK) return
  for (const slot of [F_ORDER, F_A, F_B]) {
    const value = f64[a * EVENT_F64 + slot]!
    f64[a * EVENT_F64 + slot] = f64[b * EVENT_F64 + slot]!
    f64[b * EVENT_F64 + slot] = value
  }
}
