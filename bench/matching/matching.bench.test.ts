/** The benchmark of the matching engine runs, and says what it should. */
import { expect, test } from 'vitest'
import { commandStream } from './command-stream.ts'
import { run } from './matching.bench.ts'

test('the engine and, where there is a compiler, its twin have their rates', () => {
  const { rows, unit, notes } = run({ tiny: true })
  expect(unit).toBe('commands/s')
  const labels = rows.map(({ label }) => label).filter((label) => label.startsWith('engine'))
  expect(labels).toEqual([
    'engine, 100 live orders in 1 book',
    'engine, 200 live orders in 20 books',
  ])
  for (const { median, rounds } of rows) {
    expect(rounds).toHaveLength(3)
    expect(median).toBeGreaterThan(0)
  }
  expect(notes.join('\n')).toMatch(/p99\.9 \d+ ns/)
  expect(notes.join('\n')).toMatch(/\d+ garbage collections/)
})

test('a stream is the same every time, and keeps its number of live orders', () => {
  const options = { live: 300, books: 3, commands: 3_000, seed: 9 }
  const [one, other] = [commandStream(options), commandStream(options)]
  expect(one.tape.i32).toEqual(other.tape.i32)
  expect(one.start).toBe(300)
  expect(one.tradeShare).toBeGreaterThan(0.01)
})
