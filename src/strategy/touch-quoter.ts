/**
 * Rests one order a side at the touch (or a few ticks behind it) and follows it, order by order.
 *
 * The reference strategy of the parity runs: every `stepNanos` it looks at the local best prices,
 * keeps what stands at the right price, cancels the rest, and enters what is missing as post-only.
 * Prices in ticks double as order ids (2 x price for bids, 2 x price + 1 for asks), so that no price
 * is ever quoted twice at once.
 *
 * The position that it compares with its limit is the float64 running sum of executed quantities:
 * ten fills of 0.01 are 0.09999999999999999, still below 0.1.
 */
import { BUY, GTX, lots, SELL, type Side, ticks } from '../core/index.ts'
import { defineStrategy, type Orders, type StrategyContext, type Tunable } from './strategy.ts'

const defaults = {
  offsetTicks: 0,
  sizeLots: 10,
  positionLimitLots: 100,
  stepNanos: 10_000_000,
}

type Params = Tunable<typeof defaults>

interface State {
  /** Ids to cancel in this step, ascending; kept to be reused. */
  readonly stale: number[]
}

export const touchQuoter = defineStrategy<typeof defaults, State>({
  name: 'touch-quoter',
  description: 'Keeps one post-only order a side at the touch and follows it in fixed steps.',
  params: defaults,
  validate,
  setup: () => ({ stale: [] }),
  timerNanos: (params) => params.stepNanos,
  onTimer(context) {
    const { book, orders, params, state } = context
    // In a locked book every quote would take, be refused as post-only, and be sent again each step.
    if (context.isHalted || !book.isTwoSided || book.spreadTicks <= 0) return
    const bidTicks = book.best(BUY) - params.offsetTicks
    const askTicks = book.best(SELL) + params.offsetTicks
    let wantsBid = hasRoom(BUY, context)
    let wantsAsk = hasRoom(SELL, context)
    // Setting a length costs more than all the rest of a quiet step.
    if (state.stale.length > 0) state.stale.length = 0
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.side === BUY && order.price === bidTicks) wantsBid = false
      else if (order.side === SELL && order.price === askTicks) wantsAsk = false
      else if (order.isCancellable) state.stale.push(order.id)
    }
    for (let k = 0; k < state.stale.length; k++) orders.cancel(state.stale[k]!)
    if (wantsBid) enterOnce(orders, BUY, bidTicks, 2 * bidTicks, params)
    if (wantsAsk) enterOnce(orders, SELL, askTicks, 2 * askTicks + 1, params)
  },
})

function hasRoom(
  side: Side,
  { params, positionFloat, instrument }: StrategyContext<typeof defaults, State>,
): boolean {
  return side * positionFloat < instrument.lot.step * params.positionLimitLots
}

function enterOnce(
  orders: Orders,
  side: Side,
  priceTicks: number,
  id: number,
  params: Params,
): void {
  if (!orders.isLive(id)) orders.enter(side, ticks(priceTicks), lots(params.sizeLots), GTX, id)
}

function validate(params: Params): string[] {
  const problems: string[] = []
  if (!Number.isInteger(params.offsetTicks) || params.offsetTicks < 0) {
    problems.push('offsetTicks is a whole number of ticks, at least 0')
  }
  for (const name of ['sizeLots', 'positionLimitLots', 'stepNanos'] as const) {
    if (!Number.isInteger(params[name]) || params[name] < 1) {
      problems.push(`${name} is a whole number, at least 1`)
    }
  }
  return problems
}
