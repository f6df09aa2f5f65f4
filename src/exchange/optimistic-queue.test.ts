/** The upper edge of every queue model: first of the market at once, behind own orders alone. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { opposite, SIDES, sideName } from '../core/index.ts'
import { OptimisticQueue } from './optimistic-queue.ts'
import { ProRataQueue } from './pro-rata-queue.ts'
import { logQueue1, logQueue2, powerQueue1, powerQueue2, powerQueue3 } from './probability-queue.ts'
import { ConservativeQueue, type QueueModel } from './queue-model.ts'
import { RecordingVenue } from './recording-venue.suite.ts'

const BOOK = `
  10 | 102 |
   5 | 101 |
     |  99 | 5
     |  98 | 10
`

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const price = 100 - side

  test(`${name}: the first trade at its price fills it, whatever the level displays`, () => {
    const venue = new RecordingVenue(BOOK, { queueModel: new OptimisticQueue() })
    venue.enter(side, price, 3)
    expect(venue.ahead(side)).toEqual([0])
    venue.depth(side, price, 50)
    expect(venue.trade(far, price, 2)).toEqual([`1 ${name} 2@${price} leaves 1, queue exhausted`])
  })

  test(`${name}: an own order at the price goes first, and no lot fills both`, () => {
    const venue = new RecordingVenue(BOOK, { queueModel: new OptimisticQueue() })
    venue.enter(side, price, 3)
    venue.enter(side, price, 3)
    expect(venue.ahead(side)).toEqual([0, 3])
    expect(venue.trade(far, price, 4)).toEqual([
      `1 ${name} 3@${price} leaves 0, queue exhausted`,
      `2 ${name} 1@${price} leaves 2, queue exhausted`,
    ])
  })
}

const models: readonly (() => QueueModel)[] = [
  () => new ConservativeQueue(),
  () => logQueue1(1),
  () => logQueue2(1),
  () => powerQueue1(2),
  () => powerQueue2(2),
  () => powerQueue3(3),
]

/** Lots that one resting order has filled after the same changes of its level. */
function filledAfter(queueModel: QueueModel, steps: readonly (readonly [boolean, number])[]) {
  const venue = new RecordingVenue(BOOK, { queueModel })
  venue.enter(1, 99, 20)
  const filled: number[] = []
  for (const [isTrade, size] of steps) {
    if (isTrade) venue.trade(-1, 99, size)
    else venue.depth(1, 99, size)
    filled.push(venue.sink.fills.reduce((sum, fill) => sum + fill.size, 0))
  }
  return filled
}

test('no other model that waits its turn is ever ahead of it', () => {
  const step = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 15 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(...models), (steps, model) => {
      const most = filledAfter(new OptimisticQueue(), steps)
      const some = filledAfter(model(), steps)
      expect(some.every((filled, k) => filled <= most[k]!)).toBe(true)
    }),
  )
})

test('sharing by size is another rule: it may give less, and never waits', () => {
  expect(filledAfter(new ProRataQueue(), [[true, 5]])[0]).toBe(4)
  expect(filledAfter(new OptimisticQueue(), [[true, 5]])[0]).toBe(5)
})
