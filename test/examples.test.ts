/** The examples are short, run as they stand, and print what is written beside them. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ROOT, readText, repositoryPaths } from './tidy/repository.ts'

const LINES_MAX = 40
const names = repositoryPaths()
  .map((path) => /^examples\/([^/]+)\.ts$/.exec(path)?.[1])
  .filter((name) => name !== undefined)

test('there are examples, numbered from 01', () => {
  expect(names.length).toBeGreaterThan(0)
  expect(names.map((name) => Number(name.slice(0, 2)))).toEqual(names.map((_, i) => i + 1))
})

for (const name of names) {
  test(`${name} fits on a screen and prints what it should`, () => {
    expect(readText(`examples/${name}.ts`).trimEnd().split('\n').length).toBeLessThanOrEqual(
      LINES_MAX,
    )
    const words = ['scripts/example.mjs', name]
    const printed = execFileSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' })
    expect(printed).toBe(readText(`examples/expected/${name}.txt`))
  })
}
