import { expect, test } from 'vitest'
import { EVENT_BYTES, type EventTape, RunHash } from '../../core/index.ts'
import { SyntheticFeed } from '../../market-data/index.ts'
import { zScoreReversion } from '../../strategy/index.ts'
import { backtest } from '../backtest.ts'
import { deflationOf } from '../validation/index.ts'
import { recordsOfSlices, runEventTrial } from './event-trial.ts'
import { StoredFeed, shareMarket } from './shared-market.ts'
import { sweep } from './sweep.ts'
import { planSweep } from './sweep-plan.ts'
import { runRounds } from './sweep-rounds.ts'
import { csvLines, sweepColumns } from './sweep-table.ts'
import { failedOutcome } from './trial-outcome.ts'

const feed = () =>
  new SyntheticFeed({
    seed: 3,
    ticks: 20_000,
    volatility: 0.002,
    spreadCost: 0.0005,
    tickSeconds: 0.01,
  })
const options = {
  feed: feed(),
  strategy: zScoreReversion,
  fees: { makerRate: 0, takerRate: 0.0001 },
  limits: {
    positionLotsMax: 50,
    orderLotsMax: 20,
    orderValueMax: 10_000,
    priceCollarBps: 500,
    ordersPerSecondMax: 1_000,
    ordersBurstMax: 1_000,
    dailyLossMax: 100_000,
  },
}

test('a sweep from a program: lists vary, single values stay, each trial is a backtest', async () => {
  const params = { threshold: [1, 2], lookbackWindow: 30 }
  const { axes, trials } = await sweep({ ...options, params, search: { slices: 10 } })
  expect(axes.map(({ key }) => key)).toEqual(['threshold'])
  const alone = await backtest({ ...options, params: { threshold: 2, lookbackWindow: 30 } })
  expect(trials[1]!.runHash).toBe(alone.summary().runHash)
  expect(trials[1]!.metrics.pnlAfterFees).toBe(alone.summary().pnlAfterFees)
  expect(trials[1]!.slicePnl).toHaveLength(10)
  expect(deflationOf(trials).trials).toBe(2)
})

test('a trial whose values do not go together has failed, and the others go on', async () => {
  const { trials } = await sweep({ ...options, params: { lookbackWindow: [1, 30] } })
  expect(trials.map(({ status }) => status)).toEqual(['failed', 'done'])
  expect(trials[0]!.problem).toContain('lookbackWindow')
})

/** Of the first records; a batch is valid until the next. */
function hashOf(batches: Iterable<EventTape>, records: number): string {
  const hash = new RunHash()
  let left = records
  for (const { i32, length } of batches) {
    const count = Math.min(left, length)
    hash.addBytes(new Uint8Array(i32.buffer, i32.byteOffset, count * EVENT_BYTES))
    left -= count
  }
  return hash.digest()
}

test('data in shared memory are those of the feed, to the last byte and for any part', async () => {
  const market = await shareMarket(feed(), { bytesMax: 2 ** 30 })
  const stored = new StoredFeed(market)
  const { instruments, ...info } = feed().info
  expect(stored.info).toMatchObject(info)
  expect(stored.info.instruments[0]).toEqual(instruments[0])
  const all = hashOf(feed().open() as Iterable<EventTape>, 20_000)
  expect(market.fingerprint.hash).toBe(all)
  expect(hashOf(stored.open(), 20_000)).toBe(all)
  for (const records of [0, 1, 8191, 8192, 8193, 19_999]) {
    const first = hashOf(feed().open() as Iterable<EventTape>, records)
    expect(hashOf(stored.first(records), 20_000)).toBe(first)
  }
  expect(market.fingerprint.records).toBe(20_000)
})

test('data that do not fit are refused', async () => {
  await expect(shareMarket(feed(), { bytesMax: 2 ** 20 })).rejects.toThrow(
    'does not fit into memory',
  )
})

test('a trial over the first slices earns in each what the whole run earns there, but the last', async () => {
  const market = await shareMarket(feed(), { bytesMax: 2 ** 30 })
  const markets = [market]
  const feeds = [new StoredFeed(market)]
  const run = (seen: number) => {
    const slices = { seen, all: 20 }
    const records = recordsOfSlices(markets, slices)
    return runEventTrial({
      options: { ...options, feed: feeds[0]! },
      markets,
      feeds,
      records,
      slices,
    })
  }
  const whole = await run(20)
  expect(whole.slicePnl.reduce((sum, pnl) => sum + pnl, 0)).toBeCloseTo(
    whole.metrics.pnlAfterFees,
    9,
  )
  for (const seen of [2, 7, 19]) {
    const part = await run(seen)
    expect(part.slicePnl).toHaveLength(seen)
    expect(part.slicePnl.slice(0, -1)).toEqual(whole.slicePnl.slice(0, seen - 1))
    expect(part.slicePnl.reduce((sum, pnl) => sum + pnl, 0)).toBeCloseTo(
      part.metrics.pnlAfterFees,
      9,
    )
  }
})

test('rounds run what is not known yet, and end when something was left out', async () => {
  const plan = planSweep({
    parameters: { a: { from: 1, to: 9, step: 1 } },
    halving: { keep: 1 / 3, start: 0.1 },
    objective: 'fees',
    slices: 30,
  })
  const asked: string[] = []
  const outcome = (index: number, round: number) => {
    const failed = failedOutcome({ index, round, values: plan.trials[index]! }, '')
    const slicePnl = new Array<number>(plan.rounds.slicesSeen[round]!).fill(0)
    return { ...failed, problem: null, slicePnl, metrics: { ...failed.metrics, fees: index } }
  }
  const known = [0, 3, 8].map((index) => outcome(index, 0))
  const outcomes = await runRounds(plan, known, async (tasks, onOutcome) => {
    asked.push(tasks.map(({ index }) => index).join())
    for (const task of [...tasks].reverse()) onOutcome(outcome(task.index, task.round))
  })
  expect(asked).toEqual(['1,2,4,5,6,7', '6,7,8', '8'])
  expect(outcomes).toHaveLength(9 + 3 + 1)
  expect(await runRounds(plan, known, async () => {})).toBeUndefined()
})

test('a table quotes what needs it and leaves empty what there is nothing to say about', async () => {
  const { axes, trials } = await sweep({
    ...options,
    params: { threshold: [1], lookbackWindow: [1] },
  })
  const [head, row] = [...csvLines(sweepColumns({ axes, trials }), trials)]
  expect(head).toMatch(/^trial,threshold,lookbackWindow,status,data_share,pnl_after_fees,/)
  expect(head).toContain(',sharpe_per_slice,deflated_sharpe,trials,run_hash,problem\n')
  expect(row).toMatch(/^0,1,1,failed,0,,,,,,,,,,,,1,,"?.*lookbackWindow/)
})
