/**
 * A text file that exists whole or not at all.
 *
 * Lines go to a neighbour with a temporary name, which takes the real name at `commit`. Whatever
 * ends a run before that, a signal among it, leaves the old file as it was. What is no regular file
 * (a device, a pipe) cannot be replaced and is written to directly; a link is followed.
 */
import {
  closeSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { InputError } from '../core/index.ts'

const BUFFER_CHARACTERS = 64 * 1024
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Files that are being written: an interrupted program leaves no half of one behind. */
const unfinished = new Set<AtomicTextFile>()

function onSignal(signal: NodeJS.Signals): void {
  for (const file of unfinished) file.discard()
  process.kill(process.pid, signal)
}

function watch(file: AtomicTextFile): void {
  if (unfinished.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal)
  unfinished.add(file)
}

function unwatch(file: AtomicTextFile): void {
  if (!unfinished.delete(file) || unfinished.size > 0) return
  for (const signal of SIGNALS) process.removeListener(signal, onSignal)
}

export class AtomicTextFile {
  readonly path: string
  /** The file that bears the temporary name; undefined when `path` is written to directly. */
  readonly #partial: string | undefined
  /** What a link leads to. */
  readonly #target: string
  #descriptor: number | undefined
  #buffered: string[] = []
  #bufferedCharacters = 0

  /** @throws InputError when the file cannot be made: no such folder, no permission, a folder itself. */
  constructor(path: string) {
    this.path = path
    const status = statusOf(path)
    if (status?.isDirectory() === true) {
      throw new InputError('is a folder, not a file', { file: path }, 'Name a file to write.')
    }
    this.#target = status === undefined ? path : realpathSync(path)
    const isReplaced = status === undefined || status.isFile()
    this.#partial = isReplaced ? `${this.#target}.partial-${process.pid}` : undefined
    try {
      this.#descriptor = openSync(this.#partial ?? path, 'w')
    } catch (error) {
      throw new InputError(
        `cannot be written: ${reasonOf(error)}`,
        { file: path },
        `Is ${dirname(path)} a folder that you may write to?`,
      )
    }
    watch(this)
  }

  /** @throws InputError when the disk takes no more. */
  write(text: string): void {
    this.#buffered.push(text)
    this.#bufferedCharacters += text.length
    if (this.#bufferedCharacters >= BUFFER_CHARACTERS) this.#flush()
  }

  /** Gives the file its name. */
  commit(): void {
    this.#flush()
    this.#close()
    if (this.#partial !== undefined) renameSync(this.#partial, this.#target)
  }

  /** Forgets everything written; safe to call again, and after `commit`. */
  discard(): void {
    const wasOpen = this.#descriptor !== undefined
    this.#close()
    if (wasOpen && this.#partial !== undefined) rmSync(this.#partial, { force: true })
  }

  #flush(): void {
    if (this.#descriptor === undefined || this.#buffered.length === 0) return
    const bytes = Buffer.from(this.#buffered.join(''))
    this.#buffered = []
    this.#bufferedCharacters = 0
    let written = 0
    try {
      while (written < bytes.length) {
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written)
      }
    } catch (error) {
      throw new InputError(
        `cannot be written: ${reasonOf(error)}`,
        { file: this.path },
        'Nothing of it was kept: make room, or write elsewhere.',
      )
    }
  }

  #close(): void {
    unwatch(this)
    if (this.#descriptor === undefined) return
    closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}

/** What stands at a path; undefined when nothing does, or nothing can. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return REASONS['code' in error ? String(error.code) : ''] ?? error.message
}

/**
 * Refuses outputs that would destroy an input, or one another.
 * @throws InputError naming the option and the file.
 */
export function checkOutputs(
  outputs: readonly { readonly option: string; readonly path: string }[],
  inputs: readonly string[],
): void {
  const taken = new Map<string, string>()
  for (const input of inputs) taken.set(identityOf(input), 'an input of this run')
  for (const { option, path } of outputs) {
    const identity = identityOf(path)
    const other = taken.get(identity)
    if (other !== undefined && statusOf(path)?.isFile() !== false) {
      throw new InputError(
        `is ${other} already`,
        { file: path, field: option },
        'Name another file.',
      )
    }
    taken.set(identity, `what ${option} writes`)
  }
}

/** Equal for paths that lead to the same file, also through links; the path where none exists yet. */
function identityOf(path: string): string {
  const status = statusOf(path)
  return status === undefined ? `path ${resolve(path)}` : `file ${status.dev}:${status.ino}`
}
