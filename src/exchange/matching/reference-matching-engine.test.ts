/** The slow engine does what every engine does. */

import { auctions } from './auctions.suite.ts'
import { badInput } from './bad-input.suite.ts'
import { basicOrders } from './basic-orders.suite.ts'
import { MatchingEngine } from './matching-engine.ts'
import { ReferenceMatchingEngine } from './reference-matching-engine.ts'
import { snapshots } from './snapshots.suite.ts'
import { specialOrders } from './special-orders.suite.ts'

for (const suite of [basicOrders, specialOrders, auctions, badInput]) {
  suite((options) => new ReferenceMatchingEngine(options))
}

snapshots(
  (options) => new ReferenceMatchingEngine(options),
  (options) => new MatchingEngine(options),
)
