/**
 * One run of the demo: a synthetic series, the strategy, and a history of what happened.
 *
 * Nothing here reads a clock: `advance` runs as many ticks as it is told, and the same seed with the
 * same settings gives the same hash after the same number of ticks, however they were portioned.
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
import { type Alert, assert, BUY, type EventTape } from '../core/index.ts'
import { SyntheticFeed } from '../market-data/index.ts'
import { type BreakerLimits, KILL_SWITCH, type KillSwitch } from '../risk/index.ts'
import { type StrategyParams, zScoreReversion } from '../strategy/index.ts'
import {
  BUCKET_FIELDS,
  BUY_LOTS,
  BUY_PRICE,
  EQUITY,
  EQUITY_LOWEST,
  EQUITY_PEAK,
  POSITION,
  POSITION_LIMIT,
  POSITION_LOWEST,
  PRICE,
  PRICE_LOWEST,
  SELL_LOTS,
  SELL_PRICE,
  THRESHOLD,
  Z,
  Z_LOWEST,
} from './bucket.ts'
import { demoLimits, type MarketValues } from './demo-market.ts'
import { FillRing } from './fill-ring.ts'
import { History } from './history.ts'

/** Ticks taken from the series at once when there are many to run. */
const BATCH_TICKS_MAX = 256

export interface DemoEngineOptions {
  readonly dictionary: OriginalDictionary
  readonly seed: number | string
  readonly params: StrategyParams
  readonly market: MarketValues
  readonly killSwitch: KillSwitch
  readonly breaker?: BreakerLimits | undefined
  readonly onAlert?: ((alert: Alert) => void) | undefined
  /** Length of the series; without, it ends only when time does. */
  readonly ticks?: number | undefined
}

export class DemoEngine {
  readonly run: BacktestRun
  readonly feed: SyntheticFeed
  readonly history = new History()
  readonly recentFills = new FillRing()
  readonly seed: number | string
  drawdownMax = 0
  readonly #batches: Iterator<EventTape>
  readonly #row = new Float64Array(BUCKET_FIELDS)
  #ticks = 0
  #pushed = 0
  #fills = 0
  #isSeriesOver = false
  #equityPeak = Number.NEGATIVE_INFINITY

  constructor(options: DemoEngineOptions) {
    const { dictionary, seed, market } = options
    this.seed = seed
    this.feed = new SyntheticFeed({
      seed,
      symbol: dictionary.symbol,
      tickSeconds: dictionary.tick_rate,
      volatility: market.volatility,
      spreadCost: market.spreadCost,
      ticks: options.ticks,
      batchTicks: 1,
    })
    this.#batches = this.feed.open()[Symbol.iterator]()
    this.run = new BacktestRun(
      {
        feed: this.feed,
        strategy: zScoreReversion,
        params: options.params,
        limits: demoLimits(dictionary),
        cash: dictionary.initial_balance,
        inventoryLimitLots: dictionary.inventory_limit,
        killSwitch: options.killSwitch,
        breaker: options.breaker,
        onAlert: options.onAlert,
      },
      { survey: this.#survey(dictionary.tick_rate), open: () => [] },
    )
  }

  /** Ticks that are over. */
  get ticks(): number {
    return this.#ticks
  }
  /** The series has ended: nothing more will happen. */
  get isOver(): boolean {
    return this.run.isOver
  }

  /** Runs so many ticks and returns how many it were: fewer only when the series has ended. */
  advance(ticks: number): number {
    const target = this.#ticks + ticks
    while (this.#ticks < target && !this.isOver) {
      if (this.#pushed <= target) this.#push(target + 1 - this.#pushed)
      if (this.#isSeriesOver && this.#ticks + 1 >= this.#pushed) this.run.finish()
      else this.run.simulation.run(1)
      if (this.#ticks < this.#pushed) this.#record()
    }
    return ticks - (target - this.#ticks)
  }

  /** Orders that were refused because the kill switch was on. */
  get killRefusals(): number {
    return this.run.gate.refusals[KILL_SWITCH]!
  }

  /** Takes ticks from the series until the one after the next is known. */
  #push(ticks: number): void {
    this.feed.batchTicks = Math.min(BATCH_TICKS_MAX, ticks)
    while (this.#pushed < this.#ticks + 2 && !this.#isSeriesOver) {
      const next = this.#batches.next()
      if (next.done === true) {
        this.#isSeriesOver = true
        return
      }
      this.#pushed += next.value.length
      this.run.push(next.value)
    }
  }

  #record(): void {
    this.#ticks++
    const { run } = this
    assert(run.trader.messages === this.#ticks, 'each step runs one tick')
    const row = this.#row
    const price = run.trader.options.mark.price
    const equity = run.portfolio.equity(price)
    if (equity > this.#equityPeak) this.#equityPeak = equity
    const drawdown = this.#equityPeak - equity
    if (drawdown > this.drawdownMax) this.drawdownMax = drawdown
    const { gauges, params } = run.trader
    row.fill(price, PRICE_LOWEST, PRICE + 1)
    row.fill(equity, EQUITY_LOWEST, EQUITY + 1)
    row[EQUITY_PEAK] = this.#equityPeak
    row.fill(gauges.z ?? Number.NaN, Z_LOWEST, Z + 1)
    row[THRESHOLD] = Number(params.threshold)
    row.fill(run.portfolio.position, POSITION_LOWEST, POSITION + 1)
    row[POSITION_LIMIT] = Number(params.inventoryLimitLots)
    this.#recordFills(row)
    this.history.record(row)
  }

  #recordFills(row: Float64Array): void {
    const { fills } = this.run
    row.fill(Number.NaN, BUY_PRICE, SELL_PRICE + 1)
    row.fill(0, BUY_LOTS, SELL_LOTS + 1)
    if (fills.length === this.#fills) return
    for (let index = this.#fills; index < fills.length; index++) {
      const fill = fills.at(index)
      row[fill.side === BUY ? BUY_PRICE : SELL_PRICE] = fill.price
      row[fill.side === BUY ? BUY_LOTS : SELL_LOTS]! += fill.size
      this.recentFills.add(this.#ticks, fill)
    }
    this.#fills = fills.length
    fills.forgetBefore(this.#fills)
  }

  /** A survey of what has run so far, for the summary: this series is as long as one lets it run. */
  #survey(tickSeconds: number): Survey {
    const tickNanos = Math.round(tickSeconds * 1e9)
    const ticks = () => this.#ticks
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
