/** The total order of events, read off a trace: what comes first at one instant, and what never comes. */
import { expect, test } from 'vitest'
import { TracedRun } from './traced-run.suite.ts'

const always = () => true
const once = (call: number) => call === 0

test('at one instant: market here, reports, market there, requests, timer, sample', () => {
  // The order of call 0 leaves at 10 and arrives at 20, its answers are back at 30.
  const run = new TracedRun([
    {
      rows: [
        [10, 10],
        [20, 20],
        [30, 30],
        [90, 90],
      ],
      entry: 10,
      response: 10,
      timer: 20,
      sends: (call) => call === 0 || call === 1,
    },
  ])
  expect(run.toEnd().slice(0, 18)).toEqual([
    '10 a here 1',
    '10 a sends',
    '10 a there 1',
    '10 sample',
    '20 a here 2',
    '20 a sends',
    '20 a there 2',
    '20 a request 1',
    '20 sample',
    '30 a here 3',
    '30 a report accepted',
    '30 a report expired',
    '30 a there 3',
    '30 a request 2',
    '30 a timer',
    '30 sample',
    '40 a report accepted',
    '40 a report expired',
  ])
})

test('a request meets every market record of its own instant', () => {
  const run = new TracedRun([
    {
      rows: [
        [5, 5],
        [15, 16],
        [15, 17],
      ],
      entry: 10,
      sends: once,
    },
  ])
  expect(run.toEnd().filter((line) => /there|request/.test(line))).toEqual([
    '5 a there 1',
    '15 a there 2',
    '15 a there 3',
    '15 a request 1',
  ])
})

test('without latency a request, its answer and the next request share an instant', () => {
  const run = new TracedRun([{ rows: [[7, 7]], timer: 3, sends: once }])
  expect(run.toEnd()).toEqual([
    '7 a here 1',
    '7 a sends',
    '7 a there 1',
    '7 a request 1',
    '7 a report accepted',
    '7 a report expired',
  ])
})

test('the first timer comes one interval after the start, and none after the end', () => {
  const run = new TracedRun([
    {
      rows: [
        [100, 103],
        [111, 125],
      ],
      timer: 10,
    },
  ])
  // The clock starts at the earliest instant of all, here at the venue.
  expect(run.toEnd()).toEqual([
    '100 a there 1',
    '103 a here 1',
    '103 sample',
    '110 a timer',
    '111 a there 2',
    '120 a timer',
    '125 a here 2',
  ])
})

test('timers run on as long as an answer is on its way', () => {
  const run = new TracedRun([{ rows: [[0, 0]], entry: 15, response: 20, timer: 10, sends: once }])
  expect(run.toEnd()).toEqual([
    '0 a here 1',
    '0 a sends',
    '0 a there 1',
    '0 sample',
    '10 a timer',
    '15 a request 1',
    '20 a timer',
    '30 a timer',
    '35 a report accepted',
    '35 a report expired',
  ])
})

for (const [name, busy] of [
  ['at every timer', { timer: 3 }],
  ['at every answer', { answersReports: true }],
] as const) {
  test(`a strategy that sends ${name} comes to an end all the same, and is answered`, () => {
    const rows = [[0, 0]] as const
    const run = new TracedRun([{ rows, entry: 50, response: 50, sends: always, ...busy }])
    const trace = run.toEnd()
    const count = (what: string) => trace.filter((line) => line.includes(what)).length
    expect(count(' sends')).toBeGreaterThan(1_000)
    expect(count(' request')).toBe(count(' sends'))
    expect(count(' report expired')).toBe(count(' sends'))
    expect(trace.length).toBeLessThan(100_000)
  })
}

test('a timer sees what happens at its own instant, and what it sends at once arrives at once', () => {
  const run = new TracedRun([
    {
      rows: [
        [0, 0],
        [10, 10],
        [11, 11],
      ],
      timer: 10,
      sends: (call) => call === 2,
    },
  ])
  expect(run.toEnd().slice(3, 10)).toEqual([
    '10 a here 2',
    '10 a there 2',
    '10 a timer',
    '10 a sends',
    '10 a request 1',
    '10 a report accepted',
    '10 a report expired',
  ])
})

test('lanes take turns at one instant, the first lane with everything it has', () => {
  const rows = [[10, 10]] as const
  const run = new TracedRun([
    { rows, sends: always, timer: 100 },
    { rows, sends: once },
  ])
  expect(run.toEnd()).toEqual([
    '10 a here 1',
    '10 a sends',
    '10 a there 1',
    '10 a request 1',
    '10 a report accepted',
    '10 a report expired',
    '10 b here 1',
    '10 b sends',
    '10 b there 1',
    '10 b request 1',
    '10 b report accepted',
    '10 b report expired',
  ])
})

test('timers of several lanes fire in the order of the lanes', () => {
  const run = new TracedRun([
    { rows: [[0, 0]], timer: 6 },
    {
      rows: [
        [0, 0],
        [13, 13],
      ],
      timer: 4,
    },
  ])
  expect(run.toEnd().filter((line) => line.includes('timer'))).toEqual([
    '4 b timer',
    '6 a timer',
    '8 b timer',
    '12 a timer',
    '12 b timer',
  ])
})

test('needs data before it knows what is next, of every lane that has not ended', () => {
  const rows = [
    [10, 12],
    [20, 22],
  ] as const
  const run = new TracedRun([{ rows }, { rows }])
  const starvedLane = () => {
    expect(run.simulation.run()).toBe('starved')
    return run.simulation.starvedLane
  }
  expect(starvedLane()).toBe(0)
  run.feed(0, 1)
  expect(starvedLane()).toBe(1)
  expect(run.trace).toEqual([])
  run.feed(1, 1)
  // The venue of the first lane may hear something before anything else happens.
  expect(starvedLane()).toBe(0)
  expect(run.trace).toEqual(['10 a there 1'])
  run.feed(0, 1)
  expect(starvedLane()).toBe(1)
  run.feed(1, 1)
  expect(run.simulation.run()).toBe('ended')
  expect(run.simulation.run()).toBe('ended')
  expect(run.trace.filter((line) => line.includes(' here'))).toHaveLength(4)
  expect(run.simulation.now).toBe(22)
})

test('a lane that ends without a record has ended', () => {
  const run = new TracedRun([{ rows: [], timer: 5 }])
  expect(run.toEnd()).toEqual([])
  expect(run.simulation.run()).toBe('ended')
})

test('pauses after so many messages, at the end of their instant', () => {
  const run = new TracedRun([
    {
      rows: [
        [1, 1],
        [2, 2],
        [2, 2],
        [3, 3],
      ],
    },
  ])
  run.feed(0, 4)
  expect(run.simulation.run(2)).toBe('paused')
  expect(run.trace.filter((line) => line.includes(' here'))).toEqual([
    '1 a here 1',
    '2 a here 2',
    '2 a here 3',
  ])
  expect(run.simulation.run(1)).toBe('ended')
})

test('counts every record handled on either clock', () => {
  const run = new TracedRun([
    {
      rows: [
        [1, 1],
        [2, 2],
      ],
      sends: once,
      entry: 1,
    },
  ])
  run.toEnd()
  // Two records twice, one request, and its two answers in one step.
  expect(run.simulation.events).toBe(6)
})
