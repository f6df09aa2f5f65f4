/**
 * Life in the queue: how long orders stood, how much stood ahead of them, and why they traded.
 *
 * Shares by queue position count lots: of the lots that came to rest behind so and so many others,
 * how many traded. An order that stays where it is and is partly filled counts with its part.
 */

import type { Fill, FillCause } from '../../exchange/index.ts'
import { BEST_CROSSED, QUEUE_EXHAUSTED, TAKER, TRADED_THROUGH } from '../../exchange/index.ts'
import { Histogram } from '../../telemetry/index.ts'

export const FILL_CAUSES: readonly FillCause[] = [
  TRADED_THROUGH,
  BEST_CROSSED,
  QUEUE_EXHAUSTED,
  TAKER,
]

export class QueueRecord {
  /** Nanoseconds from coming to rest to each execution, and to a withdrawal. */
  readonly filledAfter = new Histogram()
  readonly canceledAfter = new Histogram()
  /** Lots ahead: of each order that came to rest, and of each execution then and at last. */
  readonly aheadAtEntry = new Histogram()
  readonly filledAheadAtEntry = new Histogram()
  readonly aheadAtFill = new Histogram()
  /** Lots by how many stood ahead when they came to rest: all, and those that traded. */
  readonly restedLotsByAhead = new Histogram()
  readonly filledLotsByAhead = new Histogram()
  /** By cause, in the order of `FILL_CAUSES`. */
  readonly fillsByCause = new Float64Array(FILL_CAUSES.length)
  readonly lotsByCause = new Float64Array(FILL_CAUSES.length)

  /** An order came to rest behind so many lots, NaN when nobody could see them: it is in no share. */
  rested(aheadLots: number, sizeLots: number): void {
    if (Number.isNaN(aheadLots)) return
    this.aheadAtEntry.add(Math.max(0, aheadLots))
    this.restedLotsByAhead.add(Math.max(0, aheadLots), sizeLots)
  }

  canceled(afterNanos: number): void {
    this.canceledAfter.add(afterNanos)
  }

  filled({ at, size, cause, aheadAtEntryLots, aheadAtFillLots, restedAtNanos }: Fill): void {
    const slot = FILL_CAUSES.indexOf(cause)
    this.fillsByCause[slot] = this.fillsByCause[slot]! + 1
    this.lotsByCause[slot] = this.lotsByCause[slot]! + size
    if (Number.isNaN(restedAtNanos)) return
    this.filledAfter.add(at - restedAtNanos)
    if (!Number.isNaN(aheadAtFillLots)) this.aheadAtFill.add(aheadAtFillLots)
    if (Number.isNaN(aheadAtEntryLots)) return
    this.filledAheadAtEntry.add(aheadAtEntryLots)
    this.filledLotsByAhead.add(aheadAtEntryLots, size)
  }
}
