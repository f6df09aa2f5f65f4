/** The heap against a list that is sorted again after every push. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { EventHeap } from './event-heap.ts'
import { RandomStream } from './random.ts'
import { NEVER, nanos } from './units.ts'

/** The obvious twin: a stable sort keeps equals in the order in which they were pushed. */
class SortedEvents {
  readonly events: { time: number; rank: number; payload: number }[] = []

  push(time: number, rank: number, payload: number): void {
    this.events.push({ time, rank, payload })
    this.events.sort((a, b) => a.time - b.time || a.rank - b.rank)
  }
}

test('events come out by time, then by rank, then as they went in', () => {
  const heap = new EventHeap()
  heap.push(nanos(20), 0, 1)
  heap.push(nanos(10), 5, 2)
  heap.push(nanos(10), -5, 3)
  heap.push(nanos(10), 5, 4)
  heap.push(nanos(5), 9, 5)
  expect(drain(heap)).toEqual([5, 3, 2, 4, 1])
})

test('an empty heap waits for ever and has nothing to give', () => {
  const heap = new EventHeap()
  expect(heap.peekTime).toBe(NEVER)
  expect(heap.size).toBe(0)
  expect(() => heap.pop()).toThrow(InvariantError)
  expect(() => heap.peekRank).toThrow(InvariantError)
})

test('peeking shows the next event and takes nothing', () => {
  const heap = new EventHeap()
  heap.push(nanos(7), 3, 1)
  heap.push(nanos(6), 4, 2)
  expect([heap.peekTime, heap.peekRank, heap.size]).toEqual([6, 4, 2])
  heap.pop()
  expect([heap.peekTime, heap.peekRank, heap.size]).toEqual([7, 3, 1])
})

test('a heap of one event grows as it must, and keeps every payload', () => {
  const heap = new EventHeap(0)
  for (let i = 0; i < 1000; i++) heap.push(nanos(i % 10), 0, -i)
  heap.checkInvariants()
  const expected = Array.from({ length: 1000 }, (_, i) => i).sort((a, b) => (a % 10) - (b % 10))
  expect(drain(heap).map((payload) => Math.abs(payload))).toEqual(expected)
})

test('a cleared heap is as new', () => {
  const heap = new EventHeap()
  for (let i = 0; i < 100; i++) heap.push(nanos(100 - i), 0, i)
  heap.clear()
  expect(heap.peekTime).toBe(NEVER)
  heap.push(nanos(1), 0, 11)
  heap.push(nanos(1), 0, 12)
  expect(drain(heap)).toEqual([11, 12])
})

test('a time that is no number is a bug, and stops', () => {
  const heap = new EventHeap()
  expect(() => heap.push(nanos(Number.NaN), 0, 1)).toThrow(InvariantError)
  expect(heap.size).toBe(0)
})

test('events at the ends of time have their place', () => {
  const heap = new EventHeap()
  heap.push(NEVER, 0, 3)
  heap.push(nanos(2 ** 53 - 1), 0, 2)
  heap.push(nanos(-1), 0, 1)
  expect(drain(heap)).toEqual([1, 2, 3])
})

test('whatever is pushed and popped, the order is that of the sorted list', () => {
  const push = fc.record({ time: fc.nat({ max: 5 }), rank: fc.integer({ min: -1, max: 1 }) })
  fc.assert(
    fc.property(fc.array(fc.option(push, { freq: 3 }), { maxLength: 200 }), (actions) => {
      const heap = new EventHeap(1)
      const twin = new SortedEvents()
      for (const [payload, action] of actions.entries()) {
        if (action !== null) {
          heap.push(nanos(action.time), action.rank, payload)
          twin.push(action.time, action.rank, payload)
        } else if (twin.events.length > 0) {
          expect(heap.pop()).toBe(twin.events.shift()!.payload)
        }
        heap.checkInvariants()
        expect(heap.size).toBe(twin.events.length)
        expect(heap.peekTime).toBe(twin.events[0]?.time ?? NEVER)
      }
      expect(drain(heap)).toEqual(twin.events.map(({ payload }) => payload))
    }),
  )
})

for (const seed of [1, 2]) {
  test(`a long run with a thousand pending never goes back in time, seed ${seed}`, () => {
    const random = RandomStream.named(seed, 'event-heap')
    const heap = new EventHeap()
    const payloads = new Set<number>()
    for (let i = 0; i < 1000; i++) {
      heap.push(nanos(random.integer(0, 1000)), random.integer(0, 3), i)
      payloads.add(i)
    }
    let last = -1
    let stepsBack = 0
    for (let i = 0; i < 100_000; i++) {
      const now = heap.peekTime
      stepsBack += Number(now < last)
      last = now
      const payload = heap.pop()
      heap.push(nanos(now + random.integer(0, 2000)), random.integer(0, 3), payload)
      if (i % 9973 === 0) heap.checkInvariants()
    }
    expect(stepsBack).toBe(0)
    expect(new Set(drain(heap))).toEqual(payloads)
  })
}

function drain(heap: EventHeap): number[] {
  const payloads: number[] = []
  while (heap.size > 0) payloads.push(heap.pop())
  return payloads
}
