/** A webhook: the notice as JSON by HTTP POST. Anything but a 2xx answer is a failure. */
import { type AlertChannel, type AlertNotice, DeliveryError } from './alert-channel.ts'
import { fetchFailure } from './network-reason.ts'

export interface WebhookOptions {
  readonly url: string
  /** For example an Authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Answers that may be another next time: not the request is wrong, but the moment. */
const TRY_AGAIN = new Set([408, 425, 429])

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'check webhook.headersFrom, or the URL',
  403: 'check webhook.headersFrom, or the URL',
  404: 'check the URL',
  410: 'it was there once: ask for a new URL',
}

export class WebhookChannel implements AlertChannel {
  readonly name = 'webhook'
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  /** All of the URL that is ever told: the rest of it may be a secret. */
  readonly #place: string

  constructor({ url, headers = {} }: WebhookOptions) {
    this.#url = url
    this.#headers = headers
    this.#place = URL.canParse(url) ? new URL(url).host : 'webhook'
  }

  async deliver(notice: AlertNotice, timeoutMillis: number): Promise<void> {
    const status = await this.#post(JSON.stringify(notice), timeoutMillis)
    if (status >= 200 && status < 300) return
    const isFinal = status >= 300 && status < 500 && !TRY_AGAIN.has(status)
    const isRedirect = status >= 300 && status < 400
    const remedy = isRedirect ? 'give the URL that it leads to, none is followed' : REMEDIES[status]
    throw new DeliveryError(
      `${this.#place}: answered ${status}${remedy === undefined ? '' : `; ${remedy}`}`,
      isFinal,
    )
  }

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
      throw fetchFailure(error, this.#place)
    }
  }
}
