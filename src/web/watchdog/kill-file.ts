/**
 * The kill file: while it exists, trading is stopped.
 *
 * Anybody who may write it can stop trading, by hand or by program, without a token and without the
 * program's help: `touch FILE`. A switch that was tripped otherwise writes it, so that a restart finds
 * trading stopped. It goes when somebody re-arms, and only then.
 */
import {
  closeSync,
  type FSWatcher,
  openSync,
  readSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { InputError } from '../../core/index.ts'

const REASON_BYTES_MAX = 200

export class KillFile {
  readonly path: string
  #watcher: FSWatcher | undefined

  constructor(path: string) {
    this.path = path
  }

  get exists(): boolean {
    return statSync(this.path, { throwIfNoEntry: false }) !== undefined
  }

  /** Why, from its first line; that it exists when it says nothing. */
  get reason(): string {
    return `kill file: ${this.#firstLine() || 'it exists'}`
  }

  /**
   * Calls when something has happened in its folder. The operating system tells at once, where it can;
   * whoever needs to be sure looks now and then as well.
   * @throws InputError for a folder that is not there.
   */
  watch(onChange: () => void): void {
    try {
      this.#watcher = watch(dirname(this.path), { persistent: false }, (_kind, name) => {
        if (name === null || name === basename(this.path)) onChange()
      })
      this.#watcher.on('error', () => this.#watcher?.close())
    } catch (error) {
      if (statSync(dirname(this.path), { throwIfNoEntry: false })?.isDirectory() === true) return
      throw new InputError(
        'its folder is not there',
        { file: this.path },
        `Make it first, or name another (${error instanceof Error ? error.message : error}).`,
      )
    }
  }

  /** Leaves word of a stop for the next start. Somebody else's file stays as it is. */
  write(reason: string): void {
    try {
      writeFileSync(this.path, `${reason}\n`, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
      throw error
    }
  }

  /** @throws when it cannot be removed: then trading stays stopped. */
  remove(): void {
    rmSync(this.path, { force: true })
  }

  close(): void {
    this.#watcher?.close()
  }

  /** Whatever stands there: a folder, a binary file, nothing that may be read. */
  #firstLine(): string {
    try {
      const file = openSync(this.path, 'r')
      try {
        const bytes = Buffer.alloc(REASON_BYTES_MAX)
        const length = readSync(file, bytes, 0, REASON_BYTES_MAX, 0)
        const [line = ''] = bytes.toString('utf8', 0, length).split('\n')
        return line
          .replace(/\p{Cc}/gu, ' ')
          .trim()
          .replace(/^kill file: /, '')
      } finally {
        closeSync(file)
      }
    } catch {
      return ''
    }
  }
}
