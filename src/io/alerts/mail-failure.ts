/**
 * Why a mail has not been sent: the server, how far it came, what was wrong, and what helps.
 *
 * ```
 * mail.example.com:587, logging in: refused (535); check email.user and its password
 * ```
 *
 * Replies of the server are told by their numbers alone: servers repeat what they were told.
 */
import type { NodemailerError } from 'nodemailer'
import { DeliveryError } from './alert-channel.ts'
import type { EmailOptions } from './email-channel.ts'
import { codeInWords, isEncryption, isUntrusted } from './network-reason.ts'

const CONNECTING = 'connecting'
const ENCRYPTING = 'encrypting'
const LOGGING_IN = 'logging in'

const STAGES: Readonly<Record<string, string>> = {
  CONN: CONNECTING,
  EHLO: 'greeting',
  HELO: 'greeting',
  STARTTLS: ENCRYPTING,
  'MAIL FROM': 'naming the sender',
  'RCPT TO': 'naming the recipients',
  DATA: 'handing over the mail',
}

const WHEREABOUTS = 'check email.host and email.port'

const REMEDIES: Readonly<Record<string, string>> = {
  [CONNECTING]: WHEREABOUTS,
  [LOGGING_IN]: 'check email.user and its password',
  'naming the sender': 'check email.from',
  'naming the recipients': 'check email.to',
}

const NOT_TRUSTED = 'name who vouches for it in email.authorityFile'
const OTHER_SECURITY: Readonly<Record<EmailOptions['security'], string>> = {
  tls: 'try email.security: starttls, as is usual on port 587',
  starttls: 'try email.security: tls, as is usual on port 465',
  none: WHEREABOUTS,
}

export function mailFailure(error: unknown, options: EmailOptions): DeliveryError {
  const failure = (error instanceof Error ? error : new Error()) as NodemailerError
  const stage = stageOf(failure)
  const isFinal = failure.permanent ?? (failure.code === 'EPROTOCOL' || isOurs(failure))
  const remedy = remedyOf(failure, stage, options)
  return new DeliveryError(
    `${placeOf(options)}, ${stage}: ${problemOf(failure)}${remedy === undefined ? '' : `; ${remedy}`}`,
    isFinal,
  )
}

/** A mail that went to some, and not to others. */
export function refusedRecipients(
  refused: readonly string[],
  { permanent, responseCode }: NodemailerError,
  options: EmailOptions,
): DeliveryError {
  return new DeliveryError(
    `${placeOf(options)}, naming the recipients: refused ${refused.join(', ')} (${responseCode}), and took the mail for the others; check email.to`,
    permanent === true,
  )
}

const placeOf = ({ host, port }: EmailOptions): string => `${host}:${port}`

function stageOf({ command = '', code, originalCode, timeoutType }: NodemailerError): string {
  const isTls = code === 'ETLS' || timeoutType === 'UPGRADE_TIMEOUT'
  if (isTls || isEncryption(originalCode ?? '')) return ENCRYPTING
  if (code === 'EAUTH' || command.startsWith('AUTH')) return LOGGING_IN
  if (timeoutType === 'SOCKET_TIMEOUT' || code === 'EABORT') return 'sending'
  return STAGES[command] ?? 'sending'
}

function problemOf(failure: NodemailerError): string {
  const { code, command, originalCode, responseCode, timeoutType } = failure
  if (command === 'STARTTLS' && responseCode !== undefined) {
    return `the server does not offer STARTTLS (${responseCode})`
  }
  if (code === 'EPROTOCOL' && responseCode === undefined) return 'the answer is no SMTP'
  if (responseCode !== undefined) return `refused (${responseCode})`
  if (timeoutType !== undefined || code === 'EABORT') return 'no answer in time'
  if (code === 'ECONNECTION') return 'the server hung up'
  if (isOurs(failure)) return 'this cannot be sent'
  return codeInWords(originalCode ?? code ?? failure.name)
}

function remedyOf(
  { originalCode = '', code, command, responseCode }: NodemailerError,
  stage: string,
  { security }: EmailOptions,
): string | undefined {
  if (isUntrusted(originalCode)) return NOT_TRUSTED
  const isOtherSpeech = /^(ERR_SSL|EPROTO)/.test(originalCode) || code === 'EPROTOCOL'
  if (isOtherSpeech || command === 'STARTTLS') return OTHER_SECURITY[security]
  if (isEncryption(originalCode)) return 'check email.host'
  // What the server says later of the moment is no mistake of the configuration.
  if (responseCode !== undefined && responseCode < 500) return undefined
  return REMEDIES[stage]
}

/** Refused by the library before anything was sent. */
const isOurs = ({ command, code }: NodemailerError): boolean =>
  command === 'API' && (code === 'EENVELOPE' || code === 'EAUTH')
