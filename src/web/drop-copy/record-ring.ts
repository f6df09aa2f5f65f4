/**
 * Records on their way from the thread that trades to the thread that copies them out.
 *
 * One writer and one reader over shared memory. A writer without patience never looks at the reader: it
 * writes over what is oldest, and a reader that was too slow finds that out and is told how many it lost.
 * A writer with patience waits for room, as long as the reader goes on; once that has stood still for
 * longer the patience is over for good.
 *
 * A slot is the 64 bytes of a record and its sequence as a double. Counts are int32 and wrap around;
 * only their difference means anything.
 */
import { EVENT_I32, type EventTape } from '../../core/index.ts'

const HEADER_BYTES = 64
const SLOT_I32 = EVENT_I32 + 2
const SLOT_F64 = SLOT_I32 / 2
const WRITTEN = 0
const OVER = 1
const READ = 2
/** A writer that waits looks again at least this often. */
const LOOK_MILLIS = 20

export class RecordRing {
  readonly memory: SharedArrayBuffer
  readonly #counts: Int32Array
  readonly #i32: Int32Array
  readonly #f64: Float64Array
  readonly #mask: number
  #read = 0
  /** Records that this reader was too slow for. */
  lost = 0
  /** How long this writer has waited for room, in all. */
  waitedMillis = 0
  #patienceMillis: number = 0

  /**
   * @param given how many records it holds, a power of two; or the memory of another one
   * @param patienceMillis the writer's: how long it waits for a reader that stands still; 0: not at all
   */
  constructor(given: number | SharedArrayBuffer, patienceMillis = 0) {
    this.#patienceMillis = patienceMillis
    const isNew = typeof given === 'number'
    this.memory = isNew ? new SharedArrayBuffer(HEADER_BYTES + given * SLOT_I32 * 4) : given
    this.#counts = new Int32Array(this.memory, 0, 3)
    this.#i32 = new Int32Array(this.memory, HEADER_BYTES)
    this.#f64 = new Float64Array(this.memory, HEADER_BYTES)
    this.#mask = this.#i32.length / SLOT_I32 - 1
  }

  get capacity(): number {
    return this.#mask + 1
  }

  /** The writer's: takes a record in, at once or when there is room. */
  push(tape: EventTape, index: number, sequence: number): void {
    const count = this.#counts[WRITTEN]!
    if (this.#patienceMillis > 0 && this.#isFull(count)) this.#waitForRoom(count)
    const slot = count & this.#mask
    const to = slot * SLOT_I32
    const from = index * EVENT_I32
    const source = tape.i32
    for (let k = 0; k < EVENT_I32; k++) this.#i32[to + k] = source[from + k]!
    this.#f64[slot * SLOT_F64 + SLOT_F64 - 1] = sequence
    Atomics.store(this.#counts, WRITTEN, (count + 1) | 0)
  }

  /** The writer's: nothing more will come. */
  end(): void {
    Atomics.store(this.#counts, OVER, 1)
  }
  /** All was written, and read. */
  get isOver(): boolean {
    return Atomics.load(this.#counts, OVER) === 1 && this.waiting === 0
  }
  get waiting(): number {
    return (Atomics.load(this.#counts, WRITTEN) - this.#read) | 0
  }

  /**
   * The reader's: the oldest record that is there into the place in `target`; its sequence, or undefined
   * when there is none.
   */
  takeInto(target: EventTape, index: number): number | undefined {
    for (;;) {
      const waiting = this.waiting
      if (waiting === 0) return undefined
      if (waiting >= this.capacity) {
        this.#skip(waiting)
        continue
      }
      const slot = this.#read & this.#mask
      const from = slot * SLOT_I32
      target.i32.set(this.#i32.subarray(from, from + EVENT_I32), index * EVENT_I32)
      const sequence = this.#f64[slot * SLOT_F64 + SLOT_F64 - 1]!
      // Written over while it was being read: what was read is worth nothing.
      if (this.waiting >= this.capacity) continue
      this.#read = (this.#read + 1) | 0
      Atomics.store(this.#counts, READ, this.#read)
      // Not for every record: a writer that waits may as well write half a ring at once.
      if ((this.#read & (this.#mask >> 1)) === 0) Atomics.notify(this.#counts, READ)
      return sequence
    }
  }

  /** One slot stays free: what is read is never written meanwhile. */
  #isFull(count: number): boolean {
    return ((count - Atomics.load(this.#counts, READ)) | 0) >= this.#mask
  }

  #waitForRoom(count: number): void {
    const from = performance.now()
    let read = Atomics.load(this.#counts, READ)
    let movedAt = from
    while (this.#isFull(count)) {
      Atomics.wait(this.#counts, READ, read, LOOK_MILLIS)
      const now = performance.now()
      const newest = Atomics.load(this.#counts, READ)
      if (newest !== read) movedAt = now
      else if (now - movedAt > this.#patienceMillis) {
        this.#patienceMillis = 0
        break
      }
      read = newest
    }
    this.waitedMillis += performance.now() - from
  }

  #skip(waiting: number): void {
    const behind = waiting - (this.capacity >> 1)
    this.lost += behind
    this.#read = (this.#read + behind) | 0
    Atomics.store(this.#counts, READ, this.#read)
  }
}
