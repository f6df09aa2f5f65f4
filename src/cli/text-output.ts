/**
 * Where the lines of a command go: standard output, or a file that appears only when it is whole.
 *
 * A reader of standard output may leave at any time (`t2t book day.csv | head`): that ends the
 * writing and is no error. A run that fails leaves an old file as it was, or none.
 */
import type { Writable } from 'node:stream'
import { InputError } from '../core/index.ts'
import { AtomicTextFile } from '../io/index.ts'

export interface TextOutput {
  /** Resolves when more may be written; false when nobody reads any more. */
  write(text: string): Promise<boolean>
  /** All is written: what was written may be seen. */
  finish(): Promise<void>
  /** The run failed: nothing is left behind. */
  abandon(): Promise<void>
}

export class StreamOutput implements TextOutput {
  readonly #stream: Writable
  #isClosed = false
  #failure: Error | undefined
  #wake = (): void => {}
  readonly #onDrain = (): void => this.#wake()
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#isClosed = true
    if (error.code !== 'EPIPE') this.#failure = error
    this.#wake()
  }

  constructor(stream: Writable) {
    this.#stream = stream
    stream.on('drain', this.#onDrain)
    stream.on('error', this.#onError)
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

  /** A pipe that breaks after the last line, while it is being flushed, is the program's business. */
  async finish(): Promise<void> {
    this.#stream.removeListener('drain', this.#onDrain)
    this.#stream.removeListener('error', this.#onError)
  }
  async abandon(): Promise<void> {
    await this.finish()
  }
}

/** Work that writes lines to standard output, and leaves when nobody reads any more. */
export async function toStandardOutput(work: (output: TextOutput) => Promise<void>): Promise<void> {
  const output = new StreamOutput(process.stdout)
  try {
    await work(output)
  } finally {
    await output.finish()
  }
}

export class FileOutput implements TextOutput {
  readonly #file: AtomicTextFile

  /** @throws InputError when the file cannot be made. */
  constructor(path: string) {
    this.#file = new AtomicTextFile(path)
  }

  async write(text: string): Promise<boolean> {
    this.#file.write(text)
    return true
  }

  async finish(): Promise<void> {
    this.#file.commit()
  }

  async abandon(): Promise<void> {
    this.#file.discard()
  }
}
