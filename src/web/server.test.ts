/** The server over real sockets: what it gives, to whom, and what it refuses. */
import { on } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DEMO_DICTIONARY } from './demo-market.ts'
import { DemoSession } from './demo-session.ts'
import { decodeFrame, type Frame } from './frame.ts'
import { SUBPROTOCOL, TOKEN_PREFIX } from './protocol.ts'
import { type DemoServer, startDemoServer } from './server.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-page-'))
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
writeFileSync(join(folder, 'secret.txt'), 'not a kind of file that pages have')

let session: DemoSession
let server: DemoServer
beforeAll(async () => {
  session = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1 })
  session.pause()
  server = await startDemoServer({ session, port: 0, pageFolder: folder })
})
beforeEach(() => {
  session.rearm('the test', 'the next one begins')
  session.pause()
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  readonly code: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A plain request whose path and headers go out as they stand. */
function ask(path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, method, headers },
      (answer) => {
        let text = ''
        answer.on('data', (chunk) => (text += chunk))
        answer.on('end', () =>
          resolve({ code: answer.statusCode ?? 0, headers: answer.headers, text }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

const bearer = () => ({ authorization: `Bearer ${server.token}` })
const post = (name: string, body?: unknown, headers: Record<string, string> = bearer()) =>
  ask(`/api/${name}`, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

test('it listens on the loopback address alone, and says where', async () => {
  expect(server.url).toBe(`http://127.0.0.1:${server.port}/#token=${server.token}`)
  // The same port is still free on another address of this machine.
  const other = createServer()
  await new Promise<void>((resolve, reject) => {
    other.once('error', reject)
    other.listen(server.port, '127.0.0.2', resolve)
  })
  other.close()
})

test('the page needs no token, and comes with a policy that keeps strangers out', async () => {
  const { code, headers, text } = await ask('/')
  expect([code, text]).toEqual([200, '<!doctype html><title>page</title>'])
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}`)
  expect(policy).not.toContain('unsafe')
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-type': 'text/html; charset=utf-8',
  })
})

test('a path that climbs, or names no file of the page, finds nothing', async () => {
  for (const path of [
    '/nothing',
    '/secret.txt',
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/....//....//etc/passwd',
    '//etc/passwd',
    '/index.html/../../secret.txt',
    '/%00',
    '/assets/',
  ]) {
    expect((await ask(path)).code, path).toBe(404)
  }
})

test('without the right token there is no state, no command and no stream', async () => {
  const before = session.status()
  const paths = [
    'state',
    'pause',
    'kill',
    'restart',
    'rearm',
    'rearm/confirm',
    'mode',
    'strategy/rearm',
    'unknown',
  ]
  for (const headers of [
    {},
    { authorization: 'Bearer wrong' },
    { authorization: server.token },
    { authorization: `Basic ${server.token}` },
    { authorization: `Bearer ${server.token}x` },
  ]) {
    for (const path of paths) {
      for (const method of ['GET', 'POST']) {
        const { code, text } = await ask(`/api/${path}`, { method, headers })
        expect(code).toBe(401)
        expect(text).not.toContain(server.token)
      }
    }
  }
  expect(session.status()).toEqual(before)
})

test('a request from another site, or by another name, is refused even with the token', async () => {
  for (const headers of [
    { ...bearer(), origin: 'http://evil.example' },
    { ...bearer(), origin: 'null' },
    { ...bearer(), host: 'evil.example' },
    { ...bearer(), host: `evil.example:${server.port}` },
  ]) {
    expect((await post('kill', undefined, headers)).code).toBe(403)
    expect((await ask('/', { headers })).code).toBe(403)
  }
  expect(session.status().killSwitch).toBeNull()
})

test('commands do what they say and answer with the state', async () => {
  const state = JSON.parse((await post('step')).text)
  expect(state.status).toMatchObject({ phase: 'paused', ticks: session.status().ticks })
  expect(state.setup.symbol).toBe('BTC-USDT')
  expect(JSON.parse((await post('speed', { speed: 'max' })).text).status.speed).toBe('max')
  expect(JSON.parse((await post('speed', { speed: 2.5 })).text).status.speed).toBe(2.5)
  expect(JSON.parse((await post('restart', { seed: 9 })).text).status).toMatchObject({
    seed: '9',
    ticks: 0,
  })
  const tuned = JSON.parse((await post('tune', { threshold: 2, sizing: 'fixed' })).text)
  expect(tuned.setup.values).toMatchObject({ threshold: 2, sizing: 'fixed' })
  expect(JSON.parse((await post('resume')).text).status.phase).toBe('running')
  expect(JSON.parse((await post('pause')).text).status.phase).toBe('paused')
  const { text } = await ask('/api/state', { headers: bearer() })
  expect(JSON.parse(text).status).toEqual(session.status())
})

test('re-arming over HTTP takes both steps', async () => {
  await post('kill')
  expect((await post('rearm/confirm', { code: 'guess' })).code).toBe(400)
  expect(session.killSwitch.isTripped).toBe(true)
  const { code } = JSON.parse((await post('rearm', { who: 'anna', why: 'feed checked' })).text)
  expect(session.killSwitch.isTripped).toBe(true)
  expect(JSON.parse((await post('rearm/confirm', { code })).text).status.killSwitch).toBeNull()
  expect((await post('rearm/confirm', { code })).code).toBe(400)
})

test('what is wrong is told by field, and nothing changes', async () => {
  const { code, text } = await post('tune', { threshold: -1, lookbackWindow: 3 })
  expect(code).toBe(400)
  expect(JSON.parse(text).fields).toEqual({ threshold: 'must be a number from 0 to 100 σ' })
  expect(session.setup().values.lookbackWindow).toBe(50)
})

test('a speed or a seed that cannot be is told in words, however it is wrong', async () => {
  const expected = "body, speed: expected 'max' or a number from 0.01 to 10000"
  for (const speed of ['1e400', '-1e400', '"1e400"', 'null', '[]', 'true']) {
    const body = `{"speed":${speed}}`
    const { text } = await ask('/api/speed', { method: 'POST', headers: bearer(), body })
    expect(JSON.parse(text).problem.replace('body: speed', 'body, speed')).toContain(expected)
  }
  const body = '{"seed":1e400}'
  const { text } = await ask('/api/restart', { method: 'POST', headers: bearer(), body })
  expect(JSON.parse(text).problem).toContain('expected a number or a text')
})

test('whether a token is good is answered without one, and nothing else is told', async () => {
  for (const [headers, isGood] of [
    [{}, false],
    [{ authorization: 'Bearer wrong' }, false],
    [bearer(), true],
  ] as const) {
    const { code, text } = await ask('/api/token', { headers })
    expect([code, text]).toEqual([200, JSON.stringify({ isGood })])
  }
})

test('bodies that are no JSON, of another shape, or too large are refused', async () => {
  const before = session.status()
  for (const [path, body] of [
    ['speed', ''],
    ['speed', '{'],
    ['speed', '{"speed":"fast"}'],
    ['speed', '{"speed":1,"more":2}'],
    ['speed', '{"speed":1e400}'],
    ['speed', '[1]'],
    ['speed', 'null'],
    ['speed', '\u0000\u0001'],
    ['restart', '{"seed":null}'],
    ['restart', '{"seed":1.5}'],
    ['restart', `{"seed":"${'x'.repeat(100)}"}`],
    ['tune', '{"threshold":[1]}'],
    ['tune', '[]'],
    ['tune', 'null'],
    ['tune', '{"__proto__":1}'],
    ['rearm/confirm', '{"code":7}'],
  ] as const) {
    const { code, text } = await ask(`/api/${path}`, { method: 'POST', headers: bearer(), body })
    expect([path, body, code]).toEqual([path, body, 400])
    expect(JSON.parse(text).problem).not.toBe('')
    expect(text).not.toContain('node_modules')
  }
  for (const headers of [bearer(), { ...bearer(), 'transfer-encoding': 'chunked' }]) {
    const body = JSON.stringify({ seed: 'x'.repeat(100_000) })
    expect((await ask('/api/restart', { method: 'POST', headers, body })).code).toBe(413)
  }
  expect(session.status()).toEqual(before)
})

test('other methods and unknown commands are not found', async () => {
  for (const [method, path] of [
    ['GET', '/api/kill'],
    ['PUT', '/api/kill'],
    ['DELETE', '/api/state'],
    ['POST', '/api/nothing'],
    ['POST', '/'],
  ] as const) {
    expect((await ask(path, { method, headers: bearer() })).code).toBe(404)
  }
  expect(session.status().killSwitch).toBeNull()
})

/** What a socket was sent and nobody has taken yet: the first frame may come with the connection. */
const arrived = new WeakMap<WebSocket, AsyncIterator<ArrayBuffer[]>>()

/** Connects to the stream; answers the socket, or the HTTP status of the refusal. */
function connect(options: {
  token?: string
  headers?: Record<string, string>
  path?: string
}): Promise<WebSocket | number> {
  const { token = server.token, headers = {}, path = '/api/stream' } = options
  const socket = new WebSocket(
    `ws://127.0.0.1:${server.port}${path}`,
    [SUBPROTOCOL, `${TOKEN_PREFIX}${token}`],
    { headers },
  )
  socket.binaryType = 'arraybuffer'
  arrived.set(socket, on(socket, 'message'))
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, answer) => {
      socket.once('error', () => {})
      resolve(answer.statusCode ?? 0)
      socket.terminate()
    })
    socket.once('error', reject)
  })
}

async function nextFrame(socket: WebSocket): Promise<Frame> {
  const { value } = await arrived.get(socket)!.next()
  return decodeFrame(value[0])
}

test('the stream needs token, name, origin and path', async () => {
  expect(await connect({ token: 'wrong' })).toBe(401)
  expect(await connect({ headers: { origin: 'http://evil.example' } })).toBe(403)
  expect(await connect({ headers: { host: 'evil.example' } })).toBe(403)
  expect(await connect({ path: '/api/other' })).toBe(404)
})

test('the stream brings everything at first, then what is new, then a heartbeat', async () => {
  session.restart(4)
  session.advance(300)
  const socket = (await connect({})) as WebSocket
  const first = await nextFrame(socket)
  expect(socket.protocol).toBe(SUBPROTOCOL)
  expect(first.header).toMatchObject({ status: { ticks: 300 }, setup: { symbol: 'BTC-USDT' } })
  expect(first.header.view).toMatchObject({ first: 0, ticks: 300 })
  session.step()
  const second = await nextFrame(socket)
  expect(second.header.view).toMatchObject({ ticks: 301 })
  expect(second.rows.length).toBeLessThan(first.rows.length / 50)
  expect((await nextFrame(socket)).header.status.ticks).toBe(301)
  socket.close()
})

test('a page that says anything but a view is disconnected', async () => {
  for (const message of ['hello', '{"kill":true}', 'x'.repeat(10_000)]) {
    const socket = (await connect({})) as WebSocket
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    socket.send(message)
    expect([1008, 1009]).toContain(await closed)
  }
})

test('a page that takes nothing is sent nothing more, and its next frame has it all', async () => {
  session.restart(4)
  session.speed = 'max'
  const socket = (await connect({})) as WebSocket
  socket.send('{"windowTicks":1000000,"buckets":4000}')
  await nextFrame(socket)
  socket.pause()
  session.resume()
  await new Promise((resolve) => setTimeout(resolve, 700))
  session.pause()
  // What lies in the pipes is bounded by them; the server kept none of the rest.
  let frames = 0
  let newest: Frame | undefined
  socket.on('message', (data: ArrayBuffer) => {
    frames++
    newest = decodeFrame(data)
  })
  socket.resume()
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(newest?.header.status.ticks).toBe(session.status().ticks)
  expect(frames).toBeLessThan(30)
  socket.close()
})

test('no more than twenty pages at once', async () => {
  const sockets: WebSocket[] = []
  while (server.pages < 20) sockets.push((await connect({})) as WebSocket)
  expect(await connect({})).toBe(503)
  for (const socket of sockets) socket.close()
  await expect.poll(() => server.pages).toBe(0)
})

test('a taken port is told, or replaced when any will do', async () => {
  const options = { session, pageFolder: folder, port: server.port }
  await expect(startDemoServer(options)).rejects.toThrow('the port is taken')
  const other = await startDemoServer({ ...options, mayChoosePort: true })
  expect(other.port).not.toBe(server.port)
  await other.close()
})

test('an address that is not ours, and a page that is not built, are told', async () => {
  const options = { session, pageFolder: folder, port: 0 }
  await expect(startDemoServer({ ...options, host: '192.0.2.1' })).rejects.toThrow(
    'this machine has no such address',
  )
  await expect(
    startDemoServer({ session, port: 0, pageFolder: join(folder, 'nowhere') }),
  ).rejects.toThrow('the page is not built')
})

test('closing ends every connection', async () => {
  const other = await startDemoServer({ session, port: 0, pageFolder: folder })
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/api/stream`, [
    SUBPROTOCOL,
    `${TOKEN_PREFIX}${other.token}`,
  ])
  await new Promise((resolve) => socket.once('open', resolve))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await other.close()
  expect(await closed).toBe(1001)
})

test('a mode is set with who and why, in one market or all, and told of when it was so already', async () => {
  const answered = async (body: object) => {
    const { code, text } = await post('mode', body)
    return { code, ...JSON.parse(text) }
  }
  const asked = { mode: 'halted', who: 'anna', why: 'news' }
  for (const [body, problem] of [
    [{ ...asked, mode: 'stop' }, 'mode: '],
    [{ ...asked, who: ' ' }, 'who: must be said'],
    [{ mode: 'halted', who: 'anna' }, 'why: '],
    [{ ...asked, market: 'NOWHERE' }, 'no market here is called'],
    [{ ...asked, markets: 'all' }, 'markets'],
  ] as const) {
    const answer = await answered(body)
    expect([answer.code, answer.problem]).toEqual([400, expect.stringContaining(problem)])
  }
  expect(session.status().trading.mode).toBe('trading')
  expect(await answered(asked)).toMatchObject({ code: 200, isChange: true })
  expect(await answered({ ...asked, who: 'bert' })).toMatchObject({ code: 200, isChange: false })
  const { trading } = session.status()
  expect(trading).toMatchObject({ mode: 'halted', all: { set: { who: 'anna', why: 'news' } } })
  const { symbol } = session.setup()
  await answered({ ...asked, mode: 'reduce-only', market: symbol })
  await answered({ ...asked, mode: 'trading', why: 'over' })
  expect(session.status().trading.mode).toBe('reduce-only')
  await answered({ ...asked, mode: 'trading', market: symbol })
  expect(session.status().trading.mode).toBe('trading')
})

test('a strategy that is not disabled cannot be re-armed', async () => {
  const { code, text } = await post('strategy/rearm', { who: 'anna', why: 'early' })
  expect([code, JSON.parse(text).problem]).toEqual([
    400,
    expect.stringContaining('there is nothing to re-arm'),
  ])
})
