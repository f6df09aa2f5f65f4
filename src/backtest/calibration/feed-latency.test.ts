/** One latency a second: the newest complete message, never a snapshot. */
import { expect, test } from 'vitest'
import { DEPTH_LEVEL, FLAG_LAST, FLAG_SNAPSHOT } from '../../core/index.ts'
import { type DrawnRecord, tapeOf } from '../series-feed.suite.ts'
import { FeedLatencySampler } from './feed-latency.ts'

const message = (at: number, latency: number, flags = FLAG_LAST): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side: 1,
  at: at * 1e6,
  local: (at + latency) * 1e6,
  flags,
})

function latenciesOf(records: readonly DrawnRecord[], shift = 0): number[] {
  const sampler = new FeedLatencySampler(shift)
  for (const record of records) sampler.push(tapeOf([record]))
  sampler.finish()
  return sampler.latencies.map((latency) => latency / 1e6)
}

test('the newest message of each second of local time counts', () => {
  const records = [message(10, 1), message(990, 5), message(999, 20), message(1500, 7)]
  // The third arrives at 1,019 ms: in the next second, where the fourth is newer.
  expect(latenciesOf(records)).toEqual([5, 7])
})

test('snapshots and the middle of messages say nothing', () => {
  const records = [
    message(10, 3),
    message(20, 900, FLAG_LAST | FLAG_SNAPSHOT),
    message(30, 50, 0),
    message(2500, 4),
  ]
  expect(latenciesOf(records)).toEqual([3, 4])
})

test('a clock that was behind is corrected', () => {
  expect(latenciesOf([message(10, -20), message(1200, -15)], 20e6)).toEqual([0, 5])
})
