/**
 * Something that a person should know of, from whatever noticed it to whoever delivers it.
 *
 * Plain data, so that it crosses threads as it is. Codes are stable: they stand in journals, as the
 * rule of a JOURNAL_ALERT.
 */
export interface Alert {
  /** ALERT_... */
  readonly code: number
  /** SEVERITY_NOTICE, SEVERITY_WARNING or SEVERITY_CRITICAL. */
  readonly severity: number
  /** What it is in a word, for a code that ALERT_NAMES does not have. */
  readonly kind?: string
  /** What it is, in a sentence. */
  readonly text: string
  /** When it happened, in nanoseconds on the clock of whoever noticed it; NaN when unknown. */
  readonly causeNanos: number
  readonly measured?: number
  readonly threshold?: number
}

/** The kill switch has tripped, by hand or by a trigger. */
export const ALERT_TRIPPED = 1
/** The venue has answered: nothing works any more. */
export const ALERT_WITHDRAWN = 2
/** The venue has not answered in time: orders may still work. */
export const ALERT_UNCONFIRMED = 3
/** Somebody has let trading go on. */
export const ALERT_REARMED = 4
/** A journal does not take records. */
export const ALERT_JOURNAL = 5
/** Somebody wants to know whether alerts arrive. */
export const ALERT_TEST = 6
/** So many executions that the strategy is disabled until somebody re-arms it. */
export const ALERT_DISABLED = 7
/** Somebody has re-armed it. */
export const ALERT_STRATEGY_REARMED = 8
/** Somebody has set what may be sent. */
export const ALERT_MODE = 9

export const ALERT_NAMES: Readonly<Record<number, string>> = {
  [ALERT_TRIPPED]: 'kill switch tripped',
  [ALERT_WITHDRAWN]: 'orders withdrawn',
  [ALERT_UNCONFIRMED]: 'withdrawal not confirmed',
  [ALERT_REARMED]: 'kill switch re-armed',
  [ALERT_JOURNAL]: 'journal failed',
  [ALERT_TEST]: 'test',
  [ALERT_DISABLED]: 'strategy disabled',
  [ALERT_STRATEGY_REARMED]: 'strategy re-armed',
  [ALERT_MODE]: 'trading mode',
}
