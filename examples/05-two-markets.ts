/** Two markets in one run: quotes in one, and lays off in the other what was filled. */
import { backtest } from 'tick-to-trade/backtest'
import { lots, micros, millis, opposite, SIDES, ticks } from 'tick-to-trade/core'
import { SyntheticFeed } from 'tick-to-trade/market-data'
import { defineStrategy } from 'tick-to-trade/strategy'

const quoteAndHedge = defineStrategy({
  name: 'quote-and-hedge',
  params: { halfSpreadTicks: 4_000, sizeLots: 1 },
  onBook({ midTicks, isTwoSided }, { instrument, params, quotes }) {
    if (instrument.symbol !== 'QUOTED' || !isTwoSided) return
    for (const side of SIDES) {
      const price = Math.round(midTicks - side * params.halfSpreadTicks)
      quotes.set(side, ticks(price), lots(params.sizeLots))
    }
  },
  onFill({ side, size }, { instrument, markets }) {
    if (instrument.symbol === 'QUOTED') markets[1]!.orders.market(opposite(side), size)
  },
})

// One seed, one price: the second market is the same asset with a tenth of the spread.
const walk = { seed: 42, volatility: 0.0002, tickSeconds: 0.1, ticks: 100_000 }
const quoted = new SyntheticFeed({ ...walk, symbol: 'QUOTED', spreadCost: 0.0005 })
const hedge = new SyntheticFeed({ ...walk, symbol: 'HEDGE', spreadCost: 0.00005 })
const slow = { seed: 42, entry: { model: 'lognormal', median: millis(5), sigma: 0.5 } } as const
const fast = { entry: micros(500), response: micros(500) }
const amounts = { positionLotsMax: 50, orderLotsMax: 5, orderValueMax: 10_000, dailyLossMax: 1_000 }
const limits = { ...amounts, priceCollarBps: 500, ordersPerSecondMax: 1_000, ordersBurstMax: 100 }
const markets = [
  { feed: quoted, limits, latency: slow, fees: { makerRate: -0.0001, takerRate: 0.0005 } },
  { feed: hedge, limits, latency: fast, fees: { makerRate: 0, takerRate: 0.00005 } },
]
const result = (await backtest({ strategy: quoteAndHedge, markets })).summary()
for (const { symbol, fills, finalInventory, pnlAfterFees } of result.markets) {
  console.log(`${symbol}: ${fills} fills, ${finalInventory} lots left, ${pnlAfterFees.toFixed(2)}`)
}
console.log(`together ${result.pnlAfterFees.toFixed(2)}, run hash ${result.runHash}`)
