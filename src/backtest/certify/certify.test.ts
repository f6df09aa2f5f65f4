/** Every check is shown a venue or a wire that it has to catch, and certificates what they are made of. */
import { expect, test } from 'vitest'
import { BUY, FILLED, InputError, lots, type Nanos, ticks } from '../../core/index.ts'
import {
  type AnyStrategy,
  builtInStrategies,
  defineStrategy,
  touchQuoter,
} from '../../strategy/index.ts'
import type { BacktestRun } from '../backtest.ts'
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
import { ABOUT, CODE, hash, optionsOf, reckless } from './certified.suite.ts'
import { certify, STRESS_NAMES } from './certify.ts'
import { judge } from './checks.ts'
import { Fault, type FaultWindow, type RequestFate } from './fault.ts'
import { OwnFatFinger } from './own-fat-finger.ts'
import { calmMarket, type StressedRun, stressedRun } from './stressed-run.ts'
import type { Wire } from './wire.ts'

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
