/** Each channel against a real far end on this machine, and what it says when that fails. */
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createPlainServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ALERT_TRIPPED, SEVERITY_CRITICAL } from '../../core/index.ts'
import { type AlertNotice, DeliveryError, noticeOf } from './alert-channel.ts'
import { CommandChannel } from './command-channel.ts'
import { EmailChannel, type EmailOptions } from './email-channel.ts'
import { FileChannel } from './file-channel.ts'
import { MailServer, type MailServerOptions, TEST_CERTIFICATE } from './mail-server.suite.ts'
import { WebhookChannel } from './webhook-channel.ts'

const folder = mkdtempSync(join(tmpdir(), 'alerts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const TEXT = 'trading stopped: Verlust über 1 €\r\n.\r\nBcc: <everybody@example.com>'
const NOTICE: AlertNotice = noticeOf(
  {
    code: ALERT_TRIPPED,
    severity: SEVERITY_CRITICAL,
    text: TEXT,
    causeNanos: 1,
    measured: 2,
    threshold: 1,
  },
  { number: 7, source: 'demo\r\nX-Injected: yes', heldBack: 3, atMillis: 0 },
)

async function problemOf(delivery: Promise<void>): Promise<DeliveryError> {
  try {
    await delivery
  } catch (error) {
    expect(error).toBeInstanceOf(DeliveryError)
    return error as DeliveryError
  }
  throw new Error('it was delivered')
}

async function mailed(options: MailServerOptions, given: Partial<EmailOptions> = {}) {
  const server = new MailServer(options)
  const port = await server.listen()
  const channel = new EmailChannel({
    host: 'localhost',
    port,
    security: 'starttls',
    authority: TEST_CERTIFICATE,
    from: 'desk@example.com',
    to: ['one@example.com', 'two@example.com'],
    ...given,
  })
  try {
    await channel.deliver(NOTICE, 3_000)
    return { server, problem: undefined }
  } catch (error) {
    return { server, problem: error as DeliveryError }
  } finally {
    server.close()
  }
}

test('a mail goes out encrypted, logged in, with nothing said before', async () => {
  for (const mechanisms of ['PLAIN LOGIN', 'LOGIN']) {
    const { server, problem } = await mailed(
      { credentials: 'me:sécret', mechanisms },
      { user: 'me', password: 'sécret' },
    )
    expect(problem).toBeUndefined()
    const [mail] = server.mails
    expect(mail).toMatchObject({ isEncrypted: true, credentials: 'me:sécret' })
    expect(mail?.from).toBe('<desk@example.com>')
    expect(mail?.to).toEqual(['<one@example.com>', '<two@example.com>'])
    expect(server.plainLines.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'STARTTLS'])
  }
})

test('what an alert says cannot end a mail or add a header to it', async () => {
  const { server } = await mailed({})
  const { text = '' } = server.mails[0] ?? {}
  const [head = '', body = ''] = text.split('\n\n')
  expect(head).not.toMatch(/^(Bcc|X-Injected)/m)
  const subject = [...head.matchAll(/=\?utf-8\?B\?([^?]+)\?=/g)].map(([, word]) => word!)
  expect(subject.map((word) => Buffer.from(word, 'base64').toString()).join('')).toBe(
    '[critical] kill switch tripped: demo X-Injected: yes',
  )
  const told = Buffer.from(body, 'base64').toString()
  expect(told).toContain(TEXT)
  expect(told).toContain('measured 2, threshold 1')
  expect(told).toContain('3 equal alerts were held back')
})

test('a server without encryption gets no mail, and no password', async () => {
  const { server, problem } = await mailed({ offersTls: false }, { user: 'me', password: 'secret' })
  expect(problem?.message).toBe('the server does not offer STARTTLS')
  expect(problem?.isFinal).toBe(true)
  expect(server.mails).toEqual([])
  expect(server.plainLines.join('\n')).not.toContain('AUTH')
})

test('a certificate that nobody vouches for gets no mail', async () => {
  const { server, problem } = await mailed({}, { authority: undefined })
  expect(problem?.message).toMatch(/SELF_SIGNED|CERT/)
  expect(server.mails).toEqual([])
})

test('a refusal is told without what the server repeated, and says whether to try again', async () => {
  const wrong = await mailed({ credentials: 'me:right' }, { user: 'me', password: 'wrong-secret' })
  expect(wrong.problem?.message).toBe('the server refused name and password (535)')
  expect(wrong.problem?.isFinal).toBe(true)
  const later = await mailed({ refusals: [451] })
  expect(later.problem).toMatchObject({
    message: 'the server refused the sender (451)',
    isFinal: false,
  })
})

test('on the loopback address a mail may go out plainly', async () => {
  const { server, problem } = await mailed({ offersTls: false }, { security: 'none' })
  expect(problem).toBeUndefined()
  expect(server.mails).toHaveLength(1)
})

test('a server that is none, or says nothing, is left in time', async () => {
  for (const [greeting, expected] of [
    ['HTTP/1.1 400 no\r\n', 'the answer is no SMTP'],
    ['2'.repeat(100_000), 'the answer is no SMTP'],
    ['', 'no answer in time'],
  ] as const) {
    const server = createPlainServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.write(greeting)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const channel = new EmailChannel({
      host: '127.0.0.1',
      port,
      security: 'none',
      from: 'a',
      to: ['b'],
    })
    expect((await problemOf(channel.deliver(NOTICE, 150))).message).toBe(expected)
    server.close()
  }
})

test('a webhook gets the notice as JSON, with its headers', async () => {
  const heard: { authorization: string | undefined; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes) => {
      body += bytes
    })
    request.on('end', () => {
      heard.push({ authorization: request.headers.authorization, body })
      const status = Number(request.url?.slice(1, 4))
      response.writeHead(status, { location: '/200' }).end('whatever')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const to = (status: number) =>
    new WebhookChannel({
      url: `http://127.0.0.1:${port}/${status}?token=hidden`,
      headers: { Authorization: 'Bearer hidden' },
    }).deliver(NOTICE, 3_000)
  await to(204)
  expect(heard[0]?.authorization).toBe('Bearer hidden')
  expect(JSON.parse(heard[0]!.body)).toEqual(NOTICE)
  for (const [status, isFinal] of [
    [302, true],
    [404, true],
    [429, false],
    [500, false],
  ] as const) {
    expect(await problemOf(to(status))).toMatchObject({ message: `answered ${status}`, isFinal })
  }
  // A redirect is not followed.
  expect(heard).toHaveLength(5)
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
  expect((await problemOf(to(200))).message).toMatch(/^(ECONNREFUSED|UND_ERR_SOCKET)$/)
})

test.skipIf(process.platform === 'win32')(
  'a command gets the notice on its input, and no shell',
  async () => {
    const path = join(folder, 'page me.sh')
    const out = join(folder, 'out')
    writeFileSync(path, `#!/bin/sh\ncat > "${out}"\necho "$1" >> "${out}"\nexit "$2"\n`)
    chmodSync(path, 0o700)
    await new CommandChannel([path, '$(id); `id`', '0']).deliver(NOTICE, 3_000)
    const [json = '', argument] = readFileSync(out, 'utf8').split('\n')
    expect(JSON.parse(json)).toEqual(NOTICE)
    expect(argument).toBe('$(id); `id`')
    const failed = new CommandChannel([path, 'x', '3']).deliver(NOTICE, 3_000)
    expect((await problemOf(failed)).message).toBe('ended with exit code 3')
    const slow = new CommandChannel(['/bin/sh', '-c', 'sleep 30']).deliver(NOTICE, 100)
    expect((await problemOf(slow)).message).toBe('did not end in time')
    const absent = new CommandChannel([join(folder, 'absent')]).deliver(NOTICE, 3_000)
    expect(await problemOf(absent)).toMatchObject({ message: 'no such program', isFinal: true })
    // Does not read its input.
    await new CommandChannel(['/bin/true']).deliver({ ...NOTICE, text: 'x'.repeat(1e6) }, 3_000)
  },
)

test('a file grows by a line for each notice', async () => {
  const path = join(folder, 'alerts.jsonl')
  const channel = new FileChannel(path)
  await channel.deliver(NOTICE)
  await channel.deliver({ ...NOTICE, number: 8 })
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as AlertNotice).number)).toEqual([7, 8])
  expect((await problemOf(new FileChannel(folder).deliver(NOTICE))).message).toContain('EISDIR')
})
