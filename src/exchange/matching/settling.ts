/** What follows a command in a book: pegged orders move, all-or-none orders are tried, stops act. */
import { ENGINE_PARKED, ENGINE_TRIGGERED, NO_PRICE, SIDES, type Side } from '../../core/index.ts'
import type { ActingOrder } from './acting-order.ts'
import { triggeredTerms } from './entered-order.ts'
import type { InstrumentState } from './instrument-state.ts'
import { LEVEL_PRICE, restingOf } from './level-queues.ts'
import type { LiveOrders } from './live-orders.ts'
import {
  BEHIND,
  LEAVES,
  LEVEL,
  LIMIT_PRICE,
  NEXT_PEG,
  NO_ORDER,
  PEG_OFFSET,
  rare,
  TERMS,
  TERMS_BITS,
} from './order-store.ts'
import { pegTarget } from './peg-target.ts'
import { CONTINUOUS } from './phase.ts'
import { NO_LEVEL } from './price-ladders.ts'
import * as reason from './reason.ts'
import { pegOf } from './terms.ts'

/** Lets the loaded order act, as the engine does. */
export interface Stage {
  act(state: InstrumentState, price: number, minimum: number, order: number, why: number): void
}

export class Settling {
  readonly #live: LiveOrders
  readonly #acting: ActingOrder
  readonly #stage: Stage
  /** Pegs on the move. */
  #moving = new Int32Array(64)
  /** What the pegs of an instrument were placed by; where nothing has changed, nobody moves. */
  #bid: number = NO_PRICE
  #ask: number = NO_PRICE

  constructor(live: LiveOrders, acting: ActingOrder, stage: Stage) {
    this.#live = live
    this.#acting = acting
    this.#stage = stage
  }

  settle(state: InstrumentState): void {
    let hasMoved = true
    while (hasMoved && state.phase === CONTINUOUS) {
      const hasRepegged = this.#repeg(state)
      const hasTaken = this.#tryWhole(state)
      const hasTriggered = this.#triggerNext(state)
      hasMoved = hasRepegged || hasTaken || hasTriggered
    }
  }

  /** Takes every peg of an instrument out of its book. */
  parkPegs(state: InstrumentState): void {
    let order = this.#live.pegs[2 * state.index]!
    while (order !== NO_ORDER) {
      const next = this.#live.store.rareI32[rare(order) + NEXT_PEG]!
      if (this.#live.store.records.i32[order + LEVEL] !== NO_LEVEL) this.#park(order, state)
      order = next
    }
  }

  #park(order: number, { index }: InstrumentState): void {
    this.#live.leave(order)
    this.#live.park(order, index)
    this.#live.tell(ENGINE_PARKED, order, 0, this.#live.store.records.i32[order + LEAVES]!, 0, 0, 0)
  }

  /** All pegs that belong elsewhere leave, then come back one by one. */
  #repeg(state: InstrumentState): boolean {
    const { index } = state
    const { pegs, queues, store } = this.#live
    if (pegs[2 * index] === NO_ORDER) return false
    this.#bid = queues.bestShown(restingOf(index, 1))
    this.#ask = queues.bestShown(restingOf(index, -1))
    let count = 0
    for (let peg = pegs[2 * index]!; peg !== NO_ORDER; peg = store.rareI32[rare(peg) + NEXT_PEG]!) {
      if (this.#target(peg, state) === this.#priceOf(peg)) continue
      if (count === this.#moving.length) this.#growMoving()
      this.#moving[count++] = peg
    }
    for (let k = 0; k < count; k++) {
      const peg = this.#moving[k]!
      if (store.records.i32[peg + LEVEL] !== NO_LEVEL) this.#park(peg, state)
    }
    for (let k = 0; k < count && state.phase === CONTINUOUS; k++) {
      const peg = this.#moving[k]!
      const price = this.#target(peg, state)
      if (price === NO_PRICE) continue
      const limit = this.#live.limitOf(peg)
      this.#live.leave(peg)
      this.#acting.loadRecord(peg, index, limit)
      this.#stage.act(state, price, 0, peg, reason.BOOKED_REPEGGED)
    }
    return count > 0
  }

  /** Where it rests, `NO_PRICE` when it is parked. */
  #priceOf(peg: number): number {
    const level = this.#live.store.records.i32[peg + LEVEL]!
    return level === NO_LEVEL ? NO_PRICE : this.#live.queues.records.i32[level + LEVEL_PRICE]!
  }

  #target(order: number, state: InstrumentState): number {
    const { store } = this.#live
    const at = rare(order)
    return pegTarget(
      state,
      store.sideOf(order),
      pegOf(store.records.i32[order + TERMS]!),
      store.rareI32[at + PEG_OFFSET]!,
      store.rareI32[at + LIMIT_PRICE]!,
      this.#bid,
      this.#ask,
    )
  }

  #tryWhole(state: InstrumentState): boolean {
    const [buy, sell] = SIDES
    const hasBought = this.#tryWholeOf(state, buy!)
    return this.#tryWholeOf(state, sell!) || hasBought
  }

  #tryWholeOf(state: InstrumentState, side: Side): boolean {
    const { queues, store } = this.#live
    const { index } = state
    const acting = this.#acting
    let hasTaken = false
    let level = queues.ladders.bestLevel(queues.wholeOf(index, side))
    while (level !== NO_LEVEL) {
      const limit = queues.records.i32[level + LEVEL_PRICE]!
      // An order that takes may take its level with it.
      const behind = queues.levelBehind(level)
      const head = queues.hiddenOf(level)
      let order = acting.wouldTrade(state, side, limit) ? store.records.i32[head + BEHIND]! : head
      while (order !== head) {
        const next = store.records.i32[order + BEHIND]!
        acting.loadRecord(order, index, limit)
        const { leaves } = acting
        if (acting.available(state, limit, leaves) >= leaves) {
          this.#live.leave(order)
          this.#stage.act(state, limit, 0, order, reason.BOOKED_REST)
          hasTaken = true
        }
        order = next
      }
      level = behind
    }
    return hasTaken
  }

  #triggerNext(state: InstrumentState): boolean {
    if (state.lastPrice === NO_PRICE || state.phase !== CONTINUOUS) return false
    const order = this.#nextReached(state)
    if (order === NO_ORDER) return false
    const { store } = this.#live
    const limit = this.#live.limitOf(order)
    this.#live.tell(ENGINE_TRIGGERED, order, 0, store.records.i32[order + LEAVES]!, 0, 0, 0)
    this.#live.leave(order)
    const terms = store.records.i32[order + TERMS]!
    store.records.i32[order + TERMS] = (terms & ~TERMS_BITS) | triggeredTerms(terms & TERMS_BITS)
    this.#acting.loadRecord(order, state.index, limit)
    this.#stage.act(state, limit, 0, order, reason.BOOKED_REST)
    return true
  }

  /** Buyers from the lowest stop, then sellers from the highest. */
  #nextReached({ index, lowestTrade, highestTrade }: InstrumentState): number {
    const { queues } = this.#live
    const buyers = queues.ladders.bestLevel(queues.stopsOf(index, 1))
    if (buyers !== NO_LEVEL && queues.records.i32[buyers + LEVEL_PRICE]! <= highestTrade) {
      return queues.firstOf(buyers)
    }
    const sellers = queues.ladders.bestLevel(queues.stopsOf(index, -1))
    const isReached =
      sellers !== NO_LEVEL && queues.records.i32[sellers + LEVEL_PRICE]! >= lowestTrade
    return isReached ? queues.firstOf(sellers) : NO_ORDER
  }

  #growMoving(): void {
    const larger = new Int32Array(2 * this.#moving.length)
    larger.set(this.#moving)
    this.#moving = larger
  }
}
