/** The simulated Cont-Stoikov-Talreja market against its published figures and exact probabilities. */
import { expect, test } from 'vitest'
import {
  ENGINE_TRADE,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  I_META,
  I_RESTING_PARTICIPANT,
  lots,
  type Nanos,
  nanos,
  SIDES,
  type Side,
  seconds,
} from '../../core/index.ts'
import { publishedRates, QueueRace } from '../../models/index.ts'
import type { MarketListener, VenueBook } from '../market/index.ts'
import { MarketRun } from './index.ts'

const SPREADS = 5
const QUEUES = 5

/** Where the mid goes next, from the state that each move of it leaves behind. */
class MoveTally implements MarketListener {
  readonly seen = new Float64Array((SPREADS + 1) * (QUEUES + 1) * (QUEUES + 1))
  readonly rises = new Float64Array(this.seen.length)
  #mid = Number.NaN
  #state = -1

  event(): void {}

  touch(now: Nanos, { bid, bidLots, ask, askLots }: VenueBook): void {
    const mid = bid + ask
    if (mid === this.#mid || now < seconds(50)) return
    if (this.#state >= 0) {
      this.seen[this.#state]!++
      if (mid > this.#mid) this.rises[this.#state]!++
    }
    this.#mid = mid
    this.#state = stateOf(ask - bid, bidLots, askLots)
  }
}

/** -1 for states that the tables do not reach. */
function stateOf(spread: number, bidLots: number, askLots: number): number {
  if (spread > SPREADS || bidLots > QUEUES || askLots > QUEUES) return -1
  return (spread * (QUEUES + 1) + bidLots) * (QUEUES + 1) + askLots
}

const population = 'cont-stoikov-talreja' as const

test('long-run figures are those of the published rates', () => {
  const tally = new MoveTally()
  const span = seconds(5_667)
  const run = new MarketRun({ population, seed: 1, span, warmUp: seconds(50), listener: tally })
  expect(run.advance(Number.POSITIVE_INFINITY)).toBe(true)
  const { statistics, counts } = run.result()
  // Limit orders that rest, executions, and cancels; each market order trades with one order.
  const limits = counts.orders - counts.executions
  const all = limits + counts.executions + counts.canceled
  expect(Math.abs(all / 5_667 - 70.6)).toBeLessThan(0.6)
  expect(limits / all).toBeCloseTo(0.5, 2)
  expect(counts.executions / all).toBeCloseTo(0.027, 2)
  expect(counts.canceled / all).toBeCloseTo(0.473, 2)
  for (const [k, share] of [0.743, 0.187, 0.049, 0.015, 0.005].entries()) {
    expect(Math.abs(statistics.spreadShares[k]! - share)).toBeLessThan(0.02 * (1 - k / 6))
  }
  expect(statistics.meanSpreadTicks).toBeCloseTo(1.356, 1.5)
  const depths = [1.56, 1.64, 1.57, 1.54, 1.6, 1.56, 1.49, 1.41, 1.33, 1.25]
  for (const [k, depth] of depths.entries()) {
    expect(Math.abs(statistics.depthLots[k]! - depth)).toBeLessThan(0.08)
  }
  expect(Math.abs(statistics.midMoves / statistics.seconds - 2.54)).toBeLessThan(0.1)
  expect(Math.abs(statistics.moveAutocorrelation + 0.11)).toBeLessThan(0.04)
  expect(Math.abs(statistics.reversalShare - 0.55)).toBeLessThan(0.02)
  const [tenth, second, ten] = statistics.scales
  expect(Math.abs(tenth!.signature - 1.34)).toBeLessThan(0.1)
  expect(Math.abs(second!.signature - 1.12)).toBeLessThan(0.12)
  expect(Math.abs(ten!.signature - 1.03)).toBeLessThan(0.2)
  expect(Math.abs(tenth!.excessKurtosis - 20)).toBeLessThan(3)
  expect(Math.abs(second!.excessKurtosis - 4.5)).toBeLessThan(1.5)
  expectExactChances(tally)
})

/** Moves of the mid are renewals: chances hold within four errors, state by state. */
function expectExactChances(tally: MoveTally): void {
  let states = 0
  for (let spread = 1; spread <= SPREADS; spread++) {
    const race = new QueueRace(publishedRates(), spread)
    for (let bid = 1; bid <= QUEUES; bid++) {
      for (let ask = 1; ask <= QUEUES; ask++) {
        const state = stateOf(spread, bid, ask)
        const seen = tally.seen[state]!
        if (seen < 200) continue
        states++
        const expected = race.riseProbability(bid, ask)
        const error = Math.sqrt((expected * (1 - expected)) / seen)
        const found = tally.rises[state]! / seen
        expect(Math.abs(found - expected), `${spread} ${bid} ${ask}`).toBeLessThan(4 * error)
      }
    }
  }
  expect(states).toBeGreaterThan(15)
}

/** Joins the bid again and again, and notes whether its order traded before the mid moved. */
class PatientBuyer implements MarketListener {
  expected = 0
  variance = 0
  executed = 0
  trials = 0
  #run: MarketRun | undefined
  #guest = 0
  #order = 0
  #hasTraded = false
  readonly #race = new QueueRace(publishedRates(), 1)

  event(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    if (engineKindOf(tape.i32[i + I_META]!) !== ENGINE_TRADE) return
    if (tape.i32[i + I_RESTING_PARTICIPANT] === this.#guest) this.#hasTraded = true
  }

  touch(): void {}

  tryOften(run: MarketRun, trials: number, side: Side): void {
    this.#run = run
    this.#guest = run.simulation.addParticipant()
    while (this.trials < trials) this.#try(side)
  }

  /** Both sides are one table: an ask is a bid seen from below. */
  #try(side: Side): void {
    const { simulation } = this.#run!
    const { book } = simulation
    // A moment between two trials, so that the market has moved on.
    simulation.advanceTo(nanos(simulation.now + 200_000_000))
    if (book.spreadTicks !== 1) return
    const price = book.best(side)
    const other = book.best(-side as Side)
    const ahead = book.bestSize(side)
    const opposite = book.bestSize(-side as Side)
    this.#hasTraded = false
    this.#order = simulation.nextOrderId()
    simulation.command((commands) =>
      commands.limit(this.#order, this.#guest, 0, side, price, lots(1)),
    )
    while (!this.#hasTraded && book.best(-side as Side) === other) {
      simulation.advanceTo(simulation.nextTime)
    }
    if (!this.#hasTraded) {
      simulation.command((commands) => commands.cancel(this.#order, this.#guest, 0))
    }
    const chance = this.#race.executionProbability(ahead + 1, opposite)
    this.trials++
    this.executed += Number(this.#hasTraded)
    this.expected += chance
    this.variance += chance * (1 - chance)
  }
}

for (const side of SIDES) {
  test(`an order of side ${side} that joins the best queue trades as often as the equations say`, () => {
    const buyer = new PatientBuyer()
    const span = seconds(1e5)
    const run = new MarketRun({ population, seed: 2, span, guests: 1, listener: buyer })
    run.advance(50_000)
    buyer.tryOften(run, 900, side)
    const gap = buyer.executed - buyer.expected
    expect(Math.abs(gap)).toBeLessThan(3.5 * Math.sqrt(buyer.variance))
    expect(buyer.executed).toBeGreaterThan(200)
  })
}
