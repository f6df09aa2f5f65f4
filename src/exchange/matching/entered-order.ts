/**
 * An order as it is entered: ENGINE_ENTER and the ENGINE_TERMS behind it, read and judged.
 *
 * Judged here is what the order alone, its instrument's rules and the engine's time can tell; whether
 * its id is free, whether there is room, and whether it would trade, the engine sees.
 */
import {
  BUY,
  ENGINE_TERMS,
  EVENT_I32,
  type EventTape,
  F_B,
  F_ORDER,
  FOK,
  GTD,
  GTX,
  I_DETAIL,
  I_INSTRUMENT,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_SIZE,
  isPriced,
  LIMIT,
  MARKET,
  NO_PRICE,
  SELL,
  type Side,
  STOP,
  sideOf,
} from '../../core/index.ts'
import type { InstrumentState } from './instrument-state.ts'
import { PRICE_TICKS_MAX, SLICES_MAX } from './matching.ts'
import { CONTINUOUS, isAuction, takesOrders } from './phase.ts'
import * as reason from './reason.ts'
import {
  AT_AUCTION,
  DECREMENT,
  isImmediate,
  isPlain,
  pegOf,
  postOnlyOf,
  selfTradeOf,
  TERMS_ALL_OR_NONE,
  TERMS_HIDDEN,
  TERMS_MORE,
  TERMS_UNUSED,
  timeInForceOf,
  typeOf,
} from './terms.ts'

export class EnteredOrder {
  participant = 0
  side: Side = BUY
  price = 0
  size = 0
  terms = 0
  stopPrice: number = NO_PRICE
  displaySize = 0
  minimumQuantity = 0
  pegOffsetTicks = 0
  /**
   * Its id, its expiry, and the number of the event that accepts it, which the engine adds. In an
   * array: a double in a field may be allocated anew.
   */
  readonly doubles = new Float64Array(3)

  get id(): number {
    return this.doubles[0]!
  }
  get expiry(): number {
    return this.doubles[1]!
  }

  /** Answers how many records it was, or 0 when the announced terms are not there. */
  read(commands: EventTape, index: number): number {
    const { i32, f64 } = commands
    const i = index * EVENT_I32
    this.doubles[0] = f64[(i >> 1) + F_ORDER]!
    this.participant = i32[i + I_PARTICIPANT]!
    this.side = sideOf(i32[i + I_META]!)
    this.price = i32[i + I_PRICE]!
    this.size = i32[i + I_SIZE]!
    this.terms = i32[i + I_DETAIL]!
    this.stopPrice = NO_PRICE
    this.displaySize = 0
    this.minimumQuantity = 0
    this.pegOffsetTicks = 0
    this.doubles[1] = 0
    if ((this.terms & TERMS_MORE) === 0) return 1
    return this.#readMore(commands, index + 1)
  }

  #readMore(commands: EventTape, index: number): number {
    const { i32, f64 } = commands
    const i = index * EVENT_I32
    if (index >= commands.length || (i32[i + I_META]! & 0xff) !== ENGINE_TERMS) return 0
    const isOurs = f64[(i >> 1) + F_ORDER] === this.doubles[0]
    if (!isOurs || i32[i + I_INSTRUMENT] !== i32[i - EVENT_I32 + I_INSTRUMENT]) return 0
    this.stopPrice = i32[i + I_PRICE]!
    this.displaySize = i32[i + I_SIZE]!
    this.minimumQuantity = i32[i + I_DETAIL]!
    this.pegOffsetTicks = i32[i + I_PARTICIPANT]!
    // Adding zero turns -0 into 0: equal dates are equal bytes.
    this.doubles[1] = f64[(i >> 1) + F_B]! + 0
    return 2
  }

  /** Why it cannot be taken in, 0 when nothing here speaks against it. */
  problem(state: InstrumentState, nowNanos: number): number {
    const { side, size, terms } = this
    if (side !== BUY && side !== SELL) return reason.REJECT_BAD_SIDE
    if (!takesOrders(state.phase)) return reason.REJECT_WRONG_PHASE
    if (size < 1 || size > state.orderLotsMax) return reason.REJECT_BAD_SIZE
    if (isPlain(terms)) return priceProblem(state, this.price)
    return (
      this.#termsProblem(state) ||
      limitProblem(state, terms, this.price) ||
      this.#moreProblem(nowNanos, state)
    )
  }

  /** Terms that contradict each other, or the phase. */
  #termsProblem(state: InstrumentState): number {
    const { terms } = this
    const type = typeOf(terms)
    const timeInForce = timeInForceOf(terms)
    const postOnly = postOnlyOf(terms)
    const isAllOrNone = (terms & TERMS_ALL_OR_NONE) !== 0
    const isSpecial =
      postOnly !== 0 || (terms & TERMS_HIDDEN) !== 0 || isAllOrNone || pegOf(terms) !== 0
    const isUnknown =
      (terms & TERMS_UNUSED) !== 0 ||
      (timeInForce as number) === GTX ||
      timeInForce > AT_AUCTION ||
      (postOnly as number) === 3 ||
      selfTradeOf(terms) > DECREMENT
    const isContradictory =
      (isSpecial && (type === MARKET || type === STOP || isImmediate(timeInForce))) ||
      (type === MARKET && timeInForce === GTD) ||
      (type >= STOP && (isImmediate(timeInForce) || timeInForce === AT_AUCTION)) ||
      (type !== LIMIT && (postOnly !== 0 || isAllOrNone || pegOf(terms) !== 0)) ||
      (isAllOrNone && (postOnly !== 0 || (terms & TERMS_HIDDEN) !== 0 || pegOf(terms) !== 0)) ||
      (pegOf(terms) !== 0 && postOnly !== 0) ||
      (timeInForce === AT_AUCTION && (postOnly !== 0 || isAllOrNone || pegOf(terms) !== 0))
    if (isUnknown || isContradictory) return reason.REJECT_BAD_TERMS
    const isLate = state.phase === CONTINUOUS && timeInForce === AT_AUCTION
    const isEarly =
      isAuction(state.phase) && (isImmediate(timeInForce) || this.minimumQuantity !== 0)
    return isLate || isEarly ? reason.REJECT_WRONG_PHASE : 0
  }

  #moreProblem(nowNanos: number, state: InstrumentState): number {
    const { terms, size, stopPrice, displaySize, minimumQuantity, pegOffsetTicks } = this
    const isVisible = (terms & (TERMS_HIDDEN | TERMS_ALL_OR_NONE)) === 0 && pegOf(terms) === 0
    const type = typeOf(terms)
    const timeInForce = timeInForceOf(terms)
    const hasStop = type >= STOP
    const isStopGood = hasStop ? gridProblem(state, stopPrice) === 0 : stopPrice === NO_PRICE
    if (!isStopGood) return reason.REJECT_BAD_STOP_PRICE
    const mayShowPart = isVisible && isPriced(type) && !isImmediate(timeInForce)
    if (displaySize !== 0 && (!mayShowPart || !isDisplayable(displaySize, size))) {
      return reason.REJECT_BAD_DISPLAY_SIZE
    }
    const mayHaveMinimum = isVisible && !hasStop && postOnlyOf(terms) === 0 && timeInForce !== FOK
    const isMinimumGood = minimumQuantity > 0 && minimumQuantity <= size && mayHaveMinimum
    if (minimumQuantity !== 0 && !isMinimumGood) return reason.REJECT_BAD_MINIMUM_QUANTITY
    const isOffsetGood = pegOf(terms) !== 0 && Math.abs(pegOffsetTicks) <= PRICE_TICKS_MAX
    if (pegOffsetTicks !== 0 && !isOffsetGood) return reason.REJECT_BAD_PEG_OFFSET
    const expiry = this.doubles[1]!
    const isExpiryGood =
      timeInForce === GTD ? expiry > nowNanos && expiry < Number.POSITIVE_INFINITY : expiry === 0
    return isExpiryGood ? 0 : reason.REJECT_BAD_EXPIRY
  }
}

/** Whether a double can name an order. */
export const isOrderId = (id: number): boolean =>
  id >= 1 && id <= Number.MAX_SAFE_INTEGER && Math.floor(id) === id

/** Why a price cannot be a limit, 0 when it can. */
export function priceProblem(state: InstrumentState, price: number): number {
  if (price < state.lowest || price > state.highest) {
    const isPrice = price >= -PRICE_TICKS_MAX && price <= PRICE_TICKS_MAX
    return isPrice ? reason.REJECT_OUTSIDE_BAND : reason.REJECT_BAD_PRICE
  }
  return state.isPlain || state.rules.tickTable.allows(price) ? 0 : reason.REJECT_OFF_TICK
}

/** The same for a price that the band does not bind: a stop price, the limit of a peg. */
export function gridProblem(state: InstrumentState, price: number): number {
  if (price < -PRICE_TICKS_MAX || price > PRICE_TICKS_MAX) return reason.REJECT_BAD_PRICE
  return state.isPlain || state.rules.tickTable.allows(price) ? 0 : reason.REJECT_OFF_TICK
}

/** Whether an order of this size has few enough slices of this one. */
export const isDisplayable = (displaySize: number, size: number): boolean =>
  displaySize > 0 && displaySize * SLICES_MAX >= size

/** What an order of this size shows at first. */
export const firstShown = (terms: number, displaySize: number, size: number): number =>
  isDisplayed(terms) ? (displaySize !== 0 && displaySize < size ? displaySize : size) : 0

/** Whether an order is seen where it rests. One at any price, in an auction, has no level to be seen at. */
export const isDisplayed = (terms: number): boolean =>
  (terms & TERMS_HIDDEN) === 0 && typeOf(terms) !== MARKET

/** The terms under which an order lives: a pegged order is hidden whether it says so or not. */
export const livingTerms = (terms: number): number =>
  pegOf(terms) === 0 ? terms & ~TERMS_MORE : (terms & ~TERMS_MORE) | TERMS_HIDDEN

/** The terms of a stop order once it acts: those of a market order, those of a limit order. */
export const triggeredTerms = (terms: number): number =>
  (terms & ~3) | (typeOf(terms) === STOP ? MARKET : LIMIT)

/** Whether what is left of an order may rest in continuous trading. */
export const mayRest = (terms: number): boolean =>
  typeOf(terms) === LIMIT && !isImmediate(timeInForceOf(terms))

/** Why an order cannot have this price and size, 0 when it can. */
export function replaceProblem(
  state: InstrumentState,
  terms: number,
  displaySize: number,
  price: number,
  size: number,
): number {
  if (!takesOrders(state.phase)) return reason.REJECT_WRONG_PHASE
  if (size < 1 || size > state.orderLotsMax) return reason.REJECT_BAD_SIZE
  if (displaySize !== 0 && !isDisplayable(displaySize, size)) return reason.REJECT_BAD_DISPLAY_SIZE
  return limitProblem(state, terms, price)
}

/** Why a price cannot be the limit of an order of these terms, 0 when it can. */
export function limitProblem(state: InstrumentState, terms: number, price: number): number {
  if (pegOf(terms) !== 0) return price === NO_PRICE ? 0 : gridProblem(state, price)
  if (isPriced(typeOf(terms))) return priceProblem(state, price)
  return price === NO_PRICE ? 0 : reason.REJECT_BAD_PRICE
}
