/**
 * The stream of frames: connects, draws once per animation frame, and connects again when it breaks.
 *
 * Texts follow at a rate that eyes can read; curves follow every frame. Nothing is kept that is not
 * drawn: a frame that comes while the page is hidden replaces the one before it.
 */
import { batch, effect } from '@preact/signals'
import { decodeFrame, type Frame } from '../frame.ts'
import { SUBPROTOCOL, TOKEN_PREFIX, type TokenAnswer, type ViewRequest } from '../protocol.ts'
import { buckets, connection, fills, frames, ladder, setup, status, windowTicks } from './state.ts'
import { token } from './token.ts'

const STALE_MILLIS = 1000
const RECONNECT_MILLIS = 700
/** Numbers are read, not watched: ten times a second at most. */
const TEXT_MILLIS = 100
const BUCKETS_MIN = 200
const BUCKETS_MAX = 4_000
const BUCKETS_PER_COLUMN = 1.5

let socket: WebSocket | undefined
let heardMillis = Number.NEGATIVE_INFINITY
let textMillis = Number.NEGATIVE_INFINITY
let plotColumns = 1_000
let isDrawPending = false
let newest: Frame | undefined

/** Starts to listen, for as long as the page lives. */
export function listen(): void {
  void connect()
  // Another token in the URL loads no page anew.
  addEventListener('hashchange', () => {
    if (connection.value === 'refused') void connect()
  })
  setInterval(() => {
    if (connection.value === 'live' && performance.now() - heardMillis > STALE_MILLIS) {
      connection.value = 'stale'
    }
  }, 100)
  effect(() => {
    windowTicks.value
    askForView()
  })
}

/**
 * Tells how many columns the panes have, in device pixels. Buckets double in width from level to
 * level: asking for more than there are columns gives about one for each, or a few more.
 */
export function drawInColumns(columns: number): void {
  const buckets = Math.round((columns * BUCKETS_PER_COLUMN) / 100) * 100
  const wanted = Math.max(BUCKETS_MIN, Math.min(BUCKETS_MAX, buckets))
  if (wanted === plotColumns) return
  plotColumns = wanted
  askForView()
}

function askForView(): void {
  if (socket?.readyState !== WebSocket.OPEN) return
  const request: ViewRequest = { windowTicks: windowTicks.peek(), buckets: plotColumns }
  socket.send(JSON.stringify(request))
}

/** A browser writes refused requests into its console in red, so the token is asked about first. */
async function connect(): Promise<void> {
  try {
    const answer = await fetch('api/token', { headers: { Authorization: `Bearer ${token()}` } })
    const { isGood } = (await answer.json()) as TokenAnswer
    if (isGood) openStream()
    else connection.value = 'refused'
  } catch {
    if (connection.value !== 'stale') connection.value = 'connecting'
    connectLater()
  }
}

function connectLater(): void {
  setTimeout(() => void connect(), RECONNECT_MILLIS)
}

function openStream(): void {
  const address = new URL('api/stream', location.href)
  address.protocol = 'ws:'
  address.hash = ''
  const opened = new WebSocket(address, [SUBPROTOCOL, `${TOKEN_PREFIX}${token()}`])
  opened.binaryType = 'arraybuffer'
  opened.onopen = askForView
  opened.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => take(decodeFrame(data))
  opened.onclose = () => {
    if (connection.value === 'live') connection.value = 'stale'
    connectLater()
  }
  socket = opened
  if (connection.value === 'refused') connection.value = 'connecting'
}

function take(frame: Frame): void {
  heardMillis = performance.now()
  // Rows add up, so every frame is applied; only drawing waits for the screen.
  buckets.apply(frame)
  newest = { header: { ...newest?.header, ...frame.header }, rows: frame.rows }
  connection.value = 'live'
  if (isDrawPending) return
  isDrawPending = true
  requestAnimationFrame(draw)
}

function draw(): void {
  isDrawPending = false
  const { header } = newest!
  const before = status.peek()
  const isTextDue =
    performance.now() - textMillis >= TEXT_MILLIS ||
    header.status.phase !== 'running' ||
    header.status.phase !== before?.phase ||
    header.status.runNumber !== before.runNumber ||
    (header.status.killSwitch === null) !== (before.killSwitch === null)
  batch(() => {
    frames.value++
    if (header.setup !== undefined && header.setup !== setup.peek()) setup.value = header.setup
    // Sizes are watched more than read: they follow as fast as frames come.
    ladder.value = header.setup?.feed === 'exchange' ? header.ladder : undefined
    if (!isTextDue) return
    textMillis = performance.now()
    status.value = header.status
    if (header.fills !== undefined) fills.value = header.fills
  })
}
