/** Calibration as a whole: what a feed can tell is fitted, what it cannot is said. */
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  InputError,
  nanos,
  RandomStream,
  SELL,
  TICK,
  TRADE,
} from '../../core/index.ts'
import { NOT_RECEIVED, sampledDelay } from '../../simulation/index.ts'
import { type DrawnRecord, feedOf } from '../series-feed.suite.ts'
import { calibrate, isFitted, NOT_ASKED_FOR } from './calibrate.ts'
import { orderFlow } from './order-flow.suite.ts'

/** Two clocks, two levels and trades on them: enough for everything but true queues. */
function levels(seconds: number): DrawnRecord[] {
  const stream = RandomStream.named(1, 'levels')
  const delay = sampledDelay(
    { model: 'lognormal', median: nanos(2e6), sigma: 0.4 },
    RandomStream.named(1, 'delay'),
  )
  const records: DrawnRecord[] = []
  for (let k = 0; k < seconds * 10; k++) {
    const at = k * 100e6
    const local = at + delay.draw(nanos(at))
    const side = stream.integer(0, 1) === 0 ? BUY : SELL
    const price = 1000 - side
    records.push({ kind: DEPTH_LEVEL, side, at, local, price, size: stream.integer(5, 20) })
    if (k > 20 && k % 2 === 0) {
      const far = { side: -side, at: at + 3e6, local: local + 3e6, size: 1 }
      records.push({ kind: TRADE, ...far, price: price - side * stream.integer(0, 5) })
    }
  }
  return records
}

test('levels and trades give latencies and intensities, and say what they lack', async () => {
  const { queue, ownOrders, latency, intensity, records } = await calibrate(feedOf(levels(150)))
  expect(records).toBe(levels(150).length)
  expect(queue).toEqual({ unfitted: expect.stringContaining('not single orders') })
  expect(ownOrders).toBeUndefined()
  if (!isFitted(latency) || latency.source !== 'feed') throw new Error('a feed latency expected')
  expect(latency.feed.fits[0]?.family).toBe('lognormal')
  expect(isFitted(intensity)).toBe(true)
})

test('single orders give queues', async () => {
  const tape = orderFlow({ family: 'power-3', n: 2, seed: 1, events: 6000 })
  const { info } = feedOf([])
  const feed = {
    info: { ...info, isOrderLevel: true, hasLocalTime: false },
    bytesRead: 0,
    notices: new Map(),
    open: () => [tape],
  }
  const { queue, latency } = await calibrate(feed, { only: ['queue'], placements: 260 })
  if (!isFitted(queue)) throw new Error(queue.unfitted)
  expect(queue.fits[0]?.family).toBe('power-3')
  expect(latency).toEqual({ unfitted: NOT_ASKED_FOR })
  await expect(calibrate(feed, { only: ['latency'] })).rejects.toThrow('one time only')
})

test('recorded rows are fitted in place of the feed, and lost requests counted', async () => {
  const stream = RandomStream.named(2, 'rows')
  const entry = sampledDelay({ model: 'gamma', shape: 3, scale: nanos(1e6) }, stream)
  const requested = Float64Array.from({ length: 2000 }, (_, k) => k * 1e9)
  const received = requested.map((at, k) =>
    k % 100 === 7 ? NOT_RECEIVED : at + entry.draw(nanos(at)),
  )
  const answered = requested.map((at, k) => (k % 100 === 7 ? at + 9e6 : received[k]! + 5e6))
  const { latency } = await calibrate(feedOf(levels(150)), {
    latencyRows: { requested, received, answered },
    only: ['latency'],
  })
  if (!isFitted(latency) || latency.source !== 'recorded') throw new Error('rows expected')
  expect(latency.lost).toBe(20)
  expect(latency.entry).toMatchObject({ samples: 1980 })
  expect(latency.entry.fits[0]?.family).toBe('gamma')
  expect(latency.response.fits[0]?.spec).toEqual({ model: 'constant', latency: 5e6 })
})

test('a feed that tells nothing at all is refused with every reason', async () => {
  const row = (at: number): DrawnRecord => ({ kind: TICK, at, a: 99, b: 101, order: 100, size: 1 })
  const attempt = calibrate(feedOf([row(0), row(1e9)]))
  await expect(attempt).rejects.toThrow(InputError)
  await expect(attempt).rejects.toThrow(
    /queue: .*\n {2}latency: .*Give at least 100.*\n {2}intensity: a price series/,
  )
})

test('what is asked for by name and cannot be fitted is an error that names the feed', async () => {
  const attempt = calibrate(feedOf(levels(5)), { only: ['intensity'] })
  await expect(attempt).rejects.toThrow(/^drawn: \d+ trades went beyond the mid/)
})
