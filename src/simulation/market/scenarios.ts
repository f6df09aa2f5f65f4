/** The scenarios that a market can be put through. */
import {
  BUY,
  IOC,
  type Lots,
  lots,
  MARKET,
  type Nanos,
  NEVER,
  NO_PRICE,
  nanos,
  opposite,
  SELL,
  type Side,
  ticks,
} from '../../core/index.ts'
import { CONTINUOUS, HALTED, packTerms } from '../../exchange/index.ts'
import type { MarketSimulation } from './market-simulation.ts'
import type { Scenario } from './scenario.ts'
import { MARKET_INSTRUMENT } from './trading-desk.ts'

const MARKET_TERMS = packTerms({ type: MARKET })
const SWEEP_TERMS = packTerms({ timeInForce: IOC })
const SLICES_PER_SECOND = 10

function sendMarket(market: MarketSimulation, guest: number, side: Side, size: Lots): void {
  const id = market.nextOrderId()
  market.command((commands) =>
    commands.limit(id, guest, MARKET_INSTRUMENT, side, NO_PRICE, size, MARKET_TERMS),
  )
}

/** One market order that is far too large. */
export class FatFinger implements Scenario {
  readonly name = 'fat finger'
  nextTime: Nanos
  readonly #side: Side
  readonly #size: Lots

  constructor(at: Nanos, side: Side, size: Lots) {
    this.nextTime = at
    this.#side = side
    this.#size = size
  }

  act(market: MarketSimulation, guest: number): void {
    sendMarket(market, guest, this.#side, this.#size)
    this.nextTime = NEVER
  }
}

/** A large seller who does not look at the price, while many who quote step aside. */
export class FlashCrash implements Scenario {
  readonly name = 'flash crash'
  nextTime: Nanos
  readonly #until: Nanos
  readonly #withdrawnShare: number = 0
  readonly #slices: number = 0
  #left: number = 0
  #hasBegun = false

  /** Sells so many lots over a time, ten slices a second, with that share of quotes gone. */
  constructor(at: Nanos, span: Nanos, size: Lots, withdrawnShare: number) {
    this.nextTime = at
    this.#until = nanos(at + span)
    this.#withdrawnShare = withdrawnShare
    this.#left = size
    this.#slices = Math.max(1, Math.round((span / 1e9) * SLICES_PER_SECOND))
  }

  act(market: MarketSimulation, guest: number): void {
    const from = this.nextTime
    if (!this.#hasBegun && this.#withdrawnShare > 0) {
      market.withdrawLiquidity(this.#withdrawnShare, this.#until)
    }
    this.#hasBegun = true
    const step = 1e9 / SLICES_PER_SECOND
    const slicesLeft = Math.max(1, Math.round((this.#until - from) / step))
    const size = Math.ceil(this.#left / Math.min(this.#slices, slicesLeft))
    if (size > 0) sendMarket(market, guest, SELL, lots(size))
    this.#left -= size
    this.nextTime = this.#left > 0 ? nanos(from + step) : NEVER
  }
}

/**
 * Something becomes known: all who hold an opinion of the worth change it, and somebody fast takes
 * everything between the old mid and the new one.
 */
export class NewsJump implements Scenario {
  readonly name = 'news jump'
  nextTime: Nanos
  readonly #jumpTicks: number = 0

  constructor(at: Nanos, jumpTicks: number) {
    this.nextTime = at
    this.#jumpTicks = jumpTicks
  }

  act(market: MarketSimulation, guest: number): void {
    this.nextTime = NEVER
    const side = this.#jumpTicks > 0 ? BUY : SELL
    const target = Math.floor(market.book.midTicks + this.#jumpTicks)
    const standing = market.book.totalLots(opposite(side))
    if (standing > 0 && Number.isFinite(target)) {
      const id = market.nextOrderId()
      market.command((commands) =>
        commands.limit(id, guest, MARKET_INSTRUMENT, side, ticks(target), standing, SWEEP_TERMS),
      )
    }
    market.tellNews(this.#jumpTicks)
  }
}

/** A share of everything that rests is withdrawn, and as much less comes back for a while. */
export class LiquidityWithdrawal implements Scenario {
  readonly name = 'liquidity withdrawal'
  nextTime: Nanos
  readonly #span: Nanos
  readonly #share: number = 0

  constructor(at: Nanos, span: Nanos, share: number) {
    this.nextTime = at
    this.#span = span
    this.#share = share
  }

  act(market: MarketSimulation): void {
    const until = nanos(this.nextTime + this.#span)
    this.nextTime = NEVER
    market.withdrawLiquidity(this.#share, until)
  }
}

/** Ticks behind the touch at which a storm quotes: it wants to be seen, not to trade. */
const STORM_BEHIND_TICKS = 2

/** Orders that are withdrawn as soon as they are entered, on both sides in turn. */
export class QuoteStuffing implements Scenario {
  readonly name = 'quote stuffing'
  nextTime: Nanos
  readonly #until: Nanos
  readonly #stepNanos: number = 0
  #side: Side = BUY

  /** `rate`: orders per second, each followed by its cancel. */
  constructor(at: Nanos, span: Nanos, rate: number) {
    this.nextTime = at
    this.#until = nanos(at + span)
    this.#stepNanos = Math.max(1, Math.round(1e9 / rate))
  }

  act(market: MarketSimulation, guest: number): void {
    const side = this.#side
    const best = market.book.best(side)
    if (best !== NO_PRICE) {
      const id = market.nextOrderId()
      market.command((commands) => {
        const price = ticks(best - side * STORM_BEHIND_TICKS)
        commands.limit(id, guest, MARKET_INSTRUMENT, side, price, lots(1))
        commands.cancel(id, guest, MARKET_INSTRUMENT)
      })
    }
    this.#side = opposite(side)
    const next = this.nextTime + this.#stepNanos
    this.nextTime = next <= this.#until ? nanos(next) : NEVER
  }
}

/** The venue takes nothing but cancels for a while, then goes on with the book as it is. */
export class VenueOutage implements Scenario {
  readonly name = 'venue outage'
  nextTime: Nanos
  readonly #until: Nanos

  constructor(at: Nanos, span: Nanos) {
    this.nextTime = at
    this.#until = nanos(at + span)
  }

  act(market: MarketSimulation): void {
    const isBeginning = this.nextTime < this.#until
    const phase = isBeginning ? HALTED : CONTINUOUS
    market.command((commands) => commands.phase(MARKET_INSTRUMENT, phase))
    this.nextTime = isBeginning ? this.#until : NEVER
  }
}
