/**
 * The contract of a trigger: one condition that stops trading by itself.
 *
 * A trigger keeps what it needs of the past, in memory of fixed size, and answers whether its threshold
 * is exceeded now. It trips nothing: the circuit breaker does, and tells what was measured.
 */
export interface Trigger {
  /** What is measured, for a sentence: `rejected share of the last 50 answers`. */
  readonly text: string
  readonly threshold: number
  /** At the last look, in the unit of the threshold. */
  readonly measured: number
  /** Both are nanoseconds. */
  readonly isSpan: boolean
  /** Forgets the past: trading goes on, and everything counts from now. */
  reset(): void
}

/** `drawdown: 120.5, threshold 100`. */
export function triggerText({ text, threshold, measured, isSpan }: Trigger): string {
  if (isSpan) return `${text}: ${spanText(Math.abs(measured))}`
  return `${text}: ${Number(measured.toPrecision(6))}, threshold ${threshold}`
}

/** Nanoseconds in words: `250 ms`. */
export function spanText(nanoseconds: number): string {
  for (const [unit, size] of SPAN_UNITS) {
    if (nanoseconds >= size) return `${Number((nanoseconds / size).toPrecision(4))} ${unit}`
  }
  return `${nanoseconds} ns`
}

const SPAN_UNITS = [
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
] as const
