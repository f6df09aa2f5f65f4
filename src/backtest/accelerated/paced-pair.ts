/**
 * One strategy at one pace in both engines: their decisions and fills, side by side.
 */
import { InputError } from '../../core/index.ts'
import { LaneLatency, type LatencyModel, type LatencyPlan } from '../../simulation/index.ts'
import { type BacktestOptions, BacktestRun, marketsOf, type OnProgress } from '../backtest.ts'
import type { SurveyedFeed } from '../survey.ts'
import type { AcceleratedExtras, AcceleratedRun, RowDecision } from './accelerated-result.ts'
import { runAccelerated } from './accelerated-run.ts'
import { pacedStrategy } from './paced-strategy.ts'
import { latencyOf, type PreparedMarket } from './prepared-market.ts'
import { ColumnLatency, EndlessQueue } from './unqueued-market.ts'

export interface PacedPair {
  readonly accelerated: AcceleratedRun
  readonly decisions: readonly RowDecision[]
  readonly event: BacktestRun
  readonly eventDecisions: readonly RowDecision[]
  /** Answers of the event run may be late. */
  readonly hasResponse: boolean
}

export interface PairSettings {
  /** `own`: queue and answers as configured. `none`: no queue, and answers are known at once. */
  readonly market: 'own' | 'none'
  readonly extras?: AcceleratedExtras
}

/** Runs both. @throws InputError for what the accelerated engine cannot run. */
export async function pacedPair(
  options: BacktestOptions,
  surveyed: SurveyedFeed,
  prepared: PreparedMarket,
  { market, extras = {} }: PairSettings,
  onProgress?: OnProgress,
): Promise<PacedPair> {
  const [only] = marketsOf(options)
  const { columns } = prepared
  const latency = latencyOf(prepared, only!.latency)
  const decisions: RowDecision[] = []
  const eventDecisions: RowDecision[] = []
  // Each run has a switch of its own: one that trips must not stop the other.
  const { killSwitch: _shared, ...unswitched } = options
  const accelerated = runAccelerated({ ...unswitched, ...only! }, prepared, {
    ...extras,
    onDecision: (decision) => decisions.push({ ...decision }),
  })
  const { strategy } = options
  const onDecision = (decision: RowDecision) => eventDecisions.push(decision)
  const hasResponse = market === 'own' || extras.hasResponse === true
  const answers = () => new LaneLatency(only!.latency).orders
  const columnLatency = new ColumnLatency(columns, latency, hasResponse ? answers() : undefined)
  const response = extras.hasResponse === true ? answers() : undefined
  const event = new BacktestRun(
    {
      ...unswitched,
      ...only!,
      strategy: pacedStrategy({ strategy, columns, latency, response, onDecision }),
      latency: withFeedOf(only!.latency, columnLatency, hasResponse),
      ...(market === 'none' ? { queueModel: new EndlessQueue() } : {}),
    },
    surveyed,
  )
  await event.toEnd(onProgress)
  return { accelerated, decisions, event, eventDecisions, hasResponse }
}

/** The latency of the event run: the columns' own, or the plan's where it also makes the feed's. */
function withFeedOf(
  latency: LatencyModel | LatencyPlan | undefined,
  columnLatency: ColumnLatency,
  hasResponse: boolean,
): LatencyModel | LatencyPlan {
  if (latency === undefined || typeof latency.entry === 'function') return columnLatency
  const { feed, entry = 0 } = latency as LatencyPlan
  if (feed === undefined) return columnLatency
  if (typeof entry !== 'number') throw drawnTwice()
  return { ...(latency as LatencyPlan), ...(hasResponse ? {} : { response: undefined }) }
}

const drawnTwice = (): InputError =>
  new InputError(
    'and latency.feed are both drawn: the engines would draw other latencies',
    { field: 'latency.entry' },
    'Give a constant entry, or leave the feed as it was recorded, to compare engines.',
  )
