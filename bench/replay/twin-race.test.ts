/** The races against C++ run, and in the compatible mode both programs come to the same. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { run as compatible } from './compatible-mode.bench.ts'
import { run as byDefault } from './default-mode.bench.ts'
import { levelMarket } from './level-market.ts'

const hasCompiler = spawnSync('g++', ['--version']).status === 0

for (const [name, run] of [
  ['compatible', compatible],
  ['default', byDefault],
] as const) {
  test(`the ${name} mode, and the twin where there is a compiler, have their rates`, async () => {
    const { rows, unit, notes } = await run({ tiny: true })
    expect(unit).toBe('events/s')
    const programs = hasCompiler ? ['engine', 'C++ twin'] : ['engine']
    expect(rows.map(({ label }) => label)).toEqual(
      ['no strategy', 'touch quoter'].flatMap((what) => programs.map((each) => `${each}, ${what}`)),
    )
    for (const { median, rounds } of rows) {
      expect(rounds).toHaveLength(3)
      expect(median).toBeGreaterThan(0)
    }
    const ratios = notes.filter((note) => note.includes('times the time'))
    expect(ratios).toHaveLength(hasCompiler ? 2 : 0)
  })
}

test('the synthetic touch moves as often as a real one', () => {
  const { touchMoveShare } = levelMarket(20_000, 3)
  expect(touchMoveShare).toBeGreaterThan(0.05)
  expect(touchMoveShare).toBeLessThan(0.15)
})
