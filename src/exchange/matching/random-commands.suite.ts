/**
 * Commands at random: mostly what participants send, with every term and every combination of terms,
 * and now and then what nobody should.
 *
 * Prices stay near 100, ids and participants are few, so that orders meet, and meet their own.
 */
import {
  BUY,
  EVENT_I32,
  type EventTape,
  FOK,
  GTC,
  GTD,
  I_META,
  IOC,
  LIMIT,
  type Lots,
  lots,
  MARKET,
  NO_PRICE,
  nanos,
  type RandomStream,
  SELL,
  type Side,
  STOP,
  STOP_LIMIT,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import { CommandWriter, ENGINE_ALL } from './command-writer.ts'
import type { InstrumentRulesOptions } from './instrument-rules.ts'
import { CLOSED, CLOSING_AUCTION, CONTINUOUS, type Phase } from './phase.ts'
import { type EngineTimeInForce, type OrderTermsOptions, packTerms } from './terms.ts'

export const FUZZED_INSTRUMENTS: readonly InstrumentRulesOptions[] = [
  { referenceTicks: ticks(100) },
  { referenceTicks: ticks(100), timePercent: 40, shareLotsMin: 2, volatilityTicks: 6 },
  {
    timePercent: 0,
    tickTable: [
      { fromTicks: 90, stepTicks: 1 },
      { fromTicks: 100, stepTicks: 5 },
    ],
  },
]
export const FUZZED_PARTICIPANTS = 4
const IDS = 80

export class RandomCommands {
  readonly #random: RandomStream
  readonly #writer = new CommandWriter()
  #clock = 0

  constructor(random: RandomStream) {
    this.#random = random
  }

  /** One command, on a tape that is valid until the next. */
  next(): EventTape {
    const { tape } = this.#writer
    tape.clear()
    this.#clock += this.#upTo(3)
    this.#writer.now = nanos(this.#clock)
    const choice = this.#upTo(1_000)
    if (choice < 450) this.#enterPlain()
    else if (choice < 700) this.#enterAny()
    else if (choice < 830) this.#cancel()
    else if (choice < 960) this.#replace()
    else if (choice < 985) this.#manage()
    else this.#spoil()
    return tape
  }

  #enterPlain(): void {
    const timeInForce = this.#oneOf([GTC, GTC, GTC, IOC, FOK] as const)
    const selfTrade = this.#oneOf([0, 0, 1, 2, 3, 4] as const)
    const terms = packTerms({ timeInForce, selfTrade })
    const id = this.#id()
    const [participant, instrument] = this.#home(id)
    this.#writer.limit(
      id,
      participant,
      instrument,
      this.#side(),
      this.#price(),
      this.#size(),
      terms,
    )
  }

  #enterAny(): void {
    const random = this.#random
    const type = this.#oneOf([LIMIT, LIMIT, LIMIT, MARKET, STOP, STOP_LIMIT] as const)
    const timeInForce = this.#oneOf([GTC, GTC, GTC, GTC, IOC, FOK, GTD, 5, 6] as const)
    const isPriced = type === LIMIT || type === STOP_LIMIT
    const options = this.#special()
    const size = this.#size()
    const id = this.#id()
    const [participant, instrument] = this.#home(id)
    this.#writer.enter({
      ...options,
      ...{ type, timeInForce: timeInForce as EngineTimeInForce, size },
      ...{ id, participant, instrument },
      side: this.#side(),
      ...(isPriced && this.#upTo(10) > 0 ? { price: this.#price() } : {}),
      ...(type >= STOP ? { stopPrice: this.#price() } : {}),
      ...(timeInForce === GTD ? { expiry: nanos(this.#clock + random.integer(-30, 60)) } : {}),
      ...(this.#upTo(6) === 0 ? { displaySize: lots(1 + this.#upTo(size)) } : {}),
      ...(this.#upTo(10) === 0 ? { minimumQuantity: lots(1 + this.#upTo(size)) } : {}),
      ...((options.peg ?? 0) !== 0 || this.#upTo(25) === 0
        ? { pegOffsetTicks: random.integer(-3, 3) }
        : {}),
    })
  }

  /** At most one of what makes an order special, mostly; self-trade prevention with any. */
  #special(): OrderTermsOptions {
    const selfTrade = this.#oneOf([0, 0, 1, 2, 3, 4] as const)
    const cancelsOnDisconnect = this.#upTo(4) === 0
    const postOnly = this.#oneOf([1, 2] as const)
    const peg = this.#oneOf([1, 2, 3] as const)
    const special: OrderTermsOptions = this.#oneOf([
      {},
      {},
      { postOnly },
      { isHidden: true },
      { isAllOrNone: true },
      { peg },
      { peg },
      { postOnly, isHidden: true },
    ])
    return { selfTrade, cancelsOnDisconnect, ...special }
  }

  #cancel(): void {
    const id = this.#id()
    this.#writer.cancel(id, ...this.#home(id))
  }

  #replace(): void {
    const price = this.#upTo(12) === 0 ? NO_PRICE : this.#price()
    const id = this.#id()
    this.#writer.replace(id, ...this.#home(id), price, this.#size())
  }

  #manage(): void {
    const writer = this.#writer
    const instrument = this.#instrument()
    const choice = this.#upTo(12)
    if (choice < 5) {
      // Mostly back to where most happens.
      const phase = this.#upTo(4) > 0 ? CONTINUOUS : CONTINUOUS + this.#upTo(CLOSED + 1)
      writer.phase(instrument, phase as Phase)
    } else if (choice < 6) writer.time(nanos(this.#clock))
    else if (choice < 7) writer.phase(instrument, CLOSING_AUCTION)
    else if (choice < 8) writer.massCancel(this.#participant(), instrument, this.#side())
    else if (choice < 9) writer.disconnect(this.#participant())
    else if (choice < 10) {
      const lowest = 80 + this.#upTo(20)
      writer.band(instrument, ticks(lowest), ticks(lowest + this.#random.integer(-2, 60)))
    } else if (choice < 11) writer.band(instrument, ticks(-1_000), ticks(1_000))
    else writer.indicate(instrument)
  }

  /** A good command with one word overwritten. */
  #spoil(): void {
    const victim = this.#upTo(30)
    if (victim === 0) this.#writer.massCancel(ENGINE_ALL, ENGINE_ALL, 0)
    else if (victim < 15) this.#enterAny()
    else if (victim < 22) this.#manage()
    else this.#replace()
    const { tape } = this.#writer
    const random = this.#random
    const word = random.integer(0, EVENT_I32 * tape.length - 1)
    const rubbish = [0, -1, 1, 255, 0x7fff_ffff, -0x8000_0000, random.nextUint32() | 0]
    // A kind of the engine stays one, so that not every second command is of an unknown kind.
    if (word % EVENT_I32 === I_META) tape.i32[word] = (tape.i32[word]! & 0xff) | 0x7f00
    else tape.i32[word] = rubbish[this.#upTo(rubbish.length)]!
  }

  #id(): number {
    return 1 + this.#upTo(IDS)
  }
  /** Participant and instrument follow from the id, mostly: most cancels are of an order's owner. */
  #home(id: number): [participant: number, instrument: number] {
    if (this.#upTo(20) === 0) return [this.#participant(), this.#instrument()]
    return [id % FUZZED_PARTICIPANTS, id % FUZZED_INSTRUMENTS.length]
  }
  #participant(): number {
    return this.#upTo(FUZZED_PARTICIPANTS)
  }
  #instrument(): number {
    return this.#upTo(FUZZED_INSTRUMENTS.length)
  }
  #side(): Side {
    return this.#upTo(2) === 0 ? BUY : SELL
  }
  #price(): Ticks {
    return ticks(100 + this.#random.integer(-8, 8) + (this.#upTo(40) === 0 ? 5_000 : 0))
  }
  #size(): Lots {
    if (this.#upTo(1_000) === 0) return lots(0x7fff_ffff)
    return lots(1 + this.#upTo(this.#upTo(10) === 0 ? 300 : 20))
  }
  #oneOf<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.#upTo(choices.length)]!
  }
  #upTo(count: number): number {
    return this.#random.integer(0, count - 1)
  }
}
