/**
 * The most frequent commands by the shortest way: in continuous trading, a plain or immediate order
 * comes, and a plain one moves or is canceled.
 *
 * The general way would do the same. What it asks for and is not the case here, nobody asks for: where
 * no order waits for prices, nothing follows from these commands; and each word of a record is read
 * once. A command that is anything else is left as it came, and takes the general way.
 */
import type { RecordPool } from '../../book/index.ts'
import {
  BUY,
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCEL,
  ENGINE_CANCELED,
  ENGINE_ENTER,
  ENGINE_REPLACE,
  ENGINE_REPLACED,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_ORDER,
  FLAG_BOOKED,
  GTC,
  I_DETAIL,
  I_INSTRUMENT,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_SIZE,
  packMeta,
  SELL,
  sideOf,
} from '../../core/index.ts'
import type { ActingOrder } from './acting-order.ts'
import { isOrderId } from './entered-order.ts'
import type { EventWriter } from './event-writer.ts'
import type { InstrumentState } from './instrument-state.ts'
import { LEVEL_LADDER, LEVEL_PRICE, type LevelQueues, rankIn, restingOf } from './level-queues.ts'
import type { LiveOrders } from './live-orders.ts'
import { SIDE_LOTS_MAX } from './matching.ts'
import {
  LEAVES,
  LEVEL,
  NO_ORDER,
  type OrderStore,
  PARTICIPANT,
  TERMS,
  UNUSUAL,
} from './order-store.ts'
import { CONTINUOUS } from './phase.ts'
import { NO_LEVEL, type PriceLadders } from './price-ladders.ts'
import { BOOKED_REST, CANCELED_REQUESTED, CANCELED_UNFILLED } from './reason.ts'
import { isPlainOrImmediate, postOnlyOf, timeInForceOf } from './terms.ts'

/** What an engine allows. */
interface Limits {
  readonly states: readonly InstrumentState[]
  readonly participants: number
  readonly ordersMax: number
}

export class UsualCommands {
  readonly #states: readonly InstrumentState[]
  readonly #live: LiveOrders
  readonly #store: OrderStore
  readonly #records: RecordPool
  readonly #queues: LevelQueues
  readonly #ladders: PriceLadders
  readonly #openLots: Int32Array = new Int32Array(0)
  readonly #acting: ActingOrder
  readonly #writer: EventWriter
  readonly #participants: number = 0
  readonly #ordersMax: number = 0

  constructor(
    { states, participants, ordersMax }: Limits,
    live: LiveOrders,
    acting: ActingOrder,
    writer: EventWriter,
  ) {
    this.#states = states
    this.#participants = participants
    this.#ordersMax = ordersMax
    this.#live = live
    this.#store = live.store
    this.#records = live.store.records
    this.#queues = live.queues
    this.#ladders = live.queues.ladders
    this.#openLots = live.openLots
    this.#acting = acting
    this.#writer = writer
  }

  /**
   * Obeys the command at an index if it is one of these. Answers the index of the next, or the same one
   * when it was not: nothing has happened then.
   */
  obey(commands: EventTape, index: number): number {
    const i = (index * EVENT_I32) | 0
    const { i32, f64 } = commands
    const kind = i32[i | I_META]! & 0xff
    if (kind !== ENGINE_REPLACE && kind !== ENGINE_ENTER && kind !== ENGINE_CANCEL) return index
    const time = f64[(i >> 1) | F_EXCHANGE]!
    // Infinity and NaN differ from themselves less themselves.
    if (time - time !== 0) return index
    const state = this.#states[i32[i | I_INSTRUMENT]!]
    if (state === undefined || state.phase !== CONTINUOUS || !state.isCalm) return index
    if (kind === ENGINE_ENTER) return index + this.#enter(commands, i, state)
    const id = f64[(i >> 1) | F_ORDER]!
    const order = this.#store.findQuickly(id)
    // Two calls of one method: what V8 knows of the arrays before a search is lost behind it.
    if (order === NO_ORDER) {
      return index + this.#change(commands, i, kind, state, this.#store.find(id))
    }
    return index + this.#change(commands, i, kind, state, order)
  }

  // Each of these answers 1 when it has obeyed, 0 when nothing has happened.

  #change(
    commands: EventTape,
    i: number,
    kind: number,
    state: InstrumentState,
    order: number,
  ): 0 | 1 {
    if (order === NO_ORDER) return 0
    const { i32 } = this.#records
    if ((i32[order | TERMS]! & UNUSUAL) !== 0) return 0
    if (i32[order | PARTICIPANT] !== commands.i32[i | I_PARTICIPANT]) return 0
    const level = i32[order | LEVEL]!
    const ladder = i32[level | LEVEL_LADDER]!
    // A plain order rests, in a ladder of its instrument's two.
    if (ladder >> 1 !== commands.i32[i | I_INSTRUMENT]) return 0
    return kind === ENGINE_CANCEL
      ? this.#cancel(commands, i, order, level, ladder)
      : this.#move(commands, i, order, level, ladder, state)
  }

  #enter(commands: EventTape, i: number, state: InstrumentState): 0 | 1 {
    const { i32, f64 } = commands
    const terms = i32[i | I_DETAIL]!
    const price = i32[i | I_PRICE]!
    const size = i32[i | I_SIZE]!
    const participant = i32[i | I_PARTICIPANT]!
    if (!isPlainOrImmediate(terms) || participant < 0 || participant >= this.#participants) return 0
    if (size < 1 || size > state.orderLotsMax) return 0
    if (price < state.lowest || price > state.highest || state.isPlain !== true) return 0
    const side = sideOf(i32[i | I_META]!)
    if (side !== BUY && side !== SELL) return 0
    const ladder = restingOf(state.index, side)
    if (this.#openLots[ladder]! + size > SIDE_LOTS_MAX) return 0
    const id = f64[(i >> 1) | F_ORDER]!
    if (!isOrderId(id) || this.#store.count >= this.#ordersMax) return 0
    if (this.#store.find(id) !== NO_ORDER) return 0
    const isMet = this.#ladders.bestRank(ladder ^ 1) >= rankIn(ladder ^ 1, price)
    if (isMet || timeInForceOf(terms) !== GTC) this.#take(commands, i, ladder, state)
    else {
      this.#live.restUsual(commands, i, ladder, price, size)
      const meta = packMeta(ENGINE_ACCEPTED, side, FLAG_BOOKED)
      this.#tell(commands, i, meta, price, size, terms, 0, size)
    }
    return 1
  }

  /** An order takes what it can; what is left of it rests, or lapses if it was immediate. */
  #take(commands: EventTape, i: number, ladder: number, state: InstrumentState): void {
    const { i32 } = commands
    const acting = this.#acting
    const terms = i32[i | I_DETAIL]!
    const price = i32[i | I_PRICE]!
    const meta = packMeta(ENGINE_ACCEPTED, 1 - 2 * (ladder & 1), 0)
    this.#tell(commands, i, meta, price, i32[i | I_SIZE]!, terms, 0, 0)
    acting.loadCommand(commands, i)
    acting.match(state, price)
    const { leaves } = acting
    if (leaves === 0) return
    if (timeInForceOf(terms) !== GTC) acting.lapse(leaves, CANCELED_UNFILLED)
    else {
      this.#live.restUsual(commands, i, ladder, price, leaves)
      this.#tellBooked(commands, i, acting.side, price, leaves)
    }
  }

  #move(
    commands: EventTape,
    i: number,
    order: number,
    level: number,
    ladder: number,
    state: InstrumentState,
  ): 0 | 1 {
    const price = commands.i32[i | I_PRICE]!
    const size = commands.i32[i | I_SIZE]!
    if (size < 1 || size > state.orderLotsMax) return 0
    if (price < state.lowest || price > state.highest || state.isPlain !== true) return 0
    const { i32 } = this.#records
    const leaves = i32[order | LEAVES]!
    if (size <= leaves && i32[level | LEVEL_PRICE] === price) return 0
    // Ladders of buyers and sellers are neighbours.
    const isMet = this.#ladders.bestRank(ladder ^ 1) >= rankIn(ladder ^ 1, price)
    if (isMet && postOnlyOf(i32[order | TERMS]!) !== 0) return 0
    if (size !== leaves) {
      const open = this.#openLots[ladder]! - leaves
      if (open + size > SIDE_LOTS_MAX) return 0
      this.#openLots[ladder] = open + size
    }
    this.#queues.unlinkUsual(order, level, leaves)
    if (isMet) return this.#moveInto(commands, i, order, ladder, leaves, state)
    this.#queues.appendUsual(order, ladder, price, size)
    const meta = packMeta(ENGINE_REPLACED, 1 - 2 * (ladder & 1), FLAG_BOOKED)
    this.#tell(commands, i, meta, price, size, 0, leaves, size)
    return 1
  }

  /** An order that has left its queue takes what it can at its new price; what is left of it rests there. */
  #moveInto(
    commands: EventTape,
    i: number,
    order: number,
    ladder: number,
    before: number,
    state: InstrumentState,
  ): 1 {
    const { i32 } = this.#records
    const acting = this.#acting
    const price = commands.i32[i | I_PRICE]!
    const size = commands.i32[i | I_SIZE]!
    const side = 1 - 2 * (ladder & 1)
    i32[order | LEVEL] = NO_LEVEL
    i32[order | LEAVES] = size
    this.#tell(commands, i, packMeta(ENGINE_REPLACED, side, 0), price, size, 0, before, 0)
    acting.loadRecord(order, state.index, price)
    acting.match(state, price)
    const { leaves } = acting
    this.#openLots[ladder]! -= size - leaves
    if (leaves === 0) this.#live.forget(order)
    else {
      this.#queues.appendUsual(order, ladder, price, leaves)
      this.#tellBooked(commands, i, side, price, leaves)
    }
    return 1
  }

  #cancel(commands: EventTape, i: number, order: number, level: number, ladder: number): 1 {
    const { i32 } = this.#records
    const leaves = i32[order | LEAVES]!
    const price = i32[level | LEVEL_PRICE]!
    const meta = packMeta(ENGINE_CANCELED, 1 - 2 * (ladder & 1), 0)
    this.#tell(commands, i, meta, price, leaves, CANCELED_REQUESTED, 0, leaves)
    this.#live.endUsual(order, level, ladder, leaves)
    return 1
  }

  /** What an order could not take rests. */
  #tellBooked(commands: EventTape, i: number, side: number, price: number, leaves: number): void {
    const meta = packMeta(ENGINE_BOOKED, side, 0)
    this.#tell(commands, i, meta, price, leaves, BOOKED_REST, 0, leaves)
  }

  /** An event about the order and the participant of a command, at its time. */
  #tell(
    commands: EventTape,
    i: number,
    meta: number,
    price: number,
    size: number,
    detail: number,
    left: number,
    shown: number,
  ): void {
    const { i32, f64 } = commands
    const writer = this.#writer
    writer.begin(commands, i / EVENT_I32)
    const instrument = i32[i | I_INSTRUMENT]!
    const participant = i32[i | I_PARTICIPANT]!
    const at = writer.append(meta, instrument, price, size, participant, detail, left, shown)
    writer.tape.f64[(at >> 1) | F_ORDER] = f64[(i >> 1) | F_ORDER]!
  }
}
