/** The benchmark of the kill switch runs, every trip is counted, and no order leaves after one. */
import { expect, test } from 'vitest'
import { run } from './kill-switch.bench.ts'

test('every trip is blocked and every alert heard, and has its place in the histogram', async () => {
  const { rows, notes, unit } = await run({ tiny: true })
  expect(unit).toBe('µs')
  for (const measured of [
    'trip to block',
    'cause to alert record',
    'cause to alert in the delivering thread',
  ]) {
    for (const name of ['median', '99 %', '99.9 %', 'maximum']) {
      const row = rows.find(({ label }) => label === `${measured}, ${name}`)
      expect(row?.rounds).toHaveLength(3)
      expect(row?.median).toBeGreaterThan(0)
    }
    expect(notes.some((note) => note.startsWith(`${measured}: 30 times, up to `))).toBe(true)
  }
})

test('no order is judged after the flag is set, and leaves', async () => {
  const { notes } = await run({ tiny: true })
  expect(notes).toContain('orders that were judged after the flag was set and left: 0')
})
