/** The race of vectorised runs against C++ runs, and both programs come to the same. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { run } from './vectorised.bench.ts'

const hasCompiler = spawnSync('g++', ['--version']).status === 0

test('signal and whole run have their rates, beside the twin where there is a compiler', async () => {
  const { rows, unit, notes } = await run({ tiny: true })
  expect(unit).toBe('ticks/s')
  const programs = hasCompiler ? ['engine', 'C++ twin'] : ['engine']
  expect(rows.map(({ label }) => label.replace(/[\d.]+ % of/, 'some'))).toEqual(
    ['signal', 'whole run, some ticks trade', 'whole run, some ticks trade'].flatMap((what) =>
      programs.map((each) => `${each}, ${what}`),
    ),
  )
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.filter((note) => note.includes('times the time'))).toHaveLength(hasCompiler ? 3 : 0)
})
