/** Orders with terms through a whole run: desk, gate, line, venue, and back. Both sides. */
import { expect, test } from 'vitest'
import {
  DEPTH_LEVEL,
  FLAG_LAST,
  GTD,
  lots,
  MARKET,
  millis,
  type Nanos,
  nanos,
  opposite,
  SIDES,
  type Side,
  STOP,
  STOP_LIMIT,
  sideName,
  TRADE,
  ticks,
} from '../core/index.ts'
import { ConservativeQueue, type ReferenceExchange } from '../exchange/index.ts'
import { ConstantLatency } from '../simulation/index.ts'
import { defineStrategy, NOT_SENT, type Orders, type OrderTicket } from '../strategy/index.ts'
import { backtest } from './backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from './series-feed.suite.ts'

const MS = 1e6
const at = (milliseconds: number): Nanos => nanos(milliseconds * MS)

const level = (time: number, side: Side, price: number, size: number): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side,
  at: at(time),
  price,
  size,
  flags: FLAG_LAST,
})
const trade = (time: number, side: Side, price: number, size: number): DrawnRecord => ({
  kind: TRADE,
  side,
  at: at(time),
  price,
  size,
  flags: FLAG_LAST,
})

interface Step {
  readonly time: number
  readonly act: (orders: Orders) => unknown
}

/** What a run hears, at which millisecond, when it does these things. */
async function hear(
  steps: readonly Step[],
  records: readonly DrawnRecord[],
  referenceExchange?: ReferenceExchange,
): Promise<string[]> {
  const log: string[] = []
  const scripted = defineStrategy<{ stepNanos: number }, { next: number }>({
    name: 'scripted',
    params: { stepNanos: MS },
    setup: () => ({ next: 0 }),
    timerNanos: ({ stepNanos }) => stepNanos,
    onTimer({ state, now, orders }) {
      for (let step = steps[state.next]; step !== undefined; step = steps[state.next]) {
        if (now < at(step.time)) return
        state.next++
        step.act(orders)
      }
    },
    onFill: ({ orderId, side, size, priceTicks, isMaker }, { now }) => {
      const role = isMaker ? 'maker' : 'taker'
      log.push(`${now / MS} ${orderId} ${sideName(side)} ${size}@${priceTicks} ${role}`)
    },
    onOrder: ({ id, status, leaves }, { now }) => {
      log.push(`${now / MS} ${id} ${status}, ${leaves} left`)
    },
  })
  const still = [
    level(0, 1, 99, 5),
    level(0, 1, 98, 10),
    level(0, -1, 101, 5),
    level(0, -1, 102, 10),
  ]
  const run = await backtest({
    feed: feedOf([...still, ...records, level(900, 1, 90, 1)]),
    strategy: scripted,
    limits: WIDE_LIMITS,
    latency: new ConstantLatency({ entry: millis(10), response: millis(5) }),
    ...(referenceExchange === undefined
      ? {}
      : { referenceExchange, queueModel: new ConservativeQueue() }),
  })
  expect(run.desk.count).toBe(run.desk.counts.entered - endedOf(log))
  return log
}

const endedOf = (log: readonly string[]): number =>
  log.filter((line) => /filled, 0|expired|canceled|rejected/.test(line)).length

for (const side of SIDES) {
  const name = sideName(side)
  const far = opposite(side)
  const price = (offset: number) => ticks(100 + side * offset)
  const submit =
    (ticket: Omit<OrderTicket, 'side'>, from: Side = side) =>
    (orders: Orders): number =>
      orders.submit({ side: from, ...ticket })

  test(`${name}: a stop waits at the venue, wakes with the market, and takes`, async () => {
    const steps = [{ time: 20, act: submit({ size: lots(7), type: STOP, stopPrice: price(2) }) }]
    const records = [trade(50, side, price(1), 1), trade(100, side, price(2), 1)]
    expect(await hear(steps, records)).toEqual([
      '35 1 working, 7 left',
      `105 1 ${name} 5@${price(1)} taker`,
      '105 1 partially filled, 2 left',
      `105 1 ${name} 2@${price(2)} taker`,
      '105 1 filled, 0 left',
    ])
  })

  test(`${name}: a stop-limit is woken, rests, and lapses when its time is over`, async () => {
    const ticket = {
      size: lots(4),
      type: STOP_LIMIT,
      price: price(-1),
      stopPrice: price(1),
      timeInForce: GTD,
      expiresAt: at(300),
    } as const
    const records = [
      trade(100, side, price(1), 1),
      trade(200, far, price(-1), 6),
      trade(400, far, price(-1), 50),
    ]
    expect(await hear([{ time: 20, act: submit(ticket) }], records)).toEqual([
      '35 1 working, 4 left',
      `205 1 ${name} 1@${price(-1)} maker`,
      '205 1 partially filled, 3 left',
      '405 1 expired, 3 left',
    ])
  })

  test(`${name}: an order whose time is over when it arrives lapses at once`, async () => {
    const ticket = { size: lots(4), price: price(1), timeInForce: GTD } as const
    const steps = [
      { time: 20, act: submit({ ...ticket, expiresAt: at(30) }) },
      { time: 20, act: submit({ ...ticket, expiresAt: at(31) }) },
    ]
    expect(await hear(steps, [])).toEqual([
      '35 1 working, 4 left',
      '35 1 expired, 4 left',
      '35 2 working, 4 left',
      `35 2 ${name} 4@${price(1)} taker`,
      '35 2 filled, 0 left',
    ])
  })

  test(`${name}: an iceberg trades part by part`, async () => {
    const ticket = { size: lots(5), price: price(-1), displaySize: lots(2) } as const
    const records = [trade(100, far, price(-1), 20), trade(200, far, price(-1), 6)]
    expect(await hear([{ time: 20, act: submit(ticket) }], records)).toEqual([
      '35 1 working, 5 left',
      `105 1 ${name} 2@${price(-1)} maker`,
      '105 1 partially filled, 3 left',
      `205 1 ${name} 1@${price(-1)} maker`,
      '205 1 partially filled, 2 left',
    ])
  })

  test(`${name}: reduce-only closes a position and does not open another`, async () => {
    const steps = [
      { time: 20, act: (orders: Orders) => orders.market(far, lots(3)) },
      { time: 60, act: submit({ size: lots(9), type: MARKET, isReduceOnly: true }) },
      { time: 100, act: submit({ size: lots(1), price: price(-1), isReduceOnly: true }) },
    ]
    expect(await hear(steps, [])).toEqual([
      '35 1 working, 3 left',
      `35 1 ${sideName(far)} 3@${price(-1)} taker`,
      '35 1 filled, 0 left',
      '75 2 working, 9 left',
      `75 2 ${name} 3@${price(1)} taker`,
      '75 2 partially filled, 6 left',
      '75 2 expired, 6 left',
      '115 3 rejected, 1 left',
    ])
  })

  test(`${name}: terms are those of one order: not of the next, nor of one that did not leave`, async () => {
    const answers: unknown[] = []
    const steps = [
      {
        time: 20,
        act: (orders: Orders) => {
          // Good till date without a date: the gate refuses, and nothing of it stays.
          const ticket = { side, size: lots(2), price: price(-1), isReduceOnly: true }
          answers.push(orders.submit({ ...ticket, timeInForce: GTD, stopPrice: price(1) }))
          answers.push(orders.enter(side, price(-1), lots(2)))
          answers.push(
            orders.submit({ side, size: lots(3), price: price(-2), displaySize: lots(1) }),
          )
          answers.push(orders.enter(side, price(-2), lots(4)))
        },
      },
    ]
    const records = [trade(100, far, price(-2), 100)]
    expect(await hear(steps, records)).toEqual([
      '35 2 working, 2 left',
      '35 3 working, 3 left',
      '35 4 working, 4 left',
      `105 2 ${name} 2@${price(-1)} maker`,
      '105 2 filled, 0 left',
      `105 3 ${name} 1@${price(-2)} maker`,
      '105 3 partially filled, 2 left',
      `105 4 ${name} 4@${price(-2)} maker`,
      '105 4 filled, 0 left',
    ])
    expect(answers).toEqual([NOT_SENT, 2, 3, 4])
  })

  test(`${name}: the reference venue refuses terms, and takes the plain order after them`, async () => {
    const steps = [
      { time: 20, act: submit({ size: lots(2), price: price(-1), displaySize: lots(1) }) },
      { time: 20, act: submit({ size: lots(2), type: STOP, stopPrice: price(2) }) },
      { time: 20, act: submit({ size: lots(2), price: price(-1) }) },
    ]
    expect(await hear(steps, [], 'partial-fill')).toEqual([
      '35 1 rejected, 2 left',
      '35 2 rejected, 2 left',
      '35 3 working, 2 left',
    ])
  })
}
