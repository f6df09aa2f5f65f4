/** What a survey learns of a feed, and what it refuses. */
import { expect, test } from 'vitest'
import { BUY, DEPTH_LEVEL, GAP, InputError, ORDER_ADD, TICK, TOUCH, TRADE } from '../core/index.ts'
import { type DrawnRecord, feedOf } from './series-feed.suite.ts'
import { surveyFeed } from './survey.ts'

const depth = (at: number, local: number): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side: BUY,
  at,
  local,
  price: 1,
  size: 1,
})

test('disorder is how far a time lies behind the newest before it, on each clock', async () => {
  const records = [depth(100, 50), depth(90, 80), depth(95, 60), depth(200, 90)]
  const { survey } = await surveyFeed(feedOf(records, { batchRecords: 1 }))
  expect(survey).toMatchObject({
    records: 4,
    exchangeDisorderNanos: 10,
    localDisorderNanos: 20,
    latencyNanosMin: -110,
    firstNanos: 90,
    lastNanos: 200,
    content: 'levels',
    hasTrades: false,
  })
})

test('what a market shows is told by its records', async () => {
  const cases: [DrawnRecord[], string, boolean][] = [
    [[{ kind: TICK, at: 1, size: 3 }], 'series', true],
    [[{ kind: TICK, at: 1, size: 0 }], 'series', false],
    [
      [
        { kind: ORDER_ADD, at: 1, side: BUY },
        { kind: TRADE, at: 2 },
      ],
      'orders',
      true,
    ],
  ]
  for (const [records, content, hasTrades] of cases) {
    expect((await surveyFeed(feedOf(records))).survey).toMatchObject({ content, hasTrades })
  }
})

test('gaps are counted', async () => {
  const records = [depth(1, 1), { kind: GAP, at: 2 }, { kind: GAP, at: 3 }]
  expect((await surveyFeed(feedOf(records))).survey.gaps).toBe(2)
})

for (const records of [[], [{ kind: TRADE, at: 1 }], [{ kind: TOUCH, at: 1 }]]) {
  test(`a feed of ${records.length} records without a book is refused by name`, async () => {
    await expect(surveyFeed(feedOf(records))).rejects.toThrow(InputError)
    await expect(surveyFeed(feedOf(records))).rejects.toThrow(/^drawn: holds no/)
  })
}

test('a small feed is read once, a large one again', async () => {
  const records = Array.from({ length: 10 }, (_, k) => depth(k, k))
  for (const [residentBytesMax, opens] of [
    [64 * 10, 1],
    [64 * 9, 2],
  ] as const) {
    const feed = feedOf(records, { batchRecords: 3 })
    let opened = 0
    const open = () => {
      opened++
      return feed.open()
    }
    const counted = { ...feed, open }
    const surveyed = await surveyFeed(counted, { residentBytesMax })
    let seen = 0
    for await (const batch of surveyed.open()) seen += batch.length
    expect([seen, opened]).toEqual([10, opens])
  }
})
