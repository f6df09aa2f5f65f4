/**
 * How an order of the reference engine takes from a book: whom it meets, and what becomes of both.
 */
import { ENGINE_TRADE, FLAG_HIDDEN, opposite, packMeta } from '../../core/index.ts'
import { allocateInto } from './allocation.ts'
import type { InstrumentState } from './instrument-state.ts'
import * as reason from './reason.ts'
import type { ReferenceBook } from './reference-book.ts'
import { isWithin, type ReferenceOrder, tradable } from './reference-order.ts'
import {
  ALLOW_SELF_TRADE,
  CANCEL_BOTH,
  CANCEL_NEWEST,
  CANCEL_OLDEST,
  selfTradeOf,
} from './terms.ts'

/** Takes what there is up to a limit. Answers whether the market moved too far and stopped it. */
export function matchUpTo(
  book: ReferenceBook,
  order: ReferenceOrder,
  state: InstrumentState,
  limit: number,
): boolean {
  while (order.leaves > 0) {
    const [front, ...others] = book.resting(state.index, opposite(order.side))
    if (front === undefined || !isWithin(order.side, front.bookPrice, limit)) return false
    if (!isWithin(order.side, front.bookPrice, bandEdge(state, order.side))) return false
    if (state.isTooFar(front.bookPrice)) return true
    const level = [front, ...others].filter(
      ({ bookPrice, shown }) => bookPrice === front.bookPrice && shown > 0,
    )
    if (!state.rules.isByTime && level.length > 0) share(book, order, level, state)
    else if (isSelfTrade(order, front)) preventSelfTrade(book, order, front)
    else trade(book, order, front, Math.min(order.leaves, tradable(front)), state)
  }
  return false
}

/** Displayed orders share what is taken from their level; each trades once, first come first. */
function share(
  book: ReferenceBook,
  order: ReferenceOrder,
  level: readonly ReferenceOrder[],
  state: InstrumentState,
): void {
  const own = level.find((resting) => isSelfTrade(order, resting))
  if (own !== undefined) {
    preventSelfTrade(book, order, own)
    return
  }
  const shown = Int32Array.from(level, (resting) => resting.shown)
  const total = shown.reduce((sum, lots) => sum + lots, 0)
  const shares = new Int32Array(level.length)
  allocateInto(shares, shown, level.length, Math.min(order.leaves, total), state.rules)
  for (const [k, resting] of level.entries()) {
    if (shares[k]! > 0) trade(book, order, resting, shares[k]!, state)
  }
}

function trade(
  book: ReferenceBook,
  incoming: ReferenceOrder,
  resting: ReferenceOrder,
  size: number,
  state: InstrumentState,
): void {
  const meta = packMeta(ENGINE_TRADE, incoming.side, resting.shown > 0 ? 0 : FLAG_HIDDEN)
  book.tellTrade(meta, resting, incoming, resting.bookPrice, size)
  state.traded(resting.bookPrice)
  book.take(incoming, size)
  book.take(resting, size)
}

function isSelfTrade(order: ReferenceOrder, resting: ReferenceOrder): boolean {
  const mode = selfTradeOf(order.terms)
  return mode !== ALLOW_SELF_TRADE && order.participant === resting.participant
}

function preventSelfTrade(
  book: ReferenceBook,
  order: ReferenceOrder,
  resting: ReferenceOrder,
): void {
  const mode = selfTradeOf(order.terms)
  const isBoth = mode === CANCEL_BOTH
  const both = Math.min(order.leaves, resting.leaves)
  const restingLots = mode === CANCEL_OLDEST || isBoth ? resting.leaves : both
  const incomingLots = mode === CANCEL_NEWEST || isBoth ? order.leaves : both
  if (mode !== CANCEL_NEWEST) book.shrink(resting, restingLots, reason.CANCELED_SELF_TRADE)
  if (mode !== CANCEL_OLDEST) book.shrink(order, incomingLots, reason.CANCELED_SELF_TRADE)
}

/** Lots that the order could take up to a limit; no need to count beyond those wanted. */
export function availableTo(
  book: ReferenceBook,
  order: ReferenceOrder,
  state: InstrumentState,
  limit: number,
  wanted: number,
): number {
  if (wanted === 0) return 0
  const facing = book.resting(state.index, opposite(order.side))
  const isOwn = (resting: ReferenceOrder) => isSelfTrade(order, resting)
  const skipsOwn = selfTradeOf(order.terms) === CANCEL_OLDEST
  let sum = 0
  for (const price of new Set(facing.map(({ bookPrice }) => bookPrice))) {
    const isReached = isWithin(order.side, price, limit) && !state.isTooFar(price)
    if (!isReached || !isWithin(order.side, price, bandEdge(state, order.side))) break
    const level = facing.filter(({ bookPrice }) => bookPrice === price)
    const displayed = level.filter(({ shown }) => shown > 0)
    if (!skipsOwn && displayed.some(isOwn)) {
      if (!state.rules.isByTime) break
      // First slices only: the next ones come behind the own order.
      const first = displayed.slice(0, displayed.findIndex(isOwn))
      return first.reduce((lots, { shown }) => lots + shown, sum)
    }
    for (const resting of level) {
      if (!isOwn(resting)) sum += resting.leaves
      else if (!skipsOwn) return sum
    }
  }
  return sum
}

/** The worst price that the band lets a side trade at. */
const bandEdge = (state: InstrumentState, side: number): number =>
  side > 0 ? state.highest : state.lowest
