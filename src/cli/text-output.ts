/**
 * Where the lines of a command go: standard output, or a file that appears only when it is whole.
 *
 * A reader of standard output may leave at any time (`t2t book day.csv | head`): that ends the
 * writing and is no error. A file is written under a name of its own beside its place and renamed
 * at the end, so that a run that fails leaves the old file as it was, or none.
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { InputError } from '../core/index.ts'

export interface TextOutput {
  /** Resolves when more may be written; false when nobody reads any more. */
  write(text: string): Promise<boolean>
  /** All is written: what was written may be seen. */
  finish(): Promise<void>
  /** The run failed: nothing is left behind. */
  abandon(): Promise<void>
}

/** @throws InputError when the file cannot be made. */
export async function openOutput(path: string | undefined): Promise<TextOutput> {
  return path === undefined ? new StreamOutput(process.stdout) : FileOutput.create(path)
}

export class StreamOutput implements TextOutput {
  readonly #stream: Writable
  #isClosed = false
  #failure: Error | undefined
  #wake = (): void => {}

  constructor(stream: Writable) {
    this.#stream = stream
    stream.on('drain', () => this.#wake())
    // Stays for good: a pipe may break after the last line too, while it is being flushed.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#isClosed = true
      if (error.code !== 'EPIPE') this.#failure = error
      this.#wake()
    })
  }

  async write(text: string): Promise<boolean> {
    if (!this.#isClosed && !this.#stream.write(text)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#failure !== undefined) {
      throw new InputError(`standard output cannot be written (${this.#failure.message})`)
    }
    return !this.#isClosed
  }

  async finish(): Promise<void> {}
  async abandon(): Promise<void> {}
}

class FileOutput implements TextOutput {
  readonly #path: string
  readonly #partialPath: string
  readonly #handle: FileHandle

  private constructor(path: string, partialPath: string, handle: FileHandle) {
    this.#path = path
    this.#partialPath = partialPath
    this.#handle = handle
  }

  static async create(path: string): Promise<FileOutput> {
    const partialPath = `${path}.${process.pid}.partial`
    try {
      return new FileOutput(path, partialPath, await open(partialPath, 'w'))
    } catch (error) {
      throw unwritable(error, path)
    }
  }

  async write(text: string): Promise<boolean> {
    try {
      await this.#handle.writeFile(text)
      return true
    } catch (error) {
      throw unwritable(error, this.#path)
    }
  }

  async finish(): Promise<void> {
    try {
      await this.#handle.close()
      await rename(this.#partialPath, this.#path)
    } catch (error) {
      await rm(this.#partialPath, { force: true })
      throw unwritable(error, this.#path)
    }
  }

  async abandon(): Promise<void> {
    await this.#handle.close()
    await rm(this.#partialPath, { force: true })
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'permission to write it is denied',
  EISDIR: 'this is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
}

function unwritable(error: unknown, path: string): InputError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const problem = PROBLEMS[code] ?? `it cannot be written (${message})`
  return new InputError(problem, { file: path }, 'Choose another place for the output.')
}
