/**
 * Quotes one order a side at a relative distance from the mid, and leans against its inventory.
 *
 * With `lean = position value / positionValueMax` the bid is `mid * (1 - (half + skew * lean))` and the
 * ask `mid * (1 + (half - skew * lean))`, away from the mid to the next tick and never better than the
 * touch. Beyond a lean of 1 it only sells, beyond -1 it only buys. A strategy of fixed steps: it needs
 * no single orders, trades or depth, so that it runs over columns as well as over events.
 */
import { BUY, ceilTicks, floorTicks, lots, SELL, ticks } from '../core/index.ts'
import { defineStrategy, type StrategyContext, type Tunable } from './strategy.ts'

const defaults = {
  halfSpreadBps: 2.5,
  skewBps: 2.5,
  /** In currency, for one order. */
  orderValue: 50_000,
  positionValueMax: 1_000_000,
  stepNanos: 100_000_000,
}

type Params = Tunable<typeof defaults>

export const skewQuoter = defineStrategy<typeof defaults>({
  name: 'skew-quoter',
  description: 'Quotes around the mid in fixed steps, and leans against its inventory.',
  params: defaults,
  validate,
  timerNanos: (params) => params.stepNanos,
  onTimer: (context) => quote(context),
  // Its answer to a fill is the next step's: what has filled is not wanted again before.
  onFill: (fill, { quotes }) => quotes.clear(fill.side),
})

function quote({
  book,
  params,
  position,
  quotes,
  instrument,
}: StrategyContext<typeof defaults>): void {
  if (!book.isTwoSided) {
    quotes.clearAll()
    return
  }
  const { midTicks } = book
  const unitPrice = instrument.contract === 'linear' ? book.midPrice : 1
  const lotValue = instrument.lot.step * instrument.contractSize * unitPrice
  const size = lots(Math.max(1, Math.round(params.orderValue / lotValue)))
  const lean = (position * lotValue) / params.positionValueMax
  const half = params.halfSpreadBps / 10_000
  const shift = (params.skewBps / 10_000) * lean
  const bid = floorTicks(midTicks * (1 - (half + shift)))
  const ask = ceilTicks(midTicks * (1 + (half - shift)))
  if (lean > 1) quotes.clear(BUY)
  else quotes.set(BUY, ticks(Math.min(bid, book.best(BUY))), size)
  if (lean < -1) quotes.clear(SELL)
  else quotes.set(SELL, ticks(Math.max(ask, book.best(SELL))), size)
}

function validate(params: Params): string[] {
  const problems: string[] = []
  if (!(params.halfSpreadBps >= 0)) problems.push('halfSpreadBps is at least 0')
  if (!(params.skewBps >= 0)) problems.push('skewBps is at least 0')
  for (const name of ['orderValue', 'positionValueMax'] as const) {
    if (!(params[name] > 0)) problems.push(`${name} is above 0`)
  }
  if (!Number.isInteger(params.stepNanos) || params.stepNanos < 1) {
    problems.push('stepNanos is a whole number, at least 1')
  }
  return problems
}
