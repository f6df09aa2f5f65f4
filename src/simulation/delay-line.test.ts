/** A line with latency: order, instants and memory. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVENT_F64, F_EXCHANGE, F_LOCAL, NEVER, nanos } from '../core/index.ts'
import { DelayLine } from './delay-line.ts'

const add = (line: DelayLine, sentAt: number, arrival: number): number =>
  line.add(1, 0, nanos(sentAt), nanos(arrival))

test('an empty line waits for nothing', () => {
  const line = new DelayLine()
  expect(line.nextArrival).toBe(NEVER)
  add(line, 1, 5)
  expect(line.nextArrival).toBe(5)
  line.drop()
  expect(line.nextArrival).toBe(NEVER)
  expect(() => line.drop()).toThrow('a record was on the line')
})

test('a record waits for the one before it, as long as that is on the line', () => {
  const line = new DelayLine()
  add(line, 1, 100)
  add(line, 2, 30)
  line.drop()
  expect(line.nextArrival).toBe(100)
  line.drop()
  add(line, 101, 101)
  expect(line.nextArrival).toBe(101)
})

test('nothing arrives before it was sent', () => {
  const line = new DelayLine()
  expect(() => add(line, 10, 9)).toThrow('nothing arrives before it was sent')
  expect(() => add(line, 10, Number.NaN)).toThrow('nothing arrives before it was sent')
})

test('a line that is never empty keeps no more than what is on it', () => {
  const line = new DelayLine()
  for (let sent = 0; sent < 200_000; sent++) {
    add(line, sent, sent + 50)
    while (line.nextArrival <= sent) {
      expect(line.tape.f64[line.head * EVENT_F64 + F_EXCHANGE]).toBe(sent - 50)
      line.drop()
    }
  }
  expect(line.length).toBe(50)
  expect(line.tape.capacity).toBeLessThan(2_048)
})

test('property: comes out in the order in which it went in, never early, never overtaking', () => {
  const step = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 200 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const line = new DelayLine()
      const expected: [number, number][] = []
      let now = 0
      let newest = 0
      for (const [gap, delay] of steps) {
        now += gap
        while (line.nextArrival <= now) {
          const [sentAt, arrival] = expected.shift()!
          const at = line.head * EVENT_F64
          expect([line.tape.f64[at + F_EXCHANGE], line.tape.f64[at + F_LOCAL]]).toEqual([
            sentAt,
            arrival,
          ])
          line.drop()
        }
        const last = expected.at(-1)?.[1] ?? 0
        newest = Math.max(now + delay, last)
        expected.push([now, newest])
        add(line, now, now + delay)
        expect(line.length).toBe(expected.length)
        expect(line.nextArrival).toBe(expected[0]![1])
      }
    }),
    { numRuns: 100, seed: 8 },
  )
})
