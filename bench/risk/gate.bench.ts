/**
 * The pre-trade gate with every control on, against the same rules in C++: nanoseconds an order, judged,
 * reserved and released again. Equal verdicts on every order, or it does not count.
 */
import { getHeapStatistics } from 'node:v8'
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import { type BenchOptions, type BenchResult, machine, median } from '../bench.ts'
import { GateRun } from './gate-run.ts'
import { GateTwin } from './gate-twin.ts'
import { orderStream } from './order-stream.ts'

const ORDERS = 1_000_000
const ROUNDS = 9
const WARM_ROUNDS = 2
/** So few that what they might allocate fits the young generation: nothing is collected meanwhile. */
const WATCHED_ORDERS = 50_000

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  inlineInnerLoops()
  const orders = tiny ? 20_000 : ORDERS
  const stream = orderStream(orders)
  const twin = GateTwin.over(stream)
  const rounds = tiny ? 3 : ROUNDS
  const ours: number[] = []
  const theirs: number[] = []
  let approved = 0
  let reasons = 0
  try {
    for (let round = tiny ? 0 : -WARM_ROUNDS; round < rounds; round++) {
      const gate = new GateRun(stream)
      const began = process.cpuUsage()
      gate.run(0, orders)
      const { user, system } = process.cpuUsage(began)
      const other = twin?.run(tiny ? 1 : 3)
      if (other !== undefined) mustAgree(gate, other)
      approved = gate.approved
      reasons = gate.gate.refusals.filter((count) => count > 0).length
      if (round < 0) continue
      ours.push((1e3 * Math.max(1, user + system)) / orders)
      if (other !== undefined) theirs.push(Math.max(1, other.nanos) / orders)
    }
  } finally {
    twin?.close()
  }
  const ratio = median(ours.map((nanos, k) => nanos / (theirs[k] ?? nanos)))
  const rows = [{ label: 'gate, every control on', median: median(ours), rounds: ours }]
  if (theirs.length > 0) rows.push({ label: 'C++ twin', median: median(theirs), rounds: theirs })
  const share = ((100 * approved) / orders).toFixed(0)
  const notes = [
    machine(),
    `${orders} orders of one instrument, ${share} % approved, the others refused for ${reasons} reasons`,
    theirs.length > 0 ? `${ratio.toFixed(2)} times the time of the twin` : 'without the C++ twin',
    `${bytesPerOrder(stream.length).toFixed(2)} bytes allocated an order, once compiled`,
    'an order is judged, reserved at every scope, and released; processor time; limits of instrument, group, account',
    'flatters: the stream and the eight open orders are in the cache',
  ]
  return { name: 'pre-trade gate', unit: 'ns/order', rows, notes }
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
  const gate = new GateRun(stream)
  const stretches = Array.from({ length: 8 }, (_, k) => {
    const before = getHeapStatistics().used_heap_size
    gate.run(k * orders, (k + 1) * orders)
    return getHeapStatistics().used_heap_size - before
  })
  return Math.max(0, Math.min(...stretches.filter((bytes) => bytes > -1e6))) / orders
}
