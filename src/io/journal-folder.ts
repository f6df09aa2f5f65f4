/** A journal's disk: a folder of the file system. */

import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
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
    const status = told(path, () => statSync(path, { throwIfNoEntry: false }))
    if (status === undefined && isNew) told(path, () => mkdirSync(path, { recursive: true }))
    else if (status?.isDirectory() !== true) {
      throw new InputError(
        status === undefined ? 'no such folder' : 'is a file, not a folder',
        { file: path },
        REMEDY,
      )
    }
  }

  list(): string[] {
    return told(this.path, () => readdirSync(this.path))
  }

  create(name: string): JournalFile {
    const file = new FolderFile(openSync(join(this.path, name), 'wx+', 0o600))
    this.#syncFolder()
    return file
  }

  /** For reading, and for writing where that is allowed. */
  open(name: string): JournalFile {
    const path = join(this.path, name)
    return told(path, () => {
      const file = new FolderFile(openedAt(path))
      if (file.isRegular) return file
      file.close()
      throw new InputError('is no file of a journal', { file: path }, REMEDY)
    })
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
  /** And no pipe or device, which cannot be read from a place. */
  readonly isRegular: boolean
  readonly #descriptor: number
  #size: number

  constructor(descriptor: number) {
    this.#descriptor = descriptor
    const status = fstatSync(descriptor)
    this.#size = status.size
    this.isRegular = status.isFile()
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

const REMEDY = 'Name the folder of a journal: it holds files such as journal-000001.t2t.'

/** Never waits: a pipe under the name of a segment has perhaps nobody at its other end. */
function openedAt(path: string): number {
  const patient = constants.O_NONBLOCK ?? 0
  try {
    return openSync(path, constants.O_RDWR | patient)
  } catch (error) {
    if (!isDenied(error)) throw error
    return openSync(path, constants.O_RDONLY | patient)
  }
}

const PROBLEMS: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  EACCES: ['permission denied', 'Do it as a user who may.'],
  EPERM: ['permission denied', 'Do it as a user who may.'],
  ENOENT: ['no such file', 'A journal is whole with all its files: take it from a copy.'],
  EEXIST: ['is a link that leads to nothing', REMEDY],
  EROFS: ['the file system is read-only', 'Name a folder elsewhere.'],
  ENOSPC: ['the disk is full', 'Make room, or name a folder elsewhere.'],
  EISDIR: ['is a folder, not a file', REMEDY],
  ELOOP: ['is a link that leads to itself', REMEDY],
  ENOTDIR: ['a part of the path is not a folder', REMEDY],
  ENAMETOOLONG: ['has a name that is too long', REMEDY],
  EIO: ['cannot be read: the disk reports an error', 'Copy what can be read to another disk.'],
}

/** Does it; what the operating system refuses is told in words. @throws InputError for that. */
function told<T>(file: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const { code } = error as { code?: string }
    const known = code === undefined ? undefined : PROBLEMS[code]
    if (known === undefined) throw error
    throw new InputError(known[0], { file }, known[1])
  }
}

function isDenied(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
}
