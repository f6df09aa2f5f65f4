/** Sweeps drawn by chance, without a run behind them: noise of any size, with an edge planted or not. */
import { RandomStream } from '../../core/index.ts'
import { type SweepRecord, TRIAL_METRICS, type Trial, type TrialMetric } from '../sweep/index.ts'
import { momentsOf } from './moments.ts'

const DAY = 86_400e9

export interface DrawnSweep {
  readonly trials: number
  readonly slices: number
  readonly seed: number
  /** Mean of some trials' profit, in deviations of a slice. */
  readonly edges?: Readonly<Record<number, number>>
  /** Correlation between any two trials. */
  readonly correlation?: number
}

/** Two axes over the trials: `params.row` counts tens, `params.column` ones. */
export function drawnSweep(drawn: DrawnSweep, override: Partial<SweepRecord> = {}): SweepRecord {
  const random = RandomStream.named(drawn.seed, 'sweep')
  const shared = Math.sqrt(drawn.correlation ?? 0)
  const own = Math.sqrt(1 - shared * shared)
  const market = Array.from({ length: drawn.slices }, () => random.normal())
  const trials = Array.from({ length: drawn.trials }, (_, index) => {
    const mean = drawn.edges?.[index] ?? 0
    return trialOf(
      index,
      market.map((each) => mean + shared * each + own * random.normal()),
    )
  })
  return {
    product: '0.0.0',
    command: 't2t sweep drawn.yaml',
    strategy: 'drawn',
    configuration: [],
    data: [],
    epochNanos: '0',
    firstNanos: 0,
    lastNanos: 10 * DAY,
    engine: 'event',
    sampling: 'grid',
    seed: drawn.seed,
    objective: 'sharpe',
    isObjectiveMinimised: false,
    axes: ['params.row', 'params.column'].map((key) => ({
      key,
      values: [],
      range: null,
      isLogarithmic: false,
    })),
    slices: drawn.slices,
    warnings: [],
    trials,
    ...override,
  }
}

export function trialOf(index: number, slicePnl: readonly number[]): Trial {
  const { sharpe } = momentsOf(slicePnl)
  const pnl = slicePnl.reduce((sum, each) => sum + each, 0)
  const unknown = Object.fromEntries(TRIAL_METRICS.map((name) => [name, Number.NaN]))
  return {
    index,
    values: [Math.floor(index / 10), index % 10],
    status: 'done',
    problem: null,
    dataShare: 1,
    metrics: {
      ...(unknown as Record<TrialMetric, number>),
      pnlAfterFees: pnl,
      pnlBeforeFees: pnl,
      sharpe,
    },
    slicePnl,
    runHash: '',
  }
}
