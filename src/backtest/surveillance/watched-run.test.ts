/** A run is watched while it happens and its journal afterwards: one run, the same alerts. */
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  FLAG_LAST,
  GTX,
  I_CODE,
  I_META,
  IOC,
  JOURNAL_ALERT,
  lots,
  MARKET_ALL,
  MARKET_NONE,
  MARKET_TOUCH,
  recordKindOf,
  SELL,
  seconds,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { FaultDisk } from '../../journal/fault-disk.suite.ts'
import { JournalReader, JournalWriter } from '../../journal/index.ts'
import { hasher } from '../../journal/journal.suite.ts'
import { SyntheticFeed } from '../../market-data/index.ts'
import { RULE_CODES, Surveillance, type SurveillanceAlert } from '../../risk/index.ts'
import { builtInStrategies, defineStrategy } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import { RunJournal } from '../run-journal/index.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import {
  surveillancePage,
  surveillanceReport,
  WatchedRecords,
  watchedJournal,
  watchedOpen,
} from './index.ts'

/** Ten lots a side at 999 and 1001, with a trade on each side every second. */
function stillMarket(span = 100): DrawnRecord[] {
  const records: DrawnRecord[] = []
  const level = (at: number, side: number, price: number): DrawnRecord => ({
    kind: DEPTH_LEVEL,
    side,
    at,
    price,
    size: 10,
    flags: FLAG_LAST,
  })
  for (let second = 1; second <= span; second++) {
    const at = second * 1e9
    records.push(level(at, BUY, 999), level(at, SELL, 1001))
    records.push({ kind: TRADE, side: BUY, at: at + 1e6, price: 1001, size: 3, flags: FLAG_LAST })
    records.push({ kind: TRADE, side: SELL, at: at + 2e6, price: 999, size: 3, flags: FLAG_LAST })
  }
  return records
}

/** Shows large bids, sells into the market, withdraws: every ten seconds, from second 20 on. */
const spoofer = defineStrategy<Record<string, never>, { step: number; ids: number[] }>({
  name: 'spoofer',
  description: 'Does what must not be done, for a test.',
  params: {},
  setup: () => ({ step: 0, ids: [] }),
  timerNanos: () => seconds(0.5),
  onTimer({ orders, state }) {
    const phase = state.step++ % 80
    if (phase === 60) {
      state.ids = [orders.enter(BUY, ticks(998), lots(40), GTX)]
    } else if (phase === 62) orders.enter(SELL, ticks(999), lots(2), IOC)
    else if (phase === 63) for (const id of state.ids) orders.cancel(id)
  },
})

const optionsFor = (): BacktestOptions => ({
  feed: feedOf(stillMarket(), { batchRecords: 40 }),
  strategy: spoofer,
  limits: WIDE_LIMITS,
  cash: 1_000_000,
})

function afterwards(disk: FaultDisk): { alerts: readonly SurveillanceAlert[]; codes: number[] } {
  const watched = new WatchedRecords(new Surveillance())
  const reader = new JournalReader({ disk, hasher })
  const codes: number[] = []
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let k = 0; k < batch.count; k++) {
      const i = (batch.first + k) * 16
      if (recordKindOf(batch.i32[i + I_META]!) === JOURNAL_ALERT) codes.push(batch.i32[i + I_CODE]!)
      watched.take(batch, batch.first + k, batch.firstSequence + k)
    }
  }
  expect(reader.report().status).toBe('clean')
  return { alerts: watched.surveillance.alerts, codes }
}

for (const [level, name] of [
  [MARKET_TOUCH, 'the touch'],
  [MARKET_ALL, 'the whole market'],
  [MARKET_NONE, 'nothing of the market'],
] as const) {
  test(`alerts of a run and of its journal with ${name} are equal, and the run is the same`, async () => {
    const plain = await backtest(optionsFor())
    const disk = new FaultDisk()
    const told: SurveillanceAlert[] = []
    const live = watchedOpen(
      () => ({ onAlert: (alert) => told.push(alert) }),
      (start) => JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 }),
    )
    const journal = new RunJournal({ open: live.open, market: level })
    const run = await backtest({ ...optionsFor(), journal })
    journal.commit()
    expect(run.digest()).toBe(plain.digest())
    const { alerts } = live.watched!.surveillance
    expect(alerts.map(({ rule }) => rule)).toEqual(['spoofing', 'spoofing'])
    expect(told.map(({ firstSequence }) => firstSequence)).toEqual(
      alerts.map(({ firstSequence }) => firstSequence),
    )
    const again = afterwards(disk)
    expect(again.alerts).toEqual(alerts)
    expect(again.codes).toEqual([RULE_CODES.spoofing, RULE_CODES.spoofing])
    expect(live.watched!.hasMarket).toBe(level !== MARKET_NONE)
  })
}

test('a page draws what was found, and says what could not be seen', async () => {
  const { journal, run } = watchedJournal(() => ({}), MARKET_NONE)
  await backtest({ ...optionsFor(), journal })
  const report = surveillanceReport(run.watched!, { source: '<run>', epochNanos: 0n })
  const page = surveillancePage(report)
  expect(page).toContain('Surveillance of &#60;run&#62;')
  expect(page).toContain('Showed large bids, sold 2 lots')
  expect(page).toContain('cannot be judged')
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
  expect(report.alerts[0]!.evidence.map(({ kind }) => kind)).toEqual([
    'entered',
    'took',
    'withdrawn',
  ])
})

test('a journal that describes its instruments badly is read all the same', () => {
  const watched = new WatchedRecords(new Surveillance())
  const words = new Int32Array(16 * 64)
  for (let seed = 1; seed < 2_000; seed++) {
    for (let k = 0; k < words.length; k++) words[k] = Math.imul(seed + k, 0x9e3779b1) ^ (k << 7)
    const columns = { i32: words, f64: new Float64Array(words.buffer) }
    for (let k = 0; k < 64; k++) watched.take(columns, k, k + 1)
  }
  watched.surveillance.finish()
  expect(watched.records).toBe(64 * 1_999)
})

for (const strategy of builtInStrategies.values()) {
  test(`${strategy.name} is left alone on synthetic series`, async () => {
    for (const seed of [1, 2, 3]) {
      const { journal, run } = watchedJournal(() => ({}), MARKET_TOUCH)
      await backtest({
        feed: new SyntheticFeed({
          seed,
          volatility: 0.002,
          spreadCost: 0.0005,
          tickSeconds: 0.1,
          ticks: 2_000,
          symbol: 'TEST',
        }),
        strategy,
        limits: WIDE_LIMITS,
        cash: 1_000_000,
        journal,
      })
      const { alerts, counts } = run.watched!.surveillance
      expect(alerts.map(({ rule, text }) => `${rule}: ${text}`)).toEqual([])
      expect(counts.market).toBeGreaterThan(1_000)
    }
  })
}
