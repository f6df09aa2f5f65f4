/**
 * The contract of the algorithm register: which algorithms there are, whose they are, what they were
 * tested by and who let them trade.
 *
 * The register is a file that only grows: a line of JSON for every act, and in each line the hash of the
 * line before it. An algorithm is an identifier and a version; each version has a number of its own, and
 * that number flags every order that it sends.
 *
 * ```
 * {"sequence":1,"at":"2026-01-05T09:00:00Z","previous":"000...","act":{"kind":"add",...},"hash":"4b1..."}
 * {"sequence":2,"at":"2026-01-06T10:30:00Z","previous":"4b1...","act":{"kind":"approve",...},"hash":"9c0..."}
 * ```
 */

/** SHA-256 of what makes the decisions, in hexadecimal digits. */
export interface CodeHash {
  /** Of the strategy, or of all of a run: modules with what they import, or the product's own. */
  readonly strategy: string
  /** Of everything else that decides: the engine of the product. */
  readonly product: string
}

/** What a certificate says, without the file: enough to find the same one again, and what held. */
export interface CertificationEvidence {
  /** The seal: SHA-256 of everything else in the certificate. */
  readonly evidenceSha256: string
  readonly product: string
  readonly market: string
  readonly seed: number | string
  /** Who signed it off and on which day; empty where nobody did. */
  readonly by: string
  readonly on: string
  readonly held: number
  readonly failed: number
  readonly notApplicable: number
  readonly cases: readonly CertifiedCase[]
  /** Stressed markets of the battery that it was not put through. */
  readonly leftOut: readonly string[]
}

export interface CertifiedCase {
  readonly name: string
  readonly held: number
  readonly notApplicable: number
  /** Names of the checks that did not hold. */
  readonly failed: readonly string[]
}

export interface TestEvidence {
  /** Hashes of runs. */
  readonly runs: readonly string[]
  /** What a sealed certificate says; null without one. */
  readonly certification: CertificationEvidence | null
  /** What the judgement of a sweep said; empty without one. */
  readonly sweep: string
  /** What somebody says, unchecked. */
  readonly notes: readonly string[]
}

type Values = Readonly<Record<string, unknown>>

/** What decides: the same in a register, in a run and in a certificate. */
export interface DecidingParts {
  /** Several of one run are joined by a plus. */
  readonly strategy: string
  readonly code: CodeHash
  /** Of several strategies each key begins with its place: `0.sizeLots`. */
  readonly params: Values
  /** Of each market, in their order. */
  readonly limits: readonly Values[]
  /** Limits over all markets, and the thresholds of the circuit breaker; empty where none are. */
  readonly account: Values
  readonly breaker: Values
}

export interface RegisteredAlgorithm extends DecidingParts {
  readonly identifier: string
  readonly version: string
  readonly owner: string
  readonly description: string
  readonly productVersion: string
  readonly evidence: TestEvidence
}

export type RegisterAct =
  | { readonly kind: 'add'; readonly algorithm: RegisteredAlgorithm; readonly by: string }
  | {
      readonly kind: 'approve' | 'retire'
      readonly identifier: string
      readonly version: string
      readonly by: string
      readonly why: string
      /** The day that the person says it was, when it is another than the line's. */
      readonly on: string
    }

export interface RegisterLine {
  readonly sequence: number
  /** ISO instant at which the line was written. */
  readonly at: string
  readonly previous: string
  readonly act: RegisterAct
  readonly hash: string
}

export interface Signature {
  readonly at: string
  readonly by: string
  readonly why: string
  readonly on: string
}

export type AlgorithmStatus = 'registered' | 'approved' | 'retired'

/** A version of an algorithm as the register stands. */
export interface RegisterEntry extends RegisteredAlgorithm {
  /** Flags its orders; from 1, in the order of the register. */
  readonly number: number
  readonly status: AlgorithmStatus
  readonly registeredAt: string
  readonly registeredBy: string
  readonly approvals: readonly Signature[]
  readonly retirement: Signature | null
}
