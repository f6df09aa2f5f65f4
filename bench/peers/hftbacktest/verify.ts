/**
 * Runs every configuration of test/golden that the reference can run too, through both, and compares
 * steps, orders, fills, the path of book and position, and the money to the last bit.
 *
 * Where one record fills several orders the reference reports them in an order that changes from
 * process to process, and float64 sums with it: it is asked again until it agrees or has had its chances.
 */
import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { loadRun } from '../../../src/cli/config/load-run.ts'
import { TAKER } from '../../../src/exchange/index.ts'
import { type OrderedMarket, orderedMarket } from '../../replay/ordered-market.ts'
import {
  type PreloadedResult,
  runPreloaded,
  watchedTouchQuoter,
} from '../../replay/preloaded-run.ts'
import {
  installedPython,
  PEER_FOLDER,
  Reference,
  type ReferenceJob,
  type ReferenceResult,
} from './environment.ts'
import { writeRowFile } from './event-rows.ts'
import { MIX_SUFFIX, orderMix } from './order-mix.ts'
import { referenceJob } from './reference-job.ts'

const CHANCES = 40
const FILLS_MAX = 300_000
/** Tests repeat the runs that are kept: those of hundreds of thousands of orders are not. */
const MIX_STEP_NANOS_MIN = 7_000_000
const COMPARED = ['steps', 'orders', 'checksum', 'trades', 'position', 'fee'] as const

export async function verify(root: string, isWriting: boolean): Promise<void> {
  const folder = join(root, 'test', 'golden')
  const reference = new Reference(
    installedPython(),
    join(root, 'bench/peers/hftbacktest/reference.py'),
  )
  const markets = new Map<string, OrderedMarket>()
  const verified: Record<string, object> = {}
  let wrong = 0
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  for (const name of names.filter((candidate) => !candidate.includes('partialPATCHED')).sort()) {
    const path = join(folder, name)
    const { options } = await loadRun(path, {})
    if ('markets' in options) throw new Error(`${name} has several markets`)
    const rowFile = join(PEER_FOLDER, `${name.split('_')[0]}.npy`)
    let market = markets.get(rowFile)
    if (market === undefined) {
      market = await orderedMarket(options.feed)
      markets.set(rowFile, market)
      writeRowFile(rowFile, market)
    }
    const job = { ...referenceJob(path, rowFile), fillsMax: FILLS_MAX }
    for (const strategy of [watchedTouchQuoter, orderMix]) {
      const isMix = strategy === orderMix
      const asked = isMix ? { ...job, strategy: 'order-mix' as const } : job
      const ours = runPreloaded(options, market, strategy)
      const differences = await compareUntilEqual(reference, asked, ours, market)
      if (differences.length > 0) wrong++
      const verdict = differences.length === 0 ? 'equal ' : 'DIFFER'
      console.log(
        `${verdict} ${name}, ${strategy.name}: ${ours.orders} orders, ${ours.trades} fills`,
      )
      for (const difference of differences) console.log(`    ${difference}`)
      const isKept = !isMix || (job.stepNanos >= MIX_STEP_NANOS_MIN && !name.startsWith('btc'))
      const key = `${basename(name, '.yaml')}${isMix ? MIX_SUFFIX : ''}`
      if (isKept) verified[key] = totals(ours, market)
    }
  }
  reference.close()
  console.log(wrong === 0 ? 'All equal.' : `${wrong} runs differ.`)
  if (wrong > 0) process.exitCode = 1
  else if (isWriting) {
    writeFileSync(join(folder, 'verified-runs.json'), `${JSON.stringify(verified, null, 2)}\n`)
  }
}

/** Equal sums in another order are not equal: the reference has several chances. */
async function compareUntilEqual(
  reference: Reference,
  job: ReferenceJob,
  ours: PreloadedResult,
  market: OrderedMarket,
): Promise<string[]> {
  let differences: string[] = []
  for (let chance = 0; chance < CHANCES; chance++) {
    differences = compare(ours, await reference.run(job), market, job.contract)
    if (differences.length === 0) break
  }
  return differences
}

function compare(
  ours: PreloadedResult,
  theirs: ReferenceResult,
  market: OrderedMarket,
  contract: string,
): string[] {
  const differences: string[] = []
  for (const key of COMPARED) {
    if (ours[key] !== theirs[key])
      differences.push(`${key}: ours ${ours[key]}, theirs ${theirs[key]}`)
  }
  // The reference counts what it owes of an inverse contract, we what we own.
  const balance = contract === 'inverse' ? -theirs.balance : theirs.balance
  if (ours.balance !== balance) differences.push(`balance: ours ${ours.balance}, theirs ${balance}`)
  const delivered = fillLines(ours, market).slice(0, ours.trades).sort()
  const told = [...(theirs.fills ?? [])].sort()
  const first = delivered.findIndex((line, at) => line !== told[at])
  if (first >= 0) differences.push(`fill: ours ${delivered[first]}, theirs ${told[first]}`)
  return differences
}

/** Exchange time, id, side, price in ticks, maker; in the order of the fills. */
function fillLines({ run }: PreloadedResult, { info }: OrderedMarket): string[] {
  return [...run.fills].map(
    ({ at, orderId, side, priceTicks, cause }) =>
      `${info.epochNanos + BigInt(at)},${orderId},${side},${priceTicks},${cause === TAKER ? 0 : 1}`,
  )
}

function totals(ours: PreloadedResult, market: OrderedMarket): object {
  const { orders, trades, position, balance, fee } = ours
  const lines = fillLines(ours, market).join('\n')
  const fills = createHash('sha256').update(lines).digest('hex').slice(0, 16)
  return { orders, trades, position, balance, fee, fills }
}
