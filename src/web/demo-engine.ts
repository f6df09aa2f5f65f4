/**
 * One run of the demo: a market, a strategy, and a history of what happened.
 *
 * Nothing here reads a clock: `advance` runs as many ticks as it is told, and the same seed with the
 * same settings gives the same hash after the same number of ticks, however they were portioned. What
 * a tick is depends on the market: `series-engine.ts`, a row of a price series; `exchange-engine.ts`, a
 * step of time on a living exchange.
 */
import type { BacktestRun, RunJournal } from '../backtest/index.ts'
import { type Alert, BUY } from '../core/index.ts'
import {
  type AccountLimits,
  type BreakerLimits,
  KILL_SWITCH,
  type KillSwitch,
} from '../risk/index.ts'
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
import { FillRing } from './fill-ring.ts'
import { History } from './history.ts'
import type { Ladder } from './protocol.ts'
import type { Tuning } from './tunables.ts'

/** What every engine is begun with, whatever its market. */
export interface DemoEngineOptions {
  readonly seed: number | string
  readonly tuning: Tuning
  readonly killSwitch: KillSwitch
  readonly accountLimits: AccountLimits
  readonly breaker?: BreakerLimits | undefined
  readonly onAlert?: ((alert: Alert) => void) | undefined
  readonly journal?: RunJournal | undefined
  /** Length of the market; without, it ends only when time does. */
  readonly ticks?: number | undefined
  /** Told when a tick is over. */
  readonly onTick?: (() => void) | undefined
}

export abstract class DemoEngine {
  abstract readonly run: BacktestRun
  readonly history = new History()
  readonly recentFills = new FillRing()
  readonly seed: number | string
  drawdownMax = 0
  protected tickCount = 0
  readonly #onTick: (() => void) | undefined
  readonly #row = new Float64Array(BUCKET_FIELDS)
  #price = Number.NaN
  #fills = 0
  #equityPeak = Number.NEGATIVE_INFINITY

  constructor({ seed, onTick }: Pick<DemoEngineOptions, 'seed' | 'onTick'>) {
    this.seed = seed
    this.#onTick = onTick
  }

  /** Runs so many ticks and returns how many it were: fewer only when the market has ended. */
  abstract advance(ticks: number): number
  /** Takes over what a person has changed about market and strategy. */
  abstract tune(tuning: Tuning): void
  /** When the first tick begins, in the run's own nanoseconds. */
  abstract readonly beginNanos: number
  /** The exchange's book around the middle with our orders in it; undefined where there is none. */
  abstract readonly ladder: Ladder | undefined
  /** The parameter that bounds the position. */
  abstract readonly positionLimitLots: number

  /** Ticks that are over. */
  get ticks(): number {
    return this.tickCount
  }
  /** The market has ended: nothing more will happen. */
  get isOver(): boolean {
    return this.run.isOver
  }
  /** What a position is worth: the last price that was known. */
  get price(): number {
    return this.#price
  }
  get equity(): number {
    return this.run.portfolio.equity(this.#price)
  }
  /** What was noticed in the data, with its count. */
  get notices(): string[] {
    const { notices } = this.run.markets[0]!.options.feed
    return [...notices].map(([name, { count }]) => `${name} (${count} times)`)
  }

  /** Orders that were refused because the kill switch was on. */
  get killRefusals(): number {
    return this.run.gate.refusals[KILL_SWITCH]!
  }

  /** A tick is over: its row goes into the history. */
  protected record(): void {
    this.tickCount++
    const { run } = this
    const row = this.#row
    const { price } = run.trader.options.mark
    // A book that has lost a side for a moment is worth what it was.
    if (!Number.isNaN(price)) this.#price = price
    const { equity } = this
    if (equity > this.#equityPeak) this.#equityPeak = equity
    const drawdown = this.#equityPeak - equity
    if (drawdown > this.drawdownMax) this.drawdownMax = drawdown
    const { gauges, params } = run.trader
    row.fill(this.#price, PRICE_LOWEST, PRICE + 1)
    row.fill(equity, EQUITY_LOWEST, EQUITY + 1)
    row[EQUITY_PEAK] = this.#equityPeak
    row.fill(gauges.z ?? Number.NaN, Z_LOWEST, Z + 1)
    row[THRESHOLD] = Number(params.threshold)
    row.fill(run.portfolio.position, POSITION_LOWEST, POSITION + 1)
    row[POSITION_LIMIT] = this.positionLimitLots
    this.#recordFills(row)
    this.history.record(row)
    this.#onTick?.()
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
      this.recentFills.add(this.tickCount, fill, this.beginNanos)
    }
    this.#fills = fills.length
    fills.forgetBefore(this.#fills)
  }
}
