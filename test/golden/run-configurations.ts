/**
 * Runs configurations one after another in a process of its own, where the engine is as fast as for a
 * user: told on standard input what to run, it answers on standard output what came of it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orderMix } from '../../bench/peers/hftbacktest/order-mix.ts'
import { BacktestRun, type SurveyedFeed, surveyFeed } from '../../src/backtest/index.ts'
import { loadRun } from '../../src/cli/config/load-run.ts'
import { writeFills } from '../../src/cli/result-files.ts'
import { AtomicTextFile } from '../../src/io/index.ts'

export interface WantedRun {
  readonly name: string
  readonly path: string
  readonly feed: readonly string[]
  readonly set: readonly string[]
  /** Every kind of order in turn, instead of the configured strategy. */
  readonly isMix: boolean
}

export interface FinishedRun {
  readonly orders: number
  readonly trades: number
  readonly position: number
  readonly balance: number
  readonly fee: number
  /** The file of fills, as the command writes it. */
  readonly csv: string
}

/** A capture is decoded once for all runs over it. */
const surveyed = new Map<string, SurveyedFeed>()

const folder = mkdtempSync(join(tmpdir(), 'golden-'))
try {
  const wanted = JSON.parse(readFileSync(0, 'utf8')) as readonly WantedRun[]
  const finished: Record<string, FinishedRun> = {}
  for (const run of wanted) finished[run.name] = await finish(run)
  process.stdout.write(JSON.stringify(finished))
} finally {
  rmSync(folder, { recursive: true })
}

async function finish({ path, feed, set, isMix }: WantedRun): Promise<FinishedRun> {
  const { options, columns } = await loadRun(path, { feed, set })
  if ('markets' in options) throw new Error('one market expected')
  const { contract, lot } = options.feed.info.instruments[0]!
  const key = [...feed, contract, lot.step].join()
  const known = surveyed.get(key) ?? (await surveyFeed(options.feed))
  surveyed.set(key, known)
  const run = new BacktestRun(isMix ? { ...options, strategy: orderMix } : options, known)
  await run.toEnd()
  const file = join(folder, 'fills.csv')
  const fills = new AtomicTextFile(file)
  writeFills(fills, run, columns)
  fills.commit()
  return {
    orders: run.desk.counts.entered,
    trades: run.portfolio.fills,
    position: run.portfolio.positionFloat,
    balance: run.portfolio.cash,
    fee: run.portfolio.fees,
    csv: readFileSync(file, 'utf8'),
  }
}
