/**
 * The watchdog against a main thread that never gives the event loop a turn. No test measures time: each
 * spins until the gate's flag stops it, or a deadline far beyond what it takes.
 */
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from 'vitest'
import { ALERT_REARMED, type Alert, SEVERITY_NOTICE } from '../../core/index.ts'
import { Watchdog, type WatchdogOptions } from './watchdog.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchdog-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const running: Watchdog[] = []
afterEach(async () => {
  for (const watchdog of running.splice(0)) await watchdog.close()
})

let files = 0
async function watchdogWith(given: Partial<WatchdogOptions> = {}) {
  const killFile = join(folder, `${++files}.kill`)
  const options = { source: 'test', killFile, host: '127.0.0.1', ...given }
  const watchdog = await Watchdog.start(options)
  running.push(watchdog)
  const told: string[] = []
  const alerts: Alert[] = []
  watchdog.listen({ onTripped: () => told.push('tripped'), onAlert: (alert) => alerts.push(alert) })
  return { watchdog, told, alerts, killFile: options.killFile }
}

/** Keeps the event loop from turning until it is so; answers whether it ever was. */
function spinUntil(isSo: () => boolean): boolean {
  const end = performance.now() + 20_000
  while (performance.now() < end) if (isSo()) return true
  return false
}

/** Another process that does something while this one is busy. */
function meanwhile(program: string): void {
  spawn(process.execPath, ['-e', program], { stdio: 'ignore' })
}

const text = JSON.stringify

test('HTTP stops trading while the main thread is busy', async () => {
  const { watchdog, told } = await watchdogWith()
  const { killSwitch } = watchdog.control
  const url = `http://127.0.0.1:${watchdog.port}/kill`
  const headers = { Authorization: `Bearer ${watchdog.token}` }
  const body = text({ why: 'too fast', who: 'anna' })
  meanwhile(
    `fetch(${text(url)}, { method: 'POST', headers: ${text(headers)}, body: ${text(body)} })`,
  )
  expect(spinUntil(() => killSwitch.isTripped)).toBe(true)
  expect(told).toEqual([])
  expect(spinUntil(() => killSwitch.record?.reason === 'too fast (anna)')).toBe(true)
  await later(50)
  expect(told).toEqual(['tripped'])
})

test('the kill file stops trading while the main thread is busy, and says why', async () => {
  const { watchdog, killFile } = await watchdogWith()
  const { killSwitch } = watchdog.control
  meanwhile(`fs.writeFileSync(${text(killFile)}, 'prices are wrong\\nmore')`)
  expect(spinUntil(() => killSwitch.isTripped)).toBe(true)
  // Whoever makes a file before writing into it is heard before it says why.
  expect(killSwitch.record?.reason).toMatch(/^kill file: (prices are wrong|it exists)$|^tripped by/)
})

test('a main thread that gives no sign of life is stopped, and humans are told meanwhile', async () => {
  const file = join(folder, 'told.jsonl')
  const { watchdog, alerts } = await watchdogWith({
    breaker: { heartbeat: { silenceNanosMax: 300e6, stages: [] } },
    alerts: { severityMin: SEVERITY_NOTICE, repeatMillis: 60_000, perMinuteMax: 30, file },
  })
  await later(200)
  expect(watchdog.control.killSwitch.isTripped).toBe(false)
  expect(spinUntil(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'))).toBe(true)
  const notice = JSON.parse(readFileSync(file, 'utf8'))
  expect(notice.text).toMatch(
    /^trading stopped: no heartbeat of the main thread for more than 300 ms/,
  )
  expect(notice).toMatchObject({ severity: 'critical', source: 'test' })
  expect(alerts).toEqual([])
  await later(50)
  expect(alerts).toHaveLength(1)
})

test('alerts of the main thread are delivered while it is busy', async () => {
  const file = join(folder, 'handed-over.jsonl')
  const { watchdog } = await watchdogWith({
    alerts: { severityMin: SEVERITY_NOTICE, repeatMillis: 60_000, perMinuteMax: 30, file },
  })
  const alert = {
    code: ALERT_REARMED,
    severity: SEVERITY_NOTICE,
    text: 'handed over',
    causeNanos: 1,
  }
  watchdog.deliver(alert)
  expect(spinUntil(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'))).toBe(true)
  expect(readFileSync(file, 'utf8')).toContain('handed over')
})

test('a stop outlives the program, however it was made, until somebody re-arms', async () => {
  const first = await watchdogWith()
  first.watchdog.control.killSwitch.trip('maximum daily loss', 5)
  expect(spinUntil(() => existsSync(first.killFile))).toBe(true)
  await running.pop()!.close()
  const { killFile } = first
  const second = await watchdogWith({ killFile })
  expect(second.watchdog.control.killSwitch.record?.reason).toBe('kill file: maximum daily loss')
  await second.watchdog.rearm()
  expect(second.watchdog.control.killSwitch.isTripped).toBe(false)
  expect(existsSync(killFile)).toBe(false)
  await running.pop()!.close()
  const third = await watchdogWith({ killFile })
  expect(third.watchdog.control.killSwitch.isTripped).toBe(false)
})

test('a kill file that cannot be removed keeps trading stopped', async () => {
  const { watchdog, killFile } = await watchdogWith()
  // A folder is as good as a file to stop.
  mkdirSync(killFile)
  expect(spinUntil(() => watchdog.control.killSwitch.isTripped)).toBe(true)
  await expect(watchdog.rearm()).rejects.toThrow('cannot be removed')
  expect(watchdog.control.killSwitch.isTripped).toBe(true)
  rmdirSync(killFile)
  await watchdog.rearm()
  expect(watchdog.control.killSwitch.isTripped).toBe(false)
  writeFileSync(killFile, '')
  expect(spinUntil(() => watchdog.control.killSwitch.isTripped)).toBe(true)
})

test('the endpoint needs its token, tells how things stand, and cannot re-arm', async () => {
  const { watchdog } = await watchdogWith()
  const { killSwitch } = watchdog.control
  const ask = (path: string, method: string, given: Record<string, string> = {}, body?: string) =>
    fetch(`http://127.0.0.1:${watchdog.port}${path}`, {
      method,
      headers: { Authorization: `Bearer ${watchdog.token}`, ...given },
      ...(body === undefined ? {} : { body }),
    })
  const refused = [
    ask('/kill', 'POST', { Authorization: '' }),
    ask('/kill', 'POST', { Authorization: 'Bearer guess' }),
    ask('/kill', 'POST', { Origin: 'http://evil.example' }),
    ask('/kill', 'GET'),
    ask('/rearm', 'POST'),
    ask('/', 'GET'),
  ]
  expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([
    401, 401, 403, 404, 404, 404,
  ])
  expect(killSwitch.isTripped).toBe(false)
  const status = async () => (await ask('/status', 'GET')).json()
  const news = { withdrawal: 'confirmed', openOrders: 3, isPaused: true, trip: 0 } as const
  watchdog.control.withdrawing(news)
  const { withdrawal: _said, trip: _trip, ...same } = news
  expect(await status()).toEqual({ isTripped: false, reason: '', withdrawal: 'armed', ...same })
  // Whatever the body is: who has the token means it.
  const answer = await ask('/kill', 'POST', {}, '{"why": 7, broken'.padEnd(100_000, 'x'))
  const reason = 'asked for over HTTP'
  // What was confirmed of an earlier stop is not confirmed of this one.
  const stopped = { isTripped: true, reason, withdrawal: 'tripped' }
  expect(await answer.json()).toEqual({ ...stopped, ...same, wasStopped: false })
  watchdog.control.withdrawing({ ...news, trip: 1, openOrders: 0 })
  const again = await ask('/kill', 'POST', {}, '{"why": "me too"}')
  expect(await again.json()).toMatchObject({ reason, withdrawal: 'confirmed', wasStopped: true })
})

test('a watchdog that has died stops trading for good: nobody could stop it any more', async () => {
  const alerts = { severityMin: 0, repeatMillis: 1, perMinuteMax: 1, file: join(folder, 'none') }
  const { watchdog, told } = await watchdogWith({ alerts })
  const { killSwitch } = watchdog.control
  // A bug of ours, of which its thread dies.
  watchdog.deliver(undefined as unknown as Alert)
  await expect.poll(() => told).toEqual(['tripped'])
  expect(killSwitch.record?.reason).toMatch(/^the watchdog has died: TypeError/)
  await expect(watchdog.rearm()).rejects.toThrow('the watchdog has died')
  expect(killSwitch.isTripped).toBe(true)
})

test('a kill file in a folder that is not there is refused', async () => {
  const killFile = join(folder, 'absent', 'kill')
  const started = Watchdog.start({ source: 'test', killFile, host: '127.0.0.1' })
  await expect(started).rejects.toThrow('its folder is not there')
})
