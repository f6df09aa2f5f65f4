/**
 * Where alerts are raised: kept in the order in which they came, the newest so many, and handed on at
 * once to whoever delivers them.
 */
import { type Alert, assert } from '../core/index.ts'

export class AlertLog {
  readonly #kept: Alert[] = []
  readonly #keep: number
  readonly #onAlert: ((alert: Alert) => void) | undefined
  #raised = 0

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
}
