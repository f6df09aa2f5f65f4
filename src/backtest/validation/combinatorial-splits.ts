/**
 * Purged cross-validation: k folds, each the test once, and its combinatorial form, where every choice
 * of some groups is the test once.
 *
 * In the combinatorial form a group is tested several times, each time with other training, so its
 * tests can be put together to several histories of the whole data: the j-th time that a group is
 * tested goes to path j. Six groups, two of them tested: 15 splits, 5 paths.
 *
 * ```
 *          split  0 1 2 3 4 5 6 7 8 ...
 * group 0         1 2 3 4 5                    the number is the path
 * group 1         1         2 3 4 5
 * group 2           1       2       3 ...
 * ```
 *
 * M. Lopez de Prado, Advances in Financial Machine Learning, 2018, chapters 7 and 12.
 */
import { assert } from '../../core/index.ts'
import { combinations } from './combinations.ts'
import { type LabelIntervals, purgedSplit, type RowRange, type Split } from './purge.ts'

export interface CombinatorialOptions {
  readonly groups: number
  /** Of them, tested at a time. */
  readonly testGroups: number
  /** Rows after a test that are left out of training. */
  readonly embargo: number
}

export interface CombinatorialSplit extends Split {
  /** Places of the groups that are tested, rising. */
  readonly testGroups: readonly number[]
}

export interface CombinatorialSplits {
  readonly groups: readonly RowRange[]
  readonly splits: readonly CombinatorialSplit[]
  /** Of each path, the split that each group's test is taken from. */
  readonly paths: readonly (readonly number[])[]
}

/** Every fold is the test once, all other rows that are not purged train. */
export function purgedFolds(labels: LabelIntervals, folds: number, embargo: number): Split[] {
  return evenGroups(labels.from.length, folds).map((fold) => purgedSplit(labels, [fold], embargo))
}

export function combinatorialSplits(
  labels: LabelIntervals,
  options: CombinatorialOptions,
): CombinatorialSplits {
  const { testGroups: tested, embargo } = options
  const groups = evenGroups(labels.from.length, options.groups)
  assert(tested > 0 && tested < groups.length, 'some groups are tested, and some train')
  const splits: CombinatorialSplit[] = []
  const seenIn: number[][] = groups.map(() => [])
  for (const chosen of combinations(groups.length, tested)) {
    const testGroups = [...chosen]
    for (const group of testGroups) seenIn[group]!.push(splits.length)
    const ranges = testGroups.map((group) => groups[group]!)
    splits.push({ ...purgedSplit(labels, ranges, embargo), testGroups })
  }
  const paths = seenIn[0]!.map((_, path) => seenIn.map((splitsOfGroup) => splitsOfGroup[path]!))
  return { groups, splits, paths }
}

/** Contiguous groups whose sizes differ by one row at most. */
export function evenGroups(rows: number, count: number): RowRange[] {
  assert(count >= 2 && count <= rows, 'every group has a row')
  return Array.from({ length: count }, (_, group) => ({
    from: Math.floor((group * rows) / count),
    to: Math.floor(((group + 1) * rows) / count),
  }))
}
