/**
 * Trips when the 99th percentile of the last latencies is above its threshold.
 *
 * It is above when more than one in a hundred is: counting those needs no sorting.
 */
import { RecentFlags } from './recent-flags.ts'
import { spanText, type Trigger } from './trigger.ts'

const SHARE = 0.01

export class LatencyTrigger implements Trigger {
  readonly isSpan = true
  readonly text: string
  /** In nanoseconds. */
  readonly threshold: number
  /** The latency that made it too many, in nanoseconds. */
  measured = 0
  readonly #slow: RecentFlags

  constructor(limit: { readonly p99NanosMax: number; readonly answers: number }) {
    this.threshold = limit.p99NanosMax
    this.text = `99th percentile of the last ${limit.answers} latencies above ${spanText(limit.p99NanosMax)}, the latest`
    this.#slow = new RecentFlags(limit.answers)
  }

  isBeyond(latencyNanos: number): boolean {
    const slow = this.#slow
    slow.add(latencyNanos > this.threshold)
    if (!slow.isFull || slow.raised <= SHARE * slow.seen) return false
    this.measured = latencyNanos
    return true
  }

  reset(): void {
    this.#slow.clear()
    this.measured = 0
  }
}
