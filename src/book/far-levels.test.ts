/** The sorted chunks against a plain `Map`, through splits and emptied chunks. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FarLevels } from './far-levels.ts'
import { HIGHEST_RANK, LOWEST_RANK, NO_RANK } from './rank.ts'

const anyRank = fc.integer({ min: LOWEST_RANK, max: HIGHEST_RANK })

function expectSame(levels: FarLevels, twin: Map<number, number>): void {
  levels.checkInvariants()
  const ascending = [...twin.keys()].sort((a, b) => a - b)
  const found = []
  for (let rank = levels.best; rank !== NO_RANK; rank = levels.below(rank)) found.push(rank)
  expect(found.reverse()).toEqual(ascending)
  expect(levels.count).toBe(twin.size)
}

test('after any changes the levels are those of a plain map', () => {
  const anyChange = fc.tuple(anyRank, fc.integer({ min: 0, max: 3 }))
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 200 }), anyRank, (changes, probe) => {
      const levels = new FarLevels()
      const twin = new Map<number, number>()
      for (const [rank, lots] of changes) {
        expect(levels.set(rank, lots)).toBe(twin.get(rank) ?? 0)
        if (lots === 0) twin.delete(rank)
        else twin.set(rank, lots)
        expect(levels.lotsAt(rank)).toBe(lots)
      }
      expectSame(levels, twin)
      const lower = [...twin.keys()].filter((rank) => rank < probe)
      expect(levels.below(probe)).toBe(Math.max(NO_RANK, ...lower))
    }),
  )
})

test('thousands of levels in any order split into chunks, and go again', () => {
  for (const stride of [1, 7, 2_999, 4_999]) {
    const levels = new FarLevels()
    const twin = new Map<number, number>()
    const ranks = Array.from({ length: 5_000 }, (_, i) => ((i * stride) % 5_000) - 2_500)
    for (const rank of ranks) {
      levels.set(rank, 1)
      twin.set(rank, 1)
    }
    expectSame(levels, twin)
    for (const rank of ranks.slice(0, 4_900)) {
      expect(levels.set(rank, 0)).toBe(1)
      twin.delete(rank)
    }
    expectSame(levels, twin)
    levels.clear()
    expectSame(levels, new Map())
  }
})
