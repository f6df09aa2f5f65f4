/** Load: a window of messages against counting them, and what it does to latencies. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ENTER_ORDER, millis, type Nanos, nanos } from '../../core/index.ts'
import { ActivityWindow } from './activity-window.ts'
import { ConstantLatency, type LatencyModel } from './latency.ts'
import { SPIKE_MESSAGES_MAX, SpikedLatency, Spikes } from './spikes.ts'

test('a window is busy exactly when more messages than the threshold are counted inside', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 100 })
  const above = fc.integer({ min: 0, max: 8 })
  const span = fc.integer({ min: 1, max: 100 })
  fc.assert(
    fc.property(steps, above, span, fc.integer({ min: 0, max: 50 }), (gaps, most, width, wait) => {
      const window = new ActivityWindow({ above: most, spanNanos: width })
      const instants: number[] = []
      let at = 0
      for (const gap of gaps) {
        at += gap
        instants.push(at)
        window.add(nanos(at))
        for (const now of [at, at + wait]) {
          const count = instants.filter((instant) => instant > now - width).length
          expect(window.isBusy(nanos(now))).toBe(count > most)
        }
      }
    }),
  )
})

test('a message that steps back in time counts as the newest before it', () => {
  const window = new ActivityWindow({ above: 1, spanNanos: 10 })
  window.add(nanos(100))
  window.add(nanos(50))
  expect(window.isBusy(nanos(105))).toBe(true)
  expect(window.isBusy(nanos(110))).toBe(false)
})

function spiked(calm: LatencyModel, options: { multiply?: number; add?: Nanos }): SpikedLatency {
  return new SpikedLatency(calm, new Spikes({ above: 2, window: nanos(100), ...options }))
}

test('latencies on both lines grow while the market is busy, and shrink back after it', () => {
  for (const [options, long] of [
    [{ add: nanos(5) }, [15, 25]],
    [{ multiply: 3 }, [30, 60]],
    [{ multiply: 3, add: nanos(5) }, [35, 65]],
  ] as const) {
    const calm = new ConstantLatency({ entry: nanos(10), response: nanos(20) })
    const model = spiked(calm, options)
    const at = (now: number) => [model.entry(nanos(now), ENTER_ORDER), model.response(nanos(now))]
    for (const now of [1000, 1010]) model.watch.onActivity(nanos(now))
    expect(at(1010)).toEqual([10, 20])
    model.watch.onActivity(nanos(1020))
    expect(at(1020)).toEqual(long)
    expect(at(1099)).toEqual(long)
    expect(at(1100)).toEqual([10, 20])
  }
})

test('a lost request stays lost as long, and an hour stays an hour', () => {
  const lost: LatencyModel = { entry: () => nanos(-7), response: () => nanos(3500e9) }
  const model = spiked(lost, { multiply: 10, add: millis(1) })
  for (let k = 0; k < 5; k++) model.watch.onActivity(nanos(k))
  expect(model.entry(nanos(5), ENTER_ORDER)).toBe(-7)
  expect(model.response(nanos(5))).toBe(3600e9)
})

test('the model inside hears of the market too', () => {
  const heard: number[] = []
  const watch = {
    onActivity: (now: Nanos) => heard.push(now),
    onFeedLatency: (latency: Nanos) => heard.push(latency),
  }
  const calm = { entry: () => nanos(0), response: () => nanos(0), watch }
  const model = spiked(calm, { add: nanos(1) })
  model.watch.onActivity(nanos(4))
  model.watch.onFeedLatency(nanos(9))
  expect(heard).toEqual([4, 9])
})

test('spikes that make no sense are refused', () => {
  const good = { above: 10, window: millis(1), add: millis(1) }
  const refused = [
    { above: -1 },
    { above: 1.5 },
    { above: SPIKE_MESSAGES_MAX + 1 },
    { window: nanos(0) },
    { window: nanos(Number.NaN) },
    { multiply: 0.5 },
    { multiply: Number.NaN },
    { add: nanos(-1) },
  ]
  for (const wrong of refused) {
    const options = { ...good, ...wrong }
    expect(() => new Spikes(options), JSON.stringify(options)).toThrow(RangeError)
  }
})
