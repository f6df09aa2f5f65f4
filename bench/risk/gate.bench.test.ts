/** The race of the gate against its twin: both come to the same verdicts. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { run } from './gate.bench.ts'

const hasCompiler = spawnSync('g++', ['--version']).status === 0

test('every order is judged, by both programs alike where there is a compiler', async () => {
  const { rows, unit, notes } = await run({ tiny: true })
  expect(unit).toBe('ns/order')
  const labels = hasCompiler ? ['gate, every control on', 'C++ twin'] : ['gate, every control on']
  expect(rows.map(({ label }) => label)).toEqual(labels)
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join(' ')).toMatch(/refused for \d+ reasons/)
})
