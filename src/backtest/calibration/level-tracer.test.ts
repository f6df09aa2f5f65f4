/** Traces: a model that is run over one stands where the replayed venue would have put it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fill } from '../../book/drawn-book.suite.ts'
import type { OrderBook } from '../../book/index.ts'
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  FLAG_HIDDEN,
  FLAG_LAST,
  Instrument,
  lots,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  SIDES,
  type Side,
  sideName,
  TRADE,
  ticks,
} from '../../core/index.ts'
import {
  ConservativeQueue,
  logQueue1,
  logQueue2,
  powerQueue1,
  powerQueue2,
  powerQueue3,
  type QueueModel,
} from '../../exchange/index.ts'
import { RecordingVenue } from '../../exchange/recording-venue.suite.ts'
import { type DrawnRecord, tapeOf } from '../series-feed.suite.ts'
import { LevelTrace } from './level-trace.ts'
import { LevelTracer } from './level-tracer.ts'

const instrument = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })
const BOOK = `
  10 | 102 |
   8 | 101 |
     |  99 | 8
     |  98 | 10
`
/** Larger than everything that trades: the order never leaves for being filled. */
const HUGE = 1_000_000

const MODELS: readonly (() => QueueModel)[] = [
  () => new ConservativeQueue(),
  () => logQueue1(1),
  () => logQueue2(1),
  () => powerQueue1(0.5),
  () => powerQueue2(2.5),
  () => powerQueue3(3),
]

const record: fc.Arbitrary<DrawnRecord> = fc.record({
  kind: fc.constantFrom(DEPTH_LEVEL, DEPTH_LEVEL, DEPTH_LEVEL, TRADE, TRADE, DEPTH_CLEAR),
  side: fc.constantFrom<Side>(...SIDES),
  at: fc.constant(0),
  price: fc.integer({ min: 98, max: 102 }),
  size: fc.nat(15),
  flags: fc.constantFrom(0, FLAG_LAST, FLAG_LAST, FLAG_LAST | FLAG_HIDDEN),
})

function traceAt(tracer: LevelTracer, side: Side, price: number): LevelTrace {
  const shownLots = tracer.book.sizeAt(side, ticks(price))
  const place = { side, price: ticks(price), startNanos: 0 }
  const trace = new LevelTrace({ ...place, shownLots, sizeLots: lots(HUGE) })
  tracer.watch(trace)
  return trace
}

function lastAhead(trace: LevelTrace, model: QueueModel): number {
  let last: number = trace.shownLots
  trace.replay(model, (ahead) => {
    last = ahead
    return true
  })
  return Math.max(0, last)
}

for (const side of SIDES) {
  test(`${sideName(side)}: over random levels every model stands where the venue puts it`, () => {
    const records = fc.array(record, { minLength: 5, maxLength: 40 })
    fc.assert(
      fc.property(records, fc.constantFrom(...MODELS), (market, model) => {
        const venue = new RecordingVenue(BOOK, { queueModel: model() })
        const tracer = new LevelTracer(instrument, false)
        fill<OrderBook>(tracer.book, BOOK)
        venue.enter(side, 100 - side, HUGE)
        const trace = traceAt(tracer, side, 100 - side)
        for (const one of market) {
          const tape = tapeOf([one])
          tracer.take(tape, 0)
          venue.venue.onMarket(tape, 0)
          const order = venue.venue.resting(side)
          // What goes through the order, meets it or empties its level ends the trace.
          if (order.count === 0 || trace.end !== 'open') return
          if ((one.flags! & FLAG_LAST) === 0) continue
          expect(lastAhead(trace, model())).toBeCloseTo(Math.max(0, order.at(0).ahead), 9)
        }
      }),
      { numRuns: 400 },
    )
  })

  const price = 100 - side
  const order = (kind: number, id: number, size: number, at = price): DrawnRecord => ({
    kind,
    side,
    at: 0,
    price: at,
    size,
    order: id,
  })

  test(`${sideName(side)}: single orders are seen as levels, and who is truly ahead is known`, () => {
    const tracer = new LevelTracer(instrument, true)
    const take = (...records: DrawnRecord[]) => {
      for (const one of records) tracer.take(tapeOf([one]), 0)
    }
    take(order(ORDER_ADD, 1, 5), order(ORDER_ADD, 2, 3))
    const trace = traceAt(tracer, side, price)
    take(
      order(ORDER_ADD, 3, 4),
      order(ORDER_REDUCE, 1, 2),
      order(ORDER_EXECUTE, 1, 3),
      { kind: TRADE, side: -side, at: 0, price, size: 3 },
      order(ORDER_DELETE, 3, 4),
      order(ORDER_ADD, 4, 9, price - side),
      order(ORDER_DELETE, 2, 3),
    )
    const steps = Array.from({ length: trace.steps }, (_, step) => [
      trace.tradedAt(step),
      trace.trulyAheadAt(step),
    ])
    expect(steps).toEqual([
      [0, 8],
      [0, 6],
      // The trade, and the level that shrinks by it.
      [3, 6],
      [0, 3],
      [0, 3],
      [0, 0],
    ])
    expect(trace.end).toBe('emptied')
    expect(lastAhead(trace, new ConservativeQueue())).toBe(0)
  })

  test(`${sideName(side)}: a trace ends when its price is gone through, met, or left`, () => {
    for (const [records, end] of [
      [[{ kind: TRADE, side: -side, at: 1, price: price - side, size: 1 }], 'passed'],
      [[{ kind: DEPTH_LEVEL, side: -side, at: 1, price, size: 1 }], 'passed'],
      [[{ kind: DEPTH_LEVEL, side, at: 1, price, size: 0 }], 'emptied'],
      [[{ kind: TRADE, side, at: 1, price, size: 1 }], 'open'],
    ] as const) {
      const tracer = new LevelTracer(instrument, false)
      fill<OrderBook>(tracer.book, BOOK)
      const trace = traceAt(tracer, side, price)
      for (const one of records) tracer.take(tapeOf([one]), 0)
      expect(trace.end).toBe(end)
      tracer.finish('left', 5)
      expect(trace.end).toBe(end === 'open' ? 'left' : end)
    }
  })
}

test('a feed of orders that forgets a level leaves its traces open to nobody', () => {
  const tracer = new LevelTracer(instrument, true)
  tracer.take(tapeOf([{ kind: ORDER_ADD, side: BUY, at: 0, price: 99, size: 5, order: 1 }]), 0)
  const trace = traceAt(tracer, BUY, 99)
  tracer.take(tapeOf([{ kind: DEPTH_CLEAR, side: BUY, at: 1 }]), 0)
  expect(trace.end).toBe('left')
  expect(trace.steps).toBe(0)
  tracer.sweep(() => false, 2)
  expect(tracer.watching).toBe(0)
})
