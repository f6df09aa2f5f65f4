/** The exact probabilities against the published tables, and against the walk itself. */
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { publishedRates } from './order-flow-rates.ts'
import { QueueRace } from './queue-race.ts'

/** Rows: orders at the bid; columns: orders at the ask. */
const RISE: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [
    [0.5, 0.335, 0.259, 0.216, 0.188],
    [0.665, 0.5, 0.407, 0.348, 0.307],
    [0.741, 0.593, 0.5, 0.437, 0.391],
    [0.784, 0.652, 0.563, 0.5, 0.452],
    [0.812, 0.693, 0.609, 0.548, 0.5],
  ],
  2: [
    [0.5, 0.404, 0.378, 0.37, 0.367],
    [0.596, 0.5, 0.471, 0.46, 0.455],
    [0.622, 0.529, 0.5, 0.489, 0.484],
    [0.63, 0.54, 0.511, 0.5, 0.495],
    [0.633, 0.545, 0.516, 0.505, 0.5],
  ],
  3: [
    [0.5, 0.43, 0.416, 0.413, 0.412],
    [0.57, 0.5, 0.485, 0.481, 0.48],
    [0.584, 0.515, 0.5, 0.496, 0.495],
    [0.587, 0.519, 0.504, 0.5, 0.499],
    [0.588, 0.52, 0.505, 0.501, 0.5],
  ],
  4: [
    [0.5, 0.443, 0.435, 0.433, 0.433],
    [0.557, 0.5, 0.491, 0.489, 0.488],
    [0.565, 0.509, 0.5, 0.498, 0.498],
    [0.567, 0.511, 0.502, 0.5, 0.5],
    [0.567, 0.512, 0.502, 0.5, 0.5],
  ],
  5: [
    [0.5, 0.452, 0.446, 0.445, 0.445],
    [0.548, 0.5, 0.493, 0.492, 0.492],
    [0.554, 0.507, 0.5, 0.499, 0.499],
    [0.555, 0.508, 0.501, 0.5, 0.5],
    [0.555, 0.508, 0.501, 0.5, 0.5],
  ],
}

const EXECUTION = [
  [0.503, 0.698, 0.794, 0.848, 0.882],
  [0.359, 0.551, 0.664, 0.737, 0.787],
  [0.291, 0.465, 0.578, 0.656, 0.713],
  [0.251, 0.409, 0.517, 0.596, 0.654],
  [0.224, 0.369, 0.472, 0.548, 0.607],
]

for (const spread of [1, 2, 3, 4, 5]) {
  test(`the chance that the mid moves up at a spread of ${spread} is that of the tables`, () => {
    const race = new QueueRace(publishedRates(), spread)
    for (let bid = 1; bid <= 5; bid++) {
      for (let ask = 1; ask <= 5; ask++) {
        const expected = RISE[spread]![bid - 1]![ask - 1]!
        expect(Math.abs(race.riseProbability(bid, ask) - expected)).toBeLessThan(0.001)
      }
    }
  })

  test(`up and down change places with bid and ask at a spread of ${spread}`, () => {
    const race = new QueueRace(publishedRates(), spread)
    for (const bid of [1, 3, 17, 59]) {
      for (const ask of [1, 2, 30]) {
        const sum = race.riseProbability(bid, ask) + race.riseProbability(ask, bid)
        expect(sum).toBeCloseTo(1, 12)
      }
    }
  })
}

test('the chance that an order trades before the mid moves is that of the table', () => {
  const race = new QueueRace(publishedRates(), 1)
  for (let bid = 1; bid <= 5; bid++) {
    for (let ask = 1; ask <= 5; ask++) {
      const expected = EXECUTION[bid - 1]![ask - 1]!
      expect(Math.abs(race.executionProbability(bid, ask) - expected)).toBeLessThan(0.001)
    }
  }
})

test('walks drawn one by one end where the equations say', () => {
  const { arrivalsPerSecond, cancelsPerSecond, marketOrdersPerSecond } = publishedRates()
  const random = RandomStream.named(5, 'walks')
  const lambda = arrivalsPerSecond[0]!
  const theta = cancelsPerSecond[0]!
  const walks = 40_000
  let rises = 0
  for (let walk = 0; walk < walks; walk++) {
    let bid = 2
    let ask = 1
    while (bid > 0 && ask > 0) {
      const bidDeath = marketOrdersPerSecond + bid * theta
      const askDeath = marketOrdersPerSecond + ask * theta
      const level = random.uniform() * (2 * lambda + bidDeath + askDeath)
      if (level < lambda) bid++
      else if (level < 2 * lambda) ask++
      else if (level < 2 * lambda + bidDeath) bid--
      else ask--
    }
    if (ask === 0) rises++
  }
  const expected = new QueueRace(publishedRates(), 1).riseProbability(2, 1)
  const error = Math.sqrt((expected * (1 - expected)) / walks)
  expect(Math.abs(rises / walks - expected)).toBeLessThan(4 * error)
})

test('queues beyond the grid are refused', () => {
  const race = new QueueRace(publishedRates(), 1)
  expect(() => race.riseProbability(0, 1)).toThrow('a bid queue')
  expect(() => race.executionProbability(1, 61)).toThrow('an ask queue')
})
