/**
 * Two questions to which the Cont-Stoikov-Talreja flow has exact answers: whether the next move of
 * the mid is up, and whether an order trades before the mid moves.
 *
 * Both best queues are births and deaths that do not see each other: a queue of n unit orders at
 * distance S (the spread) grows at lambda(S) and shrinks at mu + n theta(S). Inside a wider spread
 * an order of either side may arrive, at Lambda together, and moves the mid its way at once.
 *
 * ```
 * const race = new QueueRace(publishedRates(), 1)
 * race.riseProbability(2, 1)       // bid of 2, ask of 1 order: 0.665
 * race.executionProbability(1, 3)  // my order is all of the bid, the ask has 3: 0.794
 * ```
 *
 * The paper inverts Laplace transforms; here the linear equations of the absorbed walk are solved
 * on a grid, births switched off at its edge, far beyond where queues go.
 */
import { assert } from '../../core/index.ts'
import { BandedSystem } from './banded-system.ts'
import type { OrderFlowRates } from './order-flow-rates.ts'

const GRID = 60

export class QueueRace {
  readonly spreadTicks: number
  readonly #arrivals: number = 0
  readonly #cancels: number = 0
  readonly #marketOrders: number = 0
  /** Rate per side of orders inside the spread. */
  readonly #inside: number = 0
  readonly #rise: Float64Array = new Float64Array(0)
  readonly #execution: Float64Array = new Float64Array(0)

  /** @param spreadTicks from 1 to the number of distances that have rates. */
  constructor(rates: OrderFlowRates, spreadTicks: number) {
    const { arrivalsPerSecond, cancelsPerSecond, marketOrdersPerSecond } = rates
    assert(
      spreadTicks >= 1 && spreadTicks <= arrivalsPerSecond.length,
      'a spread has the rates of its distance',
    )
    this.spreadTicks = spreadTicks
    this.#arrivals = arrivalsPerSecond[spreadTicks - 1]!
    this.#cancels = cancelsPerSecond[spreadTicks - 1]!
    this.#marketOrders = marketOrdersPerSecond
    this.#inside = arrivalsPerSecond.slice(0, spreadTicks - 1).reduce((sum, rate) => sum + rate, 0)
    this.#rise = this.#solveRise()
    this.#execution = this.#solveExecution()
  }

  /** Probability that the mid moves up next. Orders at the best bid and ask, 1 to 60. */
  riseProbability(bidOrders: number, askOrders: number): number {
    return this.#rise[place(bidOrders, askOrders)]!
  }

  /**
   * Probability that my bid, the last of `bidOrders`, trades before the ask queue is empty, if I
   * never withdraw it. Nobody comes before me, so the queue up to me only shrinks.
   */
  executionProbability(bidOrders: number, askOrders: number): number {
    return this.#execution[place(bidOrders, askOrders)]!
  }

  #solveRise(): Float64Array {
    const system = new BandedSystem(GRID * GRID, GRID)
    for (let bid = 1; bid <= GRID; bid++) {
      for (let ask = 1; ask <= GRID; ask++) {
        const row = place(bid, ask)
        const bidDeath = this.#marketOrders + bid * this.#cancels
        const askDeath = this.#marketOrders + ask * this.#cancels
        const bidBirth = bid < GRID ? this.#arrivals : 0
        const askBirth = ask < GRID ? this.#arrivals : 0
        system.add(row, row, bidBirth + askBirth + bidDeath + askDeath + 2 * this.#inside)
        if (bid < GRID) system.add(row, place(bid + 1, ask), -bidBirth)
        if (ask < GRID) system.add(row, place(bid, ask + 1), -askBirth)
        // An empty bid is a fall and adds nothing; an empty ask is a rise.
        if (bid > 1) system.add(row, place(bid - 1, ask), -bidDeath)
        if (ask > 1) system.add(row, place(bid, ask - 1), -askDeath)
        system.addRight(row, this.#inside + (ask === 1 ? askDeath : 0))
      }
    }
    return system.solve()
  }

  #solveExecution(): Float64Array {
    const all = new Float64Array(GRID * GRID)
    for (let bid = 1; bid <= GRID; bid++) {
      const system = new BandedSystem(GRID, 1)
      // My own order is not withdrawn.
      const bidDeath = this.#marketOrders + (bid - 1) * this.#cancels
      for (let ask = 1; ask <= GRID; ask++) {
        const askDeath = this.#marketOrders + ask * this.#cancels
        const askBirth = ask < GRID ? this.#arrivals : 0
        system.add(ask - 1, ask - 1, askBirth + askDeath + bidDeath + 2 * this.#inside)
        if (ask < GRID) system.add(ask - 1, ask, -askBirth)
        if (ask > 1) system.add(ask - 1, ask - 2, -askDeath)
        const executedNext = bid === 1 ? 1 : all[place(bid - 1, ask)]!
        system.addRight(ask - 1, bidDeath * executedNext)
      }
      all.set(system.solve(), (bid - 1) * GRID)
    }
    return all
  }
}

/** Where two queues stand in a grid by rows of the bid. */
function place(bidOrders: number, askOrders: number): number {
  assert(bidOrders >= 1 && bidOrders <= GRID, 'a bid queue of the grid')
  assert(askOrders >= 1 && askOrders <= GRID, 'an ask queue of the grid')
  return (bidOrders - 1) * GRID + askOrders - 1
}
