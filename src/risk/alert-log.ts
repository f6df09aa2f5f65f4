/**
 * Where alerts are raised: kept in the order in which they came, the newest so many, and handed on at
 * once to whoever delivers them.
 */
import { ALERT_TRIPPED, type Alert, assert, SEVERITY_CRITICAL } from '../core/index.ts'
import type { KillSwitch } from './kill-switch.ts'

export class AlertLog {
  readonly #kept: Alert[] = []
  readonly #keep: number = 0
  readonly #onAlert: ((alert: Alert) => void) | undefined
  #raised = 0
  #tripsTold = 0

  /** @param onAlert called before `raise` returns: it must not wait for anything. */
  constructor(options: { keep?: number; onAlert?: ((alert: Alert) => void) | undefined } = {}) {
    this.#keep = options.keep ?? 256
    assert(this.#keep >= 1, 'a log keeps an alert')
    this.#onAlert = options.onAlert
  }

  /** All that were ever raised. */
  get raised(): number {
    return this.#raised
  }
  /** The newest ones, oldest first. */
  get alerts(): readonly Alert[] {
    return this.#kept
  }

  raise(alert: Alert): void {
    this.#raised++
    this.#kept.push(alert)
    if (this.#kept.length > this.#keep) this.#kept.shift()
    this.#onAlert?.(alert)
  }

  /** The kill switch is on: told once for each trip, by whoever notices it first. */
  raiseTrip(killSwitch: KillSwitch, found: Pick<Alert, 'measured' | 'threshold'> = {}): void {
    const { record, trips } = killSwitch
    if (record === undefined || trips === this.#tripsTold) return
    this.#tripsTold = trips
    this.raise({
      code: ALERT_TRIPPED,
      severity: SEVERITY_CRITICAL,
      text: tripText(record.reason),
      causeNanos: record.atNanos,
      ...found,
    })
  }
}

/** What is said of a trip, wherever it is said: equal texts are delivered once. */
export const tripText = (reason: string): string => `trading stopped: ${reason}`
