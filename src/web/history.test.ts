/** The history against a twin that keeps every tick and merges from scratch. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BUCKET_FIELDS,
  BUY_LOTS,
  BUY_PRICE,
  EQUITY_PEAK,
  mergeBucket,
  PRICE,
  PRICE_HIGHEST,
  PRICE_LOWEST,
  Z_LOWEST,
} from './bucket.ts'
import { BUCKETS_KEPT, History } from './history.ts'

/** A row whose every field is known from the tick alone. */
function rowOf(tick: number): Float64Array {
  const row = new Float64Array(BUCKET_FIELDS)
  for (let field = 0; field < BUCKET_FIELDS; field++) {
    row[field] = ((tick * 7919 + field * 104_729) % 1009) - 500
  }
  if (tick % 3 !== 0) row[BUY_PRICE] = Number.NaN
  if (tick < 5) row[Z_LOWEST] = Number.NaN
  return row
}

function historyOf(ticks: number): History {
  const history = new History()
  for (let tick = 1; tick <= ticks; tick++) history.record(rowOf(tick))
  return history
}

/** Bucket by bucket, the slow way. */
function slowRows(ticks: number, level: number, first: number): Float64Array[] {
  const rows: Float64Array[] = []
  const width = 2 ** level
  for (let start = first * width + 1; start <= ticks; start += width) {
    const row = rowOf(start)
    for (let tick = start + 1; tick < start + width && tick <= ticks; tick++) {
      mergeBucket(row, 0, rowOf(tick), 0)
    }
    rows.push(row)
  }
  return rows
}

function fastRows(history: History, level: number, first: number): Float64Array[] {
  const rows = new Float64Array((history.newestBucket(level) - first + 1) * BUCKET_FIELDS)
  const count = history.readInto(rows, level, first)
  return Array.from({ length: count }, (_, k) =>
    rows.slice(k * BUCKET_FIELDS, (k + 1) * BUCKET_FIELDS),
  )
}

test('every level shows the same ticks as merging them from scratch', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.integer({ min: 0, max: 11 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (ticks, level, share) => {
        const history = historyOf(ticks)
        const first = Math.floor(history.newestBucket(level) * share)
        expect(fastRows(history, level, first)).toEqual(slowRows(ticks, level, first))
      },
    ),
  )
})

test('a level forgets its oldest buckets, and the next one still has them', () => {
  const ticks = BUCKETS_KEPT + 1000
  const history = historyOf(ticks)
  expect(history.oldestBucket(0)).toBe(1000)
  expect(history.oldestBucket(1)).toBe(0)
  expect(fastRows(history, 0, 1000)).toEqual(slowRows(ticks, 0, 1000))
  expect(fastRows(history, 1, 0)).toEqual(slowRows(ticks, 1, 0))
  expect(() => history.readInto(new Float64Array(0), 0, 999)).toThrow('the bucket is still kept')
})

test('memory grows with the logarithm of time', () => {
  const small = historyOf(1_000).bytes
  const large = historyOf(64_000).bytes
  expect(large - small).toBe(6 * BUCKETS_KEPT * BUCKET_FIELDS * 8)
})

test('the level for a stretch is the finest that fits', () => {
  const history = new History()
  for (const [span, level] of [
    [1, 0],
    [1000, 0],
    [1001, 1],
    [2000, 1],
    [2001, 2],
    [1_000_000, 10],
  ] as const) {
    expect(history.levelFor(span, 1000)).toBe(level)
  }
  expect(history.newestBucket(3)).toBe(-1)
})

test('merging keeps extremes, the newest value, and the sum of fills', () => {
  const older = new Float64Array(BUCKET_FIELDS)
  const newer = new Float64Array(BUCKET_FIELDS)
  older.set([5, 9, 7])
  newer.set([4, 8, 6])
  older[EQUITY_PEAK] = 3
  newer[EQUITY_PEAK] = 2
  older[BUY_PRICE] = 11
  newer[BUY_PRICE] = Number.NaN
  older[BUY_LOTS] = 2
  newer[BUY_LOTS] = 3
  mergeBucket(older, 0, newer, 0)
  expect([older[PRICE_LOWEST], older[PRICE_HIGHEST], older[PRICE]]).toEqual([4, 9, 6])
  expect([older[EQUITY_PEAK], older[BUY_PRICE], older[BUY_LOTS]]).toEqual([3, 11, 5])
})
