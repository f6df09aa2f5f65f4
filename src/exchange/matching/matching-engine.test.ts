/** The fast engine does what every engine does. */
import { auctions } from './auctions.suite.ts'
import { basicOrders } from './basic-orders.suite.ts'
import { MatchingEngine } from './matching-engine.ts'
import { specialOrders } from './special-orders.suite.ts'

for (const suite of [basicOrders, specialOrders, auctions]) {
  suite((options) => new MatchingEngine(options))
}
