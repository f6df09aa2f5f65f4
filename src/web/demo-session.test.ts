/** What people can do to a running demo. */
import { expect, test } from 'vitest'
import { InputError } from '../core/index.ts'
import { DEMO_DICTIONARY } from './demo-market.ts'
import { DemoSession, type DemoSessionOptions } from './demo-session.ts'
import { TuningError } from './tunables.ts'

const sessionOf = (options: Partial<DemoSessionOptions> = {}): DemoSession =>
  new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1, ...options })

test('a fresh demo has its opening cash and no market yet', () => {
  expect(sessionOf().status()).toMatchObject({
    runNumber: 1,
    phase: 'running',
    speed: 1,
    seed: '1',
    ticks: 0,
    price: null,
    bid: null,
    z: null,
    equity: 10_000,
    cash: 10_000,
    profit: 0,
    killSwitch: null,
    edits: 0,
  })
})

test('its status is JSON without holes', () => {
  const session = sessionOf()
  session.advance(500)
  const status = session.status()
  expect(JSON.parse(JSON.stringify(status))).toEqual(status)
  expect(status.fills).toBeGreaterThan(20)
  expect(status.bid! < status.price! && status.price! < status.ask!).toBe(true)
  expect(status.equity).toBe(status.cash + status.positionLots * status.price!)
})

test('a step pauses and runs one tick', () => {
  const session = sessionOf()
  session.advance(10)
  session.step()
  expect(session.status()).toMatchObject({ phase: 'paused', ticks: 11, atSeconds: 0.11 })
  session.resume()
  expect(session.status().phase).toBe('running')
})

test('a speed is max or a number within bounds', () => {
  const session = sessionOf()
  for (const speed of [0.01, 1, 10_000, 'max'] as const) {
    session.speed = speed
    expect(session.status().speed).toBe(speed)
  }
  for (const speed of [0, -1, Number.NaN, 1e9, Number.POSITIVE_INFINITY]) {
    expect(() => {
      session.speed = speed
    }).toThrow(InputError)
  }
})

test('a restart with the same seed is the same run again', () => {
  const session = sessionOf({ seed: 5 })
  session.advance(800)
  const before = session.status()
  session.restart(6)
  session.advance(800)
  expect(session.status().runHash).not.toBe(before.runHash)
  session.restart('5')
  expect(session.status()).toMatchObject({ runNumber: 3, ticks: 0, fills: 0, profit: 0 })
  session.advance(800)
  expect(session.status()).toEqual({ ...before, runNumber: 3 })
})

test('a seed is a whole number or a short text', () => {
  const session = sessionOf()
  for (const seed of ['', '  ', 'x'.repeat(65), 1.5, Number.NaN, 2 ** 60]) {
    expect(() => session.restart(seed)).toThrow(InputError)
  }
  expect(session.status().runNumber).toBe(1)
  session.restart('a walk in the park')
  expect(session.status().seed).toBe('a walk in the park')
})

test('a tuned threshold changes what is traded, and counts as an intervention', () => {
  const [plain, tuned] = [sessionOf(), sessionOf()]
  plain.advance(300)
  tuned.advance(300)
  tuned.tune({ threshold: 3 })
  plain.advance(2_000)
  tuned.advance(2_000)
  expect(tuned.status().fills).toBeLessThan(plain.status().fills / 2)
  expect(tuned.status().edits).toBe(1)
  expect(tuned.setup().values).toMatchObject({ threshold: 3, lookbackWindow: 50 })
})

test('an inventory limit that is raised is used, up to the hard limit', () => {
  const session = sessionOf()
  session.tune({ inventoryLimitLots: 100 })
  session.advance(5_000)
  expect(session.status()).toMatchObject({ positionLimitLots: 100 })
  expect(session.summary().inventory.highestLots).toBeGreaterThan(10)
  expect(session.summary().refusals).toEqual({})
  expect(() => session.tune({ inventoryLimitLots: 101 })).toThrow('from 1 to 100 lots')
})

test('without clipping, a trade may overshoot even the largest limit that can be set', () => {
  const session = sessionOf()
  session.tune({ clipToLimit: false, inventoryLimitLots: 100, threshold: 0.5 })
  session.advance(20_000)
  expect(session.summary().inventory.highestLots).toBeGreaterThan(100)
  expect(session.summary().refusals).toEqual({})
})

test('values that cannot be are refused all together, and nothing changes', () => {
  const session = sessionOf()
  const before = session.setup().values
  const wrong = {
    threshold: -1,
    lookbackWindow: 1e9,
    sizing: 'huge',
    clipToLimit: 'yes',
    volatility: '0.1',
    spreadCost: Number.NaN,
    inventoryLimitLots: 2.5,
    surprise: 1,
    priceSource: 'mid',
  }
  try {
    session.tune(wrong)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(TuningError)
    const { fields } = error as TuningError
    expect(Object.keys(fields).sort()).toEqual(
      Object.keys(wrong)
        .filter((name) => name !== 'priceSource')
        .sort(),
    )
    expect(fields.lookbackWindow).toBe('must be a whole number from 2 to 10,000 ticks')
    expect(fields.surprise).toBe('is not a parameter of this demo')
  }
  expect(session.setup().values).toEqual(before)
  expect(session.status().edits).toBe(0)
})

test('names that every object has are no parameters', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const changes = JSON.parse(`{"${name}": 1}`)
    expect(() => sessionOf().tune(changes)).toThrow('is not a parameter')
  }
})

test('volatility and spread change the market itself', () => {
  const session = sessionOf()
  session.tune({ volatility: 0, spreadCost: 0.01 })
  session.advance(3)
  const { price, bid, ask } = session.status()
  expect(bid).toBeCloseTo(price! * 0.995, 9)
  expect(ask).toBeCloseTo(price! * 1.005, 9)
})

test('the kill switch stops trading at once, while the market goes on', () => {
  const session = sessionOf()
  session.advance(600)
  const { fills, price } = session.status()
  session.kill('operator')
  session.advance(3_000)
  const status = session.status()
  expect(status.fills).toBe(fills)
  expect(status.price).not.toBe(price)
  expect(status.liveOrders).toBe(0)
  // A strategy that is halted wants nothing that could be refused.
  expect(status.killRefusals).toBe(0)
  expect(status.killSwitch).toEqual({
    reason: 'operator',
    atTick: 600,
    atSeconds: 6,
    runNumber: 1,
    withdrawal: 'confirmed',
  })
  expect(status.alerts.map(({ text }) => text)).toEqual([
    'trading stopped: operator',
    'all orders are withdrawn: the venue has answered for every one',
  ])
})

test('a second kill keeps the first reason', () => {
  const session = sessionOf()
  session.kill('first')
  session.kill('second')
  expect(session.status()).toMatchObject({ edits: 1, killSwitch: { reason: 'first', atTick: 0 } })
})

test('a kill before the first tick holds, too', () => {
  const session = sessionOf()
  session.kill('operator')
  session.advance(1_000)
  expect(session.status().fills).toBe(0)
})

test('a restart does not re-arm; re-arming does', () => {
  const session = sessionOf()
  session.advance(600)
  session.kill('operator')
  session.restart(1)
  session.advance(600)
  expect(session.status()).toMatchObject({ fills: 0, killSwitch: { atTick: 600, runNumber: 1 } })
  session.rearm('anna', 'feed checked')
  session.advance(600)
  expect(session.status().killSwitch).toBeNull()
  expect(session.status().fills).toBeGreaterThan(0)
})

test('re-arming says who and why, and does not undo a stop that came meanwhile', () => {
  const session = sessionOf()
  session.kill('first')
  session.killSwitch.rearm()
  session.killSwitch.trip('second')
  session.rearm('anna', 'feed checked')
  expect(session.status().killSwitch).toMatchObject({ reason: 'second' })
  expect(session.status().alerts.map(({ text }) => text)).toContain(
    'trading goes on: re-armed by anna: feed checked',
  )
  session.rearm('anna', 'that, too')
  expect(session.status().killSwitch).toBeNull()
  expect(session.killSwitch.isTripped).toBe(false)
})

test('a stop by somebody without the run’s clock is an intervention, one by a limit is none', () => {
  for (const [atNanos, edits] of [
    [Number.NaN, 1],
    [0, 0],
  ] as const) {
    const session = sessionOf()
    session.killSwitch.trip('from elsewhere', atNanos)
    session.noticeStop()
    expect(session.status()).toMatchObject({ edits, killSwitch: { reason: 'from elsewhere' } })
    expect(session.killSwitch.record?.atNanos).toBe(0)
  }
})

test('thresholds of a breaker stop the demo by themselves', () => {
  const session = sessionOf({ breaker: { messages: { messagesMax: 3, windowNanos: 60e9 } } })
  session.advance(3_000)
  expect(session.status().killSwitch?.reason).toBe('messages within 1 min: 4, threshold 3')
  const [alert] = session.status().alerts
  expect(alert).toMatchObject({ number: 1, severity: 'critical' })
})

test('a limit that trips the switch is told like an operator who does', () => {
  const session = sessionOf()
  session.advance(600)
  session.killSwitch.trip('maximum daily loss', 6e9)
  session.advance(1)
  expect(session.status().killSwitch).toMatchObject({ reason: 'maximum daily loss', atTick: 601 })
})

test('a series that has ended says so', () => {
  const session = sessionOf({ ticks: 20 })
  session.advance(100)
  expect(session.status()).toMatchObject({ phase: 'ended', ticks: 20 })
  expect(session.isIdle).toBe(true)
  session.restart(2)
  expect(session.status()).toMatchObject({ phase: 'running', ticks: 0 })
})

test('a window that would take all memory is refused', () => {
  const dictionary = { ...DEMO_DICTIONARY, lookback_window: 1e9 }
  expect(() => sessionOf({ dictionary })).toThrow('at most 1000000 ticks')
})

test('a symbol names what is traded and what it is paid in', () => {
  for (const [symbol, base, quote] of [
    ['BTC-USDT', 'BTC', 'USDT'],
    ['EUR/USD', 'EUR', 'USD'],
    ['GOLD', 'GOLD', 'quote currency'],
  ] as const) {
    const dictionary = { ...DEMO_DICTIONARY, symbol }
    expect(sessionOf({ dictionary }).setup()).toMatchObject({ symbol, base, quote })
  }
})
