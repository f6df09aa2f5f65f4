/**
 * What we sent to the venue and how it fared: messages, volumes, and races that were lost.
 *
 * A race is a cancel or a replace. It is lost when the venue answers that there is no such order: as
 * a rule the order has traded while the request was on its way.
 */
import { CANCEL_ORDER, ENTER_ORDER, REPLACE_ORDER } from '../../core/index.ts'
import { UNKNOWN_ORDER } from '../../risk/index.ts'
import { Histogram } from '../../telemetry/index.ts'

export class RequestRecord {
  enters = 0
  cancels = 0
  replaces = 0
  lateCancels = 0
  lateReplaces = 0
  /** Lots of all new orders and of all replaced ones: what the venue was asked to take in. */
  enteredLots = 0
  replacedLots = 0
  expired = 0
  rejected = 0
  /** From leaving the desk to arriving at the venue, in nanoseconds. */
  readonly entryNanos = new Histogram()

  arrived(kind: number, sizeLots: number, tookNanos: number): void {
    this.entryNanos.add(tookNanos)
    if (kind === ENTER_ORDER) {
      this.enters++
      this.enteredLots += Math.max(0, sizeLots)
    } else if (kind === CANCEL_ORDER) this.cancels++
    else if (kind === REPLACE_ORDER) {
      this.replaces++
      this.replacedLots += Math.max(0, sizeLots)
    }
  }

  /** The venue refused a cancel or a replace. */
  refused(kind: number, reason: number): void {
    if (reason !== UNKNOWN_ORDER) return
    if (kind === CANCEL_ORDER) this.lateCancels++
    else if (kind === REPLACE_ORDER) this.lateReplaces++
  }

  get messages(): number {
    return this.enters + this.cancels + this.replaces
  }
}
