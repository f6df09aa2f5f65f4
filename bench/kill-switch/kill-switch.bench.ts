/**
 * From a trip to the first order refused, while the main thread sends orders and never turns its event
 * loop; and from the event that makes a trigger trip to its alert, here and in the thread that delivers.
 */
import { once } from 'node:events'
import { cpus } from 'node:os'
import { setTimeout as later } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { LadderBook } from '../../src/book/index.ts'
import {
  BUY,
  ENTER_ORDER,
  Instrument,
  LIMIT,
  lots,
  nanos,
  SELL,
  ticks,
} from '../../src/core/index.ts'
import {
  AlertLog,
  CircuitBreaker,
  KILL_SWITCH,
  KillSwitch,
  LimitGate,
  NO_REASON,
  OrderIntent,
} from '../../src/risk/index.ts'
import { Histogram } from '../../src/telemetry/index.ts'
import { type BenchOptions, type BenchResult, type BenchRow, machine, median } from '../bench.ts'
import { ACTED, ASKED, burningThread, SharedRound, trippingThread } from './tripping-thread.ts'

const ROUNDS = 5
const INSTRUMENT = new Instrument({ symbol: 'BENCH', tick: '1', lot: '1' })
const LIMITS = {
  positionLotsMax: 1e6,
  orderLotsMax: 1e6,
  orderValueMax: 1e12,
  priceCollarBps: 1e4,
  ordersPerSecondMax: 1e9,
  ordersBurstMax: 1e9,
  dailyLossMax: 1e12,
}

/** What was measured in one state of the machine: a histogram a round, nanoseconds. */
type Measured = readonly Histogram[]

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  const trips = tiny ? 10 : 2_000
  const rounds = tiny ? 3 : ROUNDS
  const rows: BenchRow[] = []
  const notes = [machine()]
  const tell = (label: string, measured: Measured) => {
    rows.push(...quantiles(label, measured))
    notes.push(...drawing(label, measured))
  }
  for (const load of tiny ? [0] : [0, cpus().length]) {
    const burning = Array.from({ length: load }, burningThread)
    const beside = load === 0 ? '' : `, beside ${load} burning threads`
    const trip = await measuredTrips(trips, rounds)
    tell(`trip to block${beside}`, trip.blocked)
    notes.push(`orders that were judged after the flag was set and left: ${trip.strays}`)
    tell(`the machine's own pauses${beside}`, measuredPauses(trips, rounds))
    const alerts = await measuredAlerts(trips, rounds)
    tell(`cause to alert record${beside}`, alerts.here)
    tell(`cause to alert in the delivering thread${beside}`, alerts.there)
    await Promise.all(burning.map((worker) => worker.terminate()))
  }
  notes.push(
    `wall time; ${rounds} rounds of ${trips} trips each; the main thread judges orders without a pause`,
    "the machine's own pauses are those of one thread; a trip needs two, and either may be put aside: what is " +
      'above them in the tail of the others is the scheduler, and while the main thread is put aside no order leaves',
    'flatters: one market, few limits on',
  )
  return { name: 'kill switch: trip to block, cause to alert', unit: 'µs', rows, notes }
}

/** Judges orders until one is refused because of the switch, again and again. */
async function measuredTrips(
  trips: number,
  rounds: number,
): Promise<{ blocked: Measured; strays: number }> {
  const shared = new SharedRound()
  const { turns, instants } = shared
  const worker = trippingThread(shared)
  await once(worker, 'message')
  worker.postMessage('trip')
  // Lets the message out: from here on the event loop does not turn until the end.
  await later(20)
  const killSwitch = new KillSwitch(shared.memory)
  const gate = new LimitGate({ limits: LIMITS, instrument: INSTRUMENT, killSwitch })
  const judge = orderOn(gate)
  const blocked: Histogram[] = []
  let strays = 0
  let turn = 0
  for (let round = 0; round < rounds; round++) {
    const histogram = new Histogram()
    blocked.push(histogram)
    for (let k = 0; k < trips; k++) {
      turn++
      Atomics.store(turns, ASKED, turn)
      Atomics.notify(turns, ASKED)
      let judgedFrom = process.hrtime.bigint()
      let lastFrom = 0n
      while (judge() !== KILL_SWITCH) {
        lastFrom = judgedFrom
        judgedFrom = process.hrtime.bigint()
      }
      const blockedAt = process.hrtime.bigint()
      // It may still be writing its reason.
      while (Atomics.load(turns, ACTED) !== turn) {}
      histogram.add(Number(blockedAt - Atomics.load(instants, 0)))
      if (lastFrom > Atomics.load(instants, 2)) strays++
      killSwitch.rearm()
    }
  }
  await endOf(worker, shared)
  return { blocked, strays }
}

/** As long as a trip takes on average, with the sleep before it. */
const WINDOW_NANOS = 700_000n

/** The longest pause of a thread that only looks at the clock, in windows as long as a trip. */
function measuredPauses(windows: number, rounds: number): Measured {
  return Array.from({ length: rounds }, () => {
    const histogram = new Histogram()
    for (let k = 0; k < windows; k++) {
      const end = process.hrtime.bigint() + WINDOW_NANOS
      let longest = 0n
      for (let before = process.hrtime.bigint(); before < end; ) {
        const now = process.hrtime.bigint()
        if (now - before > longest) longest = now - before
        before = now
      }
      histogram.add(Number(longest))
    }
    return histogram
  })
}

/** Sends messages until a trigger trips; its alert goes to the other thread at once. */
async function measuredAlerts(
  trips: number,
  rounds: number,
): Promise<{ here: Measured; there: Measured }> {
  const shared = new SharedRound()
  const worker = trippingThread(shared)
  await once(worker, 'message')
  let raisedAt = 0n
  const alerts = new AlertLog({
    onAlert: (alert) => {
      raisedAt = process.hrtime.bigint()
      worker.postMessage(alert)
    },
  })
  const killSwitch = new KillSwitch()
  const limits = { messages: { messagesMax: 100, windowNanos: 1e9 } }
  const breaker = new CircuitBreaker({ limits, killSwitch, alerts, now: () => 0 })
  const seat = breaker.seat()
  const intent = new OrderIntent()
  const here: Histogram[] = []
  const there: Histogram[] = []
  for (let round = 0; round < rounds; round++) {
    const own = new Histogram()
    const other = new Histogram()
    here.push(own)
    there.push(other)
    for (let k = 0; k < trips; k++) {
      Atomics.store(shared.instants, 1, 0n)
      let causedAt = 0n
      while (!killSwitch.isTripped) {
        causedAt = process.hrtime.bigint()
        seat.onIntent(intent, NO_REASON)
      }
      let heardAt = 0n
      while (heardAt === 0n) heardAt = Atomics.load(shared.instants, 1)
      own.add(Number(raisedAt - causedAt))
      other.add(Number(heardAt - causedAt))
      killSwitch.rearm()
    }
  }
  await worker.terminate()
  return { here, there }
}

function orderOn(gate: LimitGate): () => number {
  const book = new LadderBook({ instrument: INSTRUMENT })
  book.set(BUY, ticks(99), lots(10))
  book.set(SELL, ticks(101), lots(10))
  const account = { position: lots(0), equity: 0, openLots: () => lots(0) }
  const intent = Object.assign(new OrderIntent(), {
    action: ENTER_ORDER,
    orderId: 1,
    side: BUY,
    price: ticks(99),
    size: lots(1),
    growth: lots(1),
    orderType: LIMIT,
  })
  let now = 0
  return () => {
    now += 1_000
    gate.approve(intent, account as never, book, nanos(now))
    return gate.reason
  }
}

async function endOf(worker: Worker, { turns }: SharedRound): Promise<void> {
  Atomics.store(turns, ASKED, -1)
  Atomics.notify(turns, ASKED)
  await once(worker, 'message')
  await worker.terminate()
}

const SHARES = [
  ['median', 0.5],
  ['99 %', 0.99],
  ['99.9 %', 0.999],
  ['maximum', 1],
] as const

function quantiles(label: string, measured: Measured): BenchRow[] {
  return SHARES.map(([name, share]) => {
    const each = measured.map((histogram) => histogram.quantile(share) / 1e3)
    const value = share === 1 ? Math.max(...each) : median(each)
    return { label: `${label}, ${name}`, median: value, rounds: each }
  })
}

const BARS = 12
const BAR_WIDTH = 40

/** The histogram over all rounds, a line a bar, on a logarithmic axis. */
function drawing(label: string, measured: Measured): string[] {
  const all = new Histogram()
  for (const histogram of measured) all.merge(histogram)
  const bars = all.bars(BARS)
  const most = Math.max(...bars.map(({ count }) => count))
  const micros = (value: number) => (value / 1e3).toFixed(1).padStart(9)
  return [
    `${label}: ${all.count} times, up to ${(all.highest / 1e3).toFixed(1)} µs, ${all.countUpTo(1e6)} within 1 ms`,
    ...bars.map(({ from, to, count }) => {
      // Whatever is not empty shows: a single one may be the one that matters.
      const width = count === 0 ? 0 : Math.max(1, Math.round((count / most) * BAR_WIDTH))
      return `${micros(from)} to ${micros(to)} µs ${String(count).padStart(6)} ${'#'.repeat(width)}`
    }),
  ]
}
