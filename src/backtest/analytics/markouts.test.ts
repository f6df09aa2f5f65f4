import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NEVER, nanos, type Side } from '../../core/index.ts'
import { MARKOUT_GROUPS, MARKOUT_HORIZONS, type MarkoutGroup, MarkoutRecorder } from './markouts.ts'

interface Fill {
  readonly at: number
  readonly side: Side
  readonly lots: number
  readonly price: number
  readonly isMaker: boolean
}

/** The reference price over time: steps, NaN where a side is empty. */
interface Step {
  readonly at: number
  readonly mid: number
}

/** The slow twin: keeps everything and looks prices up afterwards. */
class Hindsight {
  readonly #steps: readonly Step[]
  readonly #fills: readonly Fill[]

  constructor(steps: readonly Step[], fills: readonly Fill[]) {
    this.#steps = steps
    this.#fills = fills
  }

  /** The price after all steps up to `at`; for a fill itself, before the steps of its instant. */
  #price(at: number, isBefore: boolean): number {
    const seen = this.#steps.filter((step) => (isBefore ? step.at < at : step.at <= at))
    return seen.at(-1)?.mid ?? Number.NaN
  }

  expected(horizon: number, group: MarkoutGroup) {
    const span = MARKOUT_HORIZONS[horizon]!
    const end = this.#steps.at(-1)?.at ?? 0
    let lots = 0
    let sum = 0
    let captured = 0
    let dropped = 0
    for (const fill of this.#fills.filter((each) => isIn(each, group))) {
      const then = this.#price(fill.at, true)
      if (Number.isNaN(then)) continue
      const later = span === 0 ? then : this.#price(fill.at + span, false)
      if (fill.at + span > end && span > 0) dropped++
      else if (Number.isNaN(later)) dropped++
      else {
        lots += fill.lots
        sum += fill.side * (later - fill.price) * fill.lots
        captured += fill.side * (then - fill.price) * fill.lots
      }
    }
    return { lots, sum, captured, dropped }
  }
}

function isIn({ side, isMaker }: Fill, group: MarkoutGroup): boolean {
  if (group === 'buy') return side > 0
  if (group === 'sell') return side < 0
  if (group === 'maker') return isMaker
  return group === 'taker' ? !isMaker : true
}

/** Time passes: at each instant first the fills of it, then its step, as a venue would tell. */
function recorded(steps: readonly Step[], fills: readonly Fill[]): MarkoutRecorder {
  const recorder = new MarkoutRecorder()
  let mid = Number.NaN
  let next = 0
  for (const step of steps) {
    while (next < fills.length && fills[next]!.at <= step.at) {
      const { at, side, lots, price, isMaker } = fills[next++]!
      if (at > recorder.dueNanos) recorder.passTo(at, mid)
      recorder.fill(nanos(at), side, lots, price, mid, isMaker)
    }
    if (step.at > recorder.dueNanos) recorder.passTo(step.at, mid)
    mid = step.mid
  }
  recorder.finish(steps.at(-1)!.at, mid)
  return recorder
}

const steps = fc
  .array(
    fc.record({
      gap: fc.constantFrom(1, 1e5, 1e6, 3e7, 1e9, 7e9, 4e10),
      mid: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 400 }).map((n) => n / 2) },
        {
          weight: 1,
          arbitrary: fc.constant(Number.NaN),
        },
      ),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((gaps) => {
    let at = 0
    return gaps.map(({ gap, mid }) => ({ at: (at += gap), mid }))
  })

const fillsOf = (end: number) =>
  fc
    .array(
      fc.record({
        at: fc.integer({ min: 1, max: end }),
        side: fc.constantFrom<Side>(1, -1),
        lots: fc.integer({ min: 1, max: 20 }),
        price: fc.integer({ min: 1, max: 200 }),
        isMaker: fc.boolean(),
      }),
      { maxLength: 40 },
    )
    .map((fills) => [...fills].sort((a, b) => a.at - b.at))

test('markouts are those that hindsight finds, by horizon and group', () => {
  fc.assert(
    fc.property(
      steps.chain((path) => fc.tuple(fc.constant(path), fillsOf(path.at(-1)!.at))),
      ([path, fills]) => {
        const recorder = recorded(path, fills)
        const twin = new Hindsight(path, fills)
        for (let horizon = 0; horizon < MARKOUT_HORIZONS.length; horizon++) {
          for (const group of MARKOUT_GROUPS) {
            const { lots, sum, captured, dropped } = twin.expected(horizon, group)
            const means = recorder.means(horizon, group)
            // Half ticks times lots: exact.
            expect([means.ticks.weight, means.ticks.sum]).toEqual([lots, sum])
            expect(means.capturedTicks).toBe(captured)
            expect(means.capturedTicks + means.driftTicks).toBe(means.ticks.sum)
            expect(means.capturedBps + means.driftBps).toBeCloseTo(means.bps.sum, 6)
            if (group === 'all') expect(recorder.dropped[horizon]).toBe(dropped)
          }
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('no price is asked for while no fill waits', () => {
  const recorder = new MarkoutRecorder()
  expect(recorder.dueNanos).toBe(NEVER)
  recorder.fill(nanos(5), 1, 1, 100, 101, true)
  expect(recorder.dueNanos).toBe(5 + 1e6)
  recorder.passTo(5 + 6e10 + 1, 102)
  expect(recorder.dueNanos).toBe(NEVER)
})

test('a fill without a market is in no mean, and is counted', () => {
  const recorder = new MarkoutRecorder()
  recorder.fill(nanos(5), 1, 1, 100, Number.NaN, true)
  recorder.finish(1e12, 100)
  expect(recorder.unpriced).toBe(1)
  expect(recorder.means(0, 'all').ticks.mean).toBeNaN()
  expect([...recorder.dropped]).toEqual(MARKOUT_HORIZONS.map(() => 0))
})

test('thousands of fills may wait at once', () => {
  const recorder = new MarkoutRecorder()
  const count = 5_000
  for (let k = 0; k < count; k++) recorder.fill(nanos(k), k % 2 === 0 ? 1 : -1, 1, 100, 101, false)
  recorder.finish(1e12, 103)
  for (let horizon = 0; horizon < MARKOUT_HORIZONS.length; horizon++) {
    expect(recorder.means(horizon, 'all').ticks.count).toBe(count)
    const later = horizon === 0 ? 1 : 3
    expect(recorder.means(horizon, 'buy').ticks.mean).toBe(later)
    expect(recorder.means(horizon, 'sell').ticks.mean).toBe(-later)
  }
})
