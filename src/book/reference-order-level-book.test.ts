/** The reference book of orders under the suite of all. */
import { orderLevelBookSuite } from './order-level-book.suite.ts'
import { ReferenceOrderLevelBook } from './reference-order-level-book.ts'

orderLevelBookSuite(
  'ReferenceOrderLevelBook',
  (instrument) => new ReferenceOrderLevelBook({ instrument }),
)
