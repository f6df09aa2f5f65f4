/**
 * A strategy, put through a battery of stressed markets, and what held.
 *
 * ```ts
 * const certificate = await certify(options, { seed: 1, product, hash, configurationSha256 })
 * certificate.failed   // 0 where everything held that had to
 * ```
 *
 * Every case is run twice, and must come to the same hash. One run without stress is what the others are
 * held against.
 */
import { InputError } from '../../core/index.ts'
import { type BacktestOptions, marketsOf } from '../backtest.ts'
import { exchangeOf, livingOf } from '../living-run.ts'
import type { CodeHash, TextHasher } from '../register/index.ts'
import { resolveParams } from '../resolve-params.ts'
import { EVENT_SECONDS, STRESS_CASES, type StressCase } from './battery.ts'
import {
  type CaseResult,
  CERTIFICATE_FORMAT,
  CERTIFICATE_VERSION,
  type Certificate,
  type CheckResult,
  countIn,
  sealed,
} from './certificate.ts'
import { judge } from './checks.ts'
import { type CalmMarket, calmMarket, type StressedRun, stressedRun } from './stressed-run.ts'

export interface CertifyOptions {
  readonly seed: number | string
  /** The version of the program. */
  readonly product: string
  readonly configurationSha256: string
  /** Of the strategies together, and of the product. */
  readonly code: CodeHash
  readonly hash: TextHasher
  /** Who signs it off, and on which day; nobody without. */
  readonly signedOff?: { readonly by: string; readonly on: string } | undefined
  /** Names of cases; all without. */
  readonly only?: readonly string[] | undefined
  /** Told as it goes on; a promise is waited for. */
  readonly onProgress?: (label: string, share: number, cases: number) => void | Promise<void>
}

export const STRESS_NAMES: readonly string[] = STRESS_CASES.map(({ name }) => name)

/** @throws InputError for cases that there are not, and markets that cannot be stressed. */
export async function certify(given: BacktestOptions, about: CertifyOptions): Promise<Certificate> {
  const cases = chosen(about.only)
  const { options, remarks } = certifiable(given)
  const calm = calmMarket(options, about.seed)
  const steps = 1 + 2 * cases.length
  let step = 0
  const runOf = async (stress: StressCase | undefined) => {
    const from = step++
    const label = stress?.title ?? 'without stress'
    return stressedRun(options, calm, stress, (share) =>
      about.onProgress?.(label, (from + share) / steps, Math.floor(from / 2)),
    )
  }
  const left = await runOf(undefined)
  if (left.crash !== undefined) {
    throw new InputError(
      `the strategy falls over in a market that nothing happens to: ${left.crash}`,
      { field: 'strategy' },
      'Run it with t2t backtest, and certify what goes through.',
    )
  }
  const results: CaseResult[] = []
  for (const stress of cases) {
    const first = await runOf(stress)
    const second = await runOf(stress)
    results.push(caseResult({ stress, first, second, left, calm }))
  }
  const body = {
    format: CERTIFICATE_FORMAT,
    version: CERTIFICATE_VERSION,
    product: about.product,
    strategies: marketsOf(options).map(({ participant, limits }) => {
      const strategy = participant?.strategy ?? options.strategy
      const params = participant === undefined ? options.params : participant.params
      return { name: strategy.name, params: resolveParams(strategy, params ?? {}), limits }
    }),
    breaker: options.breaker ?? null,
    account: options.accountLimits ?? null,
    code: about.code,
    market: marketText(calm),
    seed: about.seed,
    configurationSha256: about.configurationSha256,
    signedOff: about.signedOff ?? null,
    remarks: [...remarks, ...idleRemarks(left)],
    cases: results,
    leftOut: STRESS_NAMES.filter((name) => !cases.some((stress) => stress.name === name)),
    held: countIn(results, 'held'),
    failed: countIn(results, 'did not hold'),
    notApplicable: countIn(results, 'not applicable'),
  } as const
  return sealed(body, about.hash)
}

function chosen(only: readonly string[] | undefined): readonly StressCase[] {
  if (only === undefined) return STRESS_CASES
  const unknown = only.filter((name) => !STRESS_NAMES.includes(name))
  if (unknown.length > 0) {
    throw new InputError(
      `there is no stressed market ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
      { field: '--only' },
      `Known: ${STRESS_NAMES.join(', ')}.`,
    )
  }
  return STRESS_CASES.filter(({ name }) => only.includes(name))
}

/** What the configuration says, as far as it can be said of the market of a certification. */
function certifiable(options: BacktestOptions): {
  readonly options: BacktestOptions
  readonly remarks: readonly string[]
} {
  const markets = marketsOf(options)
  exchangeOf(markets)
  if (livingOf(markets[0]!.feed) !== undefined) return { options, remarks: [] }
  if (markets.length > 1) {
    throw new InputError(
      'are several recordings, and a certification has one exchange',
      { field: 'markets' },
      'Certify the strategy in one market, or several strategies with venue: matching.',
    )
  }
  const [market] = markets
  const remarks = [
    'the configuration names recorded data: certified on a simulated exchange, where one lot is 1 and a price near 100',
  ]
  const {
    queueModel: _queue,
    liquidity: _liquidity,
    slippageTicks: _slippage,
    funding: _funding,
    referenceExchange: _reference,
    ...seat
  } = market!
  const { priceMin, priceMax, ...limits } = seat.limits
  if ((priceMin ?? priceMax) !== undefined) {
    remarks.push('limits.priceMin and priceMax belong to the recorded prices and were left out')
  }
  const { strategy, params, accountLimits, breaker } = options
  return {
    remarks,
    options: {
      strategy,
      ...(params === undefined ? {} : { params }),
      accountLimits,
      breaker,
      ...seat,
      limits,
    },
  }
}

interface CaseFacts {
  readonly stress: StressCase
  readonly first: StressedRun
  readonly second: StressedRun
  readonly left: StressedRun
  readonly calm: CalmMarket
}

function caseResult({ stress, first, second, left, calm }: CaseFacts): CaseResult {
  const { run, crash } = first
  const checks: CheckResult[] = [
    {
      check: 'no crash',
      verdict: crash === undefined ? 'held' : 'did not hold',
      text: crash ?? 'ran to its end',
    },
  ]
  if (run !== undefined && crash === undefined) {
    checks.push(...judge({ stress, stressed: first, run, calm: left }))
  }
  checks.push({
    check: 'the same once more',
    verdict: first.digest === second.digest && crash === second.crash ? 'held' : 'did not hold',
    text: `${first.digest} and ${second.digest}`,
  })
  const record = run?.killSwitch.record
  return {
    name: stress.name,
    title: stress.title,
    injected: stress.injected(calm.before),
    effect: effectText(first),
    fromSeconds: EVENT_SECONDS,
    untilSeconds: EVENT_SECONDS + stress.lastsSeconds,
    checks,
    stopped:
      record === undefined
        ? null
        : { reason: record.reason, atSeconds: (record.atNanos - calm.startNanos) / 1e9 },
    runHash: first.digest,
  }
}

function effectText({ fault, midBefore, midLowest, midHighest, wires }: StressedRun): string {
  const down = midBefore - midLowest
  const up = midHighest - midBefore
  const fills = wires.reduce((sum, { ledger }) => sum + ledger.fillNanos.length, 0)
  const told = fault.told()
  const moved = `mid fell ${down} and rose ${up} ticks`
  return `${told === '' ? '' : `${told}; `}${moved}; ${fills} own fills in all`
}

function idleRemarks({ wires, run }: StressedRun): string[] {
  const { options } = run!
  return wires.flatMap(({ ledger }, k) => {
    if (ledger.wanted.length > 0) return []
    const { name } = run!.markets[k]!.options.participant ?? options.strategy
    return [`${name} wants nothing in this market even without stress: that certifies very little`]
  })
}

const marketText = ({ options }: CalmMarket): string => {
  const { population, seed } = options
  const crowd = typeof population === 'string' ? `${population} agents` : 'own agents'
  return `${crowd}, seed ${seed}`
}
