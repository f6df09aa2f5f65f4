/**
 * A file as a source of bytes, read in chunks and decompressed on the way.
 *
 * Chunks of a plain file share one buffer, so each is valid until the next is asked for, as the
 * contract says; nothing grows with the size of the file.
 */
import { type FileHandle, open, stat } from 'node:fs/promises'
import { InputError } from '../core/index.ts'
import type { ByteSource } from '../market-data/index.ts'
import { type Compression, compressionOf, MAGIC_BYTES } from './compression.ts'
import { decompress } from './decompress.ts'

const PLAIN_CHUNK_BYTES = 1024 * 1024
/** Smaller, since a chunk of compressed data becomes ten times as much at once. */
const COMPRESSED_CHUNK_BYTES = 128 * 1024

/** @throws InputError when the path is no readable, regular file with something in it. */
export async function fileSource(path: string): Promise<ByteSource> {
  const status = await stat(path).catch((error: unknown) => {
    throw unreadable(error, path)
  })
  if (!status.isFile()) {
    const found = status.isDirectory() ? 'this is a directory' : 'this is no regular file'
    throw new InputError(found, { file: path }, 'Name a file; several may be given, in order.')
  }
  if (status.size === 0) {
    throw new InputError('the file is empty', { file: path }, 'Was its download cut short?')
  }
  return new FileSource(path, status.size)
}

class FileSource implements ByteSource {
  readonly name: string
  readonly sizeBytes: number
  bytesRead = 0

  constructor(path: string, sizeBytes: number) {
    this.name = path
    this.sizeBytes = sizeBytes
  }

  async *read(): AsyncIterable<Uint8Array> {
    this.bytesRead = 0
    const handle = await open(this.name).catch((error: unknown) => {
      throw unreadable(error, this.name)
    })
    let compression: Compression = 'none'
    try {
      const head = new Uint8Array(MAGIC_BYTES)
      await handle.read(head, 0, MAGIC_BYTES, 0)
      compression = compressionOf(head)
      yield* decompress(this.#chunks(handle, compression), compression)
    } catch (error) {
      throw error instanceof InputError ? error : this.#damaged(error, compression)
    } finally {
      await handle.close()
    }
  }

  async *#chunks(handle: FileHandle, compression: Compression): AsyncIterable<Uint8Array> {
    const isPlain = compression === 'none'
    const size = isPlain ? PLAIN_CHUNK_BYTES : COMPRESSED_CHUNK_BYTES
    let chunk = new Uint8Array(size)
    let position = 0
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, size, position)
      if (bytesRead === 0) return
      position += bytesRead
      this.bytesRead = position
      yield chunk.subarray(0, bytesRead)
      // Decompressors may keep what they were given.
      if (!isPlain) chunk = new Uint8Array(size)
    }
  }

  #damaged(error: unknown, compression: Compression): Error {
    if (compression === 'none') return unreadable(error, this.name)
    const reason = error instanceof Error ? error.message : String(error)
    return new InputError(
      `the ${compression} data are truncated or damaged (${reason})`,
      { file: this.name, byte: this.bytesRead },
      'Everything before this place was read. Fetch the file again, or decompress what can be saved.',
    )
  }
}

function unreadable(error: unknown, path: string): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const problems: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission to read it is denied',
    ENOTDIR: 'a part of its path is no directory',
    ELOOP: 'its links go in circles',
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new InputError(problems[code] ?? `it cannot be read (${reason})`, { file: path })
}
