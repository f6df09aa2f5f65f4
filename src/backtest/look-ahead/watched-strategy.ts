/** A strategy whose gauges are read after every call, and that is not called any more after a cut. */
import type { AnyStrategy, StrategyContext } from '../../strategy/index.ts'
import type { DecisionSink, DecisionWriter } from './decision-trace.ts'

export interface Watch {
  readonly writer: DecisionWriter
  readonly gauges: DecisionSink
  /** From this instant on the strategy hears nothing: what it would do is of no account. */
  readonly until: number
}

/** The same decisions as the strategy's own: only the calls it has are there, nothing is added. */
export function watchedStrategy(strategy: AnyStrategy, watch: Watch): AnyStrategy {
  const { until } = watch
  const readers = new Map<unknown, GaugeReader>()
  const called = (context: StrategyContext, call: () => void) => {
    if (context.now >= until) return
    call()
    readers.get(context)?.read(context)
  }
  const { onBook, onTrade, onTimer, onFill, onOrder, timerNanos } = strategy
  return {
    name: strategy.name,
    description: strategy.description,
    params: strategy.params,
    ...(timerNanos && { timerNanos: (params) => timerNanos.call(strategy, params) }),
    validate: (params) => strategy.validate?.(params) ?? [],
    setup(context) {
      readers.set(context, new GaugeReader(strategy, watch, readers.size))
      return strategy.setup?.(context)
    },
    ...(onBook && {
      onBook: (book, context) => called(context, () => onBook.call(strategy, book, context)),
    }),
    ...(onTrade && {
      onTrade: (trade, context) => called(context, () => onTrade.call(strategy, trade, context)),
    }),
    ...(onTimer && {
      onTimer: (context) => called(context, () => onTimer.call(strategy, context)),
    }),
    ...(onFill && {
      onFill: (fill, context) => called(context, () => onFill.call(strategy, fill, context)),
    }),
    ...(onOrder && {
      onOrder: (order, context) => called(context, () => onOrder.call(strategy, order, context)),
    }),
  }
}

/** Tells the gauges of one market that have changed. */
class GaugeReader {
  readonly #strategy: AnyStrategy
  readonly #watch: Watch
  readonly #market: number
  readonly #latest = new Map<string, number>()

  constructor(strategy: AnyStrategy, watch: Watch, market: number) {
    this.#strategy = strategy
    this.#watch = watch
    this.#market = market
  }

  read({ now, state, params }: StrategyContext): void {
    const gauges = this.#strategy.gauges?.(state, params)
    if (gauges === undefined) return
    const { writer, gauges: sink } = this.#watch
    for (const [name, value] of Object.entries(gauges)) {
      if (Object.is(this.#latest.get(name), value)) continue
      this.#latest.set(name, value)
      sink.take(writer.gauge(now, this.#market, name, value))
    }
  }
}
