/** The reference book under the suite of all books. */
import { bookSuite } from './book.suite.ts'
import { ReferenceBook } from './reference-book.ts'

bookSuite('ReferenceBook', (instrument) => new ReferenceBook({ instrument }))
