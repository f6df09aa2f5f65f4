/** The race of the gate against its twin: both come to the same verdicts. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { run } from './gate.bench.ts'

const hasCompiler = spawnSync('g++', ['--version']).status === 0

test('every order is judged, by both programs alike where there is a compiler', async () => {
  const { rows, unit, notes } = await run({ tiny: true })
  expect(unit).toBe('ns/order')
  const programs = hasCompiler ? ['gate', 'C++ twin'] : ['gate']
  const labels = ['judged', 'judged, reserved, released'].flatMap((what) =>
    programs.map((program) => `${program}, ${what}`),
  )
  expect(rows.map(({ label }) => label)).toEqual(labels)
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join(' ')).toMatch(/refused for \d+ reasons/)
})
