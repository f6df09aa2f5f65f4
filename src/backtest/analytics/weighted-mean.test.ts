import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WeightedMean } from './weighted-mean.ts'

interface Value {
  readonly value: number
  readonly weight: number
  readonly cluster: number
}

/** The definition, in two passes. */
function twin(values: readonly Value[]): { mean: number; error: number } {
  const weight = values.reduce((sum, each) => sum + each.weight, 0)
  const mean = values.reduce((sum, each) => sum + each.weight * each.value, 0) / weight
  const clusters = [...new Set(values.map(({ cluster }) => cluster))]
  const squares = clusters
    .map((cluster) =>
      values
        .filter((each) => each.cluster === cluster)
        .reduce((sum, each) => sum + each.weight * (each.value - mean), 0),
    )
    .reduce((sum, residue) => sum + residue * residue, 0)
  const count = clusters.length
  return { mean, error: Math.sqrt((squares * count) / (count - 1)) / weight }
}

const values = fc
  .array(
    fc.record({
      value: fc.integer({ min: -50, max: 50 }),
      weight: fc.integer({ min: 1, max: 9 }),
      step: fc.nat(2),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) => {
    let cluster = 0
    return list.map(({ value, weight, step }) => ({ value, weight, cluster: (cluster += step) }))
  })

test('mean and standard error are those of the definition', () => {
  fc.assert(
    fc.property(values, (list) => {
      const mean = new WeightedMean()
      for (const { value, weight, cluster } of list) mean.add(value, weight, cluster)
      const expected = twin(list)
      expect(mean.mean).toBeCloseTo(expected.mean, 10)
      if (mean.clusters < 2) expect(mean.standardError).toBeNaN()
      else expect(mean.standardError).toBeCloseTo(expected.error, 6)
      expect(mean.halfWidth).toBe(1.96 * mean.standardError)
    }),
  )
})

test('every value its own cluster and of equal weight: the usual error of a mean', () => {
  const mean = new WeightedMean()
  for (const [k, value] of [2, 4, 4, 4, 5, 5, 7, 9].entries()) mean.add(value, 1, k)
  expect(mean.mean).toBe(5)
  expect(mean.standardError).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12)
})

test('values that all repeat each other count as one', () => {
  const mean = new WeightedMean()
  for (let k = 0; k < 100; k++) mean.add(k, 1, 7)
  expect([mean.count, mean.clusters]).toEqual([100, 1])
  expect(mean.standardError).toBeNaN()
  expect(new WeightedMean().mean).toBeNaN()
})
