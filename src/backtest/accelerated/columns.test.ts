/** Columns are what their definitions say, over random markets and against a twin that only counts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventTape, type Nanos, nanos } from '../../core/index.ts'
import { ConstantLatency, type LatencyModel } from '../../simulation/index.ts'
import { WIDE_LIMITS } from '../series-feed.suite.ts'
import { surveyFeed } from '../survey.ts'
import { latencyOf, prepareSurveyed } from './prepared-market.ts'
import { diceQuoter, randomFeed } from './random-levels.suite.ts'
import { ReferenceColumns } from './reference-columns.suite.ts'

/** Longer and shorter by turns; every seventh request gets lost. */
class MoodyLatency implements LatencyModel {
  readonly #base: number
  constructor(base: number) {
    this.#base = base
  }
  entry(now: Nanos): Nanos {
    const mood = now % 7
    return nanos(mood === 0 ? -(this.#base + 5) : this.#base * (mood % 3))
  }
  response(): Nanos {
    return nanos(0)
  }
}

const market = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  messages: fc.integer({ min: 2, max: 40 }),
  stepNanos: fc.integer({ min: 7, max: 200 }),
  entryNanos: fc.integer({ min: 0, max: 400 }),
})

async function columnsOf(options: { seed: number; messages: number; stepNanos: number }) {
  const { seed, messages, stepNanos } = options
  const feed = randomFeed(seed, messages)
  const surveyed = await surveyFeed(feed)
  const run = { feed, strategy: diceQuoter, params: { stepNanos }, limits: WIDE_LIMITS }
  const prepared = await prepareSurveyed(run, surveyed)
  const all = new EventTape()
  for await (const batch of feed.open()) all.appendFrom(batch, 0, batch.length)
  return { prepared, twin: new ReferenceColumns(all, feed.info.instruments[0]!, stepNanos) }
}

/** Some markets are over before the first instant of a grid. */
const isTooShort = (error: unknown) => error instanceof Error && /no row/.test(error.message)

test('rows of the grid hold the local touch and what fills between them', async () => {
  await fc.assert(
    fc.asyncProperty(market, async (options) => {
      const made = await columnsOf(options).catch((error: unknown) => error)
      fc.pre(!isTooShort(made))
      const { prepared, twin } = made as Awaited<ReturnType<typeof columnsOf>>
      const { columns } = prepared
      expect(columns.rows).toBe(twin.rows)
      expect([...columns.times]).toEqual(twin.times)
      for (let row = 0; row <= columns.rows; row++) {
        expect({
          bid: columns.bids[row],
          ask: columns.asks[row],
          bidLots: columns.bidLots[row],
          askLots: columns.askLots[row],
        }).toEqual(twin.touch(row))
        expect({ buy: columns.buyBounds[row], sell: columns.sellBounds[row] }).toEqual(
          twin.waitingBounds(row),
        )
      }
    }),
    { numRuns: 30 },
  )
})

test('a request knows what fills before and after it arrives, however long that takes', async () => {
  await fc.assert(
    fc.asyncProperty(market, fc.boolean(), async (options, isMoody) => {
      const made = await columnsOf(options).catch((error: unknown) => error)
      fc.pre(!isTooShort(made))
      const { prepared, twin } = made as Awaited<ReturnType<typeof columnsOf>>
      const entry = nanos(options.entryNanos)
      const latency = isMoody
        ? new MoodyLatency(entry)
        : new ConstantLatency({ entry, response: nanos(0) })
      const columns = latencyOf(prepared, latency)
      for (let row = 0; row < prepared.columns.rows; row++) {
        expect({
          ack: columns.ackTimes[row],
          next: columns.nextRows[row],
          isLost: columns.isLost[row] === 1,
          old: { buy: columns.buyBoundsAck[row], sell: columns.sellBoundsAck[row] },
          touch: { bid: columns.bidsAck[row], ask: columns.asksAck[row] },
          young: { buy: columns.buyBoundsAfter[row], sell: columns.sellBoundsAfter[row] },
        }).toEqual(twin.request(row, latency))
      }
    }),
    { numRuns: 30 },
  )
})

test('records that come later change no earlier row', async () => {
  let compared = 0
  for (let seed = 1; seed <= 20; seed++) {
    const short = await columnsOf({ seed, messages: 20, stepNanos: 50 })
    const long = await columnsOf({ seed, messages: 60, stepNanos: 50 })
    // What corrects the clock is learnt from all the data: compare where it is the same.
    if (short.twin.localShift !== long.twin.localShift) continue
    const before = short.prepared.columns
    const after = long.prepared.columns
    // The short market goes on after its last message: it only has not been recorded.
    const rows = before.times.findIndex((at) => at >= short.prepared.lastNanos)
    for (const name of ['times', 'bids', 'asks', 'buyBounds', 'sellBounds'] as const) {
      expect(after[name].subarray(0, rows)).toEqual(before[name].subarray(0, rows))
    }
    compared += rows
  }
  expect(compared).toBeGreaterThan(20)
})
