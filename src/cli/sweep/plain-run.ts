/**
 * What trials have in common, as plain data that can be sent to a thread.
 *
 * A thread needs neither the configuration nor what checks it: that is a third of the memory that it
 * would take.
 */
import { dirname, resolve } from 'node:path'
import { type BacktestOptions, type MarketOptions, marketsOf } from '../../backtest/index.ts'
import type { Feed } from '../../market-data/index.ts'
import type { StrategyParams } from '../../strategy/index.ts'
import { strategyOn, strategySource } from '../config/configured-strategy.ts'
import type { LoadedRun } from '../config/load-run.ts'
import { type QueueName, queueModel } from '../config/queue-model.ts'

export interface PlainRun {
  /** A name, or the path of a module. */
  readonly strategy: string
  /** Of modules that are named from there. */
  readonly base: string
  readonly sampling: BacktestOptions['sampling']
  readonly markets: readonly PlainMarket[]
}

interface PlainMarket extends Omit<MarketOptions, 'feed' | 'queueModel'> {
  readonly queue: QueueName | undefined
}

interface InForce {
  readonly strategy: string
  readonly queue?: QueueName | undefined
  readonly markets?: readonly { readonly queue?: QueueName | undefined }[]
}

/** @param path of the configuration */
export function plainRun({ options, configuration }: LoadedRun, path: string): PlainRun {
  const inForce = configuration.inForce as InForce
  return {
    strategy: inForce.strategy,
    base: resolve(dirname(path)),
    sampling: options.sampling,
    markets: marketsOf(options).map((market, k) => ({
      ...plainMarket(market),
      queue: (inForce.markets ?? [inForce])[k]?.queue,
    })),
  }
}

/** A market at the top of its options stands among those of the run. */
function plainMarket(market: MarketOptions): Omit<MarketOptions, 'feed' | 'queueModel'> {
  const { feed: _feed, queueModel: _queueModel, ...rest } = market
  const {
    strategy: _strategy,
    params: _params,
    ...plain
  } = rest as typeof rest & {
    strategy?: unknown
    params?: unknown
  }
  return plain
}

/** The options of a run over these feeds, one for each market. */
export async function runOf(
  { strategy, base, sampling, markets }: PlainRun,
  feeds: readonly Feed[],
): Promise<(params: StrategyParams) => BacktestOptions> {
  const opened = markets.map(({ queue, ...market }, k): MarketOptions => {
    const feed = feeds[k]!
    // The reference counts queues in quantities, we count them in lots.
    const isReference = market.referenceExchange !== undefined
    const unit = isReference ? 1 : feed.info.instruments[0]!.lot.step
    return {
      ...market,
      feed,
      ...(queue === undefined ? {} : { queueModel: queueModel(queue, unit) }),
    }
  })
  const chosen = await strategyOn(await strategySource(strategy, base), opened)
  const shared = { strategy: chosen, ...(sampling === undefined ? {} : { sampling }) }
  const [only, ...others] = opened
  return (params) =>
    others.length === 0 ? { ...shared, params, ...only! } : { ...shared, params, markets: opened }
}
