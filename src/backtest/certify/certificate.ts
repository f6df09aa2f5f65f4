/**
 * What a certification says: plain data with a stable shape, so that others can take it as evidence.
 *
 * `evidenceSha256` is over the JSON of everything else in the order in which it stands here: whoever has
 * the certificate can check that nothing of it was changed.
 */
import type { BreakerLimits, RiskLimits } from '../../risk/index.ts'
import type { StrategyParams } from '../../strategy/index.ts'
import type { TextHasher } from '../register/index.ts'

export const CERTIFICATE_FORMAT = 'tick-to-trade certificate'
export const CERTIFICATE_VERSION = 1

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
  readonly market: string
  readonly seed: number | string
  readonly configurationSha256: string
  readonly remarks: readonly string[]
  readonly cases: readonly CaseResult[]
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

/** One sentence, for a register of algorithms. */
export function certificateSentence(certificate: Certificate): string {
  const { held, failed, cases, evidenceSha256, product } = certificate
  const outcome = failed === 0 ? 'all checks held' : `${failed} checks did not hold`
  return `${outcome} in ${cases.length} stressed markets (${held} held), tick-to-trade ${product}, evidence ${evidenceSha256}`
}
