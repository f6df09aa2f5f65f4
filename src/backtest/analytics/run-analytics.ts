/**
 * The analytics of a run: one watch for each market, and what concerns the account as a whole.
 *
 * The run makes it before its markets, hands it to them, and tells it of samples and of the end.
 */
import { assert, type Instrument } from '../../core/index.ts'
import type { ReportLine, Sampler } from '../../simulation/index.ts'
import type { Account } from '../account.ts'
import type { EquityRecorder, EquitySample } from '../equity-recorder.ts'
import type { Market } from '../market.ts'
import type { AnalyticsSummary } from './analytics-summary.ts'
import { ACCOUNT_CURVES, CurveSampler } from './curve-sampler.ts'
import { Curves } from './curves.ts'
import { MarketWatch } from './market-watch.ts'
import { PerformanceRecord } from './performance-record.ts'
import { summariseMarket } from './summarise-market.ts'

/** Rounding of cash and equity, as a share of what was traded and owned. */
const TOLERANCE = 1e-9

export class RunAnalytics {
  readonly curves: Curves
  readonly watches: MarketWatch[] = []
  #account: Account | undefined
  #markets: readonly Market[] = []
  #performance: PerformanceRecord | undefined
  #sampler: CurveSampler | undefined

  constructor(marketCount: number) {
    this.curves = new Curves(ACCOUNT_CURVES + 2 * marketCount)
  }

  /** The watch of the next market, in their order. */
  watch(options: {
    readonly instrument: Instrument
    readonly isSeries: boolean
    readonly slippageTicks: number
    readonly inventoryLimitLots: number
    readonly lotInQueue: number
    readonly isLiving?: boolean
    readonly reports: ReportLine
  }): MarketWatch {
    const priceCurve = ACCOUNT_CURVES + 2 * this.watches.length
    const { curves } = this
    const watch = new MarketWatch({
      ...options,
      curves,
      priceCurve,
      positionCurve: priceCurve + 1,
    })
    this.watches.push(watch)
    return watch
  }

  /** The run is wired: what it samples with from now on. */
  sampler(recorder: EquityRecorder, account: Account, markets: readonly Market[]): Sampler {
    assert(markets.length === this.watches.length, 'every market is watched')
    this.#account = account
    this.#markets = markets
    const record = new PerformanceRecord(markets, account)
    this.#performance = record
    const { curves } = this
    const { drawdown } = record
    this.#sampler = new CurveSampler({ recorder, account, markets, curves, drawdown })
    return this.#sampler
  }

  sample(sample: EquitySample): void {
    this.#performance!.sample(sample)
  }

  /** The run is over. Asserts that the parts of the profit make the profit. */
  finish(now: number): void {
    this.#sampler!.draw(now)
    this.#performance!.finish()
    for (const [k, market] of this.#markets.entries()) {
      const watch = this.watches[k]!
      watch.finish(market.mark.price)
      checkSplit(market, watch)
    }
  }

  summary(run: { readonly openingCash: number; readonly pnlAfterFees: number }): AnalyticsSummary {
    const account = this.#account!
    const inAccount = (pick: (market: Market) => number) =>
      this.#markets.reduce((sum, each) => sum + account.inAccountCurrency(each, pick(each)), 0)
    return {
      account: this.#performance!.summary({
        ...run,
        tradedValue: inAccount(({ portfolio }) => portfolio.tradedValue),
        fills: this.#markets.reduce((sum, { portfolio }) => sum + portfolio.fills, 0),
      }),
      markets: this.#markets.map((market, k) => summariseMarket(market, this.watches[k]!)),
    }
  }
}

/** Spread, inventory, fees and funding are the profit that the account has. */
function checkSplit({ portfolio, equity, openingCash }: Market, { split }: MarketWatch): void {
  assert(split.position === portfolio.position, 'every execution has been reported to the desk')
  // A position without a price at the end has no worth to compare with.
  if (Number.isNaN(equity)) return
  const profit = split.moneyOf(split.total) - portfolio.fees - portfolio.funding
  const slack = TOLERANCE * (portfolio.tradedValue + Math.abs(openingCash) + Math.abs(equity))
  assert(
    Math.abs(profit - (equity - openingCash)) <= slack,
    'spread, inventory, fees and funding sum to the profit of the account',
  )
}
