/** The benchmark of accelerated sweeps runs, and both engines come to the same in it. */
import { expect, test } from 'vitest'
import { run } from './accelerated.bench.ts'

test('both engines have their rates, and trade the same', async () => {
  const { rows, unit, notes } = await run({ tiny: true })
  expect(unit).toBe('parameter sets/s')
  expect(rows.map(({ label }) => label)).toEqual([
    'columns once, 10 runs over them',
    'event by event',
  ])
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join('\n')).toContain('equal fills')
})
