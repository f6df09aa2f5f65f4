/** What every engine does with limit, market, immediate and post-only orders, cancels and replaces. */
import { expect, test } from 'vitest'
import { FOK, IOC, MARKET, SIDES, sideName } from '../../core/index.ts'
import { DrawnMarket, type EngineMaker } from './drawn-market.suite.ts'
import {
  CANCEL_BOTH,
  CANCEL_NEWEST,
  CANCEL_OLDEST,
  DECREMENT,
  POST_ONLY_REJECT,
  POST_ONLY_SLIDE,
} from './terms.ts'

export function basicOrders(make: EngineMaker): void {
  for (const side of SIDES) {
    const market = (rules = {}) => new DrawnMarket(make, side, rules)
    const from = `seen from the ${sideName(side)} side`

    /** Three orders of others at two prices, from the front: #1, #2, #3. */
    function offered(rules = {}): DrawnMarket {
      const drawn = market(rules)
      drawn.sell(1, '5@101', { participant: 2 })
      drawn.sell(2, '3@101', { participant: 3 })
      drawn.sell(3, '9@102', { participant: 2 })
      return drawn
    }

    test(`orders that do not meet rest, ${from}`, () => {
      const drawn = market()
      expect(drawn.buy(1, '5@99')).toEqual(['accepted #1 buy 5@99, booked'])
      expect(drawn.sell(2, '7@101')).toEqual(['accepted #2 sell 7@101, booked'])
      expect(drawn.buy(3, '4@99')).toEqual(['accepted #3 buy 4@99, booked'])
      expect(drawn.buy(4, '1@97')).toEqual(['accepted #4 buy 1@97, booked'])
      expect(drawn.draw()).toEqual(['7 | 101 |', '| 99 | 9', '| 97 | 1'])
      expect(drawn.engine.orderCount).toBe(4)
    })

    test(`an incoming order takes the best price first, then who came first, ${from}`, () => {
      const drawn = offered()
      expect(drawn.buy(4, '10@102')).toEqual([
        'accepted #4 buy 10@102',
        'trade 5@101: #4 takes #1',
        'trade 3@101: #4 takes #2',
        'trade 2@102: #4 takes #3',
      ])
      expect(drawn.draw()).toEqual(['7 | 102 |'])
    })

    test(`what is left of a limit order rests at its limit, ${from}`, () => {
      const drawn = offered()
      expect(drawn.buy(4, '10@101')).toEqual([
        'accepted #4 buy 10@101',
        'trade 5@101: #4 takes #1',
        'trade 3@101: #4 takes #2',
        'booked #4 2@101 (rest)',
      ])
      expect(drawn.draw()).toEqual(['9 | 102 |', '| 101 | 2'])
    })

    test(`a market order takes what there is, and the rest lapses, ${from}`, () => {
      expect(offered().buy(4, '20', { type: MARKET })).toEqual([
        'accepted #4 buy 20',
        'trade 5@101: #4 takes #1',
        'trade 3@101: #4 takes #2',
        'trade 9@102: #4 takes #3',
        'canceled #4 3 (unfilled)',
      ])
      expect(market().buy(1, '2', { type: MARKET })).toEqual([
        'accepted #1 buy 2',
        'canceled #1 2 (unfilled)',
      ])
    })

    test(`what an immediate order does not trade at once lapses, ${from}`, () => {
      const drawn = offered()
      expect(drawn.buy(4, '9@101', { timeInForce: IOC })).toEqual([
        'accepted #4 buy 9@101',
        'trade 5@101: #4 takes #1',
        'trade 3@101: #4 takes #2',
        'canceled #4 1 (unfilled)',
      ])
      expect(drawn.buy(5, '1@101', { timeInForce: IOC })).toEqual([
        'accepted #5 buy 1@101',
        'canceled #5 1 (unfilled)',
      ])
    })

    test(`fill or kill is all or nothing, ${from}`, () => {
      const drawn = offered()
      const killed = ['accepted #4 buy 9@101', 'canceled #4 9 (killed)']
      expect(drawn.buy(4, '9@101', { timeInForce: FOK })).toEqual(killed)
      expect(drawn.buy(4, '8@101', { timeInForce: FOK })).toHaveLength(3)
      expect(drawn.buy(5, '10', { type: MARKET, timeInForce: FOK })).toHaveLength(2)
      expect(drawn.buy(5, '9', { type: MARKET, timeInForce: FOK })).toHaveLength(2)
      expect(drawn.draw()).toEqual([])
    })

    test(`less than the minimum quantity is nothing; above it the rest rests, ${from}`, () => {
      const drawn = offered()
      expect(drawn.buy(4, '20@101', { minimumQuantity: 9 })).toEqual([
        'accepted #4 buy 20@101',
        'canceled #4 20 (below minimum quantity)',
      ])
      expect(drawn.buy(4, '20@101', { minimumQuantity: 8 }).at(-1)).toBe('booked #4 12@101 (rest)')
      const immediate = { minimumQuantity: 9, timeInForce: IOC } as const
      expect(offered().buy(4, '20@102', immediate).at(-1)).toBe('canceled #4 3 (unfilled)')
    })

    test(`a post-only order that would trade is refused, or slid, ${from}`, () => {
      const drawn = offered()
      const rejected = ['rejected #4: post-only, and would trade']
      expect(drawn.buy(4, '2@101', { postOnly: POST_ONLY_REJECT })).toEqual(rejected)
      expect(drawn.buy(4, '2@100', { postOnly: POST_ONLY_REJECT })).toHaveLength(1)
      const slid = ['accepted #5 buy 2@100, booked']
      expect(drawn.buy(5, '2@103', { postOnly: POST_ONLY_SLIDE })).toEqual(slid)
      expect(drawn.draw()).toEqual(['9 | 102 |', '8 | 101 |', '| 100 | 4'])
    })

    test(`a slid order keeps to the tick table, ${from}`, () => {
      const drawn = market({ tickTable: [{ fromTicks: 0, stepTicks: 5 }] })
      drawn.sell(1, '1@105')
      expect(drawn.buy(2, '2@110', { postOnly: POST_ONLY_SLIDE })).toEqual([
        'accepted #2 buy 2@100, booked',
      ])
    })

    test(`a post-only order is not refused for an order it does not reach, hidden or not, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '1@100', { isHidden: true, participant: 2 })
      const rejected = ['rejected #2: post-only, and would trade']
      expect(drawn.buy(2, '1@100', { postOnly: POST_ONLY_REJECT })).toEqual(rejected)
      expect(drawn.buy(2, '1@99', { postOnly: POST_ONLY_REJECT })).toHaveLength(1)
    })

    test(`a cancel ends an order of its participant, and no other, ${from}`, () => {
      const drawn = offered()
      expect(drawn.cancel(2, 2)).toEqual(['rejected #2: unknown order'])
      expect(drawn.cancel(2, 3)).toEqual(['canceled #2 3 (requested)'])
      expect(drawn.cancel(2, 3)).toEqual(['rejected #2: unknown order'])
      expect(drawn.draw()).toEqual(['9 | 102 |', '5 | 101 |'])
    })

    test(`a smaller size keeps the place, ${from}`, () => {
      const drawn = offered()
      expect(drawn.replace(1, '2@101', 2)).toEqual(['replaced #1 2@101, kept its place'])
      expect(drawn.buy(4, '3@101').slice(1)).toEqual([
        'trade 2@101: #4 takes #1',
        'trade 1@101: #4 takes #2',
      ])
    })

    test(`a larger size loses the place, ${from}`, () => {
      const drawn = offered()
      expect(drawn.replace(1, '6@101', 2)).toEqual(['replaced #1 6@101, booked'])
      expect(drawn.buy(4, '4@101').slice(1)).toEqual([
        'trade 3@101: #4 takes #2',
        'trade 1@101: #4 takes #1',
      ])
    })

    test(`a new price loses the place, and may trade, ${from}`, () => {
      const drawn = offered()
      drawn.buy(4, '4@100')
      expect(drawn.replace(4, '7@101')).toEqual([
        'replaced #4 7@101',
        'trade 5@101: #4 takes #1',
        'trade 2@101: #4 takes #2',
      ])
      expect(drawn.replace(3, '9@101', 2)).toEqual(['replaced #3 9@101, booked'])
      expect(drawn.draw()).toEqual(['10 | 101 |'])
      expect(drawn.buy(5, '2@101').slice(1)).toEqual([
        'trade 1@101: #5 takes #2',
        'trade 1@101: #5 takes #3',
      ])
    })

    test(`a post-only order stays post-only when it is replaced, ${from}`, () => {
      const drawn = offered()
      drawn.buy(4, '1@100', { postOnly: POST_ONLY_REJECT })
      drawn.buy(5, '1@100', { postOnly: POST_ONLY_SLIDE })
      expect(drawn.replace(4, '1@101')).toEqual(['rejected #4: post-only, and would trade'])
      expect(drawn.replace(5, '2@101')).toEqual(['replaced #5 2@100, booked'])
      expect(drawn.draw()).toEqual(['9 | 102 |', '8 | 101 |', '| 100 | 3'])
    })

    test(`self-trade prevention does as the incoming order says, ${from}`, () => {
      /** #1 of another, then #2 of the same participant, then #3 of another. */
      function own(): DrawnMarket {
        const drawn = market()
        drawn.sell(1, '1@101', { participant: 2 })
        drawn.sell(2, '5@101', { participant: 1 })
        drawn.sell(3, '4@101', { participant: 2 })
        return drawn
      }
      const first = ['accepted #4 buy 7@101', 'trade 1@101: #4 takes #1']
      expect(own().buy(4, '7@101')).toEqual([
        ...first,
        'trade 5@101: #4 takes #2',
        'trade 1@101: #4 takes #3',
      ])
      expect(own().buy(4, '7@101', { selfTrade: CANCEL_NEWEST })).toEqual([
        ...first,
        'canceled #4 6 (self trade)',
      ])
      expect(own().buy(4, '7@101', { selfTrade: CANCEL_OLDEST })).toEqual([
        ...first,
        'canceled #2 5 (self trade)',
        'trade 4@101: #4 takes #3',
        'booked #4 2@101 (rest)',
      ])
      expect(own().buy(4, '7@101', { selfTrade: CANCEL_BOTH })).toEqual([
        ...first,
        'canceled #2 5 (self trade)',
        'canceled #4 6 (self trade)',
      ])
      expect(own().buy(4, '7@101', { selfTrade: DECREMENT })).toEqual([
        ...first,
        'canceled #2 5 (self trade)',
        'canceled #4 5, 1 left (self trade)',
        'trade 1@101: #4 takes #3',
      ])
      expect(own().buy(4, '3@101', { selfTrade: DECREMENT })).toEqual([
        'accepted #4 buy 3@101',
        'trade 1@101: #4 takes #1',
        'canceled #2 2, 3 left (self trade)',
        'canceled #4 2 (self trade)',
      ])
    })

    test(`own orders do not count for fill or kill, ${from}`, () => {
      function own(): DrawnMarket {
        const drawn = market()
        drawn.sell(1, '3@101', { participant: 1 })
        drawn.sell(2, '4@101', { participant: 2 })
        return drawn
      }
      const fill = { timeInForce: FOK } as const
      expect(own().buy(4, '4@101', { ...fill, selfTrade: CANCEL_NEWEST })).toHaveLength(2)
      expect(own().buy(4, '4@101', { ...fill, selfTrade: CANCEL_OLDEST })).toEqual([
        'accepted #4 buy 4@101',
        'canceled #1 3 (self trade)',
        'trade 4@101: #4 takes #2',
      ])
      expect(own().buy(4, '5@101', { ...fill, selfTrade: CANCEL_OLDEST })).toEqual([
        'accepted #4 buy 5@101',
        'canceled #4 5 (killed)',
      ])
      expect(own().buy(4, '7@101', fill)).toHaveLength(3)
    })
  }
}
