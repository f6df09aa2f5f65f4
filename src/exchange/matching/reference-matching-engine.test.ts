/** The slow engine does what every engine does. */
import { basicOrders } from './basic-orders.suite.ts'
import { ReferenceMatchingEngine } from './reference-matching-engine.ts'

basicOrders((options) => new ReferenceMatchingEngine(options))
