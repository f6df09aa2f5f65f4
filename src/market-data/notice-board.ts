/** Counts what was noticed in the data, by kind, and remembers where each kind came first. */
import type { FeedNotice } from './market-data.ts'

export class NoticeBoard {
  readonly #notices = new Map<string, { count: number; first: string }>()
  #file = ''
  #line = 0

  get all(): ReadonlyMap<string, FeedNotice> {
    return this.#notices
  }

  /** Where the reading is: the place of what is noticed next. */
  at(file: string, line: number): void {
    this.#file = file
    this.#line = line
  }

  add(kind: string): void {
    const notice = this.#notices.get(kind)
    if (notice !== undefined) notice.count++
    else this.#notices.set(kind, { count: 1, first: `${this.#file}, line ${this.#line}` })
  }

  clear(): void {
    this.#notices.clear()
  }
}
