/**
 * How the slices of a sweep are split: a scheme as a user names it, and the splits and paths it makes.
 *
 * A path is one history of the data put together of tests only, so that nothing in it was chosen on
 * itself. Walking forward and plain folds make one, the combinatorial scheme several.
 */
import { InputError } from '../../core/index.ts'
import { combinationCount } from './combinations.ts'
import { combinatorialSplits, evenGroups, purgedFolds } from './combinatorial-splits.ts'
import { evenLabels, type Split } from './purge.ts'
import { walkForward } from './walk-forward.ts'

/** Lengths in slices. */
export type SplitScheme =
  | {
      readonly kind: 'walk-forward'
      readonly train: number
      readonly test: number
      readonly gap: number
      readonly isAnchored: boolean
    }
  | {
      readonly kind: 'purged-k-fold'
      readonly folds: number
      readonly horizon: number
      readonly embargo: number
    }
  | {
      readonly kind: 'combinatorial'
      readonly groups: number
      readonly testGroups: number
      readonly horizon: number
      readonly embargo: number
    }

/** Rows that a split contributes to a path. */
export interface PathPiece {
  readonly split: number
  readonly rows: Int32Array
}

export interface SplitSet {
  readonly splits: readonly Split[]
  /** Of each path, its pieces in the order of their rows. */
  readonly paths: readonly (readonly PathPiece[])[]
}

/** More would say no more, and takes longer with every trial. */
const SPLITS_MAX = 1_000

/** @throws InputError when so many slices cannot be split like that. */
export function splitsOf(slices: number, scheme: SplitScheme): SplitSet {
  const set = splitSetOf(slices, scheme)
  if (set.splits.length === 0) {
    throw new InputError(
      `${slices} slices are too few for one test`,
      { field: scheme.kind },
      'Training, gap and a test need more: take fewer of them, or more slices in the sweep.',
    )
  }
  const empty = set.splits.findIndex(({ train }) => train.length < 2)
  if (empty >= 0) {
    throw new InputError(
      `split ${empty + 1} of ${set.splits.length} has fewer than two slices left to train on`,
      { field: scheme.kind },
      'A shorter horizon or embargo, fewer tested groups, or more slices in the sweep leave some.',
    )
  }
  return set
}

function splitSetOf(slices: number, scheme: SplitScheme): SplitSet {
  switch (scheme.kind) {
    case 'walk-forward':
      if (Math.ceil(slices / scheme.test) > SPLITS_MAX) throw tooMany(scheme.kind)
      return onePath(walkForward(slices, scheme))
    case 'purged-k-fold':
      checkGroups('folds', scheme.folds, slices)
      return onePath(purgedFolds(evenLabels(slices, scheme.horizon), scheme.folds, scheme.embargo))
    case 'combinatorial':
      return combinatorialSet(slices, scheme)
  }
}

function combinatorialSet(
  slices: number,
  scheme: SplitScheme & { readonly kind: 'combinatorial' },
): SplitSet {
  const { groups, testGroups, horizon } = scheme
  checkGroups('groups', groups, slices)
  if (testGroups < 1 || testGroups >= groups) {
    throw new InputError(
      `${testGroups} of ${groups} groups cannot be tested at a time`,
      { field: 'test groups' },
      `At least one is tested and at least one trains: from 1 to ${groups - 1}.`,
    )
  }
  if (combinationCount(groups, testGroups) > SPLITS_MAX) throw tooMany(scheme.kind)
  const { splits, paths } = combinatorialSplits(evenLabels(slices, horizon), scheme)
  const ranges = evenGroups(slices, groups)
  return {
    splits,
    paths: paths.map((splitOfGroup) =>
      splitOfGroup.map((split, group) => {
        const { from, to } = ranges[group]!
        return { split, rows: Int32Array.from({ length: to - from }, (_, i) => from + i) }
      }),
    ),
  }
}

const onePath = (splits: readonly Split[]): SplitSet => ({
  splits,
  paths: [splits.map(({ test }, split) => ({ split, rows: test }))],
})

function checkGroups(name: string, count: number, slices: number): void {
  if (count >= 2 && count <= slices / 2) return
  throw new InputError(
    `${slices} slices cannot make ${count} ${name}`,
    { field: name },
    'There are two at least, and each has two slices at least.',
  )
}

const tooMany = (kind: string): InputError =>
  new InputError(
    `more than ${SPLITS_MAX} splits`,
    { field: kind },
    'Longer tests or fewer groups make fewer.',
  )
