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

/** Whatever the machine that tests run on knows of names. */
const NO_SUCH_NAME = /nobody knows this name|the name server does not answer|no answer in time/

async function problemOf(delivery: Promise<void>): Promise<DeliveryError> {
  try {
    await delivery
  } catch (error) {
    expect(error).toBeInstanceOf(DeliveryError)
    return error as DeliveryError
  }
  throw new Error('it was delivered')
}

const DESK: EmailOptions = {
  host: 'localhost',
  port: 0,
  security: 'starttls',
  authority: TEST_CERTIFICATE,
  from: 'desk@example.com',
  to: ['one@example.com', 'two@example.com'],
}

async function mailed(
  options: MailServerOptions,
  given: Partial<EmailOptions> = {},
  timeoutMillis = 3_000,
) {
  const server = new MailServer(options)
  const port = await server.listen()
  const channel = new EmailChannel({ ...DESK, port, ...given })
  try {
    await channel.deliver(NOTICE, timeoutMillis)
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

test('a server that is encrypted from the start hears nothing plainly', async () => {
  const { server, problem } = await mailed(
    { isTls: true, credentials: 'me:secret' },
    { security: 'tls', user: 'me', password: 'secret' },
  )
  expect(problem).toBeUndefined()
  expect(server.mails).toMatchObject([{ isEncrypted: true, credentials: 'me:secret' }])
  expect(server.plainLines).toEqual([])
})

test('what an alert says cannot end a mail or add a header to it', async () => {
  const { server } = await mailed({})
  const { text = '' } = server.mails[0] ?? {}
  const [head = '', body = ''] = text.split('\n\n')
  expect(head).not.toMatch(/^(Bcc|X-Injected)/m)
  expect(head).toMatch(/^Subject: \[critical\] kill switch tripped: demo X-Injected: yes$/m)
  expect(head).toMatch(/^From: "tick-to-trade" <desk@example\.com>$/m)
  expect(head).toMatch(/^X-Priority: 1/m)
  const told = Buffer.from(body, 'base64').toString()
  expect(told.replaceAll('\r', '')).toContain(TEXT.replaceAll('\r', ''))
  expect(told).toContain('measured 2, threshold 1')
  expect(told).toContain('3 equal alerts were held back')
})

test('an address with a line break adds neither a header nor a recipient', async () => {
  const hostile =
    'two@example.com>\r\nRCPT TO:<everybody@example.com>\r\nBcc: everybody@example.com'
  for (const given of [{ to: [hostile] }, { from: hostile }]) {
    const { server, problem } = await mailed({}, given)
    expect(problem?.message).toContain('holds what is no address')
    expect(problem?.isFinal).toBe(true)
    expect(server.mails).toEqual([])
  }
})

test('a server without encryption gets no mail, and no password', async () => {
  const { server, problem } = await mailed({ offersTls: false }, { user: 'me', password: 'secret' })
  expect(problem?.message).toMatch(
    /^localhost:\d+, encrypting: the server does not offer STARTTLS \(502\); try email\.security: tls/,
  )
  expect(problem?.isFinal).toBe(true)
  expect(server.mails).toEqual([])
  expect(server.plainLines.join('\n')).not.toContain('AUTH')
})

test('a server that lets nobody log in gets no mail from somebody with a password', async () => {
  const { server, problem } = await mailed({ mechanisms: '' }, { user: 'me', password: 'secret' })
  expect(problem?.message).toMatch(/^localhost:\d+, logging in: refused \(503\); check email\.user/)
  expect(server.mails).toEqual([])
})

test('a certificate that nobody vouches for gets no mail', async () => {
  const { server, problem } = await mailed({}, { authority: undefined })
  expect(problem?.message).toMatch(
    /encrypting: nobody trusted vouches for it \(\w*SELF_SIGNED\w*\); name .* email\.authorityFile/,
  )
  expect(server.mails).toEqual([])
})

test('a server that speaks plainly where it should encrypt from the start is told of', async () => {
  const { problem } = await mailed({}, { security: 'tls' })
  expect(problem?.message).toMatch(/it does not speak TLS there .*; try email\.security: starttls/)
})

test('a refusal is told without what the server repeated, and says whether to try again', async () => {
  const wrong = await mailed({ credentials: 'me:right' }, { user: 'me', password: 'wrong-secret' })
  expect(wrong.problem?.message).toMatch(
    /^localhost:\d+, logging in: refused \(535\); check email\.user and its password$/,
  )
  expect(wrong.problem?.isFinal).toBe(true)
  const later = await mailed({ refusals: [451] })
  expect(later.problem?.message).toMatch(/^localhost:\d+, naming the sender: refused \(451\)$/)
  expect(later.problem?.isFinal).toBe(false)
})

test('a mail that some recipients do not get is a failure, and those who have it get no second', async () => {
  const refusedRecipients: Record<string, number> = { 'two@example.com': 450 }
  const server = new MailServer({ refusedRecipients })
  const port = await server.listen()
  const channel = new EmailChannel({ ...DESK, port })
  const first = await problemOf(channel.deliver(NOTICE, 3_000))
  expect(first).toMatchObject({ isFinal: false })
  expect(first.message).toContain('refused two@example.com (450), and took the mail for the others')
  delete refusedRecipients['two@example.com']
  await channel.deliver(NOTICE, 3_000)
  server.close()
  expect(server.mails.map(({ to }) => to)).toEqual([['<one@example.com>'], ['<two@example.com>']])
  const never = await mailed({ refusedRecipients: { 'two@example.com': 550 } })
  expect(never.problem).toMatchObject({ isFinal: true })
})

test('a server that falls silent is left in time, and it is told where', async () => {
  for (const [silentAt, stage] of [
    ['EHLO', 'greeting|sending'],
    ['STARTTLS', 'encrypting|sending'],
    ['MAIL FROM', 'sending'],
    ['DATA', 'sending'],
  ] as const) {
    const { server, problem } = await mailed({ silentAt }, {}, 300)
    expect(problem?.message).toMatch(new RegExp(`, (${stage}): no answer in time`))
    expect(problem?.isFinal).toBe(false)
    expect(server.mails).toEqual([])
  }
})

test('on the loopback address a mail may go out plainly', async () => {
  const { server, problem } = await mailed({ offersTls: false }, { security: 'none' })
  expect(problem).toBeUndefined()
  expect(server.mails).toHaveLength(1)
})

test('a server that is none, or says nothing, is left in time', async () => {
  for (const [greeting, expected] of [
    ['HTTP/1.1 400 no\r\n', 'connecting: the answer is no SMTP; check email.host and email.port'],
    ['2'.repeat(100_000), 'connecting: the answer is no SMTP; check email.host and email.port'],
    ['', 'connecting: no answer in time; check email.host and email.port'],
  ] as const) {
    const server = createPlainServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.write(greeting)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const channel = new EmailChannel({ ...DESK, host: '127.0.0.1', port, security: 'none' })
    const { message } = await problemOf(channel.deliver(NOTICE, 150))
    expect(message).toBe(`127.0.0.1:${port}, ${expected}`)
    server.close()
  }
})

test('a mail server that is not there is told of with its name and port', async () => {
  const closed = new MailServer()
  const port = await closed.listen()
  closed.close()
  for (const [host, problem] of [
    ['127.0.0.1', /^nobody listens there \(ECONNREFUSED\)/],
    ['mail.invalid', NO_SUCH_NAME],
  ] as const) {
    const channel = new EmailChannel({ ...DESK, host, port })
    const { message, isFinal } = await problemOf(channel.deliver(NOTICE, 3_000))
    const [place, found] = message.split(', connecting: ')
    expect(place).toBe(`${host}:${port}`)
    expect(found).toMatch(problem)
    expect(message).toContain('; check email.host and email.port')
    expect(isFinal).toBe(false)
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
  for (const [status, isFinal, remedy] of [
    [302, true, '; give the URL that it leads to, none is followed'],
    [403, true, '; check webhook.headersFrom, or the URL'],
    [404, true, '; check the URL'],
    [429, false, ''],
    [500, false, ''],
  ] as const) {
    const message = `127.0.0.1:${port}: answered ${status}${remedy}`
    expect(await problemOf(to(status))).toMatchObject({ message, isFinal })
  }
  // A redirect is not followed.
  expect(heard).toHaveLength(6)
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
  expect((await problemOf(to(200))).message).toMatch(
    /^127\.0\.0\.1:\d+: (nobody listens there \(ECONNREFUSED\)|the server hung up \(\w+\))$/,
  )
})

test('a webhook that cannot be reached is told of by host and cause, never with its secrets', async () => {
  const silent = createPlainServer((socket) => socket.on('error', () => {}))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const plain = createPlainServer((socket) => {
    socket.on('error', () => {})
    socket.end('SSH-2.0-OpenSSH_9.6\r\n')
  })
  plain.listen(0, '127.0.0.1')
  await once(plain, 'listening')
  const { port: plainPort } = plain.address() as AddressInfo
  const at = '/hidden-path?token=hidden'
  for (const [url, headers, problem, isFinal] of [
    [`http://127.0.0.1:6000${at}`, {}, '127.0.0.1:6000: HTTP does not go to this port', true],
    [`http://hook.invalid${at}`, {}, NO_SUCH_NAME, false],
    [`http://127.0.0.1:${port}${at}`, {}, `127.0.0.1:${port}: no answer in time`, false],
    [`https://127.0.0.1:${plainPort}${at}`, {}, 'it does not speak TLS there (', false],
    [`http://127.0.0.1:${plainPort}${at}`, {}, 'the answer is no HTTP (', false],
    [`http://me:hidden@127.0.0.1:${port}/`, {}, 'the URL or a header', true],
    [
      `http://127.0.0.1:${port}/`,
      { Authorization: 'hidden\n' + 'X: y' },
      'the URL or a header',
      true,
    ],
    [`http://127.0.0.1:${port}/`, { Authorization: 'hidden €' }, 'the URL or a header', true],
    [
      `http://127.0.0.1:${port}/`,
      { Expect: 'hidden' },
      'a header of the configuration may not',
      true,
    ],
    ['no URL, hidden', {}, 'webhook: the URL or a header', true],
  ] as const) {
    const channel = new WebhookChannel({ url, headers })
    const failure = await problemOf(channel.deliver(NOTICE, 300))
    if (typeof problem === 'string') expect(failure.message).toContain(problem)
    else expect(failure.message).toMatch(problem)
    expect(failure.message).not.toContain('hidden')
    expect(failure.isFinal, failure.message).toBe(isFinal)
  }
  silent.close()
  plain.close()
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
