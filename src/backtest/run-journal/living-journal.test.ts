/** Runs on a living exchange write down what each seat saw and did, and are driven anew from it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  F_EXCHANGE,
  F_LOCAL,
  FILLED,
  I_INSTRUMENT,
  I_META,
  JOURNAL_INTENT,
  MARKET_ALL,
  MARKET_NONE,
  MARKET_TOUCH,
  millis,
  recordKindOf,
  seconds,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import { FaultDisk } from '../../journal/fault-disk.suite.ts'
import { JournalReader, JournalWriter, recoverJournal } from '../../journal/index.ts'
import { hasher } from '../../journal/journal.suite.ts'
import { LivingFeed, type LivingMarketOptions } from '../../simulation/index.ts'
import { skewQuoter, touchQuoter } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import { WIDE_LIMITS } from '../series-feed.suite.ts'
import { ComparingSink, DivergedRun } from './comparing-sink.ts'
import { RunJournal } from './run-journal.ts'

/** Kinds up to this are a market's. */
const MARKET_KINDS_END = 39
const LEVELS = [MARKET_NONE, MARKET_TOUCH, MARKET_ALL]

/** One strategy, or two participants who are told at their own pace. */
function optionsFor(seats: number, seed = 3): BacktestOptions {
  const market: LivingMarketOptions = {
    population: 'hawkes',
    seed,
    span: seconds(90),
    warmUp: seconds(20),
  }
  const seatOf = (feedMillis: number, symbol: string) => ({
    feed: new LivingFeed({ market, symbol }),
    limits: WIDE_LIMITS,
    cash: 100_000,
    latency: { feed: millis(feedMillis), entry: millis(2), response: millis(1) },
  })
  const params = { sizeLots: 2, positionLimitLots: 20 }
  if (seats === 1) return { ...seatOf(1, 'ONE'), strategy: touchQuoter, params }
  const makers = [
    { name: 'near', strategy: touchQuoter, params },
    { name: 'far', strategy: skewQuoter, params: {} },
  ]
  return {
    strategy: touchQuoter,
    markets: makers.map((participant, k) => ({
      ...seatOf(1 + 6 * k, participant.name),
      participant,
    })),
  }
}

async function journaled(options: BacktestOptions, market: number) {
  const disk = new FaultDisk()
  const journal = new RunJournal({
    open: (start) => JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 }),
    market,
  })
  const run = await backtest({ ...options, journal })
  journal.commit()
  return { disk, run }
}

interface SeenRecord {
  readonly kind: number
  readonly seat: number
  readonly exchangeNanos: number
  readonly localNanos: number
}

function recordsOf(disk: FaultDisk): SeenRecord[] {
  const records: SeenRecord[] = []
  const reader = new JournalReader({ disk, hasher })
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let index = batch.first; index < batch.first + batch.count; index++) {
      const { f64, i32 } = batch
      records.push({
        kind: recordKindOf(i32[index * EVENT_I32 + I_META]!),
        seat: i32[index * EVENT_I32 + I_INSTRUMENT]!,
        exchangeNanos: f64[index * EVENT_F64 + F_EXCHANGE]!,
        localNanos: f64[index * EVENT_F64 + F_LOCAL]!,
      })
    }
  }
  expect(reader.report().status).toBe('clean')
  return records
}

test('the hash is the one without a journal, with one seat and with two, at every level', async () => {
  for (const seats of [1, 2]) {
    const plain = await backtest(optionsFor(seats))
    expect(plain.fills.length).toBeGreaterThan(10)
    for (const level of LEVELS) {
      const { run, disk } = await journaled(optionsFor(seats), level)
      expect(run.digest()).toBe(plain.digest())
      const sink = new ComparingSink({ reader: new JournalReader({ disk, hasher }) })
      const journal = new RunJournal({ open: () => sink, market: level })
      const again = await backtest({ ...optionsFor(seats), journal })
      sink.finish()
      expect(again.digest()).toBe(plain.digest())
      expect(sink.journaled.disagreed).toBe(0)
    }
  }
})

test('each seat’s market stands there as it was told, at its own latency, before what it caused', async () => {
  const { run, disk } = await journaled(optionsFor(2), MARKET_ALL)
  const records = recordsOf(disk)
  const told = records.filter(({ kind }) => kind <= MARKET_KINDS_END)
  expect(told).toHaveLength(2 * run.living!.records)
  for (const { seat, exchangeNanos, localNanos } of told) {
    expect(localNanos - exchangeNanos).toBe(millis(seat === 0 ? 1 : 7))
  }
  // What arrived first stands first, and nothing that was decided stands before what was seen.
  let newest = Number.NEGATIVE_INFINITY
  for (const { localNanos, kind } of records) {
    if (kind === JOURNAL_INTENT || kind === FILLED || kind <= MARKET_KINDS_END) {
      expect(localNanos).toBeGreaterThanOrEqual(newest)
      newest = localNanos
    }
  }
  const touch = recordsOf((await journaled(optionsFor(2), MARKET_TOUCH)).disk)
  const countOf = (of: SeenRecord[], kind: number) => of.filter((one) => one.kind === kind).length
  expect(countOf(touch, TRADE)).toBe(countOf(records, TRADE))
  expect(countOf(touch, TOUCH)).toBeGreaterThan(100)
  expect(countOf(touch, DEPTH_LEVEL)).toBe(0)
  const none = recordsOf((await journaled(optionsFor(2), MARKET_NONE)).disk)
  expect(none.every(({ kind }) => kind > MARKET_KINDS_END)).toBe(true)
})

test('another seed is the first record that differs', async () => {
  const { disk } = await journaled(optionsFor(1), MARKET_TOUCH)
  const sink = new ComparingSink({ reader: new JournalReader({ disk, hasher }) })
  const journal = new RunJournal({ open: () => sink, market: MARKET_TOUCH })
  const other = backtest({ ...optionsFor(1, 4), journal })
  await expect(other).rejects.toThrow(DivergedRun)
})

test('cut anywhere, the journal is resumed to the same content and the same hash', async () => {
  const { disk: whole, run } = await journaled(optionsFor(2), MARKET_TOUCH)
  const wanted = recordsOf(whole)
  const { bytes } = whole
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 200, max: bytes.length - 1 }), async (size) => {
      const disk = new FaultDisk()
      disk.create('journal-000001.t2t').append(bytes.subarray(0, size))
      const report = recoverJournal({ disk, hasher })
      const goOn = () => JournalWriter.resume({ disk, hasher, report, batchRecords: 64 })
      const sink = new ComparingSink({ reader: new JournalReader({ disk, hasher }), goOn })
      const journal = new RunJournal({ open: () => sink, market: MARKET_TOUCH })
      const again = await backtest({ ...optionsFor(2), journal })
      sink.finish()
      journal.commit()
      expect(again.digest()).toBe(run.digest())
      expect(recordsOf(disk)).toEqual(wanted)
    }),
    { numRuns: Number(process.env.T2T_FUZZ_RUNS ?? 6) },
  )
})
