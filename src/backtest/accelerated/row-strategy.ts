/**
 * An ordinary strategy, called at the instants of a grid and nowhere else.
 *
 * At a row it first hears of its fills, then `onBook`, then `onTimer`, as the event engine orders one
 * instant. Its wishes are wanted quotes; single orders, single trades and order reports do not exist
 * here, and a strategy that needs them is refused with the way out.
 */
import type { BookView } from '../../book/index.ts'
import { InputError, type Instrument, type Lots, type Nanos, nanos } from '../../core/index.ts'
import type { Portfolio } from '../../execution/index.ts'
import type { KillSwitch } from '../../risk/index.ts'
import type {
  AnyStrategy,
  FillView,
  Orders,
  StrategyContext,
  StrategyParams,
} from '../../strategy/index.ts'
import { WantedQuotes } from './wanted-quotes.ts'

/** What a strategy may know of its own standing. */
export interface RowStanding {
  readonly position: Lots
  readonly positionFloat: number
  readonly isHalted: boolean
}

/** The standing of an account that only fills move. */
export class AccountStanding implements RowStanding {
  readonly #portfolio: Portfolio
  readonly #killSwitch: KillSwitch

  constructor(portfolio: Portfolio, killSwitch: KillSwitch) {
    this.#portfolio = portfolio
    this.#killSwitch = killSwitch
  }
  get position(): Lots {
    return this.#portfolio.position
  }
  get positionFloat(): number {
    return this.#portfolio.positionFloat
  }
  get isHalted(): boolean {
    return this.#killSwitch.isTripped
  }
}

export interface RowStrategyOptions {
  readonly strategy: AnyStrategy
  readonly params: StrategyParams
  readonly instrument: Instrument
  readonly book: BookView
  readonly standing: RowStanding
  readonly hasTrades: boolean
}

class RowContext implements StrategyContext {
  readonly params: StrategyParams
  readonly instrument: Instrument
  readonly book: BookView
  readonly quotes = new WantedQuotes()
  readonly hasTrades: boolean
  readonly isOwnInBook = false
  readonly markets: readonly StrategyContext[] = [this]
  state: unknown
  now: Nanos = nanos(0)
  readonly #standing: RowStanding
  readonly #name: string

  constructor(options: RowStrategyOptions) {
    this.params = options.params
    this.instrument = options.instrument
    this.book = options.book
    this.hasTrades = options.hasTrades
    this.#standing = options.standing
    this.#name = options.strategy.name
  }
  get position(): Lots {
    return this.#standing.position
  }
  get positionFloat(): number {
    return this.#standing.positionFloat
  }
  get isHalted(): boolean {
    return this.#standing.isHalted
  }
  get orders(): Orders {
    throw unfit(this.#name, 'sends single orders')
  }
}

export class RowStrategy {
  readonly #strategy: AnyStrategy
  readonly #context: RowContext

  /** @throws InputError for a strategy that cannot live on rows. */
  constructor(options: RowStrategyOptions) {
    checkFits(options.strategy)
    this.#strategy = options.strategy
    this.#context = new RowContext(options)
    this.#context.state = options.strategy.setup?.(this.#context as never)
  }

  get quotes(): WantedQuotes {
    return this.#context.quotes
  }

  hear(fill: FillView, now: Nanos): void {
    if (this.#strategy.onFill === undefined) return
    this.#context.now = now
    this.#strategy.onFill(fill, this.#context)
  }

  look(now: Nanos): void {
    const context = this.#context
    context.now = now
    this.#strategy.onBook?.(context.book, context)
    this.#strategy.onTimer?.(context)
  }
}

/** @throws InputError for a strategy that hears of what no column tells. */
export function checkFits(strategy: AnyStrategy): void {
  const { name } = strategy
  if (strategy.onTrade !== undefined) throw unfit(name, 'listens to single trades (onTrade)')
  if (strategy.onOrder !== undefined) throw unfit(name, 'listens to order reports (onOrder)')
  if (strategy.onBook === undefined && strategy.onTimer === undefined) {
    throw unfit(name, 'has neither onBook nor onTimer')
  }
}

/**
 * Between two looks of a strategy: its own timer; where it has none what was asked for, or `usualNanos`.
 * @throws InputError when neither says, both say and differ, or it is no whole number of nanoseconds.
 */
export function gridIntervalOf(
  strategy: AnyStrategy,
  params: StrategyParams,
  intervalNanos?: number,
  usualNanos?: number,
): number {
  const timer = strategy.onTimer === undefined ? undefined : strategy.timerNanos?.(params)
  if (timer !== undefined && intervalNanos !== undefined && timer !== intervalNanos) {
    throw new InputError(
      `is ${intervalNanos} ns, but the timer of ${strategy.name} is due every ${timer} ns`,
      { field: 'intervalNanos' },
      'Leave it out: the grid of a strategy with a timer is its timer.',
    )
  }
  const chosen = timer ?? intervalNanos ?? usualNanos
  if (chosen === undefined) {
    throw new InputError(
      `${strategy.name} has no timer: say how often it looks`,
      { field: 'intervalNanos' },
      'For example 100 ms: every so often the strategy sees the book.',
    )
  }
  if (Number.isSafeInteger(chosen) && chosen >= 1) return chosen
  throw new InputError(
    `a grid of ${chosen} ns is no whole number of nanoseconds above zero`,
    { field: 'intervalNanos' },
    'Choose an interval such as 100 ms.',
  )
}

const unfit = (name: string, what: string): InputError =>
  new InputError(
    `strategy ${name} ${what}, which the accelerated engine does not have`,
    { field: 'strategy' },
    'It runs strategies that say their wishes with quotes.set and quotes.clear, in onBook or onTimer. ' +
      'Run this one with the event engine.',
  )
