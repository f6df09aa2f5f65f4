import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { InputError } from '../core/index.ts'
import { fileSource } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-source-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Twenty-four quotes, made for this test, and what the zstd and xz programs make of them. */
const QUOTES = `timestamp,bid,ask\n${Array.from({ length: 24 }, (_, at) => {
  const bid = (138650 + 10 * at) / 1e5
  return `${1000 + 7 * at},${bid.toFixed(5)},${(bid + 0.0002).toFixed(5)}\n`
}).join('')}`
const ZSTD =
  'KLUv/WQKAVUEALLHFBCge9D9eQ8AjGT7yU6tivUY4O4d+XuHc28vr+pQzs1HxcQch/j+547/ve7c3c2rPJTH5q9ibvZQ' +
  'fM9rx/xedO7rwa4Cw90hSIwEg0pYijR2FGoBRqhRoN3+b9BXDiBWwDwGQOiCC4/9z+xMX54tLfeD913Nc9j3Zn2a9cml' +
  'SiCmo7RRhtp2FZr9oTo='
const XZ =
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4AIJAJddADoaSfrkHnoH6H2yePAmYGjTqnctB/PXcQrs2CdDaFJGkIl7kKui' +
  '/WB8X9l2+mPWrzf+7kPKDMIfdJWs15FE5Oxo/Kz5VYhELiP6QBJ82bUF/l9lK7Vepv8+DjUXKRmI44UqKKZU36yUSrd1' +
  '4A/6Ot7HE0XCZIg47yU34tbIzMCIXxSM9K5uZCFgiRL8kAFzwHNslzE+ZMQAAFrekPQC5sDqAAGzAYoEAAA1YobnscRn' +
  '+wIAAAAABFla'

const stored = {
  gzip: new Uint8Array(gzipSync(QUOTES)),
  zstd: new Uint8Array(Buffer.from(ZSTD, 'base64')),
  xz: new Uint8Array(Buffer.from(XZ, 'base64')),
}

let files = 0
function file(bytes: Uint8Array | string): string {
  const path = join(folder, `${files++}`)
  writeFileSync(path, bytes)
  return path
}

async function text(path: string): Promise<string> {
  const source = await fileSource(path)
  let whole = ''
  for await (const chunk of source.read()) whole += Buffer.from(chunk).toString('latin1')
  expect(source.bytesRead).toBe(source.sizeBytes)
  return whole
}

/** The text, or the message of the input error; any other error fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    return await text(file(bytes))
  } catch (error) {
    if (error instanceof InputError) return `error: ${error.message}`
    throw error
  }
}

test('a plain file comes as it is, however large', async () => {
  const large = 'x'.repeat(3_000_001)
  expect(await text(file(large))).toBe(large)
  expect(await text(file(QUOTES))).toBe(QUOTES)
})

describe.each(Object.entries(stored))('%s', (name, bytes) => {
  test('is recognised by its first bytes and decompressed, each time anew', async () => {
    const path = file(bytes)
    expect(await text(path)).toBe(QUOTES)
    expect(await text(path)).toBe(QUOTES)
  })

  test('two streams one after the other are one', async () => {
    expect(await outcome(new Uint8Array([...bytes, ...bytes]))).toBe(QUOTES + QUOTES)
  })

  test('cut short anywhere, it is an error that names the file and the byte', async () => {
    for (let length = 6; length < bytes.length; length++) {
      expect(await outcome(bytes.slice(0, length))).toMatch(
        new RegExp(`^error: .*, byte ${length}: the ${name} data are truncated or damaged`),
      )
    }
  })

  test('any byte changed is an error, or changes nothing that is read', async () => {
    for (let at = 6; at < bytes.length; at++) {
      const damaged = bytes.slice()
      damaged[at]! ^= 1 << (at % 8)
      const found = await outcome(damaged)
      if (found !== QUOTES) expect(found, `byte ${at}`).toMatch(/^error: .*truncated or damaged/)
    }
  })

  test('what follows the data and is none is an error', async () => {
    expect(await outcome(new Uint8Array([...bytes, 1, 2, 3, 4, 5, 6, 7]))).toMatch(
      /^error: .*damaged/,
    )
  })
})

test('truncated xz is told in a sentence, not in numbers of a library', async () => {
  const failure = await outcome(stored.xz.slice(0, stored.xz.length - 40))
  expect(failure).toContain('the xz data are truncated or damaged (they end too early)')
  const damaged = stored.xz.slice()
  damaged[damaged.length - 40]! ^= 0xff
  expect(await outcome(damaged)).not.toContain('error code')
})

test('a zstd frame to skip is skipped, and one that asks for gigabytes is refused', async () => {
  const skipped = [0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]
  expect(await outcome(new Uint8Array([...skipped, ...stored.zstd, ...skipped]))).toBe(QUOTES)
  const greedy = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 1, 0, 0]
  expect(await outcome(new Uint8Array(greedy))).toContain('a window of more than 134217728 bytes')
})

test('empty files, folders and files that are not there are named', async () => {
  await expect(fileSource(file(''))).rejects.toThrow('the file is empty')
  await expect(fileSource(folder)).rejects.toThrow('this is a directory')
  await expect(fileSource(join(folder, 'none'))).rejects.toThrow('none: there is no such file')
  await expect(fileSource(join(file('x'), 'y'))).rejects.toThrow(
    'a part of its path is no directory',
  )
  await expect(fileSource('/dev/null')).rejects.toThrow('this is no regular file')
})
