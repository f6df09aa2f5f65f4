/** What a day came to so far, by instrument: prices, volumes, and how its auction stands. */
import {
  assert,
  ENGINE_INDICATIVE,
  ENGINE_TRADE,
  ENGINE_UNCROSSED,
  EVENT_I32,
  type EventTape,
  FLAG_AUCTION,
  flagsOf,
  I_INSTRUMENT,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SIZE,
  NO_PRICE,
  sideOf,
} from '../../core/index.ts'

export class SessionStatistics {
  readonly #instruments: readonly InstrumentStatistics[]

  constructor(instruments: number) {
    this.#instruments = Array.from({ length: instruments }, () => new InstrumentStatistics())
  }

  of(instrument: number): InstrumentStatistics {
    const statistics = this.#instruments[instrument]
    assert(statistics !== undefined, 'an instrument of the engine')
    return statistics
  }

  /** Takes in all events of an engine's tape. */
  read({ i32, length }: EventTape): void {
    for (let i = 0; i < length * EVENT_I32; i += EVENT_I32) {
      const meta = i32[i + I_META]!
      const kind = meta & 0xff
      if (kind === ENGINE_TRADE) {
        const isAuction = (flagsOf(meta) & FLAG_AUCTION) !== 0
        this.of(i32[i + I_INSTRUMENT]!).trade(i32[i + I_PRICE]!, i32[i + I_SIZE]!, isAuction)
      } else if (kind === ENGINE_INDICATIVE || kind === ENGINE_UNCROSSED) {
        const surplus = sideOf(meta) * i32[i + I_LEFT]!
        this.of(i32[i + I_INSTRUMENT]!).auction(i32[i + I_PRICE]!, i32[i + I_SIZE]!, surplus)
      }
    }
  }
}

export class InstrumentStatistics {
  /** Prices of trades in ticks, `NO_PRICE` before the first. */
  openTicks: number = NO_PRICE
  highTicks: number = NO_PRICE
  lowTicks: number = NO_PRICE
  lastTicks: number = NO_PRICE
  trades = 0
  volumeLots = 0
  auctionLots = 0
  /** Price times size over all trades. Exact below 2^53. */
  turnoverTickLots = 0
  /** The auction as last told: its price (`NO_PRICE`: none), its lots, and lots too many of buyers. */
  auctionTicks: number = NO_PRICE
  pairedLots = 0
  surplusLots = 0

  /** The mean price of all lots; NaN before the first trade. */
  get vwapTicks(): number {
    return this.turnoverTickLots / this.volumeLots
  }

  trade(price: number, size: number, isAuction: boolean): void {
    if (this.trades === 0) {
      this.openTicks = price
      this.highTicks = price
      this.lowTicks = price
    }
    this.highTicks = Math.max(this.highTicks, price)
    this.lowTicks = Math.min(this.lowTicks, price)
    this.lastTicks = price
    this.trades++
    this.volumeLots += size
    this.turnoverTickLots += price * size
    if (isAuction) this.auctionLots += size
  }

  auction(price: number, paired: number, surplus: number): void {
    this.auctionTicks = price
    this.pairedLots = paired
    this.surplusLots = surplus
  }
}
