/**
 * What a person may change while the demo runs: how each value is shown, and what it may be.
 *
 * Limits of the market and of the strategy are their own; those here are what keeps a running demo
 * within its memory and its hard risk limits.
 */
import { resolveParams } from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import type { AnyStrategy, StrategyParams } from '../strategy/index.ts'
import type { TunableField, TunableValue, TunableValues } from './protocol.ts'

/** Everything that can be tuned, by name: the market's values and the strategy's parameters. */
export interface Tuning {
  readonly market: Readonly<Record<string, number>>
  readonly params: StrategyParams
}

/** What tunables need to know of a scene. */
export interface Tunable {
  readonly strategy: AnyStrategy
  readonly fields: readonly TunableField[]
  readonly marketFields: readonly string[]
}

/** One or more values that cannot be: a sentence for each, by the name of its field. */
export class TuningError extends InputError {
  readonly fields: Readonly<Record<string, string>>

  constructor(fields: Readonly<Record<string, string>>) {
    const problems = Object.entries(fields).map(([name, problem]) => `${name}: ${problem}`)
    super(problems.join('; '))
    this.fields = fields
  }
}

export class Tunables {
  readonly fields: readonly TunableField[]
  readonly #scene: Tunable
  readonly #byName: ReadonlyMap<string, TunableField>

  constructor(scene: Tunable) {
    this.#scene = scene
    this.fields = scene.fields
    this.#byName = new Map(this.fields.map((field) => [field.name, field]))
  }

  values({ market, params }: Tuning): TunableValues {
    return { ...market, ...params }
  }

  /**
   * The tuning with some values changed: all of them, or none.
   * @throws TuningError naming every field that is wrong.
   */
  changed(tuning: Tuning, changes: Readonly<Record<string, unknown>>): Tuning {
    // Names come from outside: in a map, `__proto__` is a name like any other.
    const problems = new Map<string, string>()
    const accepted: Record<string, TunableValue> = {}
    for (const [name, value] of Object.entries(changes)) {
      const problem = this.#problem(name, value)
      if (problem === undefined) accepted[name] = value as TunableValue
      else problems.set(name, problem)
    }
    const { strategy, marketFields } = this.#scene
    const market: Record<string, number> = { ...tuning.market }
    const params: Record<string, TunableValue> = {}
    for (const [name, value] of Object.entries(accepted)) {
      if (marketFields.includes(name)) market[name] = Number(value)
      else params[name] = value
    }
    for (const [name, value] of Object.entries(params)) {
      const problem = strategyProblem(strategy, { ...tuning.params, [name]: value })
      if (problem !== undefined) problems.set(name, problem)
    }
    if (problems.size > 0) throw new TuningError(Object.fromEntries(problems))
    return { market, params: resolveParams(strategy, { ...tuning.params, ...params }) }
  }

  #problem(name: string, value: unknown): string | undefined {
    const field = this.#byName.get(name)
    if (field === undefined) return 'is not a parameter of this demo'
    const { kind, choices = [], lowest = 0, highest = Number.MAX_VALUE, unit } = field
    if (kind === 'flag') return typeof value === 'boolean' ? undefined : 'must be true or false'
    if (kind === 'choice') {
      if (typeof value === 'string' && choices.includes(value)) return undefined
      return `must be one of ${choices.join(', ')}`
    }
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    const isWhole = kind === 'number' || Number.isInteger(value)
    if (isNumber && isWhole && value >= lowest && value <= highest) return undefined
    const what = kind === 'integer' ? 'a whole number' : 'a number'
    return `must be ${what} from ${lowest} to ${highest.toLocaleString('en-US')} ${unit}`.trimEnd()
  }
}

function strategyProblem(strategy: AnyStrategy, params: StrategyParams): string | undefined {
  try {
    resolveParams(strategy, params)
    return undefined
  } catch (error) {
    if (error instanceof InputError) return error.problem
    throw error
  }
}
