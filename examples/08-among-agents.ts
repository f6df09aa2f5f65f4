/** Two strategies among the agents of a living exchange, and what they did to its price. */
import { backtest, measureImpact } from 'tick-to-trade/backtest'
import { BUY, IOC, lots, millis, SELL, seconds } from 'tick-to-trade/core'
import { LivingFeed } from 'tick-to-trade/simulation'
import { defineStrategy, touchQuoter } from 'tick-to-trade/strategy'

const seller = defineStrategy({
  name: 'seller',
  params: { sizeLots: 1, everySeconds: 30 },
  timerNanos: ({ everySeconds }) => seconds(everySeconds),
  onTimer({ book, orders, params }) {
    if (book.isTwoSided) orders.enter(SELL, book.best(BUY), lots(params.sizeLots), IOC)
  },
})

// Both sit at one and the same exchange: its queues are real, and what one takes the other misses.
const market = { population: 'hawkes', seed: 7, span: seconds(1200) } as const
const latency = { feed: millis(1), entry: millis(2), response: millis(1) }
const limits = {
  ...{ positionLotsMax: 500, orderLotsMax: 10, orderValueMax: 1e5, priceCollarBps: 500 },
  ...{ ordersPerSecondMax: 100, ordersBurstMax: 50, dailyLossMax: 1_000 },
}
const markets = [touchQuoter, seller].map((strategy) => ({
  feed: new LivingFeed({ market, symbol: strategy.name }),
  participant: { name: strategy.name, strategy, params: { sizeLots: strategy === seller ? 9 : 1 } },
  ...{ latency, limits, fees: { makerRate: 0, takerRate: 0.0001 }, cash: 10_000 },
}))
const run = await backtest({ strategy: seller, markets, analytics: true, keepsPath: true })
for (const { symbol, fills, finalInventory, pnlAfterFees } of run.summary().markets) {
  console.log(`${symbol}: ${fills} fills, ${finalInventory} lots, ${pnlAfterFees.toFixed(2)}`)
}
const { curve, shortfalls } = await measureImpact(run)
for (const { horizonNanos, taker } of [curve[0]!, curve[3]!]) {
  const ticks = `${taker.impact.toFixed(2)} ± ${taker.impactHalf.toFixed(2)} ticks`
  console.log(`${horizonNanos / 1e9} s after a sale the price is lower by ${ticks}`)
}
console.log(`selling cost ${shortfalls[1]!.total.toFixed(2)}, run hash ${run.digest()}`)
