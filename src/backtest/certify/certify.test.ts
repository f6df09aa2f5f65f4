/** Every check is shown a strategy, a venue or a wire that it has to catch. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { BookView } from '../../book/index.ts'
import {
  BUY,
  FILLED,
  InputError,
  IOC,
  lots,
  millis,
  type Nanos,
  NO_PRICE,
  SELL,
  seconds,
  ticks,
} from '../../core/index.ts'
import { LivingFeed } from '../../simulation/index.ts'
import {
  type AnyStrategy,
  builtInStrategies,
  defineStrategy,
  touchQuoter,
} from '../../strategy/index.ts'
import type { BacktestOptions, BacktestRun } from '../backtest.ts'
import { runningParts } from '../register/index.ts'
import { STRESS_CASES, type StressCase } from './battery.ts'
import {
  type CheckVerdict,
  certificateSentence,
  certificationEvidence,
  certifiedParts,
  isSealIntact,
} from './certificate.ts'
import { certificatePage } from './certificate-page.ts'
import { certify, STRESS_NAMES } from './certify.ts'
import { judge } from './checks.ts'
import { Fault, type FaultWindow, type RequestFate } from './fault.ts'
import { OwnFatFinger } from './own-fat-finger.ts'
import { calmMarket, type StressedRun, stressedRun } from './stressed-run.ts'
import type { Wire } from './wire.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const CODE = { strategy: hash('strategy'), product: hash('product') }
const ABOUT = { seed: 1, product: 'test', configurationSha256: hash(''), code: CODE, hash }
const LIMITS = {
  positionLotsMax: 200,
  orderLotsMax: 40,
  orderValueMax: 100_000,
  priceCollarBps: 500,
  ordersPerSecondMax: 100,
  ordersBurstMax: 50,
  dailyLossMax: 1_000,
}

/** On the quickest of the markets. */
const optionsOf = (strategy: AnyStrategy, more: Partial<BacktestOptions> = {}): BacktestOptions =>
  ({
    strategy,
    feed: new LivingFeed({ market: { population: 'hawkes', seed: 1, span: seconds(60) } }),
    latency: { feed: millis(1), entry: millis(2), response: millis(1) },
    limits: LIMITS,
    ...more,
  }) as BacktestOptions

/** What the checks of one stressed market say of a strategy. */
async function verdicts(name: string, strategy: AnyStrategy, more: Partial<BacktestOptions> = {}) {
  const { cases } = await certify(optionsOf(strategy, more), { ...ABOUT, only: [name] })
  return new Map(cases[0]!.checks.map(({ check, verdict }) => [check, verdict]))
}

/** Quotes the touch and looks at nothing else. */
const reckless = defineStrategy({
  name: 'reckless',
  params: {},
  onBook(book, { orders }) {
    if (book.isTwoSided && orders.count < 2) orders.enter(BUY, book.best(BUY), lots(1))
  },
})

test('whoever goes on asking while trading is halted does not heed the stop', async () => {
  for (const name of ['house-halt', 'kill-switch']) {
    const found = await verdicts(name, reckless)
    expect(found.get('the strategy heeds a stop')).toBe('did not hold')
    // The gate has let nothing through all the same.
    expect(found.get('nothing leaves while stopped')).toBe('held')
    const heedful = await verdicts(name, touchQuoter)
    expect(heedful.get('the strategy heeds a stop')).toBe('held')
  }
})

test('whoever answers a refusal by the same order floods a venue that refuses', async () => {
  const resender = defineStrategy({
    name: 'resender',
    params: {},
    timerNanos: () => 1e9,
    onTimer: ({ orders }) => orders.cancelAll(),
    onBook(book, { orders }) {
      if (book.isTwoSided && orders.count === 0)
        orders.enter(BUY, ticks(book.best(BUY) - 9), lots(1))
    },
    onOrder(order, { orders }) {
      if (order.status === 'rejected') orders.enter(order.side, order.price, order.size)
    },
  })
  for (const name of ['reject-storm', 'venue-halt']) {
    expect((await verdicts(name, resender)).get('no flood of requests')).toBe('did not hold')
    expect((await verdicts(name, touchQuoter)).get('no flood of requests')).toBe('held')
  }
})

test('whoever gives up where nothing answers does not come back from a lost line', async () => {
  const quitter = defineStrategy<Record<string, never>, { isOver: boolean }>({
    name: 'quitter',
    params: {},
    setup: () => ({ isOver: false }),
    timerNanos: () => 1e9,
    onTimer({ orders, state }) {
      if (orders.count > 0 && orders.at(0).isRequestPending) state.isOver = true
      orders.cancelAll()
    },
    onBook(book, { orders, state }) {
      if (state.isOver || !book.isTwoSided || orders.count > 0) return
      orders.enter(BUY, book.best(BUY), lots(1))
    },
  })
  const found = await verdicts('disconnect', quitter)
  expect(found.get('the strategy comes back')).toBe('did not hold')
  expect(found.get('no order twice, none forgotten')).toBe('held')
  expect((await verdicts('disconnect', touchQuoter)).get('the strategy comes back')).toBe('held')
})

test('whoever falls over in a locked book is said to crash', async () => {
  const brittle = defineStrategy({
    name: 'brittle',
    params: {},
    onBook(book) {
      if (book.isTwoSided && book.spreadTicks <= 0) throw new RangeError('no spread to divide by')
    },
  })
  const found = await verdicts('locked-market', brittle)
  expect(found.get('no crash')).toBe('did not hold')
  expect(found.get('position limit, in flight included')).toBeUndefined()
})

test('whoever remembers an earlier run is not the same once more', async () => {
  let runs = 0
  const haunted = defineStrategy<Record<string, never>, { size: number }>({
    name: 'haunted',
    params: {},
    setup: () => ({ size: ++runs }),
    onBook(book, { orders, state }) {
      if (book.isTwoSided && orders.count === 0) orders.enter(BUY, book.best(BUY), lots(state.size))
    },
  })
  expect((await verdicts('clock-step', haunted)).get('the same once more')).toBe('did not hold')
})

test('whoever sends on data that are lost is caught where the limit of their age is', async () => {
  const blind = defineStrategy({
    name: 'blind',
    params: {},
    timerNanos: () => 1e8,
    onTimer({ book, orders }) {
      if (book.isTwoSided) orders.enter(SELL, ticks(book.best(SELL) + 5), lots(1))
    },
  })
  const check = 'nothing sent on stale data'
  expect((await verdicts('data-gap', blind)).get(check)).toBe('not applicable')
  const limits = { ...LIMITS, staleAfterNanos: 3e9 }
  expect((await verdicts('data-gap', blind, { limits } as never)).get(check)).toBe('held')
})

/** Of a stressed market, names of what did not hold. */
const brokenBy = async (name: string, strategy: AnyStrategy, more: Partial<BacktestOptions> = {}) =>
  [...(await verdicts(name, strategy, more))]
    .filter(([, verdict]) => verdict === 'did not hold')
    .map(([check]) => check)

/** Holds one order at a time, and enters another as soon as it may. */
const resting = (
  name: string,
  wanted: (book: BookView) => number | undefined,
  more: Partial<AnyStrategy> = {},
) =>
  defineStrategy({
    name,
    params: {},
    onBook(book, { orders }) {
      const price = wanted(book)
      if (price !== undefined && orders.count === 0) orders.enter(BUY, ticks(price), lots(1))
    },
    timerNanos: () => 1e9,
    onTimer: ({ orders }) => orders.cancelAll(),
    ...more,
  })

const quiet = (book: BookView) => (book.isTwoSided ? book.best(BUY) - 20 : undefined)

test('whoever sees no answer and sends again floods a line that is lost, or slow', async () => {
  const impatient = defineStrategy<Record<string, never>, { step: number }>({
    name: 'impatient',
    params: {},
    setup: () => ({ step: 0 }),
    timerNanos: () => 20e6,
    onTimer({ book, orders, state }) {
      if (!book.isTwoSided) return
      if (++state.step % 50 === 0) orders.cancelAll()
      // Nobody has answered for the last one: it is taken for lost.
      else if (orders.count === 0 || orders.at(orders.count - 1).isRequestPending)
        orders.enter(BUY, ticks(book.best(BUY) - 20), lots(1))
    },
  })
  for (const name of ['disconnect', 'latency-spike']) {
    expect(await brokenBy(name, impatient)).toContain('no flood of requests')
    expect(await brokenBy(name, resting('patient', quiet))).toEqual([])
  }
})

test('whoever quotes through a locked market is told of the quotes that it sent into it', async () => {
  const check = 'no quote into a locked book'
  const blithe = resting('blithe', (book) => (book.isTwoSided ? book.best(BUY) : undefined))
  const heedful = resting('heedful', (book) =>
    book.isTwoSided && !book.isLocked ? book.best(BUY) : undefined,
  )
  const found = await verdicts('locked-market', heedful)
  expect(found.get(check)).toBe('held')
  expect(await brokenBy('locked-market', blithe)).toContain(check)
  expect((await verdicts('house-halt', blithe)).has(check)).toBe(false)
  // What takes at once means to take.
  const taker = defineStrategy({
    name: 'taker',
    params: {},
    timerNanos: () => 1e9,
    onTimer({ book, orders }) {
      if (book.isTwoSided) orders.enter(BUY, book.best(SELL), lots(1), IOC)
    },
  })
  expect((await verdicts('locked-market', taker)).get(check)).toBe('held')
})

test('whoever doubles on a refusal floods by lots, if not by orders', async () => {
  const doubling = defineStrategy<Record<string, never>, { size: number }>({
    name: 'doubling',
    params: {},
    setup: () => ({ size: 1 }),
    timerNanos: () => 250e6,
    onTimer({ book, orders, state }) {
      orders.cancelAll()
      if (!book.isTwoSided || orders.count > 0) return
      orders.enter(BUY, ticks(book.best(BUY) - 20), lots(state.size))
    },
    onOrder(order, { state }) {
      if (order.status === 'rejected') state.size = Math.min(40, state.size * 2)
      else if (order.status === 'working') state.size = 1
    },
  })
  expect(await brokenBy('reject-storm', doubling)).toEqual(['no flood of requests'])
  expect(await brokenBy('reject-storm', resting('patient', quiet))).toEqual([])
})

test('whoever takes a side of the book for granted falls over in a crash', async () => {
  const trusting = resting('trusting', quiet, {
    onBook(book, { orders }) {
      const middle = (book.best(BUY) + book.best(SELL)) / 2
      if (book.best(BUY) === NO_PRICE || book.best(SELL) === NO_PRICE || middle <= 0)
        throw new RangeError(`a middle of ${middle}`)
      if (orders.count === 0) orders.enter(BUY, ticks(Math.floor(middle) - 20), lots(1))
    },
  })
  expect(await brokenBy('flash-crash', trusting)).toEqual(['no crash'])
  expect(await brokenBy('flash-crash', resting('patient', quiet))).toEqual([])
})

test('whoever puts the executions together alone cannot be misled by repetitions', async () => {
  const counting = defineStrategy<Record<string, never>, { position: number }>({
    name: 'counting',
    params: {},
    setup: () => ({ position: 0 }),
    onBook(book, { orders }) {
      if (book.isTwoSided && orders.count === 0) orders.enter(BUY, book.best(SELL), lots(1), IOC)
    },
    onFill(fill, { position, state }) {
      state.position += fill.side * fill.size
      if (state.position !== position) throw new RangeError('counted an execution twice')
    },
  })
  expect(await brokenBy('repeated-fills', counting)).toEqual([])
})

/** One stressed run and what is found in it, with something of it changed. */
async function judged(
  stress: StressCase,
  change: (run: BacktestRun, stressed: StressedRun) => BacktestRun = (run) => run,
  strategy: AnyStrategy = touchQuoter,
): Promise<Map<string, CheckVerdict>> {
  const options = optionsOf(strategy)
  const calm = calmMarket(options, 1)
  const left = await stressedRun(options, calm, undefined)
  const stressed = await stressedRun(options, calm, stress)
  const run = change(stressed.run!, stressed)
  const checks = judge({ stress, stressed, run, calm: left })
  return new Map(checks.map(({ check, verdict }) => [check, verdict]))
}

const named = (name: string): StressCase => STRESS_CASES.find((stress) => stress.name === name)!

test('executions that are told anew as others do not reconcile with the venue', async () => {
  class Doubled extends Fault {
    override report(kind: number, at: Nanos, wire: Wire): void {
      if (kind !== FILLED || !this.isOn(at)) return
      wire.repeatNewestReport()
      const { tape } = wire.place.line.line
      // The number of the execution stands fourth in a record.
      tape.f64[(tape.length - 1) * 8 + 3] = 1e6 + this.acts++
    }
  }
  const stress = { ...named('repeated-fills'), fault: (window: FaultWindow) => new Doubled(window) }
  const found = await judged(stress)
  expect(found.get('position and cash as the venue has them')).toBe('did not hold')
  const honest = await judged(named('repeated-fills'))
  expect(honest.get('position and cash as the venue has them')).toBe('held')
  expect(honest.get('repeated executions count once')).toBe('held')
})

test('a venue that never hears a withdrawal leaves it unconfirmed, and orders behind', async () => {
  class Deaf extends Fault {
    #run: BacktestRun | undefined
    override join(run: BacktestRun): void {
      this.#run = run
    }
    override tick(now: Nanos): void {
      if (now >= this.window.fromNanos) this.#run!.killSwitch.trip('deaf venue', now)
    }
    override request(_tape: unknown, _index: number, now: Nanos): RequestFate {
      return now >= this.window.fromNanos - 2e8 ? 'lost' : 'passes'
    }
  }
  const resting = defineStrategy({
    name: 'resting',
    params: {},
    onBook(book, { orders }) {
      if (book.isTwoSided && orders.count === 0)
        orders.enter(BUY, ticks(book.best(BUY) - 30), lots(1))
    },
  })
  const stress: StressCase = { ...named('kill-switch'), fault: (window) => new Deaf(window) }
  const found = await judged(stress, undefined, resting)
  expect(found.get('everything withdrawn and confirmed')).toBe('did not hold')
})

test('a threshold that is passed without a trip does not hold', async () => {
  const check = 'circuit breaker'
  const silent = { ...named('venue-halt'), mustTrip: () => true as const }
  expect((await judged(silent)).get(check)).toBe('did not hold')
  expect((await judged(named('reject-storm'))).get(check)).toBe('not applicable')
  expect((await judged(named('kill-switch'))).get(check)).toBe('held')
})

test('limits below what was done do not hold', async () => {
  const tighter = {
    positionLotsMax: 1,
    orderLotsMax: 1,
    ordersBurstMax: 1,
    ordersPerSecondMax: 1e-3,
  }
  const found = await judged(named('clock-step'), (run) => {
    const markets = run.markets.map((market) => {
      const options = { ...market.options, limits: { ...market.options.limits, ...tighter } }
      return Object.create(market, { options: { value: options } })
    })
    return Object.create(run, { markets: { value: markets } }) as BacktestRun
  })
  for (const check of [
    'position limit, in flight included',
    'order size and value',
    'order rate',
  ]) {
    expect(found.get(check)).toBe('did not hold')
  }
})

test('a gate that lets a fat finger through is found out', async () => {
  const check = 'own fat fingers are refused'
  expect((await judged(named('fat-finger'))).get(check)).toBe('held')
  const found = await judged(named('fat-finger'), (run, { fault }) => {
    if (fault instanceof OwnFatFinger) fault.refused--
    return run
  })
  expect(found.get(check)).toBe('did not hold')
})

test('of the built-in strategies nothing fails that had to hold', async () => {
  const only = ['disconnect', 'house-halt', 'locked-market', 'repeated-fills']
  for (const strategy of builtInStrategies.values()) {
    const certificate = await certify(optionsOf(strategy), { ...ABOUT, only })
    const failed = certificate.cases.flatMap(({ name, checks }) =>
      checks
        .filter(({ verdict }) => verdict === 'did not hold')
        .map(({ check, text }) => `${strategy.name}, ${name}: ${check}, ${text}`),
    )
    expect(failed).toEqual([])
  }
})

test('a strategy that wants nothing is said to prove nothing', async () => {
  const idle = defineStrategy({ name: 'idle', params: {} })
  const { remarks } = await certify(optionsOf(idle), { ...ABOUT, only: ['kill-switch'] })
  expect(remarks.join()).toContain('idle wants nothing')
})

test('equal options make equal certificates, and a change breaks the seal', async () => {
  const only = ['flash-crash', 'latency-spike']
  const certificate = await certify(optionsOf(touchQuoter), { ...ABOUT, only })
  expect(await certify(optionsOf(touchQuoter), { ...ABOUT, only })).toEqual(certificate)
  expect(certificate.cases.map(({ name }) => name)).toEqual(only)
  expect(isSealIntact(certificate, hash)).toBe(true)
  expect(isSealIntact({ ...certificate, failed: certificate.failed + 1 }, hash)).toBe(false)
  const other = await certify(optionsOf(touchQuoter), { ...ABOUT, only, seed: 2 })
  expect(other.cases[0]!.runHash).not.toBe(certificate.cases[0]!.runHash)
  const page = certificatePage(certificate)
  for (const text of ['flash crash', certificate.evidenceSha256, CODE.strategy, 'signature']) {
    expect(page).toContain(text)
  }
})

test('one sentence says what held, where, and who signed it off', async () => {
  const signedOff = { by: 'Ada', on: '2026-01-31' }
  const only = ['house-halt', 'repeated-fills']
  const certificate = await certify(optionsOf(reckless), { ...ABOUT, only, signedOff })
  const evidence = certificationEvidence(certificate)
  expect(evidence.cases.map(({ name, failed }) => [name, failed])).toEqual([
    ['house-halt', ['the strategy heeds a stop']],
    ['repeated-fills', []],
  ])
  expect(evidence.leftOut).toHaveLength(STRESS_NAMES.length - 2)
  const sentence = certificateSentence(evidence)
  expect(sentence).toContain('DID NOT HOLD: 1 check of')
  expect(sentence).toContain('in house-halt; 2 of 12 stressed markets (house-halt, repeated-fills)')
  expect(sentence).toContain('signed off by Ada on 2026-01-31')
  expect(certificatePage(certificate)).toContain(sentence)
  expect(certifiedParts(certificate)).toEqual(runningParts(optionsOf(reckless), CODE))
  const full = { ...evidence, failed: 0, cases: evidence.cases.slice(1), leftOut: [] }
  expect(certificateSentence(full)).toMatch(/^held: .* all 1 stressed markets/)
})

test('a stressed market that there is not is refused, and the known ones are named', async () => {
  const attempt = certify(optionsOf(touchQuoter), { ...ABOUT, only: ['flood'] })
  await expect(attempt).rejects.toThrow(InputError)
  await expect(attempt).rejects.toThrow(STRESS_NAMES[0]!)
})
