/** An agent of your own on a market that answers: the same order at once, and in slices. */
import { lots, SELL, seconds, ticks } from 'tick-to-trade/core'
import { MatchingEngine } from 'tick-to-trade/exchange'
import { HawkesFlow, type MarketAgent, MarketSimulation } from 'tick-to-trade/simulation'

function sellerOf(sizeLots: number, slices: number) {
  const sold = { arrivalTicks: Number.NaN, lots: 0, valueTicks: 0 }
  const agent: MarketAgent = {
    name: 'seller',
    start(desk) {
      for (let k = 0; k < slices; k++) desk.wakeAt(seconds(600 + 10 * k))
    },
    wake(desk) {
      if (Number.isNaN(sold.arrivalTicks)) sold.arrivalTicks = desk.book.midTicks
      desk.market(SELL, lots(sizeLots / slices))
    },
    report(_desk, { price, size }) {
      sold.lots += size
      sold.valueTicks += price * size
    },
    answer() {},
  }
  return { agent, sold }
}

for (const slices of [1, 3, 12]) {
  const seller = sellerOf(12, slices)
  const flow = new HawkesFlow({ referenceTicks: ticks(10_000) })
  const members = [{ agent: flow }, { agent: seller.agent }]
  const engine = new MatchingEngine({ instruments: [{}], participants: 2 })
  const market = new MarketSimulation({ engine, members, seed: 1 })
  market.start()
  market.advanceTo(seconds(1_200))
  const { arrivalTicks, lots: size, valueTicks } = seller.sold
  const worse = (arrivalTicks - valueTicks / size).toFixed(2)
  console.log(`${slices} slices: ${size} lots, ${worse} ticks below the mid at arrival`)
}
