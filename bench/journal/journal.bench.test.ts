/** The benchmark of the journal runs: every way writes the same number of records. */
import { expect, test } from 'vitest'
import { run } from './journal.bench.ts'

test('every way of writing and reading has its rate', () => {
  const { rows, unit, notes } = run({ tiny: true })
  expect(unit).toBe('records/s')
  expect(new Set(rows.map(({ label }) => label)).size).toBe(rows.length)
  expect(rows).toHaveLength(8)
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join('\n')).toContain(process.version)
})
