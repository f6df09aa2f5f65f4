/** Each rule at its thresholds, both ways and on both sides; what comes in cannot stop it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventTape, GTC, IOC, opposite, SIDES, type Side } from '../../core/index.ts'
import { RULE_NAMES, Surveillance, type ThresholdChanges, thresholdProblems } from './index.ts'
import { OwnFlow } from './own-flow.suite.ts'

/** Shows lots at some prices, executes the other side, withdraws, and waits. */
function show(
  flow: OwnFlow,
  side: Side,
  { levels = 1, lots = 10, executed = 2, after = 0.1, share = 1, again = 0 } = {},
): void {
  const shown = Array.from({ length: levels }, (_, level) =>
    flow.rest(side, 1_000 - side * (2 + level), lots),
  )
  const bait = flow.rest(opposite(side), 1_000 + side, executed)
  flow.wait(0.2)
  flow.fill(bait, executed)
  flow.wait(after)
  for (const id of shown.slice(0, Math.round(share * levels))) flow.cancel(id)
  if (again > 0) flow.rest(side, 1_000 - side * 3, again)
  flow.wait(10)
  flow.touch(999, 1_001)
}

function shownFlow(side: Side, terms: Parameters<typeof show>[2]): string[] {
  const flow = new OwnFlow()
  flow.touch(999, 1_001)
  flow.wait(2)
  show(flow, side, terms)
  flow.finish()
  return flow.found
}

for (const side of SIDES) {
  test(`spoofing of side ${side} is found at its thresholds and not beyond them`, () => {
    expect(shownFlow(side, {})).toEqual(['spoofing'])
    expect(shownFlow(side, { lots: 9 })).toEqual([])
    expect(shownFlow(side, { after: 1.9 })).toEqual(['spoofing'])
    expect(shownFlow(side, { after: 2.1 })).toEqual([])
    expect(shownFlow(side, { again: 5 })).toEqual(['spoofing'])
    expect(shownFlow(side, { again: 6 })).toEqual([])
    expect(shownFlow(side, { share: 0 })).toEqual([])
    // Two prices are still spoofing; ten lots of one is too small beside what the market shows.
    expect(shownFlow(side, { levels: 2 })).toEqual(['spoofing'])
    expect(shownFlow(side, { lots: 4, executed: 1 })).toEqual([])
  })

  test(`layering of side ${side} is found at its thresholds and not beyond them`, () => {
    const layers = { levels: 3, lots: 2, executed: 3 }
    expect(shownFlow(side, layers)).toEqual(['layering'])
    expect(shownFlow(side, { ...layers, executed: 4 })).toEqual([])
    expect(shownFlow(side, { ...layers, after: 0.9 })).toEqual(['layering'])
    expect(shownFlow(side, { ...layers, after: 1.1 })).toEqual([])
    expect(shownFlow(side, { ...layers, share: 2 / 3 })).toEqual([])
    expect(shownFlow(side, { ...layers, levels: 10, lots: 1, share: 0.8 })).toEqual(['layering'])
  })

  test(`an order of side ${side} that trades with an own order is a wash trade`, () => {
    const flow = new OwnFlow()
    const resting = flow.rest(side, 1_000, 5)
    const incoming = flow.send(opposite(side), 1_000, 3, IOC)
    flow.fill(resting, 3)
    flow.fill(incoming, 3, false)
    expect(flow.found).toEqual(['wash-trades'])
    const [alert] = flow.surveillance.alerts
    expect(alert!.text).toContain('3 lots')
    expect(alert!.evidence.map(({ kind }) => kind)).toEqual(['made', 'took'])
  })

  test(`pairs that begin with side ${side} are washed from the third on, between algorithms`, () => {
    const pair = (flow: OwnFlow, algorithms: readonly number[]) => {
      const ids = [side, opposite(side)].map((which, k) => {
        flow.algorithm = algorithms[k]!
        return flow.rest(which, 1_000, 5)
      })
      for (const id of ids) {
        flow.fill(id, 5)
        flow.wait(0.4)
      }
      flow.wait(5)
    }
    const washed = new OwnFlow()
    for (let k = 0; k < 2; k++) pair(washed, [1, 2])
    expect(washed.found).toEqual([])
    pair(washed, [1, 2])
    expect(washed.found).toEqual(['wash-trades'])
    const honest = new OwnFlow()
    for (let k = 0; k < 10; k++) pair(honest, [1, 1])
    expect(honest.found).toEqual([])
  })

  test(`momentum of side ${side} is ignited only when all three phases are there`, () => {
    const run = ({ takes = 4, closes = true, better = 3, returns = true } = {}): string[] => {
      const flow = new OwnFlow({ rules: ['momentum-ignition'] })
      flow.quiet(60)
      for (let k = 1; k <= takes; k++) {
        const id = flow.send(side, 1_000 + side * k, 10, IOC)
        flow.fill(id, 10, false)
        flow.touch(999 + side * 2 * k, 1_001 + side * 2 * k)
        flow.wait(0.5)
      }
      if (closes) {
        const out = flow.rest(opposite(side), 1_000 + side * better, takes * 10)
        flow.wait(1)
        flow.fill(out, takes * 10)
      }
      flow.wait(2)
      if (returns) flow.touch(999, 1_001)
      flow.wait(5)
      flow.touch(returns ? 999 : 999 + side * 8, returns ? 1_001 : 1_001 + side * 8)
      flow.finish()
      return flow.found
    }
    expect(run()).toEqual(['momentum-ignition'])
    expect(run({ takes: 2 })).toEqual([])
    expect(run({ closes: false })).toEqual([])
    expect(run({ better: 2 })).toEqual([])
    expect(run({ returns: false })).toEqual([])
  })

  test(`the close is marked by taking on side ${side} of a position`, () => {
    const run = ({ held = side, move = 8, lots = 40, isEndClose = true } = {}): string[] => {
      const flow = new OwnFlow({ rules: ['marking-the-close'], isEndClose })
      flow.fill(flow.rest(held as Side, 1_000, 20), 20)
      flow.quiet(100)
      flow.wait(5)
      flow.fill(flow.send(side, 1_000, lots, IOC), lots, false)
      flow.touch(999 + side * move, 1_001 + side * move)
      flow.wait(10)
      flow.touch(999 + side * move, 1_001 + side * move)
      flow.finish()
      return flow.found
    }
    expect(run()).toEqual(['marking-the-close'])
    expect(run({ held: opposite(side) })).toEqual([])
    expect(run({ move: 0 })).toEqual([])
    expect(run({ lots: 10 })).toEqual([])
    expect(run({ isEndClose: false })).toEqual([])
  })

  test(`small immediate orders of side ${side} are pings when a large one follows`, () => {
    const run = ({ pings = 5, large = 10, wait = 0.5 } = {}): string[] => {
      const flow = new OwnFlow()
      for (let k = 0; k < pings; k++) {
        const id = flow.send(side, 1_000, 1, IOC)
        if (k === pings - 1) flow.fill(id, 1, false)
        else flow.expire(id)
        flow.wait(0.1)
      }
      flow.wait(wait)
      flow.send(side, 1_001, large, GTC)
      return flow.found
    }
    expect(run()).toEqual(['ping-orders'])
    expect(run({ pings: 4 })).toEqual([])
    expect(run({ large: 9 })).toEqual([])
    expect(run({ wait: 1.2 })).toEqual([])
  })
}

test('fifty messages within 100 ms are a burst when none of them trades', () => {
  const run = (orders: number, fills: number): string[] => {
    const flow = new OwnFlow({ rules: ['quote-stuffing'] })
    flow.wait(10)
    for (let k = 0; k < orders; k++) {
      const id = flow.rest(1, 990, 1)
      if (k < fills) flow.fill(id, 1)
      else flow.cancel(id)
    }
    flow.wait(1)
    flow.touch(999, 1_001)
    flow.finish()
    return flow.found
  }
  expect(run(25, 0)).toEqual(['quote-stuffing'])
  expect(run(24, 0)).toEqual([])
  expect(run(26, 1)).toEqual([])
})

test('a flow that always sends as much is in no burst', () => {
  const flow = new OwnFlow({ rules: ['quote-stuffing'] })
  for (let slice = 0; slice < 600; slice++) {
    const count = Math.min(60, Math.ceil(slice / 5))
    for (let k = 0; k < count; k++) flow.cancel(flow.rest(1, 990, 1))
    flow.wait(0.1)
  }
  expect(flow.found).toEqual([])
})

test('orders are counted as RTS 9 counts them, and the ratio is held against its bound', () => {
  const changes: ThresholdChanges = {
    'order-to-trade': { ratioMax: 9, volumeRatioMax: 1_000, messagesMin: 10, withoutTradesMax: 20 },
  }
  const flow = new OwnFlow({ rules: ['order-to-trade'], thresholds: changes, isEndClose: false })
  // 2 for a new order and its withdrawal, 4 with a replace, 2 for an immediate one that lapses.
  flow.cancel(flow.rest(1, 990, 1))
  const replaced = flow.rest(1, 990, 1)
  flow.replace(replaced, 991, 1)
  flow.cancel(replaced)
  flow.expire(flow.send(1, 990, 1, IOC))
  flow.fill(flow.rest(1, 990, 1), 1)
  expect(flow.found).toEqual([])
  flow.rest(1, 990, 1)
  // 10 orders for 1 execution: 9, which is allowed.
  expect(flow.found).toEqual([])
  flow.rest(1, 990, 1)
  expect(flow.found).toEqual(['order-to-trade'])
  const [first] = flow.surveillance.alerts
  expect(first!.figures[0]).toMatchObject({ measured: 10, threshold: 9 })
})

test('without a trade the ratio is undefined, and the count is held against a bound of its own', () => {
  const changes = { 'order-to-trade': { messagesMin: 10, withoutTradesMax: 20 } }
  const flow = new OwnFlow({ rules: ['order-to-trade'], thresholds: changes })
  for (let k = 0; k < 10; k++) flow.cancel(flow.rest(1, 990, 1))
  expect(flow.found).toEqual([])
  flow.rest(1, 990, 1)
  expect(flow.found).toEqual(['order-to-trade'])
})

test('orders that live 50 ms are not fleeting, those that live less are', () => {
  const run = (orders: number, seconds: number, price = 999): string[] => {
    const flow = new OwnFlow({ rules: ['fleeting-orders'] })
    flow.touch(999, 1_001)
    for (let k = 0; k < orders; k++) {
      const id = flow.rest(1, price, 1)
      flow.wait(seconds)
      flow.cancel(id)
      flow.wait(0.1)
    }
    flow.wait(61)
    flow.touch(999, 1_001)
    return flow.found
  }
  expect(run(100, 0.049)).toEqual(['fleeting-orders'])
  expect(run(100, 0.05)).toEqual([])
  expect(run(99, 0.049)).toEqual([])
  expect(run(100, 0.049, 993)).toEqual([])
})

test('a pattern that comes again soon is one episode, later another', () => {
  const flow = new OwnFlow()
  flow.touch(999, 1_001)
  show(flow, 1)
  show(flow, 1)
  expect(flow.surveillance.alerts.map(({ times }) => times)).toEqual([2])
  flow.wait(60)
  show(flow, 1)
  expect(flow.surveillance.alerts.map(({ times }) => times)).toEqual([2, 1])
  for (const { fromNanos, toNanos, noticedNanos } of flow.surveillance.alerts) {
    expect(fromNanos).toBeLessThan(toNanos)
    expect(noticedNanos - fromNanos).toBeLessThan(5e9)
  }
})

test('an owner who does nothing, or has one order, is left alone', () => {
  const nothing = new OwnFlow()
  nothing.finish()
  expect(nothing.found).toEqual([])
  for (const side of SIDES) {
    for (const end of ['fill', 'cancel', 'expire'] as const) {
      const flow = new OwnFlow()
      flow.quiet(90)
      const id = flow.rest(side, 1_000, 1_000)
      if (end === 'fill') flow.fill(id, 1_000)
      else flow[end](id)
      flow.finish()
      expect(flow.found).toEqual([])
    }
  }
})

/** What a hand may do: everything in any order, at any pace. */
const act = fc.record({
  kind: fc.integer({ min: 0, max: 7 }),
  side: fc.constantFrom(...SIDES),
  price: fc.integer({ min: 995, max: 1_005 }),
  lots: fc.integer({ min: 1, max: 50 }),
  wait: fc.constantFrom(0, 0.001, 0.05, 0.5, 3),
  pick: fc.nat(),
})

test('evidence lies in the order of its sequences, within what was taken; equal flows say the same', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 50, maxLength: 400 }), (acts) => {
      const play = (): OwnFlow => {
        const flow = new OwnFlow({
          thresholds: {
            'quote-stuffing': { messagesMin: 5, deviationsMin: 1 },
            'order-to-trade': { messagesMin: 5, ratioMax: 1 },
            'fleeting-orders': { ordersMin: 3 },
            'ping-orders': { pingsMin: 2, sizeRatioMin: 2 },
          },
        })
        const live: { id: number; open: number }[] = []
        for (const { kind, side, price, lots, wait, pick } of acts) {
          const place = pick % Math.max(1, live.length)
          const order = live[place]
          if (kind <= 2) live.push({ id: flow.rest(side, price, lots), open: lots })
          else if (kind === 3) flow.touch(price - 1, price + 1, lots)
          else if (kind === 4) flow.trade(side, price, lots)
          else if (order === undefined) continue
          else if (kind === 5) {
            const size = Math.min(lots, order.open)
            flow.fill(order.id, size, pick % 2 === 0, price)
            order.open -= size
            if (order.open === 0) live.splice(place, 1)
          } else {
            flow.cancel(order.id)
            live.splice(place, 1)
          }
          flow.wait(wait)
        }
        flow.finish()
        return flow
      }
      const flow = play()
      for (const { evidence, firstSequence, lastSequence } of flow.surveillance.alerts) {
        const sequences = evidence.map(({ sequence }) => sequence)
        expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
        expect(evidence.length).toBeLessThanOrEqual(64)
        if (evidence.length === 0) continue
        expect(firstSequence).toBeGreaterThanOrEqual(1)
        expect(lastSequence).toBeLessThanOrEqual(flow.sequence)
      }
      expect(play().surveillance.alerts).toEqual(flow.surveillance.alerts)
    }),
    { numRuns: 60 },
  )
})

test('records of any bytes neither stop it nor make it grow', () => {
  const kinds = [1, 3, 4, 20, 21, 40, 41, 42, 43, 50, 51, 52, 53, 54, 55, 56, 100, 103, 105, 255]
  const double = fc.oneof(
    fc.double(),
    fc.integer({ min: -3, max: 9 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 53, 1e300, -1e300),
  )
  const word = fc.oneof(fc.integer({ min: -2, max: 60 }), fc.integer())
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.constantFrom(...kinds),
          fc.array(double, { minLength: 6, maxLength: 6 }),
          word,
          word,
          word,
        ),
        {
          minLength: 1,
          maxLength: 200,
        },
      ),
      (records) => {
        const surveillance = new Surveillance({ closes: [0, 1e9, 2e9] })
        const tape = new EventTape(1)
        const takeAll = () => {
          for (const [
            kind,
            [exchange, local, order, sequence, a, b],
            price,
            size,
            meta,
          ] of records) {
            tape.clear()
            tape.append((meta & ~0xff) | kind, meta & 3, exchange!, local!)
            tape.f64.set([order!, sequence!], 2)
            tape.f64.set([a!, b!], 6)
            tape.i32[8] = price
            tape.i32[9] = size
            surveillance.take(tape, 0, 1)
          }
        }
        takeAll()
        surveillance.finish()
        // What comes behind the end of a run is no run, and has an end as well.
        takeAll()
        surveillance.begin(4)
        takeAll()
        surveillance.finish()
        expect(surveillance.alerts.length).toBeLessThanOrEqual(3 * records.length)
      },
    ),
    { numRuns: 300 },
  )
})

test('orders beyond the room, ids used twice and reports about nobody are counted', () => {
  const flow = new OwnFlow({ rules: ['spoofing'] })
  for (let k = 0; k < 17_000; k++) flow.send(1, 990, 1, GTC)
  expect(flow.surveillance.counts.unfollowed).toBe(17_000 - 16_384)
  flow.fill(17_000, 1)
  expect(flow.surveillance.counts).toMatchObject({ stray: 1, executions: 1 })
})

test('every mistake in thresholds is named at once', () => {
  expect(thresholdProblems({ spoofing: { ratioMin: 4 } })).toEqual([])
  const problems = thresholdProblems({
    spofing: {},
    spoofing: { ratio: 1, ratioMin: Number.NaN, withdrawnShareMin: 2 },
    layering: { settleNanos: 0 },
  })
  expect(problems.map(({ keys }) => keys.join('.'))).toEqual([
    'spofing',
    'spoofing.ratio',
    'spoofing.ratioMin',
    'spoofing.withdrawnShareMin',
    'layering.settleNanos',
  ])
  expect(RULE_NAMES.every((rule) => thresholdProblems({ [rule]: {} }).length === 0)).toBe(true)
})
