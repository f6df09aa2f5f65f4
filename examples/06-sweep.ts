/** Many variants of one strategy, and how much of the best of them is luck. */
import { deflatedTrial, deflationOf, probabilityOfOverfitting, sweep } from 'tick-to-trade/backtest'
import { SyntheticFeed } from 'tick-to-trade/market-data'
import { zScoreReversion } from 'tick-to-trade/strategy'

const { axes, trials } = await sweep({
  feed: new SyntheticFeed({
    ...{ seed: 7, ticks: 20_000, tickSeconds: 0.01 },
    ...{ volatility: 0.002, spreadCost: 0.0005 },
  }),
  strategy: zScoreReversion,
  params: {
    lookbackWindow: { from: 20, to: 200, step: 20 },
    threshold: { from: 0.5, to: 4, count: 4, scale: 'log' },
    inventoryLimitLots: 10,
  },
  fees: { makerRate: 0, takerRate: 0.0001 },
  limits: {
    positionLotsMax: 10,
    orderLotsMax: 10,
    orderValueMax: 10_000,
    priceCollarBps: 500,
    ordersPerSecondMax: 1_000,
    ordersBurstMax: 1_000,
    dailyLossMax: 100_000,
  },
})

const deflation = deflationOf(trials)
const byProfit = [...trials].sort((a, b) => b.metrics.pnlAfterFees - a.metrics.pnlAfterFees)
for (const trial of byProfit.slice(0, 3)) {
  const { sharpe, deflated } = deflatedTrial(trial, deflation)
  const values = axes.map(({ key }, k) => `${key} ${trial.values[k]}`).join(', ')
  console.log(`${values}: profit ${trial.metrics.pnlAfterFees.toFixed(2)}`)
  console.log(`  Sharpe ${sharpe.toFixed(3)} a slice, deflated ${deflated.toFixed(3)}`)
}
const { probability } = probabilityOfOverfitting(trials.map(({ slicePnl }) => slicePnl))
console.log(`of ${deflation.trials} trials; probability of overfitting ${probability.toFixed(2)}`)
