/** A journal's disk: a folder of the file system. */

import { createHash } from 'node:crypto'
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../core/index.ts'
import type { JournalDisk, JournalFile, JournalHasher } from '../journal/index.ts'

export const sha256: JournalHasher = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export class JournalFolder implements JournalDisk {
  readonly path: string

  /** @throws InputError when the path is a file, or nothing is there and `isNew` is not set. */
  constructor(path: string, { isNew = false } = {}) {
    this.path = path
    const status = statSync(path, { throwIfNoEntry: false })
    if (status === undefined && isNew) mkdirSync(path, { recursive: true })
    else if (status?.isDirectory() !== true) {
      throw new InputError(
        status === undefined ? 'no such folder' : 'is a file, not a folder',
        { file: path },
        'Name the folder of a journal: it holds files such as journal-000001.t2t.',
      )
    }
  }

  list(): string[] {
    return readdirSync(this.path)
  }

  create(name: string): JournalFile {
    const file = new FolderFile(openSync(join(this.path, name), 'wx+', 0o600))
    this.#syncFolder()
    return file
  }

  /** For reading, and for writing where that is allowed. */
  open(name: string): JournalFile {
    const path = join(this.path, name)
    try {
      return new FolderFile(openSync(path, 'r+'))
    } catch (error) {
      if (!isDenied(error)) throw error
      return new FolderFile(openSync(path, 'r'))
    }
  }

  remove(name: string): void {
    rmSync(join(this.path, name))
    this.#syncFolder()
  }

  /** A new name survives a loss of power only once its folder is synced. */
  #syncFolder(): void {
    const folder = openSync(this.path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  }
}

class FolderFile implements JournalFile {
  readonly #descriptor: number
  #size: number

  constructor(descriptor: number) {
    this.#descriptor = descriptor
    this.#size = fstatSync(descriptor).size
  }

  get sizeBytes(): number {
    return this.#size
  }

  append(bytes: Uint8Array): number {
    const taken = writeSync(this.#descriptor, bytes, 0, bytes.length, this.#size)
    this.#size += taken
    return taken
  }

  sync(): void {
    fdatasyncSync(this.#descriptor)
  }

  read(offset: number, target: Uint8Array): number {
    let filled = 0
    while (filled < target.length) {
      const length = target.length - filled
      const got = readSync(this.#descriptor, target, filled, length, offset + filled)
      if (got === 0) break
      filled += got
    }
    return filled
  }

  truncate(sizeBytes: number): void {
    ftruncateSync(this.#descriptor, sizeBytes)
    this.#size = sizeBytes
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

function isDenied(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
}
