/** Splits: worked examples, the slow twin of purging, and what must hold of every split. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combinationCount } from './combinations.ts'
import { combinatorialSplits, evenGroups, purgedFolds } from './combinatorial-splits.ts'
import { evenLabels, type LabelIntervals, purgedSplit, type RowRange } from './purge.ts'
import { walkForward } from './walk-forward.ts'

test('a rolling window moves on by the length of a test', () => {
  const splits = walkForward(20, { train: 6, test: 4, gap: 2, isAnchored: false })
  expect(splits.map(plain)).toEqual([
    { train: '0-5', test: '8-11' },
    { train: '4-9', test: '12-15' },
    { train: '8-13', test: '16-19' },
  ])
})

test('an anchored window grows from the first row', () => {
  const splits = walkForward(19, { train: 6, test: 4, gap: 2, isAnchored: true })
  expect(splits.map(plain)).toEqual([
    { train: '0-5', test: '8-11' },
    { train: '0-9', test: '12-15' },
    { train: '0-13', test: '16-18' },
  ])
})

test('data that is too short for a test has no splits', () => {
  expect(walkForward(8, { train: 6, test: 4, gap: 2, isAnchored: false })).toEqual([])
})

test('walking forward tests every row after the first training once, always on a later one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 200 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 10 }),
      fc.boolean(),
      (rows, train, tested, gap, isAnchored) => {
        const splits = walkForward(rows, { train, test: tested, gap, isAnchored })
        const all = splits.flatMap((split) => [...split.test])
        expect(all).toEqual(range(Math.min(rows, train + gap), rows))
        for (const split of splits) {
          expect(split.test[0]! - split.train.at(-1)!).toBe(gap + 1)
          if (!isAnchored) expect(split.train.length).toBe(train)
        }
      },
    ),
  )
})

test('a row that starts inside, ends inside or envelops the test is purged, others are kept', () => {
  //                      0  1  2  3  4   5   6
  const labels = {
    from: [0, 1, 2, 10, 12, 15, 31],
    to: [5, 10, 40, 20, 30, 22, 33],
  }
  // The test is rows 3 and 4, known from 10 to 30. Row 0 ends before, 1 ends inside, 2 envelops,
  // 5 starts inside, 6 starts after.
  expect(plain(purgedSplit(labels, [{ from: 3, to: 5 }], 0))).toEqual({ train: '0,6', test: '3-4' })
  expect(plain(purgedSplit(labels, [{ from: 3, to: 5 }], 2)).train).toBe('0')
})

const labelled = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 })), {
    minLength: 4,
    maxLength: 40,
  })
  .map((pairs) => {
    const sorted = pairs.sort((a, b) => a[0] - b[0])
    return { from: sorted.map(([from]) => from), to: sorted.map(([from, span]) => from + span) }
  })

test('purging is what comparing every row with every test row says', () => {
  fc.assert(
    fc.property(labelled, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 5 }), (labels, a, b, e) => {
      const rows = labels.from.length
      const [first, second] = evenGroups(rows, 4).filter((_, i) => i === a % 4 || i === b % 4)
      const ranges = second === undefined ? [first!] : [first!, second]
      expect([...purgedSplit(labels, ranges, e).train]).toEqual(slowTraining(labels, ranges, e))
    }),
  )
})

test('folds are tested once each, and training keeps its distance', () => {
  const folds = purgedFolds(evenLabels(20, 2), 4, 3)
  expect(folds.map(plain)).toEqual([
    { train: '8-19', test: '0-4' },
    { train: '0-2,13-19', test: '5-9' },
    { train: '0-7,18-19', test: '10-14' },
    { train: '0-12', test: '15-19' },
  ])
})

test('6 groups with 2 tested make 15 splits and 5 paths, 10 make 45 and 9', () => {
  for (const [groups, splits, paths] of [
    [6, 15, 5],
    [10, 45, 9],
  ] as const) {
    const made = combinatorialSplits(evenLabels(60, 0), { groups, testGroups: 2, embargo: 0 })
    expect(made.splits.length).toBe(splits)
    expect(made.paths.length).toBe(paths)
  }
})

test('the j-th test of a group goes to path j', () => {
  const { paths } = combinatorialSplits(evenLabels(6, 0), { groups: 6, testGroups: 2, embargo: 0 })
  expect(paths).toEqual([
    [0, 0, 1, 2, 3, 4],
    [1, 5, 5, 6, 7, 8],
    [2, 6, 9, 9, 10, 11],
    [3, 7, 10, 12, 12, 13],
    [4, 8, 11, 13, 14, 14],
  ])
})

test('every path tests every group once, and every test is used by one path', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), (groups, chosen) => {
      const testGroups = 1 + (chosen % (groups - 1))
      const made = combinatorialSplits(evenLabels(20, 1), { groups, testGroups, embargo: 1 })
      expect(made.splits.length).toBe(combinationCount(groups, testGroups))
      expect(made.paths.length).toBe(combinationCount(groups - 1, testGroups - 1))
      const used = made.paths.flatMap((path) => path.map((split, group) => `${split}/${group}`))
      const tests = made.splits.flatMap((split, i) => split.testGroups.map((g) => `${i}/${g}`))
      expect(used.sort()).toEqual(tests.sort())
      for (const { train, test: tested } of made.splits) {
        for (const row of train)
          expect(tested.includes(row) || tested.includes(row + 1)).toBe(false)
      }
    }),
  )
})

/** Each of the three cases as it is told. */
function slowTraining(labels: LabelIntervals, ranges: readonly RowRange[], embargo: number) {
  const all = range(0, labels.from.length)
  const isTest = (row: number) => ranges.some(({ from, to }) => row >= from && row < to)
  return all.filter((row) => {
    if (isTest(row)) return false
    if (ranges.some(({ to }) => row >= to && row < to + embargo)) return false
    return !all.filter(isTest).some((tested) => {
      const [from, to] = [labels.from[row]!, labels.to[row]!]
      const [testFrom, testTo] = [labels.from[tested]!, labels.to[tested]!]
      const startsInside = from >= testFrom && from <= testTo
      const endsInside = to >= testFrom && to <= testTo
      const envelops = from <= testFrom && to >= testTo
      return startsInside || endsInside || envelops
    })
  })
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)

/** Rows as a person writes them: 0-2,13-19. */
function plain({ train, test: tested }: { train: Int32Array; test: Int32Array }) {
  return { train: spans(train), test: spans(tested) }
}

function spans(rows: Int32Array): string {
  const runs: [number, number][] = []
  for (const row of rows) {
    if (runs.at(-1)?.[1] === row - 1) runs.at(-1)![1] = row
    else runs.push([row, row])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join()
}
