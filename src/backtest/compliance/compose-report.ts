/** From what was collected to the report: every section, and what cannot be said. */
import { reasonText } from '../../risk/index.ts'
import { type AlgorithmRegister, type RegisterEntry, statusProblems } from '../register/index.ts'
import {
  type ActionFacts,
  type AlertFacts,
  type AlgorithmFacts,
  type ClockMeasurement,
  COMPLIANCE_NOTICE,
  COMPLIANCE_SCHEMA,
  type ComplianceReport,
  type ControlFacts,
  type JournalFacts,
  type KillTest,
  type OrderToTradeFacts,
  type RequirementFacts,
  type RequirementStatus,
  type RunFacts,
} from './compliance-report.ts'
import {
  controlFacts,
  type DeclaredLimits,
  describedLimits,
  mergedControls,
} from './declared-controls.ts'
import {
  dayText,
  NOT_COUNTED,
  ORDER_TO_TRADE_RULE,
  ORDER_TO_TRADE_WEIGHTS,
} from './order-to-trade-count.ts'
import { REQUIREMENTS, type Requirement } from './requirements.ts'
import type { RunEvidence } from './run-evidence.ts'

/** What the records do not say themselves. */
export interface ReportContext {
  readonly product: string
  readonly source: RunFacts['source']
  readonly name: string
  readonly epochNanos: bigint
  readonly journal: JournalFacts | null
  /** Of the run's own gates, where they were there; those of the journal's description otherwise. */
  readonly limits?: DeclaredLimits | undefined
  readonly register?: AlgorithmRegister | undefined
  readonly machineClock?: ClockMeasurement | null
  readonly killTest?: KillTest | null
  /** Of rules that were run over the journal for this report; the journal's own alerts without. */
  readonly surveillance?: {
    readonly alerts: readonly AlertFacts[]
    readonly leftOut: number
    readonly rules: readonly string[]
    readonly thresholds: string
  }
  readonly unknown?: readonly string[]
}

const SLICES = 120

export function composeReport(evidence: RunEvidence, context: ReportContext): ComplianceReport {
  const { product, source, name, epochNanos, journal } = context
  const declared = evidence.runKinds.flatMap(({ description, symbols, acted }) => {
    const limits = context.limits ?? describedLimits(description, symbols)
    return limits === undefined ? [] : [controlFacts(limits, acted)]
  })
  const controls = mergedControls(declared)
  const { description } = evidence
  return {
    schema: COMPLIANCE_SCHEMA,
    notice: COMPLIANCE_NOTICE,
    product,
    run: {
      source,
      name,
      runs: Math.max(1, evidence.runs),
      strategy: textOf(description.strategy),
      params: isValues(description.params) ? description.params : {},
      symbols: evidence.symbols,
      epochNanos: String(epochNanos),
      fromNanos: evidence.fromNanos,
      toNanos: evidence.toNanos,
      runHash: evidence.runHash,
      outcome: evidence.outcome,
    },
    journal,
    requirements: REQUIREMENTS.map((each) => requirementFacts(each, controls)),
    controls,
    actions: actionFacts(evidence),
    orderToTrade: orderToTradeFacts(evidence, epochNanos, controls),
    clocks: evidence.timestamps.facts(context.machineClock ?? null),
    killSwitch: {
      trips: evidence.trips,
      refused: evidence.refusedByKill,
      passed: evidence.approvedWhileTripped,
      withdrawn: evidence.withdrawnWhileTripped,
      events: evidence.killEvents,
      test: context.killTest ?? null,
    },
    surveillance: surveillanceFacts(evidence, context),
    parameters: evidence.parameters,
    algorithms: algorithmFacts(evidence, context.register),
    unknown: [
      ...(context.unknown ?? []),
      ...(evidence.runs > 1
        ? [
            `The journal holds ${evidence.runs} runs, one after the other, and the times of each begin anew: counts are over all of them; strategy, parameters, outcome and hash are those of the newest.`,
          ]
        : []),
      ...(evidence.runsLeftOut > 0
        ? [
            `Of ${evidence.runsLeftOut} runs the limits are not told: the journal holds too many others.`,
          ]
        : []),
      ...(declared.length < evidence.runKinds.length
        ? ['The journal does not tell the limits: which controls were on is not known.']
        : []),
      ...(evidence.outcome === 'not ended' && source === 'journal'
        ? ['The run has not ended in this journal: what came later is not in the report.']
        : []),
    ],
  }
}

/** A requirement as far as the run's controls stand for it. */
export function requirementFacts(
  { otherwise, controls: names, ...requirement }: Requirement,
  controls: readonly ControlFacts[],
): RequirementFacts {
  const mine = controls.filter(({ scope, name }) => names.includes(`${scope}.${name}`))
  // Two limits may share one reason, which acted once; each may have had other values in other runs.
  const byReason = new Map<string, Map<string, number>>()
  for (const { symbol, reasonCode, name, timesActed } of mine) {
    const key = `${symbol} ${reasonCode}`
    const byName = byReason.get(key) ?? new Map<string, number>()
    byReason.set(key, byName.set(name, (byName.get(name) ?? 0) + timesActed))
  }
  let timesActed = 0
  for (const byName of byReason.values()) timesActed += Math.max(...byName.values())
  return { ...requirement, controls: names, status: otherwise ?? statusOf(mine), timesActed }
}

function statusOf(controls: readonly ControlFacts[]): RequirementStatus {
  const on = controls.filter(({ isOn }) => isOn).length
  if (on === 0) return 'off'
  return on === controls.length ? 'on' : 'partly'
}

function actionFacts({
  actions,
  acted,
  actionCount,
  fromNanos,
  toNanos,
}: RunEvidence): ActionFacts {
  const slices = new Array<number>(actions.length === 0 ? 0 : SLICES).fill(0)
  const span = Math.max(1, toNanos - fromNanos)
  for (const { nanos } of actions) {
    const slice = Math.floor(((nanos - fromNanos) / span) * SLICES)
    if (Number.isFinite(slice)) slices[Math.max(0, Math.min(SLICES - 1, slice))]!++
  }
  const byReason = [...acted]
    .map(([reasonCode, times]) => ({ reasonCode, reason: reasonText(reasonCode), times }))
    .sort((a, b) => b.times - a.times || a.reasonCode - b.reasonCode)
  return {
    total: actionCount,
    leftOut: actionCount - actions.length,
    byReason,
    rows: actions,
    slices,
  }
}

function orderToTradeFacts(
  evidence: RunEvidence,
  epochNanos: bigint,
  controls: readonly ControlFacts[],
): OrderToTradeFacts {
  const limit = controls.find(({ name, isOn }) => name === 'orderToTradeMax' && isOn)?.limit
  return {
    rule: ORDER_TO_TRADE_RULE,
    weights: ORDER_TO_TRADE_WEIGHTS,
    notCounted: NOT_COUNTED,
    limit: typeof limit === 'number' ? limit : null,
    rows: evidence.orderToTrade.days.map((count) => {
      const { market, symbol, newOrders, replaces, cancels, triggers, orders, notCounted } = count
      const { orderedLots, trades, tradedLots, byNumber, byVolume } = count
      return {
        market,
        symbol,
        day: dayText(count.day, epochNanos),
        newOrders,
        replaces,
        cancels,
        triggers,
        orders,
        notCounted,
        orderedLots,
        trades,
        tradedLots,
        byNumber,
        byVolume,
      }
    }),
  }
}

function surveillanceFacts(
  { alerts, alertsLeftOut }: RunEvidence,
  { surveillance }: ReportContext,
): ComplianceReport['surveillance'] {
  if (surveillance === undefined) {
    return { source: 'journal', alerts, leftOut: alertsLeftOut, evaluatedRules: [], thresholds: '' }
  }
  return {
    source: 'batch',
    alerts: surveillance.alerts,
    leftOut: surveillance.leftOut,
    evaluatedRules: surveillance.rules,
    thresholds: surveillance.thresholds,
  }
}

function algorithmFacts(
  { intents, algorithms }: RunEvidence,
  register: AlgorithmRegister | undefined,
): AlgorithmFacts[] {
  const numbers = [...new Set([...intents.keys(), ...algorithms.keys()])].sort((a, b) => a - b)
  return numbers.map((number) => {
    const told = algorithms.get(number) ?? []
    const entry = register?.numbered(number) ?? null
    return {
      number,
      intents: intents.get(number) ?? 0,
      told,
      entry,
      problem: algorithmProblem(number, told, entry, register !== undefined),
    }
  })
}

function algorithmProblem(
  number: number,
  told: readonly string[],
  entry: RegisterEntry | null,
  hasRegister: boolean,
): string {
  const [identifier, version, strategyCode, productCode, , ...problems] = told
  // What the run itself was told when it began stands first: a later approval does not change it.
  const then = problems.map((each) => `when it ran: ${each}`)
  if (number === 0) {
    return then.join('; ') || 'orders that name no algorithm: set algorithm in the configuration'
  }
  if (!hasRegister) return [...then, 'no register was given: see --register'].join('; ')
  if (entry === null) return [...then, 'the register has no entry of this number'].join('; ')
  const label = `${entry.identifier}@${entry.version}`
  if (identifier !== undefined && `${identifier}@${version}` !== label) {
    return `the journal calls it ${identifier}@${version}, the register ${label}`
  }
  const now = statusProblems(entry).map((each) => `it ${each}`)
  if (then.length > 0) return [...then, ...now].join('; ')
  const isOther =
    (strategyCode !== undefined && strategyCode !== entry.code.strategy) ||
    (productCode !== undefined && productCode !== entry.code.product)
  if (isOther) now.unshift('the code that ran is not the code that was registered')
  return now.join('; ')
}

type Values = Readonly<Record<string, unknown>>
const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
