/**
 * The sections `breaker` and `alerts`: what stops trading by itself, and how humans hear of it.
 *
 * Secrets stand in the environment or in files of their own, and are named here. A file that is saved
 * beside a result never holds the section `alerts`.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import {
  InputError,
  SEVERITY_CRITICAL,
  SEVERITY_NOTICE,
  SEVERITY_WARNING,
} from '../../core/index.ts'
import { type AlertSettings, MAILBOX } from '../../io/index.ts'
import type { BreakerLimits } from '../../risk/index.ts'
import { isLoopback } from '../../web/index.ts'
import { durationAboveZero, positive, wholePositive } from './schema-terms.ts'

const span = durationAboveZero('500ms')
const answers = wholePositive.max(1_000_000)

export const breaker = z.strictObject({
  loss: z.strictObject({ lossMax: positive, window: span }).optional(),
  drawdown: z.strictObject({ drawdownMax: positive }).optional(),
  rejects: z.strictObject({ shareMax: positive.lt(1), answers: answers.default(50) }).optional(),
  messages: z.strictObject({ messagesMax: wholePositive, window: span }).optional(),
  latency: z.strictObject({ p99Max: span, answers: answers.default(1_000) }).optional(),
  data: z.strictObject({ silenceMax: span, gaps: z.boolean().default(false) }).optional(),
  clock: z.strictObject({ jumpMax: span }).optional(),
  heartbeat: z.strictObject({ silenceMax: span }).optional(),
})

const mailbox = z
  .string()
  .regex(MAILBOX, { error: 'expected an e-mail address alone, as a@b.example' })
const variable = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, { error: 'expected the name of an environment variable' })
const header = z.record(z.string().regex(/^[\w-]+$/), variable)

const webhook = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
  urlFrom: variable.optional(),
  headersFrom: header.optional(),
})

const email = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(587),
  security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  user: z.string().min(1).optional(),
  passwordFrom: variable.optional(),
  passwordFile: z.string().min(1).optional(),
  authorityFile: z.string().min(1).optional(),
  from: mailbox,
  to: z.union([mailbox.transform((one) => [one]), z.array(mailbox).min(1)]),
})

export const alerts = z.strictObject({
  severity: z.enum(['notice', 'warning', 'critical']).default('notice'),
  repeat: span.default(60e9 as z.output<typeof span>),
  perMinuteMax: wholePositive.default(30),
  webhook: webhook.optional(),
  email: email.optional(),
  command: z.array(z.string().min(1)).min(1).optional(),
  desktop: z.boolean().default(false),
  file: z.string().min(1).optional(),
})

export type BreakerConfig = z.output<typeof breaker>
export type AlertsConfig = z.output<typeof alerts>

/** A file that holds nothing else. */
export const safety = z.strictObject({ breaker: breaker.optional(), alerts: alerts.optional() })

export const SAFETY_KEYS: readonly string[] = [
  ...Object.keys(safety.shape),
  ...Object.keys(breaker.shape),
  ...Object.values(breaker.shape).flatMap((trigger) => Object.keys(trigger.unwrap().shape)),
  ...Object.keys(alerts.shape),
  ...Object.keys(webhook.shape),
  ...Object.keys(email.shape),
]

export function breakerLimits(given: BreakerConfig): BreakerLimits {
  const { loss, drawdown, rejects, messages, latency, data, clock, heartbeat } = given
  return {
    loss: loss && { lossMax: loss.lossMax, windowNanos: loss.window },
    drawdown,
    rejects,
    messages: messages && { messagesMax: messages.messagesMax, windowNanos: messages.window },
    latency: latency && { p99NanosMax: latency.p99Max, answers: latency.answers },
    data: data && { silenceNanosMax: data.silenceMax, gaps: data.gaps },
    clock: clock && { jumpNanosMax: clock.jumpMax },
    heartbeat: heartbeat && { silenceNanosMax: heartbeat.silenceMax, stages: [] },
  }
}

const SEVERITIES = {
  notice: SEVERITY_NOTICE,
  warning: SEVERITY_WARNING,
  critical: SEVERITY_CRITICAL,
} as const

/** @throws InputError for everything that is missing or does not go together; no secret is in it. */
export function alertSettings(
  given: AlertsConfig,
  path: string,
  environment: NodeJS.ProcessEnv = process.env,
): AlertSettings {
  const problems: string[] = []
  const secretOf = (name: string, key: string): string => {
    const value = environment[name]
    if (value === undefined || value === '')
      problems.push(`${key}: ${name} is not set in the environment`)
    return value ?? ''
  }
  const textOf = (file: string, key: string): string => {
    try {
      return readFileSync(resolve(dirname(path), file), 'utf8').trimEnd()
    } catch {
      problems.push(`${key}: ${file} cannot be read`)
      return ''
    }
  }
  const settings: AlertSettings = {
    severityMin: SEVERITIES[given.severity],
    repeatMillis: given.repeat / 1e6,
    perMinuteMax: given.perMinuteMax,
    desktop: given.desktop,
    command: given.command,
    file: given.file === undefined ? undefined : resolve(dirname(path), given.file),
    webhook: given.webhook && webhookSettings(given.webhook, { problems, secretOf }),
    email: given.email && emailSettings(given.email, { problems, secretOf, textOf }),
  }
  if (problems.length === 0) return settings
  const all = problems.map((problem) => `alerts.${problem}`)
  throw new InputError(all.join('\n  '), { file: path }, 'See docs/kill-switch.md for examples.')
}

interface Sources {
  readonly problems: string[]
  readonly secretOf: (name: string, key: string) => string
  readonly textOf: (file: string, key: string) => string
}

function webhookSettings(
  { url, urlFrom, headersFrom = {} }: z.output<typeof webhook>,
  { problems, secretOf }: Omit<Sources, 'textOf'>,
): AlertSettings['webhook'] {
  if ((url === undefined) === (urlFrom === undefined)) {
    problems.push('webhook: needs url or urlFrom, and not both')
  }
  const target = urlFrom === undefined ? (url ?? '') : secretOf(urlFrom, 'webhook.urlFrom')
  const place = urlFrom === undefined ? 'webhook.url' : `webhook.urlFrom: ${urlFrom}`
  if (target !== '') {
    const problem = urlProblem(target)
    if (problem !== undefined) problems.push(`${place} ${problem}`)
  }
  const headers = Object.entries(headersFrom).map(([name, from]) => {
    const value = secretOf(from, `webhook.headersFrom.${name}`)
    if (!isHeader(name, value)) {
      problems.push(`webhook.headersFrom.${name}: ${from} holds what no header may`)
    }
    return [name, value] as const
  })
  return { url: target, headers: Object.fromEntries(headers) }
}

/** The URL itself is not repeated. */
function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return 'holds no http or https URL'
  }
  if (url.username === '' && url.password === '') return undefined
  return 'holds a name or a password: give them by headersFrom, as Authorization'
}

function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]])
    return true
  } catch {
    return false
  }
}

function emailSettings(
  given: z.output<typeof email>,
  { problems, secretOf, textOf }: Sources,
): AlertSettings['email'] {
  const { host, port, security, user, passwordFrom, passwordFile, authorityFile, from, to } = given
  if (security === 'none' && !isLoopback(host)) {
    problems.push(
      'email.security: none is for the loopback address alone: the mail would be readable',
    )
  }
  if (passwordFrom !== undefined && passwordFile !== undefined) {
    problems.push('email: needs passwordFrom or passwordFile, not both')
  }
  const isPasswordGiven = passwordFrom !== undefined || passwordFile !== undefined
  if ((user !== undefined) !== isPasswordGiven)
    problems.push('email: user and password go together')
  const password =
    passwordFrom !== undefined
      ? secretOf(passwordFrom, 'email.passwordFrom')
      : passwordFile && textOf(passwordFile, 'email.passwordFile')
  const authority = authorityFile && textOf(authorityFile, 'email.authorityFile')
  return { host, port, security, user, password, authority, from, to }
}
