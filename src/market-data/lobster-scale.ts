/** LOBSTER's prices, dollars times 10,000, to ticks of the instrument, exactly or not at all. */
import { InputError, type Instrument } from '../core/index.ts'
import { COUNT_MAX } from './grid-counter.ts'

/** Decimals of a price in a LOBSTER file. */
const DECIMALS = 4

export class LobsterScale {
  readonly #instrument: Instrument
  readonly #multiplier: number = 0
  readonly #divisor: number = 0

  constructor(instrument: Instrument) {
    const { decimals, numerator } = instrument.tick
    this.#instrument = instrument
    this.#multiplier = decimals > DECIMALS ? powerOfTen(decimals - DECIMALS) : 1
    this.#divisor = numerator * (decimals < DECIMALS ? powerOfTen(DECIMALS - decimals) : 1)
  }

  /** The price is a whole number of ticks that fits. */
  holds(price: number): boolean {
    const count = this.#count(price)
    return Number.isInteger(count) && Math.abs(count) <= COUNT_MAX
  }

  /** @throws InputError when the price is no whole number of ticks. */
  ticks(price: number): number {
    if (this.holds(price)) return this.#count(price)
    return this.#refuse(price)
  }

  /** The nearest whole number of ticks, the higher of two. @throws InputError when it does not fit. */
  nearestTicks(price: number): number {
    const nearest = Math.round(this.#count(price))
    return Math.abs(nearest) <= COUNT_MAX ? nearest : this.#refuse(price)
  }

  /** Ticks as LOBSTER writes them. */
  price(ticks: number): number {
    return (ticks * this.#divisor) / this.#multiplier
  }

  #count(price: number): number {
    return (price * this.#multiplier) / this.#divisor
  }

  #refuse(price: number): never {
    const { step } = this.#instrument.tick
    throw new InputError(
      `${price / powerOfTen(DECIMALS)} is no multiple of the tick ${step} that fits`,
      { field: 'price' },
      'A tick of 0.0001 holds every price of LOBSTER.',
    )
  }
}

/** Read as text it is exact; `**` need not be. */
const powerOfTen = (exponent: number): number => Number(`1e${exponent}`)
