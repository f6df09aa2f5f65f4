/** LOBSTER's prices, dollars times 10,000, to ticks of the instrument, exactly or not at all. */
import { InputError, type Instrument } from '../core/index.ts'
import { COUNT_MAX } from './grid-counter.ts'

/** Decimals of a price in a LOBSTER file. */
const DECIMALS = 4

export class LobsterScale {
  readonly #instrument: Instrument
  readonly #multiplier: number
  readonly #divisor: number

  constructor(instrument: Instrument) {
    const { decimals, numerator } = instrument.tick
    this.#instrument = instrument
    this.#multiplier = decimals > DECIMALS ? powerOfTen(decimals - DECIMALS) : 1
    this.#divisor = numerator * (decimals < DECIMALS ? powerOfTen(DECIMALS - decimals) : 1)
  }

  /** @throws InputError when the price is no whole number of ticks. */
  ticks(price: number): number {
    const count = (price * this.#multiplier) / this.#divisor
    if (Number.isInteger(count) && Math.abs(count) <= COUNT_MAX) return count
    const { step } = this.#instrument.tick
    throw new InputError(
      `${price / powerOfTen(DECIMALS)} is no multiple of the tick ${step} that fits`,
      { field: 'price' },
      'Executions of hidden orders may be at fractions of a cent: 0.0001 holds every price.',
    )
  }

  /** Ticks as LOBSTER writes them. */
  price(ticks: number): number {
    return (ticks * this.#divisor) / this.#multiplier
  }
}

/** Read as text it is exact; `**` need not be. */
const powerOfTen = (exponent: number): number => Number(`1e${exponent}`)
