/**
 * The kill switch over HTTP, served by the watchdog's own thread: it answers while the main thread is
 * busy, and has stopped trading when it answers.
 *
 * | request        | body                    | does                                        |
 * |----------------|-------------------------|---------------------------------------------|
 * | `GET  /status` |                         | says how things stand                       |
 * | `POST /kill`   | `{why?, who?}` or empty | stops trading; says if it was stopped before |
 *
 * Both need `Authorization: Bearer TOKEN`, and a Host that is this machine. There is no re-arming here.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Access } from '../access.ts'
import type { KillAnswer, KillOutcome } from './watchdog-words.ts'

const BODY_BYTES_MAX = 4_096
const WORDS_MAX = 120

export interface KillEndpointOptions {
  readonly host: string
  readonly token: string
  /** Answers whether it was this that stopped trading. */
  readonly kill: (reason: string) => boolean
  readonly status: () => KillAnswer
}

export class KillEndpoint {
  readonly #options: KillEndpointOptions
  readonly #access: Access
  readonly #server: Server

  constructor(options: KillEndpointOptions) {
    this.#options = options
    this.#access = new Access(options)
    this.#server = createServer((request, response) => {
      void this.#handle(request, response)
    })
    this.#server.requestTimeout = 5_000
    this.#server.maxConnections = 50
  }

  /** Resolves to the port. */
  async listen(): Promise<number> {
    this.#server.listen({ host: this.#options.host, port: 0 })
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, origin, authorization } = request.headers
    const token = authorization?.match(/^Bearer (\S+)$/)?.[1]
    if (!this.#access.isAddressedHere({ host, origin }))
      return refuse(response, 403, 'not this machine')
    if (!this.#access.isToken(token)) return refuse(response, 401, 'the token is missing or wrong')
    if (request.method === 'POST' && request.url === '/kill') {
      // Whatever the body says: who has the token wants trading stopped.
      const wasStopped = !this.#options.kill(reasonOf(await bodyOf(request)))
      const outcome: KillOutcome = { ...this.#options.status(), wasStopped }
      return answer(response, 200, outcome)
    }
    if (request.method === 'GET' && request.url === '/status') {
      return answer(response, 200, this.#options.status())
    }
    return refuse(response, 404, 'there is nothing here: GET /status, POST /kill')
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  try {
    for await (const bytes of request) {
      text += String(bytes)
      if (text.length > BODY_BYTES_MAX) return ''
    }
  } catch {
    return ''
  }
  return text
}

function reasonOf(body: string): string {
  let given: unknown
  try {
    given = JSON.parse(body)
  } catch {
    given = {}
  }
  const { why, who } = (typeof given === 'object' && given !== null ? given : {}) as Record<
    string,
    unknown
  >
  const words = (value: unknown): string =>
    typeof value === 'string'
      ? value
          .replace(/\p{Cc}/gu, ' ')
          .trim()
          .slice(0, WORDS_MAX)
      : ''
  return `${words(why) || 'asked for over HTTP'}${words(who) === '' ? '' : ` (${words(who)})`}`
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  })
  response.end(`${JSON.stringify(body)}\n`)
}

const refuse = (response: ServerResponse, status: number, problem: string): void =>
  answer(response, status, { problem })
