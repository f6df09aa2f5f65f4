/** The gate that every order passes: what it refuses, and how it stops everything. */
import { LadderBook } from 'tick-to-trade/book'
import { BUY, Instrument, lots, SELL, seconds, ticks } from 'tick-to-trade/core'
import { KillSwitch, LimitGate, OrderIntent, reasonText } from 'tick-to-trade/risk'

const instrument = new Instrument({ symbol: 'EXAMPLE', tick: '0.01', lot: '1' })
const book = new LadderBook({ instrument })
book.set(BUY, ticks(9_999), lots(300))
book.set(SELL, ticks(10_001), lots(300))

const amounts = { positionLotsMax: 20, orderLotsMax: 10, orderValueMax: 5_000, dailyLossMax: 100 }
const pace = { priceCollarBps: 50, ordersPerSecondMax: 2, ordersBurstMax: 2 }
const killSwitch = new KillSwitch()
const gate = new LimitGate({ instrument, killSwitch, limits: { ...amounts, ...pace } })

const account = { position: lots(15), openLots: () => lots(0), equity: 1_000 }
const intent = new OrderIntent()

function tryToBuy(size: number, price: number): void {
  Object.assign(intent, { side: BUY, price: ticks(price), size: lots(size), growth: lots(size) })
  const isApproved = gate.approve(intent, account, book, seconds(1)) !== undefined
  console.log(`${size} at ${price}: ${isApproved ? 'approved' : reasonText(gate.reason)}`)
}

tryToBuy(5, 9_999)
tryToBuy(6, 9_999)
tryToBuy(11, 9_999)
tryToBuy(5, 10_100)
tryToBuy(1, 9_999)
tryToBuy(1, 9_999)
account.equity = 899
tryToBuy(1, 9_999)
console.log(`kill switch: ${killSwitch.record?.reason}`)
