/**
 * Mean reversion on a z-score: buys what has fallen far below its recent mean, sells what rose.
 *
 * Each sample of the price goes into a window of `lookbackWindow`. While the window is not full, or
 * all its prices are equal, nothing happens. Then z = (price - mean) / deviation, population
 * deviation, the new price included:
 *
 * - z < -threshold and position < inventoryLimit: buy at the ask;
 * - z > threshold and position > -inventoryLimit: sell at the bid.
 *
 * Size `deviation` is floor(2 |z|) lots, `fixed` is one lot; `clipToLimit` keeps a trade from taking
 * the position beyond the limit, without it one trade may overshoot.
 */
import { BUY, lots, SELL, type Side } from '../core/index.ts'
import { against, PRICE, RollingZScore, wholeMultiples, zscore } from '../models/index.ts'
import { defineStrategy, type StrategyContext, type Tunable } from './strategy.ts'

const defaults = {
  lookbackWindow: 50,
  threshold: 1.5,
  inventoryLimitLots: 10,
  /** `deviation` or `fixed`. */
  sizing: 'deviation',
  clipToLimit: true,
  /** `last`: every trade of the market; `mid`: every book change; `auto`: last where there are trades. */
  priceSource: 'auto',
}

type Params = Tunable<typeof defaults>

/** A window takes eight bytes a sample, at once. */
const LOOKBACK_WINDOW_MAX = 1_000_000

interface State {
  score: RollingZScore
  z: number
}

export const zScoreReversion = defineStrategy<typeof defaults, State>({
  name: 'z-score-reversion',
  description: 'Buys below and sells above a rolling mean, measured in standard deviations.',
  params: defaults,
  validate,
  setup: ({ params }) => ({ score: new RollingZScore(params.lookbackWindow), z: Number.NaN }),
  onTrade(trade, context) {
    if (samplesTrades(context)) decide(trade.price, context)
  },
  onBook(book, context) {
    if (!samplesTrades(context) && book.isTwoSided) decide(book.midPrice, context)
  },
  vectorised(params, { hasTrades }) {
    const z = zscore(PRICE, { windowSamples: params.lookbackWindow })
    return {
      samples: samplesTrades({ params, hasTrades }) ? 'trades' : 'quotes',
      signal: against(z, params.threshold),
      sizeLots: params.sizing === 'fixed' ? 1 : wholeMultiples(z, 2),
      inventoryLimitLots: params.inventoryLimitLots,
      clipToLimit: params.clipToLimit,
    }
  },
  gauges: (state, params) => ({
    z: state.z,
    'upper threshold': params.threshold,
    'lower threshold': -params.threshold,
    mean: state.score.mean,
    deviation: state.score.deviation,
  }),
})

function samplesTrades({ params, hasTrades }: { params: Params; hasTrades: boolean }): boolean {
  return params.priceSource === 'auto' ? hasTrades : params.priceSource === 'last'
}

function decide(price: number, context: StrategyContext<typeof defaults, State>): void {
  const { params, state, position } = context
  if (state.score.window !== params.lookbackWindow) {
    state.score = new RollingZScore(params.lookbackWindow)
  }
  state.score.push(price)
  const z = state.score.z
  state.z = z
  if (context.isHalted) return
  // Scores are compared exactly: where prices stand still and jump, they fall on the thresholds.
  if (state.score.compare(params.threshold) <= 0) return
  if (z < 0 && position < params.inventoryLimitLots) trade(BUY, context)
  else if (z > 0 && position > -params.inventoryLimitLots) trade(SELL, context)
}

function trade(side: Side, context: StrategyContext<typeof defaults, State>): void {
  const { params, state, position, orders } = context
  const wanted = params.sizing === 'fixed' ? 1 : doubledAndFloored(state.score, state.z)
  const room = params.inventoryLimitLots - side * position
  const size = params.clipToLimit ? Math.min(wanted, room) : wanted
  if (size > 0) orders.market(side, lots(size))
}

/** floor(2 |z|), exact also where 2 |z| is a whole number. */
function doubledAndFloored(score: RollingZScore, z: number): number {
  const nearest = Math.round(2 * Math.abs(z))
  return score.compare(nearest / 2) >= 0 ? nearest : nearest - 1
}

function validate(params: Params): string[] {
  const problems: string[] = []
  const { lookbackWindow } = params
  const isWindow = lookbackWindow >= 2 && lookbackWindow <= LOOKBACK_WINDOW_MAX
  if (!Number.isInteger(lookbackWindow) || !isWindow) {
    problems.push(`lookbackWindow is a whole number of samples from 2 to ${LOOKBACK_WINDOW_MAX}`)
  }
  if (!(params.threshold >= 0)) problems.push('threshold is a number of deviations, at least 0')
  if (!Number.isInteger(params.inventoryLimitLots) || params.inventoryLimitLots < 1) {
    problems.push('inventoryLimitLots is a whole number of lots, at least 1')
  }
  if (!['deviation', 'fixed'].includes(params.sizing)) {
    problems.push("sizing is 'deviation' or 'fixed'")
  }
  if (!['auto', 'last', 'mid'].includes(params.priceSource)) {
    problems.push("priceSource is 'auto', 'last' or 'mid'")
  }
  return problems
}
