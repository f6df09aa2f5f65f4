/** A run writes down all of itself and stays the same run; its journal replays, and tells changes. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  FLAG_LAST,
  JOURNAL_INTENT,
  JOURNAL_KILL_SWITCH,
  JOURNAL_RUN_BEGIN,
  JOURNAL_RUN_END,
  JOURNAL_STATE,
  MARKET_ALL,
  MARKET_NONE,
  MARKET_TOUCH,
  millis,
  OPERATOR_TUNED,
  RandomStream,
  SELL,
  TRADE,
} from '../../core/index.ts'
import { FaultDisk } from '../../journal/fault-disk.suite.ts'
import { JournalReader, JournalWriter, recoverJournal } from '../../journal/index.ts'
import { hasher } from '../../journal/journal.suite.ts'
import { KillSwitch } from '../../risk/index.ts'
import { ConstantLatency } from '../../simulation/index.ts'
import { touchQuoter } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import type { MarketOptions } from '../market.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { ComparingSink, DivergedRun } from './comparing-sink.ts'
import { JournaledState } from './journaled-state.ts'
import { RunJournal, type RunJournalOptions } from './run-journal.ts'

/** A market that wanders, with trades at the touch. */
function wandering(seed: number, steps = 400): DrawnRecord[] {
  const random = RandomStream.named(seed, 'market')
  const records: DrawnRecord[] = []
  let bid = 1000
  const level = (at: number, side: number, price: number, size: number): DrawnRecord => ({
    kind: DEPTH_LEVEL,
    side,
    at,
    local: at + 1e6,
    price,
    size,
    flags: FLAG_LAST,
  })
  records.push(level(1e6, BUY, bid, 5), level(1e6, SELL, bid + 2, 5))
  for (let step = 1; step <= steps; step++) {
    const at = step * 2e6
    const move = random.integer(-1, 1)
    if (move !== 0) {
      records.push(level(at, BUY, bid, 0), level(at, SELL, bid + 2, 0))
      bid += move
      records.push(level(at, BUY, bid, 5), level(at, SELL, bid + 2, 5))
    }
    const side = random.integer(0, 1) === 0 ? BUY : SELL
    const price = side === BUY ? bid + 2 : bid
    records.push({
      kind: TRADE,
      side,
      at: at + 1,
      local: at + 1e6,
      price,
      size: 8,
      flags: FLAG_LAST,
    })
  }
  return records
}

const optionsFor = (seed = 1): BacktestOptions => ({
  feed: feedOf(wandering(seed), { batchRecords: 50 }),
  strategy: touchQuoter,
  params: { sizeLots: 2 },
  limits: WIDE_LIMITS,
  latency: new ConstantLatency({ entry: millis(1), response: millis(1) }),
  cash: 1_000_000,
})

function journalOn(disk: FaultDisk, options: Partial<RunJournalOptions> = {}): RunJournal {
  return new RunJournal({
    open: (start) => JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 }),
    ...options,
  })
}

function kindsOf(disk: FaultDisk): Map<number, number> {
  const kinds = new Map<number, number>()
  const reader = new JournalReader({ disk, hasher })
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let k = 0; k < batch.count; k++) {
      const kind = batch.i32[(batch.first + k) * 16 + 10]! & 0xff
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
  }
  expect(reader.report().status).toBe('clean')
  return kinds
}

async function journaled(options: Partial<RunJournalOptions> = {}, seed = 1) {
  const disk = new FaultDisk()
  const journal = journalOn(disk, options)
  const run = await backtest({ ...optionsFor(seed), journal })
  journal.commit()
  return { disk, run, journal }
}

test('a run has the same hash with a journal and without, at every level, durable or not', async () => {
  const plain = await backtest(optionsFor())
  expect(plain.fills.length).toBeGreaterThan(20)
  for (const market of [MARKET_NONE, MARKET_TOUCH, MARKET_ALL]) {
    for (const isDurable of [false, true]) {
      const { run } = await journaled({ market, isDurable })
      expect(run.digest()).toBe(plain.digest())
    }
  }
})

test('everything is in the journal: intents, reports, the market as far as wanted, begin and end', async () => {
  const { disk, run } = await journaled({ market: MARKET_ALL })
  const kinds = kindsOf(disk)
  expect(kinds.get(JOURNAL_RUN_BEGIN)).toBe(1)
  expect(kinds.get(JOURNAL_RUN_END)).toBe(1)
  expect(kinds.get(JOURNAL_STATE)).toBeGreaterThan(0)
  const { counts } = run.desk
  expect(kinds.get(JOURNAL_INTENT)).toBe(counts.entered + counts.cancels + counts.replaces)
  const market = [...kinds].filter(([kind]) => kind < 40).reduce((sum, [, count]) => sum + count, 0)
  expect(market).toBe(run.survey.records)
  expect(kindsOf((await journaled()).disk).has(TRADE)).toBe(false)
  const touch = kindsOf((await journaled({ market: MARKET_TOUCH })).disk)
  expect(touch.get(TRADE)).toBe(kinds.get(TRADE))
  expect(touch.has(DEPTH_LEVEL)).toBe(false)
})

test('the state that the records tell is the state that the run has', async () => {
  const { disk, run } = await journaled({ market: MARKET_ALL })
  const state = new JournaledState([run.instrument])
  const reader = new JournalReader({ disk, hasher })
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let k = 0; k < batch.count; k++) state.apply(batch, batch.first + k)
  }
  expect(state.disagreed).toBe(0)
  expect(state.agreed).toBeGreaterThan(0)
  const [market] = state.markets
  expect(market?.position).toBe(run.portfolio.position)
  expect(market?.fills).toBe(run.fills.length)
  expect([...market!.orders.keys()].sort()).toEqual(
    Array.from({ length: run.desk.count }, (_, k) => run.desk.at(k).id).sort(),
  )
})

async function replayed(disk: FaultDisk, options: BacktestOptions, market = MARKET_NONE) {
  const sink = new ComparingSink({ reader: new JournalReader({ disk, hasher }) })
  const journal = new RunJournal({ open: () => sink, market })
  const run = await backtest({ ...options, journal })
  sink.finish()
  return { run, sink }
}

test('a replay finds every record equal; another parameter, price or seed is found at once', async () => {
  const { disk, run } = await journaled({ market: MARKET_TOUCH })
  const again = await replayed(disk, optionsFor(), MARKET_TOUCH)
  expect(again.run.digest()).toBe(run.digest())
  expect(again.sink.compared).toBeGreaterThan(1000)
  const other = replayed(disk, { ...optionsFor(), params: { sizeLots: 3 } }, MARKET_TOUCH)
  await expect(other).rejects.toMatchObject({ sequence: 1, name: 'DivergedRun' })
  const failure = await replayed(disk, optionsFor(2), MARKET_TOUCH).catch((error) => error)
  expect(failure).toBeInstanceOf(DivergedRun)
  expect(failure.sequence).toBeGreaterThan(2)
  expect(failure.journaled.tape.i32).not.toEqual(failure.derived.tape.i32)
})

test('what nobody can derive again is passed over; a run that is longer or shorter is not', async () => {
  const disk = new FaultDisk()
  const journal = journalOn(disk)
  const options = optionsFor()
  const run = await backtest({ ...options, journal })
  journal.note('seen by somebody', 'x'.repeat(200))
  journal.clock(1, 5, 4, 1)
  journal.alert({ code: 1, severity: 1, text: 'odd' })
  journal.commit()
  expect((await replayed(disk, optionsFor())).run.digest()).toBe(run.digest())
  journal.operator(OPERATOR_TUNED, 'alice', 'because')
  journal.commit()
  await expect(replayed(disk, optionsFor())).rejects.toMatchObject({ derived: undefined })
})

test('several markets with equal instants and any batches replay to equal records', async () => {
  for (const [records, again] of [
    [50, 7],
    [1, 64],
    [33, 1000],
  ] as const) {
    const markets = (batchRecords: number): BacktestOptions => {
      const { strategy, params, ...market } = optionsFor() as ReturnType<typeof optionsFor> &
        MarketOptions
      const feeds = [1, 2].map((seed) => feedOf(wandering(seed), { batchRecords }))
      return {
        strategy,
        ...(params === undefined ? {} : { params }),
        markets: feeds.map((feed) => ({ ...market, feed })),
      }
    }
    const disk = new FaultDisk()
    const journal = journalOn(disk, { market: MARKET_ALL })
    const run = await backtest({ ...markets(records), journal })
    journal.commit()
    const { run: other } = await replayed(disk, markets(again), MARKET_ALL)
    expect(other.digest()).toBe(run.digest())
    expect(kindsOf(disk).get(TRADE)).toBe(800)
  }
})

test('a disk that nothing can be written to is told before anything runs', async () => {
  const disk = new FaultDisk()
  disk.create = () => {
    throw new Error('EROFS: read-only file system, open')
  }
  await expect(backtest({ ...optionsFor(), journal: journalOn(disk) })).rejects.toThrow('EROFS')
})

test('a disk that takes a few bytes at a time gets every record, and the run waits', async () => {
  const disk = new FaultDisk()
  disk.appendBytesMax = 200
  const journal = journalOn(disk, { market: MARKET_TOUCH, isDurable: true })
  const run = await backtest({ ...optionsFor(), journal })
  expect(journal.commit()).toBe(true)
  expect(run.digest()).toBe((await backtest(optionsFor())).digest())
  expect(recordsOf(disk)).toBe(
    recordsOf((await journaled({ market: MARKET_TOUCH, isDurable: true })).disk),
  )
})

test('cut anywhere, a journal is resumed to the same content and the same hash', async () => {
  const { disk: whole, run } = await journaled({ market: MARKET_TOUCH })
  const wanted = recordsOf(whole)
  for (let part = 0; part < 12; part++) {
    const disk = new FaultDisk()
    const size = Math.floor((whole.bytes.length * part) / 11)
    if (size >= 128) disk.create('journal-000001.t2t').append(whole.bytes.subarray(0, size))
    const report = recoverJournal({ disk, hasher })
    const goOn = () => JournalWriter.resume({ disk, hasher, report, batchRecords: 64 })
    const reader = new JournalReader({ disk, hasher })
    const sink = new ComparingSink({ reader, goOn })
    const journal = new RunJournal({
      open: (start) =>
        report.status === 'empty'
          ? JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 })
          : sink,
      market: MARKET_TOUCH,
    })
    const again = await backtest({ ...optionsFor(), journal })
    if (report.status !== 'empty') sink.finish()
    journal.commit()
    expect(again.digest()).toBe(run.digest())
    expect(recordsOf(disk)).toEqual(wanted)
  }
})

/** A hash over all records, however they were cut into batches. */
function recordsOf(disk: FaultDisk): string {
  const hash = createHash('sha256')
  const reader = new JournalReader({ disk, hasher })
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    hash.update(batch.i32.slice(batch.first * 16, (batch.first + batch.count) * 16))
  }
  expect(reader.report().status).toBe('clean')
  return hash.digest('hex')
}

test('a full disk trips the kill switch before a record is lost, and nothing new leaves', async () => {
  for (const isDurable of [false, true]) {
    const disk = new FaultDisk()
    disk.room = 40_000
    const killSwitch = new KillSwitch()
    const journal = journalOn(disk, { isDurable, market: MARKET_TOUCH })
    const run = await backtest({ ...optionsFor(), journal, killSwitch })
    expect(killSwitch.record?.reason).toContain('ENOSPC')
    expect(journal.problem).toContain('ENOSPC')
    expect(run.desk.count).toBe(0)
    const sent = run.desk.counts.entered
    expect(sent).toBeLessThan((await backtest(optionsFor())).desk.counts.entered)
    disk.room = Number.POSITIVE_INFINITY
  }
})

test('what a stop brings is in the journal once there is room again', async () => {
  const disk = new FaultDisk()
  disk.room = 10_000
  let writer: JournalWriter | undefined
  const journal = new RunJournal({
    open: (start) => {
      writer = JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 })
      return writer
    },
  })
  const run = await backtest({ ...optionsFor(), journal })
  disk.room = Number.POSITIVE_INFINITY
  expect(writer?.retry()).toBe(true)
  const kinds = kindsOf(disk)
  // Tripped, withdrawing, confirmed.
  expect(kinds.get(JOURNAL_KILL_SWITCH)).toBe(3)
  const { counts } = run.desk
  const refused = run.gate.refusals.reduce((sum, count) => sum + count, 0)
  expect(kinds.get(JOURNAL_INTENT)).toBe(
    counts.entered + counts.cancels + counts.replaces + refused,
  )
})
