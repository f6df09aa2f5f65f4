/** Sweeps made up from a seed: any size, any axes, with failures, halts, hostile words and holes. */
import { RandomStream } from '../../core/index.ts'
import {
  type AxisValue,
  type SweepAxis,
  type SweepRecord,
  TRIAL_METRICS,
  type Trial,
  type TrialMetric,
} from '../sweep/index.ts'

export interface RandomSweepOptions {
  readonly seed?: number
  readonly trials?: number
  readonly slices?: number
  readonly axes?: readonly SweepAxis[]
  /** Added to the mean of the profit of every slice where the first number of a trial is highest. */
  readonly edge?: number
  /** Deviation of the means of trials: none are worth anything when it is 0. */
  readonly skill?: number
  readonly failedShare?: number
  readonly haltedShare?: number
  readonly more?: Partial<SweepRecord>
}

export const listed = (key: string, ...values: AxisValue[]): SweepAxis => ({
  key,
  values,
  range: null,
  isLogarithmic: false,
})

export const drawn = (key: string, from: number, to: number, isLogarithmic = false): SweepAxis => ({
  key,
  values: [],
  range: { from, to },
  isLogarithmic,
})

const AXES = [
  listed('params.threshold', 0.5, 1, 1.5, 2, 2.5, 3),
  listed('params.sizeLots', 1, 2, 4, 8, 16),
  listed('latency.entry', '1ms', '5ms', '20ms'),
  drawn('params.halfLife', 0.1, 100, true),
]

export function randomSweep(options: RandomSweepOptions = {}): SweepRecord {
  const { seed = 1, trials = 120, slices = 60, axes = AXES, more } = options
  const stream = RandomStream.named(seed, 'sweep')
  return {
    product: '1.2.3',
    command: 't2t sweep sweep.yaml',
    strategy: 'z-score-reversion',
    configuration: [
      { key: 'strategy', value: 'z-score-reversion', isGiven: true },
      { key: 'cash', value: '10000', isGiven: false },
    ],
    data: [{ name: 'day.log', symbol: 'TEST', records: 12_345, hash: '0123456789abcdef' }],
    epochNanos: '1723075200000000000',
    firstNanos: 0,
    lastNanos: 3600e9,
    engine: 'event',
    sampling: 'grid',
    seed: 1,
    objective: 'sharpe',
    isObjectiveMinimised: false,
    axes,
    slices,
    warnings: [],
    trials: Array.from({ length: trials }, (_, index) => trialOf(stream, options, index)),
    ...more,
  }
}

function trialOf(stream: RandomStream, options: RandomSweepOptions, index: number): Trial {
  const { slices = 60, axes = AXES, edge = 0, skill = 0.15 } = options
  const { failedShare = 0, haltedShare = 0 } = options
  const values = axes.map((axis, k) => drawnValue(stream, axis, index, axes.slice(0, k)))
  const chance = stream.uniform()
  const hasFailed = chance < failedShare
  const isHalted = !hasFailed && chance < failedShare + haltedShare
  const dataShare = hasFailed ? 0 : isHalted ? 0.25 : 1
  const seen = Math.round(slices * dataShare)
  const size = 1 + 4 * stream.uniform()
  const drift = skill * stream.normal() + edge * nearness(axes, values)
  const slicePnl = Array.from({ length: slices }, (_, k) =>
    k < seen ? size * (drift + stream.normal()) : Number.NaN,
  )
  return {
    index,
    values,
    status: hasFailed ? 'failed' : isHalted ? 'halted' : 'done',
    problem: hasFailed ? 'params.sizeLots: more than limits.positionLotsMax' : null,
    dataShare,
    metrics: metricsOf(slicePnl.slice(0, seen), stream),
    slicePnl,
    runHash: stream.nextUint32().toString(16).padStart(8, '0'),
  }
}

/** Lists run through all their combinations; ranges are drawn. */
function drawnValue(
  stream: RandomStream,
  axis: SweepAxis,
  index: number,
  before: readonly SweepAxis[],
): AxisValue {
  if (axis.range === null) {
    const turn = before.reduce((product, each) => product * Math.max(1, each.values.length), 1)
    return axis.values[Math.floor(index / turn) % axis.values.length] ?? 0
  }
  const { from, to } = axis.range
  const share = stream.uniform()
  return axis.isLogarithmic ? from * (to / from) ** share : from + share * (to - from)
}

/** 1 where the first two axes are in their middle, falling to 0 at the ends. */
function nearness(axes: readonly SweepAxis[], values: readonly AxisValue[]): number {
  return axes.slice(0, 2).reduce((product, axis, k) => {
    const at = axis.values.indexOf(values[k]!) / Math.max(1, axis.values.length - 1)
    return product * Math.max(0, 1 - 2 * Math.abs(at - 0.6))
  }, 1)
}

function metricsOf(slicePnl: readonly number[], stream: RandomStream): Record<TrialMetric, number> {
  const none = Object.fromEntries(TRIAL_METRICS.map((metric) => [metric, Number.NaN]))
  const metrics = none as Record<TrialMetric, number>
  if (slicePnl.length === 0) return metrics
  let equity = 0
  let peak = 0
  let depth = 0
  for (const profit of slicePnl) {
    equity += profit
    peak = Math.max(peak, equity)
    depth = Math.max(depth, peak - equity)
  }
  const mean = equity / slicePnl.length
  const squares = slicePnl.reduce((sum, profit) => sum + (profit - mean) * (profit - mean), 0)
  const fills = stream.integer(10, 3000)
  const fees = fills * 0.011
  return {
    pnlAfterFees: equity,
    pnlBeforeFees: equity + fees,
    fees,
    maxDrawdown: depth,
    fills,
    tradedValue: fills * 610.25,
    orderToTradeRatio: 1 + 9 * stream.uniform(),
    fillRatio: stream.uniform(),
    returnOverTrade: equity / (fills * 610.25),
    sharpe: mean / Math.sqrt(squares / (slicePnl.length - 1)),
  }
}

/** What an enemy would call a strategy. */
export const HOSTILE = `</script><script>alert("1")</script><img src=x onerror=alert('2')>&amp;\`\u2028`

/** The same in every text that a record has. */
export function hostileSweep(): SweepRecord {
  const axes = [listed(HOSTILE, HOSTILE, '=1+1', true), listed('__proto__', 1, 2)]
  const record = randomSweep({ trials: 12, axes })
  return {
    ...record,
    strategy: HOSTILE,
    command: HOSTILE,
    product: HOSTILE,
    seed: HOSTILE,
    warnings: [HOSTILE],
    configuration: [{ key: HOSTILE, value: HOSTILE, isGiven: true }],
    data: [{ name: HOSTILE, symbol: HOSTILE, records: 1, hash: HOSTILE }],
    trials: record.trials.map((trial) =>
      trial.index % 3 === 0
        ? { ...trial, status: 'failed', problem: HOSTILE, runHash: HOSTILE }
        : trial,
    ),
  }
}

/** Sweeps at the edge of what a sweep can be. */
export function oddSweeps(): Record<string, SweepRecord> {
  const nothing = Object.fromEntries(TRIAL_METRICS.map((metric) => [metric, Number.NaN]))
  const flat = randomSweep({ trials: 6, slices: 8 })
  return {
    'one trial': randomSweep({ trials: 1 }),
    'one axis': randomSweep({ trials: 6, axes: [listed('a', 1, 2, 3)] }),
    'no axis': randomSweep({ trials: 1, axes: [] }),
    'no trial': randomSweep({ trials: 0 }),
    'one slice': randomSweep({ trials: 5, slices: 1 }),
    'nothing but failures': randomSweep({ trials: 8, failedShare: 1 }),
    'nothing done': randomSweep({ trials: 8, haltedShare: 1 }),
    'a range without width': randomSweep({
      trials: 5,
      axes: [drawn('a', 2, 2), drawn('b', 3, 3, true)],
    }),
    'many axes with long names and long lists': randomSweep({
      trials: 40,
      failedShare: 0.2,
      axes: [
        listed(
          'params.aNameThatIsFarTooLongForAnyColumn',
          ...Array.from({ length: 60 }, (_, k) => k),
        ),
        listed('queue', 'x'.repeat(90), 'first-in-first-out', 'b c '.repeat(40)),
        ...Array.from({ length: 9 }, (_, k) => drawn(`latency.part${k}`, 0, 1e6)),
      ],
      more: { command: `t2t sweep ${'x'.repeat(300)}`, objective: 'returnOverTrade' },
    }),
    'a lowest objective': randomSweep({
      more: { objective: 'maxDrawdown', isObjectiveMinimised: true, epochNanos: '0' },
    }),
    'nothing to measure': {
      ...flat,
      trials: flat.trials.map((trial) => ({
        ...trial,
        metrics: nothing as Record<TrialMetric, number>,
        slicePnl: trial.slicePnl.map(() => 0),
      })),
    },
    'boundless numbers': {
      ...flat,
      trials: flat.trials.map((trial) => ({
        ...trial,
        metrics: { ...trial.metrics, pnlAfterFees: 1e300, fees: Number.POSITIVE_INFINITY },
        slicePnl: trial.slicePnl.map((profit) => profit * 1e299),
      })),
    },
  }
}
