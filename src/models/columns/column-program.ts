/**
 * Columns put together: any number of them in one pass over the data, block by block.
 *
 * Each kind of column is a step with a loop of its own over a block of samples, which stays in the
 * nearest cache from step to step. What several columns need in common is computed once.
 *
 * ```ts
 * const program = new ColumnProgram([signal])
 * program.run({ price, bid, ask, volume }, from, length)
 * program.step(signal).values[k]     // of sample from + k
 * ```
 */
import { assert } from '../../core/index.ts'
import type { Column, ComparisonName, SourceName, Window } from './column.ts'
import { BLOCK_SAMPLES, ColumnStep } from './column-step.ts'
import { BinaryStep, ConstantStep, UnaryStep, WhereStep } from './elementwise.ts'
import { EwmaStep } from './ewma.ts'
import { RollingExtreme } from './rolling-extreme.ts'
import { MomentStep, RollingMoments } from './rolling-moments.ts'
import { ScoreBeyond, ScoreComparison, ScoreMultiples } from './score-steps.ts'
import { CrossStep, LagStep } from './shifted.ts'

/** What programs read; `volume` in lots. */
export type ColumnSources = Readonly<Record<SourceName, Float64Array | Int32Array>>

class SourceStep extends ColumnStep {
  override run(): void {}

  load(column: Float64Array | Int32Array, from: number, length: number): void {
    if (column instanceof Float64Array) {
      // A view, not a copy: the block is read where it is.
      this.values = column.subarray(from, from + length)
      return
    }
    const { values } = this
    for (let index = 0; index < length; index++) values[index] = column[from + index]!
  }
}

export class ColumnProgram {
  /** In an order in which each finds what it reads. */
  readonly #steps: ColumnStep[] = []
  readonly #byMeaning = new Map<string, { readonly step: ColumnStep; readonly number: number }>()
  readonly #byColumn = new Map<Column, { readonly step: ColumnStep; readonly number: number }>()
  readonly #sources = new Map<SourceName, SourceStep>()
  readonly #moments = new Map<ColumnStep, RollingMoments>()

  /**
   * `columns` are computed for every sample. Of `onDemand` single values are asked with `valueAt`:
   * where one needs nothing but what is computed anyway, its own step is left out of the pass.
   */
  constructor(columns: readonly Column[], onDemand: readonly Column[] = []) {
    for (const column of columns) this.#compiled(column)
    for (const column of onDemand) {
      const steps = this.#steps.length
      const { step } = this.#compiled(column)
      if (step.isStateless && this.#steps.length > steps) {
        assert(this.#steps.at(-1) === step, 'what was asked for is compiled last')
        this.#steps.pop()
      }
    }
  }

  /** The step of a column that the program was made for. */
  step(column: Column): ColumnStep {
    const compiled = this.#byColumn.get(column)
    assert(compiled !== undefined, 'a column of the program')
    return compiled.step
  }

  /** The next samples of the series, at most `BLOCK_SAMPLES`. */
  run(sources: ColumnSources, from: number, length: number): void {
    assert(length <= BLOCK_SAMPLES, 'a block is no longer than its buffers')
    for (const [name, source] of this.#sources) source.load(sources[name], from, length)
    for (const step of this.#steps) step.run(length)
  }

  #compiled(column: Column): { readonly step: ColumnStep; readonly number: number } {
    if (typeof column !== 'object' || column === null) throw notColumn(column)
    const known = this.#byColumn.get(column)
    if (known !== undefined) return known
    const inputs = inputsOf(column).map((input) => this.#compiled(input))
    const meaning = `${JSON.stringify(ownTerms(column))} ${inputs.map(({ number }) => number)}`
    let compiled = this.#byMeaning.get(meaning)
    if (compiled === undefined) {
      const steps = inputs.map(({ step }) => step)
      const step = this.#stepFor(column, steps)
      compiled = { step, number: this.#byMeaning.size }
      this.#byMeaning.set(meaning, compiled)
      this.#steps.push(step)
    }
    this.#byColumn.set(column, compiled)
    return compiled
  }

  #stepFor(column: Column, [first, second, third]: readonly ColumnStep[]): ColumnStep {
    switch (column.kind) {
      case 'source':
        return this.#source(column.name)
      case 'constant':
        return new ConstantStep(column.value)
      case 'unary':
        return new UnaryStep(column.name, first!)
      case 'binary':
        return this.#scoreComparison(column, first!) ?? new BinaryStep(column.name, first!, second!)
      case 'where':
        return new WhereStep(first!, second!, third!)
      case 'moment': {
        const moments = this.#windowOver(first!, column)
        const step = new MomentStep(moments, column.name)
        this.#moments.set(step, moments)
        return step
      }
      case 'extreme':
        return new RollingExtreme(first!, column)
      case 'ewma':
        return new EwmaStep(first!, column)
      case 'lag':
        return new LagStep(first!, column.samples)
      case 'cross':
        return new CrossStep(first!, second!)
      case 'beyond':
        return new ScoreBeyond(this.#momentsOf(column.score, first!), column)
      case 'multiples':
        return new ScoreMultiples(this.#momentsOf(column.score, first!), column.perUnit)
      default:
        throw notColumn(column)
    }
  }

  #source(name: SourceName): SourceStep {
    const source = new SourceStep()
    this.#sources.set(name, source)
    return source
  }

  /** Columns of one window over one input share its sums. */
  #windowOver(input: ColumnStep, window: Window): RollingMoments {
    const { windowSamples, samplesMin, isLagged, ddof } = window
    const inputNumber = this.#steps.indexOf(input)
    const meaning = JSON.stringify([inputNumber, windowSamples, samplesMin, isLagged, ddof])
    const known = this.#byMeaning.get(meaning)?.step
    if (known instanceof RollingMoments) return known
    const moments = new RollingMoments(input, window)
    this.#byMeaning.set(meaning, { step: moments, number: this.#byMeaning.size })
    this.#steps.push(moments)
    return moments
  }

  #scoreComparison(
    { name, left, right }: Extract<Column, { kind: 'binary' }>,
    score: ColumnStep,
  ): ScoreComparison | undefined {
    const isComparison = ['lt', 'le', 'gt', 'ge', 'eq'].includes(name)
    const isScore = left.kind === 'moment' && left.name === 'zscore'
    if (!isComparison || !isScore || right.kind !== 'constant') return undefined
    const moments = this.#momentsOf(left, score)
    return new ScoreComparison(moments, name as ComparisonName, right.value)
  }

  #momentsOf(column: Column, step: ColumnStep): RollingMoments {
    const moments = this.#moments.get(step)
    if (moments !== undefined && column.kind === 'moment' && column.name === 'zscore')
      return moments
    throw new RangeError('beyond and wholeMultiples count deviations: their column is a zscore')
  }
}

function inputsOf(column: Column): readonly Column[] {
  switch (column.kind) {
    case 'source':
    case 'constant':
      return []
    case 'binary':
    case 'cross':
      return [column.left, column.right]
    case 'where':
      return [column.condition, column.whenTrue, column.otherwise]
    case 'beyond':
    case 'multiples':
      return [column.score]
    case 'unary':
    case 'moment':
    case 'extreme':
    case 'ewma':
    case 'lag':
      return [column.input]
    default:
      throw notColumn(column)
  }
}

/** Columns come from modules that no compiler has seen. */
function notColumn(found: unknown): RangeError {
  const text = typeof found === 'object' ? JSON.stringify(found) : String(found)
  return new RangeError(`no column: ${text?.slice(0, 80)}`)
}

/** Everything that a column says beside its inputs: text for NaN and -0 too, which JSON has not. */
function ownTerms(column: Column): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(column)
      .filter(([, term]) => typeof term !== 'object')
      .map(([name, term]) => [name, Object.is(term, -0) ? '-0' : String(term)]),
  )
}
