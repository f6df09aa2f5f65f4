/** What every engine does in phases, bands and auctions. */
import { expect, test } from 'vitest'
import { IOC, MARKET, SELL, SIDES, STOP, sideName, ticks } from '../../core/index.ts'
import { DrawnMarket, type EngineMaker } from './drawn-market.suite.ts'
import {
  CLOSED,
  CLOSING_AUCTION,
  CONTINUOUS,
  HALTED,
  OPENING_AUCTION,
  VOLATILITY_AUCTION,
} from './phase.ts'
import { AT_AUCTION, PEG_PRIMARY } from './terms.ts'

export function auctions(make: EngineMaker): void {
  for (const side of SIDES) {
    const market = (rules = {}) => new DrawnMarket(make, side, rules)
    const opening = (rules = {}) => market({ phase: OPENING_AUCTION, ...rules })
    const from = `seen from the ${sideName(side)} side`

    test(`an auction gathers what crosses, and uncrosses it at the price of most lots, ${from}`, () => {
      const drawn = opening()
      drawn.buy(1, '5@103')
      drawn.buy(2, '5@101')
      drawn.sell(3, '4@100', { participant: 2 })
      expect(drawn.sell(4, '4@101', { participant: 2 })).toEqual(['accepted #4 sell 4@101, booked'])
      expect(drawn.draw()).toEqual(
        side > 0
          ? ['| 103 | 5', '| 101 | 5', '4 | 101 |', '4 | 100 |']
          : ['| 103 | 5', '4 | 101 |', '| 101 | 5', '4 | 100 |'],
      )
      expect(drawn.indicate()).toEqual(['indicative 8@101, 2 more to buy'])
      expect(drawn.phase(CONTINUOUS)).toEqual([
        'continuous',
        'uncrossed 8@101, 2 more to buy',
        'auction 4@101: #1 from #3',
        'auction 1@101: #1 from #4',
        'auction 3@101: #2 from #4',
      ])
      expect(drawn.draw()).toEqual(['| 101 | 2'])
      expect(drawn.engine.lastPriceOf(0)).toBe(101 * side + (side === SELL ? 200 : 0))
    })

    test(`of equal lots the least surplus decides, then the nearest to the reference, ${from}`, () => {
      const drawn = opening()
      drawn.buy(1, '10@102')
      drawn.buy(2, '5@100')
      drawn.sell(3, '10@98')
      drawn.sell(4, '2@102')
      // At 102 two lots find nobody, at 100 and below five; between them all do.
      expect(drawn.indicate()).toEqual(['indicative 10@101'])
      const wide = opening({ referenceTicks: ticks(100) })
      wide.buy(1, '5@110')
      wide.sell(2, '5@90')
      expect(wide.indicate()).toEqual(['indicative 5@100'])
      const above = opening()
      above.buy(1, '5@110')
      above.sell(2, '5@105')
      expect(above.indicate()).toEqual(['indicative 5@105'])
    })

    test(`market orders come before any limit, and what is left of them lapses, ${from}`, () => {
      const drawn = opening()
      drawn.buy(1, '3@105')
      expect(drawn.buy(2, '4', { type: MARKET })).toEqual(['accepted #2 buy 4, booked, hidden'])
      drawn.sell(3, '2@99', { participant: 2 })
      expect(drawn.draw()).toEqual(['| 105 | 3', '2 | 99 |'])
      expect(drawn.phase(CONTINUOUS)).toEqual([
        'continuous',
        'uncrossed 2@100, 5 more to buy',
        'auction 2@100: #2 from #3 (hidden)',
        'canceled #2 2 (auction over)',
      ])
    })

    test(`an order for the auction alone ends with it, ${from}`, () => {
      const drawn = opening()
      drawn.buy(1, '3@100', { timeInForce: AT_AUCTION })
      drawn.buy(2, '3@99')
      expect(drawn.phase(CONTINUOUS)).toEqual(['continuous', 'canceled #1 3 (auction over)'])
      expect(drawn.buy(3, '3@100', { timeInForce: AT_AUCTION })).toEqual([
        'rejected #3: not in this phase',
      ])
    })

    test(`immediate orders have no place in an auction, ${from}`, () => {
      const drawn = opening()
      expect(drawn.buy(1, '1@100', { timeInForce: IOC })).toEqual([
        'rejected #1: not in this phase',
      ])
      expect(drawn.buy(1, '2@100', { minimumQuantity: 1 })).toEqual([
        'rejected #1: not in this phase',
      ])
    })

    test(`an iceberg trades slice by slice in an auction, hidden orders after displayed, ${from}`, () => {
      const drawn = opening()
      drawn.buy(1, '6@100', { displaySize: 2 })
      drawn.buy(2, '3@100', { isHidden: true })
      drawn.buy(3, '3@100')
      drawn.sell(4, '8@100', { participant: 2 })
      const expected = [
        'auction 2@100: #1 from #4',
        'booked #1 4@100, shows 2 (refresh)',
        'auction 3@100: #3 from #4',
        'auction 2@100: #1 from #4',
        'booked #1 2@100 (refresh)',
        'auction 1@100: #1 from #4',
      ]
      expect(drawn.phase(CONTINUOUS).slice(2)).toEqual(expected)
      expect(drawn.draw()).toEqual(['| 100 | 1'])
    })

    test(`pegs wait outside an auction, stops look at its price, ${from}`, () => {
      const drawn = market()
      drawn.buy(1, '1@98')
      drawn.buy(2, '2', { peg: PEG_PRIMARY, participant: 2 })
      drawn.buy(3, '1', { type: STOP, stopPrice: 101, participant: 2 })
      expect(drawn.phase(CLOSING_AUCTION)).toEqual(['closing auction', 'parked #2 2'])
      drawn.buy(4, '1@101')
      drawn.sell(5, '1@101', { participant: 3 })
      expect(drawn.phase(CONTINUOUS)).toEqual([
        'continuous',
        'uncrossed 1@101',
        'auction 1@101: #4 from #5',
        'booked #2 2@98, hidden (repegged)',
        'triggered #3 1',
        'canceled #3 1 (unfilled)',
      ])
    })

    test(`a closing auction uncrosses into the close, ${from}`, () => {
      const drawn = market()
      drawn.phase(CLOSING_AUCTION)
      drawn.buy(1, '2@101')
      drawn.sell(2, '2@99', { participant: 2 })
      expect(drawn.phase(CLOSED)).toEqual([
        'closed',
        'uncrossed 2@100',
        'auction 2@100: #1 from #2',
      ])
      expect(drawn.phase(CLOSED)).toEqual(['rejected #0: not in this phase'])
    })

    test(`a halt takes cancels only, and keeps what is crossed for later, ${from}`, () => {
      const drawn = opening()
      drawn.buy(1, '2@101')
      drawn.sell(2, '2@99', { participant: 2 })
      drawn.buy(3, '2@98')
      expect(drawn.phase(HALTED)).toEqual(['halted'])
      expect(drawn.buy(4, '2@98')).toEqual(['rejected #4: not in this phase'])
      expect(drawn.replace(3, '1@98')).toEqual(['rejected #3: not in this phase'])
      expect(drawn.cancel(3)).toEqual(['canceled #3 2 (requested)'])
      expect(drawn.indicate()).toEqual(['rejected #0: not in this phase'])
      expect(drawn.phase(CONTINUOUS)).toHaveLength(3)
    })

    test(`a trade too far from the reference opens a volatility auction, ${from}`, () => {
      const drawn = market({ volatilityTicks: 3 })
      drawn.sell(1, '1@102', { participant: 2 })
      drawn.sell(2, '1@103', { participant: 2 })
      drawn.sell(3, '1@104', { participant: 2 })
      expect(drawn.buy(4, '5@105')).toEqual([
        'accepted #4 buy 5@105',
        'trade 1@102: #4 takes #1',
        'trade 1@103: #4 takes #2',
        'volatility auction by the market',
        'booked #4 3@105 (rest)',
      ])
      expect(drawn.engine.phaseOf(0)).toBe(VOLATILITY_AUCTION)
      expect(drawn.phase(CONTINUOUS).slice(0, 3)).toEqual([
        'continuous',
        'uncrossed 1@104, 2 more to buy',
        'auction 1@104: #4 from #3',
      ])
    })

    test(`an immediate order that goes too far lapses, ${from}`, () => {
      const drawn = market({ volatilityTicks: 3 })
      drawn.sell(1, '1@104', { participant: 2 })
      expect(drawn.buy(2, '1', { type: MARKET })).toEqual([
        'accepted #2 buy 1',
        'volatility auction by the market',
        'canceled #2 1 (unfilled)',
      ])
    })

    test(`a band refuses orders outside it, ends those that are, and bounds market orders, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '1@103', { participant: 2 })
      drawn.sell(2, '1@110', { participant: 2 })
      drawn.buy(3, '1@90')
      expect(drawn.band(95, 105)).toEqual([
        'band changed',
        ...(side > 0
          ? ['canceled #3 1 (band moved)', 'canceled #2 1 (band moved)']
          : ['canceled #2 1 (band moved)', 'canceled #3 1 (band moved)']),
      ])
      expect(drawn.buy(4, '1@106')).toEqual(['rejected #4: price outside the band'])
      expect(drawn.buy(4, '1@94')).toEqual(['rejected #4: price outside the band'])
      expect(drawn.buy(4, '2', { type: MARKET })).toEqual([
        'accepted #4 buy 2',
        'trade 1@103: #4 takes #1',
        'canceled #4 1 (unfilled)',
      ])
    })
  }

  test('of two prices as near to the reference the higher is the auction price', () => {
    const tickTable = [{ fromTicks: 0, stepTicks: 10 }]
    const rules = { tickTable, referenceTicks: ticks(105) }
    const drawn = new DrawnMarket(make, 1, { ...rules, phase: OPENING_AUCTION })
    drawn.buy(1, '5@110')
    drawn.sell(2, '5@100')
    expect(drawn.indicate()).toEqual(['indicative 5@110'])
  })

  test('market orders alone trade at the reference', () => {
    const drawn = new DrawnMarket(make, 1, { phase: OPENING_AUCTION })
    drawn.buy(1, '5', { type: MARKET })
    drawn.sell(2, '3', { type: MARKET })
    expect(drawn.indicate()).toEqual(['indicative 3@100, 2 more to buy'])
  })

  test('stops of buyers act before stops of sellers', () => {
    const drawn = new DrawnMarket(make)
    drawn.sell(1, '1@100')
    drawn.sell(2, '1', { type: STOP, stopPrice: 100 })
    drawn.buy(3, '1', { type: STOP, stopPrice: 100 })
    expect(drawn.buy(4, '1@100').slice(2)).toEqual([
      'triggered #3 1',
      'canceled #3 1 (unfilled)',
      'triggered #2 1',
      'canceled #2 1 (unfilled)',
    ])
  })
}
