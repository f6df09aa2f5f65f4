/**
 * The demo on a living exchange: agents, a real book, and the strategy's orders in it.
 *
 * A tick is a fixed step of simulated time. What is in it, many events or none, is the agents'.
 */
import { BacktestRun, type Survey, syntheticSurvey } from '../backtest/index.ts'
import { nanos } from '../core/index.ts'
import { LivingFeed } from '../simulation/index.ts'
import { touchQuoter } from '../strategy/index.ts'
import { DemoEngine, type DemoEngineOptions } from './demo-engine.ts'
import {
  EXCHANGE_FEES,
  EXCHANGE_LATENCY,
  EXCHANGE_LIMITS,
  EXCHANGE_MARKET,
  EXCHANGE_SYMBOL,
  EXCHANGE_TICK_SECONDS,
  EXCHANGE_WARM_UP_NANOS,
  INITIAL_BALANCE,
} from './exchange-market.ts'
import { LadderView } from './ladder-view.ts'
import type { Ladder } from './protocol.ts'
import { TradeRing } from './trade-ring.ts'
import type { Tuning } from './tunables.ts'

const TICK_NANOS = EXCHANGE_TICK_SECONDS * 1e9
/** The market outlives everybody who watches it: doubles count nanoseconds exactly until then. */
const TICKS_MAX = Math.floor((100 * 86_400e9) / TICK_NANOS)

export class ExchangeEngine extends DemoEngine {
  readonly run: BacktestRun
  readonly beginNanos: number
  readonly #trades: TradeRing
  readonly #view: LadderView
  readonly #ticksMax: number

  constructor(options: DemoEngineOptions) {
    super(options)
    const { seed, tuning, ticks = TICKS_MAX } = options
    this.#ticksMax = Math.min(ticks, TICKS_MAX)
    this.#trades = new TradeRing(EXCHANGE_WARM_UP_NANOS)
    const span = nanos(EXCHANGE_WARM_UP_NANOS + (this.#ticksMax + 1) * TICK_NANOS)
    this.run = new BacktestRun(
      {
        feed: new LivingFeed({
          market: { ...EXCHANGE_MARKET, seed, span },
          symbol: EXCHANGE_SYMBOL,
        }),
        strategy: touchQuoter,
        params: tuning.params,
        limits: EXCHANGE_LIMITS,
        latency: EXCHANGE_LATENCY,
        fees: EXCHANGE_FEES,
        cash: INITIAL_BALANCE,
        killSwitch: options.killSwitch,
        accountLimits: options.accountLimits,
        breaker: options.breaker,
        onAlert: options.onAlert,
        journal: options.journal,
        marketListener: this.#trades,
      },
      { survey: UNSURVEYED, open: () => [] },
    )
    this.beginNanos = this.run.living!.beginNanos
    this.#view = new LadderView(this.run, this.#trades)
  }

  get positionLimitLots(): number {
    return Number(this.run.trader.params.positionLimitLots)
  }
  get ladder(): Ladder {
    return this.#view.ladder
  }

  advance(ticks: number): number {
    const target = Math.min(this.ticks + ticks, this.#ticksMax)
    const before = this.ticks
    while (this.ticks < target) {
      this.run.simulation.runUntil(nanos(this.beginNanos + (this.ticks + 1) * TICK_NANOS))
      this.record()
    }
    if (this.ticks === this.#ticksMax && !this.isOver) this.run.finish()
    return this.ticks - before
  }

  tune({ params }: Tuning): void {
    this.run.trader.params = params
  }
}

/** The run surveys its market as it goes. */
const UNSURVEYED: Survey = syntheticSurvey('levels')
