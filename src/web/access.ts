/**
 * Who may talk to the server: the token, and the guards against pages of other sites.
 *
 * A browser lets any web page send requests to the loopback address. Three things keep strangers out:
 *
 * 1. Everything but the page's own files needs the token, which is printed with the URL, behind its
 *    `#`, where it never reaches a server's log or another site.
 * 2. The Host header must name this machine, so that a foreign name that was made to point here (DNS
 *    rebinding) gets nothing.
 * 3. A request that bears an Origin must come from the page itself.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/** 144 bits, in characters that URLs, headers and subprotocols carry unchanged. */
export const newToken = (): string => randomBytes(18).toString('base64url')

/** What a request says about itself. */
export interface Credentials {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly token: string | undefined
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]'])

export class Access {
  readonly #tokenDigest: Buffer
  readonly #boundName: string

  /** @param host the name or address the server is bound to. */
  constructor(options: { token: string; host: string }) {
    this.#tokenDigest = digest(options.token)
    this.#boundName = nameInUrl(options.host)
  }

  /** Whether the request was meant for this machine and comes from no foreign page. */
  isAddressedHere({ host, origin }: Omit<Credentials, 'token'>): boolean {
    if (host === undefined || !this.#isOwnName(host)) return false
    return origin === undefined || origin === `http://${host}`
  }

  /** Compares in a time that does not depend on where the texts differ. */
  isToken(token: string | undefined): boolean {
    return token !== undefined && timingSafeEqual(digest(token), this.#tokenDigest)
  }

  #isOwnName(hostHeader: string): boolean {
    const name = hostHeader.toLowerCase().replace(/:\d+$/, '')
    if (LOOPBACK_NAMES.has(name) || name === this.#boundName) return true
    // Bound to every address, the server answers to addresses: no foreign name can be one.
    return WILDCARDS.has(this.#boundName) && isIP(name.replace(/^\[|\]$/g, '')) !== 0
  }
}

/** Whether an address or name is reachable from this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(nameInUrl(host)) || /^127(\.\d{1,3}){3}$/.test(host)
}

/** An address the way it stands in a URL: IPv6 in brackets. */
export function nameInUrl(host: string): string {
  return isIP(host) === 6 ? `[${host.toLowerCase()}]` : host.toLowerCase()
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
