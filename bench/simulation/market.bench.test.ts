/** The benchmark of whole markets runs, and every market has its rate. */
import { expect, test } from 'vitest'
import { run } from './market.bench.ts'

test('every market has its rate', () => {
  const { rows, unit } = run({ tiny: true })
  expect(unit).toBe('venue events/s')
  expect(rows.map(({ label }) => label)).toContain('cont-stoikov-talreja')
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
})
