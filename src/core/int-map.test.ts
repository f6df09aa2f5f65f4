/** The integer map against the language's own, over ids that count and ids that are out to hurt. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { IntMap, NO_ENTRY } from './int-map.ts'
import { RandomStream } from './random.ts'

test('a key has the value it was given last', () => {
  const map = new IntMap()
  expect(map.get(7)).toBe(NO_ENTRY)
  map.set(7, 70)
  expect(map.get(7)).toBe(70)
  map.set(7, -2_147_483_648)
  expect(map.get(7)).toBe(-2_147_483_648)
  expect(map.size).toBe(1)
})

test('a deleted key is gone, and deleting it again does nothing', () => {
  const map = new IntMap()
  map.set(7, 70)
  expect(map.delete(7)).toBe(true)
  expect(map.delete(7)).toBe(false)
  expect(map.has(7)).toBe(false)
  expect(map.size).toBe(0)
})

test('the smallest and the largest keys are keys like any other', () => {
  const keys = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]
  const map = new IntMap(0)
  for (const [i, key] of keys.entries()) map.set(key, i)
  map.checkInvariants()
  expect(keys.map((key) => map.get(key))).toEqual([0, 1, 2, 3, 4, 5])
})

test('what is no key is never found', () => {
  const map = new IntMap()
  for (let key = 0; key < 20; key++) map.set(key, key)
  for (const odd of [-1, -0.5, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(map.get(odd)).toBe(NO_ENTRY)
    expect(map.delete(odd)).toBe(false)
    if (Number.isNaN(odd) || !Number.isInteger(odd) || odd < 0) {
      expect(() => map.set(odd, 1)).toThrow(InvariantError)
    }
  }
  expect(() => map.set(2 ** 53, 1)).toThrow(InvariantError)
  expect(map.size).toBe(20)
})

test('what has the bits of a key is none, wherever it is looked for, nor once the key is gone', () => {
  for (const key of [2 ** 32 - 5, 2 ** 31, 2 ** 32, 2 ** 33, 5]) {
    const odds = [key - 2 ** 32, key - 2 ** 31, key + 2 ** 32, -key, -(2 ** 32), key + 0.5]
    const map = new IntMap()
    map.set(key, 7)
    for (const odd of odds) {
      expect([map.get(odd), map.getAtHome(odd)]).toEqual([NO_ENTRY, NO_ENTRY])
    }
    map.delete(key)
    for (const odd of [key, ...odds]) {
      expect([map.get(odd), map.getAtHome(odd)]).toEqual([NO_ENTRY, NO_ENTRY])
      expect(map.delete(odd)).toBe(false)
    }
    expect(map.size).toBe(0)
  }
})

test('a value that is no int32, or means no entry, is a bug, and stops', () => {
  const map = new IntMap()
  for (const odd of [NO_ENTRY, 0.5, 2 ** 31, Number.NaN]) {
    expect(() => map.set(1, odd)).toThrow(InvariantError)
  }
  expect(map.size).toBe(0)
})

test('clearing forgets everything', () => {
  const map = new IntMap()
  for (let key = 0; key < 1000; key++) map.set(key, key)
  map.clear()
  expect(map.size).toBe(0)
  for (let key = 0; key < 1000; key++) expect(map.has(key)).toBe(false)
  map.checkInvariants()
})

test('ids that count lie at home, each one', () => {
  const map = new IntMap(1000)
  for (let key = 5_000_000_000; key < 5_000_001_000; key++) map.set(key, 1)
  expect(map.longestProbe()).toBe(0)
})

/** Ids that share their low bits, or all bits but the high ones, or crowd one region. */
const HOSTILE_KEYS: Readonly<Record<string, (i: number) => number>> = {
  'multiples of 2^20': (i) => i * 2 ** 20,
  'multiples of 2^32': (i) => (i % 2 ** 20) * 2 ** 32,
  'multiples of 2^32 and one': (i) => (i % 2 ** 20) * (2 ** 32 + 1),
  'multiples of 2^16 less one': (i) => (i + 1) * 2 ** 16 - 1,
  'a dense block under a sparse one': (i) => (i % 2 === 0 ? i / 2 : i * 2 ** 20),
  'one block seen from many sessions': (i) => (i % 1000) + Math.floor(i / 1000) * 2 ** 24,
}

for (const [name, keyOf] of Object.entries(HOSTILE_KEYS)) {
  test(`probes stay short for ${name}`, () => {
    const map = new IntMap()
    const count = 100_000
    for (let i = 0; i < count; i++) map.set(keyOf(i), i)
    map.checkInvariants()
    expect(map.size).toBe(count)
    expect(map.longestProbe()).toBeLessThan(256)
    let found = 0
    let deleted = 0
    for (let i = 0; i < count; i++) found += Number(map.get(keyOf(i)) === i)
    for (let i = 0; i < count; i++) deleted += Number(map.delete(keyOf(i)))
    expect([found, deleted]).toEqual([count, count])
    expect(map.size).toBe(0)
    map.checkInvariants()
  })
}

test('a full run of live ids costs its neighbours nothing', () => {
  // Deleting from a run must not walk to its end: 200,000 x 100,000 slots would take a minute.
  const live = 100_000
  const map = new IntMap(live)
  for (let key = 0; key < live; key++) map.set(key, key)
  const start = performance.now()
  let absent = 0
  for (let key = live; key < 3 * live; key++) {
    map.delete(key - live)
    map.set(key, 1)
    absent += Number(map.get(key + live) === NO_ENTRY)
  }
  expect(absent).toBe(2 * live)
  expect(performance.now() - start).toBeLessThan(10_000)
  map.checkInvariants()
})

test('it behaves as the language map, whatever is done to it', () => {
  const key = fc.oneof(
    fc.nat({ max: 40 }),
    fc.nat({ max: 40 }).map((n) => n * 2 ** 20),
    fc.nat({ max: 40 }).map((n) => 2 ** 53 - 1 - n),
    fc.maxSafeNat(),
  )
  const action = fc.record({ verb: fc.constantFrom('set', 'set', 'delete'), key, value: fc.nat() })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
      const map = new IntMap(0)
      const twin = new Map<number, number>()
      for (const { verb, key, value } of actions) {
        if (verb === 'set') {
          map.set(key, value)
          twin.set(key, value)
        } else {
          expect(map.delete(key)).toBe(twin.delete(key))
        }
        expect(map.size).toBe(twin.size)
      }
      map.checkInvariants()
      for (const [key, value] of twin) expect(map.get(key)).toBe(value)
    }),
  )
})

for (const seed of [1, 2, 3]) {
  test(`orders come and go for 200,000 steps as in the language map, seed ${seed}`, () => {
    const random = RandomStream.named(seed, 'int-map')
    const map = new IntMap()
    const twin = new Map<number, number>()
    // Steps of one are a venue's counter; steps of 2^12 exhaust the low bits.
    const step = [1, 3, 2 ** 12][seed - 1]!
    let newest = 0
    let disagreements = 0
    for (let i = 0; i < 200_000; i++) {
      const key = (newest - random.integer(0, 3000)) * step
      const choice = random.integer(0, 9)
      if (choice < 5) {
        newest++
        map.set(newest * step, i)
        twin.set(newest * step, i)
      } else if (choice < 9) {
        disagreements += Number(map.delete(key) !== twin.delete(key))
      } else {
        disagreements += Number(map.get(key) !== (twin.get(key) ?? NO_ENTRY))
      }
      if (i % 9973 === 0) map.checkInvariants()
    }
    map.checkInvariants()
    expect(disagreements).toBe(0)
    expect(map.size).toBe(twin.size)
    for (const [key, value] of twin) expect(map.get(key)).toBe(value)
  })
}
