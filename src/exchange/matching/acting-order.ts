/**
 * The order that is acting: new, replaced, triggered or pegged anew, on its way through a book.
 *
 * There is one at a time, so it lies in the fields of one object. It takes what its limit allows, in
 * priority order; what is left rests, or lapses. Only an order that rests needs a record of its own:
 * `act` answers what is left, and the engine gives that a place.
 */
import type { RecordPool } from '../../book/index.ts'
import {
  ENGINE_CANCELED,
  ENGINE_TRADE,
  type EventTape,
  F_A,
  F_ORDER,
  FLAG_HIDDEN,
  I_DETAIL,
  I_INSTRUMENT,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_SIZE,
  packMeta,
  type Side,
  sideOf,
} from '../../core/index.ts'
import { allocateInto } from './allocation.ts'
import type { EnteredOrder } from './entered-order.ts'
import type { EventWriter } from './event-writer.ts'
import type { InstrumentState } from './instrument-state.ts'
import {
  LEVEL_HIDDEN,
  LEVEL_PRICE,
  LEVEL_SHOWN,
  type LevelQueues,
  NO_HEAD,
  rankIn,
  restingOf,
} from './level-queues.ts'
import type { LiveOrders } from './live-orders.ts'
import {
  BEHIND,
  LEAVES,
  type OrderStore,
  PARTICIPANT,
  TERMS,
  TERMS_BITS,
  UNUSUAL,
} from './order-store.ts'
import { NO_LEVEL } from './price-ladders.ts'
import * as reason from './reason.ts'
import {
  ALLOW_SELF_TRADE,
  CANCEL_BOTH,
  CANCEL_NEWEST,
  CANCEL_OLDEST,
  selfTradeOf,
} from './terms.ts'

export class ActingOrder {
  participant = 0
  side: Side = 1
  terms = 0
  leaves = 0
  /** As its events tell it: NO_PRICE without, for a peg the limit of its price. */
  limit = 0
  /** Its id; in an array, as a double in a field may be allocated anew. */
  readonly id = new Float64Array(1)
  instrument = 0
  /** The market moved too far: the match stopped for a volatility auction. */
  wasTooFar = false
  readonly #store: OrderStore
  readonly #records: RecordPool
  readonly #queues: LevelQueues
  readonly #live: LiveOrders
  readonly #writer: EventWriter
  /** `available` has met an own order that ends the count. */
  #isCounted = false
  #shown = new Int32Array(64)
  #shares = new Int32Array(64)

  constructor(live: LiveOrders, writer: EventWriter) {
    this.#live = live
    this.#store = live.store
    this.#records = live.store.records
    this.#queues = live.queues
    this.#writer = writer
  }

  loadEntered(entered: EnteredOrder, instrument: number, terms: number): void {
    this.participant = entered.participant
    this.side = entered.side
    this.terms = terms
    this.leaves = entered.size
    this.limit = entered.price
    this.instrument = instrument
    this.id[0] = entered.doubles[0]!
  }

  /** An order as its command tells it. */
  loadCommand({ i32, f64 }: EventTape, i: number): void {
    this.participant = i32[i + I_PARTICIPANT]!
    this.side = sideOf(i32[i + I_META]!)
    this.terms = i32[i + I_DETAIL]!
    this.leaves = i32[i + I_SIZE]!
    this.limit = i32[i + I_PRICE]!
    this.instrument = i32[i + I_INSTRUMENT]!
    this.id[0] = f64[(i >> 1) + F_ORDER]!
  }

  /** An order that has a record already, with this limit. */
  loadRecord(order: number, instrument: number, limit: number): void {
    const { i32, f64 } = this.#records
    this.participant = i32[order + PARTICIPANT]!
    this.side = this.#store.sideOf(order)
    this.terms = i32[order + TERMS]! & TERMS_BITS
    this.leaves = i32[order + LEAVES]!
    this.limit = limit
    this.instrument = instrument
    this.id[0] = f64[order >> 1]!
  }

  /** Whether a resting order of the other side is within a limit. */
  wouldTrade(state: InstrumentState, side: Side, limit: number): boolean {
    const facing = restingOf(state.index, -side)
    return this.#queues.ladders.bestRank(facing) >= rankIn(facing, limit)
  }

  /** Takes what there is up to a limit. `leaves` is what it could not get. */
  match(state: InstrumentState, limit: number): void {
    const facing = restingOf(state.index, -this.side)
    const { ladders } = this.#queues
    const rankMin = this.#rankMin(state, facing, limit)
    this.wasTooFar = false
    const isSimple = state.isByTime === true && state.volatilityTicks === 0
    if (isSimple && selfTradeOf(this.terms) === ALLOW_SELF_TRADE) {
      this.#matchUsual(state, facing, rankMin)
    }
    while (this.leaves > 0 && ladders.bestRank(facing) >= rankMin) {
      const level = ladders.bestLevel(facing)
      if (level === NO_LEVEL) return
      if (state.volatilityTicks !== 0 && state.isTooFar(this.#records.i32[level + LEVEL_PRICE]!)) {
        this.wasTooFar = true
        return
      }
      const isShared = !state.isByTime && this.#records.i32[level + LEVEL_SHOWN] !== 0
      if (isShared) this.#share(state, level)
      else this.#meet(state, level)
    }
  }

  /** Takes usual orders, which are displayed and have no more than they show, until another is met. */
  #matchUsual(state: InstrumentState, facing: number, rankMin: number): void {
    const { ladders } = this.#queues
    const live = this.#live
    let { leaves } = this
    while (leaves > 0 && ladders.bestRank(facing) >= rankMin) {
      const level = ladders.bestLevel(facing)
      const { i32 } = this.#records
      const resting = i32[level | BEHIND]!
      if (resting === level || (i32[resting | TERMS]! & UNUSUAL) !== 0) break
      const lots = i32[resting | LEAVES]!
      const price = i32[level | LEVEL_PRICE]!
      const size = leaves < lots ? leaves : lots
      this.#tellTrade(0, resting, price, size)
      state.traded(price)
      leaves -= size
      if (size === lots) live.endUsual(resting, level, facing, lots)
      else live.shrinkUsual(resting, level, facing, size)
    }
    this.leaves = leaves
  }

  /** The worst rank of the other side that it may trade at: its limit's, or the band's. */
  #rankMin(state: InstrumentState, facing: number, limit: number): number {
    const edge = this.side > 0 ? Math.min(limit, state.highest) : Math.max(limit, state.lowest)
    return rankIn(facing, edge)
  }

  /** Meets the first order of a level. */
  #meet(state: InstrumentState, level: number): void {
    const first = this.#queues.firstOf(level)
    const mode = selfTradeOf(this.terms)
    if (mode !== ALLOW_SELF_TRADE && this.#records.i32[first + PARTICIPANT] === this.participant) {
      this.#preventSelfTrade(first, mode)
    } else {
      const tradable = this.#store.tradable(first)
      this.#trade(state, first, level, this.leaves < tradable ? this.leaves : tradable)
    }
  }

  #trade(state: InstrumentState, resting: number, level: number, size: number): void {
    const price = this.#records.i32[level + LEVEL_PRICE]!
    const isShown = this.#queues.isShown(level)
    this.#tellTrade(isShown ? 0 : FLAG_HIDDEN, resting, price, size)
    state.traded(price)
    this.leaves -= size
    this.#live.trade(resting, size, isShown)
  }

  #tellTrade(flags: number, resting: number, price: number, size: number): void {
    const { i32, f64 } = this.#records
    const writer = this.#writer
    const at = writer.append(
      packMeta(ENGINE_TRADE, this.side, flags),
      this.instrument,
      price,
      size,
      0,
      0,
      i32[resting + PARTICIPANT]!,
      this.participant,
    )
    const doubles = writer.tape.f64
    doubles[(at >> 1) + F_ORDER] = f64[resting >> 1]!
    doubles[(at >> 1) + F_A] = this.id[0]!
  }

  /** Displayed orders share what is taken from their level; each trades once, first come first. */
  #share(state: InstrumentState, level: number): void {
    const own = this.#firstOwn(level)
    if (own !== level) {
      this.#preventSelfTrade(own, selfTradeOf(this.terms))
      return
    }
    let count = 0
    const { i32 } = this.#records
    for (let order = i32[level + BEHIND]!; order !== level; order = i32[order + BEHIND]!) {
      if (count === this.#shown.length) this.#growScratch()
      this.#shown[count++] = this.#store.tradable(order)
    }
    const total = this.#records.i32[level + LEVEL_SHOWN]!
    const taken = this.leaves < total ? this.leaves : total
    allocateInto(this.#shares, this.#shown, count, taken, state.rules)
    let order = i32[level + BEHIND]!
    for (let k = 0; k < count; k++) {
      // Read ahead of the trade: an iceberg that shows its next slice goes to the back.
      const behind = i32[order + BEHIND]!
      const share = this.#shares[k]!
      if (share > 0) this.#trade(state, order, level, share)
      order = behind
    }
  }

  /** The first displayed order that the acting one must not trade with; the level when there is none. */
  #firstOwn(level: number): number {
    if (selfTradeOf(this.terms) === ALLOW_SELF_TRADE) return level
    const { i32 } = this.#records
    let order = i32[level + BEHIND]!
    while (order !== level && i32[order + PARTICIPANT] !== this.participant) {
      order = i32[order + BEHIND]!
    }
    return order
  }

  #preventSelfTrade(resting: number, mode: number): void {
    const restingLeaves = this.#records.i32[resting + LEAVES]!
    const both = Math.min(this.leaves, restingLeaves)
    const isBoth = mode === CANCEL_BOTH
    if (mode !== CANCEL_NEWEST) {
      const lots = mode === CANCEL_OLDEST || isBoth ? restingLeaves : both
      this.#live.cancelLots(resting, lots, reason.CANCELED_SELF_TRADE)
    }
    if (mode !== CANCEL_OLDEST) {
      this.lapse(mode === CANCEL_NEWEST || isBoth ? this.leaves : both, reason.CANCELED_SELF_TRADE)
    }
  }

  /** Lots of it go without a trade. */
  lapse(lots: number, why: number): void {
    this.leaves -= lots
    const { side, limit, participant, leaves, instrument } = this
    const meta = packMeta(ENGINE_CANCELED, side, 0)
    const at = this.#writer.append(meta, instrument, limit, lots, participant, why, leaves, 0)
    this.#writer.tape.f64[(at >> 1) + F_ORDER] = this.id[0]!
  }

  /** Lots that it could take up to a limit; stops counting at those wanted. */
  available(state: InstrumentState, limit: number, wanted: number): number {
    const facing = restingOf(state.index, -this.side)
    const rankMin = this.#rankMin(state, facing, limit)
    const isWary = selfTradeOf(this.terms) !== ALLOW_SELF_TRADE
    let sum = 0
    let level = this.#queues.ladders.bestLevel(facing)
    this.#isCounted = false
    for (; level !== NO_LEVEL && sum < wanted; level = this.#queues.levelBehind(level)) {
      const price = this.#records.i32[level + LEVEL_PRICE]!
      if (rankIn(facing, price) < rankMin || state.isTooFar(price)) break
      if (!isWary) sum += this.#queues.lotsOf(level)
      else sum += this.#availableAt(state, level)
      if (this.#isCounted) break
    }
    return sum
  }

  /** The same at one level, where its own orders count for nothing, or end the count. */
  #availableAt(state: InstrumentState, level: number): number {
    const { i32 } = this.#records
    const skipsOwn = selfTradeOf(this.terms) === CANCEL_OLDEST
    const front = i32[level + BEHIND]!
    const own = skipsOwn ? level : this.#firstOwn(level)
    let sum = 0
    if (own !== level) {
      this.#isCounted = true
      if (!state.isByTime) return 0
      // First slices only: the next ones come behind the own order.
      for (let order = front; order !== own; order = i32[order + BEHIND]!) {
        sum += this.#store.tradable(order)
      }
      return sum
    }
    for (let order = front; order !== level; order = i32[order + BEHIND]!) {
      if (i32[order + PARTICIPANT] !== this.participant) sum += i32[order + LEAVES]!
    }
    const head = i32[level + LEVEL_HIDDEN]!
    return head === NO_HEAD ? sum : sum + this.#availableHidden(head, skipsOwn)
  }

  #availableHidden(head: number, skipsOwn: boolean): number {
    const { i32 } = this.#records
    let sum = 0
    for (let order = i32[head + BEHIND]!; order !== head; order = i32[order + BEHIND]!) {
      if (i32[order + PARTICIPANT] !== this.participant) sum += i32[order + LEAVES]!
      else if (!skipsOwn) {
        this.#isCounted = true
        break
      }
    }
    return sum
  }

  #growScratch(): void {
    const shown = new Int32Array(2 * this.#shown.length)
    shown.set(this.#shown)
    this.#shown = shown
    this.#shares = new Int32Array(shown.length)
  }
}
