/** Own orders in queues of recorded orders: nothing about the place is guessed. Both sides. */
import { expect, test } from 'vitest'
import { FOK, GTX, opposite, SIDES, sideName } from '../core/index.ts'
import { RecordingVenue } from './recording-venue.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const at = (ticks: number): number => 100 + side * ticks
  /** Orders 11 and 12 at the own touch, 21 behind it, 91 at the other touch. */
  const venueOf = (): RecordingVenue => {
    const venue = new RecordingVenue('', { isOrderLevel: true })
    venue.add(11, side, at(-1), 5)
    venue.add(12, side, at(-1), 3)
    venue.add(21, side, at(-2), 4)
    venue.add(91, far, at(1), 6)
    return venue
  }
  /** The same with an own order of four lots behind 11 and 12, and 13 behind it. */
  const resting = (): RecordingVenue => {
    const venue = venueOf()
    expect(venue.enter(side, at(-1), 4)).toEqual(['accepted 1'])
    venue.add(13, side, at(-1), 7)
    return venue
  }
  const exhausted = (size: number, leaves: number, id = 1, price = at(-1)) =>
    `${id} ${name} ${size}@${price} leaves ${leaves}, queue exhausted`
  const through = (size: number, id = 1, price = at(-1)) =>
    `${id} ${name} ${size}@${price} leaves 0, traded through`

  test(`${name}: it stands behind all that was there, and before all that comes`, () => {
    const venue = resting()
    expect(venue.ahead(side)).toEqual([8])
    venue.add(14, side, at(-1), 50)
    venue.delete(13, side, at(-1), 7)
    venue.reduce(14, side, at(-1), 20)
    expect(venue.ahead(side)).toEqual([8])
    expect(venue.venue.resting(side).at(0).aheadAtEntry).toBe(8)
  })

  test(`${name}: it moves up by what those ahead give up, trade, or take away`, () => {
    const venue = resting()
    venue.reduce(12, side, at(-1), 1)
    expect(venue.ahead(side)).toEqual([7])
    expect(venue.execute(11, side, at(-1), 2)).toEqual([])
    expect(venue.ahead(side)).toEqual([5])
    venue.delete(12, side, at(-1), 2)
    expect(venue.ahead(side)).toEqual([3])
    expect(venue.execute(11, side, at(-1), 3)).toEqual([])
    expect(venue.ahead(side)).toEqual([0])
  })

  test(`${name}: it trades when somebody behind it does and nobody is ahead, not before`, () => {
    const venue = resting()
    // A recording that skips its own queue: ours is not the first either.
    expect(venue.execute(13, side, at(-1), 1)).toEqual([])
    venue.execute(11, side, at(-1), 5)
    expect(venue.execute(13, side, at(-1), 1)).toEqual([])
    venue.delete(12, side, at(-1), 3)
    expect(venue.execute(13, side, at(-1), 1)).toEqual([exhausted(1, 3)])
    expect(venue.execute(13, side, at(-1), 4)).toEqual([exhausted(3, 0)])
    expect(venue.venue.resting(side).count).toBe(0)
  })

  test(`${name}: the trade that repeats an execution fills nobody`, () => {
    const venue = resting()
    expect(venue.trade(far, at(-1), 100)).toEqual([])
    expect(venue.trade(far, at(-3), 100)).toEqual([])
    expect(venue.ahead(side)).toEqual([8])
  })

  test(`${name}: who loses his place and comes back to the price stands behind`, () => {
    for (const [backAs, comeBack] of [
      [11, (venue: RecordingVenue) => venue.move(11, side, at(-1), 9)],
      [15, (venue: RecordingVenue) => venue.move(11, side, at(-1), 5, 15)],
      // Its end was missed: the id is used again.
      [11, (venue: RecordingVenue) => venue.add(11, side, at(-1), 5)],
      [
        11,
        (venue: RecordingVenue) => [
          ...venue.move(11, side, at(-2), 5),
          ...venue.move(11, side, at(-1), 5),
        ],
      ],
      [
        11,
        (venue: RecordingVenue) => [
          ...venue.delete(11, side, at(-1), 5),
          ...venue.add(11, side, at(-1), 5),
        ],
      ],
    ] as const) {
      const venue = resting()
      expect(comeBack(venue)).toEqual([])
      expect(venue.ahead(side)).toEqual([3])
      venue.delete(12, side, at(-1), 3)
      expect(venue.execute(backAs, side, at(-1), 2)).toEqual([exhausted(2, 2)])
    }
  })

  test(`${name}: an execution at a worse price goes past it, whoever stands ahead`, () => {
    const venue = resting()
    expect(venue.execute(21, side, at(-2), 1)).toEqual([through(4)])
  })

  test(`${name}: own orders share one execution, better price first, then first come`, () => {
    const venue = venueOf()
    venue.enter(side, at(0), 2)
    venue.enter(side, at(-2), 3)
    venue.enter(side, at(-2), 3)
    venue.add(22, side, at(-2), 9)
    // Two go to the better price, and 21 has the rest.
    expect(venue.execute(21, side, at(-2), 4)).toEqual([through(2, 1, at(0))])
    expect(venue.ahead(side)).toEqual([0, 0])
    expect(venue.execute(22, side, at(-2), 4)).toEqual([
      exhausted(3, 0, 2, at(-2)),
      exhausted(1, 2, 3, at(-2)),
    ])
  })

  test(`${name}: between two own orders stand those of the market that came between them`, () => {
    const venue = resting()
    venue.enter(side, at(-1), 2)
    expect(venue.ahead(side)).toEqual([8, 15])
    for (const [id, size] of [
      [11, 5],
      [12, 3],
    ] as const) {
      venue.execute(id, side, at(-1), size)
    }
    venue.add(14, side, at(-1), 1)
    expect(venue.execute(14, side, at(-1), 1)).toEqual([exhausted(1, 3)])
    expect(venue.execute(13, side, at(-1), 7)).toEqual([exhausted(3, 0)])
    venue.add(15, side, at(-1), 9)
    expect(venue.execute(15, side, at(-1), 9)).toEqual([exhausted(2, 0, 2)])
  })

  test(`${name}: lots without names stand ahead, and unknown orders take from them`, () => {
    const drawing = side === 1 ? '6 | 101 |\n | 99 | 5' : '5 | 101 |\n | 99 | 6'
    const venue = new RecordingVenue(drawing, { isOrderLevel: true })
    venue.enter(side, at(-1), 4)
    expect(venue.ahead(side)).toEqual([5])
    venue.add(13, side, at(-1), 7)
    expect(venue.execute(77, side, at(-1), 4)).toEqual([])
    expect(venue.ahead(side)).toEqual([1])
    expect(venue.execute(13, side, at(-1), 1)).toEqual([])
    venue.depth(side, at(-1), 6)
    expect(venue.ahead(side)).toEqual([0])
    expect(venue.execute(13, side, at(-1), 3)).toEqual([exhausted(3, 1)])
  })

  test(`${name}: a smaller size keeps the place, more lots and another price lose it`, () => {
    const venue = resting()
    expect(venue.replace(1, side, at(-1), 2)).toEqual([`replaced 1 2@${at(-1)}`])
    expect(venue.ahead(side)).toEqual([8])
    venue.replace(1, side, at(-1), 5)
    expect(venue.ahead(side)).toEqual([15])
    venue.replace(1, side, at(-2), 5)
    expect(venue.ahead(side)).toEqual([4])
  })

  test(`${name}: the next part of an iceberg stands behind those who came meanwhile`, () => {
    const venue = venueOf()
    venue.submit({ side, size: 5, price: at(-1), displaySize: 2 })
    venue.add(13, side, at(-1), 7)
    venue.delete(11, side, at(-1), 5)
    venue.delete(12, side, at(-1), 3)
    expect(venue.execute(13, side, at(-1), 6)).toEqual([exhausted(2, 3)])
    // Of 13 one lot is left, and it is ahead now.
    expect(venue.ahead(side)).toEqual([1])
    venue.add(14, side, at(-1), 9)
    expect(venue.execute(13, side, at(-1), 1)).toEqual([])
    expect(venue.execute(14, side, at(-1), 9)).toEqual([exhausted(2, 1)])
  })

  test(`${name}: a new order at its price or better crosses it when its message ends`, () => {
    const venue = resting()
    venue.enter(side, at(0), 2)
    expect(venue.add(92, far, at(0), 1, 0)).toEqual([])
    expect(venue.add(93, far, at(2), 1)).toEqual([`2 ${name} 2@${at(0)} leaves 0, best crossed`])
  })

  test(`${name}: while orders gather for an auction nobody takes and nothing is crossed`, () => {
    const venue = venueOf()
    venue.enter(side, at(0), 2)
    // The market itself is crossed, so it cannot be trading.
    expect(venue.add(92, far, at(-1), 9)).toEqual([])
    expect(venue.add(93, far, at(-2), 9)).toEqual([])
    expect(venue.enter(side, at(2), 3)).toEqual(['accepted 2'])
    expect(venue.enter(side, at(3), 3, GTX)).toEqual(['accepted 3'])
    expect(venue.enter(side, at(3), 3, FOK)).toEqual([
      'accepted 4',
      'expired 4 3: fill-or-kill order could not fill at once',
    ])
    expect(venue.market(side, 1)).toEqual(['accepted 5', 'expired 5 1: nothing to trade with'])
    // It is held: an order of the own side trades, and better ones of ours before it.
    expect(venue.execute(11, side, at(0), 5, 0)).toEqual([
      through(3, 3, at(3)),
      through(3, 2, at(2)),
    ])
    expect(venue.execute(92, far, at(0), 5)).toEqual([])
    // What is left trades again as soon as the market does.
    venue.delete(92, far, at(-1), 4)
    expect(venue.delete(93, far, at(-2), 9)).toEqual([])
    expect(venue.venue.resting(side).at(0).id).toBe(1)
    expect(venue.add(94, far, at(0), 1)).toEqual([`1 ${name} 2@${at(0)} leaves 0, best crossed`])
  })
}
