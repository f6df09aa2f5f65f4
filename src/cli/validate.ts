/** `t2t validate`: is the best of a sweep more than luck, and does it hold on data it was not chosen on? */
import { Command } from 'commander'
import {
  type SplitScheme,
  type SweepRecord,
  sweepSignificance,
  validateSweep,
} from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { naturalNumber, wholeNumber } from './options.ts'
import { readSweep } from './sweep/index.ts'
import { terminalOf } from './terminal.ts'
import { validateText } from './validate-text.ts'

interface ValidateArguments {
  readonly scheme: string
  readonly anchored?: boolean
  readonly train?: number
  readonly test?: number
  readonly gap?: number
  readonly folds?: number
  readonly groups?: number
  readonly testGroups?: number
  readonly horizon?: number
  readonly embargo?: number
  readonly blocks?: number
  readonly json?: boolean
}

/** Which options belong to which scheme: another's would be ignored in silence. */
const OPTIONS_OF = {
  'walk-forward': ['anchored', 'train', 'test', 'gap'],
  'purged-k-fold': ['folds', 'horizon', 'embargo'],
  combinatorial: ['groups', 'testGroups', 'horizon', 'embargo'],
} as const satisfies Readonly<Record<SplitScheme['kind'], readonly (keyof ValidateArguments)[]>>

/** Slices after a test that are left out of training: one in a hundred. */
const EMBARGO_SHARE = 0.01

const EXAMPLES = `
Examples:
  t2t sweep run.yaml --out thresholds
  t2t validate thresholds
  t2t validate thresholds --anchored --train 40 --test 20 --gap 2
  t2t validate thresholds --scheme combinatorial --groups 10 --test-groups 2

Lengths are in slices: equal parts of the data's time, 240 where the sweep does
not say otherwise. Exit code 0: an edge, as far as the data can tell. 1: noise,
doubtful or undecided. 2: a mistake.
What every number means: docs/validation.md.`

export function validateCommand(): Command {
  return new Command('validate')
    .description(
      'Say whether the best of a sweep is more than luck, and whether it holds elsewhere.',
    )
    .argument('<sweep>', 'the folder that t2t sweep wrote')
    .option('--scheme <name>', 'walk-forward, purged-k-fold or combinatorial', 'walk-forward')
    .option('--anchored', 'walk-forward: training always begins at the first slice')
    .option('--train <slices>', 'walk-forward: of training; default: a quarter', naturalNumber)
    .option('--test <slices>', 'walk-forward: of a test; default: a twelfth', naturalNumber)
    .option('--gap <slices>', 'walk-forward: between the two; default: 1', wholeNumber)
    .option('--folds <count>', 'purged-k-fold: default 5', naturalNumber)
    .option('--groups <count>', 'combinatorial: default 6', naturalNumber)
    .option('--test-groups <count>', 'combinatorial: tested at a time; default 2', naturalNumber)
    .option('--horizon <slices>', 'folds, groups: how far a result reaches; default 1', wholeNumber)
    .option(
      '--embargo <slices>',
      'folds, groups: kept clear after a test; default 1 %',
      wholeNumber,
    )
    .option('--blocks <count>', 'of the overfitting test, even; default 16', naturalNumber)
    .option('--json', 'print everything as JSON')
    .addHelpText('after', EXAMPLES)
    .action(validate)
}

function validate(folder: string, given: ValidateArguments): void {
  const record = readSweep(folder)
  const scheme = schemeOf(given, record.slices)
  const blocks = blocksOf(given, record.slices)
  const significance = sweepSignificance(record, blocks === undefined ? {} : { blocks })
  const validation = validateSweep(record, scheme)
  const { warnings } = record
  process.stdout.write(
    given.json === true
      ? `${JSON.stringify({ folder, ...aboutOf(record), warnings, significance, validation }, null, 2)}\n`
      : validateText({ record, significance, validation, terminal: terminalOf(process.stdout) }),
  )
  if (significance.verdict !== 'edge') process.exitCode = EXIT_NEGATIVE
}

const aboutOf = ({ strategy, engine, objective, axes }: SweepRecord) => ({
  strategy,
  engine,
  objective,
  axes: axes.map(({ key }) => key),
})

function schemeOf(given: ValidateArguments, slices: number): SplitScheme {
  const kind = given.scheme
  if (!isScheme(kind)) {
    throw new InputError(
      `${JSON.stringify(kind)} is not a way to split`,
      { field: '--scheme' },
      `Give one of ${Object.keys(OPTIONS_OF).join(', ')}.`,
    )
  }
  refuseOthers(given, kind)
  const { horizon = 1, embargo = Math.ceil(slices * EMBARGO_SHARE) } = given
  switch (kind) {
    case 'walk-forward': {
      const { gap = 1, anchored: isAnchored = false } = given
      const train = given.train ?? Math.max(2, Math.floor(slices / 4))
      const test = given.test ?? Math.max(1, Math.ceil(slices / 12))
      if (given.test !== undefined) refuseLongTest({ train, gap, test }, slices)
      return { kind, train, test, gap, isAnchored }
    }
    case 'purged-k-fold':
      return { kind, folds: given.folds ?? 5, horizon, embargo }
    case 'combinatorial':
      return {
        kind,
        groups: given.groups ?? 6,
        testGroups: given.testGroups ?? 2,
        horizon,
        embargo,
      }
  }
}

/** The last test may be cut short by the end of the data; one that no split has whole was not meant. */
function refuseLongTest(
  { train, gap, test }: { readonly train: number; readonly gap: number; readonly test: number },
  slices: number,
): void {
  const longest = slices - train - gap
  if (test <= longest) return
  throw new InputError(
    `is ${test} slices, and the sweep has ${slices}: ${train} of training and a gap of ${gap} leave ${Math.max(0, longest)}`,
    { field: '--test' },
    'Give a shorter test, or a shorter --train.',
  )
}

const isScheme = (name: string): name is SplitScheme['kind'] => Object.hasOwn(OPTIONS_OF, name)

function refuseOthers(given: ValidateArguments, kind: SplitScheme['kind']): void {
  const own: readonly string[] = OPTIONS_OF[kind]
  const foreign = Object.values(OPTIONS_OF)
    .flat()
    .filter((name) => !own.includes(name) && given[name] !== undefined)
  if (foreign.length === 0) return
  const spelt = (name: string) =>
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw new InputError(
    `${[...new Set(foreign)].map(spelt).join(', ')}: not for ${kind}`,
    { field: '--scheme' },
    `With ${kind} there are ${own.map(spelt).join(', ')}.`,
  )
}

/** Sixteen where nothing is said, as many as the slices can fill where they are few. */
function blocksOf({ blocks }: ValidateArguments, slices: number): number | undefined {
  if (blocks === undefined) return undefined
  const most = 2 * Math.floor(Math.min(slices, BLOCKS_MAX * 2) / 4)
  if (blocks % 2 === 0 && blocks >= 2 && blocks <= most) return blocks
  throw new InputError(
    `${blocks} blocks cannot be made`,
    { field: '--blocks' },
    `An even number from 2 to ${most}, so that each of them has two slices.`,
  )
}

/** Choices of half of so many are still counted exactly. */
const BLOCKS_MAX = 50
