/**
 * `node bench/peers/exchange-core/run.mjs`: races the matching engine against exchange-core,
 * which it fetches from Maven Central into the machine's temporary files.
 */
import { fileURLToPath } from 'node:url'
import { peerProgram } from '../peer-program.mjs'

const main = await peerProgram('exchange-core', new URL('./main.ts', import.meta.url))
await main(fileURLToPath(new URL('.', import.meta.url)))
