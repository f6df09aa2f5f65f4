/**
 * The same strategy over the same data in both engines, and what makes them differ.
 *
 * | run      | engine | differs from the accelerated run by                                        |
 * |----------|--------|----------------------------------------------------------------------------|
 * | unqueued | event  | nothing: the same looks, no queue, answers at once. A difference is a bug  |
 * | paced    | event  | queues, partial fills and late answers                                     |
 * | event    | event  | looking whenever something happens, too: as `t2t backtest` runs it          |
 */
import { type BacktestOptions, BacktestRun, type OnProgress } from '../backtest.ts'
import type { RunSummary } from '../summary.ts'
import type { SurveyedFeed } from '../survey.ts'
import type { AcceleratedExtras, AcceleratedRun } from './accelerated-result.ts'
import { type Divergence, equalDecisions, firstDivergence } from './divergence.ts'
import { pacedPair } from './paced-pair.ts'
import { type PrepareSettings, prepareSurveyed } from './prepared-market.ts'

/** One figure in both engines. `relative` is accelerated over event, less one. */
export interface EngineFigure {
  readonly name: string
  readonly accelerated: number
  readonly event: number
  readonly relative: number
}

export interface EngineComparison {
  readonly rows: number
  readonly intervalNanos: number
  readonly accelerated: AcceleratedRun
  readonly event: RunSummary
  /** In a market without queues: how much was compared, and what differs, which nothing should. */
  readonly unqueued: {
    readonly decisions: number
    readonly fills: number
    readonly divergence: Divergence | undefined
  }
  /** With queues and late answers: decisions that are equal before the first that is not. */
  readonly equalDecisions: number
  readonly divergence: Divergence | undefined
  readonly figures: readonly EngineFigure[]
  /** Nothing differs but by what the accelerated engine is known to give up. */
  readonly isExplained: boolean
}

export interface CompareSettings extends PrepareSettings {
  /** How the accelerated engine runs. */
  readonly extras?: AcceleratedExtras | undefined
}

/** Runs a configuration in both engines. @throws InputError for what the accelerated one cannot run. */
export async function compareEngines(
  options: BacktestOptions,
  surveyed: SurveyedFeed,
  settings: CompareSettings = {},
  onProgress?: OnProgress,
): Promise<EngineComparison> {
  const prepared = await prepareSurveyed(options, surveyed, settings, onProgress)
  const { intervalNanos, extras: given = {} } = settings
  const extras = { ...given, intervalNanos }
  const own = await pacedPair(options, surveyed, prepared, { market: 'own', extras }, onProgress)
  const none = { market: 'none', extras } as const
  const unqueued = await pacedPair(options, surveyed, prepared, none, onProgress)
  const plain = new BacktestRun(options, surveyed)
  await plain.toEnd(onProgress)
  const event = plain.summary()
  const { accelerated } = own
  const divergence = firstDivergence(own)
  const mistake = firstDivergence(unqueued)
  return {
    rows: prepared.columns.rows,
    intervalNanos: prepared.columns.intervalNanos,
    accelerated,
    event,
    unqueued: {
      decisions: unqueued.decisions.length,
      fills: accelerated.fills.length,
      divergence: mistake,
    },
    equalDecisions: equalDecisions(own),
    divergence,
    figures: figuresOf(accelerated, event),
    isExplained: mistake === undefined && divergence?.cause !== 'unexplained',
  }
}

function figuresOf({ metrics }: AcceleratedRun, event: RunSummary): EngineFigure[] {
  const returnOverTrade =
    event.tradedValue === 0 ? Number.NaN : event.pnlAfterFees / event.tradedValue
  const pairs: [string, number, number][] = [
    ['pnl after fees', metrics.pnlAfterFees, event.pnlAfterFees],
    ['fees', metrics.fees, event.fees],
    ['max drawdown', metrics.maxDrawdown, event.maxDrawdown],
    ['fills', metrics.fills, event.fills],
    ['traded value', metrics.tradedValue, event.tradedValue],
    ['return over trade', metrics.returnOverTrade, returnOverTrade],
  ]
  return pairs.map(([name, accelerated, other]) => ({
    name,
    accelerated,
    event: other,
    relative: accelerated === other ? 0 : accelerated / other - 1,
  }))
}
