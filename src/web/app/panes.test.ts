/** How high and how low a pane reaches. */
import { expect, test } from 'vitest'
import { BucketView } from './bucket-view.ts'
import { PANES } from './panes.ts'

const rangeOf = (name: string, lowest: number, highest: number) =>
  PANES.find((pane) => pane.name === name)!.range(lowest, highest, new BucketView())

test('a pane without data reaches one up and down, not a billionth', () => {
  for (const name of ['price', 'equity']) expect(rangeOf(name, 0, 0)).toEqual([-1, 1])
})

test('a pane of one value has it in the middle, however small it is', () => {
  for (const value of [1e-6, 100, 65_000]) {
    const [low, high] = rangeOf('price', value, value)
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
    expect((high - low) / value).toBeCloseTo(0.002)
  }
})
