/**
 * Quotes inside a wide spread: when the spread reaches a threshold there is room to earn.
 *
 * While ask - bid of the others >= `openTicks`, wants one quote a side, `improveTicks` inside the touch and never
 * crossing; once the spread is narrower than `closeTicks`, wants nothing. Between the two it leaves
 * things as they are, so that a flickering spread does not make it flicker. At the inventory limit
 * it wants the reducing side only, and a fill that takes it there is answered at once: a quote that
 * is still wanted after its fill would be entered again. Where own orders stand in the book it measures
 * the others', and leaves things as they are until it knows which are its own.
 */
import { BUY, lots, NO_PRICE, SELL, SIDES, ticks } from '../core/index.ts'
import { defineStrategy, type StrategyContext, type Tunable } from './strategy.ts'
import { bestOfOthers, knowsOwnPlaces } from './touch-of-others.ts'

const defaults = {
  openTicks: 4,
  closeTicks: 3,
  improveTicks: 1,
  sizeLots: 1,
  inventoryLimitLots: 10,
}

type Params = Tunable<typeof defaults>

interface State {
  isQuoting: boolean
  spreadTicks: number
}

export const spreadThreshold = defineStrategy<typeof defaults, State>({
  name: 'spread-threshold',
  description:
    'Quotes inside the spread when it is at least a threshold wide, and steps away below.',
  params: defaults,
  validate,
  setup: () => ({ isQuoting: false, spreadTicks: Number.NaN }),
  onBook: (_book, context) => requote(context),
  onFill: (_fill, context) => requote(context),
  gauges: (state, params) => ({
    'spread ticks': state.spreadTicks,
    'open threshold': params.openTicks,
    'close threshold': params.closeTicks,
  }),
})

function requote(context: StrategyContext<typeof defaults, State>): void {
  const { book, params, state, position, quotes } = context
  if (!knowsOwnPlaces(context)) {
    for (const side of SIDES) if (side * position >= params.inventoryLimitLots) quotes.clear(side)
    return
  }
  const bid = bestOfOthers(context, BUY)
  const ask = bestOfOthers(context, SELL)
  if (bid === NO_PRICE || ask === NO_PRICE || book.isCrossed) {
    state.isQuoting = false
    quotes.clearAll()
    return
  }
  state.spreadTicks = ask - bid
  if (state.spreadTicks >= params.openTicks) state.isQuoting = true
  else if (state.spreadTicks < params.closeTicks) state.isQuoting = false
  if (!state.isQuoting) {
    quotes.clearAll()
    return
  }
  const room = Math.max(0, Math.floor((state.spreadTicks - 1) / 2))
  const improveTicks = Math.min(params.improveTicks, room)
  for (const side of SIDES) {
    const sizeLots = Math.min(params.sizeLots, params.inventoryLimitLots - side * position)
    if (sizeLots <= 0) quotes.clear(side)
    else quotes.set(side, ticks((side > 0 ? bid : ask) + side * improveTicks), lots(sizeLots))
  }
}

function validate(params: Params): string[] {
  const problems: string[] = []
  if (!(params.openTicks >= 1)) problems.push('openTicks is at least 1 tick')
  // Below 1 a locked book would still be quoted, and every quote in it crosses.
  if (!(params.closeTicks >= 1)) problems.push('closeTicks is at least 1 tick')
  if (params.closeTicks > params.openTicks) problems.push('closeTicks is at most openTicks')
  if (!Number.isInteger(params.improveTicks) || params.improveTicks < 0) {
    problems.push('improveTicks is a whole number of ticks, at least 0')
  }
  for (const name of ['sizeLots', 'inventoryLimitLots'] as const) {
    if (!Number.isInteger(params[name]) || params[name] < 1) {
      problems.push(`${name} is a whole number of lots, at least 1`)
    }
  }
  return problems
}
