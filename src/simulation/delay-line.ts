/**
 * A line with latency: records go in with an arrival time and come out in the same order.
 *
 * Nothing overtakes: a record arrives no earlier than the one before it that is still on the line.
 * The arrival time stands in the record's local-time slot. Memory is what is on the line at once,
 * also on a line that is never empty.
 */
import { assert, EVENT_F64, EventTape, F_LOCAL, type Nanos, NEVER } from '../core/index.ts'

/** Records that have left before the room they took is used again. */
const COMPACT_RECORDS = 256

export class DelayLine {
  /** The records on the line, from `head` on. Read them at `head` only, before `drop`. */
  readonly tape = new EventTape(64)
  head = 0

  get length(): number {
    return this.tape.length - this.head
  }

  /** When the next record arrives; `NEVER` on an empty line. A field: the loop reads it each step. */
  nextArrival: number = NEVER

  /** Adds a record and returns its index in `tape`, for the caller to fill in. */
  add(meta: number, instrument: number, sentAt: Nanos, arrival: Nanos): number {
    assert(arrival >= sentAt, 'nothing arrives before it was sent')
    let at: number = arrival
    if (this.length > 0) {
      const last = this.tape.f64[(this.tape.length - 1) * EVENT_F64 + F_LOCAL]!
      if (last > at) at = last
    } else {
      this.nextArrival = at
    }
    return this.tape.append(meta, instrument, sentAt, at)
  }

  /** Takes the head off the line. */
  drop(): void {
    assert(this.head < this.tape.length, 'a record was on the line')
    this.head++
    if (this.head === this.tape.length) {
      this.tape.clear()
      this.head = 0
      this.nextArrival = NEVER
    } else {
      if (this.head >= COMPACT_RECORDS && 2 * this.head >= this.tape.length) {
        this.tape.dropFirst(this.head)
        this.head = 0
      }
      this.nextArrival = this.tape.f64[this.head * EVENT_F64 + F_LOCAL]!
    }
  }
}
