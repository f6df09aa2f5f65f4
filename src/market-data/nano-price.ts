/** Prices in billionths of the currency, as Databento counts them, to ticks, exactly or not at all. */
import { DecimalGrid, InputError, type Instrument } from '../core/index.ts'
import { COUNT_MAX } from './grid-counter.ts'

const DECIMALS = 9

/** Prints billionths as decimals. */
export const NANO_GRID = new DecimalGrid('0.000000001')

export class NanoPrice {
  readonly #instrument: Instrument
  readonly #perTick: number = 0

  /** @throws InputError for a tick that is finer than the prices. */
  constructor(instrument: Instrument) {
    const { decimals, numerator, step } = instrument.tick
    if (decimals > DECIMALS) {
      throw new InputError(`a tick of ${step} is finer than the prices`, { field: 'tick' })
    }
    this.#instrument = instrument
    // Read as text it is exact; `**` need not be.
    this.#perTick = numerator * Number(`1e${DECIMALS - decimals}`)
  }

  /** @throws InputError when the price is no whole number of ticks. */
  ticks(billionths: number): number {
    const count = billionths / this.#perTick
    if (Number.isInteger(count) && Math.abs(count) <= COUNT_MAX) return count
    const { step } = this.#instrument.tick
    throw new InputError(
      Number.isNaN(billionths)
        ? 'the order has no price'
        : `${billionths / 1e9} is no multiple of the tick ${step} that fits`,
      { field: 'price' },
      "Give the instrument's own tick with --tick.",
    )
  }
}
