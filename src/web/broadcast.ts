/**
 * The WebSocket side: frames to every page, at most 30 a second, never queued.
 *
 * A page that has not taken its last frame gets none: when it is ready again, its next frame holds
 * what it missed. One that takes nothing for long is dropped. Pages send one kind of message, a
 * request for another view; anything else closes the connection.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { InputError } from '../core/index.ts'
import type { Access } from './access.ts'
import type { DemoSession } from './demo-session.ts'
import { SUBPROTOCOL, TOKEN_PREFIX } from './protocol.ts'
import { readViewRequest, Viewer } from './viewer.ts'

export const STREAM_PATH = '/api/stream'
const FRAME_MILLIS = 1000 / 30
/** A page that hears nothing for a second thinks the server gone. */
const HEARTBEAT_MILLIS = 250
const STUCK_MILLIS = 20_000
/** How long a page may take to say goodbye. */
const FAREWELL_MILLIS = 300
const PAGES_MAX = 20
const MESSAGE_BYTES_MAX = 256
const POLICY_VIOLATION = 1008
const GOING_AWAY = 1001

interface Page {
  readonly socket: WebSocket
  readonly viewer: Viewer
  sentMillis: number
}

export class Broadcast {
  readonly #session: DemoSession
  readonly #access: Access
  readonly #pages = new Set<Page>()
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
  })
  readonly #timer: NodeJS.Timeout

  constructor(session: DemoSession, access: Access) {
    this.#session = session
    this.#access = access
    this.#timer = setInterval(() => this.#sendAll(), FRAME_MILLIS)
  }

  get pages(): number {
    return this.#pages.size
  }

  /** Takes over a connection that asks to become a WebSocket, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const { host, origin } = request.headers
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',')
    const token = offered
      .map((name) => name.trim())
      .find((name) => name.startsWith(TOKEN_PREFIX))
      ?.slice(TOKEN_PREFIX.length)
    if (!this.#access.isAddressedHere({ host, origin })) deny(socket, '403 Forbidden')
    else if (!this.#access.isToken(token)) deny(socket, '401 Unauthorized')
    else if (request.url !== STREAM_PATH) deny(socket, '404 Not Found')
    else if (this.#pages.size >= PAGES_MAX) deny(socket, '503 Service Unavailable')
    else this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#add(webSocket))
  }

  close(): void {
    clearInterval(this.#timer)
    for (const { socket } of this.#pages) {
      socket.close(GOING_AWAY, 'the demo has ended')
      const timer = setTimeout(() => socket.terminate(), FAREWELL_MILLIS)
      socket.once('close', () => clearTimeout(timer))
    }
    this.#sockets.close()
  }

  #add(socket: WebSocket): void {
    const page: Page = { socket, viewer: new Viewer(this.#session), sentMillis: 0 }
    this.#pages.add(page)
    socket.on('close', () => this.#pages.delete(page))
    socket.on('error', () => socket.terminate())
    socket.on('message', (message) => {
      try {
        page.viewer.look(readViewRequest(String(message)))
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        socket.close(POLICY_VIOLATION, 'not a view')
      }
    })
  }

  #sendAll(): void {
    const now = performance.now()
    for (const page of this.#pages) {
      const { socket, viewer } = page
      if (socket.readyState !== WebSocket.OPEN) continue
      const sinceMillis = now - page.sentMillis
      if (socket.bufferedAmount > 0) {
        if (sinceMillis > STUCK_MILLIS) socket.terminate()
      } else if (viewer.isBehind || sinceMillis >= HEARTBEAT_MILLIS) {
        socket.send(viewer.compose())
        page.sentMillis = now
      }
    }
  }
}

function deny(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
