/** Thresholds of the circuit breaker. A trigger without one is off. */
export interface BreakerLimits {
  /** Largest fall of equity within a window, in currency. */
  readonly loss?: { readonly lossMax: number; readonly windowNanos: number } | undefined
  /** Largest fall from the highest equity, in currency. */
  readonly drawdown?: { readonly drawdownMax: number } | undefined
  /** Largest share of refusals among the last so many answers of venue and gate. */
  readonly rejects?: { readonly shareMax: number; readonly answers: number } | undefined
  /** Most messages that may leave within a window, over all instruments. */
  readonly messages?: { readonly messagesMax: number; readonly windowNanos: number } | undefined
  /** Highest 99th percentile of the last so many latencies from request to answer. */
  readonly latency?: { readonly p99NanosMax: number; readonly answers: number } | undefined
  /** Longest silence of a feed; with `gaps`, a loss that the feed reports trips too. */
  readonly data?: { readonly silenceNanosMax: number; readonly gaps: boolean } | undefined
  /** Largest step of a clock against another. */
  readonly clock?: { readonly jumpNanosMax: number } | undefined
  /** Longest time without a sign of life of a stage. */
  readonly heartbeat?:
    | { readonly silenceNanosMax: number; readonly stages: readonly string[] }
    | undefined
}

const COUNT_MAX = 1_000_000

/** A sentence for each threshold that cannot be one. */
export function breakerProblems(limits: BreakerLimits): string[] {
  const problems: string[] = []
  for (const [trigger, limit] of Object.entries(limits)) {
    for (const [name, value] of Object.entries((limit ?? {}) as Record<string, unknown>)) {
      if (typeof value !== 'number') continue
      if (!(Number.isFinite(value) && value > 0)) {
        problems.push(`${trigger}.${name} must be a positive, finite number`)
      }
    }
    const { answers } = (limit ?? {}) as { answers?: number }
    if (answers !== undefined && !(Number.isInteger(answers) && answers <= COUNT_MAX)) {
      problems.push(`${trigger}.answers must be a whole number of at most ${COUNT_MAX}`)
    }
  }
  if ((limits.rejects?.shareMax ?? 0) >= 1) problems.push('rejects.shareMax must be below 1')
  return problems
}
