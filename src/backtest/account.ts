/**
 * The account of a run: the markets' equities added up in one currency.
 *
 * Each market settles in its own currency. A linear market's counts one to one; an inverse market's,
 * which is in the asset itself, is valued at that market's price when others are linear. A run of one
 * market is told in that market's currency.
 */
import type { Market } from './market.ts'

export class Account {
  readonly #markets: readonly Market[]
  readonly #isMixed: boolean

  constructor(markets: readonly Market[]) {
    this.#markets = markets
    this.#isMixed =
      markets.some((market) => market.instrument.contract === 'inverse') &&
      markets.some((market) => market.instrument.contract === 'linear')
  }

  /** Cash plus positions at the market, less fees; NaN while a position has no price. */
  get equity(): number {
    let sum = 0
    for (let k = 0; k < this.#markets.length; k++) {
      const market = this.#markets[k]!
      sum += this.inAccountCurrency(market, market.equity)
    }
    return sum
  }

  get equityBeforeFees(): number {
    let sum = 0
    for (let k = 0; k < this.#markets.length; k++) {
      const market = this.#markets[k]!
      sum += this.inAccountCurrency(market, market.equityBeforeFees)
    }
    return sum
  }

  /** Signed lots of the first market, which is the only one in most runs. */
  get position(): number {
    return this.#markets[0]!.portfolio.position
  }
  /** What the first market's position is valued at. */
  get price(): number {
    return this.#markets[0]!.mark.price
  }

  /** An amount of a market's settlement currency in the account's. */
  inAccountCurrency({ instrument, mark }: Market, amount: number): number {
    if (!this.#isMixed || instrument.contract === 'linear') return amount
    return amount === 0 ? 0 : amount * mark.price
  }
}
