/**
 * Which executions have been taken in already: a venue that repeats a report must not move a position
 * twice.
 *
 * The newest execution numbers stand in a table by their last bits. A number is seen only when it stands
 * there itself, so that no real execution is ever taken for a repetition; one that is older than the
 * table is long may be taken in again. Number 0 is none. O(1).
 */
const KEPT = 4_096

export class SeenExecutions {
  readonly #numbers = new Float64Array(KEPT)

  /** Whether the number is new; it is not from then on. */
  isNew(number: number): boolean {
    if (number === 0) return true
    const place = number % KEPT
    if (this.#numbers[place] === number) return false
    this.#numbers[place] = number
    return true
  }
}
