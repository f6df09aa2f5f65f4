/** The newest alerts of a session, numbered over its whole life, as a page lists them. */
import { ALERT_TRIPPED, type Alert, SEVERITY_NAMES } from '../core/index.ts'
import type { AlertRow, RunInstant } from './protocol.ts'

const KEPT = 50

export class AlertRows {
  /** Oldest first. */
  readonly rows: AlertRow[] = []
  /** Of any severity, those that are not kept any more among them. */
  count = 0
  #tripsListed = 0

  /** `trips`: of the kill switch. Both threads may have noticed the same trip: it is listed once. */
  add({ code, text, severity }: Alert, { atSeconds, atTick }: RunInstant, trips: number): void {
    if (code === ALERT_TRIPPED) {
      if (this.#tripsListed === trips) return
      this.#tripsListed = trips
    }
    const name = SEVERITY_NAMES[severity] ?? 'notice'
    this.rows.push({ number: ++this.count, severity: name, text, atSeconds, atTick })
    if (this.rows.length > KEPT) this.rows.shift()
  }
}
