/**
 * The account of a run: the markets' equities added up in one currency.
 *
 * Each market settles in its own currency. A linear market's counts one to one. An inverse market's
 * is in the asset itself: beside linear ones its profit is valued at its price, and its opening cash,
 * which is collateral and not something that the strategy traded, is left out. A run of one market is
 * told in that market's currency.
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

  /** What all markets opened with; see above for inverse ones. */
  get openingCash(): number {
    let sum = 0
    for (const market of this.#markets) sum += this.#countedOpening(market)
    return sum
  }

  /** Cash plus positions at the market, less fees; NaN while a position has no price. */
  get equity(): number {
    let sum = 0
    for (let k = 0; k < this.#markets.length; k++) {
      const market = this.#markets[k]!
      sum += this.#counted(market, market.equity)
    }
    return sum
  }

  get equityBeforeFees(): number {
    let sum = 0
    for (let k = 0; k < this.#markets.length; k++) {
      const market = this.#markets[k]!
      sum += this.#counted(market, market.equityBeforeFees)
    }
    return sum
  }

  #counted(market: Market, equity: number): number {
    if (!this.#isConverted(market)) return equity
    return this.inAccountCurrency(market, equity - market.openingCash)
  }

  #countedOpening(market: Market): number {
    return this.#isConverted(market) ? 0 : market.openingCash
  }

  #isConverted({ instrument }: Market): boolean {
    return this.#isMixed && instrument.contract === 'inverse'
  }

  /** A market's cash before fees as far as it counts here. */
  cashOf(market: Market): number {
    return this.#counted(market, market.portfolio.cash)
  }

  /** What is sampled of each market. */
  get parts(): readonly Market[] {
    return this.#markets
  }

  /** An amount of a market's settlement currency in the account's. */
  inAccountCurrency(market: Market, amount: number): number {
    if (!this.#isConverted(market) || amount === 0) return amount
    return amount * market.mark.price
  }
}
