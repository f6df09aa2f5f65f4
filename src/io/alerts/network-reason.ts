/**
 * What is wrong with a line to a server, in words that may stand in a log: the operating system's or the
 * library's code and what it means, never a whole message. Messages of libraries hold URLs, and URLs
 * hold secrets.
 */
import { DeliveryError, isTimeout } from './alert-channel.ts'

const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the server hung up',
  EPIPE: 'the server hung up',
  UND_ERR_SOCKET: 'the server hung up',
  HPE_INVALID_CONSTANT: 'the answer is no HTTP',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ENOTFOUND: 'nobody knows this name',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_INVALID_ARG: 'a header of the configuration may not be set',
  UND_ERR_NOT_SUPPORTED: 'a header of the configuration may not be set',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'a header of the configuration may not be set',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there',
  EPROTO: 'it does not speak TLS there',
}

/** Of those that begin otherwise: certificates that lead to nobody who is trusted. */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|^CERT_(UNTRUSTED|SIGNATURE)/

/** The same will happen next time. */
const FINAL = /^UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/

/** Nobody who is trusted vouches for the far end's certificate. */
export const isUntrusted = (code: string): boolean => UNTRUSTED.test(code)

/** The line was there, and could not be encrypted. */
export const isEncryption = (code: string): boolean =>
  isUntrusted(code) || /^(ERR_SSL|ERR_TLS|EPROTO|CERT_)/.test(code)

/** `nobody listens there (ECONNREFUSED)`; the code alone where nothing is known of it. */
export function codeInWords(code: string): string {
  const meaning = UNTRUSTED.test(code) ? 'nobody trusted vouches for it' : MEANINGS[code]
  return meaning === undefined ? code : `${meaning} (${code})`
}

/** Why a request of `fetch` has not been answered. */
export function fetchFailure(error: unknown, place: string): DeliveryError {
  const failed = (what: string, isFinal = false) => new DeliveryError(`${place}: ${what}`, isFinal)
  if (!(error instanceof Error)) return failed('unknown problem')
  if (isTimeout(error)) return failed('no answer in time')
  const { cause } = error
  if (cause instanceof Error && 'code' in cause && cause.code !== 'ERR_INVALID_URL') {
    const code = String(cause.code)
    return failed(codeInWords(code), FINAL.test(code))
  }
  if (cause instanceof Error && cause.message === 'bad port') {
    return failed(
      'HTTP does not go to this port, which is kept for another service; let the webhook have another',
      true,
    )
  }
  // Made of what was given, and refused before anything left: name and password in the URL, a header
  // with a line break. The message would repeat them.
  if (error instanceof TypeError) {
    return failed('the URL or a header of the configuration cannot be sent', true)
  }
  return failed(error.name)
}
