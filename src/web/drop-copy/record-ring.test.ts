import { expect, test } from 'vitest'
import { EVENT_I32, EventTape, FILLED, I_SIZE, packMeta } from '../../core/index.ts'
import { RecordRing } from './record-ring.ts'

const CAPACITY = 16

function pushed(ring: RecordRing, from: number, count: number): void {
  const tape = new EventTape(1)
  tape.append(packMeta(FILLED, 1, 0), 0, 0, 0)
  for (let sequence = from; sequence < from + count; sequence++) {
    tape.i32[I_SIZE] = sequence * 3
    ring.push(tape, 0, sequence)
  }
}

function taken(ring: RecordRing): number[] {
  const tape = new EventTape(2)
  tape.append(0, 0, 0, 0)
  tape.append(0, 0, 0, 0)
  const sequences: number[] = []
  for (;;) {
    const sequence = ring.takeInto(tape, 1)
    if (sequence === undefined) return sequences
    expect(tape.i32[EVENT_I32 + I_SIZE]).toBe(sequence * 3)
    sequences.push(sequence)
  }
}

test('what is written is read, in order and once, over the same memory', () => {
  const writer = new RecordRing(CAPACITY)
  const reader = new RecordRing(writer.memory)
  expect(reader.capacity).toBe(CAPACITY)
  let next = 1
  for (const count of [1, 5, 15, 0, 7, 15, 15]) {
    pushed(writer, next, count)
    expect(taken(reader)).toEqual(Array.from({ length: count }, (_, k) => next + k))
    next += count
  }
  expect([reader.lost, reader.waiting, reader.isOver]).toEqual([0, 0, false])
  writer.end()
  expect(reader.isOver).toBe(true)
})

test('a reader that is too slow is told how many it lost, and goes on with the newest', () => {
  for (const count of [CAPACITY, CAPACITY + 1, 100, 1_000]) {
    const writer = new RecordRing(CAPACITY)
    const reader = new RecordRing(writer.memory)
    pushed(writer, 1, count)
    const sequences = taken(reader)
    expect(sequences.at(-1)).toBe(count)
    expect(sequences.length + reader.lost).toBe(count)
    expect(sequences).toEqual(sequences.map((_, k) => sequences[0]! + k))
  }
})

test('a writer with patience waits for room, and no longer than the reader may stand still', () => {
  for (const count of [CAPACITY - 1, CAPACITY, 100]) {
    const writer = new RecordRing(CAPACITY, 5)
    const reader = new RecordRing(writer.memory)
    pushed(writer, 1, count)
    expect(writer.waitedMillis > 0).toBe(count >= CAPACITY)
    expect(taken(reader).length + reader.lost).toBe(count)
    // Once is enough: a reader that stood still is waited for no more.
    const { waitedMillis } = writer
    pushed(writer, count + 1, 100)
    if (count >= CAPACITY) expect(writer.waitedMillis).toBe(waitedMillis)
  }
})
