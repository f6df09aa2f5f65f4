/**
 * The controls of a run, from the limits that it was given: of a gate that was there, or of one that a
 * journal's first record tells of.
 */
import {
  type AccountLimits,
  AccountRisk,
  accountLimitProblems,
  type ControlScope,
  type ControlStatus,
  controlList,
  limitProblems,
  REASON_COUNT,
  type RiskLimits,
  reasonText,
  rejectCodes,
} from '../../risk/index.ts'
import { type BacktestOptions, marketsOf } from '../backtest.ts'
import type { ControlFacts } from './compliance-report.ts'
import { moduleOfControl } from './requirements.ts'

/** Limits of every market, and what they share. */
export interface DeclaredLimits {
  readonly markets: readonly {
    readonly symbol: string
    readonly limits: RiskLimits
    readonly group?: string | undefined
  }[]
  readonly account?: AccountLimits | undefined
}

/** `acted`: how often each reason has acted in a market, by code. */
export function controlFacts(
  declared: DeclaredLimits,
  acted: readonly (Uint32Array | undefined)[],
): ControlFacts[] {
  const account = new AccountRisk({ limits: declared.account ?? {} })
  const none = new Uint32Array(REASON_COUNT)
  // Acting as often as its own code is: so the list tells the code of each control.
  const codes = Uint32Array.from(none, (_, code) => code)
  const facts: ControlFacts[] = []
  const shared = new Map<string, ControlFacts>()
  for (const [market, { symbol, limits, group }] of declared.markets.entries()) {
    const by = { limits, group: account.group(group), account }
    const named = controlList(by, codes)
    for (const [k, status] of controlList(by, acted[market] ?? none).entries()) {
      const fact = factOf(status, named[k]!.timesActed, { market, symbol })
      if (status.scope === 'instrument') facts.push(fact)
      else {
        const key = `${status.scope} ${group ?? ''} ${status.name}`
        const timesActed = (shared.get(key)?.timesActed ?? 0) + fact.timesActed
        const label = status.scope === 'group' ? (group ?? 'no group') : 'all instruments'
        shared.set(key, { ...fact, market: null, symbol: label, timesActed })
      }
    }
  }
  return [...facts, ...shared.values()]
}

const SCOPES: readonly ControlScope[] = ['instrument', 'group', 'account']

/**
 * Of several runs, instruments first: an equal control of an equal market is one, and acted as often as
 * in all of them.
 */
export function mergedControls(parts: readonly (readonly ControlFacts[])[]): ControlFacts[] {
  const merged = new Map<string, ControlFacts>()
  for (const fact of parts.flat()) {
    const key = JSON.stringify([fact.scope, fact.symbol, fact.name, fact.limit])
    const timesActed = (merged.get(key)?.timesActed ?? 0) + fact.timesActed
    merged.set(key, { ...fact, timesActed })
  }
  return SCOPES.flatMap((scope) => [...merged.values()].filter((fact) => fact.scope === scope))
}

function factOf(
  { scope, name, limit, isOn, timesActed }: ControlStatus,
  reasonCode: number,
  where: { readonly market: number; readonly symbol: string },
): ControlFacts {
  return {
    ...where,
    scope,
    name,
    limit: limit ?? null,
    isOn,
    timesActed,
    reasonCode,
    reason: reasonText(reasonCode),
    module: moduleOfControl(name),
    codes: rejectCodes(reasonCode),
  }
}

/** What a journal's first record keeps of a run's limits, so that a report can tell them later. */
export interface ControlsDescription {
  readonly limits: readonly RiskLimits[]
  /** Of each market; null for none. */
  readonly groups: readonly (string | null)[]
  readonly account: AccountLimits
}

export function controlsDescription(options: BacktestOptions): ControlsDescription {
  const markets = marketsOf(options)
  return {
    limits: markets.map(({ limits }) => limits),
    groups: markets.map(({ group }) => group ?? null),
    account: options.accountLimits ?? {},
  }
}

/** The limits of a run that is at hand. */
export function declaredLimits(options: BacktestOptions): DeclaredLimits {
  return {
    markets: marketsOf(options).map(({ limits, group, feed }) => ({
      symbol: feed.info.instruments[0]?.symbol ?? '',
      limits,
      group,
    })),
    account: options.accountLimits,
  }
}

/**
 * The limits that a journal's description tells of; undefined when it tells of none, or of such that no
 * gate has: a journal may be anybody's.
 */
export function describedLimits(
  { controls }: Readonly<Record<string, unknown>>,
  symbols: readonly string[],
): DeclaredLimits | undefined {
  if (!isValues(controls)) return undefined
  const { limits, groups, account } = controls
  if (!Array.isArray(limits) || limits.length === 0 || !limits.every(areLimits)) return undefined
  const { groups: known = {}, ...shared } = isValues(account) ? account : {}
  if (!isValues(known) || !Object.values(known).every(isValues)) return undefined
  if (!Object.values(shared).every(isLimit)) return undefined
  const given = { ...shared, groups: known } as AccountLimits
  const problems = limits.flatMap((each) => limitProblems(each as unknown as RiskLimits))
  if (problems.length > 0 || accountLimitProblems(given).length > 0) return undefined
  const named: readonly unknown[] = Array.isArray(groups) ? groups : []
  return {
    markets: limits.map((each, k) => {
      const group = named[k]
      const isKnown = typeof group === 'string' && Object.hasOwn(known, group)
      return {
        symbol: symbols[k] ?? `market ${k}`,
        limits: each as unknown as RiskLimits,
        group: isKnown ? group : undefined,
      }
    }),
    account: given,
  }
}

const areLimits = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isValues(value) && Object.values(value).every(isLimit)

const isLimit = (value: unknown): boolean =>
  ['number', 'boolean', 'string'].includes(typeof value) ||
  (Array.isArray(value) && value.every((each) => typeof each === 'string'))

const isValues = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
