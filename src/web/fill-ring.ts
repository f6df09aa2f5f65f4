/** The newest fills of a run, for the table on the page: a fixed number, the newest first. */
import type { LoggedFill } from '../simulation/index.ts'
import type { FillRow } from './protocol.ts'

export const FILLS_KEPT = 40

export class FillRing {
  readonly #rows: FillRow[] = []

  /** @param beginNanos that times on the page count from */
  add(tick: number, fill: LoggedFill, beginNanos: number): void {
    this.#rows.unshift({
      tick,
      atSeconds: (fill.at - beginNanos) / 1e9,
      side: fill.side,
      sizeLots: fill.size,
      price: fill.price,
      fee: fill.fee,
    })
    if (this.#rows.length > FILLS_KEPT) this.#rows.pop()
  }

  /** Newest first. A view: copy it to keep it. */
  get rows(): readonly FillRow[] {
    return this.#rows
  }
}
