/** The scene of a living exchange: the strategy quotes among agents, and its orders rest in the book. */
import { resolveParams } from '../backtest/index.ts'
import { touchQuoter } from '../strategy/index.ts'
import type { DemoScene } from './demo-scene.ts'
import { ExchangeEngine } from './exchange-engine.ts'
import {
  EXCHANGE_ACCOUNT,
  EXCHANGE_LIMITS,
  EXCHANGE_PARAMS,
  EXCHANGE_SYMBOL,
  EXCHANGE_TICK_SECONDS,
  INITIAL_BALANCE,
  POSITION_LIMIT_LOTS_MAX,
  SIZE_LOTS_MAX,
} from './exchange-market.ts'

export const EXCHANGE_SCENE: DemoScene = {
  feed: 'exchange',
  symbol: EXCHANGE_SYMBOL,
  strategy: touchQuoter,
  tickSeconds: EXCHANGE_TICK_SECONDS,
  tickStep: 0.01,
  initialBalance: INITIAL_BALANCE,
  panes: ['price', 'equity', 'inventory'],
  fields: [
    {
      name: 'offsetTicks',
      label: 'Distance',
      unit: 'ticks',
      hint: 'How far behind the best price it rests: 0 joins the queue there',
      kind: 'integer',
      lowest: 0,
      highest: 50,
      step: 1,
    },
    {
      name: 'sizeLots',
      label: 'Order size',
      unit: 'lots',
      hint: 'Of each order, one a side',
      kind: 'integer',
      lowest: 1,
      highest: SIZE_LOTS_MAX,
      step: 1,
    },
    {
      name: 'positionLimitLots',
      label: 'Position limit',
      unit: 'lots',
      hint: 'At this position it quotes no more on the side that would add to it',
      kind: 'integer',
      lowest: 1,
      highest: POSITION_LIMIT_LOTS_MAX,
      step: 1,
    },
  ],
  marketFields: [],
  limits: EXCHANGE_LIMITS,
  accountLimits: EXCHANGE_ACCOUNT,
  tuning: { market: {}, params: resolveParams(touchQuoter, EXCHANGE_PARAMS) },
  begin: (options) => new ExchangeEngine(options),
  describe: (seed) => ({ feed: 'exchange', seed }),
}
