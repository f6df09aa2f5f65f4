/**
 * A mail server in a few lines, on the loopback address: it takes mails down and checks names and
 * passwords. Its key is for these tests alone; nobody else trusts its certificate.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUI1vjnVx7slc0zW9coboN5b8ejXQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDEyMTkwMFoYDzIxMjYxMDI3
MTIxOTAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR+UsAnFfuciXn8fUEmAwu/KwUEzNCq04Dnlrat4cdLiKxskqdVow4K
srk2YhMknVDqFLAeryoDcdCYzv1Kgm+Po28wbTAdBgNVHQ4EFgQUDrN9vyboBwrU
Xwfa69sXTR4ROvIwHwYDVR0jBBgwFoAUDrN9vyboBwrUXwfa69sXTR4ROvIwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgE4sjM0MjveGj8povZ5bwYjLafbQLKkZrxy5ueOBsj+YCIQDq
AG+HyZCZpk8/iXr8CEtySqaFiGIsEozHHrJTqiXAng==
-----END CERTIFICATE-----
`
const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHJNBq0yU3txdsKKM
5s3NZPHPt0R5/xhJftzwKL9ddhihRANCAAR+UsAnFfuciXn8fUEmAwu/KwUEzNCq
04Dnlrat4cdLiKxskqdVow4Ksrk2YhMknVDqFLAeryoDcdCYzv1Kgm+P
-----END PRIVATE KEY-----
`

export interface MailServerOptions {
  readonly offersTls?: boolean
  /** Encrypted from the start, before the greeting. */
  readonly isTls?: boolean
  /** `name:password` that is let in. */
  readonly credentials?: string
  /** Answers to MAIL FROM, in their order, before mails are taken. */
  readonly refusals?: number[]
  /** Mechanisms of AUTH; none is offered where it is empty. */
  readonly mechanisms?: string
  /** Answers to recipients who are not taken, by what stands between the angle brackets. */
  readonly refusedRecipients?: Record<string, number>
  /** Says no more from here on. */
  readonly silentAt?: string
}

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  readonly isEncrypted: boolean
  readonly credentials: string
}

export class MailServer {
  readonly mails: ReceivedMail[] = []
  /** Every line that came before the line was encrypted. */
  readonly plainLines: string[] = []
  readonly #server: Server
  readonly #options: MailServerOptions

  constructor(options: MailServerOptions = {}) {
    this.#options = options
    this.#server = createServer((socket) => this.#serve(socket))
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#server.close()
  }

  #serve(plain: Socket): void {
    const secureContext = createSecureContext({ key: TEST_KEY, cert: TEST_CERTIFICATE })
    const encrypted = () => new TLSSocket(plain, { isServer: true, secureContext })
    let socket: Socket = this.#options.isTls === true ? encrypted() : plain
    let text = ''
    let mail = { from: '', to: [] as string[], credentials: '' }
    let mode: 'commands' | 'data' | 'name' | 'password' = 'commands'
    let name = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const {
      offersTls = true,
      credentials,
      refusals = [],
      mechanisms = 'PLAIN LOGIN',
      refusedRecipients = {},
      silentAt,
    } = this.#options
    const checked = (given: string) => {
      mail.credentials = given
      say(given === credentials ? '235 welcome' : `535 no such name and password: ${given}`)
    }
    const decode = (word = '') => Buffer.from(word, 'base64').toString('utf8')
    const take = (line: string) => {
      if (socket === plain) this.plainLines.push(line)
      if (mode === 'name') {
        name = decode(line)
        mode = 'password'
        return say('334 UGFzc3dvcmQ6')
      }
      if (mode === 'password') {
        mode = 'commands'
        return checked(`${name}:${decode(line)}`)
      }
      if (mode === 'data') {
        if (line !== '.') {
          text += `${line}\n`
          return
        }
        this.mails.push({ ...mail, text, isEncrypted: socket !== plain })
        mode = 'commands'
        mail = { from: '', to: [], credentials: '' }
        return say('250 taken')
      }
      const [, verb = '', rest = ''] = /^([A-Z]+(?: FROM| TO)?):?\s*(.*)$/.exec(line) ?? []
      if (verb === silentAt) return
      if (verb === 'EHLO') {
        const tls = offersTls && socket === plain ? ['250-STARTTLS'] : []
        const logIn = mechanisms === '' ? [] : [`250-AUTH ${mechanisms}`]
        return [`250-test`, ...tls, ...logIn, '250 8BITMIME'].forEach(say)
      }
      if (verb === 'STARTTLS') {
        if (!offersTls) return say('502 not known here')
        say('220 go ahead')
        plain.removeAllListeners('data')
        socket = encrypted()
        return hear()
      }
      if (verb === 'AUTH') {
        const [mechanism, word] = rest.split(' ')
        if (mechanisms === '') return say('503 nobody logs in here')
        if (mechanism === 'PLAIN') return checked(decode(word).split('\0').slice(1).join(':'))
        mode = 'name'
        return say('334 VXNlcm5hbWU6')
      }
      if (verb === 'MAIL FROM') {
        const refusal = refusals.shift()
        if (refusal !== undefined) return say(`${refusal} not now`)
        mail.from = rest
        return say('250 ok')
      }
      if (verb === 'RCPT TO') {
        const refusal = refusedRecipients[rest.slice(1, -1)]
        if (refusal !== undefined) return say(`${refusal} not here`)
        mail.to.push(rest)
        return say('250 ok')
      }
      if (verb === 'DATA') {
        mode = 'data'
        text = ''
        return say('354 go ahead')
      }
      return say('221 bye')
    }
    const hear = () => {
      let open = ''
      socket.on('error', () => plain.destroy())
      socket.on('data', (bytes: Buffer) => {
        open += bytes.toString('utf8')
        for (let end = open.indexOf('\r\n'); end >= 0; end = open.indexOf('\r\n')) {
          const line = open.slice(0, end)
          open = open.slice(end + 2)
          take(line)
        }
      })
    }
    hear()
    say('220 test')
  }
}
