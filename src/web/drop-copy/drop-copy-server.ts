/**
 * Serves copied records to readers. A reader that does not keep up is dropped and counted; one that says
 * anything is sent away: there is nothing to say.
 *
 * Where the writer waits nobody has to keep up: records are left in the ring until all readers have taken
 * most of what they were sent, and a reader is dropped when it takes nothing for a while. Memory is
 * bounded either way.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import {
  EventTape,
  JOURNAL_ALGORITHM,
  JOURNAL_INSTRUMENT,
  JOURNAL_RUN_BEGIN,
} from '../../core/index.ts'
import { Access } from '../access.ts'
import { CopiedRecords, type CopyFormat, type ToldRecord } from './copy-format.ts'
import type { RecordRing } from './record-ring.ts'

export const DROP_COPY_PATH = '/drop-copy'
/** A reader that has not taken this much is too slow. */
export const BACKLOG_BYTES_MAX = 8 * 1024 * 1024
/** What a reader that comes late is told at once: the newest records of the run. */
const HISTORY_MAX = 20_000
const READERS_MAX = 20
const RECORDS_PER_TURN = 20_000
/** Where the writer waits, nothing is taken while a reader has this much ahead of it; some 1 MB a turn. */
const AHEAD_BYTES_MAX = 1024 * 1024
const WAITING_RECORDS_PER_TURN = 4_096
const FAREWELL_MILLIS = 2_000
const DRAIN_LOOK_MILLIS = 10
const NORMAL = 1000
const POLICY_VIOLATION = 1008
const TOO_SLOW = 1013

interface Reader {
  readonly socket: WebSocket
  /** Below the socket: knows when nothing moves. */
  readonly connection: Socket
  readonly format: CopyFormat
}

/** What the server knows of a copy. */
export interface ServedCounts {
  readonly readers: number
  readonly dropped: number
  readonly lost: number
}

export interface DropCopyServerOptions {
  readonly ring: RecordRing
  readonly token: string
  readonly host: string
  /** The ring's writer waits for room. */
  readonly waits?: boolean
  /** How long a reader may take nothing of what waits for it, at least. */
  readonly stallMillis?: number
  readonly onReader?: () => void
}

export class DropCopyServer {
  readonly #options: DropCopyServerOptions
  readonly #access: Access
  readonly #records = new CopiedRecords()
  readonly #tape = new EventTape(1)
  readonly #readers = new Set<Reader>()
  /** What is needed to understand the history and came before it: the run and its instruments. */
  #beginning: ToldRecord[] = []
  readonly #history: ToldRecord[] = []
  readonly #http = createServer((_, response) => response.writeHead(404).end())
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 64,
    perMessageDeflate: false,
  })
  #counts = { readers: 0, dropped: 0 }

  constructor(options: DropCopyServerOptions) {
    this.#options = options
    this.#access = new Access({ token: options.token, host: options.host })
    this.#tape.append(0, 0, 0, 0)
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  /** Unix nanoseconds that the times of the records count from. */
  set epochNanos(epochNanos: bigint) {
    this.#records.epochNanos = epochNanos
  }

  get counts(): ServedCounts {
    return { ...this.#counts, lost: this.#options.ring.lost }
  }
  get #stallMillis(): number {
    return this.#options.stallMillis ?? FAREWELL_MILLIS
  }
  get isOver(): boolean {
    return this.#options.ring.isOver
  }

  /** Resolves to the port. */
  async listen(port: number): Promise<number> {
    this.#http.listen({ host: this.#options.host, port })
    await once(this.#http, 'listening')
    return (this.#http.address() as AddressInfo).port
  }

  /** Sends what has come since. */
  pump(): void {
    const { ring, waits = false } = this.#options
    if (waits && this.#isAnybodyBehind()) return
    const lines: ToldRecord[] = []
    const lostBefore = ring.lost
    const recordsMax = waits ? WAITING_RECORDS_PER_TURN : RECORDS_PER_TURN
    for (let taken = 0; taken < recordsMax; taken++) {
      const sequence = ring.takeInto(this.#tape, 0)
      if (sequence === undefined) break
      const told = this.#records.take(this.#tape, 0, sequence)
      if (told === undefined) continue
      this.#history.push(told)
      lines.push(told)
    }
    if (this.#history.length > 2 * HISTORY_MAX) this.#forget()
    // Whoever read so far has a hole now: better no copy than one that looks whole.
    if (ring.lost > lostBefore) for (const reader of this.#readers) this.#drop(reader)
    if (lines.length > 0) for (const reader of this.#readers) this.#send(reader, lines)
  }

  async close(): Promise<ServedCounts> {
    await Promise.all([...this.#readers].map((reader) => this.#bid(reader)))
    const { counts } = this
    this.#sockets.close()
    this.#http.close()
    this.#http.closeAllConnections()
    return counts
  }

  /** Lets a reader have what it was sent, as long as it takes any of it, and says goodbye. */
  async #bid({ socket, connection }: Reader): Promise<void> {
    connection.setTimeout(this.#stallMillis)
    while (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > 0) {
      await sleep(DRAIN_LOOK_MILLIS)
    }
    if (socket.readyState === WebSocket.CLOSED) return
    const done = once(socket, 'close')
    socket.close(NORMAL, 'the run is over')
    // What the system has taken arrives, and this goodbye behind it.
    const timer = setTimeout(() => socket.terminate(), FAREWELL_MILLIS)
    await done.finally(() => clearTimeout(timer))
  }

  /** Keeps the newest records, and of older ones the beginning of the run that they go on with. */
  #forget(): void {
    const surplus = Math.max(0, this.#history.length - HISTORY_MAX)
    for (const told of this.#history.splice(0, surplus)) {
      if (told.kind === JOURNAL_RUN_BEGIN) this.#beginning = []
      if (isBeginning(told.kind)) this.#beginning.push(told)
    }
  }

  #isAnybodyBehind(): boolean {
    for (const { socket } of this.#readers) {
      if (socket.bufferedAmount > AHEAD_BYTES_MAX) return true
    }
    return false
  }

  #send(reader: Reader, lines: readonly ToldRecord[]): void {
    const { socket, format } = reader
    if (socket.readyState !== WebSocket.OPEN) return
    if (this.#options.waits !== true && socket.bufferedAmount > BACKLOG_BYTES_MAX) {
      this.#drop(reader)
      return
    }
    const bytes = Buffer.concat(lines.map((each) => each[format]))
    socket.send(format === 'json' ? bytes.toString('utf8') : bytes)
  }

  #drop(reader: Reader): void {
    if (!this.#readers.has(reader)) return
    this.#counts.dropped++
    this.#readers.delete(reader)
    reader.socket.close(TOO_SLOW, 'too slow')
    reader.socket.terminate()
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const { host, origin, authorization } = request.headers
    const address = new URL(request.url ?? '/', 'ws://localhost')
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
    const format = address.searchParams.get('format') ?? 'json'
    if (!this.#access.isAddressedHere({ host, origin })) deny(socket, '403 Forbidden')
    else if (!this.#access.isToken(token)) deny(socket, '401 Unauthorized')
    else if (address.pathname !== DROP_COPY_PATH) deny(socket, '404 Not Found')
    else if (format !== 'json' && format !== 'raw') deny(socket, '400 Bad Request')
    else if (this.#readers.size >= READERS_MAX) deny(socket, '503 Service Unavailable')
    else {
      this.#sockets.handleUpgrade(request, socket, head, (accepted) =>
        this.#admit({ socket: accepted, connection: request.socket, format }),
      )
    }
  }

  #admit(reader: Reader): void {
    const { socket, connection } = reader
    this.#readers.add(reader)
    if (this.#options.waits === true) connection.setTimeout(this.#stallMillis)
    // Nothing moves: while something waits to be taken that is the reader's doing.
    connection.on('timeout', () => {
      if (socket.bufferedAmount > 0) this.#drop(reader)
    })
    this.#counts.readers++
    socket.on('close', () => this.#readers.delete(reader))
    socket.on('error', () => socket.terminate())
    socket.on('message', () => socket.close(POLICY_VIOLATION, 'readers only read'))
    this.#forget()
    const known = [...this.#beginning, ...this.#history]
    if (known.length > 0) this.#send(reader, known)
    this.#options.onReader?.()
  }
}

const isBeginning = (kind: number): boolean =>
  kind === JOURNAL_RUN_BEGIN || kind === JOURNAL_INSTRUMENT || kind === JOURNAL_ALGORITHM

function deny(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
