/**
 * Streams of compressed chunks to streams of plain ones: gzip, zstd and xz.
 *
 * Errors of the libraries are thrown as they are; the file source knows the place and words them.
 */
import { pipeline, Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import xz from 'xz-decompress'
import type { Compression } from './compression.ts'
import { XxHash64 } from './xxhash64.ts'
import { ZstdFrames } from './zstd-frames.ts'

export function decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncIterable<Uint8Array> {
  if (compression === 'gzip') return gunzip(chunks)
  if (compression === 'zstd') return unzstd(chunks)
  return compression === 'xz' ? unxz(chunks) : chunks
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const output = createGunzip({ chunkSize: 256 * 1024 })
  let stored = 0
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      stored += chunk.length
      yield chunk
    }
  }
  // An error of either end surfaces where the output is read.
  pipeline(Readable.from(counted(), { objectMode: true }), output, () => {})
  for await (const chunk of output as AsyncIterable<Buffer>) {
    yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  }
  if (output.bytesWritten < stored) throw new Error('data after the end of the compressed stream')
}

async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const frames = new ZstdFrames()
  let decoder = new FrameDecoder()
  for await (const chunk of chunks) {
    let at = 0
    while (at < chunk.length) {
      const from = at
      at = frames.step(chunk, from)
      if (frames.isContent) yield* decoder.push(chunk.subarray(from, at), frames.isFrameEnd)
      if (!frames.isFrameEnd) continue
      decoder.check(frames.checksum)
      decoder = new FrameDecoder()
    }
  }
  if (!frames.isComplete) throw new Error('the end of the last frame is missing')
}

/** Decompresses one zstd frame and hashes what comes out. */
class FrameDecoder {
  readonly #hash = new XxHash64()
  readonly #decoder: Decompress
  #ready: Uint8Array[] = []

  constructor() {
    this.#decoder = new Decompress((plain) => {
      if (plain.length === 0) return
      this.#hash.update(plain)
      this.#ready.push(plain)
    })
  }

  push(stored: Uint8Array, isEnd: boolean): Uint8Array[] {
    this.#decoder.push(stored)
    if (isEnd) this.#decoder.push(new Uint8Array(0), true)
    const ready = this.#ready
    this.#ready = []
    return ready
  }

  check(checksum: number | undefined): void {
    if (checksum !== undefined && checksum !== this.#hash.low32) {
      throw new Error('a checksum does not agree')
    }
  }
}

async function* unxz(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const input = chunks[Symbol.asyncIterator]()
  const stored = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await input.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await input.return?.()
    },
  })
  // The package types its argument with the browser's stream, which is the same thing by another name.
  const plain = new xz.XzReadableStream(stored as unknown as globalThis.ReadableStream<Uint8Array>)
  try {
    yield* plain as unknown as AsyncIterable<Uint8Array>
  } catch (error) {
    throw xzError(error)
  }
}

/** What the numbers of the xz decoder say. */
const XZ_PROBLEMS: Readonly<Record<string, string>> = {
  2: 'they have a kind of check that is not known',
  3: 'they need more memory than there is',
  4: 'they need more memory than is allowed',
  5: 'this is no stream of xz',
  6: 'they need a filter that is not known',
  7: 'a checksum or a header does not agree',
  8: 'they end too early',
}

/** The package throws numbers inside a sentence about its own functions. */
function xzError(error: unknown): unknown {
  const code = error instanceof Error ? /error code (\d+)$/.exec(error.message)?.[1] : undefined
  if (code === undefined) return error
  return new Error(XZ_PROBLEMS[code] ?? 'they cannot be decompressed', { cause: error })
}
