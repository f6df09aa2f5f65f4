/**
 * A made-up market: a price that walks at random, quoted with a constant relative spread.
 *
 * Each tick, `price *= 1 + N(0, volatility) + N(0, volatility / 10)`; then bid and ask are
 * `price * (1 -/+ spreadCost / 2)`, and the volume is uniform over 1 to 99. One seed is one series, on
 * every machine. The first tick comes one interval after the epoch.
 *
 * A walk that multiplies stays positive while its factors do. A step that would take the price to
 * zero, below it, or out of what the integer slots hold (from one tick to 2^31 of them: about 200
 * times the start) is not taken: the price stands still for that tick, and a notice counts it. The
 * series ends when its time would no longer be exact, after 104 days of simulated time.
 */
import {
  assert,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  I_PRICE,
  I_SIZE,
  InputError,
  Instrument,
  NO_SIDE,
  packMeta,
  RandomStream,
  TICK,
} from '../core/index.ts'
import { COUNT_MAX } from './grid-counter.ts'
import type { Feed, FeedInfo, FeedNotice, TimeUnit } from './market-data.ts'
import { NoticeBoard } from './notice-board.ts'

export interface SyntheticFeedOptions {
  readonly seed: number | string
  /** Standard deviation of the relative change of the price in one tick: 0.002. */
  readonly volatility: number
  /** Relative distance between bid and ask: 0.0005. */
  readonly spreadCost: number
  readonly tickSeconds: number
  /** 100 without. */
  readonly startPrice?: number | undefined
  /** Length of the series; without, it ends only when time does. */
  readonly ticks?: number | undefined
  readonly symbol?: string | undefined
  /** Ticks handed on at once: 1 to watch, many to run. */
  readonly batchTicks?: number | undefined
}

const VOLUME_MIN = 1
const VOLUME_MAX = 99
const START_PRICE = 100
const BATCH_TICKS = 1024
/** How many times the start price the integer slots hold at least. */
const HEADROOM = 200
const DECIMALS_MAX = 12
const TICK_META = packMeta(TICK, NO_SIDE, FLAG_LAST)

export class SyntheticFeed implements Feed {
  readonly info: FeedInfo
  readonly bytesRead = 0
  /** Ticks handed on at once; may be changed between batches. */
  batchTicks: number
  readonly #seed: number | string
  readonly #startPrice: number = 0
  readonly #tickNanos: number = 0
  readonly #ticks: number = 0
  readonly #notices = new NoticeBoard()
  #volatility = 0
  #spreadCost = 0

  /** @throws InputError naming the option that is out of range. */
  constructor(options: SyntheticFeedOptions) {
    const { seed, ticks = Number.POSITIVE_INFINITY, startPrice = START_PRICE } = options
    this.#seed = seed
    this.#startPrice = checked(startPrice, 'startPrice', 1e-9, 1e9)
    const interval = checked(options.tickSeconds, 'tickSeconds', 1e-9, 86_400)
    this.#tickNanos = Math.round(interval * 1e9)
    this.#ticks = ticks
    if (!(ticks >= 0)) throw wrong('ticks', 'a number of at least 0', ticks)
    this.batchTicks = checked(options.batchTicks ?? BATCH_TICKS, 'batchTicks', 1, 1 << 20)
    this.volatility = options.volatility
    this.spreadCost = options.spreadCost
    this.info = {
      name: `synthetic series, seed ${seed}`,
      epochNanos: 0n,
      instruments: [continuousInstrument(options.symbol ?? 'SYNTHETIC', startPrice)],
      isOrderLevel: false,
      hasLocalTime: false,
      timeUnit: unitOf(this.#tickNanos),
    }
  }

  /** May be changed while the series runs: the next tick is drawn with it. */
  get volatility(): number {
    return this.#volatility
  }
  set volatility(volatility: number) {
    this.#volatility = checked(volatility, 'volatility', 0, 10)
  }

  /** May be changed while the series runs. Below 2, so that the bid stays above zero. */
  get spreadCost(): number {
    return this.#spreadCost
  }
  set spreadCost(spreadCost: number) {
    this.#spreadCost = checked(spreadCost, 'spreadCost', 0, 1.999)
  }

  get notices(): ReadonlyMap<string, FeedNotice> {
    return this.#notices.all
  }

  *open(): Iterable<EventTape> {
    const random = RandomStream.named(this.#seed, 'synthetic feed')
    const last = Math.min(this.#ticks, Math.floor(Number.MAX_SAFE_INTEGER / this.#tickNanos))
    const tape = new EventTape(this.batchTicks)
    this.#notices.clear()
    let price = this.#startPrice
    let tick = 0
    while (tick < last) {
      tape.clear()
      const end = Math.min(last, tick + this.batchTicks)
      while (tick < end) {
        price = this.#step(price, random, ++tick)
        this.#append(tape, tick, price, random.integer(VOLUME_MIN, VOLUME_MAX))
      }
      yield tape
    }
  }

  /** The next price, or the same where the step would lead out of the range. */
  #step(price: number, random: RandomStream, tick: number): number {
    const volatility = this.#volatility
    const wide = random.normal() * volatility
    const fine = random.normal() * (volatility / 10)
    const next = price * (1 + wide + fine)
    const ticks = this.info.instruments[0]!.tick.countOf(next)
    if (ticks >= 1 && ticks <= COUNT_MAX) return next
    this.#notices.at(this.info.name, tick)
    this.#notices.add('step not taken: the price would leave its range')
    return price
  }

  #append(tape: EventTape, tick: number, price: number, volume: number): void {
    const time = tick * this.#tickNanos
    const at = tape.append(TICK_META, 0, time, time)
    const halfSpread = this.#spreadCost / 2
    const f = at * EVENT_F64
    const i = at * EVENT_I32
    tape.f64[f + F_ORDER] = price
    tape.f64[f + F_SEQUENCE] = tick
    tape.f64[f + F_A] = price * (1 - halfSpread)
    tape.f64[f + F_B] = price * (1 + halfSpread)
    tape.i32[i + I_PRICE] = Math.round(this.info.instruments[0]!.tick.countOf(price))
    tape.i32[i + I_SIZE] = volume
  }
}

/** No grid holds a product of random factors: the tick is only the resolution of the integers. */
function continuousInstrument(symbol: string, startPrice: number): Instrument {
  let decimals = DECIMALS_MAX
  while (decimals > 0 && HEADROOM * startPrice * Number(`1e${decimals}`) > COUNT_MAX) decimals--
  const tick = decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`
  const instrument = new Instrument({ symbol, tick, lot: '1', isContinuous: true })
  assert(instrument.tick.countOf(startPrice) <= COUNT_MAX, 'the start price fits its slots')
  return instrument
}

function unitOf(tickNanos: number): TimeUnit {
  if (tickNanos % 1e9 === 0) return 's'
  if (tickNanos % 1e6 === 0) return 'ms'
  return tickNanos % 1e3 === 0 ? 'us' : 'ns'
}

function checked(value: number, field: string, lowest: number, highest: number): number {
  if (value >= lowest && value <= highest) return value
  throw wrong(field, `a number from ${lowest} to ${highest}`, value)
}

const wrong = (field: string, expected: string, found: number): InputError =>
  new InputError(`expected ${expected}, found ${found}`, { field })
