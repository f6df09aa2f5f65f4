/** Counts what was noticed in the data, by kind, and remembers where each kind came first. */
import type { FeedNotice } from './market-data.ts'

export class NoticeBoard {
  readonly #notices = new Map<string, { count: number; first: string }>()
  #file = ''
  #place = 0
  #unit: 'line' | 'byte' = 'line'

  get all(): ReadonlyMap<string, FeedNotice> {
    return this.#notices
  }

  /** Where the reading is: the place of what is noticed next. */
  at(file: string, place: number, unit: 'line' | 'byte' = 'line'): void {
    this.#file = file
    this.#place = place
    this.#unit = unit
  }

  add(kind: string): void {
    const notice = this.#notices.get(kind)
    if (notice !== undefined) notice.count++
    else {
      const first = `${this.#file}, ${this.#unit} ${this.#place}`
      this.#notices.set(kind, { count: 1, first })
    }
  }

  clear(): void {
    this.#notices.clear()
  }
}
