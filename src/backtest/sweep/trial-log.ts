/**
 * The log of finished trials: one line each, so that what is done is never done again.
 *
 * ```
 * 5f0c6b1d2a3e4f50 {"log":"tick-to-trade sweep","version":1,"plan":"9a…"}
 * 81d7c1f0b2a39e44 {"trial":0,"round":0,"values":[1,"5ms"],"problem":null,"metrics":[…],…}
 * ```
 *
 * A line is a checksum and the text that it is over. Lines are independent: a broken one costs its
 * own trial and no other. Numbers that are none are `null`. No Sharpe ratio stands here: it follows from the
 * profits by slice, and where it is told its deflated value is told beside it.
 */
import { RunHash } from '../../core/index.ts'
import { TRIAL_METRICS, type TrialMetric } from './sweep-record.ts'
import { plainResult, type TrialOutcome } from './trial-outcome.ts'

const FORMAT = 'tick-to-trade sweep'
const LOGGED_METRICS = TRIAL_METRICS.filter((name) => name !== 'sharpe')
export const SWEEP_VERSION = 1

/** Sixteen hexadecimal digits over a text. */
export function checksumOf(text: string): string {
  const hash = new RunHash()
  hash.addText(text)
  return hash.digest()
}

/** The first line of a log: which plan its trials are of. */
export function logHead(plan: string): string {
  return sealed(JSON.stringify({ log: FORMAT, version: SWEEP_VERSION, plan }))
}

/** The line of a trial, its end included. */
export function logLine(outcome: TrialOutcome): string {
  const { index, round, values, problem, metrics, slicePnl, runHash } = outcome
  return sealed(
    JSON.stringify({
      trial: index,
      round,
      values,
      problem,
      metrics: LOGGED_METRICS.map((name) => metrics[name]),
      slicePnl,
      runHash,
    }),
  )
}

/** The plan that a first line names; undefined when it is broken, or of another kind of file. */
export function planOfHead(line: string): string | undefined {
  const head = unsealed(line)
  if (head?.log !== FORMAT || head.version !== SWEEP_VERSION) return undefined
  return typeof head.plan === 'string' ? head.plan : undefined
}

/** What a line tells of a trial; undefined when it was cut short, changed or never was one. */
export function outcomeOfLine(line: string): TrialOutcome | undefined {
  const body = unsealed(line)
  if (body === undefined || !isTrial(body)) return undefined
  const { trial, round, values, problem, metrics, slicePnl, runHash } = body
  const byName = Object.fromEntries(
    LOGGED_METRICS.map((name, k) => [name, metrics[k] ?? Number.NaN]),
  ) as Record<TrialMetric, number>
  const profits = slicePnl.map((pnl) => pnl ?? Number.NaN)
  return {
    index: trial,
    round,
    values,
    problem,
    ...plainResult({ metrics: byName, slicePnl: profits, runHash }),
  }
}

interface TrialBody {
  readonly trial: number
  readonly round: number
  readonly values: TrialOutcome['values']
  readonly problem: string | null
  readonly metrics: readonly (number | null)[]
  readonly slicePnl: readonly (number | null)[]
  readonly runHash: string
}

type Body = Readonly<Record<string, unknown>>

function sealed(body: string): string {
  return `${checksumOf(body)} ${body}\n`
}

function unsealed(line: string): Body | undefined {
  const body = line.slice(17)
  if (line[16] !== ' ' || checksumOf(body) !== line.slice(0, 16)) return undefined
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Body) : undefined
  } catch {
    return undefined
  }
}

/** A right checksum may be somebody else's: every part has its shape. */
function isTrial(body: Body): body is Body & TrialBody {
  const { trial, round, values, problem, metrics, slicePnl, runHash } = body
  return (
    isIndex(trial) &&
    isIndex(round) &&
    Array.isArray(values) &&
    values.every((value) => ['number', 'string', 'boolean'].includes(typeof value)) &&
    (problem === null || typeof problem === 'string') &&
    isNumbers(metrics) &&
    metrics.length === LOGGED_METRICS.length &&
    isNumbers(slicePnl) &&
    typeof runHash === 'string'
  )
}

const isIndex = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

const isNumbers = (value: unknown): value is (number | null)[] =>
  Array.isArray(value) && value.every((entry) => entry === null || typeof entry === 'number')
