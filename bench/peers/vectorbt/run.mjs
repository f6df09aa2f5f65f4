/**
 * `node bench/peers/vectorbt/run.mjs`: races vectorised runs against pandas and vectorbt, which it fetches
 * from PyPI, on the same series with the same rule; signals and trades are compared.
 */
import { ROOT } from '../../../scripts/repository.mjs'
import { peerProgram } from '../peer-program.mjs'

const main = await peerProgram('vectorbt', new URL('./main.ts', import.meta.url))
await main(ROOT)
