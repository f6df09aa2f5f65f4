/**
 * What an operator has allowed, and the throttle that only an operator re-arms, over all runs of a demo.
 *
 * A mode is set for all markets, or for one by its symbol; the stricter of the two holds. A run that
 * begins anew has the modes of the one before it, and a strategy that was disabled still is: starting
 * over must not be a way around an operator.
 */
import type { BacktestRun } from '../backtest/index.ts'
import {
  ALERT_MODE,
  ALERT_STRATEGY_REARMED,
  InputError,
  OPERATOR_HALTED,
  OPERATOR_REDUCING,
  OPERATOR_TRADING,
  SEVERITY_NOTICE,
  SEVERITY_WARNING,
} from '../core/index.ts'
import {
  HALTED_HERE,
  REDUCING_ONLY,
  STRATEGY_DISABLED,
  TRADING_HALTED,
  TRADING_OPEN,
  TRADING_REDUCING,
  type TradingMode,
  throttleText,
} from '../risk/index.ts'
import { MODE_EFFECTS } from './mode-words.ts'
import type { Deed, ModeName, ModeStatus, RunInstant, TradingStatus } from './protocol.ts'

const MODES: Readonly<Record<ModeName, TradingMode>> = {
  trading: TRADING_OPEN,
  'reduce-only': TRADING_REDUCING,
  halted: TRADING_HALTED,
}

/** As a journal has them. */
export const MODE_ACTIONS: Readonly<Record<ModeName, number>> = {
  trading: OPERATOR_TRADING,
  'reduce-only': OPERATOR_REDUCING,
  halted: OPERATOR_HALTED,
}

const UNTOUCHED: ModeStatus = { mode: 'trading', set: null }

export class TradingControls {
  #all: ModeStatus = UNTOUCHED
  readonly #bySymbol = new Map<string, ModeStatus>()
  #run: BacktestRun | undefined
  #trip: RunInstant | null = null

  /** A run begins: what was set before holds in it. */
  attach(run: BacktestRun): void {
    const before = this.#run
    this.#run = run
    run.accountRisk.state.mode = MODES[this.#all.mode]
    run.gate.state.mode = MODES[this.#ofMarket.mode]
    if (before?.accountRisk.executions.isTripped === true) {
      run.accountRisk.executions.staysTripped(run.now)
    }
  }

  /** Whether the throttle has tripped, and nobody has said yet when. Asked at every tick. */
  get hasNewTrip(): boolean {
    return this.#trip === null && this.#attached.accountRisk.executions.isTripped
  }

  tripped(at: RunInstant): void {
    this.#trip = at
  }

  /** Whether the mode is set here already. @throws InputError for a market that is not traded here. */
  has(mode: ModeName, market: string | undefined): boolean {
    if (market === undefined) return this.#all.mode === mode
    if (market === this.#symbol) return this.#ofMarket.mode === mode
    throw new InputError(
      `no market here is called ${JSON.stringify(market)}`,
      { field: 'market' },
      `Name ${this.#symbol}, or none for all markets.`,
    )
  }

  /** `nanos`: when, in the run's own time. */
  set(mode: ModeName, market: string | undefined, deed: Deed, nanos: number): void {
    const status = { mode, set: deed }
    if (market === undefined) this.#all = status
    else this.#bySymbol.set(market, status)
    this.#attached.setMode(MODES[mode], market === undefined ? undefined : 0)
    const { who, why } = deed
    this.#attached.guard?.alerts.raise({
      code: ALERT_MODE,
      severity: mode === 'trading' ? SEVERITY_NOTICE : SEVERITY_WARNING,
      text: `${market ?? 'all markets'}: ${mode}, ${MODE_EFFECTS[mode]}: set by ${who}: ${why}`,
      causeNanos: nanos,
    })
  }

  /** @throws InputError when nothing is disabled: a re-arming must not wait for the next trip. */
  mustBeTripped(): void {
    if (this.#attached.accountRisk.executions.isTripped) return
    throw new InputError('the execution throttle has not tripped: there is nothing to re-arm')
  }

  rearm({ who, why }: Deed, nanos: number): void {
    this.#attached.accountRisk.rearm()
    this.#trip = null
    this.#attached.guard?.alerts.raise({
      code: ALERT_STRATEGY_REARMED,
      severity: SEVERITY_NOTICE,
      text: `the strategy may trade again: re-armed by ${who}: ${why}`,
      causeNanos: nanos,
    })
  }

  status(): TradingStatus {
    const run = this.#attached
    const { limits, executions } = run.accountRisk
    const { refusals } = run.gate
    const market = this.#ofMarket
    const mode = MODES[market.mode] > MODES[this.#all.mode] ? market.mode : this.#all.mode
    return {
      mode,
      all: this.#all,
      market,
      modeRefusals: refusals[HALTED_HERE]! + refusals[REDUCING_ONLY]!,
      throttle:
        limits.executionsMax === undefined
          ? null
          : {
              limit: throttleText(limits),
              isTripped: executions.isTripped,
              trip: this.#trip,
              refusals: refusals[STRATEGY_DISABLED]!,
            },
    }
  }

  get #ofMarket(): ModeStatus {
    return this.#bySymbol.get(this.#symbol) ?? UNTOUCHED
  }
  get #symbol(): string {
    return this.#attached.instrument.symbol
  }
  get #attached(): BacktestRun {
    if (this.#run === undefined) throw new Error('no run is attached')
    return this.#run
  }
}
