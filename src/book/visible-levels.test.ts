/** What is forgotten, and what may be revealed, when a feed shows few levels. */
import { expect, test } from 'vitest'
import { BUY, lots, SIDES, ticks } from '../core/index.ts'
import { TEST_INSTRUMENT } from './book.suite.ts'
import { LadderBook } from './ladder-book.ts'
import { VisibleLevels } from './visible-levels.ts'

for (const side of SIDES) {
  const where = side === BUY ? 'bids' : 'asks'
  /** Levels as far behind 100 as told, each of ten lots and its distance. */
  const showing = (...behind: number[]): VisibleLevels => {
    const book = new LadderBook({ instrument: TEST_INSTRUMENT })
    for (const by of behind) book.set(side, at(by), lots(10 + by))
    return new VisibleLevels(book, 3)
  }
  const at = (behind: number) => ticks(100 - side * behind)
  const shown = ({ book }: VisibleLevels): number[] => {
    const pairs = new Float64Array(20)
    const count = book.levelsInto(side, pairs, 10)
    return Array.from({ length: count }, (_, i) => Math.abs(100 - pairs[2 * i]!))
  }

  test(`${where}: levels pushed out of sight are forgotten, however many`, () => {
    const visible = showing(0, 1, 2, 5, 9)
    visible.forgetHidden()
    expect(shown(visible)).toEqual([0, 1, 2])
    visible.forgetHidden()
    expect(shown(visible)).toEqual([0, 1, 2])
  })

  test(`${where}: a level that comes into sight is taken as revealed`, () => {
    const visible = showing(0, 1)
    expect(visible.reveal(side, at(4), lots(7))).toBe(true)
    expect(shown(visible)).toEqual([0, 1, 4])
    expect(visible.book.sizeAt(side, at(4))).toBe(7)
  })

  test(`${where}: nothing is revealed where messages know better`, () => {
    expect(showing(0, 1, 2).reveal(side, at(4), lots(7))).toBe(false)
    for (const behind of [-1, 0, 1, 2]) {
      const visible = showing(0, 2)
      expect(visible.reveal(side, at(behind), lots(7)), `${behind} behind`).toBe(false)
      expect(shown(visible)).toEqual([0, 2])
    }
    expect(showing(0, 2).reveal(side, at(3), lots(0))).toBe(false)
  })

  test(`${where}: an empty side takes any level`, () => {
    const visible = showing()
    expect(visible.reveal(side, at(500), lots(1))).toBe(true)
    expect(shown(visible)).toEqual([500])
  })
}
