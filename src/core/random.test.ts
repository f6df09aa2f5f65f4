/** Streams: the sequence against a generator written again in BigInt, names, states and ranges. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { RunHash } from './hash.ts'
import { InputError } from './input-error.ts'
import { RandomStream } from './random.ts'

const MASK = 0xffff_ffffn
const rotated = (x: bigint, bits: bigint) => ((x << bits) | (x >> (32n - bits))) & MASK

/** xoshiro128** as its authors print it, over BigInt. Changes `s`. */
function referenceNext(s: bigint[]): number {
  const result = (rotated((s[1]! * 5n) & MASK, 7n) * 9n) & MASK
  const t = (s[1]! << 9n) & MASK
  s[2]! ^= s[0]!
  s[3]! ^= s[1]!
  s[1]! ^= s[2]!
  s[0]! ^= s[3]!
  s[2]! ^= t
  s[3] = rotated(s[3]!, 11n)
  return Number(result)
}

function streamAt(...state: number[]): RandomStream {
  const stream = RandomStream.named(0, 'test')
  stream.restore(Uint32Array.from(state))
  return stream
}

test('the first numbers after state 1, 2, 3, 4 are the published ones', () => {
  const stream = streamAt(1, 2, 3, 4)
  const published = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
    4258142804,
  ]
  expect(published.map(() => stream.nextUint32())).toEqual(published)
})

test('the sequence is that of the generator written in BigInt', () => {
  const word = fc.integer({ min: 0, max: 0xffff_ffff })
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), (state) => {
      fc.pre(state.some(Boolean))
      const stream = streamAt(...state)
      const reference = state.map(BigInt)
      for (let i = 0; i < 50; i++) expect(stream.nextUint32()).toBe(referenceNext(reference))
      expect([...stream.state()]).toEqual(reference.map(Number))
    }),
  )
})

test('a jump is the step of the generator squared 64 times', () => {
  // A step is linear over bits, so 2^64 of them are a matrix: column j is what bit j alone becomes.
  const step = (state: bigint): bigint => {
    const s = [0n, 32n, 64n, 96n].map((shift) => (state >> shift) & MASK)
    referenceNext(s)
    return s[0]! | (s[1]! << 32n) | (s[2]! << 64n) | (s[3]! << 96n)
  }
  const times = (matrix: bigint[], state: bigint): bigint => {
    let sum = 0n
    for (let j = 0; j < 128; j++) if ((state >> BigInt(j)) & 1n) sum ^= matrix[j]!
    return sum
  }
  let matrix = Array.from({ length: 128 }, (_, j) => step(1n << BigInt(j)))
  for (let i = 0; i < 64; i++) matrix = matrix.map((column) => times(matrix, column))

  const stream = RandomStream.named(3, 'jump')
  const packed = [...stream.state()].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
  stream.jump()
  const jumped = [...stream.state()].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
  expect(jumped).toBe(times(matrix, packed))
})

test('equal seed and name give equal streams, any difference another', () => {
  const first = (stream: RandomStream) => [stream.nextUint32(), stream.nextUint32()].join()
  expect(first(RandomStream.named(1, 'a'))).toBe(first(RandomStream.named('1', 'a')))
  const streams = [
    RandomStream.named(1, 'a'),
    RandomStream.named(2, 'a'),
    RandomStream.named(-1, 'a'),
    RandomStream.named(1, 'b'),
    RandomStream.named(1, ''),
    RandomStream.named('', 'a'),
    RandomStream.named(1, 'ab'),
    RandomStream.named(1, 'a').split('b'),
    RandomStream.named(1, 'a').split(''),
    RandomStream.named(1, 'b').split('a'),
    RandomStream.named('1a', 'b'),
  ]
  expect(new Set(streams.map(first)).size).toBe(streams.length)
})

test('neighbouring seeds share nothing that shows in the first words', () => {
  // Over all pairs of neighbours, each bit of each state word differs in about half of them.
  const seeds = 4096
  for (let word = 0; word < 4; word++) {
    const flips = new Array<number>(32).fill(0)
    for (let seed = 0; seed < seeds; seed++) {
      const here = RandomStream.named(seed, 'x').state()[word]!
      const there = RandomStream.named(seed + 1, 'x').state()[word]!
      for (let bit = 0; bit < 32; bit++) flips[bit]! += ((here ^ there) >>> bit) & 1
    }
    for (const count of flips) expect(Math.abs(count / seeds - 0.5)).toBeLessThan(0.04)
  }
})

test('a child does not depend on how far its parent was drawn', () => {
  const parent = RandomStream.named(7, 'parent')
  const before = parent.split('child')
  for (let i = 0; i < 1000; i++) parent.nextUint32()
  parent.jump()
  const after = parent.split('child')
  expect(after.toJSON()).toEqual(before.toJSON())
  expect(after.path).toEqual(['7', 'parent', 'child'])
})

test('siblings are not correlated', () => {
  const draws = 100_000
  const parent = RandomStream.named(7, 'parent')
  const streams = ['left', 'right', 'parent'].map((name) => parent.split(name))
  for (const [i, j] of [[0, 1] as const, [0, 2] as const, [1, 2] as const]) {
    let sum = 0
    for (let k = 0; k < draws; k++) sum += streams[i]!.normal() * streams[j]!.normal()
    expect(Math.abs(sum / Math.sqrt(draws))).toBeLessThan(4)
  }
})

test('a stream goes on where its JSON was written', () => {
  const stream = RandomStream.named('long seed', 'prices').split('jumps')
  for (let i = 0; i < 17; i++) stream.nextUint32()
  const copy = RandomStream.fromJSON(JSON.parse(JSON.stringify(stream)))
  expect(copy.normal()).toBe(stream.normal())
  expect(copy.split('x').uniform()).toBe(stream.split('x').uniform())
})

test('a stream goes on where its state was read', () => {
  const stream = RandomStream.named(5, 'x')
  const state = stream.state()
  const first = stream.uniform()
  stream.restore(state)
  expect(stream.uniform()).toBe(first)
})

test('what is no stream is refused with a message', () => {
  const state = [1, 2, 3, 4]
  const broken: unknown[] = [
    null,
    42,
    'stream',
    [],
    {},
    { path: ['1', 'a'] },
    { state },
    { path: 'a', state },
    { path: [1], state },
    { path: ['1'], state: [0, 0, 0, 0] },
    { path: ['1'], state: [1, 2, 3] },
    { path: ['1'], state: [1, 2, 3, 4, 5] },
    { path: ['1'], state: [1, 2, 3, -4] },
    { path: ['1'], state: [1, 2, 3, 2 ** 32] },
    { path: ['1'], state: [1, 2, 3, 0.5] },
    { path: ['1'], state: [1, 2, 3, '4'] },
  ]
  for (const json of broken) expect(() => RandomStream.fromJSON(json)).toThrow(InputError)
})

test('a state that would stay zero for ever is a bug, and stops', () => {
  const stream = RandomStream.named(1, 'x')
  expect(() => stream.restore(new Uint32Array(4))).toThrow(InvariantError)
  expect(() => stream.restore(new Uint32Array(3))).toThrow(InvariantError)
  expect(() => RandomStream.named(Number.NaN, 'x')).toThrow(InvariantError)
})

test('integers keep to any range they are given', () => {
  const bound = fc.maxSafeInteger()
  fc.assert(
    fc.property(bound, bound, fc.nat(), (a, b, seed) => {
      const lowest = Math.min(a, b)
      const highest = Math.max(a, b)
      fc.pre(highest - lowest < 2 ** 53)
      const drawn = RandomStream.named(seed, 'range').integer(lowest, highest)
      expect(Number.isSafeInteger(drawn)).toBe(true)
      expect(drawn).toBeGreaterThanOrEqual(lowest)
      expect(drawn).toBeLessThanOrEqual(highest)
    }),
  )
  expect(RandomStream.named(1, 'x').integer(5, 5)).toBe(5)
})

test('an empty or fractional range is a bug, and stops', () => {
  const stream = RandomStream.named(1, 'x')
  const ranges: [number, number][] = [
    [2, 1],
    [0, 1.5],
    [0.5, 1],
    [Number.NaN, 1],
    [-1, Number.MAX_SAFE_INTEGER],
    [0, Number.POSITIVE_INFINITY],
  ]
  for (const [lowest, highest] of ranges) {
    expect(() => stream.integer(lowest, highest)).toThrow(InvariantError)
  }
})

test('every machine and every version of Node draws these numbers', () => {
  const stream = RandomStream.named(42, 'pinned').split('child')
  const hash = new RunHash()
  for (let i = 0; i < 100_000; i++) {
    hash.addFloat64(stream.nextUint32())
    hash.addFloat64(stream.uniform())
    hash.addFloat64(stream.integer(1, 99))
    hash.addFloat64(stream.normal())
    hash.addFloat64(stream.exponential())
  }
  expect(hash.digest()).toBe('b2de4628e164d99f')
})
