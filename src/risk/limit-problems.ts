/**
 * What is wrong with limits: a sentence for each that is missing, impossible, or lacks its partner.
 */
import type {
  AccountLimits,
  ExposureLimitsGiven,
  FurtherLimits,
  RiskLimits,
} from './risk-limits.ts'

export const MANDATORY_LIMITS = [
  'positionLotsMax',
  'orderLotsMax',
  'orderValueMax',
  'priceCollarBps',
  'ordersPerSecondMax',
  'ordersBurstMax',
  'dailyLossMax',
] as const satisfies readonly (keyof RiskLimits)[]

const EXPOSURE_LIMITS = [
  'grossLotsMax',
  'positionValueMax',
  'grossValueMax',
  'openOrdersMax',
  'openValueMax',
] as const satisfies readonly (keyof ExposureLimitsGiven)[]

const POSITIVE_LIMITS = [
  ...EXPOSURE_LIMITS,
  'touchCollarTicks',
  'lastTradeCollarTicks',
  'messagesPerSecondMax',
  'messagesBurstMax',
  'orderToTradeMax',
  'duplicateWindowNanos',
  'staleAfterNanos',
  'initialMarginRate',
  'drawdownMax',
] as const satisfies readonly (keyof FurtherLimits)[]

const POSITIVE_ACCOUNT_LIMITS = [
  'positionValueMax',
  'creditMax',
  'openOrdersMax',
  'openValueMax',
  'dailyLossMax',
  'drawdownMax',
  'messagesPerSecondMax',
  'messagesBurstMax',
  'executionsMax',
  'executionsWindowNanos',
] as const satisfies readonly (keyof AccountLimits)[]

/** Remembered orders of the duplicate check, and executions of the throttle: 32 MiB at most. */
const REMEMBERED_MAX = 1_000_000

/** A sentence for every limit of an instrument that is missing, impossible, or lacks its partner. */
export function limitProblems(limits: RiskLimits): string[] {
  const problems: string[] = MANDATORY_LIMITS.filter((name) => !isPositive(limits[name])).map(
    positiveWanted,
  )
  problems.push(...impossible(limits, POSITIVE_LIMITS))
  for (const kind of ['orders', 'messages'] as const) problems.push(...smallBurst(limits, kind))
  const { orderToTradeFreeMessages: free, shortSales, locatedLots } = limits
  if (free !== undefined && !(Number.isFinite(free) && free >= 0)) {
    problems.push('orderToTradeFreeMessages must be a finite number of at least 0')
  }
  if (shortSales !== undefined && !['allowed', 'located', 'forbidden'].includes(shortSales)) {
    problems.push('shortSales must be allowed, located or forbidden')
  }
  if (locatedLots !== undefined && !(Number.isFinite(locatedLots) && locatedLots >= 0)) {
    problems.push('locatedLots must be a finite number of at least 0')
  }
  return [...problems, ...limitConflicts(limits)]
}

/** Limits that are possible one by one, but not beside the others. */
export function limitConflicts(limits: RiskLimits): string[] {
  const problems = [
    ...partnerless(limits, 'messagesPerSecondMax', 'messagesBurstMax'),
    ...partnerless(limits, 'orderToTradeMax', 'orderToTradeFreeMessages'),
    ...bandProblems(limits),
  ]
  const { shortSales, locatedLots } = limits
  if ((shortSales === 'located') !== (locatedLots !== undefined)) {
    problems.push('locatedLots belongs to shortSales: located, and the other way round')
  }
  const { duplicateWindowNanos: window, ordersPerSecondMax, ordersBurstMax } = limits
  if (window !== undefined && rememberedOrders(limits) > REMEMBERED_MAX) {
    problems.push(
      `duplicateWindowNanos must be so short that ${ordersPerSecondMax} orders a second and ` +
        `${ordersBurstMax} at once are at most ${REMEMBERED_MAX} orders`,
    )
  }
  return problems
}

/** Orders that can leave within the duplicate window: what has to be remembered. */
export function rememberedOrders(limits: RiskLimits): number {
  const { duplicateWindowNanos = 0, ordersPerSecondMax, ordersBurstMax } = limits
  return Math.ceil((duplicateWindowNanos / 1e9) * ordersPerSecondMax + ordersBurstMax) + 1
}

/** A sentence for every limit of an account and of its groups that cannot be. */
export function accountLimitProblems(limits: AccountLimits): string[] {
  const problems = impossible(limits, POSITIVE_ACCOUNT_LIMITS)
  problems.push(...smallBurst(limits, 'messages'))
  const { capitalMin, executionsMax = 1, groups = {} } = limits
  if (capitalMin !== undefined && !Number.isFinite(capitalMin)) {
    problems.push('capitalMin must be a finite number')
  }
  if (!(Number.isInteger(executionsMax) && executionsMax <= REMEMBERED_MAX)) {
    problems.push(`executionsMax must be a whole number of at most ${REMEMBERED_MAX}`)
  }
  for (const [name, group] of Object.entries(groups)) {
    const names = ['positionLotsMax', ...EXPOSURE_LIMITS] as const
    problems.push(...impossible(group, names).map((problem) => `groups.${name}.${problem}`))
  }
  return [...problems, ...accountConflicts(limits)]
}

export function accountConflicts(limits: AccountLimits): string[] {
  return [
    ...partnerless(limits, 'messagesPerSecondMax', 'messagesBurstMax'),
    ...partnerless(limits, 'executionsMax', 'executionsWindowNanos'),
  ]
}

const isPositive = (limit: unknown): boolean => Number.isFinite(limit) && (limit as number) > 0
const positiveWanted = (name: string): string => `${name} must be a positive, finite number`

function impossible<Limits extends object>(
  limits: Limits,
  names: readonly (keyof Limits & string)[],
): string[] {
  return names
    .filter((name) => limits[name] !== undefined && !isPositive(limits[name]))
    .map(positiveWanted)
}

function partnerless<Limits extends object>(
  limits: Limits,
  one: keyof Limits & string,
  other: keyof Limits & string,
): string[] {
  if ((limits[one] === undefined) === (limits[other] === undefined)) return []
  return [`${one} and ${other} belong together`]
}

/** A bucket that holds less than one message would let nothing through. */
function smallBurst(limits: object, kind: 'orders' | 'messages'): string[] {
  const burst = (limits as Record<string, number | undefined>)[`${kind}BurstMax`]
  if (burst === undefined || !(burst > 0 && burst < 1)) return []
  return [`${kind}BurstMax must be at least 1`]
}

function bandProblems({ priceMin, priceMax }: FurtherLimits): string[] {
  if (priceMin === undefined && priceMax === undefined) return []
  if (priceMin === undefined || priceMax === undefined) {
    return ['priceMin and priceMax belong together']
  }
  if (Number.isFinite(priceMin) && Number.isFinite(priceMax) && priceMin <= priceMax) return []
  return ['priceMin and priceMax must be finite, the lower one first']
}
