/** The benchmark of the books runs, on a stream that is worth timing. */
import { expect, test } from 'vitest'
import { run } from './book.bench.ts'
import { syntheticStream } from './level-stream.ts'

test('the ladder and its twin do the same work, and each has its rate', async () => {
  const { rows, notes, unit } = await run({ tiny: true })
  expect(unit).toBe('changes/s')
  expect(rows.length === 2 || rows.length === 4).toBe(true)
  expect(rows[0]!.label).toContain('LadderBook')
  expect(rows[1]!.label).toContain('ReferenceBook')
  for (const { median, rounds } of rows) {
    expect(rounds.length).toBeGreaterThanOrEqual(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join('\n')).toContain(process.version)
})

test('the synthetic touch moves as often as a real one', () => {
  for (const seed of [1, 2, 3]) {
    const { touchMoveShare } = syntheticStream(50_000, seed)
    expect(touchMoveShare).toBeGreaterThan(0.05)
    expect(touchMoveShare).toBeLessThan(0.15)
  }
})
