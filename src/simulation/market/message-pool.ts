/**
 * What is on its way between agents and the venue: slots of a command with its terms, a report, or
 * an answer, taken and given back. Grows by doubling; nothing else allocates.
 */
import { EVENT_F64, EventTape } from '../../core/index.ts'

/** A command may have a second record, its terms; an answer needs no more numbers than that. */
export const SLOT_RECORDS = 2
const FIRST_SLOTS = 256

export class MessagePool {
  /** Slot `s` begins at record `s * SLOT_RECORDS`. Read anew after `take`: the tape may have grown. */
  readonly tape = new EventTape(FIRST_SLOTS * SLOT_RECORDS)
  #free: Int32Array = new Int32Array(0)
  #freeCount = 0
  #slots = 0

  constructor() {
    this.#free = new Int32Array(FIRST_SLOTS)
  }

  /** Messages on their way. */
  get pending(): number {
    return this.#slots - this.#freeCount
  }

  take(): number {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount]!
    for (let k = 0; k < SLOT_RECORDS; k++) this.tape.append(0, 0, 0, 0)
    const slot = this.#slots++
    if (this.#slots > this.#free.length) {
      const free = new Int32Array(2 * this.#free.length)
      free.set(this.#free)
      this.#free = free
    }
    return slot
  }

  give(slot: number): void {
    this.#free[this.#freeCount++] = slot
  }

  /** Copies `records` records of a tape into a slot. */
  fill(slot: number, source: EventTape, index: number, records: number): void {
    const from = index * EVENT_F64
    const to = slot * SLOT_RECORDS * EVENT_F64
    const { f64 } = this.tape
    for (let k = 0; k < records * EVENT_F64; k++) f64[to + k] = source.f64[from + k]!
  }
}
