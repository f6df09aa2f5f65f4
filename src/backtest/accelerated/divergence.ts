/**
 * The first decision at which two engines part, and the reason.
 *
 * Decisions are compared row by row: what was known, and what was wanted. The reason lies before it. An
 * accelerated run gives up queues, partial fills and late answers, and judges losses at rows; whatever
 * none of these explains is a mistake of an engine, and is called so.
 */
import { QUEUE_EXHAUSTED } from '../../exchange/index.ts'
import type { LoggedFill } from '../../simulation/index.ts'
import type { RowDecision } from './accelerated-result.ts'
import type { PacedPair } from './paced-pair.ts'

export type DivergenceCause =
  | 'queue fill'
  | 'partial fill'
  | 'response latency'
  | 'loss limit'
  | 'unexplained'

export interface Divergence {
  readonly cause: DivergenceCause
  /** Undefined where an engine made no decision any more. */
  readonly accelerated: RowDecision | undefined
  readonly event: RowDecision | undefined
  /** The fill that made the difference, where one did. */
  readonly fill: LoggedFill | undefined
}

/** How many decisions are equal from the beginning. */
export function equalDecisions({ decisions, eventDecisions }: PacedPair): number {
  let equal = 0
  while (
    equal < decisions.length &&
    equal < eventDecisions.length &&
    isSame(decisions[equal]!, eventDecisions[equal]!)
  ) {
    equal++
  }
  return equal
}

/** Undefined when all decisions are equal, and so are the fills. */
export function firstDivergence(pair: PacedPair): Divergence | undefined {
  const { decisions, eventDecisions, event } = pair
  const first = equalDecisions(pair)
  const accelerated = decisions[first]
  const other = eventDecisions[first]
  // What happened after the earlier of the two looks is no reason for it.
  const parted = partedFill(
    pair,
    Math.min(
      accelerated?.atNanos ?? Number.POSITIVE_INFINITY,
      other?.atNanos ?? Number.POSITIVE_INFINITY,
    ),
  )
  if (accelerated === undefined && other === undefined && parted === undefined) return undefined
  const place = { accelerated, event: other, fill: parted?.event ?? parted?.accelerated }
  if (parted?.event?.cause === QUEUE_EXHAUSTED) {
    return { ...place, cause: parted.event.leaves > 0 ? 'partial fill' : 'queue fill' }
  }
  if (event.killSwitch.isTripped) return { ...place, cause: 'loss limit' }
  const knewElse = parted === undefined && !knewSame(accelerated, other)
  return { ...place, cause: knewElse && pair.hasResponse ? 'response latency' : 'unexplained' }
}

/** The first fill of either engine, up to an instant, that the other has not. */
function partedFill({ accelerated, event }: PacedPair, untilNanos: number) {
  const count = Math.max(accelerated.fills.length, event.fills.length)
  for (let index = 0; index < count; index++) {
    const ours = index < accelerated.fills.length ? accelerated.fills.at(index) : undefined
    const theirs = index < event.fills.length ? event.fills.at(index) : undefined
    const isEqual =
      ours?.at === theirs?.at &&
      ours?.side === theirs?.side &&
      ours?.priceTicks === theirs?.priceTicks &&
      ours?.size === theirs?.size
    if (isEqual) continue
    const isOursFirst =
      (ours?.at ?? Number.POSITIVE_INFINITY) < (theirs?.at ?? Number.POSITIVE_INFINITY)
    const at = isOursFirst ? ours!.at : theirs!.at
    if (at > untilNanos) return undefined
    return isOursFirst
      ? { accelerated: ours, event: undefined }
      : { accelerated: undefined, event: theirs }
  }
  return undefined
}

function isSame(a: RowDecision, b: RowDecision): boolean {
  return (
    knewSame(a, b) &&
    sameQuote(a.wantedBid, a.wantedBidLots, b.wantedBid, b.wantedBidLots) &&
    sameQuote(a.wantedAsk, a.wantedAskLots, b.wantedAsk, b.wantedAskLots)
  )
}

/** Looked at the same row, and knew the same. */
function knewSame(a: RowDecision | undefined, b: RowDecision | undefined): boolean {
  return (
    a?.row === b?.row &&
    a?.position === b?.position &&
    a?.openBidLots === b?.openBidLots &&
    a?.openAskLots === b?.openAskLots
  )
}

/** Nothing wanted has no price. */
const sameQuote = (price: number, lots: number, otherPrice: number, otherLots: number): boolean =>
  lots === otherLots && (lots === 0 || price === otherPrice)
