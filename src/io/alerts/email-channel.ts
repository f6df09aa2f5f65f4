/**
 * E-mail: the notice as a short plain text, by SMTP, over TLS from the start or after STARTTLS.
 *
 * Off the loopback address nothing is said before the line is encrypted and the certificate is good;
 * a server that offers no encryption there is a failure, not a fallback.
 */
import { rootCertificates } from 'node:tls'
import type { SMTPTransportOptions } from 'nodemailer'
import {
  type AlertChannel,
  type AlertNotice,
  DeliveryError,
  noticeBody,
  noticeTitle,
} from './alert-channel.ts'
import { mailFailure, refusedRecipients } from './mail-failure.ts'

export interface EmailOptions {
  readonly host: string
  readonly port: number
  /** `tls` from the start, `starttls` before anything is said, `none` on loopback alone. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** Certificates to trust beside the usual ones, PEM. */
  readonly authority?: string | undefined
  readonly from: string
  readonly to: readonly string[]
}

/** What may stand in a header and in a command of SMTP as it is: nothing that ends or divides either. */
export const MAILBOX = /^[^\s<>@,;:"()\\[\]\p{Cc}]+@[^\s<>@,;:"()\\\p{Cc}]+$/u

/** Of the time that there is, until the server must be ready for a mail: so it is known which was slow. */
const READY_SHARE = 0.75
const CLOSE_MILLIS = 500
const REPLY_BYTES_MAX = 16_384
const SUBJECT_LENGTH_MAX = 200

export class EmailChannel implements AlertChannel {
  readonly name = 'email'
  readonly #options: EmailOptions
  /** Loaded when there is somebody to write to, and not in the emergency itself. */
  readonly #library = import('nodemailer')
  /** Whom a notice has still to reach: a server may take it for some, and not now for others. */
  readonly #left = new WeakMap<AlertNotice, readonly string[]>()

  constructor(options: EmailOptions) {
    this.#options = options
    // Told when a mail is to be sent, if it is a failure at all.
    this.#library.catch(() => {})
  }

  async deliver(notice: AlertNotice, timeoutMillis: number): Promise<void> {
    const options = this.#options
    const to = this.#left.get(notice) ?? options.to
    if ([options.from, ...to].some((address) => !MAILBOX.test(address))) {
      throw new DeliveryError('email.from or email.to holds what is no address', true)
    }
    const { createTransport } = await this.#library
    const transport = createTransport(transportOf(options, timeoutMillis))
    const sent = transport.sendMail({
      ...mailOf(notice, options),
      envelope: { from: options.from, to: [...to] },
      signal: AbortSignal.timeout(timeoutMillis),
    })
    const { rejected = [], rejectedErrors = [] } = await sent.catch((error: unknown) => {
      throw mailFailure(error, options)
    })
    this.#left.set(notice, rejected)
    const worst = rejectedErrors.find(({ permanent }) => permanent !== true) ?? rejectedErrors[0]
    if (worst !== undefined) throw refusedRecipients(rejected, worst, options)
  }
}

function transportOf(options: EmailOptions, timeoutMillis: number): SMTPTransportOptions {
  const { host, port, security, user, password, authority } = options
  const readyMillis = Math.ceil(timeoutMillis * READY_SHARE)
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    // Without it a server that offers no login would get the mail without one.
    forceAuth: user !== undefined,
    ...(authority === undefined ? {} : { tls: { ca: [...rootCertificates, authority] } }),
    connectionTimeout: readyMillis,
    greetingTimeout: readyMillis,
    dnsTimeout: readyMillis,
    socketTimeout: timeoutMillis,
    socketCloseTimeout: CLOSE_MILLIS,
    maxResponseSize: REPLY_BYTES_MAX,
    // What an alert says is never a place to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function mailOf(notice: AlertNotice, { from, to }: EmailOptions) {
  return {
    from: { name: 'tick-to-trade', address: from },
    to: to.map((address) => ({ name: '', address })),
    subject: noticeTitle(notice).slice(0, SUBJECT_LENGTH_MAX),
    date: new Date(notice.at),
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(notice.severity === 'critical' ? { priority: 'high' as const } : {}),
    text: `${noticeBody(notice)}\n`,
    textEncoding: 'base64' as const,
  }
}
