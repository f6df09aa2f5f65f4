/** What must hold in a stressed market, each judged by numbers that the product did not reckon itself. */
import { CANCEL_ORDER, ENTER_ORDER, NO_PRICE, SIDES, STOP, STOP_LIMIT } from '../../core/index.ts'
import type { BacktestRun } from '../backtest.ts'
import type { CheckResult } from './certificate.ts'
import { blindness, heed, lockedQuotes, recovery, restraint } from './conduct-checks.ts'
import { approved, type Judged, notApplicable, result, SECOND, wasStopped } from './judged.ts'
import { OwnFatFinger } from './own-fat-finger.ts'

/** A stop by a threshold may come a little after what it answers. */
const TRIP_GRACE_NANOS = 5 * SECOND
const MONEY_TOLERANCE = 1e-9

export function judge(judged: Judged): CheckResult[] {
  const checks = [
    position,
    orderSize,
    orderRate,
    lossStop,
    breakerStop,
    silence,
    heed,
    withdrawal,
    reconciliation,
    orders,
    restraint,
    lockedQuotes,
    recovery,
    blindness,
    ownGate,
    repetition,
  ]
  return checks.flatMap((check) => check(judged) ?? [])
}

function position({ stressed, run }: Judged): CheckResult {
  const texts = run.markets.map(({ options }, k) => {
    const { worstLots } = stressed.wires[k]!.ledger
    return { worstLots, limit: options.limits.positionLotsMax }
  })
  return result(
    'position limit, in flight included',
    texts.every(({ worstLots, limit }) => worstLots <= limit),
    texts.map(({ worstLots, limit }) => `worst ${worstLots} of ${limit} lots`).join('; '),
  )
}

function orderSize({ stressed, run }: Judged): CheckResult {
  let holds = true
  const texts = run.markets.map(({ options, instrument }, k) => {
    const { orderLotsMax, orderValueMax } = options.limits
    const { ledger } = stressed.wires[k]!
    let largest = 0
    let dearest = 0
    for (const { lots, priceTicks } of approved(ledger.wanted)) {
      largest = Math.max(largest, lots)
      if (priceTicks === NO_PRICE) continue
      dearest = Math.max(dearest, ledger.valueOf(instrument.tick.step * priceTicks, lots))
    }
    const tolerated = orderValueMax * (1 + MONEY_TOLERANCE)
    if (largest > orderLotsMax || dearest > tolerated) holds = false
    return `${largest} of ${orderLotsMax} lots, value ${money(dearest)} of ${money(orderValueMax)}`
  })
  return result('order size and value', holds, texts.join('; '))
}

function orderRate({ stressed, run }: Judged): CheckResult {
  let holds = true
  const texts = run.markets.map(({ options }, k) => {
    const { ordersPerSecondMax: rate, ordersBurstMax: burst } = options.limits
    const sent = approved(stressed.wires[k]!.ledger.wanted)
    let level = burst
    let lowest = burst
    let before = sent[0]?.atNanos ?? 0
    for (const { atNanos } of sent) {
      level = Math.min(burst, level + ((atNanos - before) / SECOND) * rate) - 1
      before = atNanos
      lowest = Math.min(lowest, level)
    }
    // A millionth of an order is rounding.
    if (lowest < -1e-6) holds = false
    return `${sent.length} orders, at most ${(burst - lowest).toFixed(1)} of a burst of ${burst}`
  })
  return result('order rate', holds, texts.join('; '))
}

function lossStop({ stressed, run }: Judged): CheckResult {
  const name = 'stop at the maximum loss'
  const limit = run.markets.reduce((sum, { options }) => sum + options.limits.dailyLossMax, 0)
  const { worstLoss } = stressed
  const text = `lost ${money(worstLoss)} of ${money(limit)}`
  if (worstLoss <= limit) return notApplicable(name, text)
  const { record } = run.killSwitch
  return result(name, record !== undefined, `${text}; ${record?.reason ?? 'trading went on'}`)
}

function breakerStop({ stress, stressed, run }: Judged): CheckResult | undefined {
  const name = 'circuit breaker'
  if (stress.mustTrip === undefined) return undefined
  const { acts } = stressed.fault
  const must = stress.mustTrip(run.options.breaker ?? {}, acts, stress.lastsSeconds)
  const { record } = run.killSwitch
  if (record === undefined) {
    if (must !== true) return notApplicable(name, must)
    return result(name, false, 'a threshold was passed, and nothing tripped')
  }
  const after = (record.atNanos - stressed.fromNanos) / SECOND
  const isInTime = record.atNanos <= stressed.untilNanos + TRIP_GRACE_NANOS
  return result(name, isInTime, `tripped ${after.toFixed(1)} s after it began: ${record.reason}`)
}

function silence({ stressed }: Judged): CheckResult {
  const name = 'nothing leaves while stopped'
  const stopped = stressed.wires.flatMap(({ ledger }) =>
    ledger.wanted.filter(({ isStopped, action }) => isStopped && action !== CANCEL_ORDER),
  )
  const sent = approved(stopped).length
  if (!wasStopped(stressed)) return notApplicable(name, 'trading was not stopped')
  return result(name, sent === 0, `${sent} orders left`)
}

function withdrawal({ run }: Judged): CheckResult {
  const name = 'everything withdrawn and confirmed'
  if (!run.killSwitch.isTripped) return notApplicable(name, 'the kill switch did not trip')
  const state = run.guard?.withdrawal.state ?? 'armed'
  const open = run.markets.reduce((sum, { desk }) => sum + desk.count, 0)
  const resting = restingIds(run).flat().length
  return result(
    name,
    state === 'confirmed' && open === 0 && resting === 0,
    `${state}; ${open} open at the desk, ${resting} at the venue`,
  )
}

function reconciliation({ stressed, run }: Judged): CheckResult {
  const living = run.living!
  const { clearing } = living
  let holds = true
  const isShared = living.options.isOneParticipant === true
  const sums = { position: 0, cash: 0 }
  const texts = run.markets.map(({ portfolio, openingCash, instrument }, k) => {
    const { ledger } = stressed.wires[k]!
    const seat = living.participantOf(k)
    const cash = portfolio.cash - openingCash
    sums.position += portfolio.position
    sums.cash += cash
    const venueLots = clearing.positionOf(seat, 0)
    const venueCash = clearing.cashOf(seat) * instrument.tick.step * instrument.lot.step
    if (portfolio.position !== ledger.position || !isNear(cash, ledger.cash)) holds = false
    if (!isNear(portfolio.fees, ledger.fees)) holds = false
    if (!isShared && (portfolio.position !== venueLots || !isNear(cash, venueCash))) holds = false
    return `desk ${portfolio.position} lots, ${money(cash)}; venue ${venueLots} lots, ${money(venueCash)}`
  })
  let allLots = 0
  let allCash = 0
  for (let k = 0; k < living.participants; k++) {
    allLots += clearing.positionOf(k, 0)
    allCash += clearing.cashOf(k)
  }
  if (isShared && sums.position !== clearing.positionOf(living.participantOf(0), 0)) holds = false
  if (allLots !== 0 || allCash !== 0) holds = false
  const all = `all accounts sum to ${allLots} lots and ${allCash}`
  return result('position and cash as the venue has them', holds, `${texts.join('; ')}; ${all}`)
}

function orders({ stressed, run }: Judged): CheckResult {
  const atVenue = restingIds(run)
  const problems: string[] = []
  for (const [k, { desk }] of run.markets.entries()) {
    const { ledger } = stressed.wires[k]!
    const here = Array.from({ length: desk.count }, (_, at) => desk.at(at).id)
    problems.push(...ledger.oddities)
    if (ledger.unanswered > 0) problems.push(`${ledger.unanswered} orders without an answer`)
    if (here.join() !== ledger.liveIds.join())
      problems.push('the desk has other orders than it sent')
    const forgotten = atVenue[k]!.filter((id) => !here.includes(id))
    if (forgotten.length > 0) problems.push(`forgotten at the venue: ${forgotten.join(', ')}`)
    const isStop = (id: number) => [STOP, STOP_LIMIT].includes(desk.find(id)?.orderType as never)
    const lost = here.filter((id) => !atVenue[k]!.includes(id) && !isStop(id))
    if (lost.length > 0) problems.push(`not at the venue: ${lost.join(', ')}`)
  }
  const sent = stressed.wires.reduce(
    (sum, { ledger }) =>
      sum + approved(ledger.wanted).filter(({ action }) => action === ENTER_ORDER).length,
    0,
  )
  return result(
    'no order twice, none forgotten',
    problems.length === 0,
    problems.length === 0 ? `${sent} orders, each answered for` : problems.slice(0, 3).join('; '),
  )
}

function ownGate({ stressed }: Judged): CheckResult | undefined {
  const { fault } = stressed
  if (!(fault instanceof OwnFatFinger)) return undefined
  const { tried, refused } = fault
  const name = 'own fat fingers are refused'
  if (tried === 0) return notApplicable(name, 'there was no market to judge them by')
  return result(name, refused === tried, `${refused} of ${tried}`)
}

function repetition({ stress, stressed, run }: Judged): CheckResult | undefined {
  if (stress.name !== 'repeated-fills') return undefined
  const name = 'repeated executions count once'
  const { acts } = stressed.fault
  if (acts === 0) return notApplicable(name, 'nothing was executed')
  const told = stressed.wires.reduce((sum, { ledger }) => sum + ledger.repeated, 0)
  const known = run.markets.reduce((sum, { desk }) => sum + desk.counts.repeatedReports, 0)
  return result(name, told > 0 && known === told, `${known} of ${told} repetitions recognised`)
}

const restingIds = (run: BacktestRun): number[][] =>
  run.markets.map(({ venue }) =>
    SIDES.flatMap((side) => {
      const resting = venue.resting(side)
      return Array.from({ length: resting.count }, (_, k) => resting.at(k).id)
    }),
  )

const isNear = (a: number, b: number): boolean =>
  Math.abs(a - b) <= MONEY_TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b)) * 1e3

const money = (amount: number): string => amount.toFixed(2)
