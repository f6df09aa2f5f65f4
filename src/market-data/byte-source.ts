/**
 * Where bytes come from, without saying how: a file, a download, memory.
 *
 * Feeds read sources; only `io/` knows files. A source may be read several times, from the start each
 * time, and hands out chunks that stay valid until the next is asked for.
 */
export interface ByteSource {
  /** For people and error messages. */
  readonly name: string
  /** Size of what is stored (compressed, where it is), when known. */
  readonly sizeBytes?: number
  /** Stored bytes consumed by the newest `read`. */
  readonly bytesRead: number
  /** @throws InputError for what cannot be read or decompressed. */
  read(): AsyncIterable<Uint8Array>
}

/** Bytes that are at hand: for tests, the browser, and anything generated. */
export class MemorySource implements ByteSource {
  readonly name: string
  readonly sizeBytes: number
  bytesRead = 0
  readonly #bytes: Uint8Array = new Uint8Array(0)
  readonly #chunkBytes: number = 0

  constructor(name: string, bytes: Uint8Array, chunkBytes = 64 * 1024) {
    this.name = name
    this.sizeBytes = bytes.length
    this.#bytes = bytes
    this.#chunkBytes = chunkBytes
  }

  async *read(): AsyncIterable<Uint8Array> {
    this.bytesRead = 0
    for (let at = 0; at < this.#bytes.length; at += this.#chunkBytes) {
      const chunk = this.#bytes.subarray(at, at + this.#chunkBytes)
      this.bytesRead += chunk.length
      yield chunk
    }
  }
}
