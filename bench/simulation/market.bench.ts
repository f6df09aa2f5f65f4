/**
 * Whole simulated markets: agents, kernel, matching engine, displayed book, hash and facts together.
 */
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import { seconds } from '../../src/core/index.ts'
import { MarketRun, type PopulationName } from '../../src/simulation/index.ts'
import { type BenchOptions, type BenchResult, type BenchRow, inTurn, machine } from '../bench.ts'

const ROUNDS = 5
/** So long that each lives for about half a million events. */
const MARKETS: readonly (readonly [PopulationName, number])[] = [
  ['santa-fe', 1_800],
  ['cont-stoikov-talreja', 7_200],
  ['hawkes', 18_000],
  ['rmsc04', 23_400],
]

export function run({ tiny }: BenchOptions): BenchResult {
  inlineInnerLoops()
  const rows: BenchRow[] = []
  for (const [population, span] of MARKETS) {
    const live = (): MarketRun => {
      const market = new MarketRun({ population, seed: 1, span: seconds(tiny ? 20 : span) })
      market.advance(Number.POSITIVE_INFINITY)
      return market
    }
    const { events } = live().simulation
    const contender = { label: population, work: () => live().simulation.hash }
    rows.push(...inTurn(events, tiny ? 3 : ROUNDS, [contender]))
  }
  return {
    name: 'simulation: whole markets',
    unit: 'venue events/s',
    rows,
    notes: [
      machine(),
      `processor time, median of ${ROUNDS} rounds, each a market from its beginning`,
      'an event is what the venue says: taken, traded, withdrawn; the hash goes over all of them',
    ],
  }
}
