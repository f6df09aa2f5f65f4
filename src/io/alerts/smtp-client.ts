/**
 * Sends one mail by SMTP (RFC 5321), over TLS from the start or after STARTTLS (RFC 3207).
 *
 * Off the loopback address nothing is said before the line is encrypted and the certificate is good;
 * there a server that offers no encryption is a failure, not a fallback. Replies are never quoted whole:
 * servers repeat what they were told.
 */
import { connect, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { DeliveryError, systemReason } from './alert-channel.ts'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** `tls` from the start, `starttls` before anything is said, `none` on loopback alone. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** Certificates to trust beside those of the system, PEM. */
  readonly authority?: string | undefined
}

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body, lines ended by CR LF, none of them a lone dot. */
  readonly text: string
}

interface Reply {
  readonly code: number
  readonly lines: readonly string[]
}

const LINE_LENGTH_MAX = 8_192
const REPLY_LINES_MAX = 200

export async function sendMail(
  server: SmtpServer,
  mail: Mail,
  timeoutMillis: number,
): Promise<void> {
  const session = new SmtpSession(server, timeoutMillis)
  try {
    await session.open()
    await session.transfer(mail)
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(systemReason(error))
  } finally {
    session.close()
  }
}

class SmtpSession {
  readonly #server: SmtpServer
  readonly #timer: NodeJS.Timeout
  #socket: Socket | TLSSocket
  #text = ''
  #lines: string[] = []
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined
  #replies: Reply[] = []
  #failure: Error | undefined

  constructor(server: SmtpServer, timeoutMillis: number) {
    this.#server = server
    const { host, port, security } = server
    this.#socket = security === 'tls' ? connectTls(this.#tlsOptions()) : connect({ host, port })
    this.#listen()
    this.#timer = setTimeout(
      () => this.#fail(new DeliveryError('no answer in time')),
      timeoutMillis,
    )
  }

  async open(): Promise<void> {
    await this.#expect(220, 'greeting')
    let offers = await this.#hello()
    if (this.#server.security === 'starttls') {
      if (!offers.includes('STARTTLS')) {
        throw new DeliveryError('the server does not offer STARTTLS', true)
      }
      await this.#say('STARTTLS', 220, 'STARTTLS')
      await this.#encrypt()
      offers = await this.#hello()
    }
    const { user, password } = this.#server
    if (user !== undefined && password !== undefined) await this.#logIn(user, password, offers)
  }

  async transfer({ from, to, text }: Mail): Promise<void> {
    await this.#say(`MAIL FROM:<${from}>`, 250, 'the sender')
    for (const recipient of to) await this.#say(`RCPT TO:<${recipient}>`, 250, 'a recipient')
    await this.#say('DATA', 354, 'the mail')
    await this.#say(`${text}\r\n.`, 250, 'the mail')
    this.#socket.write('QUIT\r\n')
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#socket.end()
    this.#socket.destroySoon()
  }

  async #hello(): Promise<string> {
    const { lines } = await this.#say(`EHLO ${ownName()}`, 250, 'the greeting')
    return lines.join('\n').toUpperCase()
  }

  async #logIn(user: string, password: string, offers: string): Promise<void> {
    const what = 'name and password'
    if (/^AUTH[ =].*\bPLAIN\b/m.test(offers) || !/^AUTH[ =].*\bLOGIN\b/m.test(offers)) {
      await this.#say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 235, what)
      return
    }
    await this.#say('AUTH LOGIN', 334, what)
    await this.#say(base64(user), 334, what)
    await this.#say(base64(password), 235, what)
  }

  async #say(line: string, code: number, what: string): Promise<Reply> {
    this.#socket.write(`${line}\r\n`)
    return this.#expect(code, what)
  }

  async #expect(code: number, what: string): Promise<Reply> {
    const reply = await this.#reply()
    if (reply.code === code || (code === 250 && reply.code === 251)) return reply
    // 5xx stays; 4xx may pass.
    throw new DeliveryError(`the server refused ${what} (${reply.code})`, reply.code >= 500)
  }

  #reply(): Promise<Reply> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const early = this.#replies.shift()
    if (early !== undefined) return Promise.resolve(early)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  #tlsOptions() {
    const { host, port, authority } = this.#server
    return { host, port, servername: host, ...(authority === undefined ? {} : { ca: authority }) }
  }

  /** What was said before encryption counts for nothing: it may have been somebody else. */
  async #encrypt(): Promise<void> {
    const plain = this.#socket
    plain.removeAllListeners('data')
    this.#text = ''
    this.#replies = []
    const { host: _host, port: _port, ...options } = this.#tlsOptions()
    const encrypted = connectTls({ ...options, socket: plain })
    this.#socket = encrypted
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { resolve: () => resolve(), reject }
      encrypted.once('secureConnect', () => {
        this.#waiting = undefined
        resolve()
      })
      this.#listen()
    })
  }

  #listen(): void {
    const socket = this.#socket
    socket.on('data', (bytes: Buffer) => this.#take(bytes.toString('latin1')))
    socket.on('error', (error) => this.#fail(new DeliveryError(systemReason(error))))
    socket.on('close', () => this.#fail(new DeliveryError('the server hung up')))
  }

  #take(text: string): void {
    this.#text += text
    for (;;) {
      const end = this.#text.indexOf('\n')
      if (end < 0) break
      this.#takeLine(this.#text.slice(0, end).replace(/\r$/, ''))
      this.#text = this.#text.slice(end + 1)
    }
    if (this.#text.length > LINE_LENGTH_MAX || this.#lines.length > REPLY_LINES_MAX) {
      this.#fail(new DeliveryError('the answer is no SMTP', true))
    }
  }

  #takeLine(line: string): void {
    const match = /^(\d{3})([ -]?)(.*)$/.exec(line)
    if (match === null) {
      this.#fail(new DeliveryError('the answer is no SMTP', true))
      return
    }
    this.#lines.push(match[3]!)
    if (match[2] === '-') return
    const reply = { code: Number(match[1]), lines: this.#lines }
    this.#lines = []
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) this.#replies.push(reply)
    else waiting.resolve(reply)
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#waiting?.reject(this.#failure)
    this.#waiting = undefined
    this.#socket.destroy()
  }
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

/** Servers want a name without anything strange in it. */
const ownName = (): string => hostname().replace(/[^A-Za-z0-9.-]/g, '') || 'localhost'
