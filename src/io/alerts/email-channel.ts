/** E-mail: the notice as a short plain text, by SMTP. */
import { randomUUID } from 'node:crypto'
import { type AlertChannel, type AlertNotice, noticeBody, noticeTitle } from './alert-channel.ts'
import { type SmtpServer, sendMail } from './smtp-client.ts'

export interface EmailOptions extends SmtpServer {
  readonly from: string
  readonly to: readonly string[]
}

export class EmailChannel implements AlertChannel {
  readonly name = 'email'
  readonly #options: EmailOptions

  constructor(options: EmailOptions) {
    this.#options = options
  }

  async deliver(notice: AlertNotice, timeoutMillis: number): Promise<void> {
    const { from, to } = this.#options
    await sendMail(this.#options, { from, to, text: mailText(notice, from, to) }, timeoutMillis)
  }
}

/** Base64 keeps every line short and none of them a lone dot, whatever the text holds. */
function mailText(notice: AlertNotice, from: string, to: readonly string[]): string {
  const body = Buffer.from(`${noticeBody(notice)}\n`, 'utf8').toString('base64')
  return [
    `From: tick-to-trade <${from}>`,
    `To: ${to.map((recipient) => `<${recipient}>`).join(', ')}`,
    `Subject: ${headerText(noticeTitle(notice))}`,
    `Date: ${new Date(notice.at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@tick-to-trade.invalid>`,
    ...(notice.severity === 'critical' ? ['Importance: high', 'X-Priority: 1'] : []),
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(body.match(/.{1,76}/g) ?? []),
  ].join('\r\n')
}

/** Encoded words (RFC 2047) of at most 75 characters, also for plain ASCII: nothing can end a header. */
function headerText(text: string): string {
  const words: string[] = []
  let word = ''
  for (const character of text.slice(0, 200)) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word)
      word = ''
    }
    word += character
  }
  words.push(word)
  return words.map((part) => `=?utf-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ')
}
