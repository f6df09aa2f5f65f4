/**
 * The benchmark of the ground runs, every row has its rate, and the map agrees with the language's.
 */
import { expect, test } from 'vitest'
import { run } from './core.bench.ts'

test('every verb has its rate', () => {
  const { rows, unit, notes } = run({ tiny: true })
  expect(unit).toBe('operations/s')
  expect(new Set(rows.map(({ label }) => label)).size).toBe(rows.length)
  expect(rows.length).toBe(15)
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join('\n')).toContain(process.version)
})
