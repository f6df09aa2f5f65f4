/**
 * `node bench/peers/nodejs-order-book/run.mjs`: races the matching engine against nodejs-order-book,
 * which it fetches from npm into the machine's temporary files.
 */
import { peerProgram } from '../peer-program.mjs'

const main = await peerProgram('nodejs-order-book', new URL('./main.ts', import.meta.url))
await main()
