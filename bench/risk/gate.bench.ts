/**
 * The pre-trade gate with every control on, against the same rules in C++: nanoseconds an order, judged
 * alone, and judged, reserved and released again. Equal verdicts on every order, or it does not count.
 */
import { getHeapStatistics } from 'node:v8'
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import { type BenchOptions, type BenchResult, type BenchRow, machine, median } from '../bench.ts'
import { GateRun } from './gate-run.ts'
import { GateTwin } from './gate-twin.ts'
import { type OrderStream, orderStream } from './order-stream.ts'

const ORDERS = 1_000_000
const ROUNDS = 9
const WARM_ROUNDS = 2
/** So few that what they might allocate fits the young generation: nothing is collected meanwhile. */
const WATCHED_ORDERS = 50_000

interface Race {
  readonly rows: readonly BenchRow[]
  readonly ratio: number
  readonly gate: GateRun
}

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  inlineInnerLoops()
  const stream = orderStream(tiny ? 20_000 : ORDERS)
  const twin = GateTwin.over(stream)
  const plan = { rounds: tiny ? 3 : ROUNDS, warmRounds: tiny ? 0 : WARM_ROUNDS, stream, twin }
  try {
    const judged = race('judged', { ...plan, isReserving: false })
    const whole = race('judged, reserved, released', { ...plan, isReserving: true })
    const { gate, ratio } = whole
    const share = ((100 * gate.approved) / stream.length).toFixed(0)
    const reasons = gate.gate.refusals.filter((count) => count > 0).length
    const notes = [
      machine(),
      `${stream.length} orders of one instrument, every control of instrument, group and account on; ` +
        `${share} % approved, the others refused for ${reasons} reasons`,
      twin === undefined
        ? 'without the C++ twin'
        : `judged ${judged.ratio.toFixed(2)}, with reservation ${ratio.toFixed(2)} times the time of the twin`,
      `${bytesPerOrder(stream.length).toFixed(2)} bytes allocated an order, once compiled`,
      'processor time; reading the stream and telling the gate of the market are part of it',
      'flatters: the stream and the eight open orders are in the cache',
    ]
    return {
      name: 'pre-trade gate',
      unit: 'ns/order',
      rows: [...judged.rows, ...whole.rows],
      notes,
    }
  } finally {
    twin?.close()
  }
}

function race(
  what: string,
  plan: {
    readonly rounds: number
    readonly warmRounds: number
    readonly stream: OrderStream
    readonly twin: GateTwin | undefined
    readonly isReserving: boolean
  },
): Race {
  const { rounds, warmRounds, stream, twin, isReserving } = plan
  const ours: number[] = []
  const theirs: number[] = []
  let gate = new GateRun(stream, isReserving)
  for (let round = -warmRounds; round < rounds; round++) {
    gate = new GateRun(stream, isReserving)
    const began = process.cpuUsage()
    gate.run(0, stream.length)
    const { user, system } = process.cpuUsage(began)
    const other = twin?.run(3, isReserving)
    if (other !== undefined) mustAgree(gate, other)
    if (round < 0) continue
    ours.push((1e3 * Math.max(1, user + system)) / stream.length)
    if (other !== undefined) theirs.push(Math.max(1, other.nanos) / stream.length)
  }
  const rows = [{ label: `gate, ${what}`, median: median(ours), rounds: ours }]
  if (theirs.length > 0) {
    rows.push({ label: `C++ twin, ${what}`, median: median(theirs), rounds: theirs })
  }
  return { rows, ratio: median(ours.map((nanos, k) => nanos / (theirs[k] ?? nanos))), gate }
}

function mustAgree(ours: GateRun, theirs: { checksum: number; approved: number }): void {
  if (ours.checksum === theirs.checksum && ours.approved === theirs.approved) return
  throw new Error(
    `verdicts differ: ours ${ours.approved} approved, checksum ${ours.checksum}, ` +
      `the twin's ${theirs.approved}, ${theirs.checksum}`,
  )
}

/** The least of a few stretches: a compiler at work, or a sampler, allocates too. */
function bytesPerOrder(length: number): number {
  const orders = Math.min(WATCHED_ORDERS, length)
  const stream = orderStream(orders * 8)
  const gate = new GateRun(stream, true)
  const stretches = Array.from({ length: 8 }, (_, k) => {
    const before = getHeapStatistics().used_heap_size
    gate.run(k * orders, (k + 1) * orders)
    return getHeapStatistics().used_heap_size - before
  })
  // Where something was collected nothing can be said.
  return Math.min(...stretches.filter((bytes) => bytes >= 0)) / orders
}
