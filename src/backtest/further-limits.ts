/** Limits beyond the seven mandatory ones, and the circuit breaker, for engines that do not keep what they are judged by. */
import {
  type AccountLimits,
  type BreakerLimits,
  MANDATORY_LIMITS,
  type RiskLimits,
} from '../risk/index.ts'

export interface Limited {
  readonly limits: RiskLimits
  readonly group?: string | undefined
  readonly accountLimits?: AccountLimits | undefined
  readonly breaker?: BreakerLimits | undefined
}

/** What such an engine cannot do, as in a configuration; nothing when the seven are all. */
export function furtherLimits({ limits, group, accountLimits, breaker }: Limited): string[] {
  const mandatory: readonly string[] = MANDATORY_LIMITS
  const given = Object.entries(limits).filter(([, limit]) => limit !== undefined)
  const names = given.map(([name]) => name).filter((name) => !mandatory.includes(name))
  return [
    ...names.map((name) => `limits.${name.replace(/Nanos$/, '')}`),
    ...(group === undefined ? [] : ['group']),
    ...(accountLimits === undefined ? [] : ['account']),
    ...(breaker === undefined ? [] : ['breaker']),
  ]
}
