/** The fast engine does what every engine does. */
import { basicOrders } from './basic-orders.suite.ts'
import { MatchingEngine } from './matching-engine.ts'

basicOrders((options) => new MatchingEngine(options))
