import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  appendText,
  EVENT_BYTES,
  EventTape,
  FILLED,
  FLAG_TEXT,
  JOURNAL_NOTE,
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
  expect(counts).toEqual({ readers: 2, dropped: 0, lost: 0 })
  expect(await copy.close()).toBe(counts)
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
