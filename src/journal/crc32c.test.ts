/** Two ways to one checksum, and the value that the standard gives. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32cOfBytes, crc32cOfWords } from './crc32c.ts'

test('the check value of CRC-32C comes out', () => {
  expect(crc32cOfBytes(new TextEncoder().encode('123456789')) >>> 0).toBe(0xe3069283)
})

test('sixteen bytes a step give what one byte a step gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 64 }), (values) => {
      const words = Int32Array.from(
        { length: 4 * Math.ceil(values.length / 4) },
        (_, k) => values[k] ?? 0,
      )
      const bytes = new Uint8Array(words.buffer)
      expect(crc32cOfWords(words, 0, words.length)).toBe(crc32cOfBytes(bytes))
    }),
  )
})
