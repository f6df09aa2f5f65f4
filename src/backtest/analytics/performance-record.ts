/** How the account did as a whole: ratios at several samplings, drawdown, turnover, exposure. */
import type { Account } from '../account.ts'
import type { EquitySample } from '../equity-recorder.ts'
import type { Market } from '../market.ts'
import { Drawdown } from './drawdown.ts'
import { annualReturn, calmarRatio, sharpeRatio, sortinoRatio } from './return-statistics.ts'
import { WindowStatistics } from './window-statistics.ts'

const DAY_NANOS = 86_400e9
const YEAR_DAYS = 365
const WINDOWS_NANOS = [1e9, 60e9, 300e9, 3600e9, DAY_NANOS]
/** Fewer days than this are no series of daily returns. */
const DAYS_MIN = 3

/** A ratio of equity changes over windows of one length. */
export interface WindowRatio {
  readonly intervalNanos: number
  readonly windows: number
  /** Times the root of windows in a year of 365 days. */
  readonly sharpe: number
  readonly sortino: number
}

export interface PerformanceSummary {
  /** At 1 s, 1 min, 5 min, 1 h and 1 day, as far as the run reaches. */
  readonly ratios: readonly WindowRatio[]
  readonly drawdown: {
    readonly depth: number
    readonly peakNanos: number
    readonly troughNanos: number
    readonly recoveredNanos: number
    readonly longestNanos: number
    readonly underwaterShare: number
  }
  /** Net profit over the deepest fall, and that profit per year over it (NaN for less than a day). */
  readonly returnOverDrawdown: number
  readonly calmar: number
  /** Net profit over all value traded, in basis points. */
  readonly returnOverTradeBps: number
  /** Value traded per day of 24 hours, over the capital. */
  readonly turnoverPerDay: number
  readonly fillsPerDay: number
  readonly positionValueMax: number
  readonly positionValueMean: number
  /** Largest position value over the capital; NaN without capital. */
  readonly leverageMax: number
  /** Opening equity; the run has none when it is 0. */
  readonly capital: number
  /** Of daily returns on the capital; null for runs of fewer than three days, or without capital. */
  readonly daily: DailySummary | null
}

export interface DailySummary {
  readonly days: number
  readonly annualReturn: number
  readonly sharpe: number
  readonly sortino: number
  readonly calmar: number
}

export class PerformanceRecord {
  readonly drawdown = new Drawdown()
  readonly #windows = WINDOWS_NANOS.map((interval) => new WindowStatistics(interval))
  readonly #markets: readonly Market[]
  readonly #account: Account
  readonly #dayEnds: number[] = []
  #day = Number.NaN
  #first = Number.NaN
  #last = Number.NaN
  #samples = 0
  #valueSum = 0
  #valueMax = 0

  constructor(markets: readonly Market[], account: Account) {
    this.#markets = markets
    this.#account = account
  }

  sample({ atNanos, equity }: EquitySample): void {
    if (this.#samples === 0) this.#first = atNanos
    this.#last = atNanos
    this.#samples++
    this.drawdown.add(atNanos, equity)
    for (const windows of this.#windows) windows.add(atNanos, equity)
    this.#keepDay(Math.floor(atNanos / DAY_NANOS), equity)
    const value = this.#positionValue()
    this.#valueSum += value
    if (value > this.#valueMax) this.#valueMax = value
  }

  finish(): void {
    for (const windows of this.#windows) windows.finish()
  }

  summary(run: {
    readonly pnlAfterFees: number
    readonly tradedValue: number
    readonly fills: number
    readonly openingCash: number
  }): PerformanceSummary {
    const { pnlAfterFees, tradedValue, fills, openingCash } = run
    const days = (this.#last - this.#first) / DAY_NANOS
    const { drawdown } = this
    const overDrawdown = drawdown.depth === 0 ? Number.NaN : pnlAfterFees / drawdown.depth
    const perDay = (total: number) => (days > 0 ? total / days : Number.NaN)
    const perCapital = (total: number) => (openingCash > 0 ? total / openingCash : Number.NaN)
    return {
      ratios: this.#windows.filter(({ count }) => count >= 2).map(windowRatio),
      drawdown: {
        depth: drawdown.depth,
        peakNanos: drawdown.peakNanos,
        troughNanos: drawdown.troughNanos,
        recoveredNanos: drawdown.recoveredNanos,
        longestNanos: drawdown.longestNanos,
        underwaterShare: drawdown.underwaterShare,
      },
      returnOverDrawdown: overDrawdown,
      // Nothing is extrapolated to a year from less than a day.
      calmar: days < 1 ? Number.NaN : perDay(overDrawdown) * YEAR_DAYS,
      returnOverTradeBps: tradedValue === 0 ? Number.NaN : (pnlAfterFees / tradedValue) * 1e4,
      turnoverPerDay: perDay(perCapital(tradedValue)),
      fillsPerDay: perDay(fills),
      positionValueMax: this.#valueMax,
      positionValueMean: this.#samples === 0 ? 0 : this.#valueSum / this.#samples,
      leverageMax: perCapital(this.#valueMax),
      capital: openingCash,
      daily: this.#daily(openingCash),
    }
  }

  /** The newest equity of each day: at most 104, as that is how long times are exact. */
  #keepDay(day: number, equity: number): void {
    if (day !== this.#day) this.#dayEnds.push(equity)
    this.#day = day
    this.#dayEnds[this.#dayEnds.length - 1] = equity
  }

  #daily(capital: number): DailySummary | null {
    const ends = this.#dayEnds
    if (ends.length < DAYS_MIN || !(capital > 0)) return null
    const returns = ends.map((end, k) => {
      const before = k === 0 ? capital : ends[k - 1]!
      return before > 0 ? end / before - 1 : Number.NaN
    })
    return {
      days: ends.length,
      annualReturn: annualReturn(returns, YEAR_DAYS),
      sharpe: sharpeRatio(returns, YEAR_DAYS),
      sortino: sortinoRatio(returns, YEAR_DAYS),
      calmar: calmarRatio(returns, YEAR_DAYS),
    }
  }

  /** Of all markets, long or short, in the account's currency. */
  #positionValue(): number {
    let sum = 0
    for (const market of this.#markets) {
      const { portfolio, instrument, mark } = market
      if (portfolio.position === 0) continue
      const quantity = instrument.quantity(portfolio.position) * instrument.contractSize
      const value = instrument.contract === 'linear' ? quantity * mark.price : quantity / mark.price
      sum += Math.abs(this.#account.inAccountCurrency(market, value))
    }
    return Number.isNaN(sum) ? 0 : sum
  }
}

function windowRatio(windows: WindowStatistics): WindowRatio {
  const root = Math.sqrt((YEAR_DAYS * DAY_NANOS) / windows.intervalNanos)
  return {
    intervalNanos: windows.intervalNanos,
    windows: windows.count,
    sharpe: windows.sharpe * root,
    sortino: windows.sortino * root,
  }
}
