/**
 * The file of `t2t demo --safety` and `t2t alerts`: the sections `breaker`, `alerts` and `account`, in a file of
 * their own or in a run configuration, whose other sections are not looked at.
 */
import { InputError } from '../../core/index.ts'
import type { AlertSettings } from '../../io/index.ts'
import type { AccountLimits, BreakerLimits } from '../../risk/index.ts'
import { ACCOUNT_KEYS, account, accountOf } from './limits-config.ts'
import { marketShape } from './market-config.ts'
import { type ParsedFile, parseFile } from './parsed-file.ts'
import { runShape } from './run-config.ts'
import { alertSettings, breakerLimits, SAFETY_KEYS, safety } from './safety-config.ts'
import { validate } from './validate.ts'

const REMEDY =
  'The file holds breaker, alerts or account, alone or in a run configuration: see docs/kill-switch.md.'

/** Of a run configuration, at its top. */
const RUN_KEYS: ReadonlySet<string> = new Set([
  ...Object.keys(runShape),
  ...Object.keys(marketShape),
  ...['markets', 'venue', 'strategies'],
])

/** What live programs are told. */
export interface Safety {
  readonly breaker: BreakerLimits
  readonly alerts: AlertSettings | undefined
  readonly accountLimits: AccountLimits | undefined
  /** Of the run configuration in whose place it stands: its algorithm, and whether it trades only as registered. */
  readonly algorithm: string | undefined
  readonly requiresRegistered: boolean
}

const schema = safety.extend({ account: account.optional() })
const KEYS = [...SAFETY_KEYS, ...ACCOUNT_KEYS]

/** @throws InputError for everything that is wrong with the file. */
export function loadSafety(path: string): Safety {
  const parsed: ParsedFile = parseFile(path)
  const sections = Object.keys(schema.shape)
  const run = parsed.value as Record<string, unknown>
  const given = Object.entries(run)
  const own = given.filter(([key]) => sections.includes(key) || !RUN_KEYS.has(key))
  const value = Object.fromEntries(own)
  const { breaker, alerts, ...rest } = validate(schema, value, parsed, KEYS, REMEDY)
  if (breaker === undefined && alerts === undefined && rest.account === undefined) {
    throw new InputError('holds none of breaker, alerts, account', { file: path }, REMEDY)
  }
  return {
    breaker: breakerLimits(breaker ?? {}),
    alerts: alerts && alertSettings(alerts, path),
    accountLimits: accountOf(rest).accountLimits,
    algorithm: typeof run.algorithm === 'string' ? run.algorithm : undefined,
    requiresRegistered: run.requireRegistered === true,
  }
}

/**
 * The same for a demo, whose orders bear the number of no algorithm, which is said.
 * @throws InputError also where only what is registered may trade.
 */
export function loadDemoSafety(path: string): Safety {
  const safety = loadSafety(path)
  if (safety.requiresRegistered) {
    throw new InputError(
      'lets only what is registered trade, and a demo is not: its orders bear the number 0',
      { file: path, field: 'requireRegistered' },
      'Leave the key out of the safety file, or run the strategy with t2t backtest.',
    )
  }
  if (safety.algorithm !== undefined) {
    process.stderr.write(
      `t2t: ${path}: algorithm ${safety.algorithm} is not taken: orders of a demo bear the number 0\n`,
    )
  }
  return safety
}
