/**
 * The files that a command writes: all of them appear at its end, or none does.
 *
 * ```ts
 * const files = new OutputFiles()
 * try {
 *   const page = files.open(given.html)   // undefined when nobody asked for one
 *   page?.write(html)
 *   files.commit()
 * } finally {
 *   files.discard()
 * }
 * ```
 */
import { AtomicTextFile } from './atomic-text-file.ts'

export class OutputFiles {
  readonly #files: AtomicTextFile[] = []

  open(path: string): AtomicTextFile
  open(path: string | undefined): AtomicTextFile | undefined
  /** @throws InputError when the file cannot be made. */
  open(path: string | undefined): AtomicTextFile | undefined {
    if (path === undefined) return undefined
    const file = new AtomicTextFile(path)
    this.#files.push(file)
    return file
  }

  /** Gives every file its name. */
  commit(): void {
    for (const file of this.#files) file.commit()
  }

  /** Forgets what has no name yet; safe to call after `commit`. */
  discard(): void {
    for (const file of this.#files) file.discard()
  }
}
