/**
 * The chain of update ids from a snapshot through the diffs after it: Binance's rules, and no book.
 *
 * A diff covers the ids from `U` to `u`. On spot each `U` is the previous `u` + 1; on futures, where ids
 * jump, each diff names the previous `u` as `pu`. The first diff after a snapshot may overlap it.
 */
import { ABSENT } from '../wire/index.ts'

/** The diff continues what the book contains. */
export const CONTINUES = 0
/** It repeats a part of what the book contains; sizes are absolute, so no harm is done. */
export const OVERLAPS = 1
/** Something before it is missing: the book is not to be trusted until the next snapshot. */
export const BREAKS = 2

export class DepthChain {
  hasSnapshot = false
  /** After a break: what the last diff should have followed on, and what it did. */
  expected = ABSENT
  found = ABSENT
  /** The newest update id that the book contains; `ABSENT` before any. */
  #lastId = ABSENT
  #isFirst = true
  #isBroken = false

  /** The book already contains everything up to this id. */
  contains(lastId: number): boolean {
    return lastId <= this.#lastId
  }

  /** Moves on to a diff that the book does not contain, and says how it follows. */
  follow(firstId: number, lastId: number, previousId: number): number {
    const isFutures = previousId !== ABSENT
    const expected = isFutures ? this.#lastId : this.#lastId + 1
    const found = isFutures ? previousId : firstId
    const isKnown = this.#lastId !== ABSENT
    const mayOverlap = this.#isFirst || !isFutures
    const isFirst = this.#isFirst
    this.#lastId = lastId
    this.#isFirst = false
    if (!isKnown || found === expected) return CONTINUES
    if (found < expected && mayOverlap) return isFirst ? CONTINUES : OVERLAPS
    this.expected = expected
    this.found = found
    this.#isBroken = true
    return BREAKS
  }

  /** The snapshot is older than a book that nothing is missing from. */
  isAheadOf(snapshotId: number): boolean {
    return this.hasSnapshot && !this.#isBroken && snapshotId < this.#lastId
  }

  /** A snapshot replaces the book. */
  restart(snapshotId: number): void {
    this.#lastId = snapshotId
    this.#isFirst = true
    this.#isBroken = false
    this.hasSnapshot = true
  }

  /** A snapshot replaces the book, but diffs beyond it were applied: the chain goes on from there. */
  restartBehind(snapshotId: number): void {
    if (this.#lastId <= snapshotId) this.restart(snapshotId)
    this.#isBroken = false
    this.hasSnapshot = true
  }
}
