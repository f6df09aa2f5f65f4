/**
 * `node bench/peers/hftbacktest/run.mjs`: races this engine against hftbacktest, which it fetches from
 * PyPI. With `verify`: compares results instead, run by run; `verify --write` keeps those verified.
 */
import { ROOT } from '../../../scripts/repository.mjs'
import { peerProgram } from '../peer-program.mjs'

const main = await peerProgram('hftbacktest', new URL('./main.ts', import.meta.url))
await main(ROOT, process.argv.slice(2))
