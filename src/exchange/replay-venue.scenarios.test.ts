/** Lives of orders from end to end, on a drawn book, against expectations worked out by hand. */
import { expect, test } from 'vitest'
import { FOK, GTC, GTX, IOC, opposite, SIDES, sideName } from '../core/index.ts'
import { RecordingVenue } from './recording-venue.suite.ts'

const BOOK = `
  20 | 104 |
  10 | 102 |
   5 | 101 |
     |  99 | 5
     |  98 | 10
     |  96 | 20
`

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const at = (ticks: number): number => 100 + side * ticks
  const taker = (size: number, price: number, leaves: number, id = 1) =>
    `${id} ${name} ${size}@${price} leaves ${leaves}, taker`

  test(`${name}: a crossing order sweeps, rests, is moved to sweep more, and is withdrawn`, () => {
    const venue = new RecordingVenue(BOOK)
    expect(venue.enter(side, at(1), 8, GTC)).toEqual(['accepted 1', taker(5, at(1), 3)])
    // Larger and higher: the level that it swept is still shown, and is taken again.
    expect(venue.replace(1, side, at(2), 28)).toEqual([
      `replaced 1 28@${at(2)}`,
      taker(5, at(1), 18),
      taker(10, at(2), 8),
    ])
    expect(venue.ahead(side)).toEqual([0])
    // The market's own orders arrive at its price: somebody met it there.
    venue.depth(far, at(1), 0)
    venue.depth(far, at(2), 0)
    expect(venue.trade(far, at(2), 3)).toEqual([`1 ${name} 3@${at(2)} leaves 5, queue exhausted`])
    expect(venue.replace(1, side, at(2), 26)).toEqual([`replaced 1 26@${at(2)}`])
    expect(venue.cancel(1, side)).toEqual(['canceled 1 3'])
    expect(venue.cancel(1, side)).toEqual(['request rejected 1: unknown order'])
    const filled = venue.sink.fills.reduce((sum, fill) => sum + fill.size, 0)
    expect(filled).toBe(5 + 5 + 10 + 3)
  })

  test(`${name}: an immediate order that finds all of its size lapses with nothing`, () => {
    const venue = new RecordingVenue(BOOK)
    expect(venue.enter(side, at(2), 15, IOC)).toEqual([
      'accepted 1',
      taker(5, at(1), 10),
      taker(10, at(2), 0),
    ])
    expect(venue.cancel(1, side)).toEqual(['request rejected 1: unknown order'])
  })

  test(`${name}: all or nothing counts up to its limit and no lot beyond`, () => {
    const venue = new RecordingVenue(BOOK)
    const killed = 'fill-or-kill order could not fill at once'
    // At 103 nothing stands, so a limit there reaches fifteen; at 104 it reaches thirty-five.
    expect(venue.enter(side, at(3), 16, FOK)).toEqual(['accepted 1', `expired 1 16: ${killed}`])
    expect(venue.enter(side, at(4), 35, FOK)).toEqual([
      'accepted 2',
      taker(5, at(1), 30, 2),
      taker(10, at(2), 20, 2),
      taker(20, at(4), 0, 2),
    ])
    expect(venue.enter(side, at(4), 36, FOK)).toEqual(['accepted 3', `expired 3 36: ${killed}`])
    expect(venue.venue.resting(side).count).toBe(0)
  })

  test(`${name}: the market moves between two orders, and each meets what is there`, () => {
    const venue = new RecordingVenue(BOOK)
    venue.depth(far, at(1), 2)
    expect(venue.enter(side, at(1), 3, IOC)).toEqual([
      'accepted 1',
      taker(2, at(1), 1),
      'expired 1 1: rest of an immediate order',
    ])
    venue.depth(far, at(1), 0)
    expect(venue.enter(side, at(1), 3, GTX)).toEqual(['accepted 2'])
    expect(venue.depth(far, at(1), 9)).toEqual([`2 ${name} 3@${at(1)} leaves 0, best crossed`])
  })

  test(`${name}: a partly filled order is made smaller, larger, and filled to its end`, () => {
    const venue = new RecordingVenue(BOOK)
    venue.enter(side, at(-1), 10)
    expect(venue.trade(far, at(-1), 7)).toEqual([`1 ${name} 2@${at(-1)} leaves 8, queue exhausted`])
    // Six in all: four are left, first in the queue as before.
    expect(venue.replace(1, side, at(-1), 6)).toEqual([`replaced 1 6@${at(-1)}`])
    expect(venue.trade(far, at(-1), 1)).toEqual([`1 ${name} 1@${at(-1)} leaves 3, queue exhausted`])
    // Nine in all: six are left, behind the five that the level shows.
    expect(venue.replace(1, side, at(-1), 9)).toEqual([`replaced 1 9@${at(-1)}`])
    expect(venue.trade(far, at(-1), 6)).toEqual([`1 ${name} 1@${at(-1)} leaves 5, queue exhausted`])
    expect(venue.trade(far, at(-2), 1)).toEqual([`1 ${name} 5@${at(-1)} leaves 0, traded through`])
    expect(venue.replace(1, side, at(-1), 20)).toEqual(['request rejected 1: unknown order'])
  })

  test(`${name}: refusals leave everything as it was, and each has its reason`, () => {
    const venue = new RecordingVenue(BOOK)
    venue.enter(side, at(-1), 4)
    for (const [said, lines] of [
      [() => venue.enter(side, at(-1), 1, GTC, 1), ['rejected 1: order id in use']],
      [() => venue.enter(side, at(-1), 0, GTC, 2), ['rejected 2: malformed order']],
      [() => venue.cancel(3, side), ['request rejected 3: unknown order']],
      [() => venue.replace(3, side, at(-1), 1), ['request rejected 3: unknown order']],
    ] as const) {
      expect(said()).toEqual(lines)
      expect(venue.ahead(side)[0]).toBe(5)
      expect(venue.venue.resting(side).at(0)).toMatchObject({ id: 1, leaves: 4 })
    }
  })
}
