/** The kernel: total order, lines, computing time, reports, answers, alerts; on scripted agents. */
import { expect, test } from 'vitest'
import {
  BUY,
  lots,
  type Nanos,
  NEVER,
  NO_PRICE,
  nanos,
  RandomStream,
  SELL,
  seconds,
  ticks,
} from '../../core/index.ts'
import { MatchingEngine } from '../../exchange/index.ts'
import {
  type AgentDesk,
  AgentLine,
  CUBIC_JITTER,
  type LineOptions,
  type MarketAgent,
  type MarketAnswer,
  MarketSimulation,
  ORDER_BOOKED,
  ORDER_CANCELED,
  ORDER_REFUSED,
  ORDER_TRADED,
  type OrderReport,
  type PopulationMember,
} from './index.ts'

const CHANGE_NAMES = new Map<number, string>([
  [ORDER_BOOKED, 'booked'],
  [ORDER_TRADED, 'traded'],
  [ORDER_CANCELED, 'canceled'],
  [ORDER_REFUSED, 'refused'],
])

/** Does at each instant what it was told to, and writes down what it hears, and when. */
class Scripted implements MarketAgent {
  readonly name: string
  readonly heard: string[]
  readonly #script: readonly (readonly [number, (desk: AgentDesk) => void])[]
  #next = 0

  constructor(
    name: string,
    heard: string[],
    script: readonly (readonly [number, (desk: AgentDesk) => void])[],
  ) {
    this.name = name
    this.heard = heard
    this.#script = script
  }

  start(desk: AgentDesk): void {
    for (const [at] of this.#script) desk.wakeAt(nanos(at))
  }
  wake(desk: AgentDesk): void {
    this.heard.push(`${desk.now} ${this.name} wakes`)
    this.#script[this.#next++]![1](desk)
  }
  report(desk: AgentDesk, { change, size, price, isMaker }: OrderReport): void {
    const word = CHANGE_NAMES.get(change)
    this.heard.push(
      `${desk.now} ${this.name} ${word} ${size} at ${price}${isMaker ? ', maker' : ''}`,
    )
  }
  answer(desk: AgentDesk, { bid, ask, tradedLots, isAlert }: MarketAnswer): void {
    this.heard.push(
      `${desk.now} ${this.name} ${isAlert ? 'alert' : 'answer'} ${bid} ${ask} ${tradedLots}`,
    )
  }
}

function marketOf(members: readonly PopulationMember[], guests = 0): MarketSimulation {
  const engine = new MatchingEngine({
    instruments: [{}],
    participants: members.length + guests + 1,
  })
  const market = new MarketSimulation({ engine, members, seed: 1, guests })
  market.start()
  return market
}

/** The length of the way of an agent on a line, from the seed alone. */
function wayOf(line: LineOptions, name: string, participant = 0): number {
  const random = RandomStream.named(1, `agent ${participant} ${name}`)
  const places = RandomStream.named(1, 'venue place')
  const place = places.split(`${line.metres}`).uniform() * line.metres
  return new AgentLine(line, place, random.split('line')).minimumNanos
}

test('agents at the venue act and hear in the same instant, one after another', () => {
  const heard: string[] = []
  const seller = new Scripted('seller', heard, [
    [10, (desk) => void desk.limit(SELL, ticks(101), lots(5))],
  ])
  const buyer = new Scripted('buyer', heard, [
    [10, (desk) => void desk.market(BUY, lots(3))],
    [20, (desk) => desk.ask()],
  ])
  marketOf([{ agent: seller }, { agent: buyer }]).advanceTo(nanos(100))
  expect(heard).toEqual([
    '10 seller wakes',
    '10 seller booked 5 at 101',
    '10 buyer wakes',
    '10 seller traded 3 at 101, maker',
    '10 buyer traded 3 at 101',
    '20 buyer wakes',
    `20 buyer answer ${NO_PRICE} 101 3`,
  ])
})

test('a market order that nobody meets lapses, and a stranger’s order cannot be withdrawn', () => {
  const heard: string[] = []
  const lonely = new Scripted('lonely', heard, [
    [1, (desk) => void desk.market(SELL, lots(2))],
    [2, (desk) => desk.cancel(77)],
  ])
  marketOf([{ agent: lonely }]).advanceTo(nanos(10))
  expect(heard[1]).toContain('canceled 2')
  expect(heard[3]).toContain('refused')
})

test('what is sent travels there and back, and the agent computes first', () => {
  const line = { metres: 1_000_000, computationNanos: 50 }
  const heard: string[] = []
  const far = new Scripted('far', heard, [
    [1_000, (desk) => void desk.limit(BUY, ticks(99), lots(1))],
    [1_000_000_000, (desk) => desk.ask()],
  ])
  const way = wayOf(line, 'far')
  expect(way).toBeGreaterThan(1_000)
  const market = marketOf([{ agent: far, line }])
  market.advanceTo(nanos(1_000 + 50 + way - 1))
  expect(market.book.best(BUY)).toBe(NO_PRICE)
  market.advanceTo(nanos(1_000 + 50 + way))
  expect(market.book.best(BUY)).toBe(99)
  market.advanceTo(seconds(2))
  expect(heard).toEqual([
    '1000 far wakes',
    `${1_050 + 2 * way} far booked 1 at 99`,
    '1000000000 far wakes',
    `${1_000_000_050 + 2 * way} far answer 99 ${NO_PRICE} 0`,
  ])
  expect(market.nextTime).toBe(NEVER)
})

test('what finds its agent computing is handled in turn, one computing time each', () => {
  const line = { metres: 0, computationNanos: 100 }
  const heard: string[] = []
  const busy = new Scripted('busy', heard, [
    [
      0,
      (desk) => {
        for (let k = 0; k < 3; k++) desk.limit(BUY, ticks(90 + k), lots(1))
      },
    ],
    [50, () => {}],
  ])
  marketOf([{ agent: busy, line }]).advanceTo(nanos(10_000))
  // Three reports arrive at 100, when the agent is free of its first wake and owes one to the second.
  expect(heard.map((line) => line.split(' ')[0])).toEqual(['0', '100', '200', '300', '400'])
  expect(heard[1]).toBe('100 busy wakes')
})

test('at one instant requests meet the venue before anybody hears, and reports come before wakes', () => {
  const heard: string[] = []
  const line = { metres: 0, computationNanos: 10 }
  const early = new Scripted('early', heard, [
    [0, (desk) => void desk.limit(SELL, ticks(5), lots(1))],
  ])
  const late = new Scripted('late', heard, [[10, (desk) => void desk.market(BUY, lots(1))]])
  marketOf([{ agent: early, line }, { agent: late }]).advanceTo(nanos(100))
  expect(heard).toEqual([
    '0 early wakes',
    '10 early booked 1 at 5',
    '10 late wakes',
    '10 late traded 1 at 5',
    '20 early traded 1 at 5, maker',
  ])
})

test('one side that nearly goes is told once to those who want to know, until it has come back', () => {
  const heard: string[] = []
  const watcher = new Scripted('watcher', heard, [[0, (desk) => desk.alertAbove(0.5)]])
  const others = new Scripted(
    'others',
    [],
    [
      [1, (desk) => void desk.limit(BUY, ticks(10), lots(10))],
      [2, (desk) => void desk.limit(SELL, ticks(20), lots(4))],
      [3, (desk) => void desk.limit(SELL, ticks(20), lots(3))],
      [4, (desk) => void desk.limit(BUY, ticks(10), lots(10))],
    ],
  )
  marketOf([{ agent: watcher }, { agent: others }]).advanceTo(nanos(100))
  expect(heard).toEqual([
    '0 watcher wakes',
    `1 watcher alert 10 ${NO_PRICE} 0`,
    '4 watcher alert 10 20 0',
  ])
})

test('a line with jitter never lets a message overtake, and is never faster than light', () => {
  const options = { metres: 3_866_660, computationNanos: 50, jitter: CUBIC_JITTER }
  const line = new AgentLine(options, 1_000_000, RandomStream.named(4, 'line'))
  let before = 0
  let slowest = 0
  for (let now = 0; now < 1e9; now += 100_000) {
    const arrival = line.arrivalThere(nanos(now))
    expect(arrival).toBeGreaterThanOrEqual(Math.max(before, now + 50 + line.minimumNanos))
    slowest = Math.max(slowest, arrival - now)
    before = arrival
  }
  expect(slowest).toBeGreaterThan(5 * line.minimumNanos)
})

test('a guest trades beside the agents, and pauses of any kind change nothing', () => {
  const run = (pauses: readonly number[]): string => {
    const maker = new Scripted(
      'maker',
      [],
      [
        [5, (desk) => void desk.limit(SELL, ticks(101), lots(5))],
        [50, (desk) => void desk.limit(SELL, ticks(100), lots(5))],
      ],
    )
    const market = marketOf([{ agent: maker }], 1)
    const guest = market.addParticipant()
    for (const until of pauses) market.advanceTo(nanos(until))
    market.advanceTo(nanos(20))
    const id = market.nextOrderId()
    market.command((commands) => commands.limit(id, guest, 0, BUY, ticks(101), lots(2)))
    while (!market.advanceTo(nanos(100), 1)) {}
    expect(market.venue.tradedLots).toBe(2)
    expect(market.venue.boughtLots).toBe(2)
    return market.hash
  }
  expect(run([])).toBe(run([1, 2, 5, 6, 19]))
  const market = marketOf([], 1)
  market.addParticipant()
  expect(() => market.addParticipant()).toThrow('this many guests')
})

test('time never goes back, also when nothing happens', () => {
  const market = marketOf([])
  market.advanceTo(seconds(5))
  expect(market.now).toBe(seconds(5))
  market.advanceTo(seconds(3) as Nanos)
  expect(market.now).toBe(seconds(5))
})
