/** What is traded: its name, its price and size grids, and how a position turns into money. */
import { DecimalGrid } from './decimal.ts'
import type { Lots, Ticks } from './units.ts'

/** Linear: value = price x size x contract size. Inverse: value = size x contract size / price. */
export type ContractKind = 'linear' | 'inverse'

export interface InstrumentOptions {
  readonly symbol: string
  /** Minimum price increment, decimal text or number: `'0.1'`. */
  readonly tick: string | number
  /** Minimum size increment: `'0.001'`. */
  readonly lot: string | number
  readonly contract?: ContractKind
  /** Units of the underlying in one unit of size; 1 unless a contract says otherwise. */
  readonly contractSize?: number
  /**
   * Prices are real numbers that no grid holds (a synthetic series): money uses the exact quotes.
   */
  readonly isContinuous?: boolean
}

export class Instrument {
  readonly symbol: string
  readonly tick: DecimalGrid
  readonly lot: DecimalGrid
  readonly contract: ContractKind
  readonly contractSize: number
  readonly isContinuous: boolean

  constructor(options: InstrumentOptions) {
    this.symbol = options.symbol
    this.tick = new DecimalGrid(options.tick)
    this.lot = new DecimalGrid(options.lot)
    this.contract = options.contract ?? 'linear'
    this.contractSize = options.contractSize ?? 1
    this.isContinuous = options.isContinuous ?? false
  }

  /** A price in the quote currency. */
  price(price: Ticks): number {
    return this.tick.value(price)
  }

  /** A size in units of the base asset. */
  quantity(size: Lots): number {
    return this.lot.value(size)
  }
}
