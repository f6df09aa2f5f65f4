/** What a ladder of latencies cannot say, said beside every one of them. */
import { spanText } from '../report/index.ts'
import type { LadderRung, LatencyLadder } from './latency-ladder.ts'

const DAY_NANOS = 86_400e9

const RECORDED_NOTE =
  'What changes with latency here: how old the market is that the strategy sees, when its orders arrive and queue, and which of its cancels come too late. What does not change: the recorded market. Nobody in it races us to a price, steps in front of our queue, pulls a quote because of us, or was slower than they were; and what we take still stands there for our next order. Fast rungs are therefore flattered most.'
const LIVING_NOTE =
  'Every rung is a market of its own from the same seeds: agents meet our orders in real queues and answer to them, so the paths part with the first order that arrives at another time. Only as fast as the agents are is there anybody to race.'

/** Sentences, the most important first. */
export function ladderNotes(ladder: LatencyLadder): string[] {
  const { rungs, keepsFeed, firstNanos, lastNanos, isLiving = false } = ladder
  const notes: string[] = []
  if (rungs[0]?.roundTripNanos === 0) {
    notes.push(
      'Zero is a physical impossibility: light needs 5 µs for a kilometre of fibre. It is the limit that the other rungs are measured against, not an offer.',
    )
  }
  notes.push(isLiving ? LIVING_NOTE : RECORDED_NOTE)
  const alike = alikeRungs(rungs)
  if (alike !== undefined) {
    const [from, to] = alike.map(({ roundTripNanos }) => spanText(roundTripNanos))
    notes.push(
      `All rungs from ${from} to ${to} came to the same: nothing happens in these data at times so close together that it could tell them apart.`,
    )
  }
  notes.push(
    keepsFeed
      ? 'Market data arrive as recorded and configured; the round trip is that of orders and reports.'
      : 'Market data take half the round trip from the time the venue states, instead of what the recorder needed.',
  )
  if (lastNanos - firstNanos < DAY_NANOS) {
    notes.push(
      `Figures per day are those of ${spanText(lastNanos - firstNanos)}, multiplied: read them as a unit, not as a forecast.`,
    )
  }
  const tripped = rungs.filter(({ killSwitch }) => killSwitch !== null)
  if (tripped.length > 0) {
    const where = tripped.map(({ roundTripNanos }) => spanText(roundTripNanos)).join(', ')
    notes.push(
      `The kill switch ended trading early at ${where}: those rungs saw less of the market.`,
    )
  }
  notes.push(
    'One path of one market: neighbouring rungs differ by luck as well as by latency. Believe the slope, not the step.',
  )
  return notes
}

/** The longest stretch of rungs above zero that no figure tells apart; undefined when all differ. */
function alikeRungs(rungs: readonly LadderRung[]): readonly [LadderRung, LadderRung] | undefined {
  const traded = rungs.filter(({ roundTripNanos, fills }) => roundTripNanos > 0 && fills > 0)
  let longest = 0
  let found: readonly [LadderRung, LadderRung] | undefined
  for (let from = 0; from < traded.length; from++) {
    let to = from
    while (to + 1 < traded.length && isAlike(traded[from]!, traded[to + 1]!)) to++
    if (to - from <= longest) continue
    longest = to - from
    found = [traded[from]!, traded[to]!]
  }
  return found
}

const isAlike = (a: LadderRung, b: LadderRung): boolean =>
  a.pnlAfterFees === b.pnlAfterFees &&
  a.fills === b.fills &&
  a.tradedValue === b.tradedValue &&
  a.lateRequests === b.lateRequests
