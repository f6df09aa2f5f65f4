import { expect, test } from 'vitest'
import { XxHash64 } from './xxhash64.ts'

const PRIME_1 = 0x9e3779b185ebca87n
const PRIME_2 = 0xc2b2ae3d27d4eb4fn
const PRIME_3 = 0x165667b19e3779f9n
const PRIME_4 = 0x85ebca77c2b2ae63n
const PRIME_5 = 0x27d4eb2f165667c5n

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotate = (value: bigint, bits: bigint): bigint =>
  wrap(value << bits) | (value >> (64n - bits))
const round = (lane: bigint, input: bigint): bigint =>
  wrap(rotate(wrap(lane + wrap(input * PRIME_2)), 31n) * PRIME_1)

/** The definition, word by word, over all bytes at once. */
function twin(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  let hash = PRIME_5
  if (bytes.length >= 32) {
    const lanes = [PRIME_1 + PRIME_2, PRIME_2, 0n, -PRIME_1].map(wrap)
    for (; at + 32 <= bytes.length; at += 32) {
      for (const lane of [0, 1, 2, 3]) {
        lanes[lane] = round(lanes[lane]!, view.getBigUint64(at + 8 * lane, true))
      }
    }
    const turns = [1n, 7n, 12n, 18n]
    hash = wrap(lanes.map((lane, index) => rotate(lane, turns[index]!)).reduce((a, b) => a + b))
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4)
  }
  hash = wrap(hash + BigInt(bytes.length))
  for (; at + 8 <= bytes.length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4)
  }
  if (at + 4 <= bytes.length) {
    const word = wrap(BigInt(view.getUint32(at, true)) * PRIME_1)
    hash = wrap(rotate(hash ^ word, 23n) * PRIME_2 + PRIME_3)
    at += 4
  }
  for (; at < bytes.length; at++)
    hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at]!) * PRIME_5), 11n) * PRIME_1)
  hash = wrap((hash ^ (hash >> 33n)) * PRIME_2)
  hash = wrap((hash ^ (hash >> 29n)) * PRIME_3)
  return Number((hash ^ (hash >> 32n)) & 0xffff_ffffn)
}

test('nothing hashes to the published value', () => {
  // XXH64 of no bytes is ef46db3751d8e999.
  expect(new XxHash64().low32).toBe(0x51d8e999)
})

test('every length, in pieces of every size, hashes as the definition says', () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, at) => (at * at * 151 + 7) % 256)
  for (let length = 0; length <= bytes.length; length++) {
    const expected = twin(bytes.subarray(0, length))
    for (const piece of [1, 7, 32, 33, 200]) {
      const hash = new XxHash64()
      for (let at = 0; at < length; at += piece) {
        hash.update(bytes.subarray(at, Math.min(length, at + piece)))
      }
      expect(hash.low32).toBe(expected)
    }
  }
})
