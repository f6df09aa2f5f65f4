/**
 * What a person may change while the demo runs: how each value is shown, and what it may be.
 *
 * Limits of the market and of the strategy are their own; those here are what keeps a running demo
 * within its memory and its hard risk limits.
 */
import { type OriginalDictionary, resolveParams } from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { type StrategyParams, zScoreReversion } from '../strategy/index.ts'
import { demoLimits, lookbackTicksMax, type MarketValues } from './demo-market.ts'
import type { TunableField, TunableValue, TunableValues } from './protocol.ts'

/** Everything that can be tuned, by name: the market's values and the strategy's parameters. */
export interface Tuning {
  readonly market: MarketValues
  readonly params: StrategyParams
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
  readonly #byName: ReadonlyMap<string, TunableField>

  constructor(dictionary: OriginalDictionary) {
    this.fields = fieldsOf(dictionary)
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
    const { volatility, spreadCost, ...params } = accepted
    for (const [name, value] of Object.entries(params)) {
      const problem = strategyProblem({ ...tuning.params, [name]: value })
      if (problem !== undefined) problems.set(name, problem)
    }
    if (problems.size > 0) throw new TuningError(Object.fromEntries(problems))
    return {
      market: {
        volatility: Number(volatility ?? tuning.market.volatility),
        spreadCost: Number(spreadCost ?? tuning.market.spreadCost),
      },
      params: resolveParams(zScoreReversion, { ...tuning.params, ...params }),
    }
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

function strategyProblem(params: StrategyParams): string | undefined {
  try {
    resolveParams(zScoreReversion, params)
    return undefined
  } catch (error) {
    if (error instanceof InputError) return error.problem
    throw error
  }
}

function fieldsOf(dictionary: OriginalDictionary): TunableField[] {
  return [
    {
      name: 'threshold',
      label: 'Threshold',
      unit: 'σ',
      hint: 'Trades when the price is farther from its mean',
      kind: 'number',
      lowest: 0,
      highest: 100,
      step: 0.1,
    },
    {
      name: 'lookbackWindow',
      label: 'Lookback',
      unit: 'ticks',
      hint: 'A new length starts with an empty window',
      kind: 'integer',
      lowest: 2,
      highest: lookbackTicksMax(dictionary),
      step: 1,
    },
    {
      name: 'inventoryLimitLots',
      label: 'Inventory limit',
      unit: 'lots',
      hint: 'Largest position, long or short',
      kind: 'integer',
      lowest: 1,
      highest: hardPositionLots(dictionary),
      step: 1,
    },
    {
      name: 'sizing',
      label: 'Sizing',
      unit: '',
      hint: 'By deviation: 2 |z| lots; fixed: one lot',
      kind: 'choice',
      choices: ['deviation', 'fixed'],
    },
    {
      name: 'clipToLimit',
      label: 'Clip to limit',
      unit: '',
      hint: 'Off: one trade may overshoot the limit',
      kind: 'flag',
    },
    {
      name: 'priceSource',
      label: 'Price source',
      unit: '',
      hint: 'Auto takes last prices where there are trades',
      kind: 'choice',
      choices: ['auto', 'last', 'mid'],
    },
    {
      name: 'volatility',
      label: 'Volatility',
      unit: 'per tick',
      hint: 'Standard deviation of the relative change',
      kind: 'number',
      lowest: 0,
      highest: 0.2,
      step: 0.0005,
    },
    {
      name: 'spreadCost',
      label: 'Spread',
      unit: 'of price',
      hint: 'Relative distance from bid to ask',
      kind: 'number',
      lowest: 0,
      highest: 0.5,
      step: 0.0001,
    },
  ]
}

/** The hard limit less what one trade may overshoot. */
function hardPositionLots(dictionary: OriginalDictionary): number {
  const { positionLotsMax, orderLotsMax } = demoLimits(dictionary)
  return positionLotsMax - orderLotsMax + 1
}
