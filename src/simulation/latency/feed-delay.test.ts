/** The modelled feed: one delay a message, nothing overtakes, and the two-clock order accepts it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_EXCHANGE,
  FLAG_LAST,
  FLAG_LOCAL,
  flagsOf,
  I_META,
  type Nanos,
  nanos,
  packMeta,
  RandomStream,
  TRADE,
} from '../../core/index.ts'
import { TwoClockOrder } from '../two-clocks.ts'
import type { Delay } from './delay.ts'
import { ConstantDelay } from './delay.ts'
import { FeedDelay } from './feed-delay.ts'
import { LogNormalDelay } from './log-normal-delay.ts'
import { Spikes } from './spikes.ts'

/** Records at these exchange times; the last of each run of equal times ends a message. */
function tapeOf(times: readonly number[]): EventTape {
  const tape = new EventTape(Math.max(1, times.length))
  for (const [k, at] of times.entries()) {
    const isLast = times[k + 1] !== at
    tape.append(packMeta(TRADE, 1, isLast ? FLAG_LAST : 0), 0, nanos(at), nanos(0))
  }
  return tape
}

function column(tape: EventTape, slot: number): number[] {
  return Array.from({ length: tape.length }, (_, k) => tape.f64[k * EVENT_F64 + slot]!)
}

/** Delays in the order given, then the last of them. */
function listed(...spans: number[]): Delay {
  let next = 0
  return { draw: () => nanos(spans[Math.min(next++, spans.length - 1)]!) }
}

test('a message has one delay for all of its records', () => {
  const tape = tapeOf([10, 10, 10, 40, 50, 50])
  new FeedDelay(listed(5, 7, 9)).stamp(tape, 0)
  expect(column(tape, F_LOCAL)).toEqual([15, 15, 15, 47, 59, 59])
})

test('two messages of one instant have a delay each', () => {
  const tape = new EventTape(2)
  for (let k = 0; k < 2; k++) tape.append(packMeta(TRADE, 1, FLAG_LAST), 0, nanos(10), nanos(0))
  new FeedDelay(listed(5, 7)).stamp(tape, 0)
  expect(column(tape, F_LOCAL)).toEqual([15, 17])
})

test('a fast message waits behind a slow one', () => {
  const tape = tapeOf([10, 20, 30, 35])
  new FeedDelay(listed(100, 1, 85, 1)).stamp(tape, 0)
  expect(column(tape, F_LOCAL)).toEqual([110, 110, 115, 115])
})

test('a message that is cut between two batches keeps its delay', () => {
  const feed = new FeedDelay(listed(5, 7))
  const whole = tapeOf([10, 10, 40])
  for (let end = 1; end <= 3; end++) {
    const part = new EventTape(4)
    part.appendFrom(whole, end - 1, 1)
    feed.stamp(part, 0)
    expect(column(part, F_LOCAL)).toEqual([[15, 15, 47][end - 1]])
  }
})

test('a busy market is a late feed', () => {
  const spikes = new Spikes({ above: 2, window: nanos(100), add: nanos(50) })
  const tape = tapeOf([10, 20, 30, 40, 500])
  new FeedDelay(new ConstantDelay(nanos(5)), spikes).stamp(tape, 0)
  expect(column(tape, F_LOCAL)).toEqual([15, 25, 85, 95, 505])
})

test('whatever the feed, times here never step back and nothing is early', () => {
  const gaps = fc.array(fc.integer({ min: -50, max: 300 }), { minLength: 1, maxLength: 60 })
  const cut = fc.integer({ min: 1, max: 20 })
  fc.assert(
    fc.property(gaps, cut, fc.integer(), (steps, size, seed) => {
      let at = 1000
      const times = steps.map((gap) => {
        at += gap
        return at
      })
      const disorder = Math.max(...times.map((time, k) => Math.max(...times.slice(0, k), 0) - time))
      const median = nanos(200) as Nanos
      const order = new TwoClockOrder({
        localShiftNanos: 0,
        exchangeDisorderNanos: Math.max(0, disorder),
        // The disorder of the data's own local times, which are replaced.
        localDisorderNanos: 1e9,
        feedDelay: new FeedDelay(
          new LogNormalDelay({ median, sigma: 1 }, RandomStream.named(seed, 'feed')),
        ),
      })
      for (let start = 0; start < times.length; start += size) {
        order.push(tapeOf(times.slice(start, start + size)))
      }
      order.end()
      const seen = { exchange: 0, local: 0 }
      let newestExchange = Number.NEGATIVE_INFINITY
      let newestLocal = Number.NEGATIVE_INFINITY
      const { f64, i32, length } = order.ordered
      for (let k = 0; k < length; k++) {
        const flags = flagsOf(i32[k * EVENT_I32 + I_META]!)
        const exchange = f64[k * EVENT_F64 + F_EXCHANGE]!
        const local = f64[k * EVENT_F64 + F_LOCAL]!
        expect(local).toBeGreaterThanOrEqual(exchange)
        if ((flags & FLAG_EXCHANGE) !== 0) {
          expect(exchange).toBeGreaterThanOrEqual(newestExchange)
          newestExchange = exchange
          seen.exchange++
        }
        if ((flags & FLAG_LOCAL) !== 0) {
          expect(local).toBeGreaterThanOrEqual(newestLocal)
          newestLocal = local
          seen.local++
        }
      }
      expect(seen).toEqual({ exchange: times.length, local: times.length })
    }),
  )
})
