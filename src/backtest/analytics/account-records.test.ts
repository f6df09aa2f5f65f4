/** Drawdown, windows of equity, and time by inventory, each against its definition. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Drawdown } from './drawdown.ts'
import { InventoryRecord } from './inventory-record.ts'
import { WindowStatistics } from './window-statistics.ts'

const path = fc
  .array(fc.record({ gap: fc.nat(5), value: fc.integer({ min: -20, max: 20 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => {
    let at = 0
    return steps.map(({ gap, value }) => ({ at: (at += gap), value }))
  })

test('the deepest fall, its times and the time under water are those of the definition', () => {
  fc.assert(
    fc.property(path, (points) => {
      const drawdown = new Drawdown()
      for (const { at, value } of points) drawdown.add(at, value)
      const peaks = points.map((_, k) => Math.max(...points.slice(0, k + 1).map((p) => p.value)))
      const falls = points.map(({ value }, k) => peaks[k]! - value)
      const depth = Math.max(...falls)
      expect(drawdown.depth).toBe(depth)
      if (depth > 0) {
        const trough = falls.indexOf(depth)
        expect(drawdown.troughNanos).toBe(points[trough]!.at)
        const peak = points.slice(0, trough).findLastIndex(({ value }) => value === peaks[trough])
        expect(drawdown.peakNanos).toBe(points[peak]!.at)
        const back = points.slice(trough).find(({ value }) => value >= peaks[trough]!)
        expect(drawdown.recoveredNanos).toBe(back?.at ?? Number.NaN)
      }
      const under = points.reduce(
        (sum, { at }, k) => (falls[k]! > 0 ? sum + ((points[k + 1]?.at ?? at) - at) : sum),
        0,
      )
      const total = points.at(-1)!.at - points[0]!.at
      expect(drawdown.underwaterShare).toBeCloseTo(total === 0 ? 0 : under / total, 12)
      expect(drawdown.below(points.at(-1)!.value)).toBe(falls.at(-1))
    }),
  )
})

test('a drawdown lasts from its peak to the next higher one', () => {
  const drawdown = new Drawdown()
  for (const [at, value] of [
    [0, 10],
    [5, 8],
    [9, 10],
    [10, 12],
    [20, 11],
    [50, 11],
  ] as const) {
    drawdown.add(at, value)
  }
  expect([drawdown.depth, drawdown.peakNanos, drawdown.recoveredNanos]).toEqual([2, 0, 9])
  expect(drawdown.longestNanos).toBe(40)
})

test('windows change by the last equity in them; empty ones do not change', () => {
  fc.assert(
    fc.property(path, fc.integer({ min: 1, max: 7 }), (points, interval) => {
      const windows = new WindowStatistics(interval)
      for (const { at, value } of points) windows.add(at, value)
      windows.finish()
      const first = Math.floor(points[0]!.at / interval)
      const last = Math.floor(points.at(-1)!.at / interval)
      const ends: number[] = []
      for (let window = first; window <= last; window++) {
        ends.push(points.findLast(({ at }) => Math.floor(at / interval) <= window)!.value)
      }
      const changes = ends.slice(1).map((end, k) => end - ends[k]!)
      expect(windows.count).toBe(changes.length)
      if (changes.length < 2) return
      const mean = changes.reduce((a, b) => a + b, 0) / changes.length
      const squares = changes.reduce((sum, each) => sum + (each - mean) ** 2, 0)
      const deviation = Math.sqrt(squares / (changes.length - 1))
      const losses = changes.reduce((sum, each) => sum + Math.min(0, each) ** 2, 0)
      if (deviation > 0) expect(windows.sharpe).toBeCloseTo(mean / deviation, 9)
      if (losses > 0) {
        expect(windows.sortino).toBeCloseTo(mean / Math.sqrt(losses / changes.length), 9)
      } else expect(windows.sortino).toBeNaN()
    }),
  )
})

test('time by inventory adds up to all time, bar by bar', () => {
  const changes = fc.array(
    fc.record({ gap: fc.nat(50), position: fc.integer({ min: -60, max: 60 }) }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: 50 }), (list, limit) => {
      const record = new InventoryRecord(limit)
      record.start(100)
      let at = 100
      let position = 0
      let weighted = 0
      let full = 0
      const spans: [number, number][] = []
      const pass = (gap: number) => {
        spans.push([position, gap])
        weighted += Math.abs(position) * gap
        if (Math.abs(position) >= limit) full += gap
        at += gap
      }
      for (const change of list) {
        pass(change.gap)
        position = change.position
        record.change(at, position)
      }
      pass(10)
      record.passTo(at)
      expect(record.meanAbsoluteLots).toBeCloseTo(weighted / (at - 100), 9)
      expect(record.shareAtLimit).toBeCloseTo(full / (at - 100), 12)
      const bars = record.bars()
      expect(bars.reduce((sum, { nanos }) => sum + nanos, 0)).toBe(at - 100)
      for (const [k, bar] of bars.entries()) {
        if (k > 0) expect(bar.from).toBe(bars[k - 1]!.to + 1)
        const inside = spans.filter(([lots]) => lots >= bar.from && lots <= bar.to)
        expect(bar.nanos).toBe(inside.reduce((sum, [, gap]) => sum + gap, 0))
      }
    }),
  )
})
