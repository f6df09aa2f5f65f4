/** What is sent, held back, tried again and given up; channels are played by the test. */
import { expect, test, vi } from 'vitest'
import {
  ALERT_REARMED,
  ALERT_TEST,
  type Alert,
  SEVERITY_CRITICAL,
  SEVERITY_NOTICE,
  SEVERITY_WARNING,
} from '../../core/index.ts'
import { type AlertChannel, type AlertNotice, DeliveryError } from './alert-channel.ts'
import { AlertDelivery, type AlertDeliveryOptions, type AlertOutcome } from './alert-delivery.ts'

class Channel implements AlertChannel {
  readonly name: string
  readonly heard: AlertNotice[] = []
  /** What the next attempts come to; then they succeed. */
  failures: Error[] = []

  constructor(name = 'test') {
    this.name = name
  }
  async deliver(notice: AlertNotice): Promise<void> {
    const failure = this.failures.shift()
    if (failure !== undefined) throw failure
    this.heard.push(notice)
  }
}

function deliveryTo(channels: readonly Channel[], given: Partial<AlertDeliveryOptions> = {}) {
  const outcomes: AlertOutcome[] = []
  const delivery = new AlertDelivery({
    channels,
    source: 'test',
    severityMin: SEVERITY_NOTICE,
    repeatMillis: 60_000,
    perMinuteMax: 100,
    onOutcome: (outcome) => outcomes.push(outcome),
    ...given,
  })
  return { delivery, outcomes }
}

const alert = (text: string, severity: number = SEVERITY_WARNING): Alert => ({
  code: ALERT_TEST,
  severity,
  text,
  causeNanos: 0,
})

const faked = async (work: () => Promise<void>) => {
  vi.useFakeTimers()
  try {
    await work()
  } finally {
    vi.useRealTimers()
  }
}

test('an alert goes to every channel, in order, and a broken one holds up none', async () => {
  const channels = [new Channel('a'), new Channel('b')]
  channels[0]!.failures = [new DeliveryError('no', true)]
  const { delivery, outcomes } = deliveryTo(channels)
  for (const text of ['one', 'two', 'three']) expect(delivery.accept(alert(text))).toBe(true)
  await delivery.close(1_000)
  expect(channels.map(({ heard }) => heard.map(({ text }) => text))).toEqual([
    ['two', 'three'],
    ['one', 'two', 'three'],
  ])
  expect(outcomes.filter(({ isDelivered }) => !isDelivered)).toMatchObject([
    { channel: 'a', number: 1, attempts: 1, problem: 'no' },
  ])
})

test('milder ones than asked for are not sent', async () => {
  const channel = new Channel()
  const { delivery } = deliveryTo([channel], { severityMin: SEVERITY_CRITICAL })
  const severities = [SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_CRITICAL]
  expect(severities.map((severity) => delivery.accept(alert('x', severity)))).toEqual([
    false,
    false,
    true,
  ])
})

test('a failure that may pass is tried again, later and later', () =>
  faked(async () => {
    const channel = new Channel()
    channel.failures = Array.from({ length: 4 }, () => new DeliveryError('not now'))
    const { delivery, outcomes } = deliveryTo([channel])
    delivery.accept(alert('x'))
    await vi.advanceTimersByTimeAsync(250 + 500 + 1_000 + 1_999)
    expect(channel.heard).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(channel.heard).toHaveLength(1)
    expect(outcomes).toMatchObject([{ isDelivered: true, attempts: 5, millis: 3_750 }])
  }))

test('one that never passes is given up after ten minutes, and told', () =>
  faked(async () => {
    const channel = new Channel()
    channel.failures = Array.from({ length: 1_000 }, () => new Error('password=hidden'))
    const { delivery, outcomes } = deliveryTo([channel])
    delivery.accept(alert('x'))
    await vi.advanceTimersByTimeAsync(700_000)
    expect(outcomes).toMatchObject([{ isDelivered: false, problem: 'Error' }])
    expect(outcomes[0]!.attempts).toBeLessThan(40)
  }))

test('equal ones are sent once in a while, and the next says how many were held back', () =>
  faked(async () => {
    const channel = new Channel()
    const { delivery } = deliveryTo([channel])
    for (let k = 0; k < 50; k++) delivery.accept(alert('again'))
    await vi.advanceTimersByTimeAsync(59_999)
    expect(delivery.accept(alert('again'))).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(delivery.accept(alert('again'))).toBe(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(channel.heard.map(({ heldBack }) => heldBack)).toEqual([0, 50])
    expect(delivery.heldBack).toBe(50)
  }))

test('after re-arming a stop for the same reason is told again, however soon', () =>
  faked(async () => {
    const channel = new Channel()
    const { delivery } = deliveryTo([channel], { severityMin: SEVERITY_CRITICAL })
    const stop = alert('trading stopped: signal', SEVERITY_CRITICAL)
    expect([delivery.accept(stop), delivery.accept(stop)]).toEqual([true, false])
    expect(delivery.accept({ ...alert('goes on', SEVERITY_NOTICE), code: ALERT_REARMED })).toBe(
      false,
    )
    expect(delivery.accept(stop)).toBe(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(channel.heard).toHaveLength(2)
  }))

test('many different ones are held back by the minute, critical ones on an account of their own', () =>
  faked(async () => {
    const { delivery } = deliveryTo([new Channel()], { perMinuteMax: 5 })
    const sent = (severity: number) =>
      Array.from({ length: 9 }, (_, k) => delivery.accept(alert(`${severity} ${k}`, severity)))
    expect(sent(SEVERITY_WARNING).filter(Boolean)).toHaveLength(5)
    expect(sent(SEVERITY_CRITICAL).filter(Boolean)).toHaveLength(5)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(delivery.accept(alert('later'))).toBe(true)
  }))

test('what waits behind a dead channel is bounded, and told of when it is dropped', () =>
  faked(async () => {
    const channel = new Channel()
    channel.failures = Array.from({ length: 1_000 }, () => new DeliveryError('not now'))
    const { delivery, outcomes } = deliveryTo([channel], { perMinuteMax: 1e6 })
    for (let k = 0; k < 1_500; k++) delivery.accept(alert(`${k}`))
    expect(outcomes).toHaveLength(500)
    expect(outcomes.every(({ problem }) => problem === 'too many are waiting')).toBe(true)
  }))

test('closing waits for what is on its way, not for ever', () =>
  faked(async () => {
    const channel = new Channel()
    channel.failures = Array.from({ length: 1_000 }, () => new DeliveryError('not now'))
    const { delivery, outcomes } = deliveryTo([channel])
    delivery.accept(alert('x'))
    delivery.accept(alert('y'))
    const closed = delivery.close(2_000)
    await vi.advanceTimersByTimeAsync(2_001)
    await closed
    expect(outcomes.map(({ isDelivered }) => isDelivered)).toEqual([false, false])
  }))

test('attempts while the program ends are given whole milliseconds, as timers ask for', async () => {
  const timeouts: number[] = []
  const dead: AlertChannel = {
    name: 'dead',
    deliver: async (_notice, timeoutMillis) => {
      timeouts.push(timeoutMillis)
      throw new DeliveryError('nobody is there')
    },
  }
  const outcomes: AlertOutcome[] = []
  const delivery = new AlertDelivery({
    channels: [dead],
    source: 'test',
    severityMin: SEVERITY_NOTICE,
    repeatMillis: 60_000,
    perMinuteMax: 100,
    onOutcome: (outcome) => outcomes.push(outcome),
  })
  delivery.accept(alert('gone'))
  await delivery.close(400.5)
  expect(timeouts.length).toBeGreaterThan(1)
  expect(timeouts.filter((millis) => !Number.isInteger(millis))).toEqual([])
  expect(outcomes[0]?.problem).toBe('nobody is there')
})
