/** Recorded latencies against the formula in exact integers, row by row. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CANCEL_ORDER, ENTER_ORDER, nanos, REPLACE_ORDER } from '../../core/index.ts'
import { InterpolatedLatency, type LatencyRows, NOT_RECEIVED } from './interpolated-latency.ts'

type Row = readonly [requested: number, received: number, answered: number]

function rowsOf(rows: readonly Row[]): LatencyRows {
  const column = (k: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[k])
  return { requested: column(0), received: column(1), answered: column(2) }
}

const entryAt = (model: InterpolatedLatency, now: number) => model.entry(nanos(now), ENTER_ORDER)

/** The rule as it is written down: a search from the start, for each question. */
function twin(times: readonly number[], latencies: readonly number[], now: number): number {
  if (now < times[0]!) return latencies[0]!
  let k = 0
  while (k + 1 < times.length && times[k + 1]! <= now) k++
  if (k + 1 === times.length) return latencies[k]!
  const slope = (latencies[k + 1]! - latencies[k]!) / (times[k + 1]! - times[k]!)
  return Math.trunc(slope * (now - times[k]!)) + latencies[k]!
}

test('between rows lies a straight line, outside them the first and the last latency', () => {
  const rows = rowsOf([
    [1000, 1100, 1150],
    [2000, 2300, 2340],
  ])
  const model = new InterpolatedLatency(rows)
  const entries = [0, 999, 1000, 1500, 1999, 2000, 9000].map((now) => entryAt(model, now))
  expect(entries).toEqual([100, 100, 100, 200, 299, 300, 300])
  const responses = [0, 1099, 1100, 1700, 2299, 2300, 9000].map((now) => model.response(nanos(now)))
  expect(responses).toEqual([50, 50, 50, 45, 41, 40, 40])
})

test('the change since the row is truncated towards zero, upwards and downwards', () => {
  const up = new InterpolatedLatency(
    rowsOf([
      [0, 10, 10],
      [3, 14, 14],
    ]),
  )
  expect([0, 1, 2, 3].map((now) => entryAt(up, now))).toEqual([10, 10, 10, 11])
  const down = new InterpolatedLatency(
    rowsOf([
      [0, 11, 11],
      [3, 13, 13],
    ]),
  )
  // 11 - 1/3 and 11 - 2/3: the truncated change is 0, not -1.
  expect([0, 1, 2, 3].map((now) => entryAt(down, now))).toEqual([11, 11, 11, 10])
})

test('every kind of request takes equally long', () => {
  const rows = rowsOf([[0, 7, 9]])
  for (const kind of [ENTER_ORDER, CANCEL_ORDER, REPLACE_ORDER]) {
    expect(new InterpolatedLatency(rows).entry(nanos(5), kind)).toBe(7)
  }
})

test('around a row that never arrived requests are lost, and come back as late as answers did', () => {
  const model = new InterpolatedLatency(
    rowsOf([
      [1000, 1100, 1200],
      [2000, NOT_RECEIVED, 2400],
      [3000, 3100, 3200],
      [4000, 4100, 4200],
    ]),
  )
  const nows = [500, 1000, 1500, 2000, 2500, 2999, 3000, 3500]
  expect(nows.map((now) => entryAt(model, now))).toEqual([
    100, -200, -300, -400, -300, -201, 100, 100,
  ])
  expect([1100, 2000, 3100].map((now) => model.response(nanos(now)))).toEqual([100, 100, 100])
})

test('when nothing ever arrived every request is lost', () => {
  const model = new InterpolatedLatency(rowsOf([[1000, NOT_RECEIVED, 1300]]))
  expect([0, 1000, 5000].map((now) => entryAt(model, now))).toEqual([-300, -300, -300])
})

test('an offset is added to each way', () => {
  const rows = rowsOf([
    [1000, 1100, 1150],
    [2000, NOT_RECEIVED, 2300],
  ])
  const model = new InterpolatedLatency(rows, { offsetNanos: 7 })
  expect([500, 1000, 2000].map((now) => entryAt(model, now))).toEqual([107, -164, -314])
  expect(model.response(nanos(1107))).toBe(57)
  expect([...rows.received]).toEqual([1100, NOT_RECEIVED])
})

test('rows keep their latencies when their times count from another epoch', () => {
  const rows = rowsOf([
    [1000, 1100, 1150],
    [2000, 2300, 2340],
  ])
  const here = new InterpolatedLatency(rows)
  const there = new InterpolatedLatency(rows, { epochShiftNanos: -5000 })
  for (const now of [500, 1300, 1700, 2500]) {
    expect(entryAt(there, now - 5000)).toBe(entryAt(here, now))
    expect(there.response(nanos(now - 5000))).toBe(here.response(nanos(now)))
  }
})

test('any recording answers as the rule does', () => {
  const row = fc.tuple(
    fc.integer({ min: 1, max: 1e9 }),
    fc.integer({ min: 0, max: 1e8 }),
    fc.integer({ min: 0, max: 1e8 }),
  )
  const nows = fc.array(fc.integer({ min: -1e9, max: 2e10 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), nows, (steps, times) => {
      let at = 0
      let arrived = 0
      const rows = steps.map(([step, there, back]): Row => {
        at += step
        arrived = Math.max(arrived + 1, at + there)
        return [at, arrived, arrived + back]
      })
      const { requested, received, answered } = rowsOf(rows)
      const model = new InterpolatedLatency({ requested, received, answered })
      const entries = [...received].map((time, k) => time - requested[k]!)
      const responses = [...answered].map((time, k) => time - received[k]!)
      for (const now of times.sort((a, b) => a - b)) {
        expect(entryAt(model, now)).toBe(twin([...requested], entries, now))
        expect(model.response(nanos(now))).toBe(twin([...received], responses, now))
      }
    }),
  )
})

test('rows that are none are refused', () => {
  const hour = 3600e9
  const refused: (readonly Row[])[] = [
    [],
    [
      [2, 3, 4],
      [2, 3, 4],
    ],
    [[5, 4, 6]],
    [[5, 6, 5]],
    [[5, NOT_RECEIVED, 4]],
    [[5, Number.NaN, 6]],
    [[Number.NaN, 5, 6]],
    [[0, 1, 3 * hour]],
  ]
  for (const rows of refused) {
    expect(() => new InterpolatedLatency(rowsOf(rows)), JSON.stringify(rows)).toThrow(RangeError)
  }
  const uneven = { ...rowsOf([[1, 2, 3]]), answered: new Float64Array(2) }
  expect(() => new InterpolatedLatency(uneven)).toThrow(RangeError)
  const early = () => new InterpolatedLatency(rowsOf([[10, 12, 14]]), { offsetNanos: -3 })
  expect(early).toThrow('arrives before it was sent')
})
