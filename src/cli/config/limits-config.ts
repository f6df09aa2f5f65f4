/** The limits of a configuration: of a market, of groups of markets, of the account. */
import { z } from 'zod'
import {
  type AccountLimits,
  accountConflicts,
  limitConflicts,
  type RiskLimits,
} from '../../risk/index.ts'
import { durationAboveZero, positive, wholePositive } from './schema-terms.ts'

const span = durationAboveZero('500ms')

const exposureShape = {
  grossLotsMax: wholePositive.optional(),
  positionValueMax: positive.optional(),
  grossValueMax: positive.optional(),
  openOrdersMax: wholePositive.optional(),
  openValueMax: positive.optional(),
}

const messageShape = {
  messagesPerSecondMax: positive.optional(),
  messagesBurstMax: wholePositive.optional(),
}

export const limits = z
  .strictObject({
    positionLotsMax: wholePositive,
    orderLotsMax: wholePositive,
    orderValueMax: positive,
    priceCollarBps: positive,
    ordersPerSecondMax: positive,
    ordersBurstMax: wholePositive,
    dailyLossMax: positive,
    ...exposureShape,
    ...messageShape,
    priceMin: z.number().finite().optional(),
    priceMax: z.number().finite().optional(),
    touchCollarTicks: wholePositive.optional(),
    lastTradeCollarTicks: wholePositive.optional(),
    staleAfter: span.optional(),
    crossedMarketBlock: z.boolean().optional(),
    duplicateWindow: span.optional(),
    selfTradeBlock: z.boolean().optional(),
    shortSales: z.enum(['allowed', 'located', 'forbidden']).optional(),
    locatedLots: z.int().min(0).optional(),
    orderToTradeMax: positive.optional(),
    orderToTradeFreeMessages: z.int().min(0).optional(),
    initialMarginRate: positive.optional(),
    drawdownMax: positive.optional(),
  })
  .superRefine((given, context) => tell(limitConflicts(riskLimits(given)), context))

type LimitsConfig = z.output<typeof limits>

const group = z.strictObject({ positionLotsMax: wholePositive.optional(), ...exposureShape })

export const account = z
  .strictObject({
    positionValueMax: positive.optional(),
    creditMax: positive.optional(),
    openOrdersMax: wholePositive.optional(),
    openValueMax: positive.optional(),
    capitalMin: z.number().finite().optional(),
    dailyLossMax: positive.optional(),
    drawdownMax: positive.optional(),
    ...messageShape,
    executionsMax: z.int().min(1).max(1_000_000).optional(),
    executionsWindow: span.optional(),
    restricted: z.array(z.string().min(1)).optional(),
    groups: z.record(z.string().min(1), group).optional(),
  })
  .superRefine((given, context) => tell(accountConflicts(accountLimits(given)), context))

type AccountConfig = z.output<typeof account>

export const ACCOUNT_KEYS: readonly string[] = [
  ...Object.keys(account.shape),
  ...Object.keys(group.shape),
]

export function riskLimits({ duplicateWindow, staleAfter, ...plain }: LimitsConfig): RiskLimits {
  return { ...plain, duplicateWindowNanos: duplicateWindow, staleAfterNanos: staleAfter }
}

function accountLimits({ executionsWindow, ...plain }: AccountConfig): AccountLimits {
  return { ...plain, executionsWindowNanos: executionsWindow }
}

/** The account's limits as an option of a run; nothing where the file has none. */
export function accountOf(config: { readonly account?: AccountConfig | undefined }): {
  accountLimits?: AccountLimits
} {
  return config.account === undefined ? {} : { accountLimits: accountLimits(config.account) }
}

/** Where a schema's own checks put what they find. */
interface Issues {
  addIssue(issue: { code: 'custom'; path?: (string | number)[]; message: string }): void
}

/** A market in a group that has no limits is a misspelt name. `place` leads to the market. */
export function checkGroup(
  { groups = {} }: AccountConfig = {},
  market: { readonly group?: string | undefined },
  place: readonly (string | number)[],
  context: Issues,
): void {
  const names = Object.keys(groups)
  if (market.group === undefined || names.includes(market.group)) return
  const known = names.length === 0 ? 'no groups' : `the groups ${names.join(', ')}`
  context.addIssue({
    code: 'custom',
    path: [...place, 'group'],
    message: `is ${market.group}, but the account has ${known}`,
  })
}

/** In the words of a configuration, where a duration has its unit in its value. */
function tell(problems: readonly string[], context: Issues): void {
  for (const problem of problems) {
    context.addIssue({ code: 'custom', message: problem.replaceAll(/Nanos\b/g, '') })
  }
}
