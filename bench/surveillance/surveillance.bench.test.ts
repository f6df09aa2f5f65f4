/** What surveillance finds in a small labelled set, with bounds. */
import { expect, test } from 'vitest'
import { RULE_NAMES } from '../../src/risk/index.ts'
import { run } from './surveillance.bench.ts'

test('planted patterns are found, faint ones are not asked for, honest flows are left alone', () => {
  const { rows, notes, unit } = run({ tiny: true })
  expect(unit).toBe('share')
  expect(rows).toHaveLength(2 * RULE_NAMES.length)
  const shares = rows.filter(({ median }) => !Number.isNaN(median))
  const mean = (word: string) => {
    const chosen = shares.filter(({ label }) => label.endsWith(word))
    return chosen.reduce((sum, { median }) => sum + median, 0) / chosen.length
  }
  expect(mean('recall')).toBeGreaterThanOrEqual(0.9)
  expect(mean('precision')).toBeGreaterThanOrEqual(0.95)
  const honest = /without any alert: (\d+) of (\d+)/.exec(notes.at(-1)!)!
  expect(Number(honest[1])).toBeGreaterThanOrEqual(0.98 * Number(honest[2]))
})
