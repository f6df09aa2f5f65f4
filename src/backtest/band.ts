/**
 * The band of a run: what it comes to when the guess about queues is as bad as it can be for us, and
 * as good, beside the model that was chosen.
 *
 * ```
 *   pessimistic  ConservativeQueue  whoever cancels was behind us
 *   chosen       the run's own
 *   optimistic   OptimisticQueue    we are first at once
 * ```
 *
 * The edges run over the records of the chosen run, which are decoded once. Fills order themselves by nature; money
 * does not: a strategy reacts to its fills, and fills that come easily may be the bad ones. A chosen
 * figure beyond both edges is therefore possible, and told instead of hidden.
 */
import { ConservativeQueue, OptimisticQueue, type QueueModel } from '../exchange/index.ts'
import { BacktestRun, type OnProgress } from './backtest.ts'
import type { RunSummary } from './summary.ts'

export interface BandInterval {
  readonly pessimistic: number
  readonly chosen: number
  readonly optimistic: number
  /** The chosen figure lies beyond both edges. */
  readonly isOutside: boolean
}

/** Money in the account's currency. */
export interface Band {
  /** Names of the queue models, one for each market where they differ. */
  readonly models: { readonly [Edge in BandEdge]: string }
  readonly pnlAfterFees: BandInterval
  readonly pnlBeforeFees: BandInterval
  readonly fees: BandInterval
  readonly maxDrawdown: BandInterval
  readonly fills: BandInterval
  readonly tradedLots: BandInterval
  /** Filled of ordered lots; NaN for a run without orders. */
  readonly fillRatio: BandInterval
  readonly runHashes: { readonly [Edge in BandEdge]: string }
}

export type BandEdge = 'pessimistic' | 'chosen' | 'optimistic'

/** Figures that a band tells, with what people call them. */
export const BAND_FIGURES = {
  pnlAfterFees: 'PnL after fees',
  pnlBeforeFees: 'PnL before fees',
  fees: 'fees',
  maxDrawdown: 'max drawdown',
  fills: 'fills',
  tradedLots: 'traded lots',
  fillRatio: 'fill ratio',
} as const

export type BandFigure = keyof typeof BAND_FIGURES

/**
 * Runs both edges over the records of a finished run. A latency model that keeps its state must have
 * been given to that run as a plan.
 */
export async function bandAround(chosen: BacktestRun, onProgress?: OnProgress): Promise<Band> {
  const half = (before: number): OnProgress | undefined =>
    onProgress &&
    (({ phase, records, fraction }) =>
      onProgress({ phase, records, fraction: (before + fraction) / 2 }))
  const pessimistic = await runEdge(chosen, new ConservativeQueue(), half(0))
  const optimistic = await runEdge(chosen, new OptimisticQueue(), half(1))
  return bandOf(pessimistic, chosen, optimistic)
}

async function runEdge(
  { options, markets }: BacktestRun,
  queueModel: QueueModel,
  onProgress: OnProgress | undefined,
): Promise<BacktestRun> {
  const { strategy, params = {}, sampling } = options
  const run = new BacktestRun(
    {
      strategy,
      params,
      ...(sampling === undefined ? {} : { sampling }),
      markets: markets.map((market) => ({ ...market.options, queueModel })),
    },
    ...markets.map(({ surveyed }) => surveyed),
  )
  await run.toEnd(onProgress)
  return run
}

function bandOf(pessimistic: BacktestRun, chosen: BacktestRun, optimistic: BacktestRun): Band {
  const summaries = {
    pessimistic: pessimistic.summary(),
    chosen: chosen.summary(),
    optimistic: optimistic.summary(),
  }
  return {
    models: {
      pessimistic: modelsOf(pessimistic),
      chosen: modelsOf(chosen),
      optimistic: modelsOf(optimistic),
    },
    pnlAfterFees: interval(summaries, ({ pnlAfterFees }) => pnlAfterFees),
    pnlBeforeFees: interval(summaries, ({ pnlBeforeFees }) => pnlBeforeFees),
    fees: interval(summaries, ({ fees }) => fees),
    maxDrawdown: interval(summaries, ({ maxDrawdown }) => maxDrawdown),
    fills: interval(summaries, ({ fills }) => fills),
    tradedLots: interval(summaries, ({ tradedLots }) => tradedLots),
    fillRatio: interval(summaries, ({ fillRatio }) => fillRatio),
    runHashes: {
      pessimistic: summaries.pessimistic.runHash,
      chosen: summaries.chosen.runHash,
      optimistic: summaries.optimistic.runHash,
    },
  }
}

function interval(
  runs: { readonly [Edge in BandEdge]: RunSummary },
  figure: (summary: RunSummary) => number,
): BandInterval {
  const pessimistic = figure(runs.pessimistic)
  const chosen = figure(runs.chosen)
  const optimistic = figure(runs.optimistic)
  const isOutside =
    chosen < Math.min(pessimistic, optimistic) || chosen > Math.max(pessimistic, optimistic)
  return { pessimistic, chosen, optimistic, isOutside }
}

const modelsOf = ({ markets }: BacktestRun): string =>
  [...new Set(markets.map(({ queueModel }) => queueModel.name))].join(', ')

/** What a reader must be told about a band before believing it, one sentence each. */
export function bandWarnings(band: Band): readonly string[] {
  const figures = Object.entries(BAND_FIGURES) as [BandFigure, string][]
  const outside = figures.filter(([figure]) => band[figure].isOutside).map(([, name]) => name)
  const warnings: string[] = []
  if (outside.length > 0) {
    warnings.push(
      `the chosen queue model lies outside the band in ${outside.join(', ')}: the strategy reacts ` +
        'to its fills, so the edges bound each fill but not what they add up to',
    )
  }
  const { pessimistic, optimistic } = band.pnlAfterFees
  if (optimistic < pessimistic) {
    warnings.push('the optimistic model earns less: the fills that it adds lose money')
  }
  return warnings
}
