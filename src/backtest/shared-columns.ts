/**
 * Columns that any number of threads can read without a copy.
 *
 * Where a page may not share memory they lie in memory of their own, and every reader gets a copy.
 */
const Storage: new (bytes: number) => ArrayBufferLike =
  typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer

export const sharedFloats = (length: number): Float64Array =>
  new Float64Array(new Storage(length * Float64Array.BYTES_PER_ELEMENT))

export const sharedInts = (length: number): Int32Array =>
  new Int32Array(new Storage(length * Int32Array.BYTES_PER_ELEMENT))

export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new Storage(length))

/** A column of doubles that grows while it is written. */
export class FloatColumn {
  #values = new Float64Array(1024)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  at(index: number): number {
    return this.#values[index]!
  }

  /** A copy of its own length. */
  toArray(): Float64Array {
    return this.#values.slice(0, this.length)
  }

  /** What was written, in shared memory. */
  share(): Float64Array {
    const shared = sharedFloats(this.length)
    shared.set(this.#values.subarray(0, this.length))
    return shared
  }
}

/** A column of int32 that grows while it is written. */
export class IntColumn {
  #values = new Int32Array(1024)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(2 * this.length)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  at(index: number): number {
    return this.#values[index]!
  }

  /** What was written, in shared memory. */
  share(): Int32Array {
    const shared = sharedInts(this.length)
    shared.set(this.#values.subarray(0, this.length))
    return shared
  }
}
