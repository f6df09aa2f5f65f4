/** The process that runs the tests, and says how many passed. */
import { createVitest, parseCLI } from 'vitest/node'

// Whoever started us was killed without a chance to tell us.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const vitest = await createVitest('test', { ...options, watch: false, run: true })
let failure
await vitest.start(filter).catch((error) => {
  failure = error
})
const totals = count(vitest.state.getTestModules(), vitest.state.getUnhandledErrors())
await vitest.close()
if (failure !== undefined) {
  console.error(failure.message)
  totals.failed++
}
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
