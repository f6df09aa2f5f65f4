/** How the data come in, and where a run is interrupted, changes nothing of what happens. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Happening, type LaneScript, TracedRun } from './traced-run.suite.ts'

const rows = fc
  .array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 6 }), fc.nat({ max: 12 })), { maxLength: 40 })
  .map((steps) => {
    let now = 50
    return steps.map(([step, early, late]): Happening => {
      now += step
      return [now - early, now - early + late]
    })
  })

const lane: fc.Arbitrary<LaneScript> = fc
  .record({
    rows,
    entry: fc.nat({ max: 25 }),
    response: fc.nat({ max: 25 }),
    timer: fc.integer({ min: 1, max: 40 }),
    every: fc.integer({ min: 1, max: 4 }),
    hasTimer: fc.boolean(),
  })
  .map(({ every, hasTimer, timer, ...script }) => ({
    ...script,
    ...(hasTimer ? { timer } : {}),
    sends: (call: number) => call < 60 && call % every === 0,
  }))

const lanes = fc.array(lane, { minLength: 1, maxLength: 3 })
const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

const timeOf = (line: string): number => Number(line.split(' ')[0])

test('property: batches of any size give one trace', () => {
  fc.assert(
    fc.property(lanes, counts, (scripts, batches) => {
      expect(new TracedRun(scripts).toEnd(batches)).toEqual(new TracedRun(scripts).toEnd())
    }),
    { numRuns: 60, seed: 41 },
  )
})

test('property: a run that is paused and resumed gives the trace of one that is not', () => {
  fc.assert(
    fc.property(lanes, counts, counts, (scripts, batches, pauses) => {
      const interrupted = new TracedRun(scripts).toEnd(batches, pauses)
      expect(interrupted).toEqual(new TracedRun(scripts).toEnd())
    }),
    { numRuns: 60, seed: 42 },
  )
})

test('property: time never goes back, and every record happens once on each clock', () => {
  fc.assert(
    fc.property(lanes, (scripts) => {
      const trace = new TracedRun(scripts).toEnd()
      for (let k = 1; k < trace.length; k++) {
        expect(timeOf(trace[k]!)).toBeGreaterThanOrEqual(timeOf(trace[k - 1]!))
      }
      for (const [index, { rows: own }] of scripts.entries()) {
        const name = String.fromCharCode(97 + index)
        const times = (what: RegExp) =>
          trace.filter((line) => line.split(' ')[1] === name && what.test(line)).map(timeOf)
        const sorted = (slot: 0 | 1) => own.map((row) => row[slot]).sort((a, b) => a - b)
        expect(times(/ there /)).toEqual(sorted(0))
        expect(times(/ here /)).toEqual(sorted(1))
      }
    }),
    { numRuns: 60, seed: 43 },
  )
})

test('property: every order that is sent arrives after its latency and is answered after another', () => {
  fc.assert(
    fc.property(lane, (script) => {
      const trace = new TracedRun([script]).toEnd()
      const times = (what: string) => trace.filter((line) => line.endsWith(what)).map(timeOf)
      const { entry = 0, response = 0 } = script
      const sent = times('sends')
      expect(times('report accepted')).toEqual(sent.map((at) => at + entry + response))
      const arrived = trace.filter((line) => line.includes('request')).map(timeOf)
      expect(arrived).toEqual(sent.map((at) => at + entry))
    }),
    { numRuns: 60, seed: 44 },
  )
})
