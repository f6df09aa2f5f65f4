/**
 * Backtests over a real LOBSTER day, audited fill by fill from the recording alone.
 *
 * Both files of the day show the same market through windows of one and of five levels, so what depends
 * on the touch alone must come out the same.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { type BacktestRun, backtest } from '../backtest/index.ts'
import { BEST_CROSSED, QUEUE_EXHAUSTED, TAKER, TRADED_THROUGH } from '../exchange/index.ts'
import { openFeed } from '../io/index.ts'
import type { LoggedFill } from '../simulation/index.ts'
import { loadRun } from './config/load-run.ts'
import { type Evidence, evidenceFor } from './fill-evidence.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-lobster-run-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Shares of the strategies' own limit on the position. */
const POSITION_LOTS_MAX = 100
/** Beyond what the price moved that day, in dollars a share. */
const DAY_RANGE = 8

const LIMITS = `
cash: 100000
fees: none
limits:
  positionLotsMax: 300
  orderLotsMax: 100
  orderValueMax: 30000
  priceCollarBps: 100
  ordersPerSecondMax: 1000
  ordersBurstMax: 100
  dailyLossMax: 5000
`
const QUOTER = `
strategy: touch-quoter
params: { sizeLots: 10, positionLimitLots: ${POSITION_LOTS_MAX}, stepNanos: 50000000 }
latency: { entry: 20ms, response: 20ms }
`
const SPREADS = `
strategy: spread-threshold
params: { openTicks: 10, closeTicks: 6, sizeLots: 10, inventoryLimitLots: ${POSITION_LOTS_MAX} }
latency: { entry: 100us, response: 100us }
`

interface Ran {
  readonly run: BacktestRun
  readonly fills: readonly LoggedFill[]
}

/** As `t2t backtest` runs a file; the orderbook file is found beside the messages. */
async function runOver(messages: string, strategy: string): Promise<Ran> {
  const config = join(folder, 'run.yaml')
  const feed = `feed: { files: ${JSON.stringify(messages)}, tick: 0.01 }`
  writeFileSync(config, [strategy, feed, LIMITS].join('\n'))
  const { options } = await loadRun(config, {})
  let samples = 0
  let unvalued = 0
  const run = await backtest({
    ...options,
    analytics: true,
    onSample: ({ equity }) => {
      samples++
      unvalued += Number(!Number.isFinite(equity))
    },
  })
  expect([samples, unvalued]).toEqual([23_401, 0])
  return { run, fills: [...run.fills] }
}

/** How far a price is past the other side's best; from zero on it would trade at once. */
const past = ({ side, priceTicks }: LoggedFill, far: number): number => side * (priceTicks - far)

/** Lots that fills claim of the executions at their price, by instant. */
function claims(fills: readonly LoggedFill[]): Map<string, number> {
  const lots = new Map<string, number>()
  for (const fill of fills) {
    if (fill.cause !== QUEUE_EXHAUSTED) continue
    lots.set(placeOf(fill), (lots.get(placeOf(fill)) ?? 0) + fill.size)
  }
  return lots
}

const placeOf = ({ at, side, priceTicks }: LoggedFill): string => `${at} ${side} ${priceTicks}`

/** Every fill against its evidence; answers how many prices were out of sight on the way. */
function audit(fills: readonly LoggedFill[], evidence: readonly Evidence[]): number {
  const claimed = claims(fills)
  let unseen = 0
  for (const [index, fill] of fills.entries()) {
    const { at, size, cause, aheadAtEntryLots } = fill
    const found = evidence[index]!
    const where = `fill ${index} at ${at}`
    expect(cause, where).not.toBe(TAKER)
    // It rested in the book: before its instant nothing of the other side stood at its price.
    expect(past(fill, found.farBefore), where).toBeLessThan(0)
    // It came to rest behind all that was shown, and behind nothing else.
    expect(aheadAtEntryLots, where).toBe(found.shownAtEntry)
    const wasUnseen = found.wasUnseen || Number.isNaN(aheadAtEntryLots)
    unseen += Number(wasUnseen)
    if (cause === TRADED_THROUGH) expect(found.executedThrough, where).toBeGreaterThan(0)
    else if (cause === BEST_CROSSED) {
      expect(
        found.farAfter.some((far) => past(fill, far) >= 0),
        where,
      ).toBe(true)
    } else {
      expect(claimed.get(placeOf(fill)), where).toBeLessThanOrEqual(found.executedAt)
      // Everybody who stood ahead has gone, and it traded after them.
      if (!wasUnseen) {
        expect(found.removed, where).toBeGreaterThanOrEqual(aheadAtEntryLots + size)
      }
    }
  }
  return unseen
}

/** Spread earned, adverse selection paid, and nothing that a day's range cannot explain. */
function expectPlausible({ run }: Ran): void {
  const { pnlAfterFees, fills, makerFills, tradedLots, inventory, analytics } = run.summary()
  const [market] = analytics!.markets
  expect(fills).toBeGreaterThan(300)
  expect(makerFills).toBe(fills)
  expect(market!.pnl.isExact).toBe(true)
  const earned = market!.pnl.spread / tradedLots
  // Between half a cent and half the median spread of 13 cents a share.
  expect(earned).toBeGreaterThan(0.005)
  expect(earned).toBeLessThan(0.065)
  expect(market!.pnl.adverseSelection).toBeLessThan(0)
  expect(Math.abs(pnlAfterFees)).toBeLessThan(POSITION_LOTS_MAX * DAY_RANGE)
  expect(Math.max(-inventory.lowestLots, inventory.highestLots)).toBeLessThan(
    POSITION_LOTS_MAX + 3 * 10,
  )
}

const [one, five] = [1, 5].map((depth) =>
  sharedFile(`data/lobster/AMZN_2012-06-21_${depth}_message.csv.zst`),
)
const isHere = one !== undefined && five !== undefined
const reason = isHere ? '' : ' (skipped: the recorded data are not here)'

test.skipIf(!isHere)(
  `touch-quoter: every fill has its reason in the recording${reason}`,
  async () => {
    const filled: number[] = []
    const unseen: number[] = []
    for (const messages of [one!, five!]) {
      const ran = await runOver(messages, QUOTER)
      expectPlausible(ran)
      const feed = await openFeed({ files: [messages], tick: '0.01' })
      unseen.push(audit(ran.fills, await evidenceFor(feed, ran.fills)))
      filled.push(ran.fills.length)
    }
    // Through a window of one level a quote is out of sight whenever somebody is better.
    expect(unseen[0]).toBeGreaterThan(20)
    expect(unseen[1]).toBeLessThan(unseen[0]! / 5)
    expect(Math.abs(filled[0]! / filled[1]! - 1)).toBeLessThan(0.05)
  },
)

test.skipIf(!isHere)(`spread-threshold: both files give the same fills${reason}`, async () => {
  const ran = await runOver(five!, SPREADS)
  expectPlausible(ran)
  const feed = await openFeed({ files: [five!], tick: '0.01' })
  audit(ran.fills, await evidenceFor(feed, ran.fills))
  const other = await runOver(one!, SPREADS)
  expect(other.fills).toEqual(ran.fills)
})
