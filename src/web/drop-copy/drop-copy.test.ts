import { once } from 'node:events'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  appendText,
  EVENT_BYTES,
  EventTape,
  FILLED,
  FLAG_TEXT,
  JOURNAL_INSTRUMENT,
  JOURNAL_NOTE,
  JOURNAL_RUN_BEGIN,
  packMeta,
  TRADE,
} from '../../core/index.ts'
import { startDropCopy } from './drop-copy.ts'
import { followDropCopy } from './drop-copy-reader.ts'
import { BACKLOG_BYTES_MAX, DropCopyServer } from './drop-copy-server.ts'
import { RecordRing } from './record-ring.ts'

function record(kind: number, text?: string): EventTape {
  const tape = new EventTape(8)
  tape.append(packMeta(kind, 1, text === undefined ? 0 : FLAG_TEXT), 0, 1, 2)
  if (text !== undefined) appendText(tape, [text])
  return tape
}

test('readers get every order in order, with its words, in the form they ask for; no market data', async () => {
  const copy = await startDropCopy({ port: 0 })
  const lines: string[] = []
  const bytes: Buffer[] = []
  const followed = [
    followDropCopy({ url: copy.url, format: 'json', onData: (data) => lines.push(String(data)) }),
    followDropCopy({ url: copy.url, format: 'raw', onData: (data) => bytes.push(data) }),
  ]
  await copy.firstReader
  const sink = copy.sink(undefined, 0n)
  const note = record(JOURNAL_NOTE, 'x'.repeat(100))
  for (let k = 0; k < 500; k++) sink.append(record(FILLED), 0)
  sink.appendRun(record(TRADE), 0, 1)
  sink.append(record(TRADE), 0)
  for (let index = 0; index < note.length; index++) sink.append(note, index)
  const counts = await copy.close()
  await Promise.all(followed)
  const told = lines
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(told.map(({ sequence }) => sequence)).toEqual(
    [...Array(500).keys()].map((k) => k + 1).concat(503),
  )
  expect(told.at(-1)).toMatchObject({ kind: 'note', text: 'x'.repeat(100) })
  expect(Buffer.concat(bytes)).toHaveLength((500 + note.length) * EVENT_BYTES)
  expect(counts).toEqual({ readers: 2, dropped: 0, lost: 0, waitedMillis: 0 })
  expect(await copy.close()).toBe(counts)
})

/** What a reader hears that comes when several runs have been copied, the last with so many fills. */
async function heardLate(symbols: readonly string[], fillsOfLast: number) {
  const ring = new RecordRing(2 ** 17)
  const server = new DropCopyServer({ ring, token: 'secret', host: '127.0.0.1' })
  const port = await server.listen(0)
  let sequence = 0
  const push = (tape: EventTape) => {
    const first = ++sequence
    for (let index = 0; index < tape.length; index++) ring.push(tape, index, first)
  }
  const feed = { name: 'synthetic', epochNanos: '0' }
  const grid = { tick: '0.01', lot: '1', contract: 'linear', contractSize: 1, feed }
  for (const symbol of symbols) {
    push(record(JOURNAL_RUN_BEGIN, '{}'))
    push(record(JOURNAL_INSTRUMENT, JSON.stringify({ symbol, ...grid })))
    const fills = symbol === symbols.at(-1) ? fillsOfLast : 2
    for (let k = 0; k < fills; k++) push(record(FILLED))
  }
  while (ring.waiting > 0) server.pump()
  const lines: string[] = []
  const url = `ws://127.0.0.1:${port}/#token=secret`
  const onData = (data: unknown) => lines.push(String(data))
  const followed = followDropCopy({ url, format: 'json', onData })
  while (server.counts.readers < 1) await new Promise((resolve) => setTimeout(resolve, 5))
  await server.close()
  await followed
  const told = lines.join('').trimEnd().split('\n')
  return told.map((line) => JSON.parse(line) as { sequence: number; kind: string; symbol: string })
}

test('a reader that comes late hears several runs one after the other, each with its own instrument', async () => {
  const told = await heardLate(['ONE', 'TWO'], 2)
  expect(told.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  const fills = told.filter(({ kind }) => kind === 'filled')
  expect(fills.map(({ symbol }) => symbol)).toEqual(['ONE', 'ONE', 'TWO', 'TWO'])
})

test('of runs that are forgotten a late reader hears nothing, and the beginning of the one that goes on', async () => {
  const told = await heardLate(['ONE', 'TWO', 'THREE'], 60_000)
  expect(told).toHaveLength(2 + 20_000)
  expect(told.slice(0, 2).map(({ kind }) => kind)).toEqual(['run begin', 'instrument'])
  expect(new Set(told.slice(1).map(({ symbol }) => symbol))).toEqual(new Set(['THREE']))
  expect(told.at(-1)!.sequence).toBe(8 + 2 + 60_000)
})

test('strangers, wrong paths and whoever speaks are sent away', async () => {
  const copy = await startDropCopy({ port: 0 })
  const wrong = copy.url.replace(/token=.*/, 'token=wrong')
  const follow = (url: string) => followDropCopy({ url, format: 'json', onData: () => {} })
  await expect(follow(wrong)).rejects.toThrow('the token is not the one')
  await expect(follow('http://127.0.0.1')).rejects.toThrow('no URL of a drop copy')
  const token = copy.url.split('token=')[1]!
  const headers = { authorization: `Bearer ${token}` }
  const status = (path: string, more: object = {}) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${copy.port}${path}`, {
        headers: { ...headers, ...more },
      })
      socket.on('error', () => {})
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      socket.on('open', () => socket.send('hello'))
      socket.on('close', (code) => resolve(code))
    })
  expect(await status('/else')).toBe(404)
  expect(await status('/drop-copy?format=fix')).toBe(400)
  expect(await status('/drop-copy', { origin: 'http://evil.example' })).toBe(403)
  expect(await status('/drop-copy', { host: 'evil.example' })).toBe(403)
  expect(await status('/drop-copy')).toBe(1008)
  const counts = await copy.close()
  expect(counts.readers).toBe(1)
  await expect(follow(copy.url)).rejects.toThrow('nobody serves a drop copy there')
})

test('a port that is taken is said in words', async () => {
  const copy = await startDropCopy({ port: 0 })
  await expect(startDropCopy({ port: copy.port })).rejects.toThrow('the port is taken')
  await copy.close()
})

test('a reader that takes nothing is dropped and counted, and the others go on', async () => {
  const ring = new RecordRing(65_536)
  const server = new DropCopyServer({
    ring: new RecordRing(ring.memory),
    token: 'secret',
    host: '127.0.0.1',
  })
  const port = await server.listen(0)
  const stuck = connect(port, '127.0.0.1')
  stuck.on('error', () => {})
  stuck.write(
    `GET /drop-copy HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer secret\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await new Promise((resolve) => stuck.once('data', resolve))
  stuck.pause()
  let heard = 0
  const url = `ws://127.0.0.1:${port}/#token=secret`
  const followed = followDropCopy({ url, format: 'raw', onData: (data) => (heard += data.length) })
  while (server.counts.readers < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  const note = record(JOURNAL_NOTE, 'x'.repeat(250))
  let sent = 0
  while (server.counts.dropped === 0 && sent < 40 * BACKLOG_BYTES_MAX) {
    for (let k = 0; k < 2_000; k++) {
      for (let index = 0; index < note.length; index++) ring.push(note, index, sent++)
    }
    server.pump()
    await new Promise((resolve) => setImmediate(resolve))
  }
  ring.end()
  server.pump()
  expect(server.isOver).toBe(true)
  expect(await server.close()).toEqual({ readers: 2, dropped: 1, lost: 0 })
  await followed
  expect(heard).toBe(sent * EVENT_BYTES)
  stuck.destroy()
})

/** A reader on a thread of its own: it takes some and pauses, or takes nothing at all. */
const READER = `
const { parentPort, workerData } = require('node:worker_threads')
const { WebSocket } = require('ws')
const { url, token, pauseMillis } = workerData
const socket = new WebSocket(url, { headers: { authorization: 'Bearer ' + token }, perMessageDeflate: false })
let bytes = 0
socket.on('open', () => {
  parentPort.postMessage('reading')
  if (pauseMillis !== undefined) return
  socket.pause()
  // A connection that is not read from keeps no thread alive.
  setInterval(() => {}, 1_000)
})
socket.on('message', (data) => {
  bytes += data.length
  socket.pause()
  setTimeout(() => socket.resume(), pauseMillis)
})
socket.on('error', () => {})
socket.on('close', (code) => parentPort.postMessage({ bytes, code }))
`

async function readerOf(url: string, pauseMillis?: number) {
  const [address, token] = url.split('/#token=')
  const worker = new Worker(READER, {
    eval: true,
    workerData: { url: `${address}/drop-copy?format=raw`, token, pauseMillis },
  })
  await once(worker, 'message')
  return { worker, end: once(worker, 'message').then(([told]) => told) }
}

const MANY = 300_000

test('a run without a clock waits for a slow reader, which gets every record', async () => {
  const copy = await startDropCopy({ port: 0, waits: true })
  const { end } = await readerOf(copy.url, 1)
  const sink = copy.sink(undefined, 0n)
  const fill = record(FILLED)
  for (let k = 0; k < MANY; k++) sink.append(fill, 0)
  const { waitedMillis, ...counts } = await copy.close()
  expect(counts).toEqual({ readers: 1, dropped: 0, lost: 0 })
  expect(waitedMillis).toBeGreaterThan(0)
  expect(await end).toEqual({ bytes: MANY * EVENT_BYTES, code: 1000 })
})

test('a reader that takes nothing holds a run up for a while, then it is dropped and the others get the rest', async () => {
  const copy = await startDropCopy({ port: 0, waits: true, stallMillis: 100 })
  const stuck = await readerOf(copy.url)
  const { end } = await readerOf(copy.url, 0)
  const sink = copy.sink(undefined, 0n)
  const fill = record(FILLED)
  for (let k = 0; k < MANY; k++) sink.append(fill, 0)
  const { dropped, lost } = await copy.close()
  expect({ dropped, lost }).toEqual({ dropped: 1, lost: 0 })
  expect(await end).toEqual({ bytes: MANY * EVENT_BYTES, code: 1000 })
  await stuck.worker.terminate()
})

test('what a slow reader has not taken stays in the ring: the server holds a bounded part of it', async () => {
  const ring = new RecordRing(2 ** 18)
  const served = new RecordRing(ring.memory)
  const server = new DropCopyServer({
    ring: served,
    token: 'secret',
    host: '127.0.0.1',
    waits: true,
    stallMillis: 60_000,
  })
  const port = await server.listen(0)
  const reader = new WebSocket(`ws://127.0.0.1:${port}/drop-copy?format=raw`, {
    headers: { authorization: 'Bearer secret' },
    perMessageDeflate: false,
  })
  await once(reader, 'open')
  reader.pause()
  let heard = 0
  reader.on('message', (data: Buffer) => (heard += data.length))
  const fill = record(FILLED)
  for (let k = 0; k < ring.capacity - 1; k++) ring.push(fill, 0, k)
  const pump = async () => {
    server.pump()
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let before = 0; before !== served.waiting; ) {
    before = served.waiting
    for (let turn = 0; turn < 20; turn++) await pump()
  }
  expect(served.waiting).toBeGreaterThan(ring.capacity / 4)
  reader.resume()
  const over = once(reader, 'close')
  while (served.waiting > 0) await pump()
  expect(await server.close()).toEqual({ readers: 1, dropped: 0, lost: 0 })
  await over
  expect(heard).toBe((ring.capacity - 1) * EVENT_BYTES)
})
