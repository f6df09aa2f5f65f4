/** The scene of a price series: the original configuration, made visible. */
import { type OriginalDictionary, originalParams, resolveParams } from '../backtest/index.ts'
import { zScoreReversion } from '../strategy/index.ts'
import { demoAccount, demoLimits, lookbackTicksMax } from './demo-market.ts'
import type { DemoScene } from './demo-scene.ts'
import type { TunableField } from './protocol.ts'
import { SeriesEngine } from './series-engine.ts'

export function seriesScene(dictionary: OriginalDictionary): DemoScene {
  return {
    feed: 'gbm',
    symbol: dictionary.symbol,
    strategy: zScoreReversion,
    tickSeconds: dictionary.tick_rate,
    tickStep: 0,
    initialBalance: dictionary.initial_balance,
    panes: ['price', 'equity', 'z', 'inventory'],
    fields: [...strategyFields(dictionary), ...MARKET_FIELDS],
    marketFields: ['volatility', 'spreadCost'],
    limits: demoLimits(dictionary),
    accountLimits: demoAccount(dictionary),
    tuning: {
      market: { volatility: dictionary.volatility, spreadCost: dictionary.spread_cost },
      params: resolveParams(zScoreReversion, originalParams(dictionary)),
    },
    begin: (options) => new SeriesEngine(dictionary, options),
    describe: (seed, { market }) => ({ feed: 'gbm', seed, market }),
  }
}

function strategyFields(dictionary: OriginalDictionary): TunableField[] {
  return [
    {
      name: 'threshold',
      label: 'Threshold',
      unit: 'σ',
      hint: 'Trades when the price is farther from its mean',
      kind: 'number',
      lowest: 0,
      highest: 100,
      step: 0.1,
    },
    {
      name: 'lookbackWindow',
      label: 'Lookback',
      unit: 'ticks',
      hint: 'A new length starts with an empty window',
      kind: 'integer',
      lowest: 2,
      highest: lookbackTicksMax(dictionary),
      step: 1,
    },
    {
      name: 'inventoryLimitLots',
      label: 'Inventory limit',
      unit: 'lots',
      hint: 'Largest position, long or short',
      kind: 'integer',
      lowest: 1,
      highest: hardPositionLots(dictionary),
      step: 1,
    },
    {
      name: 'sizing',
      label: 'Sizing',
      unit: '',
      hint: 'By deviation: 2 |z| lots; fixed: one lot',
      kind: 'choice',
      choices: ['deviation', 'fixed'],
    },
    {
      name: 'clipToLimit',
      label: 'Clip to limit',
      unit: '',
      hint: 'Off: one trade may overshoot the limit',
      kind: 'flag',
    },
    {
      name: 'priceSource',
      label: 'Price source',
      unit: '',
      hint: 'Auto takes last prices where there are trades',
      kind: 'choice',
      choices: ['auto', 'last', 'mid'],
    },
  ]
}

/** The hard limit less what one trade may overshoot. */
function hardPositionLots(dictionary: OriginalDictionary): number {
  const { positionLotsMax, orderLotsMax } = demoLimits(dictionary)
  return positionLotsMax - orderLotsMax + 1
}

const MARKET_FIELDS: readonly TunableField[] = [
  {
    name: 'volatility',
    label: 'Volatility',
    unit: 'per tick',
    hint: 'Standard deviation of the relative change',
    kind: 'number',
    lowest: 0,
    highest: 0.2,
    step: 0.0005,
  },
  {
    name: 'spreadCost',
    label: 'Spread',
    unit: 'of price',
    hint: 'Relative distance from bid to ask',
    kind: 'number',
    lowest: 0,
    highest: 0.5,
    step: 0.0001,
  },
]
