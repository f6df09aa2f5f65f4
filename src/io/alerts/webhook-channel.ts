/** A webhook: the notice as JSON by HTTP POST. Anything but a 2xx answer is a failure. */
import {
  type AlertChannel,
  type AlertNotice,
  DeliveryError,
  systemReason,
} from './alert-channel.ts'

export interface WebhookOptions {
  readonly url: string
  /** For example an Authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Answers that will be the same next time: the request is wrong, not the moment. */
const TRY_AGAIN = new Set([408, 425, 429])

export class WebhookChannel implements AlertChannel {
  readonly name = 'webhook'
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>

  constructor({ url, headers = {} }: WebhookOptions) {
    this.#url = url
    this.#headers = headers
  }

  async deliver(notice: AlertNotice, timeoutMillis: number): Promise<void> {
    const status = await this.#post(JSON.stringify(notice), timeoutMillis)
    if (status >= 200 && status < 300) return
    const isFinal = status >= 300 && status < 500 && !TRY_AGAIN.has(status)
    throw new DeliveryError(`answered ${status}`, isFinal)
  }

  /** What fetch says of a failure holds the URL, and URLs of webhooks hold secrets: it stays here. */
  async #post(body: string, timeoutMillis: number): Promise<number> {
    try {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { ...this.#headers, 'Content-Type': 'application/json' },
        body,
        // A redirect would carry the notice and its headers to somebody else.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMillis),
      })
      await answer.body?.cancel()
      return answer.status
    } catch (error) {
      throw new DeliveryError(systemReason(error))
    }
  }
}
