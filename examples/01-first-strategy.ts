/** A market maker that leans against its inventory, on a made-up market, with latency and fees. */
import { backtest } from 'tick-to-trade/backtest'
import { BUY, ceilTicks, floorTicks, lots, millis, SELL } from 'tick-to-trade/core'
import { SyntheticFeed } from 'tick-to-trade/market-data'
import { ConstantLatency } from 'tick-to-trade/simulation'
import { defineStrategy } from 'tick-to-trade/strategy'

const quoter = defineStrategy({
  name: 'inventory-quoter',
  params: { halfSpreadTicks: 4_000, skewTicksPerLot: 200, sizeLots: 1 },
  onBook(book, { params, position, quotes }) {
    if (!book.isTwoSided) return
    const fairTicks = book.microTicks - params.skewTicksPerLot * position
    quotes.set(BUY, floorTicks(fairTicks - params.halfSpreadTicks), lots(params.sizeLots))
    quotes.set(SELL, ceilTicks(fairTicks + params.halfSpreadTicks), lots(params.sizeLots))
  },
})

const amounts = { positionLotsMax: 50, orderLotsMax: 5, orderValueMax: 10_000, dailyLossMax: 1_000 }
const pace = { priceCollarBps: 500, ordersPerSecondMax: 1_000, ordersBurstMax: 100 }
const market = { volatility: 0.0002, spreadCost: 0.0005, tickSeconds: 0.1, ticks: 100_000 }

const run = await backtest({
  feed: new SyntheticFeed({ seed: 42, ...market }),
  strategy: quoter,
  latency: new ConstantLatency({ entry: millis(5), response: millis(5) }),
  fees: { makerRate: -0.00005, takerRate: 0.0007 },
  limits: { ...amounts, ...pace },
})

const { fills, pnlAfterFees, fees, maxDrawdown, inventory, runHash } = run.summary()
console.log(`fills            ${fills}`)
console.log(`PnL after fees   ${pnlAfterFees.toFixed(2)} (rebates ${(-fees).toFixed(2)})`)
console.log(`max drawdown     ${maxDrawdown.toFixed(2)}`)
console.log(`inventory        ${inventory.lowestLots} to ${inventory.highestLots} lots`)
console.log(`run hash         ${runHash}`)
