/**
 * What trials have in common, as plain data that can be sent to a thread.
 *
 * A thread needs neither the configuration nor what checks it: that is a third of the memory that it
 * would take.
 */
import { dirname, resolve } from 'node:path'
import {
  type BacktestOptions,
  type MarketOptions,
  marketsOf,
  type Participant,
} from '../../backtest/index.ts'
import type { Feed } from '../../market-data/index.ts'
import { LivingFeed, type LivingFeedOptions } from '../../simulation/index.ts'
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

interface PlainMarket extends Omit<MarketOptions, NotPlain> {
  readonly queue: QueueName | undefined
  /** Made anew for each trial. */
  readonly living: LivingFeedOptions | undefined
  /** A strategy of its own, by name or path. */
  readonly seat: Seat | undefined
}
type NotPlain = 'feed' | 'queueModel' | 'participant'

interface Seat {
  readonly name: string
  readonly strategy: string
  readonly params: StrategyParams
}

interface InForce {
  readonly strategy?: string
  readonly strategies?: readonly { readonly strategy: string }[]
  readonly queue?: QueueName | undefined
  readonly markets?: readonly { readonly queue?: QueueName | undefined }[]
}

/** @param path of the configuration */
export function plainRun({ options, configuration }: LoadedRun, path: string): PlainRun {
  const inForce = configuration.inForce as InForce
  const names = (inForce.strategies ?? [inForce]).map(({ strategy = '' }) => strategy)
  return {
    strategy: names[0]!,
    base: resolve(dirname(path)),
    sampling: options.sampling,
    markets: marketsOf(options).map((market, k) => ({
      ...plainMarket(market),
      queue: (inForce.markets ?? [inForce])[k]?.queue,
      living: livingOf(market),
      seat: seatOf(market, names[k] ?? ''),
    })),
  }
}

/** A market at the top of its options stands among those of the run. */
function plainMarket(market: MarketOptions): Omit<MarketOptions, NotPlain> {
  const { feed: _feed, queueModel: _queueModel, participant: _participant, ...rest } = market
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

const livingOf = ({ feed }: MarketOptions): LivingFeedOptions | undefined =>
  feed instanceof LivingFeed
    ? { market: feed.market, symbol: feed.info.instruments[0]!.symbol }
    : undefined

const seatOf = ({ participant }: MarketOptions, strategy: string): Seat | undefined =>
  participant && { name: participant.name, strategy, params: participant.params ?? {} }

/** The options of a run over these feeds, one for each market. */
export async function runOf(
  { strategy, base, sampling, markets }: PlainRun,
  feeds: readonly Feed[],
): Promise<(params: StrategyParams) => BacktestOptions> {
  const seated = await Promise.all(markets.map(({ seat }) => seat && participantOf(seat, base)))
  const opened = markets.map(({ queue, living, seat: _seat, ...market }, k): MarketOptions => {
    const feed = living === undefined ? feeds[k]! : new LivingFeed(living)
    const participant = seated[k]
    // The reference counts queues in quantities, we count them in lots.
    const isReference = market.referenceExchange !== undefined
    const unit = isReference ? 1 : feed.info.instruments[0]!.lot.step
    return {
      ...market,
      feed,
      ...(participant === undefined ? {} : { participant }),
      ...(queue === undefined ? {} : { queueModel: queueModel(queue, unit) }),
    }
  })
  const chosen = await strategyOn(await strategySource(strategy, base), opened)
  const shared = { strategy: chosen, ...(sampling === undefined ? {} : { sampling }) }
  const [only, ...others] = opened
  return (params) =>
    others.length === 0 ? { ...shared, params, ...only! } : { ...shared, params, markets: opened }
}

async function participantOf({ name, strategy, params }: Seat, base: string): Promise<Participant> {
  return { name, params, strategy: await strategyOn(await strategySource(strategy, base), []) }
}
