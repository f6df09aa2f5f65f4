/** Surveillance sees the market of a living exchange, beside the run and in its journal. */
import { expect, test } from 'vitest'
import {
  BUY,
  IOC,
  lots,
  MARKET_ALL,
  MARKET_NONE,
  MARKET_TOUCH,
  millis,
  SELL,
  seconds,
  ticks,
} from '../../core/index.ts'
import { FaultDisk } from '../../journal/fault-disk.suite.ts'
import { JournalReader, JournalWriter } from '../../journal/index.ts'
import { hasher } from '../../journal/journal.suite.ts'
import { Surveillance, type SurveillanceAlert } from '../../risk/index.ts'
import { LivingFeed, POPULATION_NAMES, type PopulationName } from '../../simulation/index.ts'
import { type AnyStrategy, defineStrategy, touchQuoter } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import { RunJournal } from '../run-journal/index.ts'
import { WIDE_LIMITS } from '../series-feed.suite.ts'
import { WatchedRecords } from './watched-records.ts'
import { watchedOpen } from './watched-sink.ts'

/** Holds a position, and buys it up in the last seconds before the market closes. */
const markerOfTheClose = (endNanos: number): AnyStrategy =>
  defineStrategy({
    name: 'marker-of-the-close',
    params: {},
    timerNanos: () => millis(250),
    onTimer({ book, orders, now, position }) {
      const isEarly = now > seconds(100) && position < 5
      const isLate = now > endNanos - seconds(20)
      const price = book.best(SELL)
      if (!book.isTwoSided || (!isEarly && !isLate)) return
      orders.enter(BUY, ticks(price + 2), lots(isLate ? 20 : 5), IOC)
    },
  })

const SPAN = seconds(240)

function optionsFor(population: PopulationName, strategy: AnyStrategy): BacktestOptions {
  const market = { population, seed: 11, span: SPAN, warmUp: seconds(60) }
  return {
    feed: new LivingFeed({ market }),
    strategy,
    limits: WIDE_LIMITS,
    cash: 1e7,
    latency: { feed: millis(1), entry: millis(1), response: millis(1) },
  }
}

/** Runs it watched and journaled; answers the alerts of both ways. */
async function watched(options: BacktestOptions, level: number) {
  const disk = new FaultDisk()
  const { open, ...run } = watchedRun(disk)
  const journal = new RunJournal({ open, market: level })
  await backtest({ ...options, journal })
  journal.commit()
  const surveillance = new Surveillance()
  const records = new WatchedRecords(surveillance)
  const reader = new JournalReader({ disk, hasher })
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let k = 0; k < batch.count; k++) {
      records.take(batch, batch.first + k, batch.firstSequence + k)
    }
  }
  surveillance.finish()
  return { live: run.alerts(), batch: surveillance.alerts, counts: surveillance.counts }
}

function watchedRun(disk: FaultDisk) {
  const run = watchedOpen(
    () => ({}),
    (start) => JournalWriter.create({ ...start, disk, hasher }),
  )
  return { open: run.open, alerts: () => run.watched?.surveillance.alerts ?? [] }
}

const rulesOf = (alerts: readonly SurveillanceAlert[]) => alerts.map(({ rule }) => rule)

test('a close that is marked among agents is seen live and in the journal, where the market is there', async () => {
  const options = () => optionsFor('hawkes', markerOfTheClose(SPAN))
  for (const level of [MARKET_TOUCH, MARKET_ALL]) {
    const { live, batch } = await watched(options(), level)
    expect(rulesOf(live)).toContain('marking-the-close')
    expect(batch).toEqual(live)
    expect(live[0]!.path.length).toBeGreaterThan(10)
  }
  const blind = await watched(options(), MARKET_NONE)
  expect(rulesOf(blind.live)).not.toContain('marking-the-close')
  expect(blind.counts.market).toBe(0)
})

test('an honest quoter among any agents has no alert', async () => {
  for (const population of POPULATION_NAMES) {
    const { live, batch, counts } = await watched(optionsFor(population, touchQuoter), MARKET_TOUCH)
    expect([population, rulesOf(live), rulesOf(batch)]).toEqual([population, [], []])
    expect(counts.market).toBeGreaterThan(100)
  }
})
