/**
 * The running demo: one engine, and what people do to it.
 *
 * The session belongs to the server, so a page may come, go and reload without changing anything.
 * Like the engine it reads no clock: a `Pacer` advances it.
 *
 * ```ts
 * const session = new DemoSession({ feed: 'exchange', seed: 1 })
 * session.advance(1_000)
 * session.kill('operator')
 * session.status().killSwitch // { reason: 'operator', atTick: 1000, ... }
 * ```
 */
import type { OriginalDictionary, RunSummary } from '../backtest/index.ts'
import {
  ALERT_REARMED,
  type Alert,
  BUY,
  InputError,
  NO_PRICE,
  OPERATOR_KILL,
  OPERATOR_PAUSED,
  OPERATOR_REARM_ASKED,
  OPERATOR_REARMED,
  OPERATOR_RESTARTED,
  OPERATOR_RESUMED,
  OPERATOR_STEPPED,
  OPERATOR_STRATEGY_REARMED,
  OPERATOR_TUNED,
  SELL,
  SEVERITY_NOTICE,
  type Side,
} from '../core/index.ts'
import type { WithdrawalState } from '../execution/index.ts'
import {
  type AccountLimits,
  type BreakerLimits,
  type KillRecord,
  KillSwitch,
} from '../risk/index.ts'
import { AlertRows } from './alert-rows.ts'
import type { DemoEngine } from './demo-engine.ts'
import type { DemoJournal } from './demo-journal.ts'
import { DEMO_DICTIONARY } from './demo-market.ts'
import type { DemoScene } from './demo-scene.ts'
import { checkedSeed } from './demo-seed.ts'
import { checkedSpeed } from './demo-speed.ts'
import { EXCHANGE_SCENE } from './exchange-scene.ts'
import type { ActionPlace } from './outside-action.ts'
import type {
  FeedName,
  KillStatus,
  ModeName,
  Phase,
  RunInstant,
  Setup,
  Speed,
  Status,
} from './protocol.ts'
import { type OutsideTrip, RunSwitch } from './run-switch.ts'
import { seriesScene } from './series-scene.ts'
import { MODE_ACTIONS, TradingControls } from './trading-controls.ts'
import { Tunables, type Tuning } from './tunables.ts'

export interface DemoSessionOptions {
  /** Which market; the one of the dictionary where one is given, the exchange without. */
  readonly feed?: FeedName | undefined
  /** Of the random walk; its usual values without. */
  readonly dictionary?: OriginalDictionary | undefined
  readonly seed: number | string
  readonly speed?: Speed | undefined
  /** Length of the series; without, it ends only when time does. */
  readonly ticks?: number | undefined
  /** One that other threads share; one of its own without. */
  readonly killSwitch?: KillSwitch | undefined
  readonly breaker?: BreakerLimits | undefined
  /** Over all markets: beside those of the scene, and before them. */
  readonly accountLimits?: AccountLimits | undefined
  /** Told at once; must not wait for anything. */
  readonly onAlert?: ((alert: Alert) => void) | undefined
  /** Writes down the runs and what people do to them. */
  readonly journal?: DemoJournal | undefined
  /** Of a session that is driven again: stops from outside, by the look that sees them. */
  readonly outside?: ReadonlyMap<number, KillRecord> | undefined
}

export interface SessionIncidents {
  /** Alerts of any severity. */
  readonly alerts: number
  /** How often the kill switch went from armed to tripped. */
  readonly trips: number
}

/** Who acts on the page: it knows a token, not a name. */
const ON_PAGE = 'the page'
/** Who trips the switch that the run shares: the watchdog, a kill file, another program, the journal. */
const OUTSIDE = 'outside the run'

export const FEED_NAMES: readonly FeedName[] = ['exchange', 'gbm']
/** The strategy's memory, 8 bytes a tick; a typing error should not take all there is. */
const LOOKBACK_TICKS_MAX = 1_000_000
/** Ticks between looks at the room in the journal: far fewer records than are kept free for them. */
const TICKS_PER_LOOK = 32

export class DemoSession {
  /** The one that others share. */
  readonly killSwitch: KillSwitch
  /** The same as the runs see it. */
  readonly #switch: RunSwitch
  /** Grows with every change that a page may want to know of. */
  version = 0
  /** Grows when the setup changes. */
  setupVersion = 0
  runNumber = 0
  /** Told by whoever advances the session. */
  ticksPerSecond = 0
  readonly #options: DemoSessionOptions
  readonly #alerts = new AlertRows()
  readonly #controls = new TradingControls()
  readonly #scenes: Readonly<Record<FeedName, DemoScene>>
  #scene: DemoScene
  #tunables: Tunables
  #engine: DemoEngine
  #tuning: Tuning
  #speed: Speed = 1
  #isPaused = false
  #edits = 0
  #kill: Omit<KillStatus, 'withdrawal'> | null = null

  /** @throws InputError for a dictionary, a seed or a speed that cannot be. */
  constructor(options: DemoSessionOptions) {
    const { dictionary = DEMO_DICTIONARY, journal, outside } = options
    if (dictionary.lookback_window > LOOKBACK_TICKS_MAX) {
      throw new InputError(`a window has at most ${LOOKBACK_TICKS_MAX} ticks`, {
        field: 'lookback_window',
      })
    }
    this.#options = options
    const { killSwitch: shared = new KillSwitch() } = options
    this.killSwitch = shared
    this.#switch = new RunSwitch({ shared, outside, onSighted: (trip) => this.#sighted(trip) })
    if (journal !== undefined) journal.onHalt = (problem) => shared.trip(problem)
    this.#scenes = { exchange: EXCHANGE_SCENE, gbm: seriesScene(dictionary) }
    const feed = options.feed ?? (options.dictionary === undefined ? 'exchange' : 'gbm')
    this.#scene = this.#scenes[feed]
    this.#tunables = new Tunables(this.#scene)
    this.#tuning = this.#scene.tuning
    this.speed = options.speed ?? 1
    this.#engine = this.#begin(checkedSeed(options.seed))
  }

  get scene(): DemoScene {
    return this.#scene
  }
  get engine(): DemoEngine {
    return this.#engine
  }
  get isPaused(): boolean {
    return this.#isPaused
  }
  /** Nothing happens however much time passes. */
  get isIdle(): boolean {
    return this.#isPaused || this.#engine.isOver
  }
  get speed(): Speed {
    return this.#speed
  }
  /** @throws InputError unless it is `max` or a multiple of real time within its bounds. */
  set speed(speed: Speed) {
    this.#speed = checkedSpeed(speed)
    this.version++
  }

  /** Runs so many ticks, paused or not; returns how many there were. */
  advance(ticks: number): number {
    let done = 0
    while (done < ticks && this.#options.journal?.isFull !== true) {
      const portion = this.#engine.advance(Math.min(TICKS_PER_LOOK, ticks - done))
      done += portion
      if (portion === 0) break
    }
    if (done > 0) this.version++
    return done
  }

  pause(): void {
    this.#acted(OPERATOR_PAUSED)
    this.#isPaused = true
    this.version++
  }

  resume(): void {
    this.#acted(OPERATOR_RESUMED)
    this.#isPaused = false
    this.version++
  }

  /** Pauses, and runs a single tick. */
  step(): void {
    this.#acted(OPERATOR_STEPPED)
    this.#isPaused = true
    this.version++
    this.advance(1)
  }

  /**
   * Begins anew with the present settings, or on another market with its own. A kill switch that is on
   * stays on: starting over must not be a way around re-arming.
   */
  restart(seed: number | string, feed: FeedName = this.#scene.feed): void {
    const checked = checkedSeed(seed)
    this.mustBeToldOf()
    this.#acted(OPERATOR_RESTARTED, `seed ${checked}`, { seed: checked, feed })
    if (feed !== this.#scene.feed) {
      this.#scene = this.#scenes[feed]
      this.#tunables = new Tunables(this.#scene)
      this.#tuning = this.#scene.tuning
    }
    this.#engine = this.#begin(checked)
  }

  /**
   * Changes settings from the next tick on: all of those given, or none.
   * @throws TuningError naming every field that is wrong.
   */
  tune(changes: Readonly<Record<string, unknown>>): void {
    const tunables = this.#tunables
    const tuning = tunables.changed(this.#tuning, changes)
    this.mustBeToldOf()
    this.#acted(OPERATOR_TUNED, JSON.stringify(changes))
    const before = tunables.values(this.#tuning)
    this.#options.journal?.changed(before, tunables.values(tuning), ON_PAGE)
    this.#tuning = tuning
    this.#engine.tune(tuning)
    this.#intervene()
    this.setupVersion++
  }

  /** Stops trading at once: nothing new leaves, and what works is withdrawn. The market goes on. */
  kill(reason: string, who = ON_PAGE): void {
    if (this.killSwitch.isTripped || !this.#switch.trip(reason, this.#nanos)) return
    this.#actedBy(who, OPERATOR_KILL, reason)
    this.noticeStop()
    this.#options.journal?.commit()
    this.#intervene()
  }

  /** Withdraws what works when somebody outside of the run has tripped the switch. */
  noticeStop(): void {
    this.#switch.sight()
    if (this.#switch.isHeld) this.#withdraw()
  }

  /** The first of two steps: written down, and nothing else. */
  rearmAsked(who: string, why: string): void {
    this.mustBeToldOf()
    this.#actedBy(who, OPERATOR_REARM_ASKED, why)
  }

  /** Lets trading go on. Whose second step it was and why stands in the journal and among the alerts. */
  rearm(who: string, why: string): void {
    if (this.#kill === null) return
    this.mustBeToldOf()
    const { run } = this.#engine
    this.#actedBy(who, OPERATOR_REARMED, why)
    this.#switch.rearm()
    this.#kill = null
    run.guard?.watch(this.#nanos)
    run.guard?.alerts.raise({
      code: ALERT_REARMED,
      severity: SEVERITY_NOTICE,
      text: `trading goes on: re-armed by ${who}: ${why}`,
      causeNanos: this.#nanos,
    })
    this.noticeStop()
    this.#intervene()
  }

  /**
   * Sets what may be sent, in one market or in all: halted withdraws what works, reduce-only what could add
   * to the position. Answers whether that is a change; what was so already is no action.
   * @throws InputError for a market that is not traded here.
   */
  setMode(mode: ModeName, who: string, why: string, market?: string): boolean {
    if (this.#controls.has(mode, market)) return false
    this.mustBeToldOf()
    this.#actedBy(who, MODE_ACTIONS[mode], why, market === undefined ? {} : { market })
    this.#controls.set(mode, market, { who, why, ...this.#here }, this.#nanos)
    this.#intervene()
    return true
  }

  /**
   * Lets a strategy that its executions have disabled trade again.
   * @throws InputError when none is.
   */
  rearmStrategy(who: string, why: string): void {
    this.#controls.mustBeTripped()
    this.mustBeToldOf()
    this.#actedBy(who, OPERATOR_STRATEGY_REARMED, why)
    this.#controls.rearm({ who, why, ...this.#here }, this.#nanos)
    this.#intervene()
  }

  /** What has become of the orders since the switch was tripped. */
  get withdrawal(): WithdrawalState {
    return this.#engine.run.guard?.withdrawal.state ?? 'armed'
  }

  /** Which trip of the shared switch that is about. */
  get tripNoticed(): number {
    return this.#switch.sharedTrip
  }

  /** An alert, this thread's or another's, for the page's list. */
  listAlert(alert: Alert): void {
    this.#alerts.add(alert, this.#here, this.killSwitch.trips)
    this.version++
  }

  summary(): RunSummary {
    return this.#engine.run.summary()
  }

  /** What has happened to the session as a whole, over all its runs. */
  get incidents(): SessionIncidents {
    return { alerts: this.#alerts.count, trips: this.killSwitch.trips }
  }

  setup(): Setup {
    const { feed, symbol, strategy, tickSeconds, tickStep, initialBalance, panes } = this.#scene
    const [base = symbol, quote = 'quote currency'] = symbol.split(/[-/_]/)
    return {
      feed,
      feeds: FEED_NAMES,
      panes,
      symbol,
      base,
      quote,
      strategy: strategy.name,
      strategyDescription: strategy.description ?? '',
      tickSeconds,
      tickStep,
      initialBalance,
      fields: this.#tunables.fields,
      values: this.#tunables.values(this.#tuning),
    }
  }

  status(): Status {
    const engine = this.#engine
    const { run } = engine
    const { portfolio } = run
    const { book } = run.trader.options
    const quoted = (side: Side) =>
      book.best(side) === NO_PRICE ? null : known(book.bestPrice(side))
    const { equity } = engine
    return {
      runNumber: this.runNumber,
      phase: this.#phase,
      speed: this.#speed,
      seed: String(engine.seed),
      ticks: engine.ticks,
      atSeconds: this.#sinceNanos / 1e9,
      ticksPerSecond: this.ticksPerSecond,
      price: known(engine.price),
      bid: quoted(BUY),
      ask: quoted(SELL),
      z: known(run.trader.gauges.z ?? Number.NaN),
      equity,
      cash: portfolio.cash - portfolio.fees,
      profit: equity - this.#scene.initialBalance,
      fees: portfolio.fees,
      drawdownMax: engine.drawdownMax,
      positionLots: portfolio.position,
      positionLimitLots: engine.positionLimitLots,
      fills: portfolio.fills,
      tradedLots: portfolio.tradedLots,
      liveOrders: run.desk.count,
      killRefusals: engine.killRefusals,
      killSwitch: this.#kill === null ? null : { ...this.#kill, withdrawal: this.withdrawal },
      trading: this.#controls.status(),
      alerts: this.#alerts.rows,
      edits: this.#edits,
      runHash: run.digest(),
      notices: engine.notices,
    }
  }

  get #phase(): Phase {
    if (this.#engine.isOver) return 'ended'
    return this.#isPaused ? 'paused' : 'running'
  }

  /** Of the last tick that is over, since the first began. */
  get #sinceNanos(): number {
    return this.#engine.ticks * Math.round(this.#scene.tickSeconds * 1e9)
  }
  get #here(): RunInstant {
    const { runNumber } = this
    return { runNumber, atSeconds: this.#sinceNanos / 1e9, atTick: this.#engine.ticks }
  }
  /** The same instant in the run's own time. */
  get #nanos(): number {
    return this.#engine.beginNanos + this.#sinceNanos
  }

  #begin(seed: number | string): DemoEngine {
    this.runNumber++
    this.version++
    this.setupVersion++
    this.#edits = this.killSwitch.isTripped ? 1 : 0
    const tuning = this.#tuning
    // None before the first.
    const ticksBefore = this.runNumber === 1 ? 0 : this.#engine.ticks
    const scene = this.#scene
    const account = { ...scene.accountLimits, ...this.#options.accountLimits }
    const told = {
      demo: scene.describe(seed, tuning),
      session: this.#described,
      // As the journal of every run has them: for the report of compliance.
      controls: { limits: [scene.limits], groups: [null], account },
    }
    const engine = scene.begin({
      seed,
      tuning,
      journal: this.#options.journal?.begin(told, ticksBefore),
      killSwitch: this.#switch,
      accountLimits: account,
      breaker: this.#options.breaker,
      onAlert: (alert) => {
        this.#options.onAlert?.(alert)
        this.listAlert(alert)
      },
      ticks: this.#options.ticks,
      onTick: () => this.#tickIsOver(),
    })
    this.#controls.attach(engine.run)
    return engine
  }

  /** What every run of the session has in common, for its journal. */
  get #described(): Readonly<Record<string, unknown>> {
    const { dictionary = DEMO_DICTIONARY, ticks, breaker, accountLimits } = this.#options
    return { dictionary, ticks, breaker, accountLimits }
  }

  /** Limits and breakers trip within a tick; it is noticed when that is over, at every pace. */
  #tickIsOver(): void {
    if (this.#kill === null && this.#switch.isTripped) this.#withdraw()
    if (!this.#controls.hasNewTrip) return
    this.#controls.tripped(this.#here)
    this.version++
  }

  #withdraw(): void {
    const { record } = this.#switch
    if (record === undefined || this.#kill !== null) return
    // Without a time it comes from somebody without the run's clock: seed and settings do not repeat it.
    if (Number.isNaN(record.atNanos)) this.#edits++
    this.#switch.noticed(this.#nanos)
    const { run } = this.#engine
    run.simulation.stop(record.reason)
    this.#kill = { reason: record.reason, ...this.#here }
    run.guard?.watch(this.#nanos)
    this.version++
  }

  /** A look has seen what nobody can derive again: it stands in the journal with its place. */
  #sighted({ reason, atNanos, look }: OutsideTrip): void {
    const at = Number.isNaN(atNanos) ? {} : { atNanos }
    this.#actedBy(OUTSIDE, OPERATOR_KILL, reason, { look: look ?? null, ...at })
  }

  /** @throws InputError while the journal takes no records: what it would miss must not happen. */
  mustBeToldOf(): void {
    const { journal } = this.#options
    if (journal?.isFull !== true) return
    throw new InputError(
      `cannot be written down: ${journal.problem}`,
      {},
      'Make room on the disk of the journal first.',
    )
  }

  #acted(action: number, why = '', more: Omit<ActionPlace, 'tick'> = {}): void {
    this.#actedBy(ON_PAGE, action, why, more)
  }

  #actedBy(who: string, action: number, why: string, more: Omit<ActionPlace, 'tick'> = {}): void {
    this.#options.journal?.acted(action, who, why, { tick: this.#engine.ticks, ...more })
  }

  #intervene(): void {
    this.#edits++
    this.version++
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
