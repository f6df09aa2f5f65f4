/**
 * Every order of a run, in the order in which the strategy wanted them, refused ones included.
 *
 * An id may be used again when its order has ended: each use is a life of its own, and the ledger
 * keeps them apart.
 */
import type { OrderRecord } from './order-record.ts'

export class OrderLedger {
  readonly records: OrderRecord[] = []
  /** Which record an execution of the run's log belongs to, by its number less one. */
  readonly #ofExecution: number[] = []

  /** Adds a record and returns its place. */
  open(record: OrderRecord): number {
    return this.records.push(record) - 1
  }

  executed(execution: number, place: number): void {
    this.#ofExecution[execution - 1] = place
  }

  get executionCount(): number {
    return this.#ofExecution.length
  }

  /** The place of the record that execution `number` belongs to, counting from 1. */
  placeOfExecution(number: number): number | undefined {
    return this.#ofExecution[number - 1]
  }

  /** Places of all lives of an id, in every market, earliest first. */
  placesOf(id: number): readonly number[] {
    const places: number[] = []
    for (const [place, record] of this.records.entries()) if (record.id === id) places.push(place)
    return places
  }

  /** Up to `count` ids that some order bore, nearest to `id` first. */
  nearestIds(id: number, count: number): readonly number[] {
    const ids = [...new Set(this.records.map((record) => record.id))]
    ids.sort((a, b) => Math.abs(a - id) - Math.abs(b - id) || a - b)
    return ids.slice(0, count)
  }
}
