/**
 * Writes the events of an engine: each with the time of its command and the next number.
 *
 * `append` writes all but the order's id, which is a double and comes after: a double that is passed
 * to a call may be allocated.
 */
import {
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  F_SEQUENCE,
  I_DETAIL,
  I_INSTRUMENT,
  I_LEFT,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
} from '../../core/index.ts'

export class EventWriter {
  readonly tape: EventTape
  /** The time of the command that is being obeyed; the number of the last event. */
  readonly #state = new Float64Array(2)

  constructor(tape: EventTape) {
    this.tape = tape
  }

  get sequence(): number {
    return this.#state[1]!
  }
  set sequence(sequence: number) {
    this.#state[1] = sequence
  }

  /** The events from here on are those of the command at this index. */
  begin(commands: EventTape, index: number): void {
    this.#state[0] = commands.f64[index * (EVENT_I32 >> 1) + F_EXCHANGE]!
  }

  /** The same for a command without a time. */
  beginAt(nanos: number): void {
    this.#state[0] = nanos
  }

  /** Returns where the record's int32 slots begin; its doubles begin at half of that. */
  append(
    meta: number,
    instrument: number,
    price: number,
    size: number,
    participant: number,
    detail: number,
    left: number,
    shown: number,
  ): number {
    const state = this.#state
    const { tape } = this
    const i = (tape.reserve() * EVENT_I32) | 0
    const { f64, i32 } = tape
    const f = i >> 1
    const sequence = state[1]! + 1
    state[1] = sequence
    f64[f | F_EXCHANGE] = state[0]!
    f64[f | F_LOCAL] = 0
    f64[f | F_ORDER] = 0
    f64[f | F_SEQUENCE] = sequence
    i32[i | I_META] = meta
    i32[i | I_INSTRUMENT] = instrument
    i32[i | I_PRICE] = price
    i32[i | I_SIZE] = size
    i32[i | I_PARTICIPANT] = participant
    i32[i | I_DETAIL] = detail
    i32[i | I_LEFT] = left
    i32[i | I_SHOWN] = shown
    return i
  }
}
