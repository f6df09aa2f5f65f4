/** The window of market records between two cursors: whatever the batches, each clock sees its own. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  EVENT_F64,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_EXCHANGE,
  FLAG_LOCAL,
  NEVER,
  nanos,
  packMeta,
  TRADE,
} from '../core/index.ts'
import { Lane } from './lane.ts'
import { level, ReplayedRun } from './replayed-run.suite.ts'

/** A lane around stages that do not matter here. */
function emptyLane(): Lane {
  const { simulation } = new ReplayedRun({
    strategy: { name: 'idle', description: '', params: {} },
    rows: [],
  })
  const { venue, trader, requests, reports } = simulation.lanes[0]!
  return new Lane({ venue, trader, requests, reports })
}

function batchOf(rows: readonly (readonly [time: number, flags: number])[]): EventTape {
  const tape = new EventTape(Math.max(1, rows.length))
  for (const [time, flags] of rows) tape.append(packMeta(TRADE, 1, flags), 0, time, time + 5)
  return tape
}

test('is starved until both clocks have something to look at, or the end has come', () => {
  const lane = emptyLane()
  expect(lane.isStarved).toBe(true)
  lane.append(batchOf([[10, FLAG_EXCHANGE]]))
  expect([lane.exchangeTime, lane.localTime, lane.isStarved]).toEqual([10, NEVER, true])
  lane.append(batchOf([[10, FLAG_LOCAL]]))
  expect([lane.exchangeTime, lane.localTime, lane.isStarved]).toEqual([10, 15, false])
  lane.moveMarket(nanos(10))
  expect(lane.isStarved).toBe(true)
  lane.end()
  expect([lane.isStarved, lane.isOver]).toEqual([false, false])
  lane.hearMarket()
  expect(lane.isOver).toBe(true)
  expect(() => lane.append(batchOf([]))).toThrow('nothing follows the end')
})

test('forgets what both clocks have passed', () => {
  const lane = emptyLane()
  const both = FLAG_EXCHANGE | FLAG_LOCAL
  for (let k = 0; k < 50_000; k++) {
    lane.append(batchOf([[k, both]]))
    lane.moveMarket(nanos(k))
    lane.hearMarket()
  }
  expect(lane.market.length).toBe(1)
})

test('property: each clock hears its own records in order, whatever the batches', () => {
  const flags = fc.constantFrom(FLAG_EXCHANGE, FLAG_LOCAL, FLAG_EXCHANGE | FLAG_LOCAL)
  const batches = fc.array(fc.array(flags, { maxLength: 8 }), { maxLength: 20 })
  fc.assert(
    fc.property(batches, fc.boolean(), (parts, isLocalFirst) => {
      const lane = emptyLane()
      const heard: number[] = []
      const moved: number[] = []
      const drain = () => {
        for (const first of [isLocalFirst, !isLocalFirst]) {
          while (first ? lane.localTime !== NEVER : lane.exchangeTime !== NEVER) {
            const { f64 } = lane.market
            if (first) {
              heard.push(f64[lane.localIndex * EVENT_F64 + F_EXCHANGE]!)
              expect(lane.localTime).toBe(f64[lane.localIndex * EVENT_F64 + F_LOCAL])
              lane.hearMarket()
            } else {
              moved.push(lane.exchangeTime)
              lane.moveMarket(nanos(lane.exchangeTime))
            }
          }
        }
      }
      let time = 0
      const all: (readonly [number, number])[] = []
      for (const part of parts) {
        const rows = part.map((flag) => [++time, flag] as const)
        all.push(...rows)
        lane.append(batchOf(rows))
        if (time % 3 === 0) drain()
      }
      drain()
      const of = (flag: number) => all.filter((row) => (row[1] & flag) !== 0).map((row) => row[0])
      expect(heard).toEqual(of(FLAG_LOCAL))
      expect(moved).toEqual(of(FLAG_EXCHANGE))
    }),
    { numRuns: 100, seed: 12 },
  )
})

test('the rows of a replayed run reach both clocks', () => {
  const rows = [level(1, 1, 99, 5, 4), level(2, -1, 101, 5, 6)]
  const run = new ReplayedRun({ strategy: { name: 'idle', description: '', params: {} }, rows })
  expect(run.toEnd()).toEqual([])
  expect(run.trader.messages).toBe(2)
  expect(run.venue.book.midTicks).toBe(100)
})
