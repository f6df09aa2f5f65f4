/**
 * The contract of a channel: one way to a human.
 *
 * A channel delivers one notice at a time, within the time it is given, or rejects with a
 * `DeliveryError` that says why in words that may stand in a log: no password, no token, no path of a
 * URL. Retrying is not its business.
 */
import { ALERT_NAMES, type Alert, SEVERITY_NAMES } from '../../core/index.ts'

/** What a human gets: plain JSON. */
export interface AlertNotice {
  /** Counts what this program has sent. */
  readonly number: number
  /** ISO 8601, UTC. */
  readonly at: string
  /** Which program says this: `t2t demo, BTC-USDT`. */
  readonly source: string
  /** `notice`, `warning`, `critical`. */
  readonly severity: string
  readonly kind: string
  readonly text: string
  readonly measured?: number
  readonly threshold?: number
  /** How many equal alerts were held back since the last one that was sent. */
  readonly heldBack: number
}

export interface AlertChannel {
  readonly name: string
  deliver(notice: AlertNotice, timeoutMillis: number): Promise<void>
}

/** Why a notice has not arrived. `isFinal`: trying again would not help. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly isFinal: boolean

  constructor(message: string, isFinal = false) {
    super(message)
    this.isFinal = isFinal
  }
}

export function noticeOf(
  alert: Alert,
  place: { number: number; source: string; heldBack: number; atMillis: number },
): AlertNotice {
  const { number, source, heldBack, atMillis } = place
  const { measured, threshold } = alert
  return {
    number,
    at: new Date(atMillis).toISOString(),
    source,
    severity: SEVERITY_NAMES[alert.severity] ?? `severity ${alert.severity}`,
    kind: alert.kind ?? ALERT_NAMES[alert.code] ?? `alert ${alert.code}`,
    text: alert.text,
    ...(measured === undefined ? {} : { measured }),
    ...(threshold === undefined ? {} : { threshold }),
    heldBack,
  }
}

/** One line for a subject or a title. */
export const noticeTitle = ({ severity, kind, source }: AlertNotice): string =>
  `[${severity}] ${kind}: ${source}`.replace(/[\s\p{Cc}]+/gu, ' ')

/** Everything, for a mail or a desktop. */
export function noticeBody(notice: AlertNotice): string {
  const { text, at, measured, threshold, heldBack } = notice
  const figures = measured === undefined ? [] : [`measured ${measured}, threshold ${threshold}`]
  const repeats = heldBack === 0 ? [] : [`${heldBack} equal alerts were held back before this one`]
  return [text, ...figures, ...repeats, at].join('\n')
}

/** The operating system's code of what went wrong, or what is known: never a whole message. */
export function systemReason(error: unknown): string {
  if (error instanceof DeliveryError) return error.message
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string') return error.code
    return isTimeout(error) ? 'no answer in time' : error.name
  }
  return 'unknown problem'
}

/** Whether it is the end of the time that something was given. */
export const isTimeout = ({ name }: Error): boolean =>
  name === 'TimeoutError' || name === 'AbortError'
