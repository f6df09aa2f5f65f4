/** `t2t kill` against a live server of this process, found by its run file. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { DEMO_DICTIONARY } from '../web/index.ts'
import { killCommand } from './kill.ts'
import { liveDemo, saidBy } from './live-demo.suite.ts'

const live = liveDemo({ dictionary: DEMO_DICTIONARY })
const said = (...words: string[]): Promise<string> => saidBy(killCommand(), words)
/** Runs the command; answers what it printed, its JSON read. */
const kill = async (...words: string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await said(...words, '--json'))

test('stops by HTTP, and waits until the venue has answered for every order', async () => {
  expect(await kill('--status')).toMatchObject({ isTripped: false, source: 't2t demo, TEST' })
  const answer = await kill('--why', 'prices are wrong', '--who', 'anna')
  expect(answer).toMatchObject({
    pid: process.pid,
    isTripped: true,
    reason: 'prices are wrong (anna)',
    withdrawal: 'confirmed',
    openOrders: 0,
  })
  expect(live.session.status().killSwitch).toMatchObject({ reason: 'prices are wrong (anna)' })
  // Told of by both threads, listed once.
  const texts = live.session.status().alerts.map(({ text }) => text)
  expect(texts.filter((text) => text.startsWith('trading stopped'))).toHaveLength(1)
})

test('stops by the kill file, which is for its user alone', async () => {
  const answer = await kill('--by', 'file', '--why', 'no token at hand', '--who', 'anna')
  expect(answer).toMatchObject({ isTripped: true, withdrawal: 'confirmed' })
  expect(String(answer.reason)).toMatch(/^kill file: (no token at hand \(anna\)|it exists)$/)
  expect(statSync(live.runs).mode & 0o077).toBe(0)
})

test('trading goes on after two steps, with who and why', async () => {
  await kill('--why', 'test')
  await expect(kill('--rearm')).rejects.toThrow('says why trading may go on')
  await expect(kill('--rearm', '--why', ' ')).rejects.toThrow('says why trading may go on')
  await expect(kill('--code', 'x')).rejects.toThrow('second step of --rearm')
  await expect(kill('--rearm', '--code', 'guess')).rejects.toThrow('no first step waits')
  const first = () => kill('--rearm', '--who', 'anna', '--why', 'feed checked')
  await first()
  await expect(kill('--rearm', '--code', 'guess')).rejects.toThrow('the code is wrong')
  const { code } = await first()
  const words = ['--rearm', '--code', String(code)]
  await expect(kill(...words, '--who', 'eve')).rejects.toThrow('brings back the code alone')
  expect(live.guard.killSwitch.isTripped).toBe(true)
  const answer = await kill('--rearm', '--code', String(code))
  expect(answer).toMatchObject({ isTripped: false })
  // No more than that: a mode or the throttle may hold orders back all the same.
  expect(await said('--status')).toMatch(/: the kill switch is off, \d+ orders? open\n$/)
  expect(live.session.status().killSwitch).toBeNull()
  expect(live.session.status().alerts.at(-1)?.text).toBe(
    'trading goes on: re-armed by anna: feed checked',
  )
  expect(existsSync(live.guard.watchdog.killFile)).toBe(false)
  await expect(kill(...words)).rejects.toThrow('no first step waits')
  await expect(first()).rejects.toThrow('trading is not stopped: there is nothing to re-arm')
})

test('a code is of no use for a stop that came after it', async () => {
  await kill('--why', 'first')
  const { code } = await kill('--rearm', '--why', 'checked')
  // As if somebody else had re-armed, and the breaker had found something new.
  await live.guard.watchdog.rearm()
  live.session.rearm('bert', 'on the page')
  live.guard.killSwitch.trip('maximum daily loss')
  await expect(kill('--rearm', '--code', String(code))).rejects.toThrow('was stopped anew')
  expect(live.guard.killSwitch.isTripped).toBe(true)
})

test('who comes second is told whose stop it is, and by what it is known to be second', async () => {
  await kill('--why', 'prices are wrong', '--who', 'anna')
  const answer = await kill('--why', 'me too', '--who', 'bert')
  expect(answer).toMatchObject({ reason: 'prices are wrong (anna)', wasStopped: true })
  expect(process.exitCode).toBeUndefined()
})

test('while the demo is paused its venue does not answer, and that is said', async () => {
  // Among agents the strategy quotes: orders work.
  live.session.restart(1, 'exchange')
  live.session.pause()
  for (let k = 0; k < 5_000 && live.session.engine.run.desk.count === 0; k++) live.session.step()
  live.guard.killSwitch.trip('paused')
  live.session.noticeStop()
  await expect.poll(() => live.guard.watchdog.control.withdrawal).toBe('withdrawing')
  expect(await said('--status')).toMatch(
    /: trading is stopped: paused; the venue has not answered yet, \d orders? may still trade; it is paused, and the venue answers when it goes on\n$/,
  )
})

test('a signal stops as well, and says that it carries no words', async () => {
  const onSignal = () => live.session.kill('signal SIGUSR2', 'a signal')
  process.once('SIGUSR2', onSignal)
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  try {
    const answer = await kill('--by', 'signal', '--why', 'unheard')
    expect(answer).toMatchObject({ reason: 'signal SIGUSR2', withdrawal: 'confirmed' })
    expect(spy.mock.calls.join()).toContain('a signal carries no words')
  } finally {
    spy.mockRestore()
    process.off('SIGUSR2', onSignal)
  }
})

test('words that do not go together are refused, and stop nothing', async () => {
  for (const words of [
    ['--status', '--why', 'x'],
    ['--status', '--by', 'file'],
    ['--rearm', '--status'],
    ['--rearm', '--by', 'http', '--why', 'x'],
  ]) {
    await expect(kill(...words), words.join(' ')).rejects.toThrow('alone')
  }
  expect(live.guard.killSwitch.isTripped).toBe(false)
})

test('a program that answers nobody is asked by its kill file', async () => {
  const path = join(live.runs, `${process.pid}.json`)
  const run = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...run, killUrl: 'http://127.0.0.1:1' }))
  const answer = await kill('--why', 'no answer')
  expect(answer).toMatchObject({ isTripped: false, withdrawal: 'unknown' })
  expect(process.exitCode).toBe(1)
  process.exitCode = undefined
  expect(live.guard.killSwitch.isTripped).toBe(true)
})

test('with a token that is not good nothing is told, and nothing stopped', async () => {
  const path = join(live.runs, `${process.pid}.json`)
  const run = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...run, killToken: 'outdated' }))
  await expect(kill('--by', 'http')).rejects.toThrow('the token is missing or wrong')
  await expect(kill('--status')).rejects.toThrow('the token is missing or wrong')
  expect(live.guard.killSwitch.isTripped).toBe(false)
})

test('says what it does not find, and asks where several run', async () => {
  await expect(kill('--pid', '999999999')).rejects.toThrow('no live program has this number')
  const other = { ...JSON.parse('{}'), pid: process.ppid, source: 'another' }
  writeFileSync(join(live.runs, `${process.ppid}.json`), JSON.stringify(other))
  writeFileSync(join(live.runs, '999999999.json'), '{}')
  writeFileSync(join(live.runs, '999999998.kill'), 'its program is gone')
  writeFileSync(join(live.runs, `${process.pid}.json.part`), 'not ours')
  await expect(kill('--status')).rejects.toThrow('2 programs run')
  expect(existsSync(join(live.runs, '999999999.json'))).toBe(false)
  expect(existsSync(join(live.runs, '999999998.kill'))).toBe(false)
  rmSync(join(live.runs, `${process.ppid}.json`))
  rmSync(join(live.runs, `${process.pid}.json`))
  await expect(kill('--status')).rejects.toThrow('nothing runs that could be stopped')
})
