/**
 * The feed falls silent, says afterwards that it has lost something, and sends the whole book anew.
 *
 * What is lost arrives as a record that changes nothing and ends no message: nobody hears it.
 */
import {
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  GAP,
  I_META,
  I_PRICE,
  I_SIZE,
  NO_SIDE,
  packMeta,
  SIDES,
  TOUCH,
} from '../../core/index.ts'
import { Fault } from './fault.ts'
import type { Wire } from './wire.ts'

const LEVELS_MAX = 10_000

export class DataGap extends Fault {
  readonly #silent = new Set<Wire>()

  override message(tape: EventTape, wire: Wire): void {
    if (this.isOn(wire.clock())) {
      this.acts++
      this.#silent.add(wire)
      silence(tape)
    } else if (this.#silent.delete(wire)) renew(tape, wire)
  }

  override told(): string {
    return `${this.acts} messages of the market lost`
  }
}

function silence(tape: EventTape): void {
  for (let k = 0; k < tape.length; k++) {
    tape.i32[k * EVENT_I32 + I_META] = packMeta(TOUCH, NO_SIDE, 0)
  }
}

/** The message gives way to the gap's notice and the whole book, which holds what it would have told. */
function renew(tape: EventTape, wire: Wire): void {
  const exchangeNanos = tape.f64[F_EXCHANGE]!
  const localNanos = tape.f64[F_LOCAL]!
  const { book } = wire.venue!
  const pairs = new Float64Array(2 * LEVELS_MAX)
  tape.clear()
  const add = (meta: number, price = 0, size = 0) => {
    const i = tape.append(meta, 0, exchangeNanos, localNanos) * EVENT_I32
    tape.i32[i + I_PRICE] = price
    tape.i32[i + I_SIZE] = size
  }
  add(packMeta(GAP, NO_SIDE, 0))
  add(packMeta(DEPTH_CLEAR, NO_SIDE, FLAG_SNAPSHOT))
  for (const side of SIDES) {
    const count = book.levelsInto(side, pairs, LEVELS_MAX)
    for (let k = 0; k < count; k++) {
      add(packMeta(DEPTH_LEVEL, side, FLAG_SNAPSHOT), pairs[2 * k]!, pairs[2 * k + 1]!)
    }
  }
  const last = (tape.length - 1) * EVENT_I32 + I_META
  tape.i32[last] = tape.i32[last]! | (FLAG_LAST << 16)
}
