/** The displayed book that is followed from events, against the engine that makes them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lots, MARKET, NO_PRICE, SELL, SIDES, type Side, ticks } from '../../core/index.ts'
import {
  CONTINUOUS,
  type CommandWriter,
  HALTED,
  MatchingEngine,
  OPENING_AUCTION,
  PEG_PRIMARY,
  POST_ONLY_SLIDE,
  packTerms,
} from '../../exchange/index.ts'
import { MarketSimulation } from './index.ts'

const GUESTS = 3
const PRICE = { min: 95, max: 105 }

interface Act {
  readonly kind: number
  readonly guest: number
  readonly order: number
  readonly side: Side
  readonly price: number
  readonly size: number
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.integer({ min: 0, max: 15 }),
  guest: fc.integer({ min: 0, max: GUESTS - 1 }),
  order: fc.integer({ min: 1, max: 40 }),
  side: fc.constantFrom(...SIDES),
  price: fc.integer(PRICE),
  size: fc.integer({ min: 1, max: 9 }),
})

const MARKET_TERMS = packTerms({ type: MARKET })
const PHASES = [CONTINUOUS, CONTINUOUS, OPENING_AUCTION, HALTED] as const

function write(commands: CommandWriter, act: Act, id: number): void {
  const { kind, guest, order, side } = act
  const price = ticks(act.price)
  const size = lots(act.size)
  const entered = { id, participant: guest, instrument: 0, side, price, size }
  if (kind <= 2) commands.limit(id, guest, 0, side, price, size)
  else if (kind === 3) commands.cancel(order, guest, 0)
  else if (kind === 4) commands.replace(order, guest, 0, price, size)
  else if (kind === 5) commands.enter({ ...entered, displaySize: lots(1) })
  else if (kind === 6) commands.enter({ ...entered, isHidden: true })
  else if (kind === 7) commands.enter({ ...entered, postOnly: POST_ONLY_SLIDE })
  else if (kind === 8) commands.massCancel(guest, 0, side)
  else if (kind === 9) commands.limit(id, guest, 0, side, NO_PRICE, size, MARKET_TERMS)
  else if (kind === 10) commands.enter({ ...entered, peg: PEG_PRIMARY, pegOffsetTicks: side })
  else if (kind === 11) commands.phase(0, PHASES[act.size % PHASES.length]!)
  else commands.limit(id, guest, 0, side, ticks(act.price + side * -4), size)
}

test('after every command the book shows the best prices of the engine', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 120 }), (acts) => {
      const engine = new MatchingEngine({ instruments: [{}], participants: GUESTS })
      const market = new MarketSimulation({ engine, members: [], seed: 1, guests: GUESTS })
      for (let guest = 0; guest < GUESTS; guest++) market.addParticipant()
      for (const [k, one] of acts.entries()) {
        market.command((commands) => write(commands, one, k + 1))
        for (const side of SIDES) expect(market.book.best(side)).toBe(engine.bestOf(0, side))
        if (engine.phaseOf(0) === CONTINUOUS) expect(market.book.isCrossed).toBe(false)
      }
      // Whatever is displayed goes when everybody leaves, and nothing is left over or missing.
      for (let guest = 0; guest < GUESTS; guest++) {
        market.command((commands) => commands.massCancel(guest, 0, 0))
      }
      for (const side of SIDES) expect(market.book.totalLots(side)).toBe(0)
      market.venue.levels.checkInvariants()
    }),
    { numRuns: 300 },
  )
})

test('an empty side makes the book wholly unequal, an empty book makes it equal', () => {
  const engine = new MatchingEngine({ instruments: [{}], participants: 1 })
  const market = new MarketSimulation({ engine, members: [], seed: 1, guests: 1 })
  const guest = market.addParticipant()
  expect(market.venue.imbalance).toBe(0)
  market.command((commands) => commands.limit(1, guest, 0, SELL, ticks(10), lots(3)))
  expect(market.venue.imbalance).toBe(1)
})
