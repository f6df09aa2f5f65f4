/** The Hawkes benchmark runs, and the C++ twin, where there is a compiler, draws the same events. */
import { expect, test } from 'vitest'
import { run } from './hawkes.bench.ts'

test('every generator has its rate, and the twin agrees', () => {
  const { rows, unit, notes } = run({ tiny: true })
  expect(unit).toBe('events/s')
  const labels = rows.map(({ label }) => label)
  expect(labels).toContain('one decay')
  expect(labels).toContain('several decays')
  expect(labels.includes('one decay, C++ twin')).toBe(
    /times the time of the twin/.test(notes.join('\n')),
  )
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
})
