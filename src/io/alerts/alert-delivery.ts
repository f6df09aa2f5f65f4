/**
 * Brings alerts to humans: every alert to every channel, off the way of orders.
 *
 * ```
 * accept(alert) -> too mild? -> said already? -> too many? -> a queue for each channel -> deliver
 *                                                                ^        fails: wait, again |
 *                                                                +---------------------------+
 * ```
 *
 * The first attempt is at once; then 0.25 s, 0.5 s, 1 s ... up to half a minute apart, for ten minutes.
 * Channels do not wait for each other. Equal alerts (kind and text) within `repeatMillis` are sent once,
 * and the next one says how many were held back; re-arming the kill switch ends that, so that a stop for
 * the same reason is told again. More than `perMinuteMax` in a minute are held back too;
 * critical ones have an allowance of their own, so that noise cannot use it up.
 */
import { ALERT_REARMED, type Alert, SEVERITY_CRITICAL } from '../../core/index.ts'
import {
  type AlertChannel,
  type AlertNotice,
  DeliveryError,
  noticeOf,
  systemReason,
} from './alert-channel.ts'

export interface AlertPolicy {
  /** Milder alerts are not delivered. */
  readonly severityMin: number
  readonly repeatMillis: number
  readonly perMinuteMax: number
}

export interface AlertDeliveryOptions extends AlertPolicy {
  readonly channels: readonly AlertChannel[]
  /** Which program says this. */
  readonly source: string
  /** Told when a notice has arrived, or will not. `problem` holds no secret. */
  readonly onOutcome?: ((outcome: AlertOutcome) => void) | undefined
}

export interface AlertOutcome {
  readonly channel: string
  readonly number: number
  readonly isDelivered: boolean
  /** Attempts made. */
  readonly attempts: number
  readonly problem: string
  /** From acceptance to now. */
  readonly millis: number
}

const ATTEMPT_MILLIS = 4_000
const FIRST_WAIT_MILLIS = 250
const WAIT_MILLIS_MAX = 30_000
const GIVE_UP_MILLIS = 600_000
const QUEUE_MAX = 1_000
const SAID_MAX = 10_000
const MINUTE_MILLIS = 60_000

interface Said {
  readonly atMillis: number
  heldBack: number
}

export class AlertDelivery {
  readonly #options: AlertDeliveryOptions
  readonly #queues: readonly ChannelQueue[]
  readonly #said = new Map<string, Said>()
  readonly #sentMillis: Record<'critical' | 'other', number[]> = { critical: [], other: [] }
  #number = 0
  #heldBack = 0

  constructor(options: AlertDeliveryOptions) {
    this.#options = options
    this.#queues = options.channels.map((channel) => new ChannelQueue(channel, options.onOutcome))
  }

  /** Alerts that were held back as equal or too many. */
  get heldBack(): number {
    return this.#heldBack
  }

  /** Returns at once. Answers whether the alert is on its way. */
  accept(alert: Alert): boolean {
    const { severityMin, source } = this.#options
    if (alert.code === ALERT_REARMED) this.#said.clear()
    if (alert.severity < severityMin) return false
    const now = performance.now()
    const heldBack = this.#repeatsBefore(`${alert.code} ${alert.text}`, now)
    if (heldBack === undefined || this.#isTooMany(alert, now)) {
      this.#heldBack++
      return false
    }
    const number = ++this.#number
    const notice = noticeOf(alert, { number, source, heldBack, atMillis: Date.now() })
    for (const queue of this.#queues) queue.add(notice)
    return true
  }

  /** Waits until all is delivered or given up, at most so long; then ends. */
  async close(millisMax: number): Promise<void> {
    const end = performance.now() + millisMax
    await Promise.all(this.#queues.map((queue) => queue.close(end)))
  }

  /** How many equal ones were held back since one was sent; undefined when this one must be, too. */
  #repeatsBefore(key: string, now: number): number | undefined {
    const said = this.#said.get(key)
    if (said !== undefined && now - said.atMillis < this.#options.repeatMillis) {
      said.heldBack++
      return undefined
    }
    this.#said.delete(key)
    // The oldest goes first: a map keeps the order in which keys came.
    if (this.#said.size >= SAID_MAX) this.#said.delete(this.#said.keys().next().value!)
    this.#said.set(key, { atMillis: now, heldBack: 0 })
    return said?.heldBack ?? 0
  }

  #isTooMany(alert: Alert, now: number): boolean {
    const sent = this.#sentMillis[alert.severity >= SEVERITY_CRITICAL ? 'critical' : 'other']
    while (sent.length > 0 && now - sent[0]! >= MINUTE_MILLIS) sent.shift()
    if (sent.length >= this.#options.perMinuteMax) return true
    sent.push(now)
    return false
  }
}

interface Waiting {
  readonly notice: AlertNotice
  readonly sinceMillis: number
}

/** The notices of one channel, one after the other. */
class ChannelQueue {
  readonly #channel: AlertChannel
  readonly #onOutcome: AlertDeliveryOptions['onOutcome']
  readonly #waiting: Waiting[] = []
  #work: Promise<void> | undefined
  #endMillis = Number.POSITIVE_INFINITY
  #wake: (() => void) | undefined

  constructor(channel: AlertChannel, onOutcome: AlertDeliveryOptions['onOutcome']) {
    this.#channel = channel
    this.#onOutcome = onOutcome
  }

  add(notice: AlertNotice): void {
    if (this.#waiting.length >= QUEUE_MAX) {
      const dropped = this.#waiting.splice(1, 1)[0]
      if (dropped !== undefined) this.#tell(dropped, 0, 'too many are waiting')
    }
    this.#waiting.push({ notice, sinceMillis: performance.now() })
    this.#work ??= this.#deliverAll()
  }

  async close(endMillis: number): Promise<void> {
    this.#endMillis = endMillis
    this.#wake?.()
    await this.#work
  }

  async #deliverAll(): Promise<void> {
    for (;;) {
      const next = this.#waiting[0]
      if (next === undefined) break
      await this.#deliver(next)
      this.#waiting.shift()
    }
    this.#work = undefined
  }

  async #deliver(waiting: Waiting): Promise<void> {
    let waitMillis = FIRST_WAIT_MILLIS
    for (let attempt = 1; ; attempt++) {
      const now = performance.now()
      // Whole: timers of the platform refuse a fraction.
      const timeoutMillis = Math.ceil(Math.min(ATTEMPT_MILLIS, this.#endMillis - now))
      const problem =
        timeoutMillis <= 0 ? 'the program ends' : await this.#attempt(waiting, timeoutMillis)
      if (problem === undefined) return this.#tell(waiting, attempt, '')
      const isOver =
        typeof problem === 'string' ||
        problem.isFinal ||
        performance.now() + waitMillis >
          Math.min(this.#endMillis, waiting.sinceMillis + GIVE_UP_MILLIS)
      if (isOver) {
        return this.#tell(waiting, attempt, typeof problem === 'string' ? problem : problem.message)
      }
      await this.#pause(waitMillis)
      waitMillis = Math.min(WAIT_MILLIS_MAX, waitMillis * 2)
    }
  }

  async #attempt({ notice }: Waiting, timeoutMillis: number): Promise<DeliveryError | undefined> {
    try {
      await this.#channel.deliver(notice, timeoutMillis)
      return undefined
    } catch (error) {
      return error instanceof DeliveryError ? error : new DeliveryError(systemReason(error))
    }
  }

  #pause(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #tell({ notice, sinceMillis }: Waiting, attempts: number, problem: string): void {
    this.#onOutcome?.({
      channel: this.#channel.name,
      number: notice.number,
      isDelivered: problem === '',
      attempts,
      problem,
      millis: performance.now() - sinceMillis,
    })
  }
}
