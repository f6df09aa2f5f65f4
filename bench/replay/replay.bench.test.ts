/** The benchmark of whole runs runs, and its runs are what they should be. */
import { expect, test } from 'vitest'
import { run } from './replay.bench.ts'

test('a run with a strategy and one without have their rates', async () => {
  const { rows, unit, notes } = await run({ tiny: true })
  expect(unit).toBe('records/s')
  expect(rows.map(({ label }) => label)).toEqual([
    'synthetic series, no strategy',
    'synthetic series, z-score-reversion',
  ])
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join('\n')).toContain('2000 records')
})
