/** `t2t validate` over a sweep of a random walk, where there is nothing to find. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT_NEGATIVE, EXIT_USAGE } from './exit.ts'
import { ROOMY_LIMITS } from './roomy-limits.suite.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-validate-'))
const sweep = join(folder, 'thresholds')

beforeAll(async () => {
  const config = {
    strategy: 'z-score-reversion',
    feed: { format: 'synthetic', ticks: 3_000, volatility: 0.002 },
    fees: { makerRate: 0, takerRate: 0.0001 },
    cash: 10_000,
    limits: ROOMY_LIMITS,
    sweep: {
      parameters: {
        'params.threshold': [0.5, 1, 1.5, 2],
        'params.lookbackWindow': [10, 20, 40],
      },
      slices: 60,
    },
  }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(config))
  const said = await t2t('sweep', join(folder, 'run.json'), '--out', sweep, '--workers', '1')
  expect([said.code, said.errors]).toEqual([0, ''])
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

const SCHEMES = [
  ['walk-forward', 'Walk-forward, rolling: train 15, gap 1, test 5 slices', 9],
  ['purged-k-fold', 'Purged folds: 5, horizon 1, embargo 1 slices', 5],
  ['combinatorial', 'Combinatorial: 2 of 6 groups tested, horizon 1, embargo 1 slices', 15],
] as const

test('costs on a random walk are no edge, whichever way it is split, and the exit code says so', async () => {
  for (const [scheme, title, splits] of SCHEMES) {
    const { code, text, errors } = await t2t('validate', sweep, '--scheme', scheme)
    expect([code, errors]).toEqual([EXIT_NEGATIVE, ''])
    expect(text).toMatch(/^(Noise|Doubtful): the best of 12 trials has a Sharpe ratio of /)
    expect(text).toContain(title)
    const { validation } = JSON.parse(
      (await t2t('validate', sweep, '--scheme', scheme, '--json')).text,
    )
    expect(validation.splits.length).toBe(splits)
    expect(text).toContain(`tests lost`)
    expect(text).toContain(` of ${splits}\n`)
  }
})

test('no Sharpe ratio stands without its deflated value and the number of trials', async () => {
  for (const [scheme] of SCHEMES) {
    const { text } = await t2t('validate', sweep, '--scheme', scheme)
    for (const line of text.split('\n').filter((each) => /Sharpe/.test(each))) {
      expect(line).toMatch(/deflated/)
      expect(line).toMatch(/trials/)
    }
  }
})

test('in JSON a ratio is an object of three', async () => {
  const { text } = await t2t('validate', sweep, '--json')
  const { significance, validation, axes, warnings } = JSON.parse(text)
  expect(axes).toEqual(['params.threshold', 'params.lookbackWindow'])
  expect(warnings).toEqual(['latency is off: orders and their answers take no time'])
  expect(significance.trials).toBe(12)
  expect(Object.keys(significance.chosen)).toEqual(
    expect.arrayContaining(['sharpe', 'deflated', 'trials']),
  )
  for (const { inSample, outOfSample } of validation.splits) {
    for (const stretch of [inSample, outOfSample]) {
      expect(Object.keys(stretch.sharpe)).toEqual(['sharpe', 'deflated', 'trials'])
    }
  }
})

test('the anchored window grows, and lengths are as told', async () => {
  const words = ['--anchored', '--train', '20', '--test', '10', '--gap', '0']
  const { text } = await t2t('validate', sweep, ...words)
  expect(text).toContain('Walk-forward, anchored: train 20, gap 0, test 10 slices')
  expect(text.match(/^ +\d+-\d+ /gm)!.map((each) => each.trim())).toEqual([
    '20-29',
    '30-39',
    '40-49',
    '50-59',
  ])
})

test('mistakes are told in words', async () => {
  for (const [words, problem] of [
    [['--scheme', 'bootstrap'], '"bootstrap" is not a way to split'],
    [['--folds', '4'], '--folds: not for walk-forward'],
    [['--scheme', 'combinatorial', '--anchored', '--gap', '2'], '--anchored, --gap: not for'],
    [['--train', '60'], '60 slices are too few for one test'],
    [['--test', '50'], '--test: is 50 slices, and the sweep has 60'],
    [['--scheme', 'combinatorial', '--groups', '40'], '60 slices cannot make 40 groups'],
    [['--blocks', '7'], '7 blocks cannot be made'],
    [['--blocks', '32'], 'An even number from 2 to 30'],
    [['--test', '0'], '"0" is not a whole number of at least 1'],
  ] as const) {
    const { code, errors, text } = await t2t('validate', sweep, ...words)
    expect([code, text]).toEqual([EXIT_USAGE, ''])
    expect(errors).toContain(problem)
  }
  const nowhere = await t2t('validate', join(folder, 'nowhere'))
  expect([nowhere.code, nowhere.text]).toEqual([EXIT_USAGE, ''])
  expect(nowhere.errors).toContain('is not the folder of a sweep')
})
