/**
 * The demo on a price series: a random walk with a spread around it, and the z-score strategy.
 *
 * A tick is over when the next one is known to be later, so the engine always holds one tick more
 * than it has run. A change of the market therefore shows from the tick after the next.
 */
import {
  BacktestRun,
  type OriginalDictionary,
  type Survey,
  syntheticSurvey,
} from '../backtest/index.ts'
import { assert, type EventTape } from '../core/index.ts'
import { SyntheticFeed } from '../market-data/index.ts'
import { zScoreReversion } from '../strategy/index.ts'
import { DemoEngine, type DemoEngineOptions } from './demo-engine.ts'
import { demoLimits } from './demo-market.ts'
import type { Tuning } from './tunables.ts'

/** Ticks taken from the series at once when there are many to run. */
const BATCH_TICKS_MAX = 256

export class SeriesEngine extends DemoEngine {
  readonly run: BacktestRun
  readonly feed: SyntheticFeed
  readonly beginNanos = 0
  readonly ladder = undefined
  readonly #batches: Iterator<EventTape>
  #pushed = 0
  #isSeriesOver = false

  constructor(dictionary: OriginalDictionary, options: DemoEngineOptions) {
    super(options)
    const { seed, tuning } = options
    const { volatility, spreadCost } = tuning.market
    this.feed = new SyntheticFeed({
      seed,
      symbol: dictionary.symbol,
      tickSeconds: dictionary.tick_rate,
      volatility: volatility!,
      spreadCost: spreadCost!,
      ticks: options.ticks,
      batchTicks: 1,
    })
    this.#batches = this.feed.open()[Symbol.iterator]()
    this.run = new BacktestRun(
      {
        feed: this.feed,
        strategy: zScoreReversion,
        params: tuning.params,
        limits: demoLimits(dictionary),
        cash: dictionary.initial_balance,
        inventoryLimitLots: dictionary.inventory_limit,
        killSwitch: options.killSwitch,
        accountLimits: options.accountLimits,
        breaker: options.breaker,
        onAlert: options.onAlert,
        journal: options.journal,
      },
      { survey: this.#survey(dictionary.tick_rate), open: () => [] },
    )
  }

  get positionLimitLots(): number {
    return Number(this.run.trader.params.inventoryLimitLots)
  }

  advance(ticks: number): number {
    const target = this.ticks + ticks
    while (this.ticks < target && !this.isOver) {
      if (this.#pushed <= target) this.#push(target + 1 - this.#pushed)
      if (this.#isSeriesOver && this.ticks + 1 >= this.#pushed) this.run.finish()
      else this.run.simulation.run(1)
      if (this.ticks < this.#pushed) {
        this.record()
        assert(this.run.trader.messages === this.ticks, 'each step runs one tick')
      }
    }
    return ticks - (target - this.ticks)
  }

  tune({ market, params }: Tuning): void {
    this.feed.volatility = market.volatility!
    this.feed.spreadCost = market.spreadCost!
    this.run.trader.params = params
  }

  /** Takes ticks from the series until the one after the next is known. */
  #push(ticks: number): void {
    this.feed.batchTicks = Math.min(BATCH_TICKS_MAX, ticks)
    while (this.#pushed < this.ticks + 2 && !this.#isSeriesOver) {
      const next = this.#batches.next()
      if (next.done === true) {
        this.#isSeriesOver = true
        return
      }
      this.#pushed += next.value.length
      this.run.push(next.value)
    }
  }

  /** A survey of what has run so far, for the summary: this series is as long as one lets it run. */
  #survey(tickSeconds: number): Survey {
    const tickNanos = Math.round(tickSeconds * 1e9)
    const ticks = () => this.ticks
    return {
      ...syntheticSurvey('series'),
      get records() {
        return ticks()
      },
      get firstNanos() {
        return Math.min(1, ticks()) * tickNanos
      },
      get lastNanos() {
        return ticks() * tickNanos
      },
    }
  }
}
