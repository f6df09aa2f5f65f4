/** What the README shows is what the commands print. */
import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { sharedFile } from './shared-data.ts'
import { ROOT, readText } from './tidy/repository.ts'

const readme = readText('README.md')

test('the strategy in the README is the first example, and its output is what that prints', () => {
  expect(readme).toContain(`\`\`\`ts\n${readText('examples/01-first-strategy.ts')}\`\`\``)
  expect(readme).toContain(`\`\`\`\n${readText('examples/expected/01-first-strategy.txt')}\`\`\``)
})

const capture = sharedFile('data/crypto/binance/usdm/btcusdt_20240808.log.zst')

// Needs the recorded day.
test.skipIf(capture === undefined)('the backtest in the README prints what it prints there', () => {
  const words = ['dist/cli/main.js', 'backtest', 'examples/run.yaml', '--feed', capture!]
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' })
  const printed = stdout.replace(`${dirname(capture!)}/`, '').trimEnd()
  expect(printed, stderr).not.toBe('')
  expect(readme).toContain(`\`\`\`\n${printed}\n\`\`\``)
})
