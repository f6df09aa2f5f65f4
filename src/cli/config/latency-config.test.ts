/** The latency part of a configuration: what each form becomes, and what is said of mistakes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type MarketOptions, marketsOf } from '../../backtest/index.ts'
import { InputError, micros, millis, nanos } from '../../core/index.ts'
import type { LatencyPlan } from '../../simulation/index.ts'
import { loadRun } from './load-run.ts'

const REST = `strategy: touch-quoter
seed: 9
feed: { format: synthetic, ticks: 10 }
limits: { positionLotsMax: 10, orderLotsMax: 10, orderValueMax: 10000, priceCollarBps: 100,
          ordersPerSecondMax: 10, ordersBurstMax: 10, dailyLossMax: 100 }
latency:
`
/** The line of the first line of the latency part. */
const FIRST = REST.split('\n').length

const folder = mkdtempSync(join(tmpdir(), 'latency-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

async function load(latency: string): Promise<MarketOptions> {
  const path = join(folder, `${files++}.yaml`)
  writeFileSync(path, `${REST}${latency.replace(/^/gm, '  ')}\n`)
  const { options } = await loadRun(path, {})
  return marketsOf(options)[0]!
}

async function plan(latency: string): Promise<Partial<LatencyPlan>> {
  const given = (await load(latency)).latency as LatencyPlan
  // Absent parts are left out, so that what is compared is what was asked for.
  return Object.fromEntries(Object.entries(given).filter(([, part]) => part !== undefined))
}

/** The sentences of the error, without the file's path. */
async function problems(latency: string): Promise<string[]> {
  const error = await load(latency).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(InputError)
  return (error as InputError).problem
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^\d+ problems$/.test(line))
}

test('durations are constants, for all requests or by kind', async () => {
  expect(await plan('{ entry: 20ms, response: 1.5us }')).toEqual({
    seed: 9,
    entry: millis(20),
    response: nanos(1500),
  })
  expect(await plan('entry: { new: 1ms, cancel: 0, replace: 2ms }')).toEqual({
    seed: 9,
    entry: { new: millis(1), cancel: 0, replace: millis(2) },
  })
})

test('every model can stand wherever a duration can', async () => {
  expect(
    await plan(`feed: { model: cubic, min: 1ms, a: 2, unit: 100us, clip: 0.1 }
entry: { new: { model: gamma, shape: 2, scale: 1ms, floor: 100us }, cancel: 1ms, replace: 1ms }
response: { model: lognormal, median: 2ms, sigma: 0.5 }
spikes: { above: 1000, window: 100ms, add: 5ms, multiply: 2 }
compute: { model: normal, mean: 5us, deviation: 1us }`),
  ).toEqual({
    seed: 9,
    feed: { model: 'cubic', min: millis(1), a: 2, unit: micros(100), clip: 0.1 },
    entry: {
      new: { model: 'gamma', shape: 2, scale: millis(1), floor: micros(100) },
      cancel: millis(1),
      replace: millis(1),
    },
    response: { model: 'lognormal', median: millis(2), sigma: 0.5 },
    spikes: { above: 1000, window: millis(100), add: millis(5), multiply: 2 },
    compute: { model: 'normal', mean: micros(5), deviation: micros(1) },
  })
  expect(
    await plan(`entry: { model: proportional, factor: 4 }
response: { model: proportional, factor: 3, offset: 1ms }`),
  ).toMatchObject({
    entry: { model: 'proportional', factor: 4 },
    response: { model: 'proportional', factor: 3, offset: millis(1) },
  })
})

test('a duration for the feed is added to the data, a model replaces them', async () => {
  for (const [text, feedLatencyNanos, feed] of [
    ['feed: data', 0, undefined],
    ['feed: 5ms', millis(5), undefined],
    ['feed: { model: constant, latency: 5ms }', 0, { model: 'constant', latency: millis(5) }],
  ] as const) {
    const options = await load(text)
    expect(options.feedLatencyNanos).toBe(feedLatencyNanos)
    expect((options.latency as LatencyPlan).feed).toEqual(feed)
  }
})

test('samples stand in a list or in a file beside the configuration', async () => {
  writeFileSync(join(folder, 'samples.txt'), '# measured\n1.5ms\r\n\n800us # slow\n350\n')
  expect(await plan('entry: { model: empirical, samples: [1ms, 20us] }')).toMatchObject({
    entry: { model: 'empirical', samples: [1e6, 2e4] },
  })
  expect(await plan('compute: { model: empirical, samples: samples.txt }')).toMatchObject({
    compute: { model: 'empirical', samples: Float64Array.of(1.5e6, 8e5, 350) },
  })
})

test('recorded latencies are read from a file, with an offset where one is given', async () => {
  writeFileSync(join(folder, 'rows.csv'), '1000,1500,1900\n2000,2600,3000\n')
  for (const [text, offsetNanos] of [
    ['recorded: rows.csv', 0],
    ['recorded: { file: rows.csv, offset: 1us }', 1000],
  ] as const) {
    const { recorded } = await plan(text)
    expect(recorded?.offsetNanos).toBe(offsetNanos)
    expect(recorded?.rows.requested).toHaveLength(2)
  }
})

test('all mistakes are told at once, each with its line and key', async () => {
  const told = await problems(`feed: { model: proportional, factor: 2 }
entry: { new: { model: gamma, shape: -1, scale: 0 }, cancel: -5ms, replac: 1ms }
response: { model: lognormal, median: 0, sigma: .nan }
spikes: { above: 1.5, window: 0 }
compute: 20
recoded: x`)
  const places = told.map((line) => line.replace(/: (found|missing|unknown).*/, ''))
  expect(places.sort()).toEqual(
    [
      `line ${FIRST}, latency.feed.model`,
      `line ${FIRST + 1}, latency.entry.new.shape`,
      `line ${FIRST + 1}, latency.entry.new.scale`,
      `line ${FIRST + 1}, latency.entry.cancel`,
      `line ${FIRST + 1}, latency.entry.replace`,
      `line ${FIRST + 1}, latency.entry.replac`,
      `line ${FIRST + 2}, latency.response.median`,
      `line ${FIRST + 2}, latency.response.sigma`,
      `line ${FIRST + 3}, latency.spikes.above`,
      `line ${FIRST + 3}, latency.spikes.window`,
      `line ${FIRST + 4}, latency.compute`,
      `line ${FIRST + 5}, latency.recoded`,
    ].sort(),
  )
  expect(told.find((line) => line.includes('recoded'))).toContain('did you mean recorded?')
})

test('impossible latencies are mistakes of the configuration', async () => {
  for (const [text, key, sentence] of [
    ['entry: -1ms', 'entry', 'expected a duration'],
    ['entry: .nan', 'entry', 'expected a duration'],
    ['entry: 61min', 'entry', 'expected at most 1 hour'],
    ['entry: [1ms]', 'entry', 'expected a duration'],
    ['entry: { model: weibull }', 'entry.model', 'expected one of constant, normal'],
    ['feed: dta', 'feed', 'expected a duration'],
    ['response: { model: gamma, shape: 0, scale: 1ms }', 'response.shape', '0.01'],
    ['response: { model: gamma, shape: 2, scale: 1ms, floor: 2ms }', 'response.floor', 'at most'],
    ['response: { model: lognormal, median: 0, sigma: 1 }', 'response.median', 'more than 0'],
    ['compute: { model: normal, mean: 1us, deviation: 1us, floor: 2us }', 'compute.floor', 'mean'],
    ['compute: { model: cubic, min: 0, a: 1, unit: 1us, clip: 0 }', 'compute.clip', 'expected'],
    ['entry: { model: empirical, samples: [] }', 'entry.samples', 'at least one'],
    ['entry: { model: empirical, samples: [1ms, -1ms] }', 'entry.samples.1', 'a duration'],
    ['entry: { model: empirical, samples: 5 }', 'entry.samples', 'a list of durations'],
    ['entry: { model: proportional, factor: -1 }', 'entry.factor', '0'],
    ['compute: { model: proportional, factor: 1 }', 'compute.model', 'expected one of'],
    ['spikes: { above: 10, window: 1ms }', 'spikes.add', 'what a spike does'],
    ['spikes: { above: 10, window: 1ms, multiply: 0.5 }', 'spikes.multiply', '1'],
    ['{ recorded: rows.csv, entry: 1ms }', 'entry', 'beside recorded'],
  ] as const) {
    const told = await problems(text)
    expect(told, text).toHaveLength(1)
    expect(told[0]).toContain(`line ${FIRST}, latency.${key}: `)
    expect(told[0]).toContain(sentence)
  }
})

test('files that hold no latencies are named, with the line', async () => {
  writeFileSync(join(folder, 'empty.txt'), '# nothing\n')
  writeFileSync(join(folder, 'wrong.txt'), '1ms\n\nsoon\n')
  writeFileSync(join(folder, 'long.txt'), '1ms\n7200000000000\n')
  for (const [file, line, problem] of [
    ['empty.txt', undefined, 'holds no latencies'],
    ['wrong.txt', 3, '"soon" is not a duration'],
    ['long.txt', 2, '7200000000000 is longer than an hour'],
    ['missing.txt', undefined, 'no such file'],
    ['.', undefined, 'is a folder, not a file'],
  ] as const) {
    const error = await load(`entry: { model: empirical, samples: ${file} }`).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problem).toBe(problem)
    expect((error as InputError).place).toMatchObject({ file: join(folder, file) })
    expect((error as InputError).place.line).toBe(line)
  }
})
