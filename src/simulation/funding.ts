/**
 * Funding of a perpetual contract: at fixed instants longs pay shorts, or shorts pay longs.
 *
 * At each instant the position is charged `rate` times its value. A positive rate is paid by longs
 * and received by shorts. The position is the one known here at that instant; executions whose report
 * is still on the line are not in it.
 */
import { NEVER } from '../core/index.ts'

export interface FundingRow {
  /** Nanoseconds since the epoch of the feed. */
  readonly atNanos: number
  /** Fraction of the position's value: 0.0001 is one basis point. */
  readonly rate: number
}

export class FundingSchedule {
  readonly #rows: readonly FundingRow[]
  #next = 0
  dueNanos: number = NEVER

  /** @throws RangeError unless the instants ascend and the rates are finite. */
  constructor(rows: readonly FundingRow[]) {
    for (const [k, row] of rows.entries()) {
      if (!Number.isFinite(row.rate) || !Number.isFinite(row.atNanos)) {
        throw new RangeError(`funding row ${k + 1} is not finite`)
      }
      if (k > 0 && row.atNanos <= rows[k - 1]!.atNanos) {
        throw new RangeError(`funding row ${k + 1} is not later than the one before it`)
      }
    }
    this.#rows = rows
    this.dueNanos = rows[0]?.atNanos ?? NEVER
  }

  /** The rate that is due, once; moves on to the next row. */
  take(): number {
    const rate = this.#rows[this.#next]!.rate
    this.#next++
    this.dueNanos = this.#rows[this.#next]?.atNanos ?? NEVER
    return rate
  }

  /** Instants before the market opens charge nobody. */
  skipBefore(nanos: number): void {
    while (this.dueNanos < nanos) this.take()
  }
}
