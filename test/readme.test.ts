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

const RUN = ['examples/run.yaml', '--feed', capture!]

function printed(...words: readonly string[]): string {
  const all = ['dist/cli/main.js', ...words]
  const { stdout, stderr } = spawnSync(process.execPath, all, { cwd: ROOT, encoding: 'utf8' })
  expect(stdout, stderr).not.toBe('')
  return stdout.replace(`${dirname(capture!)}/`, '').trimEnd()
}

// These need the recorded day.
test.skipIf(capture === undefined)('the backtest in the README prints what it prints there', () => {
  expect(readme).toContain(`\`\`\`\n${printed('backtest', ...RUN)}\n\`\`\``)
})

test.skipIf(capture === undefined)('the band in the README is the band of that run', () => {
  const [, band] = printed('backtest', ...RUN, '--band').split('Queue-model band')
  expect(readme).toContain(`\`\`\`\nQueue-model band${band}\n\`\`\``)
})

test.skipIf(capture === undefined)('the order explained in the README lived as it is told', () => {
  const life = printed('explain', ...RUN, '--fill', '2', '--before', '0', '--after', '0')
  expect(readme).toContain(`\`\`\`\n${life}\n\`\`\``)
})
