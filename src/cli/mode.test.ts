/** `t2t mode` against a live server of this process, found by its run file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type DemoServer, DemoSession, startDemoServer } from '../web/index.ts'
import { LiveGuard } from './live-guard.ts'
import { modeCommand } from './mode.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-mode-'))
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
vi.stubEnv('T2T_RUN_FOLDER', join(folder, 'runs'))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

let guard: LiveGuard
let server: DemoServer
let session: DemoSession
beforeEach(async () => {
  guard = await LiveGuard.start({
    source: 't2t demo, TEST',
    killFile: undefined,
    safety: undefined,
  })
  session = new DemoSession({
    feed: 'exchange',
    seed: 1,
    speed: 'max',
    killSwitch: guard.killSwitch,
    accountLimits: { executionsMax: 30, executionsWindowNanos: 60e9 },
    onAlert: (alert) => guard.watchdog.deliver(alert),
  })
  const { watchdog } = guard
  server = await startDemoServer({ session, port: 0, pageFolder: folder, watchdog })
  guard.announce(server)
})
afterEach(async () => {
  await server.close()
  await guard.close()
  process.exitCode = undefined
})

async function said(...words: string[]): Promise<string> {
  let output = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text)
    return true
  })
  try {
    const command = modeCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    await command.parseAsync(words, { from: 'user' })
    return output
  } finally {
    spy.mockRestore()
  }
}
const mode = async (...words: string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await said(...words, '--json'))

test('a halt waits until no order works, and says by whom and why', async () => {
  expect(await mode()).toMatchObject({ mode: 'trading', source: 't2t demo, TEST', isChange: true })
  const answer = await mode('halted', '--why', 'results at noon', '--who', 'anna')
  expect(answer).toMatchObject({
    mode: 'halted',
    all: { mode: 'halted', set: { who: 'anna', why: 'results at noon' } },
    openOrders: 0,
    isChange: true,
    killSwitch: null,
  })
  expect(process.exitCode).toBeUndefined()
  const text = await said('halted', '--why', 'me too', '--who', 'bert')
  expect(text).toMatch(
    /mode +halted: no new order leaves, and all that work are withdrawn; 0 orders/,
  )
  expect(text).toMatch(
    /all markets +halted since [\d.]+ s simulated \(tick \d+\): results at noon \(anna\)/,
  )
  expect(text).toContain('it was so already: nothing has changed')
  await mode('trading', '--why', 'results are out')
  expect(session.status().trading.mode).toBe('trading')
})

test('a mode of one market is set and undone by its symbol', async () => {
  const asked = ['--market', 'SIM-USD', '--why', 'too long']
  expect(await mode('reduce-only', ...asked)).toMatchObject({
    mode: 'reduce-only',
    all: { mode: 'trading' },
    market: { mode: 'reduce-only' },
  })
  await expect(mode('halted', '--market', 'NOWHERE', '--why', 'x')).rejects.toThrow('Name SIM-USD')
  expect(await mode('trading', ...asked)).toMatchObject({ mode: 'trading' })
})

test('a halt whose orders the venue does not answer for exits with 1', async () => {
  session.pause()
  for (let k = 0; k < 5_000 && session.engine.run.desk.count === 0; k++) session.step()
  const text = await said('halted', '--why', 'paused')
  expect(process.exitCode).toBe(1)
  expect(text).toMatch(/[12] orders? open, and it is paused/)
})

test('a strategy that the throttle has disabled goes on when somebody re-arms it, saying why', async () => {
  await expect
    .poll(() => session.status().trading.throttle?.isTripped, { timeout: 20_000 })
    .toBe(true)
  expect(await said()).toMatch(
    /execution throttle +the strategy is disabled since [\d.]+ s simulated \(tick \d+\) \(30 executions within 1 min\)/,
  )
  session.pause()
  await expect(mode('--rearm')).rejects.toThrow('must be said')
  const answer = await mode('--rearm', '--who', 'anna', '--why', 'fills looked at')
  expect(answer).toMatchObject({ throttle: { isTripped: false } })
  expect(session.status().alerts.at(-1)?.text).toContain('re-armed by anna: fills looked at')
  await expect(mode('--rearm', '--why', 'again')).rejects.toThrow('there is nothing to re-arm')
})

test('words that do not go together, or say too little, are refused and change nothing', async () => {
  for (const [words, problem] of [
    [['halted'], 'must be said'],
    [['halted', '--why', ' '], 'must be said'],
    [['--why', 'x'], 'goes with a mode or --rearm'],
    [['--market', 'SIM-USD'], 'goes with a mode or --rearm'],
    [['halted', '--rearm', '--why', 'x'], 'alone'],
    [['--rearm', '--market', 'SIM-USD', '--why', 'x'], 'alone'],
    [['stop', '--why', 'x'], 'Allowed choices are trading, reduce-only, halted'],
    [['halted', '--why', 'x', '--pid', '999999999'], 'no live program has this number'],
  ] as const) {
    await expect(said(...words), words.join(' ')).rejects.toThrow(problem)
  }
  expect(session.status().trading).toMatchObject({ mode: 'trading', all: { set: null } })
})
