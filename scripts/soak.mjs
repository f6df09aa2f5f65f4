/**
 * `npm run soak -- journal [--kills 300] [--seed 1]`: kills real processes hundreds of times while they
 * write journals, and checks after each that nothing acknowledged is missing and nothing invented.
 */
import './node-version.mjs'
import { spawnSync } from 'node:child_process'
import { inRepository } from './repository.mjs'
import { ensureReady } from './setup.mjs'

const SUITES = { journal: ['src/io/journal-kill.test.ts', 'src/cli/journal/journal.test.ts'] }

const words = process.argv.slice(2)
const names = words.filter((word, k) => !word.startsWith('-') && !words[k - 1]?.startsWith('--'))
const unknown = names.filter((name) => !Object.hasOwn(SUITES, name))
const kills = given('--kills') ?? '300'
if (names.length === 0 || unknown.length > 0 || !/^[1-9]\d{0,5}$/.test(kills)) {
  console.error(`npm run soak -- ${Object.keys(SUITES).join('|')} [--kills 300] [--seed 1]`)
  process.exit(2)
}

await ensureReady()
const vitest = inRepository('node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '-t', 'killed', ...names.flatMap((name) => SUITES[name])],
  {
    cwd: inRepository('.'),
    stdio: 'inherit',
    env: { ...process.env, T2T_SOAK_KILLS: kills, T2T_SOAK_SEED: given('--seed') ?? '1' },
  },
)
process.exit(status ?? 1)

function given(option) {
  const at = words.indexOf(option)
  return at === -1 ? undefined : words[at + 1]
}
