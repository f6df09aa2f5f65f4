/**
 * A certificate as `t2t certify --out` wrote it: read as hostile input, its seal checked, and held against
 * the algorithm that it is given for.
 */
import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import {
  CERTIFICATE_FORMAT,
  CERTIFICATE_VERSION,
  type Certificate,
  type CertificationEvidence,
  certificationEvidence,
  certifiedParts,
  countIn,
  type DecidingParts,
  decidingDifferences,
  isSealIntact,
  STRESS_NAMES,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { sha256Text } from './register-file.ts'

const BYTES_MAX = 16 * 1024 * 1024
const WRITE = 'Name the file that t2t certify --out wrote.'
const AGAIN = 'Certify what is to be registered: t2t certify CONFIG --out FILE.'

const text = z.string()
const count = z.int().nonnegative()
const values = z.record(z.string(), z.unknown())
const hash = text.regex(/^[0-9a-f]{64}$/)
const certificateCase = z.strictObject({
  name: z.enum(STRESS_NAMES as [string, ...string[]]),
  title: text,
  injected: text,
  effect: text,
  fromSeconds: z.number(),
  untilSeconds: z.number(),
  checks: z.array(
    z.strictObject({
      check: text,
      verdict: z.enum(['held', 'did not hold', 'not applicable']),
      text,
    }),
  ),
  stopped: z.strictObject({ reason: text, atSeconds: z.number() }).nullable(),
  runHash: text,
})
const schema = z.strictObject({
  format: z.literal(CERTIFICATE_FORMAT),
  version: z.literal(CERTIFICATE_VERSION),
  product: text,
  strategies: z.array(z.strictObject({ name: text, params: values, limits: values })).min(1),
  breaker: values.nullable(),
  account: values.nullable(),
  code: z.strictObject({ strategy: hash, product: hash }),
  market: text,
  seed: z.union([z.number(), text]),
  configurationSha256: hash,
  signedOff: z.strictObject({ by: text, on: text }).nullable(),
  remarks: z.array(text),
  cases: z.array(certificateCase).min(1),
  leftOut: z.array(text),
  held: count,
  failed: count,
  notApplicable: count,
  evidenceSha256: hash,
})

/** @throws InputError for a file that is no certificate, was changed, or is of something else. */
export function certificationOf(path: string, running: DecidingParts): CertificationEvidence {
  const certificate = readCertificate(path)
  const differences = decidingDifferences(
    {
      what: 'the certificate',
      isOf: 'was given for',
      verb: 'certified',
      parts: withoutPriceBand(certifiedParts(certificate)),
    },
    withoutPriceBand(running),
  )
  if (differences.length === 0) return certificationEvidence(certificate)
  throw new InputError(
    `is a certificate of something else:\n  ${differences.join('\n  ')}`,
    { file: path },
    AGAIN,
  )
}

function readCertificate(path: string): Certificate {
  const value = parsedJson(path)
  const { format, version } = Object(value) as { readonly format?: unknown; version?: unknown }
  if (format === CERTIFICATE_FORMAT && version !== CERTIFICATE_VERSION) {
    throw new InputError(
      `is a certificate of version ${String(version)}; this program reads ${CERTIFICATE_VERSION}`,
      { file: path },
      AGAIN,
    )
  }
  const result = schema.safeParse(value)
  if (!result.success) {
    const [issue] = result.error.issues
    const where = issue?.path.join('.') ?? ''
    throw new InputError(
      `is no certificate: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'unreadable'}`,
      { file: path },
      WRITE,
    )
  }
  // As it was parsed and not as it was checked: the seal is over the order of the keys.
  const certificate = value as Certificate
  if (!isSealIntact(certificate, sha256Text) || !addsUp(certificate)) {
    throw new InputError(
      'was changed after it was sealed: its contents are not those of its SHA-256',
      { file: path },
      AGAIN,
    )
  }
  return certificate
}

/** A seal is no signature: whoever makes a new one has at least to count. */
function addsUp({ cases, held, failed, notApplicable, leftOut }: Certificate): boolean {
  const names = new Set([...cases.map(({ name }) => name), ...leftOut])
  return (
    countIn(cases, 'held') === held &&
    countIn(cases, 'did not hold') === failed &&
    countIn(cases, 'not applicable') === notApplicable &&
    names.size === cases.length + leftOut.length &&
    names.size === STRESS_NAMES.length
  )
}

function parsedJson(path: string): unknown {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status?.isFile() !== true || status.size > BYTES_MAX) {
    throw new InputError(
      status === undefined
        ? 'no such file'
        : status.isFile()
          ? 'is too large for a certificate'
          : 'is no file',
      { file: path, field: '--certification' },
      `${WRITE} What is told in words goes to --note.`,
    )
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new InputError('is not JSON, or only a part of it', { file: path }, WRITE)
  }
}

/** A band of recorded prices means nothing where the certification took place, and was left out. */
function withoutPriceBand(parts: DecidingParts): DecidingParts {
  return {
    ...parts,
    limits: parts.limits.map(({ priceMin: _min, priceMax: _max, ...limits }) => limits),
  }
}
