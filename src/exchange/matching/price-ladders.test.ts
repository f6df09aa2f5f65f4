/** Ladders against a sorted list: near and far prices, jumps of the best price, several side by side. */
import { expect, test } from 'vitest'
import { NO_RANK } from '../../book/index.ts'
import { RandomStream } from '../../core/index.ts'
import { MARKET_TICKS } from './matching.ts'
import { NO_LEVEL, PriceLadders } from './price-ladders.ts'

const LADDERS = 3

test('ladders find what a sorted list finds, wherever the price goes', () => {
  for (let seed = 1; seed <= 4; seed++) {
    const random = RandomStream.named(seed, 'ladders')
    const ladders = new PriceLadders(LADDERS, 1024)
    const lists = Array.from({ length: LADDERS }, () => new Map<number, number>())
    let centre = 0
    for (let step = 0; step < 6_000; step++) {
      const ladder = random.integer(0, LADDERS - 1)
      const list = lists[ladder]!
      if (random.integer(0, 400) === 0) centre = random.integer(-(2 ** 29), 2 ** 29)
      centre += random.integer(-20, 20)
      const isFar = random.integer(0, 30) === 0
      const rank = isFar
        ? random.integer(-MARKET_TICKS, MARKET_TICKS)
        : centre - random.integer(0, 60)
      const known = [...list.keys()]
      const gone = known[random.integer(0, Math.max(0, known.length - 1))]
      if (known.length > 40 || (gone !== undefined && random.integer(0, 2) === 0)) {
        list.delete(gone!)
        ladders.remove(ladder, gone!)
      } else if (!list.has(rank)) {
        list.set(rank, step)
        ladders.add(ladder, rank, step)
      }
      const ranks = [...list.keys()].sort((a, b) => b - a)
      expect(ladders.bestRank(ladder)).toBe(ranks[0] ?? NO_RANK)
      expect(ladders.bestLevel(ladder)).toBe(list.get(ranks[0]!) ?? NO_LEVEL)
      expect(ladders.count(ladder)).toBe(ranks.length)
      const below = random.integer(centre - 80, centre + 80)
      expect(ladders.below(ladder, below)).toBe(ranks.find((other) => other < below) ?? NO_RANK)
      expect(ladders.at(ladder, rank)).toBe(list.get(rank) ?? NO_LEVEL)
      if (step % 500 === 0) for (let k = 0; k < LADDERS; k++) ladders.checkInvariants(k)
    }
  }
})
