/**
 * What a sweep is asked to do: which keys vary over which values, how they are combined, and how the
 * trials are judged. Everything that is wrong with a design is told at once, each with its key.
 */
import { InputError } from '../../core/index.ts'
import { SOBOL_AXES_MAX } from './sobol.ts'
import type { AxisValue, SweepEngine, SweepSampling, TrialMetric } from './sweep-record.ts'

/** Evenly spaced values, or a range to draw from when neither `step` nor `count` is told. */
export interface AxisRange {
  readonly from: number
  readonly to: number
  readonly step?: number | undefined
  readonly count?: number | undefined
  /** `log`: equal ratios instead of equal differences. */
  readonly scale?: 'linear' | 'log' | undefined
}

export interface SweepDesign {
  /** By the key path of what varies. */
  readonly parameters: Readonly<Record<string, readonly AxisValue[] | AxisRange>>
  /** Default: every combination. */
  readonly sampling?: SweepSampling | undefined
  /** How many to draw; a grid has as many as it has. */
  readonly trials?: number | undefined
  readonly halving?: Halving | undefined
  /** What the best trial is best in; default: `sharpe`. */
  readonly objective?: TrialMetric | undefined
  readonly minimise?: boolean | undefined
  /** Equal parts of the data's time that profit is kept for; default 240. */
  readonly slices?: number | undefined
  readonly seed?: number | string | undefined
  readonly engine?: SweepEngine | undefined
  /** Nanoseconds between two looks of a strategy without a timer, on the accelerated engine. */
  readonly interval?: number | undefined
}

/** Successive halving: all trials over a first share of the data, the better ones over more of it. */
export interface Halving {
  /** Share of the trials that goes on from one round to the next; the data grow by its inverse. */
  readonly keep: number
  /** Share of the data that the first round sees. */
  readonly start: number
}

export const SLICES_DEFAULT = 240
/** Profit by slice of all trials is kept in memory: so many numbers at most, 400 MB. */
const CELLS_MAX = 50_000_000
const TRIALS_MAX = 1_000_000
const SLICES_MAX = 100_000

export interface DesignProblem {
  /** The path of the key in the design. */
  readonly keys: readonly string[]
  readonly problem: string
}

/** @throws InputError with everything that is wrong with a design. */
export function checkDesign(design: SweepDesign): void {
  const problems = designProblems(design)
  if (problems.length === 0) return
  throw new InputError(
    problems.map(({ keys, problem }) => `${keys.join('.')}: ${problem}`).join('; '),
    { field: 'sweep' },
  )
}

/** Everything that is wrong with a design, in its own order; empty when it can be planned. */
export function designProblems(design: SweepDesign): DesignProblem[] {
  const problems: DesignProblem[] = []
  const keys = Object.keys(design.parameters)
  if (keys.length === 0) {
    problems.push({
      keys: ['parameters'],
      problem: 'expected at least one key that varies: this grid is empty',
    })
  }
  for (const key of keys) {
    const told = (problem: string) => problems.push({ keys: ['parameters', key], problem })
    for (const problem of axisProblems(key, design)) told(problem)
    const outer = keys.find((other) => key.startsWith(`${other}.`))
    if (outer !== undefined) told(`expected no key inside ${outer}, which varies as a whole`)
  }
  problems.push(...countProblems(design))
  if (problems.length === 0) problems.push(...sizeProblems(design))
  problems.push(...halvingProblems(design))
  return problems
}

function axisProblems(key: string, { parameters, sampling = 'grid' }: SweepDesign): string[] {
  const asked = parameters[key]!
  if (isList(asked)) {
    if (asked.length === 0) return ['expected at least one value: this grid is empty']
    const odd = asked.find((value) => typeof value === 'number' && !Number.isFinite(value))
    if (odd !== undefined) return [`expected finite numbers, found ${String(odd)}`]
    const twice = asked.find((value, k) => asked.indexOf(value) !== k)
    if (twice === undefined) return []
    return [`expected different values, ${String(twice)} is there twice`]
  }
  const { from, to, step, count, scale = 'linear' } = asked
  const problems: string[] = []
  if (!(from < to)) problems.push(`expected from below to, found ${from} and ${to}`)
  if (scale === 'log' && !(from > 0)) {
    problems.push(`expected from above 0 on a log scale, found ${from}`)
  }
  if (step !== undefined && count !== undefined) {
    problems.push('expected step or count, not both')
  } else if (step !== undefined) {
    if (!(step > 0)) problems.push(`expected a step above 0, found ${step}`)
    if (scale === 'log') problems.push('expected count instead of step on a log scale')
  } else if (count !== undefined) {
    if (!(Number.isSafeInteger(count) && count >= 2)) {
      problems.push(`expected a whole count of at least 2, found ${count}`)
    }
  } else if (sampling === 'grid') {
    problems.push('expected a step or a count: a grid cannot try every number of a range')
  }
  return problems
}

/** Too much to run, too few to draw from. */
function sizeProblems(design: SweepDesign): DesignProblem[] {
  const { sampling = 'grid', trials, slices = SLICES_DEFAULT } = design
  const axes = Object.keys(design.parameters).length
  const combinations = combinationsOf(design)
  const most = Math.min(TRIALS_MAX, Math.floor(CELLS_MAX / slices))
  if (sampling === 'grid') {
    if (trials !== undefined) {
      const problem = 'expected none with sampling: grid, which has as many trials as combinations'
      return [{ keys: ['trials'], problem }]
    }
    if (combinations <= most) return []
    const product = Object.values(design.parameters).map(valuesCountOf).join(' x ')
    const problem =
      `expected at most ${grouped(most)} trials, this grid has ${product} = ` +
      `${grouped(combinations)}: try fewer values, or draw some of them with sampling: sobol and ` +
      'trials: 1000'
    return [{ keys: ['parameters'], problem }]
  }
  if (trials === undefined) {
    return [{ keys: ['trials'], problem: `expected a number of trials with sampling: ${sampling}` }]
  }
  if (trials > most) {
    const problem = `expected at most ${grouped(most)} with ${grouped(slices)} slices each`
    return [{ keys: ['trials'], problem }]
  }
  if (trials > combinations) {
    const problem =
      `expected at most ${grouped(combinations)}, there are no more combinations: ` +
      'sampling: grid tries them all'
    return [{ keys: ['trials'], problem }]
  }
  if (sampling === 'sobol' && axes > SOBOL_AXES_MAX) {
    const problem = `expected at most ${SOBOL_AXES_MAX} keys with sampling: sobol, found ${axes}`
    return [{ keys: ['parameters'], problem }]
  }
  return []
}

function halvingProblems({ halving, slices = SLICES_DEFAULT }: SweepDesign): DesignProblem[] {
  if (halving === undefined) return []
  const problems: DesignProblem[] = []
  for (const key of ['keep', 'start'] as const) {
    const share = halving[key]
    if (share > 0 && share < 1) continue
    problems.push({ keys: ['halving', key], problem: 'expected a share between 0 and 1' })
  }
  if (problems.length > 0 || halving.start * slices >= 2) return problems
  const problem =
    `expected a first share of at least 2 of the ${slices} slices, ` +
    `found ${halving.start} of them: a ratio needs two`
  return [{ keys: ['halving', 'start'], problem }]
}

function countProblems({ trials, slices }: SweepDesign): DesignProblem[] {
  const problems: DesignProblem[] = []
  const isCount = (count: number, least: number) => Number.isSafeInteger(count) && count >= least
  if (trials !== undefined && !isCount(trials, 1)) {
    problems.push({ keys: ['trials'], problem: 'expected a whole number of at least 1' })
  }
  if (slices !== undefined && !(isCount(slices, 2) && slices <= SLICES_MAX)) {
    const problem = `expected a whole number from 2 to ${grouped(SLICES_MAX)}`
    problems.push({ keys: ['slices'], problem })
  }
  return problems
}

/** Infinite where a range is drawn from. */
export function combinationsOf({ parameters }: SweepDesign): number {
  return Object.values(parameters).reduce((product, asked) => product * valuesCountOf(asked), 1)
}

function valuesCountOf(asked: readonly AxisValue[] | AxisRange): number {
  if (isList(asked)) return asked.length
  if (asked.count !== undefined) return asked.count
  return asked.step === undefined ? Number.POSITIVE_INFINITY : stepsOf(asked, asked.step)
}

/** How many values a range with a step has; the last may lie before its end. */
export const stepsOf = ({ from, to }: AxisRange, step: number): number =>
  Math.floor((to - from) / step + 1e-9) + 1

export const isList = (asked: readonly AxisValue[] | AxisRange): asked is readonly AxisValue[] =>
  Array.isArray(asked)

const grouped = (count: number): string =>
  count < 1e15
    ? String(count).replace(/\B(?=(\d{3})+$)/g, ',')
    : `${count.toExponential(2).replace('e+', ' x 10^')}`
