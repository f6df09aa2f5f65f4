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
import { type OrderedMarket, orderedMarket } from '../../replay/ordered-market.ts'
import {
  type PreloadedResult,
  runPreloaded,
  watchedTouchQuoter,
} from '../../replay/preloaded-run.ts'
import { installedPython, PEER_FOLDER, Reference, type ReferenceResult } from './environment.ts'
import { writeRowFile } from './event-rows.ts'
import { referenceJob } from './reference-job.ts'

const CHANCES = 40
const FILLS_MAX = 100_000
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
    const ours = runPreloaded(options, market, watchedTouchQuoter)
    const job = { ...referenceJob(path, rowFile), fillsMax: FILLS_MAX }
    let theirs = await reference.run(job)
    let differences = compare(ours, theirs, market, job.contract)
    for (let chance = 1; chance < CHANCES && differences.length > 0; chance++) {
      theirs = await reference.run(job)
      differences = compare(ours, theirs, market, job.contract)
    }
    if (differences.length > 0) wrong++
    console.log(`${differences.length === 0 ? 'equal ' : 'DIFFER'} ${name}: ${theirs.trades} fills`)
    for (const difference of differences) console.log(`    ${difference}`)
    verified[basename(name, '.yaml')] = totals(ours, market)
  }
  reference.close()
  console.log(wrong === 0 ? 'All equal.' : `${wrong} runs differ.`)
  if (wrong > 0) process.exitCode = 1
  else if (isWriting) {
    writeFileSync(join(folder, 'verified-runs.json'), `${JSON.stringify(verified, null, 2)}\n`)
  }
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
    ({ at, orderId, side, priceTicks }) =>
      `${info.epochNanos + BigInt(at)},${orderId},${side},${priceTicks},1`,
  )
}

function totals(ours: PreloadedResult, market: OrderedMarket): object {
  const { orders, trades, position, balance, fee } = ours
  const lines = fillLines(ours, market).join('\n')
  const fills = createHash('sha256').update(lines).digest('hex').slice(0, 16)
  return { orders, trades, position, balance, fee, fills }
}
