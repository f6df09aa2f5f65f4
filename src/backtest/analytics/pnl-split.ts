/**
 * Where the money came from: profit and loss in parts that add up to it exactly.
 *
 * For each fill of q lots at price P while the market's reference price is M:
 *
 * ```
 * spread    += side * (M - P) * q               what the price was better than the reference
 * inventory += position * (M - M of last fill)  what the market did to the position meanwhile
 * ```
 *
 * At the end the position is valued once more. The sums telescope: spread plus inventory is the profit
 * before fees and funding, whatever M was in between. On a price grid the sums are whole numbers of
 * half ticks times lots and the equality is exact; elsewhere it holds to the last digits.
 *
 * An inverse contract is worth -1 / price per lot instead of its price; nothing else changes.
 */
import { assert, type Instrument } from '../../core/index.ts'

/** Largest part of all that was summed, signs left out, by which sums of doubles may miss each other. */
const TOLERANCE = 1e-9

export class PnlSplit {
  /** Worth times lots; half of them whole on a grid. `moneyOf` turns them into currency. */
  spread = 0
  inventory = 0
  position = 0
  readonly #instrument: Instrument
  readonly #onGrid: boolean
  #cash = 0
  /** Of every summand the size of what it was subtracted from: where rounding comes from. */
  #gross = 0
  #base = Number.NaN
  #last = Number.NaN

  /** `onGrid`: all prices that will come are whole or half ticks. */
  constructor(instrument: Instrument, onGrid: boolean) {
    this.#instrument = instrument
    this.#onGrid = onGrid && instrument.contract === 'linear'
  }

  /** An execution at a price in ticks, which may be a fraction where there is no grid. */
  fill(side: number, sizeLots: number, priceTicks: number, referenceTicks: number): void {
    const worth = this.#worth(referenceTicks)
    const paid = this.#worth(priceTicks)
    this.#revalue(worth)
    this.spread += side * (worth - paid) * sizeLots
    this.#cash -= side * paid * sizeLots
    this.#gross += (Math.abs(paid) + Math.abs(worth)) * sizeLots
    this.position += side * sizeLots
  }

  /**
   * Values the position at the end, where there is a price then. Asserts that the parts make the whole.
   */
  finish(referenceTicks: number): void {
    const isPriced = !Number.isNaN(referenceTicks)
    if (this.position !== 0 && isPriced) this.#revalue(this.#worth(referenceTicks))
    const { sum, total } = this
    if (this.isExact) assert(sum === total, 'spread and inventory sum to the profit exactly')
    else {
      assert(
        Math.abs(sum - total) <= TOLERANCE * this.#gross,
        'spread and inventory sum to the profit',
      )
    }
  }

  get sum(): number {
    return this.spread + this.inventory
  }
  /** The same from cash and position alone. */
  get total(): number {
    return this.position === 0 ? this.#cash : this.#cash + this.position * this.#last
  }
  /** On a grid, and small enough that doubles count half ticks times lots exactly. */
  get isExact(): boolean {
    return (
      this.#onGrid &&
      [this.#cash, this.position * this.#last, this.spread, this.inventory].every(
        (part) => Number.isNaN(part) || Number.isSafeInteger(2 * part),
      )
    )
  }

  /** Worth times lots in settlement currency. */
  moneyOf(worthLots: number): number {
    const { contract, contractSize, lot, tick } = this.#instrument
    const perUnit = lot.step * contractSize
    return contract === 'linear' ? worthLots * tick.step * perUnit : worthLots * perUnit
  }

  #revalue(worth: number): void {
    if (this.position !== 0) {
      this.inventory += this.position * (worth - this.#last)
      this.#gross += Math.abs(this.position) * (Math.abs(worth) + Math.abs(this.#last))
    }
    this.#last = worth
  }

  /** Of one lot, less the first price seen: small numbers stay exact for longer. */
  #worth(priceTicks: number): number {
    const { contract, tick } = this.#instrument
    const worth = contract === 'linear' ? priceTicks : -1 / (priceTicks * tick.step)
    if (Number.isNaN(this.#base)) this.#base = worth
    return worth - this.#base
  }
}
