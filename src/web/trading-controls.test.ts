/** What operators allow in a demo, and the throttle that waits for one: what leaves, what is withdrawn, what stays. */
import { expect, test } from 'vitest'
import { BUY, SIDES } from '../core/index.ts'
import { DemoSession } from './demo-session.ts'
import { MODE_NAMES } from './mode-words.ts'

const session = (options = {}) => new DemoSession({ feed: 'exchange', seed: 1, ...options })
const THROTTLED = { accountLimits: { executionsMax: 15, executionsWindowNanos: 60e9 } }
const SYMBOL = 'SIM-USD'

/** Until the strategy holds something on that side; it quotes both, so it will. */
function untilHeld(demo: DemoSession, side: number): void {
  for (let k = 0; k < 200_000 && side * demo.engine.run.desk.position < 4; k++) demo.advance(1)
  expect(side * demo.engine.run.desk.position).toBeGreaterThanOrEqual(4)
}

test('a halt withdraws every order, lets none leave, and holds through a restart, until it is undone', () => {
  for (const market of [undefined, SYMBOL]) {
    const demo = session()
    demo.advance(200)
    expect(demo.status().liveOrders).toBeGreaterThan(0)
    expect(demo.setMode('halted', 'anna', 'news', market)).toBe(true)
    demo.advance(2)
    const { fills, liveOrders, killSwitch, trading } = demo.status()
    expect([liveOrders, killSwitch, trading.mode]).toEqual([0, null, 'halted'])
    demo.advance(500)
    expect(demo.status()).toMatchObject({ fills, liveOrders: 0 })
    demo.restart(2)
    demo.advance(500)
    expect(demo.status()).toMatchObject({ fills: 0, liveOrders: 0 })
    // On another market a halt of this one does not hold, and a halt of all does.
    demo.restart(2, 'gbm')
    demo.advance(500)
    expect(demo.status().fills > 0).toBe(market !== undefined)
    demo.restart(2, 'exchange')
    expect(demo.setMode('trading', 'anna', 'over', market)).toBe(true)
    demo.advance(500)
    expect(demo.status().fills).toBeGreaterThan(0)
  }
})

for (const side of SIDES) {
  test(`reduce-only, ${side === BUY ? 'long' : 'short'}: no order works that could add to the position or turn it`, () => {
    const demo = session()
    untilHeld(demo, side)
    const { desk } = demo.engine.run
    demo.setMode('reduce-only', 'anna', 'too much')
    // Time for what was on its way; latency is a few milliseconds, a tick is fifty.
    demo.advance(2)
    let held = side * desk.position
    for (let k = 0; k < 4_000; k++) {
      demo.advance(1)
      const now = side * desk.position
      expect(now).toBeLessThanOrEqual(held)
      expect(now).toBeGreaterThanOrEqual(0)
      held = now
      expect(desk.openLots(side)).toBe(0)
      expect(desk.openLots(side === 1 ? -1 : 1)).toBeLessThanOrEqual(now)
    }
    expect(held).toBeLessThan(4)
    expect(demo.status().trading.modeRefusals).toBeGreaterThan(0)
  })
}

test('of all markets and one, the stricter mode holds', () => {
  const demo = session()
  for (const all of MODE_NAMES) {
    for (const one of MODE_NAMES) {
      demo.setMode(all, 'anna', 'all')
      demo.setMode(one, 'bert', 'one', SYMBOL)
      const { mode } = demo.status().trading
      expect(mode).toBe(MODE_NAMES[Math.max(MODE_NAMES.indexOf(all), MODE_NAMES.indexOf(one))])
    }
  }
})

test('what is so already is no action, and a market that is not traded here is refused', () => {
  const demo = session()
  expect(demo.setMode('trading', 'anna', 'why not')).toBe(false)
  demo.setMode('halted', 'anna', 'news')
  const { edits, alerts } = demo.status()
  const listed = alerts.length
  expect(demo.setMode('halted', 'bert', 'me too')).toBe(false)
  expect(demo.status().edits).toBe(edits)
  expect(demo.status().alerts).toHaveLength(listed)
  expect(demo.status().trading.all.set).toMatchObject({ who: 'anna', why: 'news' })
  expect(() => demo.setMode('halted', 'anna', 'news', 'BTC-USDT')).toThrow(
    'no market here is called',
  )
})

test('an operator who reduces or halts does not trip the breaker by what is refused', () => {
  const rejects = { shareMax: 0.1, answers: 10 }
  for (const mode of MODE_NAMES) {
    const demo = session({ breaker: { rejects } })
    demo.advance(200)
    demo.setMode(mode, 'anna', 'news')
    demo.advance(1_000)
    expect(demo.status().killSwitch).toBeNull()
  }
})

test('a throttle that trips says so at once, withdraws, and holds through a restart until it is re-armed', () => {
  const demo = session(THROTTLED)
  expect(() => demo.rearmStrategy('anna', 'early')).toThrow('there is nothing to re-arm')
  for (let k = 0; k < 20_000 && demo.status().trading.throttle?.isTripped === false; k++) {
    demo.advance(1)
  }
  const { trading, ticks, runNumber, alerts } = demo.status()
  const listed = alerts.length
  expect(trading.throttle).toMatchObject({
    limit: '15 executions within 1 min',
    isTripped: true,
    trip: { atTick: ticks, runNumber },
  })
  expect(alerts.at(-1)).toMatchObject({ severity: 'critical' })
  expect(alerts.at(-1)?.text).toMatch(/^the strategy is disabled: 15 executions within 1 min/)
  demo.advance(2)
  const { fills } = demo.status()
  demo.advance(500)
  expect(demo.status()).toMatchObject({ liveOrders: 0, fills })
  expect(demo.summary().throttle).toMatchObject({ trips: 1, isDisabled: true })
  demo.restart(3)
  demo.advance(500)
  expect(demo.status()).toMatchObject({ liveOrders: 0, fills: 0 })
  expect(demo.status().trading.throttle?.trip).toMatchObject({ runNumber })
  // Told once, not again of the run that began disabled.
  expect(demo.status().alerts).toHaveLength(listed)
  demo.rearmStrategy('anna', 'fills looked at')
  demo.advance(100)
  expect(demo.status().trading.throttle).toMatchObject({ isTripped: false, trip: null })
  expect(demo.status().liveOrders).toBeGreaterThan(0)
  expect(demo.status().alerts.at(-1)?.text).toBe(
    'the strategy may trade again: re-armed by anna: fills looked at',
  )
})

test('the usual settings of either market stay far from the throttle', () => {
  for (const feed of ['exchange', 'gbm'] as const) {
    const demo = session({ feed })
    demo.advance(feed === 'exchange' ? 2_400 : 12_000)
    expect(demo.status().trading.throttle).toMatchObject({ isTripped: false })
    expect(demo.status().fills).toBeGreaterThan(50)
  }
})
