/**
 * The event record: what goes in comes out, at the byte it belongs to, and leaves nothing behind.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import {
  EVENT_BYTES,
  EVENT_F64,
  EVENT_I32,
  EVENT_KIND_NAMES,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  flagsOf,
  I_PRICE,
  I_SIZE,
  kindOf,
  packMeta,
  sideOf,
  TRADE,
} from './event.ts'
import { EventTape, EventView } from './event-tape.ts'
import { BUY, NO_SIDE, SELL } from './side.ts'

const KINDS = Object.keys(EVENT_KIND_NAMES).map(Number)
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const double = fc.double({ noNaN: true })
const anEvent = fc.record({
  kind: fc.constantFrom(...KINDS),
  side: fc.constantFrom(BUY, SELL, NO_SIDE),
  flags: fc.integer({ min: 0, max: 0xffff }),
  instrument: fc.nat(),
  price: int32,
  size: int32,
  exchangeTime: double,
  localTime: double,
  orderId: double,
  sequence: double,
  payloadA: double,
  payloadB: double,
})
type AnEvent = typeof anEvent extends fc.Arbitrary<infer Event> ? Event : never

function append(tape: EventTape, event: AnEvent): number {
  const meta = packMeta(event.kind, event.side, event.flags)
  const index = tape.append(meta, event.instrument, event.exchangeTime, event.localTime)
  tape.i32[index * EVENT_I32 + I_PRICE] = event.price
  tape.i32[index * EVENT_I32 + I_SIZE] = event.size
  tape.f64[index * EVENT_F64 + F_ORDER] = event.orderId
  tape.f64[index * EVENT_F64 + F_SEQUENCE] = event.sequence
  tape.f64[index * EVENT_F64 + F_A] = event.payloadA
  tape.f64[index * EVENT_F64 + F_B] = event.payloadB
  return index
}

function read(view: EventView): AnEvent {
  const { kind, flags, instrument, price, size, exchangeTime, localTime } = view
  const { orderId, sequence, payloadA, payloadB } = view
  const side = view.side as AnEvent['side']
  return {
    ...{ kind, side, flags, instrument, price, size, exchangeTime, localTime },
    ...{ orderId, sequence, payloadA, payloadB },
  }
}

/** A tape whose records differ in their sequence, and its view. */
function numbered(count: number, capacity = 1): EventTape {
  const tape = new EventTape(capacity)
  for (let i = 0; i < count; i++) {
    const index = tape.append(packMeta(TRADE, BUY, 0), 0, i, i)
    tape.f64[index * EVENT_F64 + F_SEQUENCE] = i
  }
  return tape
}

function sequences(tape: EventTape): number[] {
  const view = new EventView(tape)
  return Array.from({ length: tape.length }, (_, i) => view.at(i).sequence)
}

test('every field of every event comes back as it was, while the tape grows', () => {
  fc.assert(
    fc.property(fc.array(anEvent, { maxLength: 20 }), (events) => {
      const tape = new EventTape(1)
      for (const [i, event] of events.entries()) expect(append(tape, event)).toBe(i)
      const view = new EventView(tape)
      expect(tape.length).toBe(events.length)
      expect(events.map((_, i) => read(view.at(i)))).toEqual(events)
      expect(events.map((_, i) => view.at(i).index)).toEqual(events.map((_, i) => i))
    }),
  )
})

test('kind, side and flags share one word and keep apart', () => {
  for (const kind of [...KINDS, 0, 255]) {
    for (const side of [BUY, SELL, NO_SIDE]) {
      for (const flags of [0, 1, 0x7fff, 0x8000, 0xffff]) {
        const meta = packMeta(kind, side, flags)
        expect(meta).toBe(meta | 0)
        expect([kindOf(meta), sideOf(meta), flagsOf(meta)]).toEqual([kind, side, flags])
      }
    }
  }
})

test('kinds fit their byte and no two are named alike', () => {
  expect(KINDS.every((kind) => kind > 0 && kind < 256)).toBe(true)
  expect(new Set(Object.values(EVENT_KIND_NAMES)).size).toBe(KINDS.length)
})

test('the bytes lie where the table says', () => {
  const tape = new EventTape(1)
  append(tape, {
    ...{ kind: TRADE, side: SELL, flags: 0x1234, instrument: 7, price: -5, size: 9 },
    ...{ exchangeTime: 1, localTime: 2, orderId: 3, sequence: 4, payloadA: 5, payloadB: 6 },
  })
  const bytes = new DataView(tape.f64.buffer)
  expect(bytes.byteLength).toBe(EVENT_BYTES)
  const doubles = [0, 8, 16, 24, 48, 56].map((byte) => bytes.getFloat64(byte, true))
  expect(doubles).toEqual([1, 2, 3, 4, 5, 6])
  expect([32, 36, 44].map((byte) => bytes.getInt32(byte, true))).toEqual([-5, 9, 7])
  expect([bytes.getUint8(40), bytes.getInt8(41)]).toEqual([TRADE, SELL])
  expect(bytes.getUint16(42, true)).toBe(0x1234)
})

test('memory used before shows nowhere in a new record', () => {
  const tape = new EventTape(4)
  tape.i32.fill(-1)
  tape.append(packMeta(TRADE, BUY, 0), 1, 2, 3)
  tape.clear()
  tape.i32.fill(-1)
  const reused = tape.append(packMeta(TRADE, BUY, 0), 1, 2, 3)
  const fresh = new EventTape(1)
  fresh.append(packMeta(TRADE, BUY, 0), 1, 2, 3)
  const bytes = new Uint8Array(tape.f64.buffer, reused * EVENT_BYTES, EVENT_BYTES)
  expect(bytes).toEqual(new Uint8Array(fresh.f64.buffer))
})

test('a grown tape keeps its records and makes room', () => {
  const tape = numbered(100)
  expect(tape.capacity).toBeGreaterThanOrEqual(100)
  expect(sequences(tape)).toEqual(Array.from({ length: 100 }, (_, i) => i))
})

test('a tape over bytes from elsewhere holds their records, and may grow even from none', () => {
  const source = numbered(3, 3)
  const tape = new EventTape(0, source.f64.buffer)
  expect(sequences(tape)).toEqual([0, 1, 2])
  const empty = new EventTape(0, new ArrayBuffer(0))
  empty.append(packMeta(TRADE, BUY, 0), 0, 1, 1)
  expect(empty.length).toBe(1)
  expect(() => new EventTape(0, new ArrayBuffer(EVENT_BYTES + 1))).toThrow(InvariantError)
})

test('dropping the first records moves the rest to the front', () => {
  for (const [drop, kept] of [
    [0, [0, 1, 2, 3, 4]],
    [2, [2, 3, 4]],
    [5, []],
  ] as const) {
    const tape = numbered(5)
    tape.dropFirst(drop)
    expect(sequences(tape)).toEqual(kept)
  }
  expect(() => numbered(5).dropFirst(6)).toThrow(InvariantError)
  expect(() => numbered(5).dropFirst(-1)).toThrow(InvariantError)
})

test('records are copied from a tape to another, and to itself', () => {
  const tape = numbered(2)
  tape.appendFrom(numbered(5), 1, 3)
  expect(sequences(tape)).toEqual([0, 1, 1, 2, 3])
  tape.appendFrom(tape, 0, 5)
  expect(sequences(tape)).toEqual([0, 1, 1, 2, 3, 0, 1, 1, 2, 3])
  for (const [start, count] of [
    [0, 6],
    [5, 1],
    [-1, 1],
    [0, -1],
  ] as const) {
    expect(() => tape.appendFrom(numbered(5), start, count)).toThrow(InvariantError)
  }
})

test('copying keeps integers that look like no number to a double', () => {
  const tape = numbered(1)
  tape.i32[I_PRICE] = -1
  tape.i32[I_SIZE] = 0x7ff4_0001
  const copy = new EventTape(1)
  copy.appendFrom(tape, 0, 1)
  copy.appendFrom(copy, 0, 1)
  copy.dropFirst(1)
  const view = new EventView(copy).at(0)
  expect([view.price, view.size]).toEqual([-1, 0x7ff4_0001])
})

test('a view reads the tape it is put on', () => {
  const view = new EventView(numbered(1))
  expect(view.at(3, numbered(5)).sequence).toBe(3)
  expect(view.at(4).sequence).toBe(4)
})
