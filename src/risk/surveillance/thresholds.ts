/** The thresholds of all rules: the defaults, and others checked and put in their places. */
import type { Ground, Rule } from './rule.ts'
import {
  FLEETING_ORDERS,
  FleetingOrders,
  LAYERING,
  Layering,
  MARKING_THE_CLOSE,
  MarkingTheClose,
  MOMENTUM_IGNITION,
  MomentumIgnition,
  ORDER_TO_TRADE,
  OrderToTradeRatio,
  PING_ORDERS,
  PingOrders,
  QUOTE_STUFFING,
  QuoteStuffing,
  SPOOFING,
  Spoofing,
  WASH_TRADES,
  WashTrades,
} from './rules/index.ts'
import { RULE_NAMES, type RuleName } from './surveillance-alert.ts'

export const DEFAULT_THRESHOLDS = {
  spoofing: SPOOFING,
  layering: LAYERING,
  'wash-trades': WASH_TRADES,
  'quote-stuffing': QUOTE_STUFFING,
  'momentum-ignition': MOMENTUM_IGNITION,
  'marking-the-close': MARKING_THE_CLOSE,
  'order-to-trade': ORDER_TO_TRADE,
  'ping-orders': PING_ORDERS,
  'fleeting-orders': FLEETING_ORDERS,
} as const satisfies Readonly<Record<RuleName, object>>

export type SurveillanceThresholds = typeof DEFAULT_THRESHOLDS
/** Thresholds by rule; what is left out is the default. */
export type ThresholdChanges = {
  readonly [Name in RuleName]?: Partial<SurveillanceThresholds[Name]> | undefined
}

/** The defaults with changes in their places. */
export function thresholdsWith(changes: ThresholdChanges): SurveillanceThresholds {
  const entries = RULE_NAMES.map((name) => [
    name,
    { ...DEFAULT_THRESHOLDS[name], ...changes[name] },
  ])
  return Object.fromEntries(entries) as SurveillanceThresholds
}

export interface ThresholdProblem {
  readonly keys: readonly string[]
  readonly problem: string
}

/** Everything that is wrong with changes, at once. */
export function thresholdProblems(changes: Readonly<Record<string, unknown>>): ThresholdProblem[] {
  const problems: ThresholdProblem[] = []
  for (const [rule, given] of Object.entries(changes)) {
    const name = RULE_NAMES.find((known) => known === rule)
    if (name === undefined) {
      problems.push({ keys: [rule], problem: `no rule is called so: ${RULE_NAMES.join(', ')}` })
      continue
    }
    if (typeof given !== 'object' || given === null) continue
    for (const [key, value] of Object.entries(given)) {
      const problem = problemOf(key, value, Object.keys(DEFAULT_THRESHOLDS[name]))
      if (problem !== undefined) problems.push({ keys: [rule, key], problem })
    }
  }
  return problems
}

function problemOf(key: string, value: unknown, known: readonly string[]): string | undefined {
  if (!known.includes(key)) return `no threshold of this rule: it has ${known.join(', ')}`
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    return 'expected a number that is not negative'
  }
  if (key.endsWith('Nanos') && value < 1) return 'expected a time above zero'
  const isShare = /^(share|.+Share)(Min|Max)$/.test(key)
  return isShare && value > 1 ? 'expected a share between 0 and 1' : undefined
}

/** A rule at work. */
export function ruleOf(name: RuleName, ground: Ground, thresholds: SurveillanceThresholds): Rule {
  switch (name) {
    case 'spoofing':
      return new Spoofing(ground, thresholds[name])
    case 'layering':
      return new Layering(ground, thresholds[name])
    case 'wash-trades':
      return new WashTrades(ground, thresholds[name])
    case 'quote-stuffing':
      return new QuoteStuffing(ground, thresholds[name])
    case 'momentum-ignition':
      return new MomentumIgnition(ground, thresholds[name])
    case 'marking-the-close':
      return new MarkingTheClose(ground, thresholds[name])
    case 'order-to-trade':
      return new OrderToTradeRatio(ground, thresholds[name])
    case 'ping-orders':
      return new PingOrders(ground, thresholds[name])
    case 'fleeting-orders':
      return new FleetingOrders(ground, thresholds[name])
  }
}
