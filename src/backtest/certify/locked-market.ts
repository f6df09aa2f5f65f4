/**
 * The book that the strategy sees is locked: somebody's bid stands at the best ask, which no engine
 * would let stand, and which a feed shows all the same while its two sides are told one after the other.
 */
import {
  BUY,
  DEPTH_LEVEL,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_LAST,
  I_META,
  I_PRICE,
  I_SIZE,
  type Lots,
  lots,
  NO_PRICE,
  packMeta,
  SELL,
  type Ticks,
} from '../../core/index.ts'
import { Fault } from './fault.ts'
import type { Wire } from './wire.ts'

const LOCK_LOTS = lots(50)

export class LockedMarket extends Fault {
  readonly #shown = new Map<Wire, Ticks>()

  override message(tape: EventTape, wire: Wire): void {
    const isOn = this.isOn(wire.clock())
    const shown = this.#shown.get(wire)
    if (!isOn && shown === undefined) return
    const { book } = wire.venue!
    const ask = book.best(SELL)
    // The levels that the message tells stand first; what is shown beside them comes behind.
    if (shown !== undefined) append(tape, shown, lots(book.sizeAt(BUY, shown)))
    this.#shown.delete(wire)
    if (isOn && ask !== NO_PRICE) {
      append(tape, ask, LOCK_LOTS)
      this.#shown.set(wire, ask)
      this.acts++
    }
  }

  override told(): string {
    return `${this.acts} messages with a bid at the best ask`
  }
}

/** One more level at the end of the message. */
function append(tape: EventTape, price: Ticks, size: Lots): void {
  const last = (tape.length - 1) * EVENT_I32 + I_META
  tape.i32[last] = tape.i32[last]! & ~(FLAG_LAST << 16)
  const at = tape.append(
    packMeta(DEPTH_LEVEL, BUY, FLAG_LAST),
    0,
    tape.f64[F_EXCHANGE]!,
    tape.f64[F_LOCAL]!,
  )
  tape.i32[at * EVENT_I32 + I_PRICE] = price
  tape.i32[at * EVENT_I32 + I_SIZE] = size
}
