/**
 * A stream of commands like those of exchange-core's benchmark: 9 % new orders, 3 % immediate ones, 6 %
 * cancels, 82 % moves, and about 6 % of all commands trade.
 *
 * Orders lie over 750 prices around a middle. The stream is made by trading it: what is cancelled or
 * moved lives at that moment. It begins with as many orders as shall live.
 */
import {
  BUY,
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_ORDER,
  FLAG_BOOKED,
  flagsOf,
  I_META,
  I_SIZE,
  IOC,
  lots,
  RandomStream,
  SELL,
  type Side,
  ticks,
} from '../../src/core/index.ts'
import { CommandWriter, MatchingEngine, packTerms } from '../../src/exchange/index.ts'

export interface CommandStreamOptions {
  readonly live: number
  readonly books: number
  readonly commands: number
  readonly seed: number
}

export interface CommandStream extends CommandStreamOptions {
  /** The orders to begin with, then the commands that are timed. */
  readonly tape: EventTape
  /** Where the timed commands begin. */
  readonly start: number
  readonly events: number
  readonly tradeShare: number
  /** Of the timed commands, how many moved the best price of their book. */
  readonly touchMoveShare: number
}

const MIDDLE = 100_000
const PRICES_A_SIDE = 375
const PARTICIPANTS = 1_000
const IMMEDIATE = packTerms({ timeInForce: IOC })

interface Resting {
  readonly id: number
  readonly participant: number
  readonly book: number
  readonly side: Side
  leaves: number
}

export function commandStream(options: CommandStreamOptions): CommandStream {
  return new StreamMaker(options).make()
}

class StreamMaker {
  readonly #options: CommandStreamOptions
  readonly #random: RandomStream
  readonly #engine: MatchingEngine
  readonly #writer: CommandWriter
  /** Every order that rests, and where in it each id is. */
  readonly #resting: Resting[] = []
  readonly #placeOf = new Map<number, number>()
  #incoming: Resting | undefined
  #nextId = 1
  #applied = 0
  #events = 0
  #trading = 0
  #touchMoves = 0

  constructor(options: CommandStreamOptions) {
    this.#options = options
    this.#random = RandomStream.named(options.seed, 'commands')
    this.#engine = new MatchingEngine({
      instruments: Array.from({ length: options.books }, () => ({})),
      participants: PARTICIPANTS,
    })
    this.#writer = new CommandWriter(new EventTape(options.live + options.commands))
  }

  make(): CommandStream {
    const { live, commands } = this.#options
    for (let k = 0; k < live; k++) this.#enter(0)
    const start = this.#applied
    this.#events = 0
    this.#trading = 0
    this.#touchMoves = 0
    for (let k = 0; k < commands; k++) this.#step()
    return {
      ...this.#options,
      tape: this.#writer.tape,
      start,
      events: this.#events,
      tradeShare: this.#trading / commands,
      touchMoveShare: this.#touchMoves / commands,
    }
  }

  #step(): void {
    const choice = this.#random.integer(1, 100)
    const isThin = this.#resting.length < this.#options.live
    if (this.#resting.length === 0 || choice <= (isThin ? 13 : 7)) this.#enter(0.2)
    else if (choice <= 15 && choice >= 13) this.#take()
    else if (choice <= 18) {
      const { id, participant, book } = this.#any()
      this.#writer.cancel(id, participant, book)
      this.#apply(book)
    } else {
      const { id, participant, book, side, leaves } = this.#any()
      this.#writer.replace(id, participant, book, ticks(this.#passive(side)), lots(leaves))
      this.#apply(book)
    }
  }

  /** A new order, that trades with this probability. */
  #enter(crossing: number): void {
    const random = this.#random
    const side = random.integer(0, 1) === 0 ? BUY : SELL
    const isCrossing = crossing > 0 && random.uniform() < crossing
    const price = isCrossing ? MIDDLE + side * 3 : this.#passive(side)
    this.#order(side, price, 0)
  }

  #take(): void {
    const side = this.#random.integer(0, 1) === 0 ? BUY : SELL
    this.#order(side, MIDDLE + side * PRICES_A_SIDE, IMMEDIATE)
  }

  #order(side: Side, price: number, terms: number): void {
    const random = this.#random
    const book = random.integer(0, this.#options.books - 1)
    const participant = random.integer(0, PARTICIPANTS - 1)
    const leaves = random.integer(1, 100)
    const id = this.#nextId++
    this.#incoming = { id, participant, book, side, leaves }
    this.#writer.limit(id, participant, book, side, ticks(price), lots(leaves), terms)
    this.#apply(book)
  }

  #passive(side: Side): number {
    return MIDDLE - side * this.#random.integer(1, PRICES_A_SIDE)
  }

  #any(): Resting {
    return this.#resting[this.#random.integer(0, this.#resting.length - 1)]!
  }

  #apply(book: number): void {
    const engine = this.#engine
    const bid = engine.bestOf(book, BUY)
    const ask = engine.bestOf(book, SELL)
    engine.events.clear()
    this.#applied = engine.apply(this.#writer.tape, this.#applied)
    const { i32, f64, length } = engine.events
    this.#events += length
    let hasTraded = false
    for (let event = 0; event < length; event++) {
      const meta = i32[event * EVENT_I32 + I_META]!
      const kind = meta & 0xff
      const id = f64[event * EVENT_F64 + F_ORDER]!
      const size = i32[event * EVENT_I32 + I_SIZE]!
      if (
        kind === ENGINE_BOOKED ||
        (kind === ENGINE_ACCEPTED && (flagsOf(meta) & FLAG_BOOKED) !== 0)
      ) {
        if (this.#placeOf.has(id)) continue
        this.#placeOf.set(id, this.#resting.length)
        this.#resting.push(this.#incoming!)
      } else if (kind === ENGINE_TRADE) {
        hasTraded = true
        this.#reduce(id, size)
        this.#reduce(f64[event * EVENT_F64 + F_A]!, size)
      } else if (kind === ENGINE_CANCELED) this.#reduce(id, size)
    }
    this.#trading += Number(hasTraded)
    this.#touchMoves += Number(
      bid !== engine.bestOf(book, BUY) || ask !== engine.bestOf(book, SELL),
    )
  }

  #reduce(id: number, size: number): void {
    const place = this.#placeOf.get(id)
    if (place === undefined) {
      this.#incoming!.leaves -= size
      return
    }
    const order = this.#resting[place]!
    order.leaves -= size
    if (order.leaves > 0) return
    const last = this.#resting.pop()!
    this.#placeOf.delete(id)
    if (last === order) return
    this.#resting[place] = last
    this.#placeOf.set(last.id, place)
  }
}
