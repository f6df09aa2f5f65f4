/**
 * Position, cash and fees of one instrument, from execution reports alone, each applied by its delta.
 *
 * Linear contracts settle in the quote currency, inverse ones in the underlying. Positions are
 * integer lots; `positionFloat` is the plain float64 running sum of quantities that some engines
 * keep instead (ten times 0.01 is 0.09999999999999999).
 */
import { assert, type Instrument, type Lots, lots, type Side } from '../core/index.ts'

export interface PortfolioOptions {
  readonly instrument: Instrument
  /** To begin with, in settlement currency. */
  readonly cash: number
  /** Fills are worth what their float64 quantities are worth, to the last digit. */
  readonly countsInFloats?: boolean
}

export class Portfolio {
  readonly instrument: Instrument
  readonly #countsInFloats: boolean = false
  #position = 0
  #positionFloat = 0
  #cash: number = 0
  #fees = 0
  #funding = 0
  #fills = 0
  #makerFills = 0
  #tradedLots = 0
  #tradedValue = 0

  constructor(options: PortfolioOptions) {
    this.instrument = options.instrument
    this.#countsInFloats = options.countsInFloats ?? false
    this.#cash = options.cash
  }

  get position(): Lots {
    return lots(this.#position)
  }
  get positionFloat(): number {
    return this.#positionFloat
  }
  /** Settlement currency, before fees. */
  get cash(): number {
    return this.#cash
  }
  /** Paid so far in settlement currency; negative when rebates prevail. */
  get fees(): number {
    return this.#fees
  }
  /** Funding paid so far in settlement currency, already taken from the cash. */
  get funding(): number {
    return this.#funding
  }
  get fills(): number {
    return this.#fills
  }
  get makerFills(): number {
    return this.#makerFills
  }
  get tradedLots(): Lots {
    return lots(this.#tradedLots)
  }
  /** Sum of the values of all fills, in settlement currency. */
  get tradedValue(): number {
    return this.#tradedValue
  }

  /**
   * Applies one execution. `price` is exact, in the instrument's currency; `fee` in settlement
   * currency; `floatQuantity` is what `positionFloat` adds up, the exact quantity when not told.
   */
  fill(
    side: Side,
    size: Lots,
    price: number,
    fee: number,
    isMaker: boolean,
    floatQuantity?: number,
  ): void {
    assert(size > 0, 'an execution has a size')
    const { contract, contractSize } = this.instrument
    const exactQuantity = this.instrument.quantity(size)
    const added = floatQuantity ?? exactQuantity
    const quantity = this.#countsInFloats ? added : exactQuantity
    const value =
      contract === 'linear' ? contractSize * price * quantity : (contractSize * quantity) / price
    this.#position += side * size
    this.#positionFloat += side * added
    this.#cash -= contract === 'linear' ? side * value : -side * value
    this.#fees += fee
    this.#fills++
    if (isMaker) this.#makerFills++
    this.#tradedLots += size
    this.#tradedValue += value
  }

  /** Pays (or receives, when negative) `rate` times the position's value at `price`. */
  fund(rate: number, price: number): void {
    if (this.#position === 0) return
    const { contract, contractSize } = this.instrument
    const quantity = this.instrument.quantity(this.position) * contractSize
    const payment = rate * (contract === 'linear' ? quantity * price : quantity / price)
    this.#cash -= payment
    this.#funding += payment
  }

  /** Cash plus the position valued at `price`, before fees. */
  equityBeforeFees(price: number): number {
    if (this.#position === 0) return this.#cash
    const { contract, contractSize } = this.instrument
    const quantity = this.instrument.quantity(this.position)
    if (contract === 'linear') return this.#cash + contractSize * quantity * price
    return this.#cash - (contractSize * quantity) / price
  }

  /** Cash plus the position valued at `price`, less fees. NaN when a position has no price. */
  equity(price: number): number {
    return this.equityBeforeFees(price) - this.#fees
  }
}
