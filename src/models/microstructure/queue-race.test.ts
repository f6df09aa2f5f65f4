/** The exact probabilities against the published tables, and against the walk itself. */
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { publishedRates } from './order-flow-rates.ts'
import { QueueRace } from './queue-race.ts'

/** In thousandths. Rows: orders at the bid; columns: orders at the ask. */
const RISE: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [
    [500, 335, 259, 216, 188],
    [665, 500, 407, 348, 307],
    [741, 593, 500, 437, 391],
    [784, 652, 563, 500, 452],
    [812, 693, 609, 548, 500],
  ],
  2: [
    [500, 404, 378, 370, 367],
    [596, 500, 471, 460, 455],
    [622, 529, 500, 489, 484],
    [630, 540, 511, 500, 495],
    [633, 545, 516, 505, 500],
  ],
  3: [
    [500, 430, 416, 413, 412],
    [570, 500, 485, 481, 480],
    [584, 515, 500, 496, 495],
    [587, 519, 504, 500, 499],
    [588, 520, 505, 501, 500],
  ],
  4: [
    [500, 443, 435, 433, 433],
    [557, 500, 491, 489, 488],
    [565, 509, 500, 498, 498],
    [567, 511, 502, 500, 500],
    [567, 512, 502, 500, 500],
  ],
  5: [
    [500, 452, 446, 445, 445],
    [548, 500, 493, 492, 492],
    [554, 507, 500, 499, 499],
    [555, 508, 501, 500, 500],
    [555, 508, 501, 500, 500],
  ],
}

const EXECUTION = [
  [503, 698, 794, 848, 882],
  [359, 551, 664, 737, 787],
  [291, 465, 578, 656, 713],
  [251, 409, 517, 596, 654],
  [224, 369, 472, 548, 607],
]

for (const spread of [1, 2, 3, 4, 5]) {
  test(`the chance that the mid moves up at a spread of ${spread} is that of the tables`, () => {
    const race = new QueueRace(publishedRates(), spread)
    for (let bid = 1; bid <= 5; bid++) {
      for (let ask = 1; ask <= 5; ask++) {
        const expected = RISE[spread]![bid - 1]![ask - 1]! / 1000
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
      const expected = EXECUTION[bid - 1]![ask - 1]! / 1000
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
