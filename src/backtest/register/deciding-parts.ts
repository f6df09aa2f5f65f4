/** What decides in a run, in the shape in which registers and certificates hold it. */
import { type BacktestOptions, marketsOf } from '../backtest.ts'
import type { CodeHash, DecidingParts } from './register-entry.ts'

type Values = Readonly<Record<string, unknown>>

/** Of a run as it is configured. `code`: of all its strategies together, and of the product. */
export function runningParts(options: BacktestOptions, code: CodeHash): DecidingParts {
  const markets = marketsOf(options)
  const { strategy, params = {}, accountLimits, breaker } = options
  const seated = markets.flatMap(({ participant }) =>
    participant === undefined
      ? []
      : [{ name: participant.strategy.name, params: participant.params ?? {} }],
  )
  return decidingParts({
    // One strategy in several markets is one strategy.
    strategies: seated.length > 0 ? seated : [{ name: strategy.name, params }],
    limits: markets.map(({ limits }) => limits),
    account: accountLimits ?? {},
    breaker: breaker ?? {},
    code,
  })
}

export function decidingParts({
  strategies,
  limits,
  account,
  breaker,
  code,
}: {
  readonly strategies: readonly { readonly name: string; readonly params: Values }[]
  readonly limits: readonly object[]
  readonly account: object
  readonly breaker: object
  readonly code: CodeHash
}): DecidingParts {
  const isOne = strategies.length === 1
  const params = strategies.flatMap(({ params: own }, k) =>
    Object.entries(own).map(([key, value]) => [isOne ? key : `${k}.${key}`, value] as const),
  )
  return {
    strategy: strategies.map(({ name }) => name).join(' + '),
    code,
    params: Object.fromEntries(params),
    limits: limits.map((each) => ({ ...each })),
    account: { ...account },
    breaker: { ...breaker },
  }
}
