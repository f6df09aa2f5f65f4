/** The run hash: what it must tell apart, what it must not, and how evenly it spreads. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunHash } from './hash.ts'
import { RandomStream } from './random.ts'

function digestOf(add: (hash: RunHash) => void): string {
  const hash = new RunHash()
  add(hash)
  return hash.digest()
}

test('every machine and every version of Node gives these digests', () => {
  expect(digestOf(() => {})).toBe('b9e35c55083c264e')
  expect(digestOf((hash) => hash.addInt32(1))).toBe('3127ec9242c3e94c')
  expect(digestOf((hash) => hash.addFloat64(-123.456))).toBe('9acb4c1cec6ce039')
  expect(digestOf((hash) => hash.addText('tick to trade'))).toBe('c86ac07331a442db')
  const bytes = Uint8Array.from({ length: 10_007 }, (_, i) => i * i)
  expect(digestOf((hash) => hash.addBytes(bytes))).toBe('f9ddec4294d52df5')
})

test('how bytes are cut into calls does not change the digest', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (chunks) => {
      const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))
      const cut = digestOf((hash) => {
        for (const chunk of chunks) hash.addBytes(chunk)
      })
      expect(cut).toBe(digestOf((hash) => hash.addBytes(whole)))
      // Nor does where the bytes lie in memory.
      const shifted = new Uint8Array(whole.length + 3)
      shifted.set(whole, 3)
      expect(digestOf((hash) => hash.addBytes(shifted.subarray(3)))).toBe(cut)
    }),
  )
})

test('integers, doubles and text are their bytes, wherever the stream stands', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 7 }), fc.integer(), fc.double(), (lead, whole, real) => {
      const view = new DataView(new ArrayBuffer(12))
      view.setInt32(0, whole, true)
      view.setFloat64(4, Object.is(real, -0) ? 0 : real, true)
      const typed = digestOf((hash) => {
        hash.addBytes(lead)
        hash.addInt32(whole)
        hash.addFloat64(real)
      })
      const plain = digestOf((hash) => {
        hash.addBytes(lead)
        hash.addBytes(new Uint8Array(view.buffer))
      })
      expect(typed).toBe(plain)
    }),
  )
})

test('equal values hash alike: both zeros, and every NaN', () => {
  const zero = digestOf((hash) => hash.addFloat64(0))
  expect(digestOf((hash) => hash.addFloat64(-0))).toBe(zero)
  const bits = new BigUint64Array([0xfff8_0000_0000_0001n, 0x7ff4_dead_beef_0000n])
  const nan = digestOf((hash) => hash.addFloat64(Number.NaN))
  for (const odd of new Float64Array(bits.buffer)) {
    expect(digestOf((hash) => hash.addFloat64(odd))).toBe(nan)
  }
  expect(nan).not.toBe(zero)
})

test('texts are told apart where one ends and the next begins', () => {
  const digests = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], ['abc\0'], []].map(
    (texts) =>
      digestOf((hash) => {
        for (const text of texts) hash.addText(text)
      }),
  )
  expect(new Set(digests).size).toBe(digests.length)
})

test('order matters', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (a, b) => {
      fc.pre(a !== b)
      const forth = digestOf((hash) => {
        hash.addInt32(a)
        hash.addInt32(b)
      })
      const back = digestOf((hash) => {
        hash.addInt32(b)
        hash.addInt32(a)
      })
      expect(forth).not.toBe(back)
    }),
  )
})

test('runs of zeros differ by their length, down to the byte', () => {
  const digests = new Set<string>()
  for (let length = 0; length < 300; length++) {
    digests.add(digestOf((hash) => hash.addBytes(new Uint8Array(length))))
  }
  expect(digests.size).toBe(300)
})

test('a digest disturbs nothing, and a reset forgets everything', () => {
  const hash = new RunHash()
  const empty = hash.digest()
  hash.addInt32(1)
  hash.addBytes(Uint8Array.of(1, 2, 3))
  const first = hash.digest()
  expect(hash.digest()).toBe(first)
  const words = new Uint32Array(2)
  hash.digestInto(words)
  expect([...words].map((word) => word.toString(16).padStart(8, '0')).join('')).toBe(first)
  hash.addInt32(2)
  const both = digestOf((other) => {
    other.addInt32(1)
    other.addBytes(Uint8Array.of(1, 2, 3))
    other.addInt32(2)
  })
  expect(hash.digest()).toBe(both)
  hash.reset()
  expect(hash.digest()).toBe(empty)
})

test('every bit of the input flips each bit of the digest about half the time', () => {
  const random = RandomStream.named(1, 'avalanche')
  const trials = 400
  const hash = new RunHash()
  const before = new Uint32Array(2)
  const after = new Uint32Array(2)
  const bytes = new Uint8Array(12)
  // A word at the front, one in the middle, one at the end; and two bytes that fill no word.
  for (const length of [12, 10]) {
    for (let bit = 0; bit < 8 * length; bit++) {
      const flips = new Int32Array(64)
      for (let trial = 0; trial < trials; trial++) {
        for (let i = 0; i < length; i++) bytes[i] = random.integer(0, 255)
        hash.reset()
        hash.addBytes(bytes.subarray(0, length))
        hash.digestInto(before)
        bytes[bit >> 3]! ^= 1 << (bit & 7)
        hash.reset()
        hash.addBytes(bytes.subarray(0, length))
        hash.digestInto(after)
        for (let i = 0; i < 64; i++) {
          flips[i]! += ((before[i >> 5]! ^ after[i >> 5]!) >>> (i & 31)) & 1
        }
      }
      // Deviation of 400 tosses: 10. Over 11,264 pairs of bits the worst of a fair coin is near 4.
      for (const count of flips) expect(Math.abs(count - trials / 2)).toBeLessThan(55)
    }
  }
})

const SMALL_INPUTS: Readonly<Record<string, (hash: RunHash, i: number) => void>> = {
  'one counter': (hash, i) => hash.addInt32(i),
  'two small numbers': (hash, i) => {
    hash.addInt32(i % 1000)
    hash.addInt32(Math.floor(i / 1000))
  },
  'three small numbers and a zero': (hash, i) => {
    hash.addInt32(i % 100)
    hash.addInt32(Math.floor(i / 100) % 100)
    hash.addInt32(Math.floor(i / 10_000))
    hash.addInt32(0)
  },
  'two high bytes far apart': (hash, i) => {
    hash.addInt32((i % 1000) << 22)
    hash.addFloat64(0)
    hash.addInt32(Math.floor(i / 1000) << 22)
  },
  'a price with decimals': (hash, i) => hash.addFloat64(i / 100),
}

for (const [name, add] of Object.entries(SMALL_INPUTS)) {
  test(`a million small inputs never collide, and their halves as chance would: ${name}`, () => {
    const count = 1_000_000
    const hash = new RunHash()
    const words = new Uint32Array(2)
    const both = new BigUint64Array(count)
    const high = new Uint32Array(count)
    const low = new Uint32Array(count)
    for (let i = 0; i < count; i++) {
      hash.reset()
      add(hash, i)
      hash.digestInto(words)
      high[i] = words[0]!
      low[i] = words[1]!
      both[i] = (BigInt(words[0]!) << 32n) | BigInt(words[1]!)
    }
    expect(repeats(both.sort())).toBe(0)
    // A million balls in 2^32 boxes: 116 repeats, give or take 11.
    for (const half of [high, low]) {
      const found = repeats(half.sort())
      expect(found).toBeGreaterThan(116 - 5 * 11)
      expect(found).toBeLessThan(116 + 5 * 11)
    }
  })
}

function repeats(sorted: Uint32Array | BigUint64Array): number {
  let count = 0
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) count++
  return count
}
