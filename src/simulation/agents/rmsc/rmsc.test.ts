/** The reference agents, rule by rule. */
import { expect, test } from 'vitest'
import {
  BUY,
  lots,
  NO_PRICE,
  nanos,
  RandomStream,
  SELL,
  type Side,
  seconds,
  ticks,
} from '../../../core/index.ts'
import { ORDER_TRADED } from '../../market/index.ts'
import { answerWith, FakeDesk } from '../fake-desk.suite.ts'
import {
  cubeRoot,
  drawOrderSize,
  FULL_CLOSE,
  Fundamental,
  MarketMakerAgent,
  MomentumAgent,
  NoiseAgent,
  OPEN,
  oneMinusExp,
  quadraticTime,
  RMSC04,
  RMSC04_FUNDAMENTAL,
  RMSC04_VALUE,
  rmscPopulation,
  ValueAgent,
  VolumeShareAgent,
} from './index.ts'

const random = (name: string) => RandomStream.named(3, name)
const still = { ...RMSC04_FUNDAMENTAL, volatilityPerRootNano: 0, jumpsPerNano: 0 }

test('order sizes are mostly a hundred, and have the mean of the mixture', () => {
  const stream = random('sizes')
  const counts = new Map<number, number>()
  let sum = 0
  const draws = 200_000
  for (let k = 0; k < draws; k++) {
    const size = drawOrderSize(stream)
    if (!Number.isInteger(size) || size < 0) expect.fail(`a size of ${size}`)
    counts.set(size, (counts.get(size) ?? 0) + 1)
    sum += size
  }
  expect(counts.get(100)! / draws).toBeCloseTo(0.7, 1.5)
  expect(counts.get(200)! / draws).toBeCloseTo(0.06, 1.7)
  expect(counts.get(400)! / draws).toBeCloseTo(0.033, 2)
  const logNormal = Math.exp(2.9 + 1.2 ** 2 / 2)
  const round = 70 + 12 + 1.2 + 13.16 + 0.5 + 0.36 + 0.28 + 0.4 + 0.27 + 0.3
  expect(Math.abs(sum / draws / (0.2 * logNormal + round) - 1)).toBeLessThan(0.02)
})

test('cube roots and small exponentials are exact to the last digits', () => {
  for (const value of [-0.125, -1e-9, 0, 1e-9, 0.001, 0.125, 27]) {
    expect(cubeRoot(value) ** 3).toBeCloseTo(value, 14)
  }
  for (const x of [0, 1e-15, 1e-9, 1e-4, 0.00099, 0.0011, 0.5, 30]) {
    expect(Math.abs(oneMinusExp(x) + Math.expm1(-x))).toBeLessThanOrEqual(3e-13 * x)
  }
})

test('noise arrives at the ends of the day rather than at noon', () => {
  const open = nanos(0)
  const close = nanos(1_000)
  expect(quadraticTime(0, open, close)).toBe(0)
  expect(quadraticTime(0.5, open, close)).toBe(500)
  expect(quadraticTime(1 - 2 ** -53, open, close)).toBeGreaterThanOrEqual(999)
  const stream = random('day')
  const parts = [0, 0, 0, 0]
  for (let k = 0; k < 20_000; k++) {
    parts[Math.min(3, Math.floor(quadraticTime(stream.uniform(), open, close) / 250))]! += 1
  }
  // The distribution is 4 (x - 1/2)^3 + 1/2: a quarter of the day holds 7/16 at the ends, 1/16 inside.
  for (const [k, share] of [7 / 16, 1 / 16, 1 / 16, 7 / 16].entries()) {
    expect(Math.abs(parts[k]! / 20_000 - share)).toBeLessThan(0.015)
  }
})

test('the worth reverts to its mean with the variance of the closed form, however often it is asked', () => {
  const options = { ...still, reversionPerNano: 1e-9, volatilityPerRootNano: 0.01 }
  for (const looks of [1, 5]) {
    let sum = 0
    let squares = 0
    const paths = 3_000
    for (let path = 0; path < paths; path++) {
      const worth = new Fundamental(options, nanos(0), RandomStream.named(path, 'worth'))
      worth.jump(500)
      let value = 0
      for (let k = 1; k <= looks; k++) value = worth.at(nanos((1e9 * k) / looks))
      sum += value - 100_000
      squares += (value - 100_000) ** 2
    }
    const mean = sum / paths
    const variance = squares / paths - mean * mean
    const expected = (0.01 ** 2 / 2e-9) * (1 - Math.exp(-2))
    expect(Math.abs(mean - 500 * Math.exp(-1))).toBeLessThan(
      (4 * Math.sqrt(expected)) / Math.sqrt(paths) + 1,
    )
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.12)
  }
})

test('rare jumps come at their rate, by a thousand to either side', () => {
  const options = { ...still, jumpsPerNano: 1e-6, reversionPerNano: 1e-18 }
  let jumps = 0
  const worth = new Fundamental(options, nanos(0), random('jumps'))
  let before = worth.at(nanos(0))
  const sizes: number[] = []
  for (let time = 1_000; time <= 1e9; time += 1_000) {
    const now = worth.at(nanos(time))
    if (now !== before) {
      jumps++
      sizes.push(now - before)
    }
    before = now
  }
  // 1,000 are expected; a few share an instant with another, or are stopped by zero.
  expect(Math.abs(jumps - 1_000)).toBeLessThan(130)
  const ups = sizes.filter((size) => size > 0)
  expect(Math.abs(ups.length / sizes.length - 0.5)).toBeLessThan(0.07)
  expect(ups.reduce((sum, size) => sum + size, 0) / ups.length).toBeCloseTo(1_000, -2)
})

for (const [side, name] of [
  [BUY, 'buyer'],
  [SELL, 'seller'],
] as const) {
  test(`a value agent that thinks the mid is wrong is a ${name} within twice the spread`, () => {
    const prices = new Set<number>()
    for (let k = 0; k < 300; k++) {
      const worth = new Fundamental(still, nanos(0), random('worth'))
      worth.jump(side * 500)
      const options = { ...RMSC04_VALUE, closeNanos: seconds(100), observationVariance: 0 }
      const agent = new ValueAgent(options, worth)
      const desk = new FakeDesk(`value ${k}`)
      agent.start(desk)
      expect(desk.wakes).toHaveLength(1)
      desk.wakeNext(agent)
      expect(desk.take()).toEqual(['cancel all', 'ask'])
      agent.answer(desk, answerWith())
      const [act] = desk.take()
      if (act === undefined) continue
      const [word, , , price] = act.split(' ')
      expect(word).toBe(side === BUY ? 'BUY' : 'SELL')
      prices.add(Number(price))
    }
    const far = side === BUY ? 100_010 : 99_990
    const distances = [...prices].map((price) => Math.abs(far - price))
    expect(Math.min(...distances)).toBe(0)
    expect(Math.max(...distances)).toBeLessThan(40)
    expect(prices.size).toBeGreaterThan(30)
  })

  test(`momentum up or down makes a ${name} at the touch, after fifty mids`, () => {
    const agent = new MomentumAgent(seconds(37))
    const desk = new FakeDesk('momentum')
    agent.start(desk)
    let acts: string[] = []
    for (let k = 0; k < 60; k++) {
      desk.wakeNext(agent)
      expect(desk.take()).toEqual(['ask'])
      const shift = side * 5 * k
      agent.answer(desk, answerWith({ bid: ticks(99_990 + shift), ask: ticks(100_010 + shift) }))
      if (k < 50) expect(desk.take()).toEqual([])
      else acts = acts.concat(desk.take().map((act) => `${act} of ${shift}`))
    }
    expect(acts.length).toBeGreaterThan(5)
    for (const act of acts) {
      const [word, , , price, , shift] = act.split(' ')
      expect(word).toBe(side === BUY ? 'BUY' : 'SELL')
      expect(Number(price)).toBe((side === BUY ? 100_010 : 99_990) + Number(shift))
    }
  })
}

test('a closed or one-sided venue gets no order from those who need both sides', () => {
  for (const change of [{ isOpen: false }, { bid: NO_PRICE, ask: NO_PRICE }]) {
    const desk = new FakeDesk('closed')
    const noise = new NoiseAgent(nanos(0), seconds(100))
    noise.start(desk)
    desk.wakeNext(noise)
    expect(desk.take()).toEqual(['ask'])
    noise.answer(desk, answerWith(change))
    new MomentumAgent(seconds(1)).answer(desk, answerWith(change))
    new MarketMakerAgent(seconds(1)).answer(desk, answerWith(change))
    expect(desk.take()).toEqual([])
  }
})

test('noise of a time before the open stays away', () => {
  const desk = new FakeDesk('early')
  desk.now = seconds(1_000)
  new NoiseAgent(nanos(0), seconds(900)).start(desk)
  expect(desk.wakes).toEqual([])
})

test('a market maker quotes ten levels a side, as large as its share, leaning with the buyers', () => {
  const desk = new FakeDesk('maker')
  const agent = new MarketMakerAgent(seconds(60))
  agent.start(desk)
  expect(desk.take()).toEqual(['alert above 0.9'])
  desk.wakeNext(agent)
  expect(desk.take()).toEqual(['cancel all'])
  const pause = desk.now
  desk.wakeNext(agent)
  expect(desk.now - pause).toBe(50)
  expect(desk.take()).toEqual(['ask'])
  agent.answer(desk, answerWith({ tradedLots: 4_000, boughtLots: 3_000 }))
  const acts = desk.take()
  expect(acts).toHaveLength(20)
  // Spread 0.75 * 20 + 0.25 * 50 = 27.5; lean trunc(0.5 * 4) = 2; gap round(137.5) = 138.
  expect(acts[0]).toBe('BUY 100 at 99989')
  expect(acts[1]).toBe('BUY 100 at 99851')
  expect(acts[10]).toBe('SELL 100 at 100016')
  agent.answer(desk, answerWith({ tradedLots: 4_000, boughtLots: 3_000 }))
  expect(desk.take()[0]).toMatch(/^BUY 1 at /)
})

test('an alert makes a market maker quote anew, once, and not twice at a time', () => {
  const desk = new FakeDesk('alert')
  const agent = new MarketMakerAgent(seconds(60))
  agent.start(desk)
  desk.take()
  agent.answer(desk, answerWith({ isAlert: true }))
  agent.answer(desk, answerWith({ isAlert: true }))
  expect(desk.take()).toEqual(['cancel all'])
  desk.wakeNext(agent)
  expect(desk.take()).toEqual(['ask'])
})

test('a market maker that is told to withdraw stays away for that share of the time', () => {
  const desk = new FakeDesk('withdraw')
  const agent = new MarketMakerAgent(seconds(60))
  agent.withdraw(desk, 0.5, seconds(100))
  expect(desk.take()).toEqual(['cancel all'])
  desk.now = seconds(49)
  agent.answer(desk, answerWith())
  expect(desk.take()).toEqual([])
  desk.now = seconds(51)
  agent.answer(desk, answerWith())
  expect(desk.take()).toHaveLength(20)
})

for (const side of [BUY, SELL] as readonly Side[]) {
  test(`a share of the volume is traded on side ${side} until all of it is`, () => {
    const desk = new FakeDesk('share')
    const interval = seconds(60)
    const agent = new VolumeShareAgent({
      side,
      totalLots: 150,
      share: 0.1,
      interval,
      start: seconds(10),
      end: seconds(1_000),
    })
    agent.start(desk)
    desk.wakeNext(agent)
    expect(desk.now).toBe(seconds(10))
    agent.answer(desk, answerWith({ tradedLots: 5_000 }))
    expect(desk.take()).toEqual(['ask'])
    desk.wakeNext(agent)
    agent.answer(desk, answerWith({ tradedLots: 6_000 }))
    const word = side === BUY ? 'BUY' : 'SELL'
    expect(desk.take()).toEqual(['ask', `${word} 100`])
    const fill = {
      change: ORDER_TRADED,
      orderId: 1,
      side,
      price: ticks(1),
      isMaker: false,
      reason: 0,
    } as const
    agent.report(desk, { ...fill, size: lots(100) })
    desk.wakeNext(agent)
    agent.answer(desk, answerWith({ tradedLots: 9_000 }))
    expect(desk.take()).toEqual(['ask', `${word} 50`])
    agent.report(desk, { ...fill, size: lots(50) })
    expect(agent.leftLots).toBe(0)
    desk.wakeNext(agent)
    expect(desk.wakes).toEqual([])
  })
}

test('the population has the reference numbers, and a buyer where one is wanted', () => {
  const hours = { open: OPEN, close: FULL_CLOSE }
  const names = rmscPopulation(RMSC04, hours, 1).map(({ agent }) => agent.name)
  const count = (name: string) => names.filter((other) => other === name).length
  expect([count('noise'), count('value'), count('market maker'), count('momentum')]).toEqual([
    1_000, 102, 2, 12,
  ])
  expect(count('volume share')).toBe(0)
  const executionBuyer = { totalLots: 1_200_000, share: 0.1 }
  const more = rmscPopulation({ ...RMSC04, executionBuyer }, hours, 1)
  expect(more.at(-1)!.agent.name).toBe('volume share')
})
