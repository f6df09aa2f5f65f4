/** Streams against the distributions they claim, a million draws and more at a time. */
import { expect, test } from 'vitest'
import { NORMAL_TAIL } from './normal-table.ts'
import { RandomStream } from './random.ts'

test('uniforms fill [0, 1) evenly and use all 53 bits', () => {
  const stream = RandomStream.named(11, 'uniform')
  const draws = drawn(1_000_000, () => stream.uniform())
  expect(draws[0]!).toBeGreaterThanOrEqual(0)
  expect(draws.at(-1)!).toBeLessThan(1)
  expect(kolmogorovDistance(draws, (x) => x)).toBeLessThan(KOLMOGOROV_MAX)
  let odd = 0
  for (const draw of draws) odd += (draw * 2 ** 53) % 2
  expect(Math.abs(odd / draws.length - 0.5)).toBeLessThan(0.002)
})

test('integers reach both ends and nothing beyond, each as often', () => {
  const stream = RandomStream.named(12, 'integer')
  const draws = 990_000
  const counts = new Map<number, number>()
  for (let i = 0; i < draws; i++) {
    const drawn = stream.integer(-49, 49)
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 99 }, (_, i) => i - 49),
  )
  let chiSquare = 0
  for (const count of counts.values()) chiSquare += (count - draws / 99) ** 2 / (draws / 99)
  // 98 degrees of freedom: mean 98, deviation 14.
  expect(chiSquare).toBeLessThan(98 + 4 * 14)
})

test('a range that does not divide the words stays even', () => {
  // Without rejection the lowest third of these would come up twice as often as the others.
  const stream = RandomStream.named(13, 'wide')
  for (const count of [3 * 2 ** 30, 3 * 2 ** 51]) {
    const thirds = [0, 0, 0]
    for (let i = 0; i < 90_000; i++) {
      thirds[Math.floor((stream.integer(0, count - 1) * 3) / count)]!++
    }
    for (const third of thirds) expect(Math.abs(third - 30_000)).toBeLessThan(4 * 142)
  }
})

test('normals have the moments and the distribution of a standard normal', () => {
  const stream = RandomStream.named(14, 'normal')
  const draws = drawn(1_000_000, () => stream.normal())
  const n = draws.length
  const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / n
  // Five standard errors each: var(x^k) = (2k - 1)!! - ((k - 1)!!)^2 for even k.
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n))
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
  expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n))
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n))
  expect(Math.abs(moment(6) - 15)).toBeLessThan(5 * Math.sqrt(10170 / n))
  expect(kolmogorovDistance(draws, normalDistribution)).toBeLessThan(KOLMOGOROV_MAX)
})

test('normals beyond the ziggurat have the mass and the mean of the tail', () => {
  const stream = RandomStream.named(15, 'tail')
  const n = 10_000_000
  let count = 0
  let beyond = 0
  let positive = 0
  for (let i = 0; i < n; i++) {
    const x = Math.abs(stream.normal())
    if (x <= NORMAL_TAIL) continue
    count++
    beyond += x - NORMAL_TAIL
  }
  for (let i = 0; i < 100_000; i++) positive += Number(stream.normal() > 0)
  const mass = 2 * (1 - normalDistribution(NORMAL_TAIL))
  const expected = n * mass
  expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected))
  // E[x | x > r] = density(r) / mass of the upper tail.
  const density = Math.exp(-(NORMAL_TAIL ** 2) / 2) / Math.sqrt(2 * Math.PI)
  const mean = density / (mass / 2) - NORMAL_TAIL
  expect(Math.abs(beyond / count - mean)).toBeLessThan((4 * mean) / Math.sqrt(count))
  expect(Math.abs(positive - 50_000)).toBeLessThan(4 * 158)
})

test('consecutive normals are not correlated, nor are their sizes', () => {
  const stream = RandomStream.named(16, 'lag')
  const n = 1_000_000
  let product = 0
  let squares = 0
  let last = stream.normal()
  for (let i = 0; i < n; i++) {
    const next = stream.normal()
    product += last * next
    squares += (last * last - 1) * (next * next - 1)
    last = next
  }
  expect(Math.abs(product)).toBeLessThan(4 * Math.sqrt(n))
  expect(Math.abs(squares)).toBeLessThan(4 * Math.sqrt(4 * n))
})

test('exponentials have mean 1 and the distribution they claim', () => {
  const stream = RandomStream.named(17, 'exponential')
  const draws = drawn(1_000_000, () => stream.exponential())
  expect(draws[0]!).toBeGreaterThanOrEqual(0)
  expect(kolmogorovDistance(draws, (x) => 1 - Math.exp(-x))).toBeLessThan(KOLMOGOROV_MAX)
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
  expect(Math.abs(mean - 1)).toBeLessThan(0.005)
})

/** Distance that 1e6 draws of the right distribution exceed once in 10,000 times. */
const KOLMOGOROV_MAX = 2.23 / 1000

/** Draws in rising order. */
function drawn(count: number, draw: () => number): Float64Array {
  const draws = new Float64Array(count)
  for (let i = 0; i < count; i++) draws[i] = draw()
  return draws.sort()
}

/** Greatest distance between the share of sorted draws below x and the distribution at x. */
function kolmogorovDistance(sorted: Float64Array, distribution: (x: number) => number): number {
  let greatest = 0
  for (let i = 0; i < sorted.length; i++) {
    const expected = distribution(sorted[i]!)
    greatest = Math.max(
      greatest,
      Math.abs((i + 1) / sorted.length - expected),
      Math.abs(expected - i / sorted.length),
    )
  }
  return greatest
}

/** 1/2 + density(x) (x + x^3/3 + x^5/15 + ...), to about 1e-15 for |x| below 6. */
function normalDistribution(x: number): number {
  let term = x
  let sum = x
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}
