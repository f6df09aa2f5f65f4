/**
 * How fine the timestamps of a run are, measured on the timestamps themselves: RTS 25 asks for a
 * granularity, and a field with room for nanoseconds proves none.
 */
import type { ClockFacts, ClockMeasurement, ClockRule } from './compliance-report.ts'

export const SIMULATED_TIME =
  'simulated time source: times count from the data or from the simulation, with no trace to UTC'

const RULES: readonly Omit<ClockRule, 'meetsGranularity'>[] = [
  {
    who: 'venue, gateway-to-gateway latency above 1 ms',
    divergenceNanos: 1e6,
    granularityNanos: 1e6,
  },
  {
    who: 'venue, gateway-to-gateway latency up to 1 ms',
    divergenceNanos: 1e5,
    granularityNanos: 1e3,
  },
  {
    who: 'member using a high-frequency technique',
    divergenceNanos: 1e5,
    granularityNanos: 1e3,
  },
  {
    who: 'voice, requests for quotes with human intervention, negotiated trades',
    divergenceNanos: 1e9,
    granularityNanos: 1e9,
  },
  { who: 'any other activity', divergenceNanos: 1e6, granularityNanos: 1e6 },
]

export class TimestampEvidence {
  timestamps = 0
  comparisons = 0
  worstDivergenceNanos: number | null = null
  #divisor = 0
  #last = Number.NaN
  #smallestStep = Number.POSITIVE_INFINITY

  /** Takes the local time of a record. */
  take(nanos: number): void {
    if (!Number.isFinite(nanos) || !Number.isInteger(nanos)) return
    this.timestamps++
    this.#divisor = commonDivisor(this.#divisor, Math.abs(nanos))
    const step = Math.abs(nanos - this.#last)
    if (step > 0 && step < this.#smallestStep) this.#smallestStep = step
    this.#last = nanos
  }

  /** A clock was compared with a reference and found ahead by so much. */
  compared(aheadNanos: number): void {
    this.comparisons++
    const size = Math.abs(aheadNanos)
    if (this.worstDivergenceNanos === null || size > this.worstDivergenceNanos) {
      this.worstDivergenceNanos = size
    }
  }

  facts(machine: ClockMeasurement | null): ClockFacts {
    const isKnown = this.timestamps > 0 && this.#divisor > 0
    const granularityNanos = isKnown ? this.#divisor : null
    const { timestamps, comparisons, worstDivergenceNanos } = this
    return {
      timeSource: SIMULATED_TIME,
      timestamps,
      granularityNanos,
      smallestStepNanos: Number.isFinite(this.#smallestStep) ? this.#smallestStep : null,
      rules: RULES.map((rule) => ({
        ...rule,
        meetsGranularity: granularityNanos !== null && granularityNanos <= rule.granularityNanos,
      })),
      comparisons,
      worstDivergenceNanos,
      machine,
    }
  }
}

function commonDivisor(first: number, second: number): number {
  let a = first
  let b = second
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
