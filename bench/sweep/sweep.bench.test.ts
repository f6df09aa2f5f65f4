/** The benchmark of sweeps runs, and threads come to one table. */
import { expect, test } from 'vitest'
import { run } from './sweep.bench.ts'

test('a sweep in one thread and in two have their rates, and equal tables', async () => {
  const { rows, unit, notes } = await run({ tiny: true })
  expect(unit).toBe('trials/s')
  expect(rows.map(({ label }) => label)).toEqual(['one thread', 'two threads'])
  for (const { median } of rows) expect(median).toBeGreaterThan(0)
  expect(notes.join('\n')).toContain('equal tables')
})
