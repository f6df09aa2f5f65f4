import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asciiText, LineSplitter } from './index.ts'

/** The lines of a text that arrives in chunks of the given sizes, over and over. */
function split(bytes: Uint8Array, chunkSizes: readonly number[], limit?: number): string[] {
  const splitter = new LineSplitter(limit)
  const lines: string[] = []
  const take = (): void => {
    expect([10, 13]).toContain(splitter.bytes[splitter.end])
    lines.push(asciiText(splitter.bytes, splitter.start, splitter.end))
    expect(splitter.line).toBe(lines.length)
  }
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = chunkSizes[turn % chunkSizes.length]!
    splitter.push(bytes.subarray(at, at + size))
    while (splitter.next()) take()
    at += size
  }
  if (splitter.finish()) take()
  return lines
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

test('lines are the same however the bytes are cut', () => {
  const line = fc.stringMatching(/^[a-z]{0,12}$/)
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), sizes, (lines, end, chunkSizes) => {
      const text = lines.map((content) => content + end).join('')
      expect(split(encode(text), chunkSizes)).toEqual(lines)
    }),
  )
})

test('a last line without a line end is a line', () => {
  expect(split(encode('one\ntwo'), [4])).toEqual(['one', 'two'])
  expect(split(encode('one\r\ntwo\r'), [100])).toEqual(['one', 'two'])
})

test('a byte order mark belongs to no line', () => {
  const text = encode('\ufefftime,price\n1,2\n')
  for (const size of [1, 2, 3, 100]) expect(split(text, [size])).toEqual(['time,price', '1,2'])
})

test('a line beyond the limit is refused with its number, whole or in pieces', () => {
  const text = encode(`short\n${'x'.repeat(65)}\n`)
  for (const size of [7, 1000]) {
    expect(() => split(text, [size], 64)).toThrow('line 2: the line is longer than 64 bytes')
  }
  expect(split(encode(`${'x'.repeat(64)}\n`), [7], 64)).toEqual(['x'.repeat(64)])
})
