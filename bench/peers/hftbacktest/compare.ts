/**
 * How fast the same runs are here and there: same rows, same strategy, same latency, in turn.
 *
 * Rates are rows per second of the working thread's processor time. A round runs the reference's map
 * book, its array book and this engine; what counts is the median over rounds of the ratio within a
 * round. A run whose result differs from the others' does not count: it ends the comparison.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { backtest } from '../../../src/backtest/index.ts'
import { loadRun } from '../../../src/cli/config/load-run.ts'
import { fileSource } from '../../../src/io/index.ts'
import { machine, median } from '../../bench.ts'
import { type OrderedMarket, orderedMarket, repeated } from '../../replay/ordered-market.ts'
import {
  bystander,
  type PreloadedResult,
  processorNanos,
  runPreloaded,
  watchedTouchQuoter,
} from '../../replay/preloaded-run.ts'
import {
  HFTBACKTEST_VERSION,
  installedPython,
  PEER_FOLDER,
  Reference,
  type ReferenceJob,
  type ReferenceResult,
} from './environment.ts'
import { writeRowFile } from './event-rows.ts'
import { referenceJob } from './reference-job.ts'

const CONFIGURATION = 'btc_risk_nopartial_step10000000_off0.yaml'
const ROUNDS = 7
const COPIES = 8
const WARM_ROWS = 6_000_000
const COMPARED = ['trades', 'position', 'balance', 'fee'] as const
/** Longer than any data: the whole replay in one step. */
const FOREVER_NANOS = 1e17

interface Round {
  readonly map: number
  readonly array: number
  readonly ours: number
}

export async function compare(root: string): Promise<void> {
  const path = join(root, 'test', 'golden', CONFIGURATION)
  const reference = new Reference(
    installedPython(),
    join(root, 'bench/peers/hftbacktest/reference.py'),
  )
  const { python, numba } = await reference.versions
  console.log(machine())
  console.log(`hftbacktest ${HFTBACKTEST_VERSION}, Python ${python}, numba ${numba}`)
  const { options } = await loadRun(path, {})
  if ('markets' in options) throw new Error('the configuration has one market')
  const once = await orderedMarket(options.feed)
  try {
    for (const copies of [1, COPIES]) {
      const market = copies === 1 ? once : repeated(once, copies)
      const rows = join(PEER_FOLDER, `${once.info.instruments[0]!.symbol}-${copies}.npy`)
      writeRowFile(rows, market)
      const job = { ...referenceJob(path, rows), ...priceRange(market) }
      await replayOnly(reference, job, market, path)
      await withStrategy(reference, job, market, path)
      if (copies === 1) await withLoading(reference, job, path)
    }
  } finally {
    reference.close()
  }
  for (const line of CAVEATS) console.log(line)
}

/** Short runs need more of them until all is compiled. */
const countsFor = ({ records }: OrderedMarket): { rounds: number; warmRounds: number } => ({
  rounds: ROUNDS,
  warmRounds: Math.ceil(WARM_ROWS / records.length),
})

/** Half and one and a half times the first bid: what the array book has to cover. */
function priceRange({ info, records }: OrderedMarket): { lowest: number; highest: number } {
  const price = info.instruments[0]!.price(records.i32[8]! as never)
  return { lowest: Math.round(price / 2), highest: Math.round(price * 1.5) }
}

async function replayOnly(
  reference: Reference,
  job: ReferenceJob,
  market: OrderedMarket,
  path: string,
): Promise<void> {
  const { options } = await loadRun(path, {})
  const asked = { ...job, strategy: false, stepNanos: FOREVER_NANOS }
  const { length } = market.records
  await inRounds(`replay only, ${length} rows`, length, countsFor(market), async () => {
    const map = await reference.run(asked)
    const array = await reference.run({ ...asked, book: 'array' })
    const ours = runPreloaded(options, market, bystander)
    return { map: map.runNanos, array: array.runNanos, ours: ours.runNanos }
  })
}

async function withStrategy(
  reference: Reference,
  job: ReferenceJob,
  market: OrderedMarket,
  path: string,
): Promise<void> {
  const { length } = market.records
  const label = `touch quoter every 10 ms, ${length} rows`
  await inRounds(label, length, countsFor(market), async () => {
    const map = await reference.run(job)
    const array = await reference.run({ ...job, book: 'array' })
    const { options } = await loadRun(path, {})
    const ours = runPreloaded(options, market, watchedTouchQuoter)
    mustAgree(ours, map)
    mustAgree(ours, array)
    return { map: map.runNanos, array: array.runNanos, ours: ours.runNanos }
  })
}

/** From files to the result. We read the capture; they can too, or what they made of it before. */
async function withLoading(reference: Reference, job: ReferenceJob, path: string): Promise<void> {
  const capture = join(PEER_FOLDER, 'capture.gz')
  for (const [label, asked, rounds] of [
    ['from the raw capture to the result', { ...job, capture }, 3],
    ['the same, but they load an uncompressed file of rows', { ...job, loads: true }, ROUNDS],
  ] as const) {
    const { options } = await loadRun(path, {})
    if ('markets' in options) throw new Error('the configuration has one market')
    writeFileSync(capture, gzipSync(await textOf(options.feed.info.name)))
    await inRounds(label, 491_973, { rounds, warmRounds: 1 }, async () => {
      const map = await reference.run(asked)
      const array = await reference.run({ ...asked, book: 'array' })
      const before = processorNanos()
      const run = await backtest((await loadRun(path, {})).options)
      const ours = processorNanos() - before
      if (run.portfolio.cash !== map.balance) throw new Error('balances differ')
      return { map: total(map), array: total(array), ours }
    })
  }
}

const total = ({ loadNanos, runNanos }: ReferenceResult): number => loadNanos + runNanos

/** The text of a capture of one file, however it is compressed. */
async function textOf(file: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of (await fileSource(file)).read()) parts.push(part.slice())
  return Buffer.concat(parts)
}

function mustAgree(ours: PreloadedResult, theirs: ReferenceResult): void {
  const keys = [...COMPARED, 'steps', 'orders', 'checksum'] as const
  for (const key of keys) {
    if (ours[key] !== theirs[key]) {
      throw new Error(`${key} differs: ours ${ours[key]}, theirs ${theirs[key]}`)
    }
  }
}

/** Some rounds go untimed: compilers on both sides do their work in them. */
async function inRounds(
  label: string,
  rows: number,
  counts: { readonly rounds: number; readonly warmRounds: number },
  round: () => Promise<Round>,
): Promise<void> {
  for (let k = 0; k < counts.warmRounds; k++) await round()
  const rounds: Round[] = []
  for (let k = 0; k < counts.rounds; k++) rounds.push(await round())
  console.log(`\n${label}`)
  for (const who of ['map', 'array', 'ours'] as const) {
    const rates = rounds.map((nanos) => (rows / nanos[who]) * 1e3)
    const range = `${Math.min(...rates).toFixed(1)} to ${Math.max(...rates).toFixed(1)}`
    const name = who === 'ours' ? 'tick-to-trade' : `hftbacktest, ${who} book`
    console.log(`  ${name.padEnd(24)} ${median(rates).toFixed(1).padStart(6)} M rows/s  (${range})`)
  }
  for (const who of ['map', 'array'] as const) {
    const ratio = median(rounds.map((nanos) => nanos[who] / nanos.ours))
    console.log(`  ${ratio.toFixed(2)} times as fast as its ${who} book`)
  }
}

const CAVEATS = [
  '',
  'Median of rounds in turn after untimed ones. They: processor time of their one thread, without the',
  'compilation by numba. We: processor time of the whole process, with all that V8 does beside.',
  'Steps, orders, fills, position, balance, fee and a checksum over the touch at every step agree.',
]
