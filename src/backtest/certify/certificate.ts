/**
 * What a certification says: plain data with a stable shape, so that others can take it as evidence.
 *
 * `evidenceSha256` is over the JSON of everything else in the order in which it stands here: whoever has
 * the certificate can check that nothing of it was changed.
 */
import type { AccountLimits, BreakerLimits, RiskLimits } from '../../risk/index.ts'
import type { StrategyParams } from '../../strategy/index.ts'
import {
  type CertificationEvidence,
  type CodeHash,
  type DecidingParts,
  decidingParts,
  type TextHasher,
} from '../register/index.ts'

export const CERTIFICATE_FORMAT = 'tick-to-trade certificate'
export const CERTIFICATE_VERSION = 2

export type CheckVerdict = 'held' | 'did not hold' | 'not applicable'

export interface CheckResult {
  readonly check: string
  readonly verdict: CheckVerdict
  /** The numbers, or the reason why it does not apply. */
  readonly text: string
}

/** One stressed market, and what held in it. */
export interface CaseResult {
  readonly name: string
  readonly title: string
  /** What was done to the market or the wire. */
  readonly injected: string
  /** What came of it. */
  readonly effect: string
  /** Seconds since the market began. */
  readonly fromSeconds: number
  readonly untilSeconds: number
  readonly checks: readonly CheckResult[]
  /** Why trading stopped, and when; null where it went on. */
  readonly stopped: { readonly reason: string; readonly atSeconds: number } | null
  readonly runHash: string
}

export interface CertificateBody {
  readonly format: typeof CERTIFICATE_FORMAT
  readonly version: typeof CERTIFICATE_VERSION
  readonly product: string
  readonly strategies: readonly {
    readonly name: string
    readonly params: StrategyParams
    readonly limits: RiskLimits
  }[]
  readonly breaker: BreakerLimits | null
  readonly account: AccountLimits | null
  /** Of what was certified: the strategies together, and the product. */
  readonly code: CodeHash
  readonly market: string
  readonly seed: number | string
  readonly configurationSha256: string
  /** Who signs it off, on which day, by their own word; null where the line is left to be signed. */
  readonly signedOff: { readonly by: string; readonly on: string } | null
  readonly remarks: readonly string[]
  readonly cases: readonly CaseResult[]
  /** Names of stressed markets that were not asked for. */
  readonly leftOut: readonly string[]
  readonly held: number
  readonly failed: number
  readonly notApplicable: number
}

export interface Certificate extends CertificateBody {
  readonly evidenceSha256: string
}

export function sealed(body: CertificateBody, hash: TextHasher): Certificate {
  return { ...body, evidenceSha256: hash(JSON.stringify(body)) }
}

/** Whether nothing of a certificate was changed since it was sealed. */
export function isSealIntact(certificate: Certificate, hash: TextHasher): boolean {
  const { evidenceSha256, ...body } = certificate
  return hash(JSON.stringify(body)) === evidenceSha256
}

/** What was certified, in the shape in which a register and a run have it. */
export function certifiedParts(certificate: Certificate): DecidingParts {
  const { strategies, account, breaker, code } = certificate
  const limits = strategies.map((each) => each.limits)
  return decidingParts({
    strategies,
    limits,
    account: account ?? {},
    breaker: breaker ?? {},
    code,
  })
}

/** What a register keeps of a certificate. */
export function certificationEvidence(certificate: Certificate): CertificationEvidence {
  const { evidenceSha256, product, market, seed, signedOff, cases, leftOut } = certificate
  const { held, failed, notApplicable } = certificate
  return {
    evidenceSha256,
    product,
    market,
    seed,
    by: signedOff?.by ?? '',
    on: signedOff?.on ?? '',
    held,
    failed,
    notApplicable,
    cases: cases.map(({ name, checks }) => ({
      name,
      held: countOf(checks, 'held'),
      notApplicable: countOf(checks, 'not applicable'),
      failed: checks.filter(({ verdict }) => verdict === 'did not hold').map(({ check }) => check),
    })),
    leftOut,
  }
}

/** Checks with a verdict, of all cases together. */
export const countIn = (cases: readonly CaseResult[], wanted: CheckVerdict): number =>
  cases.reduce((sum, { checks }) => sum + countOf(checks, wanted), 0)

const countOf = (checks: readonly CheckResult[], wanted: CheckVerdict): number =>
  checks.filter(({ verdict }) => verdict === wanted).length

/** What a certification came to, in one sentence: the same in a terminal, a register and a report. */
export function certificateSentence(evidence: CertificationEvidence): string {
  const { held, failed, notApplicable, cases, leftOut, product, evidenceSha256, by, on } = evidence
  const checks = (count: number) => (count === 1 ? '1 check' : `${count} checks`)
  const broken = cases.filter((each) => each.failed.length > 0).map(({ name }) => name)
  const outcome =
    failed === 0
      ? `held: ${checks(held)}, ${notApplicable} not applicable`
      : `DID NOT HOLD: ${checks(failed)} of ${held + failed}, in ${broken.join(', ')}`
  const all = cases.length + leftOut.length
  const some =
    leftOut.length < cases.length
      ? `without ${leftOut.join(', ')}`
      : cases.map(({ name }) => name).join(', ')
  const markets =
    leftOut.length === 0
      ? `all ${all} stressed markets`
      : `${cases.length} of ${all} stressed markets (${some})`
  const signed = by === '' ? '' : `, signed off by ${by} on ${on}`
  return `${outcome}; ${markets}${signed}; tick-to-trade ${product}, evidence ${evidenceSha256}`
}
