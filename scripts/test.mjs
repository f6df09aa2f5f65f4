/**
 * `npm test`: sets up what is missing, then runs the tests, with vitest's own arguments.
 *
 * Ends with the totals alone on a line, for people and programs: `812 passed, 0 failed, 3 skipped`.
 */
import { ensureReady } from './setup.mjs'

await ensureReady()
const { parseCLI, startVitest } = await import('vitest/node')
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const vitest = await startVitest('test', filter, { ...options, watch: false, run: true })
const totals = count(vitest.state.getTestModules(), vitest.state.getUnhandledErrors())
await vitest.close()
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exit(totals.failed > 0 || process.exitCode > 0 ? 1 : 0)

/** A file that could not be loaded, and an error outside every test, are failures too. */
function count(modules, unhandledErrors) {
  const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
  for (const module of modules) {
    if (module.errors().length > 0) totals.failed++
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed' || state === 'failed') totals[state]++
      else totals.skipped++
    }
  }
  return totals
}
