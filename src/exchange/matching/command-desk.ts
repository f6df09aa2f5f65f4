/**
 * The front of every engine: reads a command, refuses it or has it obeyed, and answers.
 *
 * What is judged here needs no book. The engines below differ in how they keep orders and match them;
 * they share how a command reads, what a refusal looks like, and how state is written down.
 */
import {
  assert,
  ENGINE_BAND,
  ENGINE_BAND_CHANGED,
  ENGINE_CANCEL,
  ENGINE_DISCONNECT,
  ENGINE_ENTER,
  ENGINE_INDICATE,
  ENGINE_MASS_CANCEL,
  ENGINE_MASS_CANCELED,
  ENGINE_PHASE,
  ENGINE_PHASE_CHANGED,
  ENGINE_REJECTED,
  ENGINE_REPLACE,
  ENGINE_TIME,
  ENGINE_TIME_REACHED,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_ORDER,
  I_DETAIL,
  I_INSTRUMENT,
  I_LEFT,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  InputError,
  type Lots,
  NO_SIDE,
  packMeta,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import { EnteredOrder, isOrderId } from './entered-order.ts'
import { EventWriter } from './event-writer.ts'
import { InstrumentRules } from './instrument-rules.ts'
import { InstrumentState } from './instrument-state.ts'
import {
  type Matching,
  type MatchingOptions,
  ORDERS_MAX_DEFAULT,
  ORDERS_MAX_MAX,
  PARTICIPANTS_DEFAULT,
  PARTICIPANTS_MAX,
  PRICE_TICKS_MAX,
} from './matching.ts'
import { type OrderFilter, OUTSIDE_BAND } from './order-filter.ts'
import { isAuction, isPhase, type Phase } from './phase.ts'
import * as reason from './reason.ts'
import { type OrderImage, readSnapshot, rulesDigest, writeSnapshot } from './snapshot.ts'

export abstract class CommandDesk implements Matching {
  readonly events = new EventTape()
  protected readonly writer = new EventWriter(this.events)
  protected readonly states: readonly InstrumentState[]
  protected readonly ordersMax: number
  protected readonly participants: number
  readonly #entered = new EnteredOrder()
  readonly #rulesDigest: string
  /** The latest ENGINE_TIME. */
  readonly #now = new Float64Array([Number.NEGATIVE_INFINITY])

  constructor(options: MatchingOptions) {
    const { participants = PARTICIPANTS_DEFAULT, ordersMax = ORDERS_MAX_DEFAULT } = options
    mustCount('participants', participants, PARTICIPANTS_MAX)
    mustCount('ordersMax', ordersMax, ORDERS_MAX_MAX)
    if (options.instruments.length === 0) {
      throw new InputError('an engine without instruments', { field: 'instruments' })
    }
    this.participants = participants
    this.ordersMax = ordersMax
    this.states = options.instruments.map(
      (rules, index) => new InstrumentState(index, new InstrumentRules(rules)),
    )
    this.#rulesDigest = rulesDigest(options.instruments, participants, ordersMax)
  }

  abstract readonly orderCount: number
  abstract bestOf(instrument: number, side: Side): Ticks
  abstract nextShownBehind(instrument: number, side: Side, price: Ticks): Ticks
  abstract shownAt(instrument: number, side: Side, price: Ticks): Lots
  abstract checkInvariants(): void

  // What an engine does, once a command has passed. An order is an int32 of the engine's choice.

  /** The order whose id is in the command, -1 without. */
  protected abstract find(commands: EventTape, index: number): number
  protected abstract participantOf(order: number): number
  protected abstract instrumentOf(order: number): number
  /** Takes an order in. Returns why not, 0 when it has. */
  protected abstract enter(entered: EnteredOrder, state: InstrumentState): number
  /** Returns why not, 0 when it has. */
  protected abstract replace(
    order: number,
    price: number,
    size: number,
    state: InstrumentState,
  ): number
  protected abstract cancel(order: number, why: number): void
  /** Does all that follows from what has happened in a book. */
  protected abstract settle(state: InstrumentState): void
  /** Cancels those that match, in the order of a snapshot. Returns how many. */
  protected abstract cancelAll(state: InstrumentState, which: OrderFilter, why: number): number
  /** Ends what the old phase had, begins what the new one has. `state.phase` is the new one. */
  protected abstract changePhase(state: InstrumentState, before: Phase): void
  protected abstract indicate(state: InstrumentState): void
  /** Expires the next order whose date has come. Returns its instrument, -1 when there is none. */
  protected abstract expireNext(nowNanos: number): number
  /** Every order of an instrument, in the order that `snapshot.ts` tells. */
  protected abstract images(instrument: number): OrderImage[]
  /** Forgets all orders and takes these. */
  protected abstract load(images: readonly OrderImage[]): void

  apply(commands: EventTape, index: number): number {
    const i = index * EVENT_I32
    const kind = commands.i32[i + I_META]! & 0xff
    const time = commands.f64[index * EVENT_F64 + F_EXCHANGE]!
    // Infinity and NaN differ from themselves less themselves.
    const isTime = time - time === 0
    if (isTime) this.writer.begin(commands, index)
    else this.writer.beginAt(this.#now[0]!)
    if (kind === ENGINE_ENTER) return this.#enter(commands, index, isTime)
    const problem = isTime ? this.#obey(kind, commands, index) : reason.REJECT_BAD_TIME
    if (problem !== 0) this.#reject(commands, index, problem)
    return index + 1
  }

  #enter(commands: EventTape, index: number, isTime: boolean): number {
    const entered = this.#entered
    const records = entered.read(commands, index)
    let problem = 0
    if (!isTime) problem = reason.REJECT_BAD_TIME
    else if (records === 0) problem = reason.REJECT_TERMS_MISSING
    else problem = this.#enterProblem(commands, index)
    if (problem !== 0) this.#reject(commands, index, problem)
    return index + (records || 1)
  }

  #enterProblem(commands: EventTape, index: number): number {
    const entered = this.#entered
    const state = this.states[commands.i32[index * EVENT_I32 + I_INSTRUMENT]!]
    if (state === undefined) return reason.REJECT_UNKNOWN_INSTRUMENT
    if (!this.#isParticipant(entered.participant)) return reason.REJECT_UNKNOWN_PARTICIPANT
    const id = commands.f64[index * EVENT_F64 + F_ORDER]!
    if (!isOrderId(id)) return reason.REJECT_BAD_ORDER_ID
    const problem = entered.problem(state, this.#now[0]!)
    if (problem !== 0) return problem
    if (this.orderCount >= this.ordersMax) return reason.REJECT_TOO_MANY_ORDERS
    if (this.find(commands, index) !== -1) return reason.REJECT_DUPLICATE_ORDER_ID
    return this.enter(entered, state)
  }

  #obey(kind: number, commands: EventTape, index: number): number {
    if (kind === ENGINE_CANCEL || kind === ENGINE_REPLACE)
      return this.#change(kind, commands, index)
    if (kind === ENGINE_MASS_CANCEL) return this.#massCancel(commands, index)
    if (kind === ENGINE_DISCONNECT) return this.#disconnect(commands, index)
    if (kind === ENGINE_TIME) return this.#timeReached(commands, index)
    if (kind === ENGINE_PHASE) return this.#phase(commands, index)
    if (kind === ENGINE_BAND) return this.#band(commands, index)
    if (kind === ENGINE_INDICATE) return this.#indicate(commands, index)
    return reason.REJECT_UNKNOWN_COMMAND
  }

  #change(kind: number, commands: EventTape, index: number): number {
    const { i32 } = commands
    const i = index * EVENT_I32
    const state = this.states[i32[i + I_INSTRUMENT]!]
    if (state === undefined) return reason.REJECT_UNKNOWN_INSTRUMENT
    const order = this.find(commands, index)
    if (order === -1) return reason.REJECT_UNKNOWN_ORDER
    const isTheirs =
      this.participantOf(order) === i32[i + I_PARTICIPANT] &&
      this.instrumentOf(order) === state.index
    if (!isTheirs) return reason.REJECT_UNKNOWN_ORDER
    if (kind === ENGINE_REPLACE) {
      return this.replace(order, i32[i + I_PRICE]!, i32[i + I_SIZE]!, state)
    }
    this.cancel(order, reason.CANCELED_REQUESTED)
    this.settle(state)
    return 0
  }

  #massCancel({ i32 }: EventTape, index: number): number {
    const i = index * EVENT_I32
    const participant = i32[i + I_PARTICIPANT]!
    const instrument = i32[i + I_INSTRUMENT]!
    const side: number = sideOf(i32[i + I_META]!)
    if (participant !== -1 && !this.#isParticipant(participant)) {
      return reason.REJECT_UNKNOWN_PARTICIPANT
    }
    if (instrument !== -1 && this.states[instrument] === undefined) {
      return reason.REJECT_UNKNOWN_INSTRUMENT
    }
    if (side < -1 || side > 1) return reason.REJECT_BAD_SIDE
    const which = { participant, side }
    this.#cancelMany(instrument, which, reason.CANCELED_MASS_REQUESTED)
    return 0
  }

  #disconnect({ i32 }: EventTape, index: number): number {
    const participant = i32[index * EVENT_I32 + I_PARTICIPANT]!
    if (!this.#isParticipant(participant)) return reason.REJECT_UNKNOWN_PARTICIPANT
    const which: OrderFilter = { participant, side: NO_SIDE, only: 'cancel on disconnect' }
    this.#cancelMany(-1, which, reason.CANCELED_DISCONNECTED)
    return 0
  }

  #cancelMany(instrument: number, which: OrderFilter, why: number): void {
    let count = 0
    for (const state of this.states) {
      if (instrument !== -1 && state.index !== instrument) continue
      count += this.cancelAll(state, which, why)
      this.settle(state)
    }
    const meta = packMeta(ENGINE_MASS_CANCELED, which.side, 0)
    this.writer.append(meta, instrument, 0, count, which.participant, why, 0, 0)
  }

  #timeReached(commands: EventTape, index: number): number {
    const now = commands.f64[index * EVENT_F64 + F_EXCHANGE]!
    if (now < this.#now[0]!) return reason.REJECT_BAD_TIME
    this.#now[0] = now
    let count = 0
    for (;;) {
      const instrument = this.expireNext(now)
      if (instrument === -1) break
      this.settle(this.states[instrument]!)
      count++
    }
    this.writer.append(packMeta(ENGINE_TIME_REACHED, NO_SIDE, 0), -1, 0, count, -1, 0, 0, 0)
    return 0
  }

  #phase({ i32 }: EventTape, index: number): number {
    const i = index * EVENT_I32
    const state = this.states[i32[i + I_INSTRUMENT]!]
    const phase = i32[i + I_DETAIL]!
    if (state === undefined) return reason.REJECT_UNKNOWN_INSTRUMENT
    if (!isPhase(phase)) return reason.REJECT_BAD_PHASE
    if (phase === state.phase) return reason.REJECT_WRONG_PHASE
    this.passInto(state, phase, 0)
    this.settle(state)
    return 0
  }

  /** `isByMarket`: 1 when no command asked for it. */
  protected passInto(state: InstrumentState, phase: Phase, isByMarket: 0 | 1): void {
    const before = state.phase
    state.phase = phase
    const meta = packMeta(ENGINE_PHASE_CHANGED, NO_SIDE, 0)
    this.writer.append(meta, state.index, 0, 0, -1, phase, isByMarket, 0)
    this.changePhase(state, before)
  }

  #band({ i32 }: EventTape, index: number): number {
    const i = index * EVENT_I32
    const state = this.states[i32[i + I_INSTRUMENT]!]
    const lowest = i32[i + I_LEFT]!
    const highest = i32[i + I_SHOWN]!
    if (state === undefined) return reason.REJECT_UNKNOWN_INSTRUMENT
    const isBand = lowest <= highest && lowest >= -PRICE_TICKS_MAX && highest <= PRICE_TICKS_MAX
    if (!isBand) return reason.REJECT_BAD_BAND
    state.lowest = lowest
    state.highest = highest
    const meta = packMeta(ENGINE_BAND_CHANGED, NO_SIDE, 0)
    this.writer.append(meta, state.index, 0, 0, -1, 0, lowest, highest)
    this.cancelAll(state, OUTSIDE_BAND, reason.CANCELED_BAND_MOVED)
    this.settle(state)
    return 0
  }

  #indicate({ i32 }: EventTape, index: number): number {
    const state = this.states[i32[index * EVENT_I32 + I_INSTRUMENT]!]
    if (state === undefined) return reason.REJECT_UNKNOWN_INSTRUMENT
    if (!isAuction(state.phase)) return reason.REJECT_WRONG_PHASE
    this.indicate(state)
    return 0
  }

  #reject({ f64, i32 }: EventTape, index: number, why: number): void {
    const i = index * EVENT_I32
    const meta = i32[i + I_META]!
    const at = this.writer.append(
      packMeta(ENGINE_REJECTED, sideOf(meta), 0),
      i32[i + I_INSTRUMENT]!,
      i32[i + I_PRICE]!,
      i32[i + I_SIZE]!,
      i32[i + I_PARTICIPANT]!,
      why,
      meta & 0xff,
      0,
    )
    this.events.f64[(at >> 1) + F_ORDER] = f64[(i >> 1) + F_ORDER]!
  }

  #isParticipant(participant: number): boolean {
    return participant >= 0 && participant < this.participants
  }

  phaseOf(instrument: number): Phase {
    return this.#state(instrument).phase
  }

  lastPriceOf(instrument: number): Ticks {
    return ticks(this.#state(instrument).lastPrice)
  }

  #state(instrument: number): InstrumentState {
    const state = this.states[instrument]
    assert(state !== undefined, 'an instrument of the engine')
    return state
  }

  stateHash(): string {
    return writeSnapshot(this.#written()).stateHash
  }

  snapshot(): Uint8Array {
    return writeSnapshot(this.#written()).bytes
  }

  #written() {
    return {
      rulesDigest: this.#rulesDigest,
      sequence: this.writer.sequence,
      nowNanos: this.#now[0]!,
      instruments: this.states.map(({ index, phase, lowest, highest, lastPrice }) => ({
        phase,
        lowest,
        highest,
        lastPrice,
        orders: this.images(index),
      })),
    }
  }

  restore(bytes: Uint8Array): void {
    const written = readSnapshot(bytes, this.#rulesDigest)
    this.writer.sequence = written.sequence
    this.#now[0] = written.nowNanos
    this.states.forEach((state, index) => {
      const { phase, lowest, highest, lastPrice } = written.instruments[index]!
      Object.assign(state, { phase, lowest, highest, lastPrice })
      state.settled()
    })
    this.load(written.instruments.flatMap(({ orders }) => orders))
  }
}

function mustCount(field: string, count: number, highest: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= highest) return
  throw new InputError(`${count} is no integer from 1 to ${highest}`, { field })
}
