/**
 * A text file that exists whole or not at all.
 *
 * Lines go to a neighbour with a temporary name, which takes the real name at `commit`. Whatever
 * ends a run before that leaves the old file as it was.
 */
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from '../core/index.ts'

const BUFFER_CHARACTERS = 64 * 1024

export class AtomicTextFile {
  readonly path: string
  readonly #partial: string
  #descriptor: number | undefined
  #buffered: string[] = []
  #bufferedCharacters = 0

  /** @throws InputError when the file cannot be made: no such folder, no permission, a folder itself. */
  constructor(path: string) {
    this.path = path
    this.#partial = `${path}.partial-${process.pid}`
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new InputError('is a folder, not a file', { file: path }, 'Name a file to write.')
    }
    try {
      this.#descriptor = openSync(this.#partial, 'w')
    } catch (error) {
      throw new InputError(
        `cannot be written: ${error instanceof Error ? error.message : String(error)}`,
        { file: path },
        `Is ${dirname(path)} a folder that you may write to?`,
      )
    }
  }

  write(text: string): void {
    this.#buffered.push(text)
    this.#bufferedCharacters += text.length
    if (this.#bufferedCharacters >= BUFFER_CHARACTERS) this.#flush()
  }

  /** Gives the file its name. */
  commit(): void {
    this.#flush()
    this.#close()
    renameSync(this.#partial, this.path)
  }

  /** Forgets everything written; safe to call again, and after `commit`. */
  discard(): void {
    this.#close()
    rmSync(this.#partial, { force: true })
  }

  #flush(): void {
    if (this.#descriptor === undefined || this.#buffered.length === 0) return
    const bytes = Buffer.from(this.#buffered.join(''))
    this.#buffered = []
    this.#bufferedCharacters = 0
    let written = 0
    while (written < bytes.length) {
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written)
    }
  }

  #close(): void {
    if (this.#descriptor === undefined) return
    closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}
