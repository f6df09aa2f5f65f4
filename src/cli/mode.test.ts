/** `t2t mode` against a live server of this process, found by its run file. */
import { expect, test } from 'vitest'
import { liveDemo, saidBy } from './live-demo.suite.ts'
import { modeCommand } from './mode.ts'

const live = liveDemo({
  feed: 'exchange',
  accountLimits: { executionsMax: 30, executionsWindowNanos: 60e9 },
})
const said = (...words: string[]): Promise<string> => saidBy(modeCommand(), words)
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
  expect(live.session.status().trading.mode).toBe('trading')
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
  live.session.pause()
  for (let k = 0; k < 5_000 && live.session.engine.run.desk.count === 0; k++) live.session.step()
  const text = await said('halted', '--why', 'paused')
  expect(process.exitCode).toBe(1)
  expect(text).toMatch(/[12] orders? open, and it is paused/)
})

test('a strategy that the throttle has disabled goes on when somebody re-arms it, saying why', async () => {
  await expect
    .poll(() => live.session.status().trading.throttle?.isTripped, { timeout: 20_000 })
    .toBe(true)
  expect(await said()).toMatch(
    /execution throttle +the strategy is disabled since [\d.]+ s simulated \(tick \d+\) \(30 executions within 1 min\)/,
  )
  live.session.pause()
  await expect(mode('--rearm')).rejects.toThrow('must be said')
  const answer = await mode('--rearm', '--who', 'anna', '--why', 'fills looked at')
  expect(answer).toMatchObject({ throttle: { isTripped: false } })
  expect(live.session.status().alerts.at(-1)?.text).toContain('re-armed by anna: fills looked at')
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
  expect(live.session.status().trading).toMatchObject({ mode: 'trading', all: { set: null } })
})
