/**
 * The price of being slow: what a rung makes less than the fastest one, per day and per million
 * traded, and in a sentence.
 */

import { moneyText, spanText } from '../report/index.ts'
import type { LadderRung, LatencyLadder } from './latency-ladder.ts'
import { bandAt, latencyText } from './rungs.ts'

export interface SlownessPrice {
  /** Less profit after fees than on the fastest rung, over the data. Below zero: slower was better. */
  readonly overData: number
  readonly perDay: number
  /** Difference of profit per million of value traded; NaN where one of the two traded nothing. */
  readonly perMillion: number
}

const DAY_NANOS = 86_400e9

/** One for each rung; zeros for the fastest. */
export function pricesOfSlowness({ rungs, firstNanos, lastNanos }: LatencyLadder): SlownessPrice[] {
  const [fastest] = rungs
  const days = (lastNanos - firstNanos) / DAY_NANOS
  return rungs.map((rung) => {
    const overData = fastest!.pnlAfterFees - rung.pnlAfterFees
    return {
      overData,
      perDay: days > 0 ? overData / days : Number.NaN,
      perMillion: perMillion(fastest!) - perMillion(rung),
    }
  })
}

const perMillion = ({ pnlAfterFees, tradedValue }: LadderRung): number =>
  tradedValue === 0 ? Number.NaN : (pnlAfterFees / tradedValue) * 1e6

/** What the slowest rung costs against the fastest, for people. */
export function slownessSentence(ladder: LatencyLadder): string {
  const { rungs } = ladder
  const prices = pricesOfSlowness(ladder)
  const fastest = rungs[0]
  const slowest = rungs.at(-1)
  const price = prices.at(-1)
  if (fastest === undefined || slowest === undefined || price === undefined) return ''
  if (rungs.length === 1) return 'One rung has nothing to be compared with.'
  if (fastest.fills === 0 && slowest.fills === 0)
    return 'Nothing was traded on either end of the ladder.'
  const band = bandAt(slowest.roundTripNanos)
  const where = `${latencyText(slowest.roundTripNanos)}${band === undefined ? '' : ` (${band.name})`}`
  const data = spanText(ladder.lastNanos - ladder.firstNanos)
  const than = `than ${latencyText(fastest.roundTripNanos)}`
  if (price.overData === 0)
    return `Being slow costs nothing here: ${where} comes out no worse ${than} over ${data}.`
  const better = (cost: number) => `${moneyText(Math.abs(cost))} ${cost > 0 ? 'worse' : 'better'}`
  const million = Number.isFinite(price.perMillion)
    ? `; for every million traded, ${better(price.perMillion)}`
    : ''
  return (
    `The price of being slow: ${where} comes out ${better(price.overData)} ${than} over ${data}, ` +
    `which is ${moneyText(Math.abs(price.perDay))} a day${million}.`
  )
}

/** Where a profit becomes a loss: the last rung that earns before the first that does not. */
export function breakEvenSentence({ rungs }: LatencyLadder): string {
  const [first] = rungs
  if (first === undefined || first.fills === 0) return ''
  if (!(first.pnlAfterFees > 0)) {
    return `It loses money on the fastest rung already: speed alone does not save it.`
  }
  const loser = rungs.findIndex(({ pnlAfterFees }) => !(pnlAfterFees > 0))
  if (loser < 0) return 'It earns on every rung.'
  const last = rungs[loser - 1]!
  return `It earns up to ${latencyText(last.roundTripNanos)}, and no more at ${latencyText(rungs[loser]!.roundTripNanos)}.`
}
