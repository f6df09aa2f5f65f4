/** A column of numbers that grows as a run goes on: a typed array that doubles. */

export class GrowingColumn {
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
}
