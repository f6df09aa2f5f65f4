/** Whole runs: the same seed, the same hash, whatever the engine, the pauses and who listens. */
import { expect, test } from 'vitest'
import { InputError, seconds } from '../../core/index.ts'
import { ReferenceMatchingEngine } from '../../exchange/index.ts'
import { NewsJump } from '../market/index.ts'
import {
  DEFAULT_SPANS,
  type MarketResult,
  MarketRun,
  type MarketRunOptions,
  POPULATION_NAMES,
} from './index.ts'

function resultOf(options: MarketRunOptions, steps = Number.POSITIVE_INFINITY): MarketResult {
  const run = new MarketRun(options)
  while (!run.advance(steps)) expect(run.share).toBeLessThanOrEqual(1)
  expect(run.share).toBe(1)
  return run.result()
}

const span = seconds(120)

/** A change of these is a change of every run: it belongs into the changelog. */
const HASHES = {
  'santa-fe': '5e0fc56fbb5376bb',
  'cont-stoikov-talreja': '33883820beccfc1f',
  hawkes: 'b98a8d7954953f62',
  'queue-reactive': '3e1ed7cead503af5',
  rmsc04: '439cd406bb672b05',
}

for (const population of POPULATION_NAMES) {
  test(`${population}: one seed is one run on every machine, another seed is another`, () => {
    const { hash } = resultOf({ population, seed: 1, span })
    expect(hash).toBe(HASHES[population])
    expect(resultOf({ population, seed: 1, span }, 777).hash).toBe(hash)
    expect(resultOf({ population, seed: 2, span }).hash).not.toBe(hash)
  })

  test(`${population}: the slow engine makes the same run as the fast one`, () => {
    const short = seconds(population === 'santa-fe' ? 3 : 20)
    const options = { population, seed: 5, span: short }
    const slow = resultOf({ ...options, engine: (rules) => new ReferenceMatchingEngine(rules) })
    expect(slow.hash).toBe(resultOf(options).hash)
    expect(slow.events).toBeGreaterThan(0)
  })
}

test('scenarios act in a run at the instants they were made for', () => {
  const population = 'cont-stoikov-talreja'
  const quiet = resultOf({ population, seed: 1, span })
  const news = resultOf({
    population,
    seed: 1,
    span,
    scenarios: (start) => [new NewsJump(seconds(start / 1e9 + 60), 40)],
  })
  expect(news.hash).not.toBe(quiet.hash)
  expect(news.highestMidTicks - quiet.highestMidTicks).toBeGreaterThan(20)
})

test('agents with a worth in mind reprice when there is news', () => {
  const options = { population: 'rmsc04', seed: 1, span: seconds(3_600) } as const
  const news = resultOf({
    ...options,
    scenarios: (start) => [new NewsJump(seconds(start / 1e9 + 1_800), -300)],
  })
  const quiet = resultOf(options)
  expect(quiet.path.at(-1)!.midTicks - news.path.at(-1)!.midTicks).toBeGreaterThan(150)
})

test('a buyer of a share of the volume makes signs remember', () => {
  const executionBuyer = { totalLots: 1_200_000, share: 0.1 }
  const run = resultOf({
    population: 'rmsc04',
    parameters: { executionBuyer },
    seed: 1,
    span: seconds(7_200),
  })
  const [first] = run.statistics.signAutocorrelations
  expect(run.statistics.marketOrders).toBeGreaterThan(1_000)
  expect(Number.isFinite(first)).toBe(true)
  expect(run.counts.tradedLots).toBeGreaterThan(0)
})

test('parameters that are none are refused before anything runs', () => {
  const options = { seed: 1, span }
  const shares = { decays: [1, 2], decayShares: [1] }
  expect(() => new MarketRun({ ...options, population: 'hawkes', parameters: shares })).toThrow(
    InputError,
  )
  const rates = { arrivalsPerSecond: [1], cancelsPerSecond: [1, 2] }
  expect(
    () => new MarketRun({ ...options, population: 'cont-stoikov-talreja', parameters: rates }),
  ).toThrow(InputError)
  for (const name of POPULATION_NAMES) expect(DEFAULT_SPANS[name]).toBeGreaterThan(0)
})
