/** What every engine does with icebergs, hidden, stop, pegged, all-or-none and dated orders. */
import { expect, test } from 'vitest'
import { GTD, IOC, nanos, SIDES, STOP, STOP_LIMIT, sideName } from '../../core/index.ts'
import { DrawnMarket, type EngineMaker } from './drawn-market.suite.ts'
import { CLOSED } from './phase.ts'
import { CANCEL_OLDEST, DAY, PEG_MARKET, PEG_MIDPOINT, PEG_PRIMARY } from './terms.ts'

export function specialOrders(make: EngineMaker): void {
  for (const side of SIDES) {
    const market = (rules = {}) => new DrawnMarket(make, side, rules)
    const from = `seen from the ${sideName(side)} side`

    test(`an iceberg shows slice after slice, each behind all others at its price, ${from}`, () => {
      const drawn = market()
      expect(drawn.sell(1, '10@101', { displaySize: 4 })).toEqual([
        'accepted #1 sell 10@101, booked, shows 4',
      ])
      drawn.sell(2, '5@101', { participant: 2 })
      expect(drawn.draw()).toEqual(['9 | 101 |'])
      expect(drawn.buy(3, '11@101', { participant: 3 })).toEqual([
        'accepted #3 buy 11@101',
        'trade 4@101: #3 takes #1',
        'booked #1 6@101, shows 4 (refresh)',
        'trade 5@101: #3 takes #2',
        'trade 2@101: #3 takes #1',
      ])
      expect(drawn.draw()).toEqual(['2 | 101 |'])
      expect(drawn.buy(4, '9@101', { participant: 3, timeInForce: IOC })).toEqual([
        'accepted #4 buy 9@101',
        'trade 2@101: #4 takes #1',
        'booked #1 2@101 (refresh)',
        'trade 2@101: #4 takes #1',
        'canceled #4 5 (unfilled)',
      ])
    })

    test(`an iceberg shrinks from its reserve, keeps its place, and needs few slices, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '10@101', { displaySize: 4 })
      drawn.sell(2, '5@101', { participant: 2 })
      expect(drawn.replace(1, '6@101')).toEqual(['replaced #1 6@101, kept its place'])
      expect(drawn.draw()).toEqual(['9 | 101 |'])
      expect(drawn.replace(1, '3@101')).toEqual(['replaced #1 3@101, kept its place'])
      expect(drawn.draw()).toEqual(['8 | 101 |'])
      expect(drawn.replace(1, '900@101')).toEqual([
        'rejected #1: display size unwanted, or below a hundredth of the order',
      ])
      expect(drawn.buy(3, '4@101').slice(1)).toEqual([
        'trade 3@101: #3 takes #1',
        'trade 1@101: #3 takes #2',
      ])
    })

    test(`hidden orders trade after displayed ones at their price, and are not seen, ${from}`, () => {
      const drawn = market()
      expect(drawn.sell(1, '5@101', { isHidden: true })).toEqual([
        'accepted #1 sell 5@101, booked, hidden',
      ])
      drawn.sell(2, '3@101')
      drawn.sell(3, '2@100', { isHidden: true })
      expect(drawn.draw()).toEqual(['3 | 101 |'])
      expect(drawn.buy(4, '9@101', { participant: 2 })).toEqual([
        'accepted #4 buy 9@101',
        'trade 2@100: #4 takes hidden #3',
        'trade 3@101: #4 takes #2',
        'trade 4@101: #4 takes hidden #1',
      ])
      expect(drawn.cancel(1)).toEqual(['canceled #1 1 (requested)'])
    })

    test(`a stop waits for a trade at its price, then takes the market, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '1@101', { participant: 2 })
      drawn.sell(2, '9@103', { participant: 2 })
      expect(drawn.buy(3, '4', { type: STOP, stopPrice: 101 })).toEqual(['accepted #3 buy 4'])
      expect(drawn.buy(4, '1@101', { participant: 3 })).toEqual([
        'accepted #4 buy 1@101',
        'trade 1@101: #4 takes #1',
        'triggered #3 4',
        'trade 4@103: #3 takes #2',
      ])
    })

    test(`a stop that is reached already acts on entry; one that is not can be changed, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '1@101')
      drawn.buy(2, '1@101')
      expect(drawn.buy(3, '4@100', { type: STOP_LIMIT, stopPrice: 101 })).toEqual([
        'accepted #3 buy 4@100',
        'triggered #3 4@100',
        'booked #3 4@100 (rest)',
      ])
      drawn.buy(4, '4@102', { type: STOP_LIMIT, stopPrice: 103 })
      expect(drawn.replace(4, '3@104')).toEqual(['replaced #4 3@104'])
      expect(drawn.replace(4, '2@104')).toEqual(['replaced #4 2@104, kept its place'])
      expect(drawn.cancel(4)).toEqual(['canceled #4 2 (requested)'])
    })

    test(`stops wake each other, the nearest first, each with all that follows, ${from}`, () => {
      const drawn = market()
      for (const [id, price] of [
        [1, 101],
        [2, 102],
        [3, 103],
        [4, 104],
      ] as const) {
        drawn.sell(id, `2@${price}`, { participant: 2 })
      }
      drawn.buy(11, '2', { type: STOP, stopPrice: 102 })
      drawn.buy(12, '2', { type: STOP, stopPrice: 101 })
      drawn.buy(13, '2@103', { type: STOP_LIMIT, stopPrice: 103 })
      expect(drawn.buy(20, '2@101', { participant: 3 })).toEqual([
        'accepted #20 buy 2@101',
        'trade 2@101: #20 takes #1',
        'triggered #12 2',
        'trade 2@102: #12 takes #2',
        'triggered #11 2',
        'trade 2@103: #11 takes #3',
        'triggered #13 2@103',
        'booked #13 2@103 (rest)',
      ])
    })

    test(`an all-or-none order waits aside until the book holds all of it, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '4@101', { participant: 2 })
      expect(drawn.buy(2, '10@102', { isAllOrNone: true })).toEqual(['accepted #2 buy 10@102'])
      expect(drawn.draw()).toEqual(['4 | 101 |'])
      expect(drawn.sell(3, '5@102', { participant: 2 })).toHaveLength(1)
      expect(drawn.sell(4, '2@103', { participant: 2 })).toHaveLength(1)
      expect(drawn.sell(5, '3@100', { participant: 2 })).toEqual([
        'accepted #5 sell 3@100, booked',
        'trade 3@100: #2 takes #5',
        'trade 4@101: #2 takes #1',
        'trade 3@102: #2 takes #3',
      ])
      expect(drawn.draw()).toEqual(['2 | 103 |', '2 | 102 |'])
    })

    test(`an all-or-none order that shrinks may fit, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '4@101', { participant: 2 })
      drawn.buy(2, '5@101', { isAllOrNone: true })
      expect(drawn.replace(2, '4@101')).toEqual([
        'replaced #2 4@101, kept its place',
        'trade 4@101: #2 takes #1',
      ])
    })

    test(`a primary peg follows its own side, hidden, with offset and limit, ${from}`, () => {
      const drawn = market()
      expect(drawn.buy(1, '5', { peg: PEG_PRIMARY, pegOffsetTicks: -1 })).toEqual([
        'accepted #1 buy 5',
      ])
      expect(drawn.buy(2, '1@95')).toEqual([
        'accepted #2 buy 1@95, booked',
        'booked #1 5@94, hidden (repegged)',
      ])
      drawn.buy(3, '5@96', { peg: PEG_PRIMARY, participant: 2 })
      expect(drawn.buy(4, '1@98')).toEqual([
        'accepted #4 buy 1@98, booked',
        'parked #1 5',
        'parked #3 5@96',
        'booked #1 5@97, hidden (repegged)',
        'booked #3 5@96, hidden (repegged)',
      ])
      expect(drawn.draw()).toEqual(['| 98 | 1', '| 95 | 1'])
      drawn.cancel(4)
      expect(drawn.cancel(2)).toEqual([
        'canceled #2 1 (requested)',
        'parked #1 5',
        'parked #3 5@96',
      ])
    })

    test(`midpoint pegs of both sides meet in the middle, ${from}`, () => {
      const drawn = market()
      drawn.buy(1, '1@98')
      drawn.sell(2, '1@102')
      drawn.buy(3, '5', { peg: PEG_MIDPOINT, participant: 2 })
      expect(drawn.sell(4, '3', { peg: PEG_MIDPOINT, participant: 3 })).toEqual([
        'accepted #4 sell 3',
        'trade 3@100: #4 takes hidden #3',
      ])
      // The middle of 98 and 101 is between two prices: each side keeps to its own.
      expect(drawn.sell(5, '1@101')).toEqual([
        'accepted #5 sell 1@101, booked',
        'parked #3 2',
        'booked #3 2@99, hidden (repegged)',
      ])
    })

    test(`a market peg comes up to the other side and never takes what is displayed, ${from}`, () => {
      const drawn = market()
      drawn.sell(1, '4@103')
      expect(drawn.buy(2, '2', { peg: PEG_MARKET, participant: 2 }).at(-1)).toBe(
        'booked #2 2@102, hidden (repegged)',
      )
      expect(drawn.buy(3, '2', { peg: PEG_MARKET, pegOffsetTicks: -2 }).at(-1)).toBe(
        'booked #3 2@101, hidden (repegged)',
      )
      expect(drawn.sell(4, '3@102', { participant: 3 })).toEqual([
        'accepted #4 sell 3@102',
        'trade 2@102: #4 takes hidden #2',
        'booked #4 1@102 (rest)',
        'parked #3 2',
        'booked #3 2@100, hidden (repegged)',
      ])
    })

    test(`the limit of a peg can be replaced, ${from}`, () => {
      const drawn = market()
      drawn.buy(1, '1@98')
      drawn.buy(2, '5', { peg: PEG_PRIMARY })
      expect(drawn.replace(2, '5@97')).toEqual([
        'replaced #2 5@97',
        'booked #2 5@97, hidden (repegged)',
      ])
      expect(drawn.replace(2, '3@97')).toEqual(['replaced #2 3@97, kept its place'])
    })

    test(`dated orders expire when their time comes, the earliest first, ${from}`, () => {
      const drawn = market()
      drawn.buy(1, '1@98', { timeInForce: GTD, expiry: nanos(20) })
      drawn.buy(2, '1@98', { timeInForce: GTD, expiry: nanos(10) })
      drawn.buy(3, '1@98', { timeInForce: GTD, expiry: nanos(20), isHidden: true })
      drawn.buy(4, '1@97', { timeInForce: GTD, expiry: nanos(30) })
      expect(drawn.time(9)).toEqual(['time reached: 0'])
      expect(drawn.time(20)).toEqual([
        'canceled #2 1 (expired by date)',
        'canceled #1 1 (expired by date)',
        'canceled #3 1 (expired by date)',
        'time reached: 3',
      ])
      expect(drawn.buy(5, '1@98', { timeInForce: GTD, expiry: nanos(20) })).toEqual([
        'rejected #5: expiry missing, unwanted or past',
      ])
      expect(drawn.engine.orderCount).toBe(1)
    })

    test(`orders of the day end when the instrument closes, ${from}`, () => {
      const drawn = market()
      drawn.buy(1, '1@98', { timeInForce: DAY })
      drawn.buy(2, '1@98')
      drawn.buy(3, '1', { type: STOP, stopPrice: 110, timeInForce: DAY })
      expect(drawn.phase(CLOSED)).toEqual([
        'closed',
        'canceled #1 1 (expired by close)',
        'canceled #3 1 (expired by close)',
      ])
      expect(drawn.buy(4, '1@98')).toEqual(['rejected #4: not in this phase'])
      expect(drawn.cancel(2)).toEqual(['canceled #2 1 (requested)'])
    })

    test(`a mass cancel takes the orders of a participant, of one side or both, ${from}`, () => {
      const drawn = market()
      drawn.buy(1, '1@98')
      drawn.buy(2, '1@99', { isHidden: true })
      drawn.buy(3, '1@98', { participant: 2 })
      drawn.sell(4, '1@105')
      drawn.buy(5, '1', { type: STOP, stopPrice: 110 })
      drawn.buy(6, '1', { peg: PEG_MARKET })
      expect(drawn.massCancel(1, 1)).toEqual([
        'canceled #6 1 (mass cancel)',
        'canceled #2 1 (mass cancel)',
        'canceled #1 1 (mass cancel)',
        'canceled #5 1 (mass cancel)',
        'mass canceled: 4',
      ])
      expect(drawn.massCancel(1)).toEqual(['canceled #4 1 (mass cancel)', 'mass canceled: 1'])
      expect(drawn.massCancel(-1)).toEqual(['canceled #3 1 (mass cancel)', 'mass canceled: 1'])
    })

    test(`a lost line takes the orders that asked for it, ${from}`, () => {
      const drawn = market()
      drawn.buy(1, '1@98', { cancelsOnDisconnect: true })
      drawn.buy(2, '1@98')
      drawn.buy(3, '1@98', { participant: 2, cancelsOnDisconnect: true })
      expect(drawn.disconnect(1)).toEqual(['canceled #1 1 (disconnected)', 'mass canceled: 1'])
    })

    test(`a level is shared by size, and what is odd goes by time, ${from}`, () => {
      const shared = (rules: object) => {
        const drawn = market({ timePercent: 0, ...rules })
        drawn.sell(1, '50@101', { participant: 2 })
        drawn.sell(2, '10@101', { participant: 3 })
        drawn.sell(3, '40@101', { participant: 4 })
        drawn.sell(4, '9@101', { participant: 4, isHidden: true })
        return drawn
      }
      expect(shared({}).buy(9, '31@101').slice(1)).toEqual([
        'trade 16@101: #9 takes #1',
        'trade 3@101: #9 takes #2',
        'trade 12@101: #9 takes #3',
      ])
      expect(shared({ timePercent: 40 }).buy(9, '50@101').slice(1)).toEqual([
        'trade 32@101: #9 takes #1',
        'trade 3@101: #9 takes #2',
        'trade 15@101: #9 takes #3',
      ])
      expect(shared({ shareLotsMin: 4 }).buy(9, '31@101').slice(1)).toEqual([
        'trade 19@101: #9 takes #1',
        'trade 12@101: #9 takes #3',
      ])
      expect(shared({}).buy(9, '105@101').slice(1)).toEqual([
        'trade 50@101: #9 takes #1',
        'trade 10@101: #9 takes #2',
        'trade 40@101: #9 takes #3',
        'trade 5@101: #9 takes hidden #4',
      ])
    })

    test(`own orders leave a level before it is shared, ${from}`, () => {
      const drawn = market({ timePercent: 0 })
      drawn.sell(1, '50@101', { participant: 2 })
      drawn.sell(2, '50@101', { participant: 1 })
      expect(drawn.buy(9, '20@101', { selfTrade: CANCEL_OLDEST })).toEqual([
        'accepted #9 buy 20@101',
        'canceled #2 50 (self trade)',
        'trade 20@101: #9 takes #1',
      ])
    })
  }
}
