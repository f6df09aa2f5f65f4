/** The benchmark of the capture decoder runs, and both ways to integers agree. */
import { expect, test } from 'vitest'
import { run } from './capture.bench.ts'

test('decoder and JSON.parse do the same work, and every row has its rate', () => {
  const { rows, unit, notes } = run({ tiny: true })
  expect(unit).toBe('messages/s')
  expect(rows.map(({ label }) => label)).toEqual([
    'CaptureDecoder',
    'JSON.parse, then integers',
    'JSON.parse alone',
  ])
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join('\n')).toContain(process.version)
})
