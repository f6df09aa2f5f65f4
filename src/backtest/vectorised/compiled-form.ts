/** A strategy's vectorised form, checked, and its columns made into a program. */
import { InputError } from '../../core/index.ts'
import {
  type Column,
  type ColumnLike,
  ColumnProgram,
  type ColumnStep,
  constant,
} from '../../models/index.ts'
import type {
  AnyStrategy,
  SeriesFacts,
  StrategyParams,
  VectorisedForm,
} from '../../strategy/index.ts'

export class CompiledForm {
  readonly form: VectorisedForm
  readonly program: ColumnProgram
  readonly signal: ColumnStep
  /** Asked only where the signal wants something. */
  readonly size: ColumnStep

  /** @throws InputError naming everything that is wrong with the form. */
  constructor(strategy: AnyStrategy, params: StrategyParams, series: SeriesFacts) {
    // Modules of users come without types.
    const form: VectorisedForm | null | undefined = strategy.vectorised?.(params, series)
    const problems = problemsOf(form)
    if (form === null || form === undefined || problems.length > 0) throw wrong(strategy, problems)
    this.form = form
    const signal = columnOf(form.signal)
    const size = columnOf(form.sizeLots)
    try {
      this.program = new ColumnProgram([signal], [size])
    } catch (error) {
      if (error instanceof RangeError) throw wrong(strategy, [error.message])
      throw error
    }
    this.signal = this.program.step(signal)
    this.size = this.program.step(size)
  }
}

function problemsOf(form: VectorisedForm | null | undefined): string[] {
  if (typeof form !== 'object' || form === null) return ['it is no object']
  const { samples, inventoryLimitLots, clipToLimit } = form
  const checks: readonly (readonly [boolean, string])[] = [
    [samples === 'trades' || samples === 'quotes', "samples is 'trades' or 'quotes'"],
    [
      typeof inventoryLimitLots === 'number' && inventoryLimitLots > 0,
      'inventoryLimitLots is a number of lots above zero',
    ],
    [typeof clipToLimit === 'boolean', 'clipToLimit is true or false'],
  ]
  return checks.flatMap(([isMet, rule]) => (isMet ? [] : [rule]))
}

const wrong = ({ name }: AnyStrategy, problems: readonly string[]): InputError =>
  new InputError(
    `the vectorised form of ${name}: ${problems.join('; ')}`,
    { field: 'vectorised' },
    'docs/vectorised.md tells what a form consists of.',
  )

const columnOf = (column: ColumnLike): Column =>
  typeof column === 'number' ? constant(column) : column
