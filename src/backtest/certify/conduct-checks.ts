/** What a strategy itself has to do under stress, whatever gate, desk and venue make of it. */
import type { CheckResult } from './certificate.ts'
import type { WantedOrder } from './flow-ledger.ts'
import { approved, type Judged, notApplicable, result, SECOND, wasStopped } from './judged.ts'
import type { StressedRun } from './stressed-run.ts'

/** Until a strategy has to be back. */
const GRACE_NANOS = 2 * SECOND
/** Requests while nothing answers: so many times the market left alone, and so many a second. */
const RESTRAINT_FACTOR = 3
const RESTRAINT_PER_SECOND = 10

export function heed({ stressed }: Judged): CheckResult {
  const name = 'the strategy heeds a stop'
  if (!wasStopped(stressed)) return notApplicable(name, 'trading was not stopped')
  const tried = stressed.wires.reduce((sum, { ledger }) => sum + ledger.triedWhileStopped, 0)
  return result(name, tried === 0, `${tried} orders wanted while isHalted stood`)
}

export function restraint({ stress, stressed, calm }: Judged): CheckResult | undefined {
  const name = 'no flood of requests'
  if (stress.asksRestraint !== true) return undefined
  const within = ({ atNanos }: WantedOrder) =>
    atNanos >= stressed.fromNanos && atNanos < stressed.untilNanos
  const sentIn = ({ wires }: StressedRun) =>
    wires.flatMap(({ ledger }) => approved(ledger.wanted).filter(within))
  const [sent, usual] = [sentIn(stressed), sentIn(calm)]
  const most = RESTRAINT_FACTOR * usual.length + RESTRAINT_PER_SECOND * stress.lastsSeconds
  const lotsOf = (wanted: readonly WantedOrder[]) =>
    wanted.reduce((sum, each) => sum + each.lots, 0)
  // Whoever answers a refusal by a larger order sends no more of them, but ever more lots.
  const largest = calm.wires
    .flatMap(({ ledger }) => approved(ledger.wanted))
    .reduce((size, { lots }) => Math.max(size, lots), 1)
  const extraLots = RESTRAINT_PER_SECOND * stress.lastsSeconds * largest
  const mostLots = RESTRAINT_FACTOR * lotsOf(usual) + extraLots
  return result(
    name,
    sent.length <= most && lotsOf(sent) <= mostLots,
    `${sent.length} orders of ${lotsOf(sent)} lots in it, ${usual.length} of ${lotsOf(usual)} without it, ${most} of ${mostLots} tolerated`,
  )
}

/** A quote at the far side of a book without a spread locks the market for everybody, or takes unmeant. */
export function lockedQuotes({ stress, stressed }: Judged): CheckResult | undefined {
  if (stress.name !== 'locked-market') return undefined
  const name = 'no quote into a locked book'
  if (stressed.fault.acts === 0) return notApplicable(name, 'the feed never showed one')
  const quotes = stressed.wires.flatMap(({ ledger }) =>
    approved(ledger.wanted).filter(({ isIntoLock }) => isIntoLock),
  )
  return result(
    name,
    quotes.length === 0,
    `${quotes.length} quotes at the far side of a locked book`,
  )
}

export function recovery({ stressed, run, calm }: Judged): CheckResult {
  const name = 'the strategy comes back'
  if (run.killSwitch.isTripped) return notApplicable(name, 'stopped: re-arming is for a person')
  const from = stressed.untilNanos + GRACE_NANOS
  const after = ({ wires }: StressedRun) =>
    wires.reduce(
      (sum, { ledger }) =>
        sum + approved(ledger.wanted).filter(({ atNanos }) => atNanos >= from).length,
      0,
    )
  const usual = after(calm)
  if (usual === 0) return notApplicable(name, 'sends nothing then without stress, either')
  const sent = after(stressed)
  const open = run.markets.reduce((sum, { desk }) => sum + desk.count, 0)
  return result(name, sent + open > 0, `${sent} orders afterwards, ${usual} without stress`)
}

/** What was sent on a market that nobody sees any more. */
export function blindness({ stress, stressed, run }: Judged): CheckResult | undefined {
  if (stress.name !== 'data-gap') return undefined
  const name = 'nothing sent on stale data'
  let hasLimit = true
  let blind = 0
  for (const [k, { options }] of run.markets.entries()) {
    const { staleAfterNanos } = options.limits
    if (staleAfterNanos === undefined) hasLimit = false
    const from = stressed.fromNanos + (staleAfterNanos ?? SECOND)
    blind += approved(stressed.wires[k]!.ledger.wanted).filter(
      ({ atNanos }) => atNanos > from && atNanos < stressed.untilNanos,
    ).length
  }
  if (hasLimit) return result(name, blind === 0, `${blind} orders`)
  return notApplicable(name, `no limits.staleAfter: ${blind} orders on data older than a second`)
}
