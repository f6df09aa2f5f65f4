/** The sections breaker and alerts: units, what belongs together, and secrets that are not repeated. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { readText } from '../../../test/tidy/repository.ts'
import { SEVERITY_WARNING } from '../../core/index.ts'
import { alertSettings, alerts, SAFETY_KEYS } from './safety-config.ts'
import { loadDemoSafety, loadSafety } from './safety-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'safety-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(text: string): string {
  const path = join(folder, `${++files}.yaml`)
  writeFileSync(path, text)
  return path
}
const load = (text: string) => loadSafety(file(text))

test('spans become nanoseconds, and what is not said is off', () => {
  const { breaker, alerts: none } = load(`
breaker:
  loss: { lossMax: 500, window: 1min }
  rejects: { shareMax: 0.5 }
  latency: { p99Max: 5ms, answers: 200 }
  heartbeat: { silenceMax: 2s }
`)
  expect(none).toBeUndefined()
  expect(breaker).toEqual({
    loss: { lossMax: 500, windowNanos: 60e9 },
    rejects: { shareMax: 0.5, answers: 50 },
    latency: { p99NanosMax: 5e6, answers: 200 },
    heartbeat: { silenceNanosMax: 2e9, stages: [] },
  })
})

test('secrets come from the environment and from files beside the configuration', () => {
  writeFileSync(join(folder, 'password'), 'from-a-file\n')
  const given = alerts.parse({
    severity: 'warning',
    repeat: '5s',
    webhook: { urlFrom: 'HOOK', headersFrom: { Authorization: 'KEY' } },
    email: { host: 'mail.example', user: 'me', passwordFile: 'password', from: 'a@b', to: 'c@d' },
    file: 'alerts.jsonl',
  })
  const environment = { HOOK: 'https://hooks.example/x/y', KEY: 'Bearer z' }
  expect(alertSettings(given, join(folder, 'safety.yaml'), environment)).toMatchObject({
    severityMin: SEVERITY_WARNING,
    repeatMillis: 5_000,
    webhook: { url: environment.HOOK, headers: { Authorization: 'Bearer z' } },
    email: { port: 587, security: 'starttls', password: 'from-a-file', to: ['c@d'] },
    file: join(folder, 'alerts.jsonl'),
  })
})

test('what is missing or does not go together is told all at once, without a secret', () => {
  const given = alerts.parse({
    webhook: { urlFrom: 'HOOK', headersFrom: { 'X-Key': 'ABSENT', 'X-Broken': 'BROKEN' } },
    email: { host: 'mail.example', security: 'none', user: 'me', from: 'a@b', to: ['c@d'] },
  })
  try {
    alertSettings(given, 'safety.yaml', { HOOK: 'ftp://secret', BROKEN: 'secret\nX: y' })
    expect.unreachable()
  } catch (error) {
    const { message } = error as Error
    for (const part of [
      'alerts.webhook.urlFrom: HOOK holds no http or https URL',
      'alerts.webhook.headersFrom.X-Broken: BROKEN holds what no header may',
      'alerts.webhook.headersFrom.X-Key: ABSENT is not set in the environment',
      'alerts.email.security: none is for the loopback address alone',
      'alerts.email: user and password go together',
    ]) {
      expect(message).toContain(part)
    }
    expect(message).not.toContain('secret')
  }
})

test('a URL with a name and a password in it is refused, and not repeated', () => {
  const url = 'https://me:secret@hooks.example/x'
  for (const webhook of [{ url }, { urlFrom: 'HOOK' }]) {
    const given = alerts.parse({ webhook })
    const settings = () => alertSettings(given, 'safety.yaml', { HOOK: url })
    expect(settings).toThrow(/alerts\.webhook\.url\S* .*holds a name or a password/)
    expect(settings).not.toThrow(/secret/)
  }
})

test('the three sections may stand in a run configuration, whose others are not looked at', () => {
  const {
    breaker,
    alerts: told,
    accountLimits,
  } = load(`
strategy: touch-quoter
feed: { files: nowhere.log }
markets: wrong, but not our business
breaker: { drawdown: { drawdownMax: 5 } }
alerts: { desktop: true }
account: { executionsMax: 5, executionsWindow: 1s }
`)
  expect(accountLimits).toMatchObject({ executionsMax: 5, executionsWindowNanos: 1e9 })
  expect(breaker.drawdown).toEqual({ drawdownMax: 5 })
  expect(told).toMatchObject({ desktop: true })
})

test('a file with none of them, or with a slip in its name, says what is expected', () => {
  const expected = 'The file holds breaker, alerts or account, alone or in a run configuration'
  for (const [text, problem] of [
    ['strategy: touch-quoter', 'holds none of breaker, alerts, account'],
    ['breakr: { drawdown: { drawdownMax: 5 } }', 'breakr: unknown key (did you mean breaker?)'],
    ['alerts: {}\ntick_rate: 1', 'line 2, tick_rate: unknown key'],
    ['alerts: [desktop]', 'alerts: found'],
  ] as const) {
    expect(() => load(text), text).toThrow(problem)
    expect(() => load(text), text).toThrow(expected)
  }
})

test('mistakes are told by line and key; what may hold a token is not repeated', () => {
  const wrong = `
breaker:
  loss: { lossMax: -1, windw: 1min }
  rejects: { shareMax: 1 }
  data: { silenceMax: 0s }
alerts:
  webhook: { url: "htp://hidden-token", urlFrom: "http://hidden-token", headersFrom: { A: "hidden-token !" } }
  email: { host: h, from: "a@b\\r\\nRCPT", to: [], passwordFrom: "hidden-token !" }
  repeat: soon
`
  let message = ''
  try {
    load(wrong)
  } catch (error) {
    ;({ message } = error as Error)
  }
  for (const part of [
    'loss.lossMax',
    'loss.windw',
    'rejects.shareMax',
    'data.silenceMax',
    'webhook.url',
    'webhook.urlFrom',
    'webhook.headersFrom.A',
    'email.passwordFrom',
    'email.from',
    'email.to',
    'alerts.repeat',
    'line 3',
  ]) {
    expect(message).toContain(part)
  }
  expect(message).not.toContain('hidden-token')
})

test('a demo says that its orders bear no number, and does not trade where only what is registered may', () => {
  const told: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.push(String(text))
    return true
  })
  try {
    expect(load('breaker: {}\nrequireRegistered: true\n').requiresRegistered).toBe(true)
    const named = file('breaker: {}\nalgorithm: MM-7\n')
    expect(loadDemoSafety(named).algorithm).toBe('MM-7')
    expect(told).toEqual([expect.stringContaining('algorithm MM-7 is not taken')])
    const strict = file('breaker: {}\nalgorithm: MM-7\nrequireRegistered: true\n')
    expect(() => loadDemoSafety(strict)).toThrow('lets only what is registered trade')
  } finally {
    write.mockRestore()
  }
})

test('both pages name every key, and the examples of docs/kill-switch.md are right', () => {
  const page = readText('docs/kill-switch.md')
  for (const text of [page, readText('docs/configuration.md')]) {
    const spoken = new Set([...text.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word))
    expect(SAFETY_KEYS.filter((key) => !spoken.has(key))).toEqual([])
  }
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!)
  expect(examples.length).toBeGreaterThanOrEqual(2)
  for (const text of examples) {
    const { alerts: given, ...rest } = parse(text)
    if (given !== undefined) expect(alerts.safeParse(given).error).toBeUndefined()
    expect(() => load(JSON.stringify({ breaker: {}, ...rest }))).not.toThrow()
  }
})
