/**
 * Messages a second and at once, withdrawals included.
 *
 * A withdrawal is never refused: it takes its token when there is none, too, and the debt is paid by
 * what comes later. New orders and replaces wait until a whole token is there again.
 */
import type { JudgedOrder } from '../judged-order.ts'
import { NO_REASON } from '../reason.ts'
import { TokenBucket } from '../token-bucket.ts'

export class MessageRate {
  readonly #bucket: TokenBucket | undefined
  readonly #reason: number = 0

  constructor(perSecond: number | undefined, burst: number | undefined, reason: number) {
    const isOn = perSecond !== undefined && burst !== undefined
    this.#bucket = isOn ? new TokenBucket({ perSecond, burst }) : undefined
    this.#reason = reason
  }

  judge(order: JudgedOrder): number {
    if (this.#bucket === undefined) return NO_REASON
    return this.#bucket.has(order) ? NO_REASON : this.#reason
  }

  /** The message that was just judged leaves, or a withdrawal that nobody judges. */
  sent(order: JudgedOrder): void {
    this.#bucket?.takeAnyway(order)
  }
}
